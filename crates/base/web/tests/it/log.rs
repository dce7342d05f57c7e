//! What the log holds, and what can't be made to stand in it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use almoner_kernel::Error;
use almoner_web::gate::{Gate, GateConfig};
use almoner_web::server::Stop;
use almoner_web::{Answer, Handled, PathId};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use tower::ServiceExt;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn one(PathId(_): PathId) -> Handled<Answer<()>> {
    Ok(Answer::of(()))
}

async fn broken() -> Handled<Answer<()>> {
    Err(Error::internal("the cause\nFORGED line\u{1b}[31m").into())
}

#[tokio::test]
async fn a_request_is_one_line_of_our_own_words() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .without_time()
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let router = Router::new().route("/api/v1/clients/{id}", get(one)).route("/api/v1/broken", get(broken));
    let config = GateConfig { hosts: vec!["care.test".to_owned()], ..GateConfig::default() };
    let app = Gate::new(&config, &Stop::new()).unwrap().around(router);
    let id = "018f6f65-0000-7000-8000-00000000000a";
    let paths = [
        ("GET", format!("/api/v1/clients/{id}?q=CANARY%0aFORGED")),
        ("GET", "/api/v1/clients/CANARY%0aFORGED%1b".to_owned()),
        ("GET", "/CANARY".to_owned()),
        ("FORGED", "/api/v1/broken".to_owned()),
        ("GET", "/api/v1/broken".to_owned()),
    ];
    for (method, path) in paths {
        let request = Request::builder().method(method).uri(path).header("host", "care.test");
        let request = request.header("user-agent", "CANARY").header("x-request-id", "CANARY");
        app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    }
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains("CANARY") && !text.contains(id) && !text.contains('\u{1b}'), "{text}");
    assert_eq!(text.lines().count(), 6, "five requests and one cause: {text}");
    assert!(text.lines().all(|line| line.contains("almoner") && line.contains("request_id=")), "{text}");
    assert!(text.contains(r#"method="GET" route="/api/v1/clients/{id}" status=200 "#), "{text}");
    assert!(text.contains(r#"method="GET" route="-" status=404 "#), "{text}");
    assert!(text.contains(r#"method="other" route="/api/v1/broken" status=405 "#), "{text}");
    assert!(text.contains(r"the cause\nFORGED line\u{1b}[31m"), "the cause is there, on one line: {text}");
}
