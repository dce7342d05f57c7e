//! Lists: their parameters, and cursors that open nothing else.

use axum::body::Body as HttpBody;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{ME, OTHER, get_json, send};

#[tokio::test]
async fn lists_are_followed_to_their_end_and_cursors_open_nothing_else() {
    let (status, first) = get_json("/api/v1/clients?limit=2&q=a&sort=-admitted_at").await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let cursor = first["meta"]["next_cursor"].as_str().unwrap();
    let (_, second) =
        get_json(&format!("/api/v1/clients?sort=-admitted_at&q=a&limit=3&cursor={cursor}")).await;
    assert_eq!(second["data"][0]["given_name"], "3");
    assert_eq!(second["meta"]["next_cursor"], Value::Null);
    for other in [
        "?limit=2&q=a",
        "?limit=2&q=b&sort=-admitted_at",
        "?limit=2&q=a&sort=-admitted_at&archived=only",
        &format!("?limit=2&q=a&sort=-admitted_at&home={ME}"),
    ] {
        let (status, body) = get_json(&format!("/api/v1/clients{other}&cursor={cursor}")).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("cursor_invalid")),
            "{other}"
        );
    }
    let theirs = Request::get(format!("/api/v1/clients?limit=2&q=a&sort=-admitted_at&cursor={cursor}"));
    let (status, _, _) =
        send(theirs.header("host", "care.test").header("x-account", OTHER).body(HttpBody::empty()).unwrap())
            .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (_, old) = get_json("/api/v1/clients?cursor=old").await;
    assert_eq!(old["error"]["code"], "cursor_expired");
}

#[tokio::test]
async fn a_page_whose_cursor_cannot_be_sealed_is_no_page() {
    let (status, body) = get_json("/api/v1/clients?limit=2&q=unsealable").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{body}");
    assert_eq!((&body["error"]["code"], &body["data"]), (&json!("internal"), &Value::Null));
    assert!(!body.to_string().contains("CANARY"), "{body}");
    // The last page needs none.
    let (status, _) = get_json("/api/v1/clients?limit=200&q=unsealable").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn list_parameters_are_bounded() {
    let table = [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=201", "limit"),
        ("limit=1e9", "limit"),
        ("limit=9223372036854775808", "limit"),
        ("limit=", "limit"),
        ("limit=NaN", "limit"),
        ("sort=id;drop", "sort"),
        ("sort=salary", "sort"),
        ("include=staff.phone", "include"),
        ("include=home,home", "include"),
        ("offset=1", "offset"),
        ("count=yes", "count"),
        ("archived=true", "archived"),
        ("home=R2", "home"),
        ("limit=1&limit=2", "limit"),
        ("notes~x", "notes~x"),
    ];
    for (query, field) in table {
        let (status, body) = get_json(&format!("/api/v1/clients?{query}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(body["error"]["fields"][0]["path"], field, "{query}");
    }
    let (status, _) = get_json(&format!("/api/v1/clients?q={}", "a".repeat(101))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = get_json(&format!("/api/v1/clients?q={}", "a".repeat(100))).await;
    assert_eq!(status, StatusCode::OK);
}
