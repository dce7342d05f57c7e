//! Stays: planned, begun, moved to another bed or home; and what of a resident
//! follows from them.

use jiff::Timestamp;
use uuid::Uuid;

use super::groups::Year;
use super::life::{Event, Life};
use super::residents::Resident;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::{Act, Record};
use crate::tables::STAYS;
use crate::value::Value;
use crate::words::residents::CANCELLED;

/// The range of a stay or absence.
pub fn during(record: &Record) -> (Timestamp, Option<Timestamp>) {
    match record.get("during") {
        Value::Span(from, to) => (*from, *to),
        other => unreachable!("{} has a range, not {other:?}", record.table.name),
    }
}

/// A stay to be.
struct NewStay {
    /// Home and bed by place.
    home: usize,
    bed: Option<usize>,
    kind: String,
    status: &'static str,
    from: Timestamp,
    to: Option<Timestamp>,
    /// Of an earlier stay, or its own.
    admission: Option<Uuid>,
}

impl NewStay {
    /// What follows on a stay that has just ended: the same admission, and the
    /// expected end if that still lies ahead.
    fn after(
        old: &Record,
        expected: Option<Timestamp>,
        home: usize,
        bed: Option<usize>,
        from: Timestamp,
    ) -> Self {
        Self {
            home,
            bed,
            kind: old.word("kind").to_owned(),
            status: "live",
            from,
            to: expected.filter(|to| *to > from),
            admission: old.get("admission_id").id(),
        }
    }
}

impl Life<'_> {
    /// A resident who moved in long before is entered, and lives there.
    pub fn settle(&mut self, home: usize, day: Day, year: Year) {
        let Some(bed) = self.homes[home].free_bed(&mut self.maker.rng, day) else { return };
        let at = self.maker.some_time(day, 9, 18);
        let act = self.as_manager(home, at, None);
        let who = self.register(home, day, &act, year, None);
        self.first_alerts(who, day, &act, year.alerts);
        let kind = self.decks.settled_kind.draw(&mut self.maker.rng);
        let since = -self.rng().between(20, if kind == "permanent" { 2900 } else { 120 });
        let from = self.maker.some_time(since, 10, 16);
        let bed = (kind != "day_care").then_some(bed);
        let stay =
            NewStay { home, bed, kind: kind.to_owned(), status: "live", from, to: None, admission: None };
        self.begin_stay(who, &act, &stay);
        self.follow(who, &act);
        if kind == "end_of_life" {
            let left = self.rng().between(8, 70);
            self.schedule(day + left, Event::DepartOf(who, "deceased"));
        }
    }

    /// Inserts a stay, and lets the resident hold its bed from now on.
    fn begin_stay(&mut self, who: usize, act: &Act, stay: &NewStay) {
        let home = &mut self.homes[stay.home];
        let bed = stay.bed.map(|bed| {
            home.beds[bed].holder = Some(who);
            home.beds[bed].record.id
        });
        let id = self.maker.ledger.id(act.at);
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", home.id.into()),
            // The first stay of an admission names it.
            ("admission_id", stay.admission.unwrap_or(id).into()),
            ("bed_id", bed.into()),
            ("during", Value::Span(stay.from, stay.to)),
            ("kind", stay.kind.clone().into()),
            ("status", stay.status.into()),
        ];
        let stay = self.maker.ledger.insert_as(act, &STAYS, (self.organisation, id), values);
        self.residents[who].stays.push(stay);
    }

    /// The manager keeps a bed for somebody from a day on.
    pub fn plan_admission(&mut self, who: usize, day: Day, arrives: Option<Day>) {
        let home = self.residents[who].home;
        let kind = self.decks.kind.draw(&mut self.maker.rng);
        let bed = match kind {
            "day_care" => None,
            _ => match self.homes[home].free_bed(&mut self.maker.rng, day) {
                Some(bed) => Some(bed),
                // Full: they wait and are asked again.
                None => return self.schedule(day + 14, Event::PlanAdmission(who, arrives)),
            },
        };
        let at = self.moment(who, day, 9, 17);
        let act = self.as_manager(home, at, None);
        let arrives = arrives.unwrap_or_else(|| day + self.maker.rng.between(2, 8)).max(day + 1);
        let from = self.maker.calendar.at(arrives, 14, 0, 0);
        let ends = matches!(kind, "respite" | "rolling_respite")
            .then(|| self.maker.calendar.at(arrives + 14, 11, 0, 0));
        let stay =
            NewStay { home, bed, kind: kind.to_owned(), status: "planned", from, to: ends, admission: None };
        self.begin_stay(who, &act, &stay);
        self.residents[who].last_day = day;
        self.follow(who, &act);
        if self.rng().chance(7) {
            self.schedule(arrives - 1, Event::Cancel(who));
        } else {
            self.schedule(arrives, Event::Arrive(who));
        }
    }

    fn planned(&self, who: usize) -> Option<usize> {
        self.residents[who].stays.iter().position(|stay| stay.word("status") == "planned")
    }

    pub fn arrive(&mut self, who: usize, day: Day) {
        let Some(stay) = self.planned(who) else { return };
        let home = self.residents[who].home;
        let at = self.moment(who, day, 12, 17);
        let act = self.as_senior(home, at, Some("arrive"));
        let kind = self.residents[who].stays[stay].word("kind").to_owned();
        let stay = &mut self.residents[who].stays[stay];
        let (_, expected) = during(stay);
        let values = vec![("during", Value::Span(at, expected)), ("status", "live".into())];
        self.maker.ledger.change(&act, stay, values);
        self.follow(who, &act);
        let resident = &mut self.residents[who];
        resident.last_day = day;
        let (ends, reason) = match kind.as_str() {
            "respite" | "rolling_respite" => (self.rng().between(7, 14), "returned_home"),
            "discharge_to_assess" => (self.rng().between(12, 35), "returned_home"),
            "end_of_life" => (self.rng().between(6, 45), "deceased"),
            "trial" => return self.schedule(day + 28, Event::BecomePermanent(who)),
            _ => return,
        };
        self.schedule(day + ends, Event::DepartOf(who, reason));
    }

    pub fn cancel(&mut self, who: usize, day: Day) {
        let Some(stay) = self.planned(who) else { return };
        let home = self.residents[who].home;
        let at = self.moment(who, day, 9, 12);
        let act = self.as_manager(home, at, Some("cancel_admission"));
        let note = *self.maker.rng.pick(CANCELLED);
        let values = vec![("status", "cancelled".into()), ("leaving_note", note.into())];
        self.maker.ledger.change(&act, &mut self.residents[who].stays[stay], values);
        self.free_bed_of(who, day - 1);
        self.residents[who].last_day = day;
        self.follow(who, &act);
    }

    /// A trial went well.
    pub fn become_permanent(&mut self, who: usize, day: Day) {
        let Some(stay) = self.residents[who].live_stay() else { return };
        if self.residents[who].stays[stay].word("kind") != "trial" {
            return;
        }
        let at = self.moment(who, day, 9, 17);
        let act = self.as_manager(self.residents[who].home, at, None);
        let values = vec![("kind", "permanent".into())];
        self.maker.ledger.change(&act, &mut self.residents[who].stays[stay], values);
        self.follow(who, &act);
    }

    /// The bed that a resident holds is free from the day after.
    pub fn free_bed_of(&mut self, who: usize, held_until: Day) {
        let home = &mut self.homes[self.residents[who].home];
        if let Some(bed) = home.bed_of(who) {
            home.beds[bed].holder = None;
            home.beds[bed].held_until = held_until;
        }
    }

    /// Ends the live stay at the time of the act. Gives it back with the end that was expected.
    pub fn end_stay(
        &mut self,
        who: usize,
        act: &Act,
        reason: &str,
        note: Option<String>,
    ) -> Option<(Record, Option<Timestamp>)> {
        let stay = self.residents[who].live_stay()?;
        let stay = &mut self.residents[who].stays[stay];
        let (from, expected) = during(stay);
        let values = vec![
            ("during", Value::Span(from, Some(act.at))),
            ("status", "ended".into()),
            ("leaving_reason", reason.to_owned().into()),
            ("leaving_note", note.into()),
        ];
        self.maker.ledger.change(act, stay, values);
        Some((stay.clone(), expected))
    }

    fn may_move(resident: &Resident) -> bool {
        resident.is_present()
            && resident.live_stay().is_some_and(|stay| *resident.stays[stay].get("bed_id") != Value::Null)
    }

    /// To another bed of the home: a new stay of the same admission.
    pub fn move_bed(&mut self, home: usize, day: Day) {
        let Some(who) = self.find(home, day, Self::may_move) else { return };
        let Some(bed) = self.homes[home].free_bed(&mut self.maker.rng, day) else { return };
        let at = self.moment(who, day, 10, 16);
        self.free_bed_of(who, day);
        self.new_stay_in(who, at, bed);
        self.residents[who].last_day = day;
    }

    /// To another home: no row of the record moves; the new home gives a bed.
    pub fn transfer(&mut self, from: usize, to: Option<usize>, day: Day) {
        if self.homes.len() < 2 {
            return;
        }
        let to = to.unwrap_or_else(|| {
            let step = 1 + self.maker.rng.below(self.homes.len() - 1);
            (from + step) % self.homes.len()
        });
        let Some(who) = self.find(from, day, Self::may_move) else { return };
        let at = self.moment(who, day, 10, 15);
        let act = self.as_manager(from, at, Some("transfer"));
        self.free_bed_of(who, day);
        let Some((old, expected)) = self.end_stay(who, &act, "transferred", None) else { return };
        self.begin_stay(who, &act, &NewStay::after(&old, expected, to, None, at));
        self.homes[from].residents.retain(|resident| *resident != who);
        self.homes[to].residents.push(who);
        self.residents[who].home = to;
        self.residents[who].last_day = day;
        self.follow(who, &act);
        self.schedule(day + 1, Event::GiveBed(who, day));
    }

    /// The receiving home gives a bed. The stay began with the transfer, so it
    /// can only be one that nobody has held since; else the resident gets the
    /// first that is free as a move, in a stay of its own.
    pub fn give_bed(&mut self, who: usize, day: Day, transferred: Day) {
        let Some(stay) = self.residents[who].live_stay() else { return };
        let home = self.residents[who].home;
        let since = self.homes[home].free_bed(&mut self.maker.rng, transferred);
        let Some(bed) = since.or_else(|| self.homes[home].free_bed(&mut self.maker.rng, day)) else {
            return self.schedule(day + 1, Event::GiveBed(who, transferred));
        };
        let at = self.moment(who, day, 8, 10);
        if since.is_some() {
            let act = self.as_manager(home, at, None);
            let bed = &mut self.homes[home].beds[bed];
            bed.holder = Some(who);
            let values = vec![("bed_id", bed.record.id.into())];
            self.maker.ledger.change(&act, &mut self.residents[who].stays[stay], values);
            self.follow(who, &act);
        } else {
            self.new_stay_in(who, at, bed);
        }
        self.residents[who].last_day = day;
    }

    /// Ends the live stay and begins another in a bed of the same home.
    fn new_stay_in(&mut self, who: usize, at: Timestamp, bed: usize) {
        let home = self.residents[who].home;
        let act = self.as_manager(home, at, Some("move_bed"));
        let Some((old, expected)) = self.end_stay(who, &act, "moved_bed", None) else { return };
        self.begin_stay(who, &act, &NewStay::after(&old, expected, home, Some(bed), at));
        self.follow(who, &act);
    }

    /// The rule of `app.follow_stays`: status, bed and holding home follow from
    /// stays and absences, and only what changed is written.
    pub fn follow(&mut self, who: usize, act: &Act) {
        let resident = &mut self.residents[who];
        if resident.client.is_archived() {
            return;
        }
        let of = |status: &'static str| {
            resident.stays.iter().filter(move |s| s.word("status") == status && !s.is_archived())
        };
        let live = of("live").max_by_key(|stay| during(stay).0);
        let away = resident
            .absences
            .iter()
            .filter(|absence| absence.word("status") == "away" && !absence.is_archived())
            .max_by_key(|absence| during(absence).0)
            .map(|absence| absence.word("kind"));
        let left_by = of("ended").max_by_key(|stay| during(stay).1).map(|stay| stay.word("leaving_reason"));
        let status = match (live, away, left_by) {
            (Some(_), Some("hospital"), _) => "hospital",
            (Some(_), Some("leave"), _) => "on_leave",
            (Some(_), _, _) => "current",
            (None, _, Some("deceased")) => "deceased",
            (None, _, _) if of("planned").next().is_some() => "pending_admission",
            (None, _, Some(_)) => "discharged",
            (None, _, None) => "prospective",
        };
        let home =
            live.map_or_else(|| resident.client.get("holding_home_id"), |s| s.get("care_home_id")).clone();
        let bed = live.map_or(Value::Null, |stay| stay.get("bed_id").clone());
        let moved = home != *resident.identity.get("holding_home_id");
        let ledger = &mut self.maker.ledger;
        let client = &mut resident.client;
        let same = client.word("status") == status
            && *client.get("bed_id") == bed
            && *client.get("holding_home_id") == home;
        if !same {
            let values = vec![("holding_home_id", home.clone()), ("status", status.into()), ("bed_id", bed)];
            ledger.change(act, client, values);
        }
        if moved {
            ledger.change(act, &mut resident.identity, vec![("holding_home_id", home)]);
        }
    }

    /// Comes back for another turn of a rolling respite.
    pub fn plan_next_turn(&mut self, who: usize, day: Day) {
        let after = day + self.rng().between(20, 45);
        if after <= YESTERDAY {
            self.schedule(after, Event::PlanAdmission(who, None));
        }
    }
}
