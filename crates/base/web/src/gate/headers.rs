//! Headers that every answer carries.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, SERVER, STRICT_TRANSPORT_SECURITY,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An answer of the API is data: nothing in it may run, load or be framed.
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Paths whose answers depend on who asks and are never stored.
fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Sets what a handler may not loosen and fills in what it did not say.
pub(super) fn finish(path: &str, https: bool, headers: &mut HeaderMap) {
    let mut always =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    always(X_CONTENT_TYPE_OPTIONS, "nosniff");
    always(REFERRER_POLICY, "no-referrer");
    always(OPENER_POLICY, "same-origin");
    always(RESOURCE_POLICY, "same-origin");
    if https {
        // Two years, as browsers' preload lists ask for.
        always(STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if is_api(path) {
        always(CACHE_CONTROL, "no-store");
        always(CONTENT_SECURITY_POLICY, API_POLICY);
    } else {
        // The console says its own; whatever else answers (errors, probes) gets the strict ones.
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(API_POLICY));
    }
    headers.append(VARY, HeaderValue::from_static("Origin, Cookie, Authorization"));
    headers.remove(SERVER);
}
