//! What a record says: what came of it, why, what was measured, and when. Checked before it is sent on.

use std::collections::BTreeMap;

use almoner_kernel::Result;
use almoner_web::{Checks, Instant};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::TaskOutcome;

/// A record of care given, or not given and why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskRecordIn {
    /// Of a prompt only `mar_checked`, and without reason, note or measures: what was given is signed there.
    pub outcome: TaskOutcome,
    /// Why not, or not all: needed with `declined` and `not_required`; 1 to 500 characters.
    pub reason: Option<String>,
    /// 1 to 4000 characters.
    pub note: Option<String>,
    /// By name, each in the unit that the name says: `ml`, `percent`, `count`, `minutes`, `grams`, `kg`, `celsius`, `steps`.
    #[serde(default)]
    pub measures: BTreeMap<String, f64>,
    /// When the care was given; default now. At most 10 minutes ahead of the server's clock, and 72 hours back.
    pub occurred_at: Option<Instant>,
    /// `last_ordinal` of the task as its author saw it: 0 when there was no record.
    pub last_seen_ordinal: i32,
}

/// That a second person was there.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskConfirmationIn {
    /// The record that is confirmed; somebody else's.
    pub confirms_ordinal: i32,
    /// `last_ordinal` of the task as its author saw it.
    pub last_seen_ordinal: i32,
    pub note: Option<String>,
    /// As of a record.
    pub occurred_at: Option<Instant>,
}

/// One task of several that are recorded at once.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskOfSeveralIn {
    pub task_id: Uuid,
    pub last_seen_ordinal: i32,
    /// What was measured of this resident, in place of that of all.
    #[serde(default)]
    pub measures: Option<BTreeMap<String, f64>>,
    pub note: Option<String>,
}

/// The same outcome of several tasks: a round of fluids, of checks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskRecordsIn {
    /// Not `mar_checked`: a prompt is never one of several.
    pub outcome: TaskOutcome,
    pub reason: Option<String>,
    pub note: Option<String>,
    #[serde(default)]
    pub measures: BTreeMap<String, f64>,
    pub occurred_at: Option<Instant>,
    /// 1 to 50, of the same domain and title.
    pub tasks: Vec<TaskOfSeveralIn>,
}

/// What may be measured in a task: name, and the least and most that can be meant. A closed list, so
/// that no dose is ever a measure; vital signs belong to assessments and daily notes.
const MEASURES: &[(&str, f64, f64)] = &[
    ("ml", 0.0, 5000.0),
    ("percent", 0.0, 100.0),
    ("count", 0.0, 1000.0),
    ("minutes", 0.0, 1440.0),
    ("grams", 0.0, 5000.0),
    ("kg", 0.0, 400.0),
    ("celsius", 0.0, 100.0),
    ("steps", 0.0, 20000.0),
];

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Given {
    pub outcome: Option<TaskOutcome>,
    pub confirms_ordinal: Option<i32>,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub measures: BTreeMap<String, f64>,
    pub occurred_at: Option<Timestamp>,
    pub seen_ordinal: i32,
}

fn measures(c: &mut Checks, path: &str, sent: &BTreeMap<String, f64>) {
    let names: Vec<&str> = MEASURES.iter().map(|m| m.0).collect();
    for (name, value) in sent {
        // A name that is not ours is not said back.
        match MEASURES.iter().find(|m| m.0 == name) {
            None => {
                c.wrong(
                    path,
                    "choice",
                    format!("Use some of: {}. A dose is never a measure.", names.join(", ")),
                );
            }
            Some((known, least, most)) => c.number(&format!("{path}.{known}"), *value, *least..=*most),
        }
    }
}

fn ordinal(c: &mut Checks, path: &str, sent: i32, least: i32) {
    c.number(path, sent, least..=100_000);
}

/// 72 hours back at most for who gives care; older ones only the manager enters, which the database knows.
fn when(c: &mut Checks, sent: Option<Instant>) -> Option<Timestamp> {
    let at = sent.map(|at| at.0);
    if let Some(at) = at {
        let long_ago = at < Timestamp::now() - SignedDuration::from_hours(24 * 90);
        c.that(!long_ago, "occurred_at", "range", "Give a time within the last 90 days.");
    }
    at
}

fn why(c: &mut Checks, outcome: TaskOutcome, reason: Option<&String>) {
    let needed = matches!(outcome, TaskOutcome::Declined | TaskOutcome::NotRequired);
    c.that(!needed || reason.is_some(), "reason", "required", "Say why it was not done.");
}

impl TaskRecordIn {
    pub fn check(self) -> Result<Given> {
        let mut c = Checks::new();
        let reason = c.maybe_text("reason", self.reason.as_deref(), 500);
        let note = c.maybe_lines("note", self.note.as_deref(), 4000);
        why(&mut c, self.outcome, reason.as_ref());
        measures(&mut c, "measures", &self.measures);
        ordinal(&mut c, "last_seen_ordinal", self.last_seen_ordinal, 0);
        let occurred_at = when(&mut c, self.occurred_at);
        c.finish()?;
        Ok(Given {
            outcome: Some(self.outcome),
            confirms_ordinal: None,
            reason,
            note,
            measures: self.measures,
            occurred_at,
            seen_ordinal: self.last_seen_ordinal,
        })
    }
}

impl TaskConfirmationIn {
    pub fn check(self) -> Result<Given> {
        let mut c = Checks::new();
        let note = c.maybe_lines("note", self.note.as_deref(), 4000);
        ordinal(&mut c, "confirms_ordinal", self.confirms_ordinal, 1);
        ordinal(&mut c, "last_seen_ordinal", self.last_seen_ordinal, 1);
        let seen = self.confirms_ordinal <= self.last_seen_ordinal;
        c.that(seen, "confirms_ordinal", "range", "Confirm a record that you have seen.");
        let occurred_at = when(&mut c, self.occurred_at);
        c.finish()?;
        Ok(Given {
            outcome: None,
            confirms_ordinal: Some(self.confirms_ordinal),
            reason: None,
            note,
            measures: BTreeMap::new(),
            occurred_at,
            seen_ordinal: self.last_seen_ordinal,
        })
    }
}

impl TaskRecordsIn {
    /// Each task with what is recorded of it. A task that stands twice is refused.
    pub fn check(self) -> Result<Vec<(Uuid, Given)>> {
        let mut c = Checks::new();
        let reason = c.maybe_text("reason", self.reason.as_deref(), 500);
        let note = c.maybe_lines("note", self.note.as_deref(), 4000);
        why(&mut c, self.outcome, reason.as_ref());
        let prompt = self.outcome == TaskOutcome::MarChecked;
        c.that(
            !prompt,
            "outcome",
            "not_possible",
            "A prompt is recorded by itself, never as one of several.",
        );
        measures(&mut c, "measures", &self.measures);
        let occurred_at = when(&mut c, self.occurred_at);
        c.items("tasks", &self.tasks, 1..=50);
        let mut all: Vec<(Uuid, Given)> = Vec::with_capacity(self.tasks.len().min(50));
        for (at, task) in self.tasks.into_iter().take(50).enumerate() {
            c.within(&format!("tasks.{at}"), |c| {
                ordinal(c, "last_seen_ordinal", task.last_seen_ordinal, 0);
                let own = c.maybe_lines("note", task.note.as_deref(), 4000);
                if let Some(own) = &task.measures {
                    measures(c, "measures", own);
                }
                c.that(
                    all.iter().all(|(id, _)| *id != task.task_id),
                    "task_id",
                    "duplicate",
                    "This task stands twice.",
                );
                let given = Given {
                    outcome: Some(self.outcome),
                    confirms_ordinal: None,
                    reason: reason.clone(),
                    note: own.or_else(|| note.clone()),
                    measures: task.measures.unwrap_or_else(|| self.measures.clone()),
                    occurred_at,
                    seen_ordinal: task.last_seen_ordinal,
                };
                all.push((task.task_id, given));
            });
        }
        c.finish()?;
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::{TaskConfirmationIn, TaskRecordIn, TaskRecordsIn};
    use serde_json::{Value, json};

    fn said<T>(checked: almoner_kernel::Result<T>) -> Vec<String> {
        match checked {
            Ok(_) => Vec::new(),
            Err(error) => error.fields.iter().map(|f| format!("{}:{}", f.path, f.code)).collect(),
        }
    }

    fn one(body: Value) -> Vec<String> {
        said(serde_json::from_value::<TaskRecordIn>(body).unwrap().check())
    }

    #[test]
    fn what_is_not_done_says_why_and_no_dose_is_a_measure() {
        assert_eq!(one(json!({ "outcome": "done", "last_seen_ordinal": 0 })), [""; 0]);
        assert_eq!(one(json!({ "outcome": "declined", "last_seen_ordinal": 0 })), ["reason:required"]);
        assert_eq!(
            one(json!({ "outcome": "not_required", "reason": " ", "last_seen_ordinal": 0 })),
            ["reason:required"]
        );
        assert_eq!(one(json!({ "outcome": "done", "last_seen_ordinal": -1 })), ["last_seen_ordinal:range"]);
        assert_eq!(
            one(json!({ "outcome": "done", "measures": { "mg": 500 }, "last_seen_ordinal": 0 })),
            ["measures:choice"]
        );
        assert_eq!(
            one(json!({ "outcome": "done", "measures": { "ml": 9000 }, "last_seen_ordinal": 0 })),
            ["measures.ml:range"]
        );
        assert_eq!(
            one(json!({ "outcome": "done", "occurred_at": "2020-01-01T00:00:00Z", "last_seen_ordinal": 0 })),
            ["occurred_at:range"]
        );
    }

    #[test]
    fn only_what_was_seen_is_confirmed() {
        let confirm = |of, seen| {
            let body = json!({ "confirms_ordinal": of, "last_seen_ordinal": seen });
            said(serde_json::from_value::<TaskConfirmationIn>(body).unwrap().check())
        };
        assert_eq!(confirm(1, 1), [""; 0]);
        assert_eq!(confirm(2, 1), ["confirms_ordinal:range"]);
        assert_eq!(confirm(0, 1), ["confirms_ordinal:range"]);
    }

    #[test]
    fn several_are_at_most_fifty_each_once_and_never_a_prompt() {
        let id = |n: u32| format!("00000000-0000-0000-0000-0000000000{n:02}");
        let several = |outcome: &str, tasks: Vec<Value>| {
            let body = json!({ "outcome": outcome, "tasks": tasks });
            said(serde_json::from_value::<TaskRecordsIn>(body).unwrap().check())
        };
        let task = |n: u32| json!({ "task_id": id(n), "last_seen_ordinal": 0 });
        assert_eq!(several("done", (0..50).map(task).collect()), [""; 0]);
        assert_eq!(several("done", (0..51).map(task).collect()), ["tasks:too_long"]);
        assert_eq!(several("done", vec![]), ["tasks:too_short"]);
        assert_eq!(several("done", vec![task(1), task(1)]), ["tasks.1.task_id:duplicate"]);
        assert_eq!(several("mar_checked", vec![task(1)]), ["outcome:not_possible"]);
    }
}
