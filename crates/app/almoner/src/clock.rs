//! By how much the clock of this machine and the database's differ. What is due is due by the database's;
//! tokens, one-time codes and logs are by this machine's, so whoever runs it should know.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Result, anyhow};
use tokio_postgres::{Client, SimpleQueryMessage};

/// What two machines that are kept by NTP never differ by.
const MOST: Duration = Duration::from_secs(5);

/// What to do about it.
pub const REMEDY: &str = "Keep both machines' clocks by NTP (chrony, systemd-timesyncd).";

/// The clocks differ by more than [`MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skew {
    ahead: bool,
    by: Duration,
}

impl fmt::Display for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = if self.ahead { "ahead of" } else { "behind" };
        write!(f, "the clock of this machine is {} s {way} the database's", self.by.as_secs())
    }
}

/// Asks the database what time it is; in a simple query, so that it may go through a pooler.
pub async fn skew(client: &Client) -> Result<Option<Skew>> {
    let before = SystemTime::now();
    let answered =
        client.simple_query("select extract(epoch from pg_catalog.clock_timestamp())::float8").await?;
    let after = SystemTime::now();
    let theirs = answered.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0)?.parse::<f64>().ok(),
        _ => None,
    });
    let theirs = theirs.ok_or_else(|| anyhow!("the database does not say what time it is"))?;
    Ok(between(before, after, UNIX_EPOCH + Duration::from_secs_f64(theirs.max(0.0))))
}

/// Their time was read somewhere between the two of ours.
fn between(before: SystemTime, after: SystemTime, theirs: SystemTime) -> Option<Skew> {
    let ahead = before.duration_since(theirs).ok().map(|by| Skew { ahead: true, by });
    let behind = theirs.duration_since(after).ok().map(|by| Skew { ahead: false, by });
    ahead.or(behind).filter(|skew| skew.by > MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_is_no_skew() {
        let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds);
        assert_eq!(between(at(10), at(40), at(25)), None);
        assert_eq!(between(at(10), at(10), at(5)), None, "within the bound");
        let said = |skew: Option<Skew>| skew.map(|s| s.to_string()).unwrap_or_default();
        assert!(said(between(at(20), at(21), at(10))).contains("10 s ahead of"));
        assert!(said(between(at(1), at(4), at(10))).contains("6 s behind"));
    }
}
