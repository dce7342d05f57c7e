//! What the organisation wants its people to learn, and who has learnt what.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Span as Days, Timestamp};
use uuid::Uuid;

use super::Maker;
use super::life::Life;
use super::organisation::Organisation;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::person::{Grade, Person, Post};
use crate::rng::Deck;
use crate::tables::{REQUIREMENTS, TOPICS, TRAININGS};
use crate::value::Value;
use crate::words::staffing as words;

/// A topic, and for which grades it matters.
#[derive(Clone)]
pub struct Topic {
    id: Uuid,
    months: Option<i64>,
    titles: &'static [&'static str],
}

/// The owner enters topics and who has to learn them.
pub fn topics(maker: &mut Maker, organisation: &Organisation) {
    let at = maker.some_time(3, 9, 17);
    let act = maker.ledger.act(at, &organisation.owner);
    for (code, name, months, titles) in words::TOPICS {
        let values = vec![
            ("code", (*code).into()),
            ("name", (*name).into()),
            ("interval_months", months.map_or(Value::Null, Value::Int)),
            ("expiring_days", Value::Int(60)),
        ];
        let topic = maker.ledger.insert(&act, &TOPICS, organisation.id, values);
        maker.ledger.keep(&topic);
        let everybody = [None];
        let each: Vec<Option<&'static str>> =
            if titles.is_empty() { everybody.to_vec() } else { titles.iter().copied().map(Some).collect() };
        for title in each {
            let values = vec![
                ("topic_id", topic.id.into()),
                ("job_title", title.into()),
                ("within_days", Value::Int(84)),
            ];
            let requirement = maker.ledger.insert(&act, &REQUIREMENTS, organisation.id, values);
            maker.ledger.keep(&requirement);
        }
        maker.topics.push(Topic { id: topic.id, months: *months, titles });
    }
    // One that was given up.
    let values = vec![
        ("code", "manual_records".into()),
        ("name", "Paper records".into()),
        ("interval_months", Value::Int(36)),
        ("expiring_days", Value::Int(60)),
    ];
    let mut topic = maker.ledger.insert(&act, &TOPICS, organisation.id, values);
    let at = maker.some_time(40, 9, 17);
    let act = maker.ledger.act(at, &organisation.owner);
    maker.ledger.archive(&act, &mut topic, "Nobody writes on paper any more.", None);
    maker.ledger.keep(&topic);
}

const FATES: &[(&str, usize)] =
    &[("in_date", 24), ("expiring", 4), ("expired", 3), ("claimed", 2), ("renewed", 2), ("none", 3)];

impl Life<'_> {
    /// Everybody's trainings, each where they work first.
    pub fn train(&mut self) {
        let mut fates = Deck::new(FATES);
        let mut met = BTreeSet::new();
        for home in 0..self.homes.len() {
            let mut mistaken = home > 0;
            for person in self.homes[home].people.clone() {
                if person.account.is_none() || !met.insert(person.profile) {
                    continue;
                }
                for topic in self.maker.topics.clone() {
                    if concerns(&topic, &person) {
                        let fate = fates.draw(self.rng());
                        self.train_one(home, &person, &topic, fate, &mut mistaken);
                    }
                }
            }
        }
    }

    fn train_one(
        &mut self,
        home: usize,
        person: &std::sync::Arc<Person>,
        topic: &Topic,
        fate: &str,
        mistaken: &mut bool,
    ) {
        let interval = topic.months.map_or(3650, |months| i32::try_from(months * 30).expect("few"));
        let age: Day = match fate {
            "in_date" | "renewed" | "claimed" => self.rng().between(10, (interval - 70).min(700)),
            "expiring" => interval - self.rng().between(5, 50),
            "expired" => interval + self.rng().between(5, 200),
            _ => return,
        };
        let completed = TODAY - age;
        let claims = fate == "claimed";
        self.enter(home, person, topic, (completed, !claims, *mistaken));
        if fate == "renewed" {
            self.enter(home, person, topic, (completed - interval + 20, true, true));
        }
        *mistaken = true;
    }

    fn enter(
        &mut self,
        home: usize,
        person: &std::sync::Arc<Person>,
        topic: &Topic,
        (completed, verified, kept): (Day, bool, bool),
    ) {
        let limit = self.maker.calendar.at(YESTERDAY, 18, 0, 0);
        let from = person.posts.iter().map(|(_, span)| span.from).min().expect("everybody has a post");
        let at = self.maker.some_time((completed + 2).clamp(14, YESTERDAY), 9, 12);
        let at = at.max(from + SignedDuration::from_hours(240));
        if at + SignedDuration::from_hours(30) > limit {
            return;
        }
        let held = |at: Timestamp| person.posts.iter().any(|(_, span)| span.holds(at));
        if !held(at) {
            return;
        }
        let day: Date = self.maker.calendar.date(completed);
        let ends = topic
            .months
            .map(|months| day.checked_add(Days::new().months(months)).expect("within jiff's range"));
        // Managers enter what their people show them; of themselves they enter it, and the owner looks.
        let own = !verified || person.manages(self.homes[home].id, at);
        let act = if own { self.maker.ledger.act(at, person) } else { self.as_manager(home, at, None) };
        let number = self.rng().between(10_000, 99_999);
        let provider = *self.rng().pick(words::PROVIDERS);
        let values = vec![
            ("profile_id", person.profile.into()),
            ("topic_id", topic.id.into()),
            ("completed_on", day.into()),
            ("expires_on", ends.into()),
            ("provider", provider.into()),
            ("evidence", format!("Certificate {number}, copy in the staff file").into()),
            ("verified", false.into()),
        ];
        let mut record = self.maker.ledger.insert(&act, &TRAININGS, self.organisation, values);
        if verified {
            let then = at + SignedDuration::from_hours(26);
            let act = if own {
                let owner = std::sync::Arc::clone(&self.maker.owner);
                if owner.profile == person.profile {
                    self.maker.ledger.keep(&record);
                    return;
                }
                self.maker.ledger.act(then, &owner)
            } else {
                self.as_manager(home, then, None)
            };
            let by = act.by.as_ref().map(|by| by.profile);
            if by != Some(person.profile) {
                let values =
                    vec![("verified", true.into()), ("verified_at", then.into()), ("verified_by", by.into())];
                self.maker.ledger.change(&act, &mut record, values);
            }
        }
        if !kept {
            let act = self.as_manager(home, at + SignedDuration::from_hours(29), None);
            self.maker.ledger.archive(&act, &mut record, "Entered for the wrong person.", None);
        }
        self.maker.ledger.keep(&record);
    }
}

/// Whether somebody of that grade learns it; titles are finer, and what is missing shows as not begun.
fn concerns(topic: &Topic, person: &Person) -> bool {
    let grade = person.posts.iter().find_map(|(post, _)| match post {
        Post::Floor { grade, .. } => Some(*grade),
        _ => None,
    });
    let title = match grade {
        Some(Grade::Nurse) => "nurse",
        Some(Grade::Senior) => "senior_carer",
        Some(Grade::Carer) => "carer",
        Some(Grade::Ancillary) => "ancillary",
        None => "deputy_manager",
    };
    topic.titles.is_empty() || topic.titles.contains(&title)
}
