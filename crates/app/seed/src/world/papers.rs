//! The organisation's policies and who has read them; documents of residents.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Maker;
use super::life::Life;
use super::organisation::Organisation;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Record;
use crate::rng::Deck;
use crate::tables::{DOCUMENTS, POLICIES, POLICY_READS};
use crate::value::Value;
use crate::words::staffing as words;

/// A version of a policy that was in force from a day on.
#[derive(Clone)]
pub struct Policy {
    id: Uuid,
    from: Day,
    everybody: bool,
}

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const OPEN: &str = "application/vnd.oasis.opendocument.text";
const POLICY_FILES: &[(&str, &str)] =
    &[("application/pdf", "pdf"), (WORD, "docx"), (OPEN, "odt"), ("text/plain", "txt")];
const FILES: &[((&str, &str), usize)] = &[
    (("application/pdf", "pdf"), 8),
    (("image/jpeg", "jpg"), 4),
    (("image/png", "png"), 1),
    (("image/webp", "webp"), 1),
    (("text/plain", "txt"), 1),
];
const SCANS: &[(&str, usize)] = &[("clean", 40), ("pending", 2), ("failed", 1), ("infected", 1)];
const LIVES: &[(&str, usize)] = &[("in_force", 20), ("superseded", 2), ("expired", 1), ("withdrawn", 1)];
const LINKS: &[(&str, usize)] =
    &[("client_contacts", 1), ("client_alerts", 2), ("bed_stays", 2), ("resident_absences", 1)];

/// The owner writes and publishes them in the first weeks; the second versions follow in the year.
pub fn policies(maker: &mut Maker, organisation: &Organisation) {
    let mut scans = Deck::new(&[("clean", 6), ("pending", 1), ("failed", 1), ("infected", 1)]);
    for (place, (title, summary, audience, days, versions)) in words::POLICIES.iter().enumerate() {
        let mut first = None;
        let mut before: Option<Record> = None;
        for (n, status) in versions.iter().enumerate() {
            let number = i64::try_from(n).expect("few") + 1;
            let day = 5 + 3 * Day::try_from(place).expect("few") + 180 * Day::try_from(n).expect("few");
            let at = maker.some_time(day, 9, 12);
            let act = maker.ledger.act(at, &organisation.owner);
            let id = maker.ledger.id(at);
            let policy = *first.get_or_insert(id);
            let (media, end) = POLICY_FILES[place % POLICY_FILES.len()];
            let file = format!("{title}, version {number}.{end}");
            let values = vec![
                ("policy_id", policy.into()),
                ("number", Value::Int(number)),
                ("title", (*title).into()),
                ("summary", (*summary).into()),
                ("audience", Value::Words(audience.to_vec())),
                ("acknowledge_within_days", days.map_or(Value::Null, Value::Int)),
                ("review_due", maker.calendar.date(day + 365).into()),
                ("sha256", hash(&file)),
                ("file_name", file.into()),
                ("media_type", media.into()),
                ("size_bytes", Value::Int(i64::from(maker.rng.between(40_000, 900_000)))),
                ("path", format!("{}/{policy}/{id}", organisation.id).into()),
                ("scan_status", scans.draw(&mut maker.rng).into()),
                ("status", "draft".into()),
            ];
            let mut record = maker.ledger.insert_as(&act, &POLICIES, (organisation.id, id), values);
            let publish = |maker: &mut Maker, record: &mut Record| {
                let at = at + SignedDuration::from_hours(4);
                let act = maker.ledger.verb(at, &organisation.owner, "publish");
                let values = vec![
                    ("status", "in_force".into()),
                    ("published_at", at.into()),
                    ("published_by", organisation.owner.profile.into()),
                    ("effective_from", maker.calendar.date(day).into()),
                ];
                maker.ledger.change(&act, record, values);
            };
            let end = |maker: &mut Maker, record: &mut Record, at, verb, status: &'static str| {
                let act = maker.ledger.verb(at, &organisation.owner, verb);
                maker.ledger.change(
                    &act,
                    record,
                    vec![("status", status.into()), ("ended_at", Value::At(at))],
                );
            };
            if let Some(mut former) = before.take() {
                if *status == "in_force" {
                    end(maker, &mut former, at + SignedDuration::from_hours(4), "supersede", "superseded");
                }
                maker.ledger.keep(&former);
            }
            if *status != "draft" {
                publish(maker, &mut record);
                maker.policies.push(Policy { id, from: day + 1, everybody: audience.is_empty() });
            }
            let later = at + SignedDuration::from_hours(24 * 90);
            match *status {
                "expired" => end(maker, &mut record, later, "expire", "expired"),
                "withdrawn" => end(maker, &mut record, later, "withdraw", "withdrawn"),
                _ => {}
            }
            if matches!(*status, "expired" | "withdrawn") {
                maker.policies.pop();
            }
            before = Some(record);
        }
        if let Some(record) = before {
            maker.ledger.keep(&record);
        }
    }
}

fn hash(of: &str) -> Value {
    Value::Bytes(Sha256::digest(of.as_bytes()).to_vec())
}

impl Life<'_> {
    /// Most people have read what is for everybody, some have signed it.
    pub fn read_policies(&mut self) {
        let mut met = BTreeSet::new();
        for home in 0..self.homes.len() {
            for person in self.homes[home].people.clone() {
                if person.account.is_none() || !met.insert(person.profile) {
                    continue;
                }
                let from =
                    person.posts.iter().map(|(_, span)| span.from).min().expect("everybody has a post");
                for policy in self.maker.policies.clone().iter().filter(|p| p.everybody) {
                    if !self.rng().chance(60) {
                        continue;
                    }
                    let day = self.rng().between(policy.from, policy.from + 14);
                    let at = self.maker.some_time(day, 7, 20).max(from + SignedDuration::from_hours(240));
                    let ended = policy.from < 100 && at > self.maker.calendar.at(180, 0, 0, 0);
                    if ended
                        || at > self.maker.calendar.at(YESTERDAY, 20, 0, 0)
                        || !person.posts.iter().any(|(_, s)| s.holds(at))
                    {
                        continue;
                    }
                    let act = self.maker.ledger.act(at, &person);
                    let kind = if self.rng().chance(20) { "signed" } else { "read" };
                    let values = vec![
                        ("document_id", policy.id.into()),
                        ("profile_id", person.profile.into()),
                        ("kind", kind.into()),
                        ("recorded_at", at.into()),
                        ("created_by", person.profile.into()),
                    ];
                    self.maker.ledger.evidence(&act, &POLICY_READS, self.organisation, values);
                }
            }
        }
    }

    /// Papers of residents who live there, with versions and ends.
    pub fn file_documents(&mut self) {
        let mut kinds = Deck::new(&words::PAPERS.iter().map(|paper| (*paper, 1)).collect::<Vec<_>>());
        let (mut files, mut scans) = (Deck::new(FILES), Deck::new(SCANS));
        let (mut lives, mut links) = (Deck::new(LIVES), Deck::new(LINKS));
        for who in 0..self.residents.len() {
            if self.residents[who].client.is_archived() || self.residents[who].stays.is_empty() {
                continue;
            }
            for n in 0..2 {
                let paper = kinds.draw(self.rng());
                let file = files.draw(self.rng());
                let scan = scans.draw(self.rng());
                let life = lives.draw(self.rng());
                let link = if n == 0 { Some(links.draw(self.rng())) } else { None };
                self.file_document(who, (paper, file, scan), life, link);
            }
        }
    }

    fn file_document(
        &mut self,
        who: usize,
        ((kind, title), (media, end), scan): (
            (&'static str, &'static str),
            (&'static str, &'static str),
            &'static str,
        ),
        life: &'static str,
        link: Option<&'static str>,
    ) {
        let resident = &self.residents[who];
        let home = resident.home;
        let client = resident.client.id;
        let linked = link.and_then(|table| {
            let of = match table {
                "client_contacts" => &resident.contacts,
                "client_alerts" => &resident.alerts,
                "bed_stays" => &resident.stays,
                _ => &resident.absences,
            };
            of.first().map(|record| (table, record.id))
        });
        // After everything that was written of the resident, while the home that holds them is this one.
        let day = self.rng().between(YESTERDAY - 2, YESTERDAY);
        let at = self.moment(who, day, 9, 12);
        if at > self.maker.calendar.at(YESTERDAY, 22, 0, 0) {
            return;
        }
        let mut first = None;
        let versions = if life == "superseded" { 2 } else { 1 };
        let mut former: Option<Record> = None;
        for n in 0..versions {
            let at = at + SignedDuration::from_mins(20 * n);
            let act = self.as_manager(home, at, None);
            let id = self.maker.ledger.id(at);
            if let Some(mut former) = former.take() {
                // By the trigger, in the transaction of whoever adds the new one.
                let act = act.as_verb("supersede");
                let values = vec![("status", "superseded".into()), ("ended_at", Value::At(at))];
                self.maker.ledger.change(&act, &mut former, values);
                self.maker.ledger.keep(&former);
            }
            let document = *first.get_or_insert(id);
            let file = format!("{title} {}.{end}", n + 1);
            let expires = matches!(kind, "dols" | "assessment")
                .then(|| self.maker.calendar.date(YESTERDAY + 40 + day % 90));
            let size = self.rng().between(20_000, 4_000_000);
            let sealed = kind == "correspondence";
            let values = vec![
                ("client_id", client.into()),
                ("care_home_id", self.homes[home].id.into()),
                ("document_id", document.into()),
                ("number", Value::Int(n + 1)),
                ("kind", kind.into()),
                ("title", title.into()),
                ("linked_table", linked.map(|(table, _)| table).into()),
                ("linked_id", linked.map(|(_, id)| id).into()),
                ("expires_on", expires.into()),
                ("sha256", hash(&format!("{client} {file}"))),
                ("file_name", file.into()),
                ("media_type", media.into()),
                ("size_bytes", Value::Int(size.into())),
                ("path", format!("{}/{client}/{id}", self.organisation).into()),
                ("scan_status", scan.into()),
                ("sealed", sealed.into()),
                ("status", "in_force".into()),
            ];
            let record = self.maker.ledger.insert_as(&act, &DOCUMENTS, (self.organisation, id), values);
            if sealed {
                self.view(&act, who, "document", Some(id));
            }
            former = Some(record);
        }
        let Some(mut record) = former else { return };
        if let "expired" | "withdrawn" = life {
            let at = at + SignedDuration::from_mins(50);
            let verb = if life == "expired" { "expire" } else { "withdraw" };
            let act = self.as_manager(home, at, Some(verb));
            self.maker.ledger.change(
                &act,
                &mut record,
                vec![("status", life.into()), ("ended_at", Value::At(at))],
            );
        }
        self.maker.ledger.keep(&record);
        self.residents[who].last_at = at + SignedDuration::from_mins(60);
    }
}
