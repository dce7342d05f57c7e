//! Messages that two readers could take apart differently are refused, and the connection with them.

use std::sync::atomic::Ordering;

use almoner_web::server::Limits;

use crate::world::World;

/// A request that must never be answered, hidden behind the one before it.
const SMUGGLED: &str = "GET /seen HTTP/1.1\r\nHost: almoner.test\r\n\r\n";

fn post(headers: &str, rest: &str) -> String {
    format!(
        "POST /echo HTTP/1.1\r\nHost: almoner.test\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{rest}{SMUGGLED}"
    )
}

#[tokio::test]
async fn ambiguous_framing_is_400_and_the_end_of_the_connection() {
    let world = World::start(Limits::default()).await;
    let table = [
        ("CL and TE", post("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        ("TE and CL", post("Transfer-Encoding: chunked\r\nContent-Length: 2", "0\r\n\r\n")),
        ("TE xchunked", post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
        ("TE twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
        ("TE list", post("Transfer-Encoding: identity, chunked", "0\r\n\r\n")),
        ("CL twice, same", post("Content-Length: 2\r\nContent-Length: 2", "{}")),
        ("CL twice, other", post("Content-Length: 2\r\nContent-Length: 0", "{}")),
        ("CL list", post("Content-Length: 2, 2", "{}")),
        ("CL +2", post("Content-Length: +2", "{}")),
        ("CL -2", post("Content-Length: -2", "{}")),
        ("CL 2 2", post("Content-Length: 2 2", "{}")),
        ("obs-fold", post("X: a\r\n b\r\nContent-Length: 2", "{}")),
        ("obs-fold of CL", post("Content-Length:\r\n 2", "{}")),
        ("blank before colon", post("Content-Length : 2", "{}")),
        ("bare LF in head", post("X: a\nContent-Length: 2", "{}")),
        ("bare CR in head", post("X: a\rContent-Length: 2", "{}")),
        ("bare LF ends head", format!("GET /seen HTTP/1.1\r\nHost: almoner.test\r\n\n{SMUGGLED}")),
        ("bare LF ends line", format!("GET /seen HTTP/1.1\nHost: almoner.test\r\n\r\n{SMUGGLED}")),
        (
            "Host twice",
            format!("GET /seen HTTP/1.1\r\nHost: almoner.test\r\nHost: evil.test\r\n\r\n{SMUGGLED}"),
        ),
        ("no request line", format!("\r\n\r\n{SMUGGLED}")),
        ("NUL in header", format!("GET /seen HTTP/1.1\r\nHost: almoner.test\r\nX: a\0b\r\n\r\n{SMUGGLED}")),
        (
            "HTTP/1.0 and TE",
            "POST /echo HTTP/1.0\r\nHost: almoner.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                .to_owned(),
        ),
        ("HTTP/3", "GET /seen HTTP/3.0\r\nHost: almoner.test\r\n\r\n".to_owned()),
        ("rubbish", "\x16\x03\x01\x02\0\x01\0\r\n\r\n".to_owned()),
        ("chunk size 0x2", post("Transfer-Encoding: chunked", "0x2\r\n{}\r\n0\r\n\r\n")),
        ("chunk size -2", post("Transfer-Encoding: chunked", "-2\r\n{}\r\n0\r\n\r\n")),
        ("chunk longer than said", post("Transfer-Encoding: chunked", "2\r\n{}x\r\n0\r\n\r\n")),
        ("chunk ends in LF", post("Transfer-Encoding: chunked", "2\n{}\r\n0\r\n\r\n")),
        ("chunk size too large", post("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")),
        ("trailers", post("Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\nX-Admin: 1\r\n\r\n")),
        (
            "long chunk extension",
            post("Transfer-Encoding: chunked", &format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(1 << 20))),
        ),
        (
            "huge header",
            format!("GET /seen HTTP/1.1\r\nHost: almoner.test\r\nX: {}\r\n\r\n", "a".repeat(64 << 10)),
        ),
    ];
    for (name, message) in &table {
        let answer = world.say(message).await;
        assert!(answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4"), "{name}: {answer}");
        assert_eq!(answer.matches("HTTP/1.").count(), 1, "{name}: {answer}");
        assert_eq!(world.told.seen.load(Ordering::SeqCst), 0, "{name} reached a handler");
    }
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let world = World::start(Limits::default()).await;
    let headers = |n: usize| {
        use std::fmt::Write;
        (0..n).fold(String::new(), |mut text, n| {
            let _ = write!(text, "X-{n}: a\r\n");
            text
        })
    };
    let request =
        |n| format!("GET /seen HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n{}\r\n", headers(n));
    assert!(world.say(request(62)).await.starts_with("HTTP/1.1 200"));
    let answer = world.say(request(63)).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn addresses_that_are_not_ours_are_refused_in_the_envelope() {
    let world = World::start(Limits::default()).await;
    let table = [
        ("GET /seen HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n", "200", "\"error\":null"),
        ("GET /seen HTTP/1.1\r\nHost: ALMONER.test:80\r\nConnection: close\r\n\r\n", "200", "\"error\":null"),
        ("GET /seen HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n", "421", "unknown_host"),
        (
            "GET /seen HTTP/1.1\r\nHost: almoner.test.evil.test\r\nConnection: close\r\n\r\n",
            "421",
            "unknown_host",
        ),
        ("GET /seen HTTP/1.1\r\nHost: almoner.test:8443\r\nConnection: close\r\n\r\n", "421", "unknown_host"),
        (
            "GET /seen HTTP/1.1\r\nHost: almoner.test@evil.test\r\nConnection: close\r\n\r\n",
            "421",
            "unknown_host",
        ),
        ("GET /seen HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", "421", "unknown_host"),
        ("GET /seen HTTP/1.1\r\nConnection: close\r\n\r\n", "400", "bad_request"),
        (
            "GET http://evil.test/seen HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n",
            "400",
            "bad_request",
        ),
        (
            "GET http://almoner.test/seen HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n",
            "400",
            "bad_request",
        ),
        (
            "GET /seen HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: almoner.test\r\nConnection: close\r\n\r\n",
            "421",
            "unknown_host",
        ),
        (
            "TRACE /seen HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n",
            "405",
            "method_not_allowed",
        ),
        ("CONNECT almoner.test:80 HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n", "4", "error"),
    ];
    for (message, status, word) in table {
        let answer = world.say(message).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{message} {answer}");
        assert!(answer.contains(word), "{message} {answer}");
        assert!(answer.contains("x-request-id: "), "{message} {answer}");
        assert!(!answer.to_lowercase().contains("server:"), "{message} {answer}");
    }
}
