//! Who may send what from where, and what every answer carries.

use std::num::NonZeroU32;
use std::time::Duration;

use almoner_web::gate::{ClientAddr, Gate, GateConfig, Hops, Rate};
use almoner_web::server::{Peer, Stop};
use almoner_web::{Answer, Body, Handled, Page};
use axum::Router;
use axum::body::Body as HttpBody;
use axum::routing::get;
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

type Headers<'a> = &'a [(&'a str, &'a str)];

const SITE: &str = "https://care.test";
const DEV: &str = "http://localhost:3000";

async fn read() -> Handled<Answer<&'static str>> {
    Ok(Answer::of("read"))
}

async fn change() -> Handled<Answer<&'static str>> {
    Ok(Answer::of("changed"))
}

async fn who(ClientAddr(address): ClientAddr) -> Handled<Answer<String>> {
    Ok(Answer::of(address.to_string()))
}

async fn json_in(_: Body<Value>) -> Handled<Answer<()>> {
    Ok(Answer::of(()))
}

#[allow(clippy::unused_async)]
async fn panics() -> Handled<Page<()>> {
    panic!("CANARY")
}

async fn stays() -> Handled<Answer<()>> {
    std::future::pending().await
}

fn config() -> GateConfig {
    GateConfig {
        hosts: vec!["care.test".to_owned()],
        origins: vec![SITE.to_owned()],
        dev_origins: vec![DEV.to_owned()],
        hops: Hops::parse(["10.0.0.0/8"]).unwrap(),
        https: true,
        read_timeout: Duration::from_millis(50),
        change_timeout: Duration::from_millis(50),
        ..GateConfig::default()
    }
}

fn app(config: &GateConfig) -> Router {
    let router = Router::new()
        .route("/api/v1/thing", get(read).post(change).delete(change))
        .route("/api/v1/json", axum::routing::post(json_in))
        .route("/api/v1/who", get(who))
        .route("/api/v1/panics", get(panics).post(panics))
        .route("/api/v1/stays", get(stays).post(stays))
        .route("/api/v1/plain", get(async || (StatusCode::IM_A_TEAPOT, "plain words")))
        .route("/page", get(async || ([("content-security-policy", "default-src 'self'")], "page")));
    Gate::new(config, &Stop::new()).unwrap().around(router)
}

async fn ask(
    app: Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, Value) {
    let mut request = Request::builder().method(method).uri(path).header("host", "care.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(HttpBody::empty()).unwrap();
    request.extensions_mut().insert(Peer("10.0.0.1:1234".parse().unwrap()));
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_change_has_to_come_from_our_own_pages() {
    let cookie = ("cookie", "__Host-almoner=x");
    let own = ("origin", SITE);
    let bearer = ("authorization", "Bearer x");
    let table: &[(&str, Headers<'_>, u16)] = &[
        // a browser on our own page
        ("POST", &[cookie, own, ("sec-fetch-site", "same-origin")], 200),
        ("POST", &[cookie, own], 200),
        ("DELETE", &[cookie, own], 200),
        ("POST", &[cookie, ("origin", DEV), ("sec-fetch-site", "cross-site")], 200),
        // another site's page, with a cookie, and without one (sign-in)
        ("POST", &[cookie, ("origin", "https://evil.test")], 403),
        ("POST", &[("origin", "https://evil.test")], 403),
        ("DELETE", &[cookie, ("origin", "https://evil.test")], 403),
        ("POST", &[cookie, ("origin", "https://sub.care.test"), ("sec-fetch-site", "same-site")], 403),
        ("POST", &[cookie, ("origin", "https://care.test.evil.test")], 403),
        ("POST", &[cookie, ("origin", "https://care.test:8443")], 403),
        ("POST", &[cookie, ("origin", "http://care.test")], 403),
        ("POST", &[cookie, ("origin", "null")], 403),
        ("POST", &[cookie, ("origin", "")], 403),
        ("POST", &[cookie, own, ("origin", "https://evil.test")], 403),
        ("POST", &[cookie, own, ("sec-fetch-site", "cross-site")], 403),
        // no origin: never a browser's change
        ("POST", &[cookie], 403),
        ("POST", &[cookie, ("referer", "https://care.test/")], 403),
        ("POST", &[("sec-fetch-site", "cross-site")], 403),
        ("POST", &[("sec-fetch-site", "same-origin")], 403),
        ("POST", &[], 200),
        // a token says that no browser was misled; a password that a browser repeats does not
        ("POST", &[bearer], 200),
        ("POST", &[bearer, ("origin", "https://evil.test")], 200),
        ("POST", &[cookie, ("authorization", "Basic eDp5")], 403),
        ("POST", &[("authorization", "Basic eDp5"), ("origin", "https://evil.test")], 403),
        ("POST", &[cookie, ("authorization", "Bearer")], 403),
        // reads
        ("GET", &[cookie, ("origin", "https://evil.test"), ("sec-fetch-site", "cross-site")], 200),
        // the method is the one of the request line
        ("GET", &[cookie, ("x-http-method-override", "DELETE")], 200),
        ("POST", &[cookie, ("x-http-method-override", "GET")], 403),
    ];
    for (method, headers, expected) in table {
        let (status, _, body) = ask(app(&config()), method, "/api/v1/thing", headers).await;
        assert_eq!(status, *expected, "{method} {headers:?} {body}");
        match *expected {
            403 => assert_eq!(body["error"]["code"], "origin_refused"),
            _ => assert_eq!(body["data"], if *method == "GET" { "read" } else { "changed" }),
        }
    }
}

/// What a form can send is refused even from an allowed place.
#[tokio::test]
async fn forms_are_not_json() {
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        let headers = [("cookie", "a=b"), ("origin", SITE), ("content-type", kind)];
        assert_eq!(ask(app(&config()), "POST", "/api/v1/json", &headers).await.0, 415, "{kind}");
    }
}

#[tokio::test]
async fn only_dev_origins_get_cors() {
    let preflight = |origin| [("origin", origin), ("access-control-request-method", "PATCH")];
    let (status, headers, _) = ask(app(&config()), "OPTIONS", "/api/v1/thing", &preflight(DEV)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(headers["access-control-allow-origin"], DEV);
    assert_eq!(headers["access-control-allow-credentials"], "true");
    assert!(headers["access-control-allow-headers"].to_str().unwrap().contains("if-match"));
    for other in [SITE, "https://evil.test", "http://localhost:3001", "null"] {
        let (status, headers, _) = ask(app(&config()), "OPTIONS", "/api/v1/thing", &preflight(other)).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{other}");
        assert!(!headers.contains_key("access-control-allow-origin"), "{other}");
    }
    let (_, headers, _) = ask(app(&config()), "GET", "/api/v1/nothing", &[("origin", DEV)]).await;
    assert_eq!(headers["access-control-allow-origin"], DEV, "errors can be read too");
    let (_, headers, _) =
        ask(app(&config()), "GET", "/api/v1/thing", &[("origin", "https://evil.test")]).await;
    assert!(!headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn every_answer_is_closed_to_other_sites_and_caches() {
    for (method, path) in [
        ("GET", "/api/v1/thing"),
        ("GET", "/api/v1/nothing"),
        ("TRACE", "/api/v1/thing"),
        ("PUT", "/api/v1/thing"),
    ] {
        let (_, headers, body) = ask(app(&config()), method, path, &[("x-request-id", "forged")]).await;
        let value = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(value("cache-control"), "no-store", "{path}");
        assert_eq!(value("x-content-type-options"), "nosniff");
        assert!(value("content-security-policy").starts_with("default-src 'none'; frame-ancestors 'none'"));
        assert_eq!(value("cross-origin-opener-policy"), "same-origin");
        assert_eq!(value("cross-origin-resource-policy"), "same-origin");
        assert_eq!(value("referrer-policy"), "no-referrer");
        assert!(value("strict-transport-security").starts_with("max-age=63072000"));
        assert_eq!(value("vary"), "Origin, Cookie, Authorization");
        assert!(!headers.contains_key("server"));
        assert_eq!(body["meta"]["request_id"], value("x-request-id"));
    }
    let (_, headers, _) = ask(app(&config()), "GET", "/page", &[]).await;
    assert_eq!(headers["content-security-policy"], "default-src 'self'");
    let plain = GateConfig { https: false, ..config() };
    let (_, headers, _) = ask(app(&plain), "GET", "/api/v1/thing", &[]).await;
    assert!(!headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn errors_of_others_are_put_in_the_envelope() {
    let (status, _, body) = ask(app(&config()), "GET", "/api/v1/plain", &[]).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")));
    let (status, headers, body) = ask(app(&config()), "PUT", "/api/v1/thing", &[]).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed"))
    );
    assert!(headers["allow"].to_str().unwrap().contains("POST"));
    for method in ["TRACE", "CONNECT", "PROPFIND", "TRACK"] {
        let (status, ..) = ask(app(&config()), method, "/api/v1/thing", &[]).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn panics_and_lateness_are_answered() {
    for method in ["GET", "POST"] {
        let (status, _, body) = ask(app(&config()), method, "/api/v1/panics", &[]).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!("internal")));
        assert!(!body.to_string().contains("CANARY"));
        assert!(body["meta"]["request_id"].is_string());
        let (status, _, body) = ask(app(&config()), method, "/api/v1/stays", &[]).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::GATEWAY_TIMEOUT, &json!("timeout")));
        assert_eq!(body["error"]["retryable"], true);
    }
}

#[tokio::test]
async fn the_client_is_who_our_proxy_saw() {
    let forged =
        [("x-forwarded-for", "6.6.6.6, 1.2.3.4"), ("forwarded", "for=9.9.9.9"), ("x-real-ip", "8.8.8.8")];
    let (_, _, body) = ask(app(&config()), "GET", "/api/v1/who", &forged).await;
    assert_eq!(body["data"], "1.2.3.4");
    let nobody = GateConfig { hops: Hops::default(), ..config() };
    let (_, _, body) = ask(app(&nobody), "GET", "/api/v1/who", &forged).await;
    assert_eq!(body["data"], "10.0.0.1");
}

#[tokio::test]
async fn one_network_is_slowed_down_and_others_are_not() {
    let few = Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(3).unwrap() };
    let app = app(&GateConfig { rate: Some(few), ..config() });
    let from = |address: &'static str| [("x-forwarded-for", address)];
    for n in 0..3 {
        let (status, ..) = ask(app.clone(), "GET", "/api/v1/thing", &from("2001:db8::1")).await;
        assert_eq!(status, 200, "{n}");
    }
    let (status, headers, body) = ask(app.clone(), "GET", "/api/v1/thing", &from("2001:db8::2")).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::TOO_MANY_REQUESTS, &json!("too_many_requests"))
    );
    assert!(headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    let (status, ..) = ask(app, "GET", "/api/v1/thing", &from("2001:db8:1::1")).await;
    assert_eq!(status, 200);
}

#[test]
fn settings_that_would_open_a_door_are_refused() {
    let wrong = [
        GateConfig { dev_origins: vec!["http://evil.test".to_owned()], ..config() },
        GateConfig { dev_origins: vec!["*".to_owned()], ..config() },
        GateConfig { origins: vec!["https://care.test/".to_owned()], ..config() },
        GateConfig { origins: vec!["null".to_owned()], ..config() },
    ];
    for config in wrong {
        assert!(Gate::new(&config, &Stop::new()).is_err(), "{config:?}");
    }
}
