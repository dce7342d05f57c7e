//! How the console's files are answered, over files made up here.

use std::collections::BTreeMap;
use std::sync::Arc;

use almoner_console::{File, Files, POLICY, routes_of};
use axum::body::Body;
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

#[derive(Clone)]
struct Made(Arc<BTreeMap<&'static str, &'static str>>);

impl Files for Made {
    fn file(&self, path: &str) -> Option<File> {
        self.0.get(path).map(|text| {
            let mut hash = [0; 32];
            for (at, byte) in text.bytes().enumerate() {
                hash[at % 16] ^= byte.rotate_left(u32::try_from(at % 8).unwrap());
            }
            File { bytes: text.as_bytes().into(), hash }
        })
    }
}

fn built() -> Made {
    Made(Arc::new(BTreeMap::from([
        ("index.html", "<!doctype html>page"),
        ("index.html.br", "page-br"),
        ("assets/main-abc123.js", "script, plain"),
        ("assets/main-abc123.js.br", "script-br"),
        ("assets/main-abc123.js.gz", "script-gz"),
        ("mark.svg", "<svg/>"),
        (".vite/manifest.json", "{}"),
    ])))
}

async fn ask(files: Made, method: Method, path: &str, headers: &[(&str, &str)]) -> (Response<()>, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = routes_of(files).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    (Response::from_parts(head, ()), text)
}

async fn get(path: &str, headers: &[(&str, &str)]) -> (Response<()>, String) {
    ask(built(), Method::GET, path, headers).await
}

const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml");

#[tokio::test]
async fn files_by_content_are_kept_for_ever_and_pages_are_asked_for_again() {
    let (head, body) = get("/assets/main-abc123.js", &[]).await;
    assert_eq!((head.status(), body.as_str()), (StatusCode::OK, "script, plain"));
    assert_eq!(head.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(head.headers()["content-type"], "text/javascript; charset=utf-8");
    let (page, body) = get("/", &[HTML]).await;
    assert_eq!((page.status(), body.as_str()), (StatusCode::OK, "<!doctype html>page"));
    assert_eq!(page.headers()["cache-control"], "no-cache");
    assert_eq!(page.headers()["content-security-policy"], POLICY);
    let tag = page.headers()["etag"].to_str().unwrap();
    let (again, body) = get("/", &[HTML, ("if-none-match", tag)]).await;
    assert_eq!((again.status(), body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.headers()["etag"], tag);
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes() {
    for (accepts, encoding, body) in [
        ("gzip, deflate, br, zstd", Some("br"), "script-br"),
        ("gzip", Some("gzip"), "script-gz"),
        ("br;q=0, gzip;q=0.5", Some("gzip"), "script-gz"),
        ("identity", None, "script, plain"),
        ("brotli", None, "script, plain"),
    ] {
        let (head, text) = get("/assets/main-abc123.js", &[("accept-encoding", accepts)]).await;
        assert_eq!(text, body, "{accepts}");
        let said = head.headers().get("content-encoding").map(|value| value.to_str().unwrap());
        assert_eq!(said, encoding, "{accepts}");
        assert_eq!(head.headers()["vary"], "Accept-Encoding");
        assert_eq!(head.headers()["content-type"], "text/javascript; charset=utf-8");
    }
}

#[tokio::test]
async fn every_page_of_the_console_is_its_one_document() {
    for path in ["/residents", "/residents/01a2/alerts", "/sign-in?next=%2F", "/index"] {
        let (head, body) = get(path, &[HTML]).await;
        assert_eq!((head.status(), body.as_str()), (StatusCode::OK, "<!doctype html>page"), "{path}");
    }
}

#[tokio::test]
async fn what_is_no_file_and_no_page_is_not_found() {
    let cases = [
        (Method::GET, "/api/v1/nothing"),
        (Method::POST, "/api/v1/nothing"),
        (Method::GET, "/health/more"),
        (Method::POST, "/residents"),
        (Method::GET, "/residents/x.css"),
        (Method::GET, "/assets/gone-000000.js"),
        (Method::GET, "/assets/main-abc123.js.br"),
        (Method::GET, "/.vite/manifest.json"),
        (Method::GET, "/index.html.br"),
        (Method::GET, "/../Cargo.toml"),
        (Method::GET, "/assets/..%2f..%2fCargo.toml"),
        (Method::GET, "/.git/config"),
    ];
    for (method, path) in cases {
        let (head, body) = ask(built(), method.clone(), path, &[HTML]).await;
        assert_eq!(head.status(), StatusCode::NOT_FOUND, "{method} {path}");
        assert!(!body.contains("page") && !body.contains("script"), "{method} {path}: {body}");
    }
    // Whoever wants JSON of a page's address gets no HTML.
    let (head, _) = get("/residents", &[("accept", "application/json")]).await;
    assert_eq!(head.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_program_without_a_console_says_how_to_build_it() {
    let (head, body) = ask(Made(Arc::default()), Method::GET, "/", &[HTML]).await;
    assert_eq!(head.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("make console"), "{body}");
}
