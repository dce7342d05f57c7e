//! The cookies of a browser that signed in here.
//!
//! | for | https | plain HTTP on loopback |
//! |---|---|---|
//! | access token | `__Host-almoner` (`SameSite=Lax`, so that a link in a mail opens a signed-in page) | `almoner` |
//! | refresh token | `__Host-almoner-refresh` (`SameSite=Strict`) | `almoner-refresh` |
//! | known device | `__Host-almoner-device` (`SameSite=Strict`) | `almoner-device` |
//! | shared tablet | `__Host-almoner-tablet` (`SameSite=Strict`) | `almoner-tablet` |
//!
//! All are `HttpOnly; Path=/`. The prefix `__Host-` makes browsers refuse a cookie of that name that
//! a sibling subdomain or an unencrypted page tries to plant; it needs `Secure`, which not every
//! browser grants to `http://localhost`. So an installation that is reached at a loopback address
//! without https uses the plain names, and one that is reached by https never reads them.

use almoner_kernel::{Code, Result};
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::hidden::Hidden;

/// Seconds for which a browser keeps the mark of a known device: 400 days, the most that they allow.
const DEVICE_SECONDS: i64 = 400 * 24 * 3600;

/// One of our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    Access,
    Refresh,
    Device,
    /// What a tablet shows of itself that the people of a home share.
    SharedDevice,
}

/// The cookies' names, as this installation is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// `None` where cookies can't be kept safe: plain HTTP to anything but this machine.
    pub fn at(base_url: &str) -> Option<Self> {
        if base_url.starts_with("https://") {
            return Some(Self { secure: true });
        }
        let host = base_url.strip_prefix("http://")?;
        let host = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(host, _)| host);
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
        let loopback = host == "localhost" || address.is_ok_and(|a| a.is_loopback());
        loopback.then_some(Self { secure: false })
    }

    pub fn name(self, cookie: Cookie) -> &'static str {
        match (self.secure, cookie) {
            (true, Cookie::Access) => "__Host-almoner",
            (true, Cookie::Refresh) => "__Host-almoner-refresh",
            (true, Cookie::Device) => "__Host-almoner-device",
            (true, Cookie::SharedDevice) => "__Host-almoner-tablet",
            (false, Cookie::Access) => "almoner",
            (false, Cookie::Refresh) => "almoner-refresh",
            (false, Cookie::Device) => "almoner-device",
            (false, Cookie::SharedDevice) => "almoner-tablet",
        }
    }

    /// The cookie as it was sent. Two of one name are refused: one of them was planted.
    pub fn read(self, headers: &HeaderMap, cookie: Cookie) -> Result<Option<Hidden>> {
        let wanted = self.name(cookie);
        let lines =
            headers.get_all(COOKIE).iter().filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
        let mut found = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter_map(|(name, value)| (name == wanted).then_some(value));
        let first = found.next().filter(|value| !value.is_empty());
        if found.next().is_some() {
            return Err(Code::Unauthenticated.into());
        }
        Ok(first.map(Hidden::new))
    }

    /// Sets a cookie for `seconds`; what marks a device stays as long as browsers allow.
    pub fn set(self, cookie: Cookie, value: &str, seconds: i64) -> HeaderValue {
        let marks = matches!(cookie, Cookie::Device | Cookie::SharedDevice);
        let seconds = if marks { DEVICE_SECONDS } else { seconds.max(0) };
        self.line(cookie, value, seconds)
    }

    pub fn clear(self, cookie: Cookie) -> HeaderValue {
        self.line(cookie, "", 0)
    }

    fn line(self, cookie: Cookie, value: &str, seconds: i64) -> HeaderValue {
        let site = if cookie == Cookie::Access { "Lax" } else { "Strict" };
        let secure = if self.secure { "; Secure" } else { "" };
        let line = format!(
            "{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={site}{secure}",
            self.name(cookie)
        );
        // Tokens of ours are base64url and dots.
        let mut line = HeaderValue::try_from(line).expect("our tokens fit a header");
        line.set_sensitive(true);
        line
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::COOKIE;

    use super::{Cookie, Cookies};

    #[test]
    fn where_cookies_can_be_kept() {
        for (url, secure) in [
            ("https://care.example.org", Some(true)),
            ("https://localhost:8443", Some(true)),
            ("http://localhost:8080", Some(false)),
            ("http://127.0.0.1:8080", Some(false)),
            ("http://[::1]:8080", Some(false)),
            ("http://care.example.org", None),
            ("http://localhost.example.org:8080", None),
            ("http://192.168.1.4:8080", None),
            ("ftp://localhost", None),
        ] {
            assert_eq!(Cookies::at(url).map(|c| c.secure), secure, "{url}");
        }
    }

    #[test]
    fn their_walls() {
        let cookies = Cookies::at("https://care.example.org").unwrap();
        assert_eq!(
            cookies.set(Cookie::Refresh, "alr_x", 60),
            "__Host-almoner-refresh=alr_x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            cookies.clear(Cookie::Access),
            "__Host-almoner=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(format!("{:?}", cookies.set(Cookie::Access, "secret", 1)).contains("Sensitive"));
    }

    #[test]
    fn a_planted_cookie_is_not_read() {
        let secure = Cookies::at("https://care.example.org").unwrap();
        let read = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(COOKIE, line.parse().unwrap());
            }
            secure.read(&headers, Cookie::Access).map(|found| found.map(|f| f.expose().to_owned()))
        };
        assert_eq!(read(&["a=b; __Host-almoner=x; c"]).unwrap().as_deref(), Some("x"));
        assert_eq!(read(&["almoner=x; __host-almoner=y; __Host-almonerx=z; __Host-almoner="]).unwrap(), None);
        assert!(read(&["__Host-almoner=x; __Host-almoner=y"]).is_err());
        assert!(read(&["__Host-almoner=x", "__Host-almoner=y"]).is_err());
    }
}
