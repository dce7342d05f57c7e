//! Who was on in the last weeks, who is on today and looks after whom, and agency workers who were let in.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::life::Life;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::ledger::{Act, Ledger, Record};
use crate::person::{Grade, Person, Post};
use crate::tables::{ALLOCATION_LISTS, ALLOCATIONS, DUTY, LINKS, PASSES};
use crate::value::Value;

/// For how many days back it is told who was on.
const BACK: Day = 14;
/// What was seen of who they are, in turn.
const DOCUMENTS: &[&str] = &["passport", "driving_licence", "agency_badge", "other"];

impl Life<'_> {
    /// Somebody starts a shift that they were put on, and ends it.
    pub fn go_on_duty(
        &mut self,
        (home, day): (usize, Day),
        person: &Arc<Person>,
        shift: &Record,
        (starts, ends): (Timestamp, Timestamp),
    ) {
        let minutes = SignedDuration::from_mins;
        let now = self.maker.calendar.now();
        let status = shift.word("status");
        let came = status == "worked" && day > YESTERDAY - BACK;
        let worked = came && ends + minutes(6) <= now;
        // Last night's are on until the morning; that they worked is said of them afterwards.
        let comes = day >= YESTERDAY && matches!(status, "published" | "confirmed") && starts <= now;
        let is_on = (came || comes) && now < ends;
        if !worked && !is_on {
            return;
        }
        // Today has not happened when the world begins: who is on in it stands there since the evening before.
        let evening = self.maker.calendar.at(YESTERDAY, 23, 50, 0);
        let said = (starts - minutes(4)).min(evening);
        let act = self.by_themselves(home, person, said);
        let values = vec![
            ("care_home_id", self.homes[home].id.into()),
            ("profile_id", person.profile.into()),
            ("assignment_id", shift.id.into()),
            ("started_at", if day == TODAY { starts } else { said }.into()),
        ];
        let mut duty = self.maker.ledger.insert(&act, &DUTY, self.organisation, values);
        if worked {
            // One night nobody thought of it, and the job ended it.
            let forgotten = day == YESTERDAY - 6 && starts >= self.maker.calendar.at(day, 18, 0, 0);
            let over = if forgotten { said + minutes(16 * 60) } else { ends + minutes(6) };
            let (act, closed_by) = match (forgotten, person.writes) {
                (true, _) => (Ledger::command(over), "system"),
                (false, true) => (self.by_themselves(home, person, over), "person"),
                (false, false) => (self.by_themselves(home, person, over), "shift"),
            };
            let values = vec![("ended_at", over.into()), ("closed_by", closed_by.into())];
            self.maker.ledger.change(&act, &mut duty, values);
        }
        self.maker.ledger.keep(&duty);
    }

    /// The person, or who runs the shift for those who write nothing.
    fn by_themselves(&mut self, home: usize, person: &Arc<Person>, at: Timestamp) -> Act {
        if person.writes { self.maker.ledger.act(at, person) } else { self.as_manager(home, at, None) }
    }

    /// Who looks after whom this morning, as the evening's senior left it; and the passes.
    pub fn allocate(&mut self) {
        for home in 0..self.homes.len() {
            let at = self.maker.calendar.at(YESTERDAY, 20, 40, 0);
            let morning = self.maker.calendar.at(TODAY, 7, 30, 0);
            let id = self.homes[home].id;
            let carers: Vec<Arc<Person>> = self.homes[home]
                .people
                .iter()
                .filter(|person| {
                    let on_floor =
                        person.works(id, Grade::Carer, at) && person.works(id, Grade::Carer, morning);
                    person.writes && person.account.is_some() && on_floor
                })
                .take(4)
                .cloned()
                .collect();
            let there = self.there(home, at);
            if carers.is_empty() || there.is_empty() {
                continue;
            }
            self.list_of(home, (TODAY, "early", at), &there, &carers);
            // What yesterday was left as is told in short.
            for (shift, hour) in [("long_day", 18), ("late", 19), ("night", 20)] {
                let at = self.maker.calendar.at(YESTERDAY, hour, 5, 0);
                let few: Vec<usize> = self.there(home, at).into_iter().take(4).collect();
                self.list_of(home, (YESTERDAY, shift, at), &few, &carers);
            }
            self.let_in(home);
            self.tablets(home);
        }
    }

    /// One list: for whom, and who they are given to in turn.
    fn list_of(
        &mut self,
        home: usize,
        (day, shift, at): (Day, &'static str, Timestamp),
        there: &[usize],
        carers: &[Arc<Person>],
    ) {
        let id = self.homes[home].id;
        let act = self.as_senior(home, at, None);
        let values = vec![
            ("care_home_id", id.into()),
            ("care_day", self.maker.calendar.date(day).into()),
            ("shift", shift.into()),
        ];
        let list = self.maker.ledger.insert(&act, &ALLOCATION_LISTS, self.organisation, values);
        self.maker.ledger.keep(&list);
        for (n, who) in there.iter().enumerate() {
            let values = vec![
                ("care_home_id", id.into()),
                ("list_id", list.id.into()),
                ("client_id", self.residents[*who].client.id.into()),
                ("profile_id", carers[n % carers.len()].profile.into()),
                ("allocated_at", at.into()),
                ("allocated_by", act.author().into()),
            ];
            self.maker.ledger.evidence(&act, &ALLOCATIONS, self.organisation, values);
        }
    }

    /// Agency workers of a home, each with a pass for one shift.
    fn let_in(&mut self, home: usize) {
        let id = self.homes[home].id;
        let mut documents = DOCUMENTS.iter().cycle();
        let evening = self.maker.calendar.at(YESTERDAY, 20, 10, 0);
        for person in self.homes[home].people.clone() {
            for ((post, span), membership) in person.posts.iter().zip(&person.post_ids) {
                let Post::Floor { home: there, agency: Some(agency), .. } = post else { continue };
                let (true, Some(ends)) = (*there == id, span.to) else { continue };
                let at = (span.from - SignedDuration::from_mins(15)).min(evening);
                let act = self.as_senior(home, at, None);
                let values = vec![
                    ("care_home_id", id.into()),
                    ("profile_id", person.profile.into()),
                    ("membership_id", (*membership).into()),
                    ("agency", (*agency).into()),
                    ("identity_document", (*documents.next().expect("a cycle")).into()),
                    ("identity_seen_at", at.into()),
                    ("starts_at", span.from.into()),
                    ("ends_at", ends.into()),
                ];
                let pass = self.maker.ledger.insert(&act, &PASSES, self.organisation, values);
                self.maker.ledger.keep(&pass);
                // The code, typed a minute later.
                let hash = self.maker.ledger.bytes32();
                let values = vec![
                    ("hash", Value::Bytes(hash)),
                    ("kind", "agency_pass".into()),
                    ("account_id", person.account.into()),
                    ("organisation_id", self.organisation.into()),
                    ("profile_id", person.profile.into()),
                    ("email", "pass@agency.invalid".into()),
                    ("created_at", at.into()),
                    ("ends_at", (at + SignedDuration::from_mins(30)).into()),
                    ("used_at", (at + SignedDuration::from_mins(1)).into()),
                ];
                self.maker.ledger.plain(&LINKS, values);
            }
        }
    }
}
