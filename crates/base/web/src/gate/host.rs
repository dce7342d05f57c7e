//! The names that this server answers for.

use almoner_kernel::{Code, Error};
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Version};

/// Probes are asked by address; what they answer is no secret and holds no link.
const PROBES: &[&str] = &["/health", "/ready"];

/// Host names in lower case, with their port unless it is 80 or 443.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(plain).collect())
    }

    /// 400 for an address that two readers could understand differently, 421
    /// for one that is not ours. `X-Forwarded-Host` is never looked at.
    pub(super) fn check(&self, request: &Parts) -> Result<(), Error> {
        let uri = &request.uri;
        let host = the_one(&request.headers)?;
        let named = if request.version >= Version::HTTP_2 {
            let authority = uri.authority().map(http::uri::Authority::as_str);
            match (authority, host) {
                (Some(authority), Some(host)) if authority != host => {
                    return Err(unreadable("Host and :authority differ."));
                }
                (authority, host) => authority.or(host),
            }
        } else {
            // The absolute form is for proxies, and we are none.
            if uri.authority().is_some() {
                return Err(unreadable("Send a path, not an absolute address."));
            }
            host
        };
        let named = named.ok_or_else(|| unreadable("Send a Host header."))?;
        if PROBES.contains(&uri.path()) || self.0.contains(&plain(named)) {
            Ok(())
        } else {
            Err(Error::new(Code::UnknownHost))
        }
    }
}

/// The one `Host`, or `None` when there is none; two of them, or one that is no text, are refused.
fn the_one(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let mut sent = headers.get_all(HOST).iter();
    let Some(first) = sent.next() else { return Ok(None) };
    match (first.to_str(), sent.next()) {
        (Ok(host), None) => Ok(Some(host)),
        _ => Err(unreadable("Send one Host header.")),
    }
}

fn unreadable(message: &'static str) -> Error {
    Error::new(Code::BadRequest).message(message)
}

fn plain(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    let shorter = name.strip_suffix(":443").or_else(|| name.strip_suffix(":80"));
    shorter.map_or(name.clone(), str::to_owned)
}
