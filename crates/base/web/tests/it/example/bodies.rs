//! Bodies are read strictly, and every wrong field is named.

use axum::body::Body as HttpBody;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{post_json, request, send};

#[tokio::test]
async fn a_success_is_in_the_envelope_and_names_the_request() {
    let (status, headers, body) = post_json(
        r#"{"given_name":" Asha ","born_on":"1940-02-29","admitted_at":"2027-03-28T01:30:00+01:00"}"#,
    )
    .await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(headers["etag"], "\"v1\"");
    assert_eq!(headers["location"], "/api/v1/clients/1");
    assert_eq!(body["data"]["given_name"], "Asha");
    assert_eq!(body["data"]["admitted_at"], "2027-03-28T00:30:00Z");
    assert_eq!(body["error"], Value::Null);
    assert_eq!(headers["x-request-id"], body["meta"]["request_id"].as_str().unwrap());
    assert_eq!(Uuid::parse_str(body["meta"]["request_id"].as_str().unwrap()).unwrap().get_version_num(), 7);
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let (status, _, body) = post_json(
        r#"{"given_name":"","born_on":"1940-02-29","contacts":[{"phone":"0117 1","priority":1},{"phone":"1","priority":0}]}"#,
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body["data"], Value::Null);
    assert_eq!(body["error"]["code"], "invalid");
    assert_eq!(body["error"]["retryable"], false);
    let paths: Vec<_> =
        body["error"]["fields"].as_array().unwrap().iter().map(|f| f["path"].clone()).collect();
    assert_eq!(paths, ["given_name", "contacts.1.phone", "contacts.1.priority"]);
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let good = r#""given_name":"A","born_on":"1940-02-29""#;
    let table = [
        (format!("{{{good},\"organisation_id\":1}}"), "organisation_id", "unknown"),
        (format!("{{{good},\"__proto__\":{{}}}}"), "__proto__", "unknown"),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":1,\"is_admin\":true}}]}}"),
            "contacts.0.is_admin",
            "unknown",
        ),
        (format!("{{{good},\"contacts\":[{{\"phone\":\"1\"}}]}}"), "contacts.0.priority", "required"),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":\"1\"}}]}}"),
            "contacts.0.priority",
            "type",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":9223372036854775808}}]}}"),
            "contacts.0.priority",
            "range",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":1.5}}]}}"),
            "contacts.0.priority",
            "type",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":-0}}]}}"),
            "contacts.0.priority",
            "type",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":1e400}}]}}"),
            "contacts.0.priority",
            "range",
        ),
        (format!("{{{good},\"contacts\":{{}}}}"), "contacts", "type"),
        (format!("{{{good},\"given_name\":\"B\"}}"), "given_name", "duplicate"),
        (r#"{"given_name":"A"}"#.to_owned(), "born_on", "required"),
        (r#"{"given_name":null,"born_on":"1940-02-29"}"#.to_owned(), "given_name", "type"),
        (r#"{"given_name":"A\u0000","born_on":"1940-02-29"}"#.to_owned(), "given_name", "format"),
        (r#"{"given_name":"\ud800","born_on":"1940-02-29"}"#.to_owned(), "given_name", "format"),
        (r#"{"given_name":"A","born_on":"infinity"}"#.to_owned(), "born_on", "format"),
        (r#"{"given_name":"A","born_on":"0001-01-01"}"#.to_owned(), "born_on", "range"),
        (r#"{"given_name":"A","born_on":19400229}"#.to_owned(), "born_on", "type"),
        (r#"["A","1940-02-29"]"#.to_owned(), "", "type"),
    ];
    for (sent, path, code) in &table {
        let (status, _, body) = post_json(sent).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{sent}: {body}");
        let field = &body["error"]["fields"][0];
        assert_eq!((&field["path"], &field["code"]), (&json!(path), &json!(code)), "{sent}: {body}");
    }
}

#[tokio::test]
async fn only_json_in_utf_8_is_read() {
    let table = [
        (Some("application/json"), None, 201),
        (Some("Application/JSON; charset=UTF-8"), None, 201),
        (Some("application/json;charset=utf-7"), None, 415),
        (Some("application/json; charset=utf-8; x=y"), None, 415),
        (Some("application/x-www-form-urlencoded"), None, 415),
        (Some("text/plain"), None, 415),
        (Some("multipart/form-data; boundary=x"), None, 415),
        (Some("application/jsonp"), None, 415),
        (Some("application/json"), Some("gzip"), 415),
        (None, None, 415),
    ];
    for (kind, coding, expected) in table {
        let mut post = request("POST", "/api/v1/clients");
        for (name, value) in [("content-type", kind), ("content-encoding", coding)] {
            if let Some(value) = value {
                post = post.header(name, value);
            }
        }
        let body = HttpBody::from(r#"{"given_name":"A","born_on":"1940-02-29"}"#);
        let (status, _, _) = send(post.body(body).unwrap()).await;
        assert_eq!(status, expected, "{kind:?} {coding:?}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413_with_and_without_a_length() {
    let long = format!(r#"{{"given_name":"{}"}}"#, "x".repeat(300 * 1024));
    let (status, _, body) = post_json(&long).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    let chunks =
        futures_util::stream::iter(long.into_bytes().chunks(1000).map(<[u8]>::to_vec).collect::<Vec<_>>());
    let chunks = futures_util::StreamExt::map(chunks, Ok::<_, std::convert::Infallible>);
    let post = request("POST", "/api/v1/clients").header("content-type", "application/json");
    let (status, _, _) = send(post.body(HttpBody::from_stream(chunks)).unwrap()).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}
