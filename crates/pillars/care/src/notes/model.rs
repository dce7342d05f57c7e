//! What goes in and out of notes.

use almoner_kernel::Result;
use almoner_pg::{Json, row};
use almoner_web::{Checks, Instant};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::notes::measured::NoteMeasures;
use crate::notes::words::{AddendumKind, NoteKind};
use crate::tasks::ClaimedAuthorOut;

/// How far a device's clock may be ahead; what it sends is then taken as now. The database says the same.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// How long ago anything can have happened that a manager still enters. For others it is 72 hours, which
/// the database knows: it depends on who asks.
const LONGEST_AGO: SignedDuration = SignedDuration::from_hours(24 * 366);

row! {
    /// A note of a resident's day, as it was written. A struck one still shows, and says why it does not hold.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct NoteOut {
        pub id: Uuid,
        pub client_id: Uuid,
        /// What people call the resident; empty where only the note may be seen.
        pub client_name: Option<String>,
        /// Where it happened.
        pub care_home_id: Uuid,
        pub kind: NoteKind,
        /// In its author's words; empty where the measures say it.
        pub text: Option<String>,
        #[schema(value_type = NoteMeasures)]
        pub measures: Json<NoteMeasures>,
        /// The next handover takes it along.
        pub flagged: bool,
        /// When it happened, as its author says.
        pub occurred_at: Timestamp,
        /// What the device said, where its clock was ahead.
        pub device_at: Option<Timestamp>,
        pub recorded_at: Timestamp,
        /// Arrived more than 12 hours after it happened.
        pub late: bool,
        pub author_id: Uuid,
        pub author_name: Option<String>,
        /// Whose it is as their device says, where its author handed it in for them; it is not signed by them.
        #[schema(value_type = Option<ClaimedAuthorOut>)]
        pub claimed_author: Option<Json<ClaimedAuthorOut>>,
        /// How many addenda it has.
        pub addenda: i64,
        pub struck_at: Option<Timestamp>,
        pub struck_by_name: Option<String>,
        pub struck_because: Option<String>,
        /// `add`, `strike_out`.
        pub can: Vec<String>,
    }
}

row! {
    /// What was added to a note.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AddendumOut {
        pub id: Uuid,
        /// The note.
        pub note_id: Uuid,
        pub kind: AddendumKind,
        pub text: String,
        pub recorded_at: Timestamp,
        pub author_id: Uuid,
        pub author_name: Option<String>,
    }
}

row! {
    /// The receipt of a note: its author may have no right to read it any more.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct NoteReceiptOut {
        pub id: Uuid,
        pub client_id: Uuid,
        /// Always: a note that is not stored is refused.
        pub stored: bool,
        /// Arrived more than 12 hours after it happened.
        pub late: bool,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
    }
}

/// A note with all that was added to it, the oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoteWithAddendaOut {
    pub note: NoteOut,
    pub addenda: Vec<AddendumOut>,
}

/// A new note.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    pub kind: NoteKind,
    /// 1 to 8000 characters. May be left out where the measures say it.
    pub text: Option<String>,
    /// What was measured; `GET /api/v1/note-kinds` says what each kind may.
    #[serde(default)]
    pub measures: NoteMeasures,
    /// For the next handover.
    #[serde(default)]
    pub flagged: bool,
    /// When it happened: default now, at most 72 hours ago but for a manager. Up to 10 minutes ahead is
    /// taken as now; further ahead is refused, since the device's clock is wrong.
    pub occurred_at: Option<Instant>,
    /// Where it happened, if not where the resident lived then.
    pub care_home_id: Option<Uuid>,
}

/// What is added to a note.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddendumIn {
    /// `strike_out` says that the note does not hold, and why: by its author or a manager, once.
    pub kind: AddendumKind,
    /// 1 to 4000 characters.
    pub text: String,
}

/// When care was given, by the clock of the device that noted it.
pub fn given(checks: &mut Checks, path: &str, sent: Option<Instant>) -> Option<Timestamp> {
    let Instant(at) = sent?;
    let now = Timestamp::now();
    if at > now + AHEAD {
        let words =
            format!("The clock of this device is ahead: ours says {now:.0}. Set it, and send this again.");
        checks.wrong(path, "clock_ahead", words);
    } else if at < now - LONGEST_AGO {
        checks.wrong(path, "range", "That is more than a year ago. Check the date.");
    }
    Some(at)
}

impl NoteIn {
    /// Cleaned, with the instant that its author says.
    pub fn check(mut self) -> Result<(Self, Option<Timestamp>)> {
        let mut c = Checks::new();
        self.text = c.maybe_lines("text", self.text.as_deref(), 8000);
        c.within("measures", |c| self.measures.check(c, self.kind));
        if self.text.is_none() && self.measures.is_empty() {
            let words = if self.kind.measures().is_empty() {
                "Write what happened."
            } else {
                "Write what happened, or say it in a measure."
            };
            c.wrong("text", "required", words);
        }
        let at = given(&mut c, "occurred_at", self.occurred_at);
        c.finish()?;
        Ok((self, at))
    }
}

impl AddendumIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.text = c.lines("text", &self.text, 1..=4000);
        c.finish()?;
        Ok(self)
    }
}
