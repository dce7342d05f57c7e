//! Answers as they arrive: which version they answer, and what they come to.

use almoner_kernel::Result;
use almoner_web::Checks;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::assessments::model::AssessmentIn;
use crate::assessments::offered::day_of;
use crate::instruments::{Fault, Instrument, in_force, shipped};
use crate::notes::given;

/// What was sent, cleaned, before it is known which instrument it answers.
pub struct Given {
    pub sent: AssessmentIn,
    pub note: Option<String>,
    pub next_due_on: Option<Date>,
    pub at: Option<Timestamp>,
}

impl AssessmentIn {
    pub fn check(self) -> Result<Given> {
        let mut c = Checks::new();
        let code = c.text("instrument", &self.instrument, 1..=63);
        let note = c.maybe_lines("note", self.note.as_deref(), 4000);
        let next_due_on = self.next_due_on.map(|day| day.0);
        if let Some(day) = next_due_on {
            c.date_between("next_due_on", day, date(1900, 1, 1)..=date(2199, 12, 31));
        }
        let at = given(&mut c, "occurred_at", self.occurred_at);
        c.that(self.answers.len() <= 100, "answers", "too_many", "Answer at most 100 items.");
        c.finish()?;
        Ok(Given { sent: Self { instrument: code, ..self }, note, next_due_on, at })
    }
}

impl Given {
    /// The version that these answer: the one that was said, if it held when it was done or holds now, or the one
    /// that holds now.
    pub fn instrument<'a>(&self, own: &'a [Instrument]) -> Result<&'a Instrument> {
        let now = Timestamp::now();
        let code = &self.sent.instrument;
        let held = |at: Timestamp| in_force(own, day_of(at)).into_iter().find(|one| one.code == *code);
        let mut c = Checks::new();
        let known = own.iter().chain(shipped()).any(|one| one.code == *code);
        let found = match self.sent.instrument_version {
            None => held(now),
            Some(version) => [held(self.at.unwrap_or(now)), held(now)]
                .into_iter()
                .flatten()
                .find(|one| one.version == version),
        };
        if let Some(found) = found {
            return Ok(found);
        }
        if known && self.sent.instrument_version.is_some() {
            c.wrong("instrument_version", "choice", "This version is not answered any more. Read the instruments anew, and answer the one that is.");
        } else {
            c.wrong("instrument", "choice", "Choose one of the instruments that there are to answer.");
        }
        c.finish()?;
        Err(almoner_kernel::Code::Invalid.into())
    }
}

/// Each answer that is wrong, by its item.
pub fn refused(faults: Vec<Fault>) -> almoner_kernel::Error {
    let mut c = Checks::new();
    c.within("answers", |c| {
        for fault in faults.iter().filter(|fault| !fault.item.is_empty()) {
            c.wrong(&fault.item, fault.code, fault.message.clone());
        }
    });
    for fault in faults.into_iter().filter(|fault| fault.item.is_empty()) {
        c.wrong("answers", fault.code, fault.message);
    }
    c.finish().err().unwrap_or_else(|| almoner_kernel::Code::Invalid.into())
}

/// The version of a code that a record names.
pub fn version<'a>(own: &'a [Instrument], code: &str, version: i32) -> Option<&'a Instrument> {
    own.iter().chain(shipped()).find(|one| one.code == code && one.version == version)
}
