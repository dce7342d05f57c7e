//! Who leaves for good, who is away for a time, and who comes back.

use super::life::{Event, Life};
use super::residents::Resident;
use super::stays::during;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Act;
use crate::tables::ABSENCES;
use crate::value::Value;
use crate::words::absences;
use crate::words::residents::{DEATH, DEATH_IN_HOSPITAL, leaving_note};

impl Life<'_> {
    pub fn depart(&mut self, home: usize, day: Day) {
        let settled = |r: &Resident| {
            r.is_present() && r.live_stay().is_some_and(|stay| r.stays[stay].word("kind") == "permanent")
        };
        let Some(who) = self.find(home, day, settled) else { return };
        let reason = self.decks.leaving.draw(&mut self.maker.rng);
        let from_ward = reason == "hospital_permanent" || (reason == "deceased" && self.rng().chance(25));
        let after = day + self.rng().between(1, 6);
        if from_ward && after <= YESTERDAY {
            // First to the ward, from where they don't come back.
            self.send_away(who, day, "hospital", None);
            return self.schedule(after, Event::DepartOf(who, reason));
        }
        self.depart_of(who, day, reason);
    }

    pub fn depart_of(&mut self, who: usize, day: Day, reason: &'static str) {
        let Some(stay) = self.residents[who].live_stay() else { return };
        let home = self.residents[who].home;
        let kind = self.residents[who].stays[stay].word("kind").to_owned();
        let (act, note) = if reason == "deceased" {
            let at = self.moment(who, day, 1, 23);
            let away = self.residents[who].status() == "hospital";
            let note = *self.maker.rng.pick(if away { DEATH_IN_HOSPITAL } else { DEATH });
            (self.as_senior(home, at, Some("death")), note)
        } else {
            let at = self.moment(who, day, 10, 15);
            (self.as_manager(home, at, Some("discharge")), leaving_note(reason))
        };
        let note = self.tell(who, note);
        let died_here = reason == "deceased" && self.residents[who].status() == "current";
        self.end_stay(who, &act, reason, Some(note));
        self.end_absence(who, &act, "ended", None);
        self.free_bed_of(who, day);
        self.residents[who].last_day = day;
        self.follow(who, &act);
        if died_here {
            self.schedule(day + 1, Event::ReportDeath(who));
        }
        if kind == "rolling_respite" && reason == "returned_home" {
            self.plan_next_turn(who, day);
        }
    }

    /// Ends an absence, if there is one, at the time of the act: with the stay
    /// (the rule of `app.follow_end`), or because they are back.
    fn end_absence(
        &mut self,
        who: usize,
        act: &Act,
        status: &'static str,
        note: Option<&'static str>,
    ) -> bool {
        let away = self.residents[who].absences.iter_mut().find(|absence| absence.word("status") == "away");
        let Some(absence) = away else { return false };
        let (from, _) = during(absence);
        let values = vec![
            ("during", Value::Span(from, Some(act.at))),
            ("status", status.into()),
            ("return_note", note.into()),
        ];
        self.maker.ledger.change(act, absence, values);
        true
    }

    /// Somebody of a home goes to hospital or on leave; back by a day, or some days later.
    pub fn go_away(&mut self, home: usize, day: Day, kind: &'static str, until: Option<Day>) {
        let permanent = |r: &Resident| {
            r.is_present()
                && r.live_stay().is_some_and(|s| matches!(r.stays[s].word("kind"), "permanent" | "trial"))
        };
        if let Some(who) = self.find(home, day, permanent) {
            let back = self.send_away(who, day, kind, until);
            self.schedule(back, Event::Return(who));
        }
    }

    /// Gives back the day on which they are to return.
    fn send_away(&mut self, who: usize, day: Day, kind: &'static str, until: Option<Day>) -> Day {
        let home = self.residents[who].home;
        let hours = if kind == "leave" { (9, 13) } else { (1, 22) };
        let at = self.moment(who, day, hours.0, hours.1);
        let act = self.as_senior(home, at, None);
        let rng = &mut self.maker.rng;
        let (place, reason, nights) = match kind {
            "leave" => *rng.pick(absences::LEAVE),
            _ => (self.homes[home].hospital, rng.pick(absences::HOSPITAL).0, rng.between(1, 12)),
        };
        let back = until.unwrap_or(day + nights).max(day + 1);
        let known = kind == "leave" || rng.chance(40);
        let expected = known.then(|| self.maker.calendar.at(back, 17, 0, 0));
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("kind", kind.into()),
            ("during", Value::Span(at, None)),
            ("expected_return", expected.into()),
            ("place", place.into()),
            ("reason", reason.into()),
            ("status", "away".into()),
        ];
        let absence = self.maker.ledger.insert(&act, &ABSENCES, self.organisation, values);
        let resident = &mut self.residents[who];
        resident.absences.push(absence);
        resident.last_day = day;
        self.follow(who, &act);
        back
    }

    pub fn come_back(&mut self, who: usize, day: Day) {
        let away = self.residents[who].absences.iter().find(|absence| absence.word("status") == "away");
        let Some(reason) = away.map(|absence| absence.word("reason").to_owned()) else { return };
        let at = self.moment(who, day, 11, 20);
        let act = self.as_senior(self.residents[who].home, at, Some("return"));
        let ward = absences::HOSPITAL.iter().find(|(why, _)| *why == reason).map(|(_, note)| *note);
        let note = ward.unwrap_or_else(|| *self.maker.rng.pick(absences::LEAVE_RETURN));
        if self.end_absence(who, &act, "returned", Some(note)) {
            self.residents[who].last_day = day;
            self.follow(who, &act);
        }
    }
}
