//! One record: its versions, its address, its failures.

use axum::body::Body as HttpBody;
use http::StatusCode;
use serde_json::{Value, json};

use super::{CLIENT, get_json, request, send};

#[tokio::test]
async fn if_match_is_needed_exact_and_answers_the_present_row_when_stale() {
    let table = [
        (None, 428, "precondition_required"),
        (Some("*"), 400, "bad_request"),
        (Some("W/\"v3\""), 400, "bad_request"),
        (Some("\"v3\", \"v4\""), 400, "bad_request"),
        (Some("\"v2\""), 412, "stale"),
        (Some("\"v3\""), 200, ""),
    ];
    for (sent, status, code) in table {
        let mut patch = request("PATCH", CLIENT).header("content-type", "application/json");
        if let Some(sent) = sent {
            patch = patch.header("if-match", sent);
        }
        let body = HttpBody::from(r#"{"given_name":null,"contact":{"phone":"0","priority":1}}"#);
        let (got, _, body) = send(patch.body(body).unwrap()).await;
        assert_eq!(got, status, "{sent:?}");
        assert_eq!(body["error"]["code"].as_str().unwrap_or_default(), code);
        match status {
            412 => assert_eq!(body["data"]["current"]["version"], 3),
            200 => assert_eq!(
                (&body["data"]["given_name"], &body["data"]["born_on"], &body["data"]["contact"]),
                (&json!("Null"), &json!("Absent"), &json!("Value(\"0\")"))
            ),
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_is_held_already_is_not_sent_again() {
    let held =
        request("GET", CLIENT).header("if-none-match", "\"v1\", W/\"v3\"").body(HttpBody::empty()).unwrap();
    let (status, headers, body) = send(held).await;
    assert_eq!((status, body), (StatusCode::NOT_MODIFIED, Value::Null));
    assert_eq!(headers["etag"], "\"v3\"");
    let other = request("GET", CLIENT).header("if-none-match", "\"v2\"").body(HttpBody::empty()).unwrap();
    assert_eq!(send(other).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_malformed_id_is_answered_like_one_that_does_not_exist() {
    for id in [
        "R2",
        "0",
        "018F6F65-0000-7000-8000-00000000000A",
        "%0a",
        "..%2f",
        "018f6f650000700080000000000000aa",
    ] {
        let (status, body) = get_json(&format!("/api/v1/clients/{id}")).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
    }
    let (status, body) = get_json("/api/v1/nothing").await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    assert!(body["meta"]["request_id"].is_string());
    let (status, headers, body) = send(request("DELETE", CLIENT).body(HttpBody::empty()).unwrap()).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed"))
    );
    assert!(headers["allow"].to_str().unwrap().contains("PATCH"));
}

#[tokio::test]
async fn the_cause_of_our_mistake_stays_with_us() {
    let post = request("POST", &format!("{CLIENT}/archive")).header("if-match", "\"v3\"");
    let (status, _, body) = send(post.body(HttpBody::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body["error"]["code"], "internal");
    assert!(!body.to_string().contains("CANARY"));
}
