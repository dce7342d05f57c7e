//! Alerts: proposed by whoever notices, checked by who runs the shift, ended
//! when they no longer hold.

use super::life::{Event, Life};
use super::residents::Resident;
use crate::calendar::Day;
use crate::ledger::{Act, Record};
use crate::tables::ALERTS;
use crate::value::Value;
use crate::words::alerts;

impl Life<'_> {
    /// Somebody asked about allergies, and there is none.
    pub fn none_known(&mut self, who: usize, day: Day, act: &Act) {
        let values = vec![
            ("kind", "allergy".into()),
            ("none_known", true.into()),
            ("source", "Asked at registration".into()),
        ];
        self.insert_alert(who, day, act, values);
    }

    /// An alert of a kind, in one of its texts that this resident does not have yet.
    /// Whether there was one.
    pub fn alert(&mut self, who: usize, day: Day, act: &Act, kind: &'static str) -> bool {
        let text = self.maker.rng.pick(alerts::of(kind));
        let detail = self.tell(who, text.detail);
        if self.residents[who].alerts.iter().any(|alert| alert.word("detail") == detail) {
            return false;
        }
        let review = text.review.map(|days| self.maker.calendar.date(day + days));
        let values = vec![
            ("kind", kind.into()),
            ("none_known", false.into()),
            ("detail", detail.into()),
            ("reaction", text.reaction.into()),
            ("severity", text.severity.into()),
            ("source", self.tell(who, text.source).into()),
            ("decided_by", text.decided_by.map(|by| self.tell(who, by)).into()),
            ("review_due", review.into()),
        ];
        let place = self.insert_alert(who, day, act, values);
        if let Some(days) = text.review {
            // What is short by nature ends when it is looked at again.
            let ends = kind == "infection" || (kind == "dols" && days < 30);
            self.schedule_review(who, place, ends, day + days);
        }
        if kind == "allergy" {
            self.close_none_known(who, act);
        }
        true
    }

    fn insert_alert(&mut self, who: usize, day: Day, act: &Act, values: Vec<(&'static str, Value)>) -> usize {
        let resident = &self.residents[who];
        let mut all = vec![
            ("client_id", resident.client.id.into()),
            ("care_home_id", self.homes[resident.home].id.into()),
            ("valid_from", self.maker.calendar.date(day).into()),
            ("status", "proposed".into()),
        ];
        all.extend(values);
        let alert = self.maker.ledger.insert(act, &ALERTS, self.organisation, all);
        self.residents[who].alerts.push(alert);
        let place = self.residents[who].alerts.len() - 1;
        // Most are checked soon, some not before somebody asks.
        let checked = day + self.maker.rng.between(1, 3);
        match self.maker.rng.below(100) {
            0..=87 => self.schedule(checked, Event::Verify(who, place)),
            88..=93 => self.schedule(checked, Event::Reject(who, place)),
            _ => {}
        }
        place
    }

    /// Most are looked at again in time, some late, a few not at all.
    fn schedule_review(&mut self, who: usize, alert: usize, ends: bool, due: Day) {
        if !self.rng().chance(8) {
            let day = due + self.rng().between(-1, 4);
            self.schedule(day, Event::Review(who, alert, ends));
        }
    }

    pub fn review(&mut self, who: usize, alert: usize, ends: bool, day: Day) {
        let resident = &self.residents[who];
        let record = &resident.alerts[alert];
        if record.word("status") != "verified" || record.is_archived() || resident.live_stay().is_none() {
            return;
        }
        let (home, kind) = (resident.home, record.word("kind").to_owned());
        let at = self.moment(who, day, 9, 17);
        if ends {
            let act = self.as_senior(home, at, Some("end"));
            let why = alerts::ENDED.iter().find(|(of, _)| *of == kind).map(|(_, why)| *why);
            let values =
                vec![("status", "ended".into()), ("ended_at", at.into()), ("end_reason", why.into())];
            self.maker.ledger.change(&act, &mut self.residents[who].alerts[alert], values);
        } else {
            let act = self.as_manager(home, at, None);
            let due = day + self.maker.rng.between(90, 180);
            let values = vec![("review_due", self.maker.calendar.date(due).into())];
            self.maker.ledger.change(&act, &mut self.residents[who].alerts[alert], values);
            self.schedule_review(who, alert, ends, due);
        }
    }

    /// The rule of `app.close_none_known`: an allergy ends the statement that none is known.
    fn close_none_known(&mut self, who: usize, act: &Act) {
        for alert in &mut self.residents[who].alerts {
            if *alert.get("none_known") == Value::Bool(true) && alert.word("status") != "ended" {
                let values = vec![
                    ("status", "ended".into()),
                    ("ended_at", act.at.into()),
                    ("end_reason", "An allergy was recorded.".into()),
                ];
                self.maker.ledger.change(act, alert, values);
            }
        }
    }

    /// A carer notices something.
    pub fn propose(&mut self, home: usize, day: Day) {
        let Some(who) = self.find(home, day, Resident::is_present) else { return };
        let kind = self.decks.proposal.draw(&mut self.maker.rng);
        let at = self.moment(who, day, 7, 22);
        let act = self.as_carer(home, at);
        self.alert(who, day, &act, kind);
        self.residents[who].last_day = day;
    }

    pub fn verify(&mut self, who: usize, alert: usize, day: Day) {
        let at = self.moment(who, day, 7, 22);
        let act = self.as_senior(self.residents[who].home, at, Some("verify"));
        let by = act.by.as_ref().map(|person| person.profile);
        let values =
            vec![("status", "verified".into()), ("verified_at", at.into()), ("verified_by", by.into())];
        self.decide(who, alert, &act, values);
    }

    pub fn reject(&mut self, who: usize, alert: usize, day: Day) {
        let at = self.moment(who, day, 7, 22);
        let act = self.as_senior(self.residents[who].home, at, Some("reject"));
        let why = *self.maker.rng.pick(alerts::REJECTED);
        let values = vec![("status", "ended".into()), ("ended_at", at.into()), ("end_reason", why.into())];
        // That none is known is not rejected but replaced, and what a doctor decided stands.
        let record = &self.residents[who].alerts[alert];
        if *record.get("none_known") == Value::Bool(false) && record.word("kind") != "dnacpr_respect" {
            self.decide(who, alert, &act, values);
        }
    }

    fn decide(&mut self, who: usize, alert: usize, act: &Act, values: Vec<(&'static str, Value)>) {
        let record = &mut self.residents[who].alerts[alert];
        if record.word("status") == "proposed" && !record.is_archived() {
            self.maker.ledger.change(act, record, values);
        }
    }

    pub fn end_alert(&mut self, home: usize, day: Day) {
        let place = self.decks.ended.draw(&mut self.maker.rng);
        let (kind, why) = alerts::ENDED[place];
        let ends = |alert: &Record| {
            alert.word("kind") == kind
                && alert.word("status") == "verified"
                && *alert.get("none_known") == Value::Bool(false)
        };
        let Some(who) = self.find(home, day, |r| r.is_present() && r.alerts.iter().any(ends)) else { return };
        let at = self.moment(who, day, 9, 17);
        let act = self.as_senior(home, at, Some("end"));
        let resident = &mut self.residents[who];
        if let Some(alert) = resident.alerts.iter_mut().find(|alert| ends(alert)) {
            let values =
                vec![("status", "ended".into()), ("ended_at", at.into()), ("end_reason", why.into())];
            self.maker.ledger.change(&act, alert, values);
            resident.last_day = day;
        }
    }

    /// Somebody whom nobody asked about allergies is asked.
    pub fn ask_allergies(&mut self, home: usize, day: Day) {
        let unasked = |r: &Resident| {
            r.is_present()
                && !r.alerts.iter().any(|a| a.word("kind") == "allergy" && a.word("status") != "ended")
        };
        let Some(who) = self.find(home, day, unasked) else { return };
        let at = self.moment(who, day, 9, 17);
        let act = self.as_senior(home, at, None);
        if self.rng().chance(60) {
            self.none_known(who, day, &act);
        } else {
            self.alert(who, day, &act, "allergy");
        }
        self.residents[who].last_day = day;
    }
}
