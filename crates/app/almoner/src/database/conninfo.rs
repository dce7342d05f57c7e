//! Connection strings: read with a refusal that repeats no secret, and written for the pool.

use std::fmt::Write;

use anyhow::Result;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::cli::Wrong;

/// Reads the connection string of a variable.
pub fn read(variable: &str, text: &str, user: &str) -> Result<Config> {
    let wrong = |why: &str| {
        Wrong::with_remedy(
            format!("{variable} can't be read: {why}"),
            format!(
                "Write it as postgres://{user}:PASSWORD@HOST:5432/DATABASE; in the password write @ : / ? # % as %40 %3A %2F %3F %23 %25. \
                 sslmode can be disable, prefer or require."
            ),
        )
    };
    // What the library says may quote any part of the text.
    let config: Config = text.parse().map_err(|_| wrong("it is no connection string of PostgreSQL"))?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(wrong("it names no host"));
    }
    if config.get_user().is_none() {
        return Err(wrong("it names no user"));
    }
    Ok(config)
}

/// Host and port for people.
pub fn place(config: &Config) -> String {
    let host = config.get_hosts().first().map_or_else(|| "?".to_owned(), host);
    match config.get_ports().first() {
        Some(port) => format!("{host}:{port}"),
        None => format!("{host}:5432"),
    }
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    }
}

/// A configuration as the text that the pool reads. Values are quoted as libpq quotes them.
pub fn written(config: &Config) -> String {
    let mut text = String::new();
    let mut put = |key: &str, value: &str| {
        let value = value.replace('\\', "\\\\").replace('\'', "\\'");
        let _ = write!(text, "{key}='{value}' ");
    };
    let hosts: Vec<String> = config.get_hosts().iter().map(host).collect();
    if !hosts.is_empty() {
        put("host", &hosts.join(","));
    }
    let addresses: Vec<String> = config.get_hostaddrs().iter().map(ToString::to_string).collect();
    if !addresses.is_empty() {
        put("hostaddr", &addresses.join(","));
    }
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    if !ports.is_empty() {
        put("port", &ports.join(","));
    }
    if let Some(user) = config.get_user() {
        put("user", user);
    }
    if let Some(password) = config.get_password() {
        put("password", &String::from_utf8_lossy(password));
    }
    if let Some(name) = config.get_dbname() {
        put("dbname", name);
    }
    if let Some(options) = config.get_options() {
        put("options", options);
    }
    if let Some(time) = config.get_connect_timeout() {
        put("connect_timeout", &time.as_secs().to_string());
    }
    put("application_name", "almoner");
    put(
        "sslmode",
        match config.get_ssl_mode() {
            SslMode::Disable => "disable",
            SslMode::Require => "require",
            _ => "prefer",
        },
    );
    text
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn a_configuration_survives_being_written_and_read() {
        let url =
            "postgres://al%27ice:p%20w%5C%27d@db.example.org:6543/care?sslmode=require&connect_timeout=3";
        let first: tokio_postgres::Config = url.parse().unwrap();
        let again: tokio_postgres::Config = written(&first).parse().unwrap();
        assert_eq!(again.get_user(), Some("al'ice"));
        assert_eq!(again.get_password(), Some(b"p w\\'d".as_slice()));
        assert_eq!(again.get_dbname(), Some("care"));
        assert_eq!(again.get_ports(), [6543]);
        assert_eq!(again.get_ssl_mode(), tokio_postgres::config::SslMode::Require);
        assert_eq!(again.get_hosts(), first.get_hosts());
        assert_eq!(again.get_connect_timeout(), first.get_connect_timeout());
    }

    #[test]
    fn a_refusal_quotes_nothing() {
        for text in [
            "canary",
            "mysql://u:canary@h/x",
            "postgres://u:can/ary@h:x/x",
            "host=h user=u pasword=canary",
            "host=h user=u password=my canary=1",
            "postgres://h/canary",
            "postgres://u:canary@h/x?sslmode=verify-full",
        ] {
            let said = read("DATABASE_URL", text, "user").unwrap_err().to_string();
            assert!(
                !said.contains("canary") && said.contains("postgres://user:PASSWORD@HOST"),
                "{text}: {said}"
            );
        }
    }
}
