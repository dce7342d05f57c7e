//! Versions of plans that take another way than most: a small one of an admission, one that is handed in, given up or still
//! being written, and a plan that has ceased.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::care::{CareDecks, InForce, Plan};
use super::life::Life;
use crate::calendar::YESTERDAY;
use crate::ledger::Record;
use crate::value::Value;

impl Life<'_> {
    /// Somebody moved in without a plan: a senior wrote a small one and published it.
    pub(super) fn begin_small(
        &mut self,
        plan: &Plan,
        lineages: &[Uuid],
        in_force: &mut Vec<InForce>,
        begun: Timestamp,
    ) {
        let at = begun + SignedDuration::from_mins(5);
        let act = self.as_senior(plan.home, at, None);
        let (mut version, asks) = self.draft("initial", plan, (lineages, in_force), &act);
        let by = act.by.clone().expect("a senior writes");
        let at = at + SignedDuration::from_mins(25);
        let submit = self.maker.ledger.verb(at, &by, "submit");
        let values = vec![
            ("status", "in_review".into()),
            ("submitted_at", at.into()),
            ("submitted_by", by.profile.into()),
        ];
        self.maker.ledger.change(&submit, &mut version, values);
        let publish = self.maker.ledger.verb(at, &by, "publish");
        let values = vec![
            ("status", "active".into()),
            ("published_at", at.into()),
            ("published_by", by.profile.into()),
            ("effective", Value::Span(at, None)),
        ];
        self.maker.ledger.change(&publish, &mut version, values);
        in_force.push(InForce { version, from: at, to: None, asks });
    }

    pub(super) fn submit(&mut self, plan: &Plan, version: &mut Record, at: Timestamp) {
        let act = self.as_manager(plan.home, at, Some("submit"));
        let by = act.by.as_ref().map(|by| by.profile);
        let values =
            vec![("status", "in_review".into()), ("submitted_at", at.into()), ("submitted_by", by.into())];
        self.maker.ledger.change(&act, version, values);
    }

    /// What is being written when the year ends, and the plan of somebody for whom it is given up.
    pub(super) fn draft_at_the_end(
        &mut self,
        decks: &mut CareDecks,
        plan: &Plan,
        lineages: &[Uuid],
        in_force: &mut [InForce],
    ) {
        let Some(last) = in_force.last() else { return };
        if self.day_of(last.from) > YESTERDAY - 5 {
            return;
        }
        if decks.ceases.draw(&mut self.maker.rng) {
            let at = self.maker.some_time(YESTERDAY - 1, 9, 11);
            let act = self.as_manager(plan.home, at, Some("cease"));
            let last = in_force.last_mut().expect("there is one");
            let values =
                vec![("status", "withdrawn".into()), ("effective", Value::Span(last.from, Some(at)))];
            self.maker.ledger.change(&act, &mut last.version, values);
            last.to = Some(at);
            return;
        }
        let stands = decks.draft.draw(&mut self.maker.rng);
        if stands.is_empty() {
            return;
        }
        let at = self.maker.some_time(YESTERDAY - 3, 9, 12);
        let act = self.as_manager(plan.home, at, None);
        let (mut version, _) = self.draft("full", plan, (lineages, in_force), &act);
        if stands != "draft" {
            let at = self.maker.some_time(YESTERDAY - 2, 9, 12);
            self.submit(plan, &mut version, at);
        }
        if stands == "withdrawn" {
            let at = self.maker.some_time(YESTERDAY - 1, 9, 12);
            let act = self.as_manager(plan.home, at, Some("withdraw"));
            self.maker.ledger.change(&act, &mut version, vec![("status", "withdrawn".into())]);
        }
        self.maker.ledger.keep(&version);
    }
}
