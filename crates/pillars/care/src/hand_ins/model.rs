//! What goes in and out of a hand-in.

use almoner_kernel::{Error, FieldError, Result};
use almoner_web::{Checks, read};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::sent::Sent;
use super::store::Receipt;
use super::words::HandInKind;
use crate::notes::NoteIn;
use crate::tasks::{TaskPageOut, TaskRecordIn};

/// What lies on a device as one person's.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandInIn {
    /// Who noted it, as the device says. They had a right in the home when it happened.
    pub author_id: Uuid,
    /// 1 to 50, in the order in which they were noted.
    pub entries: Vec<HandInEntryIn>,
}

/// One entry of a device.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandInEntryIn {
    /// The Idempotency-Key that it has on the device; 8 to 160 visible characters. It is stored once under it, whoever sends it.
    pub key: String,
    pub kind: HandInKind,
    /// Of a note the resident, of a record the task: the id in the path of the entry's own route.
    pub about_id: Uuid,
    /// As the entry's own route takes it, with `occurred_at`.
    #[schema(value_type = Object)]
    pub body: Sent,
}

/// What became of each, in the order in which they were sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandInOut {
    pub results: Vec<HandInResultOut>,
}

/// What became of one entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandInResultOut {
    pub key: String,
    /// It lies in the database, now or since before: the device may forget it.
    pub stored: bool,
    /// It was stored before: handed in already, or sent by its author.
    pub replayed: bool,
    /// Of the note or the record; empty where it is not stored.
    pub id: Option<Uuid>,
    /// As of the note or the record.
    pub late: Option<bool>,
    pub occurred_at: Option<Timestamp>,
    pub recorded_at: Option<Timestamp>,
    /// Why it is not stored.
    pub problem: Option<HandInProblemOut>,
}

/// Why one entry was not stored; as the `error` of a request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandInProblemOut {
    /// Of the documented list of codes.
    pub code: String,
    pub message: String,
    pub fields: Vec<HandInFieldOut>,
    /// Of a task that somebody recorded meanwhile: the task with its records.
    pub current: Option<TaskPageOut>,
    /// The same may be stored when it is sent again.
    pub retryable: bool,
}

/// What is wrong with one field of an entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandInFieldOut {
    /// `body.occurred_at`, `key`; `author_id` is that of the hand-in.
    pub path: String,
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl HandInIn {
    /// What is wrong with an entry is said of the entry. But a key that no device makes and a field that does not exist are
    /// refused with all of it, as everywhere: nobody believes that they have said something that nobody heard.
    pub fn check(self) -> Result<Self> {
        let mut c = Checks::new();
        c.items("entries", &self.entries, 1..=50);
        for (at, entry) in self.entries.iter().take(50).enumerate() {
            let visible =
                (8..=160).contains(&entry.key.len()) && entry.key.bytes().all(|b| b.is_ascii_graphic());
            let words = "Send the key that the entry has on the device: 8 to 160 visible characters.";
            c.that(visible, &format!("entries.{at}.key"), "format", words);
            for field in entry.unknown() {
                c.wrong(&format!("entries.{at}.body.{}", field.path), "unknown", field.message);
            }
        }
        c.finish()?;
        Ok(self)
    }
}

impl HandInEntryIn {
    /// A field of the body that its own route does not have.
    fn unknown(&self) -> Vec<FieldError> {
        let bytes = self.body.bytes();
        let read = match self.kind {
            HandInKind::Note => read::<NoteIn>(&bytes).err(),
            HandInKind::TaskRecord => read::<TaskRecordIn>(&bytes).err(),
            _ => None,
        };
        let fields = read.map(|error| error.fields).unwrap_or_default();
        fields.into_iter().filter(|field| field.code == "unknown").collect()
    }
}

impl HandInResultOut {
    pub fn stored(key: String, receipt: Receipt) -> Self {
        let Receipt { id, late, occurred_at, recorded_at, replayed } = receipt;
        Self {
            key,
            stored: true,
            replayed,
            id: Some(id),
            late: Some(late),
            occurred_at: Some(occurred_at),
            recorded_at: Some(recorded_at),
            problem: None,
        }
    }

    pub fn refused(key: String, error: Error, current: Option<TaskPageOut>) -> Self {
        let retryable = error.retryable();
        let fields = error.fields.into_iter().map(|field| HandInFieldOut {
            path: path_in_entry(&field.path),
            code: field.code.into_owned(),
            message: field.message,
        });
        let problem = HandInProblemOut {
            code: error.code.as_str().to_owned(),
            message: error.message.into_owned(),
            fields: fields.collect(),
            current,
            retryable,
        };
        Self {
            key,
            stored: false,
            replayed: false,
            id: None,
            late: None,
            occurred_at: None,
            recorded_at: None,
            problem: Some(problem),
        }
    }
}

/// Where a field stands in what was sent, by its name in the body or the table.
fn path_in_entry(name: &str) -> String {
    match name {
        "claimed_author_id" => "author_id".to_owned(),
        "idempotency_key" => "key".to_owned(),
        "task_id" => "about_id".to_owned(),
        "" | "." => "body".to_owned(),
        "key" | "kind_of_entry" => name.replace("_of_entry", ""),
        name => format!("body.{name}"),
    }
}
