//! How a case is worked: triage, investigation, actions, checks, sign-off, and what is opened again.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::life::Event;
use super::super::life::Life;
use super::Step::{AskSignoff, Close, CloseMinor, Finish, Investigate, Plan, Reopen, Triage, Void};
use super::{Case, TARGETS};
use crate::calendar::Day;
use crate::calendar::YESTERDAY;
use crate::ledger::Act;
use crate::ledger::Record;
use crate::tables::INCIDENT_ACTIONS;
use crate::tables::INCIDENT_ADDENDA;
use crate::tables::INCIDENT_FOLLOWUPS;
use crate::tables::SLA_TIMERS;
use crate::value::Value;
use crate::words::incidents as texts;

impl Life<'_> {
    pub(super) fn next_step(&mut self, case: usize, step: usize, day: Day) {
        if step < self.cases[case].steps.len() {
            let wait = if self.cases[case].hurried { 1 } else { self.rng().between(1, 4) };
            self.schedule(day + wait, Event::Work(case, step));
        }
    }

    /// A moment of a day after whatever was done before.
    fn case_moment(&mut self, case: usize, day: Day) -> Timestamp {
        let at =
            self.maker.some_time(day, 9, 17).max(self.cases[case].last_at + SignedDuration::from_mins(3));
        self.cases[case].last_at = at;
        at
    }

    /// The next step of a case.
    pub fn work_on(&mut self, place: usize, step: usize, day: Day) {
        let at = self.case_moment(place, day);
        let (home, restricted) = (self.cases[place].home, self.cases[place].is_restricted());
        let doing = self.cases[place].steps[step];
        let act = match doing {
            Triage if !restricted => self.as_senior(home, at, Some("triage")),
            _ => self.as_manager(home, at, None),
        };
        match doing {
            Triage => {
                let note = *self.maker.rng.pick(texts::TRIAGE);
                let by = act.by.as_ref().map(|person| person.profile);
                let values = vec![
                    ("status", "triaged".into()),
                    ("triage_note", note.into()),
                    ("triaged_at", at.into()),
                    ("triaged_by", by.into()),
                ];
                self.move_case(place, &act, "triage", values, &["triage"], "met");
            }
            Investigate => {
                let lead = act.by.as_ref().map(|person| person.profile);
                let values = vec![("status", "investigating".into()), ("lead_id", lead.into())];
                self.move_case(place, &act, "investigate", values, &["triage"], "met");
                // Those of the last days wait for somebody else.
                if self.cases[place].hurried && self.cases[place].steps.len() == step + 1 {
                    self.pause(place, &act);
                }
            }
            Plan => {
                let (findings, cause, learning) = *self.maker.rng.pick(texts::FINDINGS);
                for _ in 0..self.rng().between(1, 3) {
                    self.give_out(place, &act, day);
                }
                let values = vec![
                    ("status", "awaiting_actions".into()),
                    ("findings", findings.into()),
                    ("cause", cause.into()),
                    ("learning", learning.into()),
                ];
                self.move_case(place, &act, "await_actions", values, &["triage", "investigation"], "met");
                let last = self.cases[place].steps.len() == step + 1;
                if let Some(action) = self.cases[place].actions.first_mut().filter(|_| last) {
                    let values = vec![("status", "in_progress".into())];
                    self.maker.ledger.change(&act.with_verb("start"), action, values);
                }
            }
            Finish => self.finish_actions(place, day),
            AskSignoff => {
                let values = vec![("status", "awaiting_signoff".into())];
                self.move_case(place, &act, "ask_signoff", values, &["triage", "investigation"], "met");
            }
            Close | CloseMinor => {
                let verb = if doing == Close { "close" } else { "close_minor" };
                let conclusion = *self.maker.rng.pick(texts::CONCLUSIONS);
                let by = act.by.as_ref().map(|person| person.profile);
                let values = vec![
                    ("status", "closed".into()),
                    ("conclusion", conclusion.into()),
                    ("closed_at", at.into()),
                    ("closed_by", by.into()),
                ];
                self.move_case(place, &act, verb, values, &["triage", "investigation", "closure"], "met");
                self.review_case(place, day);
            }
            Reopen => {
                let values = vec![
                    ("status", "reopened".into()),
                    ("closed_at", Value::Null),
                    ("closed_by", Value::Null),
                ];
                self.move_case(place, &act, "reopen", values, &[], "met");
                let mut case = self.cases.swap_remove(place);
                self.start_clocks(&mut case, &act, &["investigation", "closure"]);
                self.put_back(place, case);
            }
            Void => {
                let why = *self.maker.rng.pick(texts::VOIDED);
                let values = vec![("status", "voided".into()), ("void_reason", why.into())];
                let clocks = ["triage", "investigation", "closure"];
                self.move_case(place, &act, "void", values, &clocks, "cancelled");
            }
        }
        self.next_step(place, step + 1, day);
    }

    /// Where [`Vec::swap_remove`] took it.
    fn put_back(&mut self, place: usize, case: Case) {
        self.cases.push(case);
        let last = self.cases.len() - 1;
        self.cases.swap(place, last);
    }

    /// Another status, and the clocks that it stops.
    fn move_case(
        &mut self,
        place: usize,
        act: &Act,
        verb: &'static str,
        values: Vec<(&'static str, Value)>,
        stops: &[&str],
        how: &'static str,
    ) {
        let ledger = &mut self.maker.ledger;
        let case = &mut self.cases[place];
        ledger.change(&act.with_verb(verb), &mut case.record, values);
        let by_trigger = act.with_verb(if how == "met" { "meet" } else { "cancel_timer" });
        for timer in &mut case.timers {
            if matches!(timer.word("status"), "running" | "paused") && stops.contains(&timer.word("clock")) {
                let values = vec![("status", how.into()), ("stopped_at", act.at.into())];
                ledger.change(&by_trigger, timer, values);
            }
        }
    }

    /// The rule of `app.start_timers`.
    pub(super) fn start_clocks(&mut self, case: &mut Case, act: &Act, clocks: &[&'static str]) {
        let urgent = case.record.word("priority");
        let targets = TARGETS.iter().find(|(priority, _)| *priority == urgent).map(|(_, targets)| targets);
        for (clock, minutes) in targets.into_iter().flatten().filter(|(clock, _)| clocks.contains(clock)) {
            let values = vec![
                ("incident_id", case.record.id.into()),
                ("care_home_id", case.record.get("care_home_id").clone()),
                ("client_id", case.client.into()),
                ("clock", (*clock).into()),
                ("target_minutes", Value::Int(*minutes)),
                ("started_at", act.at.into()),
                ("due_at", (act.at + SignedDuration::from_mins(*minutes)).into()),
                ("status", "running".into()),
                ("paused_for", "00:00:00".into()),
            ];
            case.timers.push(self.maker.ledger.insert(act, &SLA_TIMERS, self.organisation, values));
        }
    }

    fn pause(&mut self, place: usize, act: &Act) {
        let why = *self.maker.rng.pick(texts::PAUSES);
        let running = |t: &&mut Record| t.word("status") == "running" && t.word("clock") == "closure";
        if let Some(timer) = self.cases[place].timers.iter_mut().find(running) {
            let values =
                vec![("status", "paused".into()), ("pause_reason", why.into()), ("paused_at", act.at.into())];
            self.maker.ledger.change(&act.with_verb("pause"), timer, values);
        }
    }

    /// A row of a case: where it happened and about whom.
    pub(super) fn of_case(&self, case: &Case) -> Vec<(&'static str, Value)> {
        vec![
            ("incident_id", case.record.id.into()),
            ("care_home_id", self.homes[case.home].id.into()),
            ("client_id", case.client.into()),
        ]
    }

    /// Somebody who may see the case and still works here: of the floor, or the manager.
    fn somebody(&mut self, place: usize, at: Timestamp) -> Option<Uuid> {
        let home = self.cases[place].home;
        if self.cases[place].is_restricted() {
            return self.as_manager(home, at, None).by.map(|person| person.profile);
        }
        self.as_carer(home, at).by.map(|person| person.profile)
    }

    fn give_out(&mut self, place: usize, act: &Act, day: Day) {
        let drawn = self.incident_decks.action.draw(&mut self.maker.rng);
        let (kind, what) = texts::ACTIONS[drawn];
        let to = self.somebody(place, act.at);
        // One live action of a kind for each person.
        let twice = |a: &Record| a.word("kind") == kind && a.get("assignee_id").id() == to;
        if self.cases[place].actions.iter().any(twice) {
            return;
        }
        let due = day + self.rng().between(3, 21);
        let mut values = self.of_case(&self.cases[place]);
        values.extend([
            ("kind", kind.into()),
            ("what", what.into()),
            ("assignee_id", to.into()),
            ("due_on", self.maker.calendar.date(due).into()),
            ("status", "open".into()),
            ("effectiveness", "pending".into()),
        ]);
        let action = self.maker.ledger.insert(act, &INCIDENT_ACTIONS, self.organisation, values);
        self.cases[place].actions.push(action);
    }

    /// Whoever has the work does it, and a manager looks; some of it turns out not to be needed.
    fn finish_actions(&mut self, place: usize, day: Day) {
        for nth in 0..self.cases[place].actions.len() {
            let home = self.cases[place].home;
            let at = self.case_moment(place, day);
            let chance = self.rng().below(100);
            let act = self.as_manager(home, at, None);
            let by: Option<Uuid> = act.by.as_ref().map(|person| person.profile);
            let note = *self.maker.rng.pick(texts::DONE);
            let ledger = &mut self.maker.ledger;
            let case = &mut self.cases[place];
            let action = &mut case.actions[nth];
            if chance < 12 {
                let values =
                    vec![("status", "cancelled".into()), ("cancel_reason", "Not needed any more.".into())];
                ledger.change(&act.with_verb("cancel"), action, values);
                continue;
            }
            if chance < 50 {
                ledger.change(&act.with_verb("start"), action, vec![("status", "in_progress".into())]);
            }
            let values = vec![
                ("status", "done".into()),
                ("note", note.into()),
                ("done_at", at.into()),
                ("done_by", by.into()),
            ];
            ledger.change(&act.with_verb("finish"), action, values);
            if chance < 75 && action.get("assignee_id").id() != by {
                let effect = if chance < 60 { "effective" } else { "not_effective" };
                let values = vec![
                    ("status", "verified".into()),
                    ("verified_at", at.into()),
                    ("verified_by", by.into()),
                    ("effectiveness", effect.into()),
                ];
                ledger.change(&act.with_verb("verify"), action, values);
            }
        }
    }

    pub(super) fn add_words(&mut self, case: &mut Case, day: Day) {
        let at = self.maker.some_time(day, 18, 22).max(case.last_at + SignedDuration::from_mins(3));
        case.last_at = at;
        let act = if case.is_restricted() {
            self.as_manager(case.home, at, None)
        } else {
            self.as_carer(case.home, at)
        };
        let drawn = self.incident_decks.addendum.draw(&mut self.maker.rng);
        let (kind, what) = texts::ADDENDA[drawn];
        let mut values = self.of_case(case);
        values.extend([
            ("kind", kind.into()),
            ("what", what.into()),
            ("recorded_at", at.into()),
            ("created_by", act.by.as_ref().map(|person| person.profile).into()),
        ]);
        self.maker.ledger.evidence(&act, &INCIDENT_ADDENDA, self.organisation, values);
    }

    /// A check some days later, and what came of it.
    pub(super) fn plan_check(&mut self, case: &mut Case, day: Day) {
        let at = case.last_at + SignedDuration::from_mins(5);
        case.last_at = at;
        let act = self.as_manager(case.home, at, None);
        let drawn = self.incident_decks.check.draw(&mut self.maker.rng);
        let (kind, what) = texts::CHECKS[drawn];
        let due = day + self.maker.rng.between(1, 6);
        let mut values = self.of_case(case);
        values.extend([
            ("kind", kind.into()),
            ("what", what.into()),
            ("due_at", self.maker.calendar.at(due, 10, 0, 0).into()),
        ]);
        case.checks.push(self.maker.ledger.insert(&act, &INCIDENT_FOLLOWUPS, self.organisation, values));
        self.schedule(due, Event::Check(self.cases.len()));
    }

    pub fn check_after(&mut self, place: usize, day: Day) {
        let at = self.case_moment(place, day);
        let act = self.as_manager(self.cases[place].home, at, None);
        let drawn = self.incident_decks.outcome.draw(&mut self.maker.rng);
        let (outcome, note) = texts::OUTCOMES[drawn];
        let by = act.by.as_ref().map(|person| person.profile);
        let values = vec![
            ("outcome", outcome.into()),
            ("outcome_note", note.into()),
            ("done_at", at.into()),
            ("done_by", by.into()),
        ];
        if let Some(check) = self.cases[place].checks.last_mut() {
            self.maker.ledger.change(&act, check, values);
        }
    }

    /// The compliance lead reads one in five.
    fn review_case(&mut self, place: usize, day: Day) {
        let lead = self.maker.named.iter().find(|(_, _, persona, _)| *persona == "compliance lead");
        let Some(lead) = lead.map(|(_, _, _, person)| std::sync::Arc::clone(person)) else { return };
        if !self.rng().chance(20) || day >= YESTERDAY {
            return;
        }
        let at = self.case_moment(place, day + 1);
        let act = self.maker.ledger.act(at, &lead);
        let note = *self.maker.rng.pick(texts::REVIEWS);
        let values = vec![
            ("review_note", note.into()),
            ("reviewed_at", at.into()),
            ("reviewed_by", lead.profile.into()),
        ];
        self.maker.ledger.change(&act, &mut self.cases[place].record, values);
    }
}
