//! Why a database can't be reached, and what to do about it.

use std::error::Error as _;
use std::io::ErrorKind;

use almoner_schema::{Error, described};
use anyhow::anyhow;
use tokio_postgres::Config;
use tokio_postgres::error::SqlState;

use super::conninfo::place;

/// The sign-in was refused: password, role or `pg_hba.conf`.
pub fn sign_in_refused(error: &Error) -> bool {
    matches!(error.code(), Some("28P01" | "28000"))
}

/// An error of connecting with the string of `variable`.
pub fn unreachable(variable: &str, config: &Config, error: Error) -> anyhow::Error {
    let Error::Connect(error) = error else { return error.into() };
    let (what, remedy) = because(config, &error);
    anyhow!("{variable}: {what}\n{remedy}")
}

fn because(config: &Config, error: &tokio_postgres::Error) -> (String, String) {
    let at = place(config);
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    let said = described(error);
    match error.code() {
        Some(code)
            if *code == SqlState::INVALID_PASSWORD
                || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION =>
        {
            (
                format!("{at} refused to sign {user} in: {said}"),
                "Check the user and the password in the address, and the server's pg_hba.conf.".to_owned(),
            )
        }
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => (
            format!("{at} has no database {database}"),
            format!("Make it: create database {database} encoding 'UTF8', or name another."),
        ),
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => (
            format!("{at} has no connection left: {said}"),
            "Raise max_connections, or lower ALMONER_POOL_SIZE of the servers that use it.".to_owned(),
        ),
        Some(code) if *code == SqlState::CANNOT_CONNECT_NOW => {
            (format!("{at} is starting or stopping: {said}"), "Try again in a moment.".to_owned())
        }
        Some(_) => (
            format!("{at} refused the connection: {said}"),
            "Check the address and the server's log.".to_owned(),
        ),
        None => without_answer(&at, &said, error),
    }
}

/// No server of PostgreSQL said anything.
fn without_answer(at: &str, said: &str, error: &tokio_postgres::Error) -> (String, String) {
    let kind = error.source().and_then(|e| e.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    let lower = said.to_lowercase();
    if lower.contains("certificate") {
        return (
            format!("the certificate of {at} is not to be trusted: {said}"),
            "Add its authority to the system's (or name it in SSL_CERT_FILE) and connect by the name that the certificate has. \
             A server on this machine can be reached with ?sslmode=disable."
                .to_owned(),
        );
    }
    if lower.contains("lookup") {
        return (
            format!("the host of {at} is not known: {said}"),
            "Check the host's name in the address.".to_owned(),
        );
    }
    let remedy = match kind {
        Some(ErrorKind::ConnectionRefused | ErrorKind::NotFound) => {
            "Is the server running, and is this its host and port?"
        }
        Some(ErrorKind::PermissionDenied) => {
            "Run this as a user who may enter the folder of the server's socket."
        }
        Some(ErrorKind::TimedOut) => "Check host, port and the firewalls between.",
        _ => "Check host and port: is it PostgreSQL, and does it offer TLS if sslmode=require?",
    };
    (format!("no PostgreSQL answers at {at}: {said}"), remedy.to_owned())
}
