//! The document follows from the types of the handlers.

use almoner_kernel::Code;
use almoner_web::openapi::{Info, document};
use almoner_web::{Answer, Doc, Handled};
use serde_json::{Value, json};

use super::routes;

#[test]
fn the_document_follows_from_the_types() {
    let routes = routes();
    let info = Info { title: "Example", version: "1", description: "" };
    let whole = document(info, &routes).unwrap();
    let create = &whole["paths"]["/api/v1/clients"]["post"];
    assert_eq!(create["operationId"], "create_client");
    assert_eq!(create["x-almoner-access"], "change");
    assert_eq!(
        create["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/ClientIn"
    );
    assert_eq!(
        create["responses"]["201"]["content"]["application/json"]["schema"]["properties"]["data"]["$ref"],
        "#/components/schemas/ClientOut"
    );
    let statuses: Vec<_> = create["responses"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        statuses,
        ["201", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503", "504"]
    );
    let schemas = &whole["components"]["schemas"];
    assert_eq!(schemas["ClientOut"]["properties"]["born_on"], json!({"type": "string", "format": "date"}));
    assert_eq!(
        schemas["ClientOut"]["properties"]["admitted_at"],
        json!({"type": ["string", "null"], "format": "date-time"})
    );
    assert_eq!(schemas["ClientIn"]["properties"]["born_on"], json!({"type": "string", "format": "date"}));
    assert_eq!(schemas["ClientIn"]["additionalProperties"], false);
    let patch = &schemas["ClientPatch"];
    assert_eq!(patch["properties"]["given_name"], json!({"oneOf": [{"type": "null"}, {"type": "string"}]}));
    assert_eq!(patch["properties"]["born_on"]["oneOf"][1], json!({"type": "string", "format": "date"}));
    assert_eq!(patch["properties"]["contact"]["oneOf"][1]["$ref"], "#/components/schemas/ContactIn");
    assert_eq!(patch["required"], Value::Null);
    let names: Vec<_> = whole["paths"]["/api/v1/clients"]["get"]["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["name"])
        .collect();
    assert_eq!(names, ["home", "limit", "cursor", "sort", "count", "q", "archived", "include"]);
    let update = routes.listing().into_iter().find(|route| route.operation == "update_client").unwrap();
    assert!(update.signed_in && update.if_match && !update.idempotency_key);
}

#[test]
fn two_schemas_of_one_name_are_noticed() {
    mod other {
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub struct ClientOut {
            pub other: i32,
        }
    }
    async fn clash() -> Handled<Answer<other::ClientOut>> {
        Err(Code::NotFound.into())
    }
    let routes = routes().get("/api/v1/clash", &Doc::read("list_clients", "Again"), clash);
    let wrong = document(Info { title: "", version: "", description: "" }, &routes).unwrap_err();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(
        wrong.iter().any(|w| w.contains("ClientOut")) && wrong.iter().any(|w| w.contains("list_clients"))
    );
}
