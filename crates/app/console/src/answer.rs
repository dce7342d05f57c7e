//! One request for a file or a page of the console.

use almoner_kernel::Code;
use almoner_web::Fail;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::{File, Files, missing};

/// The console's own code and nothing else runs; it talks to its own origin only; nobody frames it.
/// `blob:` and `data:` are for photographs before they are sent.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// What the API and the probes answer is never a page.
const NOT_OURS: [&str; 4] = ["api", "health", "ready", "metrics"];

pub(crate) fn answer(files: &impl Files, request: &Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || NOT_OURS.contains(&first) {
        return Fail::from(Code::NotFound).into_response();
    }
    // The page itself is asked for as `/`, so that a link to it has one form. What is compressed
    // beside a file is not asked for by its own name.
    let named = !path.is_empty() && path != "index.html" && !path.ends_with(".br") && !path.ends_with(".gz");
    if named
        && let Some(kind) = media_type(path)
        && files.file(path).is_some()
    {
        return send(files, path, kind, request.headers());
    }
    if !is_page(path, request.headers()) {
        return Fail::from(Code::NotFound).into_response();
    }
    if files.file("index.html").is_none() {
        let head = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        return (StatusCode::SERVICE_UNAVAILABLE, head, missing::PAGE).into_response();
    }
    send(files, "index.html", "text/html; charset=utf-8", request.headers())
}

/// Pages have no dot in their path; a browser that opens one says that it takes HTML.
fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let takes = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    !path.contains('.') && takes.is_none_or(|value| value.contains("text/html") || value.contains("*/*"))
}

/// The media types of what a build makes. Anything else in the folder is not answered.
fn media_type(path: &str) -> Option<&'static str> {
    let extension = path.rsplit('/').next()?.rsplit_once('.')?.1;
    Some(match extension {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

fn send(files: &impl Files, path: &str, kind: &'static str, headers: &HeaderMap) -> Response {
    let (file, encoding) = encoded(files, path, headers);
    let mut response = Response::new(Body::empty());
    let tag = etag(&file);
    let head = response.headers_mut();
    let mut say = |name, value: &'static str| head.insert(name, HeaderValue::from_static(value));
    say(CONTENT_TYPE, kind);
    say(VARY, "Accept-Encoding");
    // Vite names what stands in `assets` by its content; everything else may change under its name.
    let forever = path.starts_with("assets/");
    say(CACHE_CONTROL, if forever { "public, max-age=31536000, immutable" } else { "no-cache" });
    say(CONTENT_SECURITY_POLICY, POLICY);
    if let Some(encoding) = encoding {
        say(CONTENT_ENCODING, encoding);
    }
    let known =
        headers.get_all(IF_NONE_MATCH).iter().any(|value| value.to_str().is_ok_and(|v| v.contains(&tag)));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.insert(ETAG, tag);
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = Body::from(file.bytes.into_owned());
    }
    response
}

/// The smallest form that the browser takes. `path` is known to exist.
fn encoded(files: &impl Files, path: &str, headers: &HeaderMap) -> (File, Option<&'static str>) {
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if takes(headers, encoding)
            && let Some(file) = files.file(&format!("{path}.{ending}"))
        {
            return (file, Some(encoding));
        }
    }
    let plain = files.file(path).unwrap_or(File { bytes: [].as_slice().into(), hash: [0; 32] });
    (plain, None)
}

/// Whether `Accept-Encoding` names this one and does not refuse it.
fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused =
            parts.any(|p| p.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0)));
        named && !refused
    })
}

fn etag(file: &File) -> String {
    use std::fmt::Write;
    let mut tag = String::from("\"");
    for byte in &file.hash[..16] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}
