//! How single values of flags and variables are read, each refusal with its remedy.

use std::net::{Ipv4Addr, SocketAddr};

/// `ADDRESS:PORT`; `localhost:PORT`, which is what people type, is the IPv4 loopback.
pub fn listen(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    if let Some(port) = local {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    text.parse().map_err(|_| {
        "write address and port: 127.0.0.1:8080 for this machine alone, 0.0.0.0:8080 for every network"
            .to_owned()
    })
}

/// `PORT` of the IPv4 loopback, or `ADDRESS:PORT`: figures are for this machine unless somebody says
/// otherwise.
pub fn metrics(text: &str) -> Result<SocketAddr, String> {
    match text.parse::<u16>() {
        Ok(port) => Ok((Ipv4Addr::LOCALHOST, port).into()),
        Err(_) => listen(text).map_err(|_| {
            "write a port (9464) for this machine alone, or address and port (10.0.0.5:9464)".to_owned()
        }),
    }
}

/// A text that says something: an empty variable is a mistake of whoever set it, and must not
/// silently mean the private database.
pub fn said(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("it is empty; give a value, or unset the variable".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A path that says something.
pub fn path(text: &str) -> Result<std::path::PathBuf, String> {
    said(text).map(Into::into)
}

/// The filter of the log. `EnvFilter` takes any word for the name of a module, so that a mistyped
/// level would switch the log off.
pub fn log(text: &str) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let level = |word: &str| LEVELS.contains(&word.to_ascii_lowercase().as_str());
    for part in text.split(',').map(str::trim) {
        // A filter for a part of the driver would win over the one that keeps it quiet.
        if part.contains("tokio_postgres") {
            return Err(format!(
                "{part:?} would log what people wrote: the driver's lines hold every value; leave tokio_postgres out"
            ));
        }
        let fits = match part.rsplit_once('=') {
            Some((module, last)) => !module.is_empty() && level(last),
            None => level(part),
        };
        if !fits {
            return Err(format!(
                "{part:?} is no filter; write a level (off, error, warn, info, debug, trace), or levels for parts such as warn,almoner=debug"
            ));
        }
    }
    tracing_subscriber::EnvFilter::try_new(text)
        .map_err(|e| format!("{e}; write a level, or warn,almoner=debug"))?;
    Ok(text.to_owned())
}

/// A version of a migration.
pub fn version(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("a version is twelve digits, the first column of `almoner migrate status`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{listen, log, metrics};

    #[test]
    fn an_address_is_read_as_people_type_it() {
        assert_eq!(listen("localhost:8080").unwrap().to_string(), "127.0.0.1:8080");
        assert_eq!(listen("[::1]:0").unwrap().to_string(), "[::1]:0");
        for wrong in ["", "8080", ":8080", "127.0.0.1", "localhost:", "localhost:99999", "example.org:80"] {
            assert!(listen(wrong).unwrap_err().contains("127.0.0.1:8080"), "{wrong}");
        }
    }

    #[test]
    fn a_port_alone_is_of_this_machine() {
        assert_eq!(metrics("9464").unwrap().to_string(), "127.0.0.1:9464");
        assert_eq!(metrics("10.0.0.5:9464").unwrap().to_string(), "10.0.0.5:9464");
        for wrong in ["", "99999", "on", "10.0.0.5"] {
            assert!(metrics(wrong).unwrap_err().contains("9464"), "{wrong}");
        }
    }

    #[test]
    fn a_mistyped_level_is_refused() {
        for right in ["warn", "WARN", "warn,almoner=debug", "almoner_web::gate=trace,info", "off"] {
            assert!(log(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "wran",
            "warn,",
            "warn,almoner",
            "almoner=loud",
            "=debug",
            "a=b=c",
            "tokio_postgres::query=debug",
            "info,tokio_postgres",
        ] {
            assert!(log(wrong).is_err(), "{wrong}");
        }
    }
}
