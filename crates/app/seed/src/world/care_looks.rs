//! The look at the effect of what was given as it was needed.

use jiff::{SignedDuration, Timestamp};

use super::care::{CareDecks, Plan};
use super::life::Life;
use crate::ledger::{Act, Record};
use crate::tables::{CARE_RECORDS, CARE_TASKS};
use crate::value::Value;
use crate::words::care::{EFFECTS, TAKEN_BACK};

/// Minutes after which one looks again.
pub const AFTER: i64 = 45;

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

impl Life<'_> {
    /// What the record of a task at `at` made, and what came of it: mostly the effect, now and then that it was not
    /// given after all.
    pub(super) fn look_again(
        &mut self,
        decks: &mut CareDecks,
        plan: &Plan,
        task: &mut Record,
        at: Timestamp,
    ) {
        let author = self.as_carer(plan.home, at);
        let from = at + minutes(AFTER);
        let title = format!("Look again: {}", task.word("title"));
        let mut values: Vec<(&'static str, Value)> =
            ["client_id", "care_home_id", "unit_id", "domain", "care_day"]
                .map(|column| (column, task.get(column).clone()))
                .into();
        values.extend([
            ("kind", "ad_hoc".into()),
            ("title", title.into()),
            ("people", Value::Int(1)),
            ("due_from", from.into()),
            ("due_by", (from + minutes(30)).into()),
            ("missed_after", (from + minutes(90)).into()),
            ("named_only", false.into()),
            ("status", "due".into()),
            ("last_ordinal", Value::Int(0)),
            ("awaits_confirmation", false.into()),
            ("follows_task_id", task.id.into()),
            ("follows_ordinal", Value::Int(1)),
        ]);
        let mut look = self.maker.ledger.insert(&author, &CARE_TASKS, self.organisation, values);
        if decks.taken_back.draw(&mut self.maker.rng) {
            let then = at + minutes(12);
            let act = self.as_carer(plan.home, then);
            self.say(plan, &act, task, (2, "declined", Some(TAKEN_BACK)), None);
            let by = act.by.clone().expect("somebody says so");
            let off = self.maker.ledger.verb(then, &by, "call_off");
            let values = vec![("status", "not_required".into()), ("status_reason", "not_given".into())];
            self.maker.ledger.change(&off, &mut look, values);
        } else {
            let then = from + minutes(i64::from(self.maker.rng.between(2, 25)));
            let act = self.as_carer(plan.home, then);
            let effect = *self.maker.rng.pick(EFFECTS);
            self.say(plan, &act, &mut look, (1, "done", None), Some(effect));
        }
        self.maker.ledger.keep(&look);
    }

    fn say(
        &mut self,
        plan: &Plan,
        act: &Act,
        task: &mut Record,
        (ordinal, outcome, reason): (i64, &'static str, Option<&'static str>),
        note: Option<&'static str>,
    ) {
        let by = act.by.clone().expect("somebody says so");
        let values = vec![
            ("client_id", plan.record.get("client_id").clone()),
            ("care_home_id", plan.record.get("care_home_id").clone()),
            ("task_id", task.id.into()),
            ("seen_ordinal", Value::Int(ordinal - 1)),
            ("ordinal", Value::Int(ordinal)),
            ("outcome", outcome.into()),
            ("reason", reason.into()),
            ("note", note.into()),
            ("measures", Value::Json("{}".into())),
            ("occurred_at", act.at.into()),
            ("recorded_at", act.at.into()),
            ("author_id", by.profile.into()),
            ("late", false.into()),
        ];
        self.maker.ledger.evidence(act, &CARE_RECORDS, self.organisation, values);
        let set = self.maker.ledger.verb(act.at, &by, "record");
        let values = vec![("last_ordinal", Value::Int(ordinal)), ("status", outcome.into())];
        self.maker.ledger.change(&set, task, values);
    }
}
