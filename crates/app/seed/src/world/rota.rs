//! The rotas of the last weeks and the next days: who was on, who did not come, what is still open;
//! and the time that people took off.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::life::Life;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::ledger::Record;
use crate::person::{Grade, Person, Post};
use crate::rng::Deck;
use crate::tables::{AVAILABILITY, SHIFT_TEMPLATES, SHIFTS, TEMPLATE_VERSIONS};
use crate::value::Value;
use crate::words::staffing as words;

/// Days of the rota that are planned.
const AHEAD: Day = 10;

const PAST: &[(&str, usize)] =
    &[("worked", 50), ("confirmed", 3), ("no_show", 1), ("cancelled", 1), ("swapped", 1), ("declined", 1)];
const NEXT: &[(&str, usize)] = &[
    ("published", 10),
    ("confirmed", 5),
    ("planned", 3),
    ("accepted", 1),
    ("offered", 1),
    ("declined", 1),
    ("cancelled", 1),
];

/// Who is on a shift or off on which day, and whether it is a night, which ends on the next.
type Taken = BTreeMap<(Uuid, Day), bool>;

/// Takes the day if the person is free for it.
fn take(taken: &mut Taken, who: Uuid, day: Day, night: bool) -> bool {
    let meets = if night {
        taken.get(&(who, day + 1)) == Some(&false)
    } else {
        taken.get(&(who, day - 1)) == Some(&true)
    };
    if meets || taken.contains_key(&(who, day)) {
        return false;
    }
    taken.insert((who, day), night);
    true
}

/// A shift of a home as it is now.
struct Template {
    id: Uuid,
    /// The version that an assignment of a day was made from.
    changed: Option<(Day, i64)>,
    shift: &'static words::Shift,
}

/// One place on a shift.
struct Place<'a> {
    home: usize,
    day: Day,
    template: &'a Template,
    person: Option<Arc<Person>>,
    replaces: Option<Uuid>,
}

impl Life<'_> {
    /// Rotas of the last `back` days and of those to come.
    pub fn make_rotas(&mut self, back: Day) {
        let mut taken = Taken::new();
        let (mut past, mut next) = (Deck::new(PAST), Deck::new(NEXT));
        let mut off = Deck::new(&words::TIME_OFF.iter().map(|kind| (kind, 1)).collect::<Vec<_>>());
        for home in 0..self.homes.len() {
            let templates = self.templates(home);
            self.time_off(home, &mut off, &mut taken);
            for day in YESTERDAY - back + 1..=YESTERDAY + AHEAD {
                for (n, person) in self.floor(home).into_iter().enumerate() {
                    let n = Day::try_from(n).expect("few");
                    if (day + 2 * n).rem_euclid(7) >= 4 {
                        continue;
                    }
                    let template = &templates[match (n % 4, day % 7 < 2, (n + day / 7) % 2) {
                        (3, ..) => 3,
                        (_, true, _) => 2,
                        (.., 0) => 0,
                        _ => 1,
                    }];
                    if !take(&mut taken, person.profile, day, template.shift.1 == "night") {
                        continue;
                    }
                    let fate = if day <= YESTERDAY { past.draw(self.rng()) } else { next.draw(self.rng()) };
                    self.place_person(
                        &Place { home, day, template, person: Some(person), replaces: None },
                        fate,
                        &mut taken,
                    );
                }
                // Places that nobody took.
                if self.rng().chance(40) {
                    let fate = if day <= YESTERDAY {
                        "cancelled"
                    } else {
                        *["planned", "published"].get(self.rng().below(2)).unwrap_or(&"planned")
                    };
                    self.place_person(
                        &Place { home, day, template: &templates[3], person: None, replaces: None },
                        fate,
                        &mut taken,
                    );
                }
            }
        }
    }

    /// Who gives care in a home and may be put on the rota, in the order in which they came.
    fn floor(&self, home: usize) -> Vec<Arc<Person>> {
        let id = self.homes[home].id;
        let on_floor = |post: &Post| matches!(post, Post::Floor { home, grade, agency: None } if *home == id && *grade != Grade::Ancillary);
        self.homes[home]
            .people
            .iter()
            .filter(|person| person.account.is_some() && person.posts.iter().any(|(post, _)| on_floor(post)))
            .cloned()
            .collect()
    }

    fn templates(&mut self, home: usize) -> Vec<Template> {
        let all = if home == 0 { words::SHIFTS.len() } else { 5 };
        let mut templates = Vec::new();
        for (n, shift) in words::SHIFTS.iter().take(all).enumerate() {
            let (name, code, (hour, minute), minutes, pause, people, skill) = *shift;
            let at = self.maker.some_time(4, 9, 12);
            let act = self.as_manager(home, at, None);
            let values = vec![
                ("care_home_id", self.homes[home].id.into()),
                ("name", name.into()),
                ("code", code.into()),
                ("starts", Value::Clock(jiff::civil::time(hour, minute, 0, 0))),
                ("duration_minutes", Value::Int(minutes.into())),
                ("break_minutes", Value::Int(pause)),
                ("headcount", Value::Int(people)),
                ("skills", Value::Words(skill.into_iter().collect())),
            ];
            let mut record = self.maker.ledger.insert(&act, &SHIFT_TEMPLATES, self.organisation, values);
            self.keep_version(&record, 1, at, act.by.as_ref().map(|by| by.profile));
            let mut changed = None;
            if n == 0 {
                // A new wing, one more in the mornings.
                let at = self.maker.some_time(330, 9, 12);
                let act = self.as_manager(home, at, None);
                self.maker.ledger.change(&act, &mut record, vec![("headcount", Value::Int(people + 1))]);
                self.keep_version(&record, 2, at, act.by.as_ref().map(|by| by.profile));
                changed = Some((330, 2));
            }
            if n == 4 && home > 0 {
                let at = self.maker.some_time(200, 9, 12);
                let act = self.as_manager(home, at, None);
                self.maker.ledger.archive(&act, &mut record, "Nobody wants to work it.", None);
            }
            self.maker.ledger.keep(&record);
            self.homes[home].shifts.push((code, record.id, record.created_at()));
            templates.push(Template { id: record.id, changed, shift });
        }
        templates
    }

    fn keep_version(&mut self, template: &Record, number: i64, at: Timestamp, by: Option<Uuid>) {
        let mut values: Vec<(&'static str, Value)> = vec![
            ("organisation_id", self.organisation.into()),
            ("template_id", template.id.into()),
            ("number", Value::Int(number)),
            ("recorded_at", at.into()),
            ("recorded_by", by.into()),
        ];
        for column in [
            "care_home_id",
            "unit_id",
            "name",
            "code",
            "starts",
            "duration_minutes",
            "break_minutes",
            "headcount",
            "skills",
        ] {
            values.push((column, template.get(column).clone()));
        }
        self.maker.ledger.plain(&TEMPLATE_VERSIONS, values);
    }

    fn place_person(&mut self, place: &Place<'_>, fate: &'static str, taken: &mut Taken) {
        let limit = self.maker.calendar.at(TODAY, 0, 0, 0);
        let (.., (hour, minute), minutes, pause, _, _) = *place.template.shift;
        let starts = self.maker.calendar.at(place.day, hour, minute, 0);
        let end = i32::from(hour) * 60 + i32::from(minute) + minutes;
        let part = |n: i32| i8::try_from(n).expect("below 60");
        let ends = self.maker.calendar.at(place.day + end / 1440, part(end % 1440 / 60), part(end % 60), 0);
        let begins = place.person.as_ref().and_then(|person| {
            let id = self.homes[place.home].id;
            person.posts.iter().find_map(|(post, span)| match post {
                Post::Floor { home, agency: None, .. }
                    if *home == id && span.holds(starts) && span.holds(ends) =>
                {
                    Some(span.from)
                }
                _ => None,
            })
        });
        if place.person.is_some() && begins.is_none() {
            return;
        }
        let made = self.maker.some_time((place.day - 21).clamp(10, YESTERDAY - 1), 9, 12);
        // Nobody is put on a rota before they have been there for ten days.
        let at = made.max(begins.map_or(made, |from| from + SignedDuration::from_hours(240)));
        if at + SignedDuration::from_hours(12) >= starts.min(limit) {
            return;
        }
        let act = self.as_manager(place.home, at, None);
        let version = place.template.changed.filter(|(day, _)| place.day - 21 > *day).map_or(1, |(_, n)| n);
        let mut values = vec![
            ("care_home_id", self.homes[place.home].id.into()),
            ("template_id", place.template.id.into()),
            ("template_version", Value::Int(version)),
            ("profile_id", place.person.as_ref().map(|p| p.profile).into()),
            ("during", Value::Span(starts, Some(ends))),
            ("starts_at", starts.into()),
            ("break_minutes", Value::Int(pause)),
            ("status", "planned".into()),
            ("replaces_id", place.replaces.into()),
        ];
        if self.rng().chance(2) {
            values.push(("note", (*self.rng().pick(words::SHIFT_NOTES)).into()));
        }
        let mut record = self.maker.ledger.insert(&act, &SHIFTS, self.organisation, values);
        self.live_shift(place, &mut record, fate, (at, ends, limit));
        self.maker.ledger.keep(&record);
        if let Some(person) = &place.person {
            self.go_on_duty((place.home, place.day), person, &record, (starts, ends));
        }
        if let (true, Some(person)) = (record.word("status") == "swapped", &place.person) {
            let night = place.template.shift.1 == "night";
            let other = self.floor(place.home).into_iter().find(|other| {
                other.profile != person.profile && take(taken, other.profile, place.day, night)
            });
            if let Some(other) = other {
                let instead = Place { person: Some(other), replaces: Some(record.id), ..*place };
                self.place_person(&instead, "worked", taken);
            }
        }
    }

    /// The steps of one assignment, as far as history goes.
    fn live_shift(
        &mut self,
        place: &Place<'_>,
        record: &mut Record,
        fate: &'static str,
        (at, ends, limit): (Timestamp, Timestamp, Timestamp),
    ) {
        let hours = |n: i64| SignedDuration::from_hours(n);
        let steps: &[(&str, &str, &str)] = match fate {
            "offered" => &[("offer", "offered", "")],
            "accepted" => &[("offer", "offered", ""), ("accept", "accepted", "self")],
            "published" => &[("publish", "published", "")],
            "confirmed" => &[("publish", "published", ""), ("confirm", "confirmed", "self")],
            "declined" => &[("offer", "offered", ""), ("decline", "declined", "self")],
            "cancelled" => &[("cancel", "cancelled", "")],
            "swapped" => &[("publish", "published", ""), ("swap", "swapped", "")],
            "no_show" => &[("publish", "published", ""), ("miss", "no_show", "after")],
            "worked" => &[("publish", "published", ""), ("work", "worked", "after")],
            _ => &[],
        };
        for (n, (verb, to, when)) in steps.iter().enumerate() {
            let then = if *when == "after" {
                ends + hours(3)
            } else {
                at + hours(2 + 5 * i64::try_from(n).expect("few"))
            };
            if then >= limit {
                return;
            }
            let act = match (&place.person, *when) {
                (Some(person), "self") => self.maker.ledger.verb(then, person, verb),
                _ => self.as_manager(place.home, then, Some(verb)),
            };
            let mut values = vec![("status", (*to).into())];
            let said = match *to {
                "declined" => words::DECLINED,
                "cancelled" => words::CANCELLED,
                "no_show" => words::ABSENT,
                "swapped" => words::SWAPPED,
                _ => &[],
            };
            if !said.is_empty() {
                values.push(("status_reason", (*self.rng().pick(said)).into()));
            }
            self.maker.ledger.change(&act, record, values);
        }
    }

    /// Most people took some time off in the year, or said what suits them.
    fn time_off(
        &mut self,
        home: usize,
        deck: &mut Deck<&'static (&'static str, &'static [&'static str], i32)>,
        taken: &mut Taken,
    ) {
        let mut mistaken = home > 0;
        for (n, person) in self.floor(home).into_iter().enumerate() {
            let (kind, texts, days) = *deck.draw(self.rng());
            let from = if n % 3 == 0 {
                self.rng().between(340, YESTERDAY + AHEAD)
            } else {
                self.rng().between(60, 340)
            };
            let starts = self.maker.calendar.at(from, 0, 0, 0);
            let ends = self.maker.calendar.at(from + days, 0, 0, 0);
            let sick = kind == "sick";
            let at = self.maker.some_time(
                if sick { from.min(YESTERDAY) } else { (from - 30).min(YESTERDAY) },
                6,
                9,
            );
            let settled = |at: Timestamp| {
                person.posts.iter().any(|(_, span)| {
                    span.holds(at) && span.holds(ends) && span.from + SignedDuration::from_hours(240) < at
                })
            };
            if !settled(at) || taken.contains_key(&(person.profile, Day::MIN)) {
                continue;
            }
            // Who works in two homes says it once.
            taken.insert((person.profile, Day::MIN), false);
            let act = if sick { self.as_manager(home, at, None) } else { self.maker.ledger.act(at, &person) };
            let said = *self.rng().pick(texts);
            let values = vec![
                ("profile_id", person.profile.into()),
                ("during", Value::Span(starts, Some(ends))),
                ("starts_at", starts.into()),
                ("kind", kind.into()),
                ("note", said.into()),
            ];
            let mut record = self.maker.ledger.insert(&act, &AVAILABILITY, self.organisation, values);
            if !mistaken && !sick {
                mistaken = true;
                let act = self.maker.ledger.act(at + SignedDuration::from_hours(2), &person);
                self.maker.ledger.archive(&act, &mut record, "Wrong week.", None);
            } else if !matches!(kind, "available" | "preferred") {
                taken.extend((from - 1..from + days).map(|day| ((person.profile, day), false)));
            }
            self.maker.ledger.keep(&record);
        }
    }
}
