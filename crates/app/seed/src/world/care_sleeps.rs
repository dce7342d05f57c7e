//! How plans slept between two turns of a respite, and since somebody left for good.

use jiff::{SignedDuration, Timestamp};

use super::care::{CareDecks, InForce, Plan};
use super::life::Life;
use super::stays::during;
use crate::calendar::Day;
use crate::tables::CARE_SLEEPS;
use crate::value::Value;

/// The time between two stays.
pub struct Turn {
    left: Timestamp,
    back: Timestamp,
    /// The day on which they came back.
    pub day: Day,
    /// What was said of the plan then.
    pub verdict: &'static str,
}

impl Life<'_> {
    /// The times between the stays of a resident in the home, with what was said of the plan after each.
    pub(super) fn turns(&mut self, decks: &mut CareDecks, plan: &Plan, ends: Day) -> Vec<Turn> {
        let home = self.homes[plan.home].id;
        let mut stays: Vec<(Timestamp, Option<Timestamp>)> = self.residents[plan.who]
            .stays
            .iter()
            .filter(|s| {
                s.get("care_home_id").id() == Some(home)
                    && !s.is_archived()
                    && matches!(s.word("status"), "live" | "ended")
            })
            .map(during)
            .collect();
        stays.sort_unstable();
        let gaps = stays.windows(2).filter_map(|pair| {
            let (left, back) = (pair[0].1?, pair[1].0);
            // Another bed is no other stay.
            (left > plan.record.created_at() && back > left + SignedDuration::from_hours(24))
                .then_some((left, back))
        });
        let gaps: Vec<_> = gaps.collect();
        gaps.into_iter()
            .map(|(left, back)| {
                let day = self.day_of(back);
                let said = decks.verdict.draw(&mut self.maker.rng);
                // A version that is begun on the day is published two days later.
                let verdict = if day + 4 <= ends { said } else { "still_right" };
                Turn { left, back, day, verdict }
            })
            .collect()
    }

    /// Writes down when the plan slept, and who woke it.
    pub(super) fn put_to_sleep(&mut self, plan: &mut Plan, in_force: &[InForce], turns: &[Turn]) {
        let there = |at: Timestamp| in_force.iter().any(|v| v.from < at && v.to.is_none_or(|to| to > at));
        for turn in turns {
            if !there(turn.left) || plan.slept(turn.left) {
                continue;
            }
            let written = in_force.iter().find(|v| v.from > turn.back).map(|v| v.from);
            let said_at = turn.back + SignedDuration::from_mins(100);
            let (verdict, woke) = match written.filter(|_| turn.verdict == "needs_change") {
                Some(at) if at > said_at => ("needs_change", at),
                _ => ("still_right", said_at),
            };
            let mut sleep = self.fall_asleep(plan, turn.left);
            let right = verdict == "still_right";
            let act = self.as_senior(plan.home, said_at, right.then_some("wake"));
            let mut values = vec![
                ("verdict", verdict.into()),
                ("said_at", said_at.into()),
                ("said_by", act.by.as_ref().map(|by| by.profile).into()),
            ];
            if right {
                values.extend([("status", "awake".into()), ("woke_at", woke.into())]);
            } else {
                values.push(("note", "Walks with a frame now, and eats less.".into()));
            }
            self.maker.ledger.change(&act, &mut sleep, values);
            if !right {
                let act = self.as_manager(plan.home, woke, Some("wake"));
                let values = vec![("status", "awake".into()), ("woke_at", woke.into())];
                self.maker.ledger.change(&act, &mut sleep, values);
            }
            self.maker.ledger.keep(&sleep);
            plan.sleeps.push((turn.left, woke));
        }
        if let Some((left, "left")) = plan.left
            && there(left)
            && !plan.slept(left)
        {
            let sleep = self.fall_asleep(plan, left);
            self.maker.ledger.keep(&sleep);
        }
    }

    fn fall_asleep(&mut self, plan: &Plan, at: Timestamp) -> crate::ledger::Record {
        let act = self.as_manager(plan.home, at, None);
        let values = vec![
            ("client_id", plan.record.get("client_id").clone()),
            ("care_home_id", plan.record.get("care_home_id").clone()),
            ("care_plan_id", plan.record.id.into()),
            ("status", "asleep".into()),
            ("slept_at", Value::At(at)),
        ];
        self.maker.ledger.insert(&act, &CARE_SLEEPS, self.organisation, values)
    }
}
