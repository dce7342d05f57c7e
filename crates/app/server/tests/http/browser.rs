//! What another site could make a browser do to each operation (A44), and what a request's own
//! words about where it was sent are worth (A45).

use std::collections::BTreeSet;

use almoner_testkit::http::cells::{Access, Cell, prepared, versions};
use almoner_testkit::http::{Ask, BASE_URL, TestApp, changed, fingerprint};
use almoner_web::openapi::Access as Kind;

/// Headers, and the status and code of the answer.
type Foreign = (&'static [(&'static str, &'static str)], u16, &'static str);

/// Headers that another site's page, or a planted one, would come with; the answer to each.
const FOREIGN: &[Foreign] = &[
    (&[], 403, "origin_refused"),
    (&[("origin", "https://evil.example")], 403, "origin_refused"),
    (&[("origin", "null")], 403, "origin_refused"),
    (&[("origin", "https://sub.care.example.org"), ("sec-fetch-site", "same-site")], 403, "origin_refused"),
    (&[("origin", BASE_URL), ("sec-fetch-site", "cross-site")], 403, "origin_refused"),
    (&[("referer", "https://care.example.org/")], 403, "origin_refused"),
    (&[("origin", BASE_URL), ("host", "evil.example")], 421, "unknown_host"),
];

/// Types that a form can send without asking, and ones that only look like ours.
const FORMS: &[&str] = &[
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain; application/json",
    "application/json; charset=utf-7",
    "application/json, text/plain",
    "application/jsonx",
];

#[tokio::test]
async fn no_other_site_makes_a_browser_change_anything() {
    let app = TestApp::start().await;
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let versions = versions(&all).await;
    let before = fingerprint(&all).await;
    let changing = |cell: &&Cell| cell.operation.method != "get";
    let chosen = access.chosen();
    let mut tried = 0;
    for cell in chosen.iter().filter(changing) {
        let id = cell.operation.id;
        // As the browser has it: the sign-in in a cookie.
        let token = app.token(cell.seat.name).or_else(|| app.token("mgr1")).expect("somebody");
        let ask = || -> Ask<'_> {
            prepared(&app, &access, cell, &versions)
                .without("authorization")
                .header("cookie", format!("__Host-almoner={token}"))
        };
        for (headers, status, code) in FOREIGN {
            let mut ask = ask();
            for (name, value) in *headers {
                ask = ask.without(name).header(name, *value);
            }
            let got = ask.send().await;
            assert_eq!((got.status, got.code()), (*status, *code), "{id} with {headers:?}");
            tried += 1;
        }
        for kind in FORMS {
            let body = cell.body.clone().unwrap_or_default().to_string();
            let got = ask().header("origin", BASE_URL).bytes(kind, body).send().await;
            got.refused(415, "unsupported_media_type");
            tried += 1;
        }
    }
    let after = fingerprint(&all).await;
    let changed: BTreeSet<&str> =
        changed(&before, &after).into_iter().filter(|t| *t != "private.denials").collect();
    assert!(changed.is_empty(), "{changed:?}");
    assert!(tried > 1_200, "{tried}");
    println!("{tried} requests");
}

/// A read changes nothing, whatever it is told.
#[tokio::test]
async fn a_read_is_a_read() {
    let app = TestApp::start().await;
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let versions = versions(&all).await;
    let before = fingerprint(&all).await;
    let chosen = access.chosen();
    // Who looked at what is noted for a few, and nothing else.
    let reads = chosen
        .iter()
        .filter(|cell| cell.operation.method == "get" && cell.operation.route.access == Kind::Read);
    for cell in reads {
        for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
            let ask = prepared(&app, &access, cell, &versions).header(name, "DELETE");
            let got = ask.send().await;
            assert!(got.status < 500 && got.status != 403, "{}: {}", cell.operation.id, got.status);
        }
    }
    // What was not found is noted as a denial, within a second.
    let after = fingerprint(&all).await;
    let changed: Vec<&str> =
        changed(&before, &after).into_iter().filter(|t| *t != "private.denials").collect();
    assert_eq!(changed, Vec::<&str>::new());
}

/// Every path refuses hosts that are not ours, in whatever place they are named.
#[tokio::test]
async fn a_host_that_is_not_ours_gets_nothing() {
    let app = TestApp::start().await;
    let token = app.token("mgr1").expect("somebody");
    for host in [
        "evil.example",
        "care.example.org.evil.example",
        "care.example.org:8443",
        "127.0.0.1",
        "localhost",
        "[::1]",
        "",
        "care.example.org@evil",
    ] {
        let raw = format!(
            "GET /api/v1/session HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        let answer = app.raw(raw.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 421") || answer.starts_with("HTTP/1.1 400"), "{host}: {answer}");
        assert!(!answer.contains("canary") && !answer.contains("evil"), "{answer}");
    }
    let absolute = format!(
        "GET http://evil.example/api/v1/session HTTP/1.1\r\nhost: care.example.org\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    let answer = app.raw(absolute.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 421") || answer.starts_with("HTTP/1.1 400"), "{answer}");
    // What a proxy that is not ours says of the host and of the caller is not believed.
    let got = app.get("/api/v1/session").bearer(&token).header("x-forwarded-host", "evil.example");
    let got = got
        .header("forwarded", "host=evil.example")
        .header("x-original-url", "/api/v1/settings")
        .send()
        .await;
    assert!(!String::from_utf8_lossy(&got.bytes).contains("evil"));
    got.ok();
    // Nothing sends a browser elsewhere.
    for next in [
        "//evil.example",
        "/%5Cevil.example",
        "https:evil.example",
        "/%2f%2fevil.example",
        "javascript:alert(1)",
    ] {
        for path in ["/", "/sign-in", "/api/v1/session"] {
            let got = app.get(format!("{path}?next={next}")).send().await;
            assert!(
                !(300..400).contains(&got.status) && !got.headers.contains_key("location"),
                "{}",
                got.what
            );
        }
    }
}
