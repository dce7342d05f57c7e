//! What a link commits to: the line of `app.audit_line`, built without asking the database.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use tokio_postgres::Row;
use uuid::Uuid;

/// The columns of an event that its line holds, as [`Event::of`] reads them.
pub const COLUMNS: &str = "e.organisation_id, e.id, (extract(epoch from e.at) * 1000000)::bigint, e.profile_id, e.account_id, \
     e.rights, e.request_id, e.action, e.verb, e.table_name, e.row_id, e.care_home_id, e.client_id, e.subject_profile_id, \
     e.incident_id, e.details_hash, e.restriction";
/// How many they are.
pub const WIDTH: usize = 17;

/// An audit event as far as the chain commits to it.
#[derive(Clone, Debug)]
pub struct Event {
    pub organisation: Uuid,
    pub id: Uuid,
    /// Microseconds since 1970.
    pub at: i64,
    pub profile: Option<Uuid>,
    pub account: Option<Uuid>,
    pub rights: Vec<String>,
    pub request: Option<Uuid>,
    pub action: String,
    pub verb: Option<String>,
    pub table: String,
    pub row: Uuid,
    pub home: Option<Uuid>,
    pub client: Option<Uuid>,
    pub subject: Option<Uuid>,
    pub incident: Option<Uuid>,
    pub details_hash: Vec<u8>,
    /// Why fewer people read it than its home and organisation say.
    pub restriction: Option<String>,
}

impl Event {
    /// Reads it from [`COLUMNS`], which begin at a place of the row.
    pub(crate) fn of(row: &Row, from: usize) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            organisation: row.try_get(from)?,
            id: row.try_get(from + 1)?,
            at: row.try_get(from + 2)?,
            profile: row.try_get(from + 3)?,
            account: row.try_get(from + 4)?,
            rights: row.try_get(from + 5)?,
            request: row.try_get(from + 6)?,
            action: row.try_get(from + 7)?,
            verb: row.try_get(from + 8)?,
            table: row.try_get(from + 9)?,
            row: row.try_get(from + 10)?,
            home: row.try_get(from + 11)?,
            client: row.try_get(from + 12)?,
            subject: row.try_get(from + 13)?,
            incident: row.try_get(from + 14)?,
            details_hash: row.try_get(from + 15)?,
            restriction: row.try_get(from + 16)?,
        })
    }

    /// The line of this event at a place of its chain: of the second form where it has a restriction.
    pub fn line(&self, seq: i64) -> String {
        match &self.restriction {
            None => format!("1|{}", self.fields(seq)),
            Some(restriction) => format!("2|{}|{restriction}", self.fields(seq)),
        }
    }

    /// What every form holds.
    fn fields(&self, seq: i64) -> String {
        let mut line = format!("{seq}|{}|{}|{}", self.organisation, self.id, self.at);
        let mut id = |id: Option<Uuid>| {
            line.push('|');
            if let Some(id) = id {
                let _written = write!(line, "{id}");
            }
        };
        id(self.profile);
        id(self.account);
        let _written = write!(line, "|{}", self.rights.join(","));
        line.push('|');
        if let Some(request) = self.request {
            let _written = write!(line, "{request}");
        }
        let _written = write!(
            line,
            "|{}|{}|{}|{}",
            self.action,
            self.verb.as_deref().unwrap_or_default(),
            self.table,
            self.row
        );
        for about in [self.home, self.client, self.subject, self.incident] {
            line.push('|');
            if let Some(about) = about {
                let _written = write!(line, "{about}");
            }
        }
        let _written = write!(line, "|{}", hex::encode(&self.details_hash));
        line
    }

    /// Whether this is the hash of the link that follows on `previous`. An event that was chained before there
    /// were restrictions has the first form, whatever it was given since; taking one away breaks the link.
    pub fn is_linked(&self, seq: i64, previous: &[u8], hash: &[u8]) -> bool {
        let of = |line: String| Sha256::new().chain_update(previous).chain_update(line.as_bytes()).finalize();
        of(self.line(seq)).as_slice() == hash
            || (self.restriction.is_some() && of(format!("1|{}", self.fields(seq))).as_slice() == hash)
    }
}
