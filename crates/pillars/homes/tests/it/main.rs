//! The homes' pillar through its router, on a real database with the fixture world in it.

use std::sync::Arc;

use almoner_kernel::{Actor, Code, Person};
use almoner_testkit::database::Database;
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use almoner_web::{App, Authenticate, Authenticating, Opened, Sealer};
use axum::body::Body;
use http::request::Parts;
use http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

/// Who asks, from a header.
struct ByHeader;

impl Authenticate for ByHeader {
    fn person<'a>(&'a self, parts: &'a Parts) -> Authenticating<'a> {
        Box::pin(async move {
            let Some(name) = parts.headers.get("x-actor").and_then(|v| v.to_str().ok()) else {
                return Ok(None);
            };
            match World::get().actor(name) {
                Actor::Person(person) => Ok::<Option<Person>, _>(Some(person)),
                _ => Err(Code::Unauthenticated.into()),
            }
        })
    }
}

/// Nothing here has a cursor.
struct NoCursors;

impl Sealer for NoCursors {
    fn seal(&self, _aad: &[u8], _plain: &[u8]) -> almoner_kernel::Result<String> {
        Ok(String::new())
    }

    fn open(&self, _aad: &[u8], _text: &str) -> Result<Vec<u8>, Opened> {
        Err(Opened::Invalid)
    }
}

async fn get(database: &Database, who: &str, path: &str) -> (StatusCode, Value) {
    let app = App { db: database.db(), sealer: Arc::new(NoCursors), authenticate: Arc::new(ByHeader) };
    let router = almoner_homes::routes().into_router().with_state(app);
    let request = Request::builder().uri(path).header("x-actor", who).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn the_directory_names_every_home_to_who_manages_one() {
    let database = Database::world().await;
    let owner = database.owner().await;
    for (who, organisation) in
        [("mgr1", "O1"), ("mgr12", "O1"), ("owner1", "O1"), ("comp1", "O1"), ("mgr3", "O2")]
    {
        let expected: Vec<String> = owner
            .query(
                "select name from public.care_homes where organisation_id = $1 and archived_at is null order by name, id",
                &[&id(organisation)],
            )
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert!(!expected.is_empty());
        let (status, body) = get(&database, who, "/api/v1/care-homes/directory").await;
        assert_eq!(status, StatusCode::OK, "{who}: {body}");
        let homes = body["data"].as_array().unwrap();
        let names: Vec<&str> = homes.iter().map(|home| home["name"].as_str().unwrap()).collect();
        assert_eq!(names, expected, "{who}");
        for home in homes {
            let keys: Vec<&String> = home.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["code", "id", "name", "town"], "{who} is told no more");
        }
    }
    // More than the manager of one home sees otherwise.
    let (_, seen) = get(&database, "mgr1", "/api/v1/care-homes").await;
    let (_, named) = get(&database, "mgr1", "/api/v1/care-homes/directory").await;
    assert!(seen["data"].as_array().unwrap().len() < named["data"].as_array().unwrap().len());
}

#[tokio::test]
async fn the_directory_is_not_there_for_the_floor() {
    let database = Database::world().await;
    for who in ["carer1", "senior1", "ancillary1", "just_ended"] {
        let (status, body) = get(&database, who, "/api/v1/care-homes/directory").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{who}: {body}");
    }
}
