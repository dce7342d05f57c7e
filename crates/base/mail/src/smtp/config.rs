//! Which mail server, and how: `smtp://user@host:587`, `smtps://user@host`.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::message::Sender;

/// How the way to the server is closed to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Not at all: the server is this machine.
    None,
    /// STARTTLS; a server that does not offer it gets nothing.
    StartTls,
    /// From the first byte.
    Tls,
}

/// Who signs in at the server.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: Zeroizing<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// How long one mail may take. A mail that is waited for too long holds up those behind it.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From connecting until the server asks for the text. Default: 30 seconds.
    pub begin: Duration,
    /// For its answer to the text. Default: 60 seconds; some look for viruses meanwhile.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { begin: Duration::from_secs(30), answer: Duration::from_secs(60) }
    }
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub login: Option<Login>,
    pub from: Sender,
    /// Certificates (PEM) of authorities that are trusted beside the system's.
    pub authorities: Vec<Vec<u8>>,
    pub patience: Patience,
    /// At once. Default: 3, which is what Microsoft 365 takes of one mailbox.
    pub connections: usize,
}

/// Which of the settings is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Url,
    Password,
    From,
}

/// A wrong setting, with what to do. Never repeats what may be a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongSmtp {
    pub setting: Setting,
    pub what: &'static str,
    pub remedy: &'static str,
}

impl WrongSmtp {
    pub(super) fn url(what: &'static str, remedy: &'static str) -> Self {
        Self { setting: Setting::Url, what, remedy }
    }
}

impl fmt::Display for WrongSmtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what, self.remedy)
    }
}

impl std::error::Error for WrongSmtp {}

const WRITE: &str =
    "Write smtp://USER@HOST:587 (encrypted by STARTTLS) or smtps://USER@HOST (encrypted from the start).";

impl SmtpConfig {
    /// Reads what an operator writes. `password`: what stands in the password's file.
    pub fn parse(url: &str, password: Option<&str>, from: Option<&str>) -> Result<Self, WrongSmtp> {
        let (scheme, rest) =
            url.trim().split_once("://").ok_or(WrongSmtp::url("it is no address of a mail server", WRITE))?;
        let (user, place) = match rest.trim_end_matches('/').rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest.trim_end_matches('/')),
        };
        let (host, port) = host_and_port(place).ok_or(WrongSmtp::url("it names no mail server", WRITE))?;
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let (encryption, usual) = match scheme {
            "smtp" if here => (Encryption::None, 25),
            "smtp" => (Encryption::StartTls, 587),
            "smtps" => (Encryption::Tls, 465),
            _ => return Err(WrongSmtp::url("it is no address of a mail server", WRITE)),
        };
        let login = user.map(|user| login(user, password)).transpose()?;
        if login.is_none() && password.is_some() {
            return Err(WrongSmtp::url("a password is given and nobody whose it is", WRITE));
        }
        let wrong = |what| WrongSmtp {
            setting: Setting::From,
            what,
            remedy: "Give the address that mails come from, one that the mail server lets you use: Elm Care <care@example.org>.",
        };
        let from = from.ok_or(wrong("it is not set, and a mail server is"))?;
        let from = Sender::parse(from).ok_or(wrong("it is no address that mails could come from"))?;
        Ok(Self {
            host,
            port: port.unwrap_or(usual),
            encryption,
            login,
            from,
            authorities: Vec::new(),
            patience: Patience::default(),
            connections: 3,
        })
    }

    /// Where, for people.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// `host`, `host:port`, `[::1]:port`.
fn host_and_port(place: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        let (host, port) = rest.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        (host, port)
    } else {
        let (host, port) = place.split_at(place.find(':').unwrap_or(place.len()));
        let fits = |c: u8| c.is_ascii_alphanumeric() || b"-_".contains(&c);
        if !host.split('.').all(|label| !label.is_empty() && label.bytes().all(fits)) {
            return None;
        }
        (host, port)
    };
    let port = match port.strip_prefix(':') {
        Some(port) => Some(port.parse().ok().filter(|port| *port > 0)?),
        None if port.is_empty() => None,
        None => return None,
    };
    Some((host.to_ascii_lowercase(), port))
}

fn login(user: &str, password: Option<&str>) -> Result<Login, WrongSmtp> {
    const FILE: &str = "Put it alone into a file that only this user can read, and name the file.";
    if user.contains(':') {
        return Err(WrongSmtp::url(
            "a password stands in it, where others see it (ps, crash reports)",
            "Take it out of the address, put it into a file and name that with --smtp-password-file (ALMONER_SMTP_PASSWORD_FILE).",
        ));
    }
    let user = decoded(user).ok_or(WrongSmtp::url("its user can't be read", WRITE))?;
    let password = password.map(|p| p.trim_end_matches(['\r', '\n'])).unwrap_or_default();
    if password.is_empty() {
        return Err(WrongSmtp {
            setting: Setting::Password,
            what: "there is no password for the mail server",
            remedy: FILE,
        });
    }
    if password.contains(char::is_control) {
        return Err(WrongSmtp {
            setting: Setting::Password,
            what: "the file holds more than a password",
            remedy: FILE,
        });
    }
    Ok(Login { user, password: Zeroizing::new(password.to_owned()) })
}

/// `care%40example.org`, or the same as people type it.
fn decoded(user: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = user.as_bytes();
    while let [first, more @ ..] = rest {
        if let (b'%', [high, low, after @ ..]) = (*first, more) {
            let hex = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
            bytes.push(hex(high)? << 4 | hex(low)?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    let user = String::from_utf8(bytes).ok()?;
    (!user.is_empty() && !user.contains(char::is_control)).then_some(user)
}

#[cfg(test)]
mod tests {
    use super::{Encryption, Setting, SmtpConfig};

    const FROM: Option<&str> = Some("care@example.org");

    #[test]
    fn addresses_that_operators_write() {
        for (url, host, port, encryption, user) in [
            (
                "smtp://care@example.org@smtp.example.org",
                "smtp.example.org",
                587,
                Encryption::StartTls,
                Some("care@example.org"),
            ),
            (
                "smtp://care%40example.org@SMTP.example.org:2525/",
                "smtp.example.org",
                2525,
                Encryption::StartTls,
                Some("care@example.org"),
            ),
            ("smtps://apikey@smtp.example.org", "smtp.example.org", 465, Encryption::Tls, Some("apikey")),
            ("smtp://relay", "relay", 587, Encryption::StartTls, None),
            ("smtp://10.0.0.5:25", "10.0.0.5", 25, Encryption::StartTls, None),
            ("smtp://127.0.0.1", "127.0.0.1", 25, Encryption::None, None),
            ("smtp://localhost:1025", "localhost", 1025, Encryption::None, None),
            ("smtp://[::1]:1025", "::1", 1025, Encryption::None, None),
            ("smtps://localhost", "localhost", 465, Encryption::Tls, None),
        ] {
            let config = SmtpConfig::parse(url, user.map(|_| "secret\n"), FROM).unwrap();
            assert_eq!(
                (config.host.as_str(), config.port, config.encryption),
                (host, port, encryption),
                "{url}"
            );
            assert_eq!(config.login.as_ref().map(|l| l.user.as_str()), user, "{url}");
            assert!(config.login.is_none_or(|l| l.password.as_str() == "secret"), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_no_secret_repeated() {
        use Setting::{From, Password, Url};
        for (url, password, from, setting, said) in [
            ("", None, FROM, Url, "no address"),
            ("smtp.example.org:587", None, FROM, Url, "no address"),
            ("http://smtp.example.org", None, FROM, Url, "no address"),
            ("smtp://", None, FROM, Url, "names no mail server"),
            ("smtp://a b", None, FROM, Url, "names no mail server"),
            ("smtp://h:0", None, FROM, Url, "names no mail server"),
            ("smtp://h:99999", None, FROM, Url, "names no mail server"),
            ("smtp://h/inbox", None, FROM, Url, "names no mail server"),
            ("smtp://[::1", None, FROM, Url, "names no mail server"),
            ("smtp://u:canary@h", None, FROM, Url, "ALMONER_SMTP_PASSWORD_FILE"),
            ("smtp://@h", Some("canary"), FROM, Url, "user"),
            ("smtp://a%0d@h", Some("canary"), FROM, Url, "user"),
            ("smtp://h", Some("canary"), FROM, Url, "nobody whose it is"),
            ("smtp://u@h", None, FROM, Password, "no password"),
            ("smtp://u@h", Some("\n"), FROM, Password, "no password"),
            ("smtp://u@h", Some("canary\nmore"), FROM, Password, "more than a password"),
            ("smtp://h", None, None, From, "not set"),
            ("smtp://h", None, Some("Elm Care"), From, "no address"),
        ] {
            let wrong = SmtpConfig::parse(url, password, from).unwrap_err();
            let text = wrong.to_string();
            assert_eq!(wrong.setting, setting, "{url}: {text}");
            assert!(text.contains(said), "{url}: {text}");
            assert!(!text.contains("canary"), "{text}");
        }
        let config = SmtpConfig::parse("smtp://u@h", Some("canary"), FROM).unwrap();
        assert!(!format!("{config:?}").contains("canary"));
    }
}
