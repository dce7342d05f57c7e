//! What was due for a resident, and what came of it.

use jiff::{SignedDuration, Timestamp};

use super::care::{Ask, CareDecks, InForce, Plan, due_from, job, now};
use super::life::Life;
use super::stays::during;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::ledger::{Act, Ledger, Record};
use crate::tables::{CARE_RECORDS, CARE_TASKS};
use crate::value::Value;
use crate::words::care::{AD_HOC, DECLINED, NOT_NEEDED, NOTES, PARTLY};

/// A task that is due once.
struct Due<'a> {
    ask: Option<&'a Ask>,
    kind: &'static str,
    day: Day,
    from: Timestamp,
    by: Timestamp,
    missed: Timestamp,
    /// When it was made.
    made: Timestamp,
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

impl Life<'_> {
    /// A day of every eight weeks, yesterday, and what is to come in the next two.
    pub fn do_tasks(&mut self, decks: &mut CareDecks, plan: &Plan, in_force: &[InForce], ends: Day) {
        let Some(first) = in_force.first() else { return };
        let days = self.day_of(first.from)..=if plan.left.is_some() { ends + 1 } else { TODAY + 1 };
        for day in days {
            if day % 56 != Day::try_from(plan.who % 56).expect("below 56")
                && day < YESTERDAY
                && !(plan.left.is_some() && day >= ends)
            {
                continue;
            }
            for version in in_force {
                for ask in &version.asks {
                    for time in ask.care.times {
                        let from = due_from(self, day, time);
                        if plan.slept(from) {
                            continue;
                        }
                        if version.from <= from && version.to.is_none_or(|to| from < to + minutes(24 * 60)) {
                            let since = plan.awake_since(from).unwrap_or(version.from).max(version.from);
                            self.task(decks, plan, version, &planned(ask, day, from, since));
                        }
                    }
                    let needed = ask.care.kind == "as_needed" && day < YESTERDAY && day % 4 == 0;
                    let from = self.maker.calendar.at(day, 14, 20, 0);
                    if needed
                        && !plan.slept(from)
                        && version.from <= from
                        && version.to.is_none_or(|to| from < to)
                    {
                        let due =
                            Due { kind: "as_needed", made: from, ..planned(ask, day, from, version.from) };
                        self.begun(decks, plan, &due);
                    }
                }
            }
            let at_home = plan.slept(self.maker.calendar.at(day, 16, 5, 0));
            if day % 4 == 1 && day < YESTERDAY && !at_home && plan.left.is_none_or(|_| day < ends) {
                let from = self.maker.calendar.at(day, 16, 5, 0);
                let due = Due {
                    ask: None,
                    kind: "ad_hoc",
                    day,
                    from,
                    by: from + minutes(60),
                    missed: from + minutes(120),
                    made: from,
                };
                self.begun(decks, plan, &due);
            }
        }
    }

    fn insert_task(
        &mut self,
        plan: &Plan,
        due: &Due<'_>,
        act: &Act,
        status: (&'static str, Option<&'static str>),
    ) -> Record {
        let home = plan.home;
        let ad_hoc = *self.maker.rng.pick(AD_HOC);
        let unit = self.unit_of(home, plan.who, due.from);
        let mut values = vec![
            ("client_id", plan.record.get("client_id").clone()),
            ("care_home_id", plan.record.get("care_home_id").clone()),
            ("unit_id", unit.into()),
            ("kind", due.kind.into()),
            ("title", due.ask.map_or(ad_hoc, |ask| ask.care.title).into()),
            ("people", Value::Int(due.ask.map_or(1, |ask| ask.care.people))),
            ("care_day", self.maker.calendar.date(due.day).into()),
            ("due_from", due.from.into()),
            ("due_by", due.by.into()),
            ("missed_after", due.missed.into()),
            ("named_only", false.into()),
            ("status", status.0.into()),
            ("status_reason", status.1.into()),
            ("last_ordinal", Value::Int(0)),
            ("awaits_confirmation", false.into()),
        ];
        if let Some(ask) = due.ask {
            values.extend([
                ("care_plan_id", plan.record.id.into()),
                ("definition_id", ask.definition.into()),
                ("lineage_id", ask.lineage.into()),
                ("domain", ask.care.domain.into()),
                ("shift_template_id", ask.shift.into()),
            ]);
        }
        self.maker.ledger.insert(act, &CARE_TASKS, self.organisation, values)
    }

    /// A task that the plan made.
    fn task(&mut self, decks: &mut CareDecks, plan: &Plan, version: &InForce, due: &Due<'_>) {
        let made = Ledger::job(due.made, None);
        let now = now(self);
        if due.made >= now {
            return;
        }
        // What ends it before anybody could do it.
        let changed = version.to.filter(|to| due.from > *to).map(|at| {
            let ceased = version.version.word("status") == "withdrawn";
            (at, if ceased { "plan_ceased" } else { "plan_changed" })
        });
        let gone = plan.left.filter(|(at, _)| due.by > *at);
        if let Some((at, why)) = changed.or(gone) {
            if due.made < at {
                let mut task = self.insert_task(plan, due, &made, ("due", None));
                let values = vec![("status", "cancelled".into()), ("status_reason", why.into())];
                self.maker.ledger.change(&job(at, "cancel"), &mut task, values);
                self.maker.ledger.keep(&task);
            }
            return;
        }
        let away = self.residents[plan.who].absences.iter().find(|a| {
            let (from, to) = during(a);
            !a.is_archived() && from <= due.by && to.is_none_or(|to| due.by < to)
        });
        if let Some(noted) = away.map(Record::created_at) {
            let before = noted <= due.made;
            let first = if before { ("not_required", Some("absent")) } else { ("due", None) };
            let mut task = self.insert_task(plan, due, &made, first);
            if !before && noted < now {
                let values = vec![("status", "not_required".into()), ("status_reason", "absent".into())];
                self.maker.ledger.change(&job(noted, "excuse"), &mut task, values);
            }
            self.maker.ledger.keep(&task);
            return;
        }
        let mut task = self.insert_task(plan, due, &made, ("due", None));
        if due.missed < now {
            let given = if due.kind == "prompt" && self.maker.rng.chance(4) {
                "prompt_over"
            } else {
                decks.given.draw(&mut self.maker.rng)
            };
            match given {
                "prompt_over" => {
                    let values =
                        vec![("status", "not_required".into()), ("status_reason", "prompt_over".into())];
                    self.maker.ledger.change(&job(due.missed, "let_pass"), &mut task, values);
                }
                "missed" if due.kind != "prompt" => {
                    let values = vec![("status", "missed".into()), ("missed_at", due.missed.into())];
                    self.maker.ledger.change(&job(due.missed, "miss"), &mut task, values);
                }
                outcome => {
                    let outcome = if outcome == "missed" { "done" } else { outcome };
                    self.record(plan, due, &mut task, outcome);
                }
            }
        }
        self.maker.ledger.keep(&task);
    }

    /// A task that somebody began and did.
    fn begun(&mut self, decks: &mut CareDecks, plan: &Plan, due: &Due<'_>) {
        if plan.left.is_some_and(|(at, _)| due.by > at) {
            return;
        }
        let act = self.as_carer(plan.home, due.made);
        let mut task = self.insert_task(plan, due, &act, ("due", None));
        let at = self.record(plan, due, &mut task, "done");
        // Nobody looks at what somebody left without.
        let stays = plan.left.is_none_or(|(left, _)| at + minutes(240) < left);
        if due.kind == "as_needed" && stays {
            self.look_again(decks, plan, &mut task, at);
        }
        self.maker.ledger.keep(&task);
    }

    /// When it was given.
    fn record(&mut self, plan: &Plan, due: &Due<'_>, task: &mut Record, outcome: &'static str) -> Timestamp {
        let span = i32::try_from(due.by.duration_since(due.from).as_mins()).expect("within a day");
        let at = due.from + minutes(i64::from(self.maker.rng.between(3, span - 1)));
        let act = self.as_carer(plan.home, at);
        let by = act.by.clone().expect("somebody gave it");
        let rng = &mut self.maker.rng;
        let reason = match outcome {
            "declined" => Some(*rng.pick(DECLINED)),
            "not_required" => Some(*rng.pick(NOT_NEEDED)),
            "partly" => Some(*rng.pick(PARTLY)),
            _ => None,
        };
        let note = rng.chance(20).then(|| *rng.pick(NOTES));
        let drink = task.word("domain") == "nutrition_hydration" && matches!(outcome, "done" | "partly");
        let measures = if drink { "{\"ml\": 200}" } else { "{}" };
        let said = |ordinal: i64| {
            vec![
                ("client_id", plan.record.get("client_id").clone()),
                ("care_home_id", plan.record.get("care_home_id").clone()),
                ("task_id", task.id.into()),
                ("seen_ordinal", Value::Int(ordinal - 1)),
                ("ordinal", Value::Int(ordinal)),
                ("late", false.into()),
            ]
        };
        let mut values = said(1);
        values.extend([
            ("outcome", outcome.into()),
            ("reason", reason.into()),
            ("note", note.into()),
            ("measures", Value::Json(measures.into())),
            ("occurred_at", at.into()),
            ("recorded_at", at.into()),
            ("author_id", by.profile.into()),
        ]);
        let both = task.get("people") == &Value::Int(2) && matches!(outcome, "done" | "partly");
        // Some lay on a tablet until the manager handed them in, still in time.
        let found = at.as_second() / 60 % 61 == 0 && !both && due.kind != "prompt";
        let handed_in = if found { self.hand_in(plan.home, at + minutes(2), &act) } else { None };
        if let Some(manager) = &handed_in {
            values.retain(|(column, _)| !matches!(*column, "author_id" | "recorded_at"));
            values.extend([
                ("author_id", manager.author().into()),
                ("claimed_author_id", by.profile.into()),
                ("recorded_at", manager.at.into()),
            ]);
        }
        let act = handed_in.unwrap_or(act);
        let by = act.by.clone().expect("somebody recorded it");
        let then = at + minutes(4);
        let second = (0..5)
            .map(|_| self.as_carer(plan.home, then))
            .find(|other| other.by.as_ref().is_some_and(|other| other.profile != by.profile))
            .filter(|_| both);
        let confirm = second.as_ref().map(|_| {
            let mut values = said(2);
            values.extend([
                ("confirms_ordinal", Value::Int(1)),
                ("measures", Value::Json("{}".into())),
                ("occurred_at", then.into()),
                ("recorded_at", then.into()),
            ]);
            values
        });
        self.maker.ledger.evidence(&act, &CARE_RECORDS, self.organisation, values);
        let set = self.maker.ledger.verb(act.at, &by, "record");
        let values = vec![
            ("last_ordinal", Value::Int(1)),
            ("status", outcome.into()),
            ("awaits_confirmation", both.into()),
        ];
        self.maker.ledger.change(&set, task, values);
        if let (Some(second), Some(mut values)) = (second, confirm) {
            values.push(("author_id", second.by.as_ref().map(|by| by.profile).into()));
            self.maker.ledger.evidence(&second, &CARE_RECORDS, self.organisation, values);
            let values = vec![("last_ordinal", Value::Int(2)), ("awaits_confirmation", false.into())];
            self.maker.ledger.change(&second, task, values);
        }
        at
    }
}

fn planned(ask: &Ask, day: Day, from: Timestamp, published: Timestamp) -> Due<'_> {
    let by = from + minutes(ask.care.due_minutes);
    // Made two days ahead, or when the plan was published.
    let made = (from - minutes(48 * 60)).max(published);
    Due { ask: Some(ask), kind: ask.care.kind, day, from, by, missed: by + minutes(60), made }
}
