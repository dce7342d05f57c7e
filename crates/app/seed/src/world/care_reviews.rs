//! Reviews of plans: when one is due, who took part, and what came of it.

use uuid::Uuid;

use super::care::{CareDecks, InForce, Plan};
use super::life::Life;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::{Act, Record};
use crate::tables::CARE_REVIEWS;
use crate::value::Value;
use crate::words::care::REVIEWED;

impl Life<'_> {
    /// Every four weeks, and now and then because something happened.
    pub(super) fn hold_reviews(
        &mut self,
        decks: &mut CareDecks,
        plan: &Plan,
        in_force: &[InForce],
        ends: Day,
    ) {
        let Some(first) = in_force.first() else { return };
        let mut day = self.day_of(first.from);
        let mut act = self.as_manager(plan.home, first.from, None);
        loop {
            let due = day + 28;
            let mut review = self.review_due(plan, &act, due, "routine");
            let held = due + self.maker.rng.between(-2, 3);
            if held >= ends {
                self.leave_review(plan, &mut review, ends);
                return;
            }
            let last = self.hold(decks, plan, &mut review, held);
            self.maker.ledger.keep(&review);
            if self.maker.rng.chance(6) && held + 8 < ends {
                let why = decks.reason.draw(&mut self.maker.rng);
                let at = self.maker.some_time(held + 2, 13, 15);
                let act = self.as_manager(plan.home, at, None);
                let mut extra = self.review_due(plan, &act, held + 5, why);
                self.hold(decks, plan, &mut extra, held + 6);
                self.maker.ledger.keep(&extra);
            }
            (day, act) = (held, last);
        }
    }

    fn review_due(&mut self, plan: &Plan, act: &Act, due: Day, reason: &'static str) -> Record {
        let values = vec![
            ("client_id", plan.record.get("client_id").clone()),
            ("care_home_id", plan.record.get("care_home_id").clone()),
            ("care_plan_id", plan.record.id.into()),
            ("due_on", self.maker.calendar.date(due).into()),
            ("reason", reason.into()),
            ("status", "due".into()),
            ("involved", Value::Words(Vec::new())),
        ];
        self.maker.ledger.insert(act, &CARE_REVIEWS, self.organisation, values)
    }

    fn hold(&mut self, decks: &mut CareDecks, plan: &Plan, review: &mut Record, day: Day) -> Act {
        let at = self.maker.some_time(day, 13, 16);
        let act = self.as_manager(plan.home, at, Some("hold"));
        let note = *self.maker.rng.pick(REVIEWED);
        let values = vec![
            ("status", "held".into()),
            ("held_on", self.maker.calendar.date(day).into()),
            ("held_by", act.by.as_ref().map(|by| by.profile).into()),
            ("outcome", decks.outcome.draw(&mut self.maker.rng).into()),
            ("involved", Value::Words(decks.involved.draw(&mut self.maker.rng).to_vec())),
            ("note", self.tell(plan.who, note).into()),
            ("next_due_on", self.maker.calendar.date(day + 28).into()),
        ];
        self.maker.ledger.change(&act, review, values);
        // The next one is made by the same act, and names no verb.
        self.maker.ledger.act(at, act.by.as_ref().expect("a manager holds it"))
    }

    /// A band of more concern than the last makes a review of the plan due, once while it is due (`app.assessment_rose`).
    pub(super) fn rose(
        &mut self,
        home: usize,
        who: usize,
        (day, act): (Day, &Act),
        (code, rank): (&'static str, i64),
        assessment: Uuid,
    ) {
        let before = self.ranks.insert((who, code), rank);
        let waits = self.risen.get(&(who, code)).is_some_and(|until| *until >= day);
        let plan = self.plans.get(&who).copied().filter(|(since, _)| *since < act.at);
        let (Some((_, plan)), false) = (plan, waits || before.is_none_or(|before| rank <= before)) else {
            return;
        };
        let values = vec![
            ("client_id", self.client(who)),
            ("care_home_id", self.homes[home].id.into()),
            ("care_plan_id", plan.into()),
            ("due_on", self.maker.calendar.date(day).into()),
            ("reason", "score_change".into()),
            ("assessment_id", assessment.into()),
            ("status", "due".into()),
            ("involved", Value::Words(Vec::new())),
        ];
        let mut review = self.maker.ledger.insert(act, &CARE_REVIEWS, self.organisation, values);
        let held = day + self.maker.rng.between(2, 6);
        self.risen.insert((who, code), held);
        if held <= YESTERDAY {
            let at = self.maker.some_time(held, 13, 16);
            let (verb, values) = if self.is_there(home, who, at) {
                let note = *self.maker.rng.pick(REVIEWED);
                let outcome = *self.maker.rng.pick(&["no_change", "amended"]);
                let values = vec![
                    ("status", "held".into()),
                    ("held_on", self.maker.calendar.date(held).into()),
                    ("outcome", outcome.into()),
                    ("involved", Value::Words(vec!["resident", "family"])),
                    ("note", self.tell(who, note).into()),
                    ("next_due_on", self.maker.calendar.date(held + 28).into()),
                ];
                ("hold", values)
            } else {
                ("cancel", vec![("status", "cancelled".into())])
            };
            let act = self.as_manager(home, at, Some(verb));
            let by = (verb == "hold").then(|| ("held_by", act.by.as_ref().map(|by| by.profile).into()));
            let values = values.into_iter().chain(by).collect();
            self.maker.ledger.change(&act, &mut review, values);
        }
        self.maker.ledger.keep(&review);
    }

    /// The review that is due when the year ends, or whose resident has left.
    fn leave_review(&mut self, plan: &Plan, review: &mut Record, ends: Day) {
        if plan.left.is_some() && ends + 2 <= YESTERDAY {
            let at = self.maker.some_time(ends + 2, 13, 16);
            let ceased = self.maker.rng.chance(50);
            let act = self.as_manager(plan.home, at, Some(if ceased { "hold" } else { "cancel" }));
            let values = if ceased {
                vec![
                    ("status", "held".into()),
                    ("held_on", self.maker.calendar.date(ends + 2).into()),
                    ("held_by", act.by.as_ref().map(|by| by.profile).into()),
                    ("outcome", "ceased".into()),
                ]
            } else {
                vec![("status", "cancelled".into())]
            };
            self.maker.ledger.change(&act, review, values);
        }
        self.maker.ledger.keep(review);
    }
}
