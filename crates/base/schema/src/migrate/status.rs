//! `migrate status`, and whether a binary may serve a database.

use tokio_postgres::Client;

use super::plan::{self, Entry, State};
use super::{InvalidIndex, indexes, ledger};
use crate::source::Source;
use crate::{Error, Result};

/// How the database stands against the files.
#[derive(Debug, Clone)]
pub struct Status {
    /// Every version of either side, oldest first.
    pub entries: Vec<Entry>,
    /// Indexes that are not used until they are built again.
    pub invalid_indexes: Vec<InvalidIndex>,
    /// The oldest binary that may serve the database.
    pub minimum_binary: Option<String>,
}

impl Status {
    /// Whether nothing is pending and nothing is wrong.
    pub fn is_current(&self) -> bool {
        self.invalid_indexes.is_empty()
            && self.entries.iter().all(|e| matches!(e.state, State::Applied | State::Pushed))
    }

    /// The versions in a state.
    pub fn in_state(&self, state: State) -> Vec<&str> {
        self.entries.iter().filter(|e| e.state == state).map(|e| e.version.as_str()).collect()
    }

    /// Why a server must not start on this database, if so.
    pub fn refusal(&self) -> Option<String> {
        // A newer database is the business of `check_binary`: while a deploy
        // rolls, the old binary keeps serving the expanded schema.
        let known: Vec<Entry> = self.entries.iter().filter(|e| e.state != State::Newer).cloned().collect();
        if let Err(error) = plan::refuse(&known, false) {
            return Some(error.to_string());
        }
        let pending = self.in_state(State::Pending);
        (!pending.is_empty())
            .then(|| format!("migrations are pending ({}): run `almoner migrate up`", pending.join(", ")))
    }
}

/// Reads how the database stands; changes nothing and takes no lock.
pub async fn status(client: &Client, source: &Source) -> Result<Status> {
    let rows = ledger::read(client).await?;
    let mut minimum: Option<String> = None;
    for wanted in rows.iter().filter_map(|row| row.minimum_binary.as_deref()) {
        if minimum.as_deref().is_none_or(|so_far| older(so_far, wanted)) {
            minimum = Some(wanted.to_owned());
        }
    }
    Ok(Status {
        entries: plan::compare(source, rows),
        invalid_indexes: indexes::invalid(client).await?,
        minimum_binary: minimum,
    })
}

/// Refuses when the database asks for a later binary than `version`.
pub fn check_binary(status: &Status, version: &str) -> Result<()> {
    match &status.minimum_binary {
        Some(minimum) if older(version, minimum) => Err(Error::refused(format!(
            "the database needs almoner {minimum} or later, and this is {version}: install the later one"
        ))),
        _ => Ok(()),
    }
}

/// By numbers, part by part: 1.10 is not older than 1.9.
fn older(a: &str, b: &str) -> bool {
    let parts = |version: &str| -> Vec<u64> {
        version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
    };
    parts(a) < parts(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(older("1.9.0", "1.10.0"));
        assert!(!older("1.10.0", "1.9.0"));
        assert!(!older("1.2.3", "1.2.3"));
        let status =
            Status { entries: vec![], invalid_indexes: vec![], minimum_binary: Some("0.2.0".to_owned()) };
        assert!(check_binary(&status, "0.1.9").unwrap_err().to_string().contains("0.2.0 or later"));
        assert!(check_binary(&status, "0.2.0").is_ok());
    }
}
