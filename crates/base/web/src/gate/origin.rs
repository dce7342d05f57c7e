//! Which sites may make a browser send something here.

use almoner_kernel::{Code, Error};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, COOKIE, HeaderName, ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Methods that change nothing. A method override header is never looked at.
pub(super) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The sites whose pages may send changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    own: Vec<String>,
    /// Loopback addresses of a front-end engineer's machine; they get CORS too.
    dev: Vec<String>,
}

impl Origins {
    pub(super) fn new(own: &[String], dev: &[String]) -> Result<Self, String> {
        for origin in own.iter().chain(dev) {
            if !is_origin(origin) {
                return Err(format!(
                    "{origin:?} is no origin; write https://care.example.org, with nothing after it"
                ));
            }
        }
        if let Some(origin) = dev.iter().find(|origin| !is_loopback(origin)) {
            return Err(format!(
                "{origin:?} is not on this machine; a dev origin is http://localhost:3000 or alike"
            ));
        }
        Ok(Self { own: own.to_vec(), dev: dev.to_vec() })
    }

    /// Refuses a change that another site may have made a browser send.
    ///
    /// Cookies travel with such a request, and a sign-in needs none at all: so
    /// everything counts but a bearer token, which no site can add to a
    /// request without asking first (CORS), and we say no.
    pub(super) fn check(&self, request: &Parts) -> Result<(), Error> {
        if is_safe(&request.method) || has_bearer(&request.headers) {
            return Ok(());
        }
        let headers = &request.headers;
        let site = headers.get(FETCH_SITE).map(HeaderValue::as_bytes);
        let mut origins = headers.get_all(ORIGIN).iter();
        let refused = || Err(Error::new(Code::OriginRefused));
        let Some(origin) = origins.next() else {
            // Browsers name the origin of every change. Without cookies and
            // without a browser's headers, no browser was misled.
            let browser = site.is_some() || headers.contains_key(COOKIE);
            return if browser { refused() } else { Ok(()) };
        };
        let Ok(origin) = origin.to_str() else { return refused() };
        if origins.next().is_some() {
            return refused();
        }
        let dev = self.dev.iter().any(|known| known == origin);
        let own = self.own.iter().any(|known| known == origin) && site != Some(b"cross-site".as_slice());
        if dev || own { Ok(()) } else { refused() }
    }

    /// The answer to a preflight of a dev origin; others fall through to 405.
    pub(super) fn preflight(&self, request: &Parts) -> Option<Response> {
        let asked =
            request.method == Method::OPTIONS && request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let origin = asked.then(|| self.dev_origin(&request.headers)).flatten()?;
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        let fixed = [
            (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE"),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id",
            ),
            (ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        self.allow(origin, headers);
        Some(response)
    }

    /// The request's origin, when it is a dev origin.
    pub(super) fn dev_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        self.dev.iter().any(|known| known.as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }

    /// Lets a page of the dev origin read the answer.
    #[allow(clippy::unused_self)] // belongs to the origins that were checked
    pub(super) fn allow(&self, origin: HeaderValue, headers: &mut HeaderMap) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("etag, idempotency-replayed, location, retry-after, x-request-id"),
        );
    }
}

/// `Basic` does not count: browsers repeat it by themselves.
fn has_bearer(headers: &HeaderMap) -> bool {
    let scheme = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().get(..7));
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
}

fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b))
    })
}

fn is_loopback(origin: &str) -> bool {
    let host = origin.split_once("://").map_or("", |(_, rest)| rest);
    let host =
        host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::Origins;

    #[test]
    fn dev_origins_are_on_this_machine() {
        let dev = |text: &str| Origins::new(&[], &[text.to_owned()]).is_ok();
        for good in
            ["http://localhost:3000", "https://localhost", "http://127.0.0.1:5173", "http://[::1]:3000"]
        {
            assert!(dev(good), "{good}");
        }
        for bad in [
            "http://localhost.evil.org:3000",
            "http://evil.org",
            "http://localhost:3000/",
            "http://evil@localhost",
            "localhost:3000",
            "http://192.168.1.4:3000",
            "null",
            "*",
            "",
        ] {
            assert!(!dev(bad), "{bad}");
        }
    }
}
