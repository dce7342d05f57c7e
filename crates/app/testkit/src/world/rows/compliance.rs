//! What people have to learn and have learnt, the operator's policies, and who has read them.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Row;
use crate::names::id;
use crate::world::homes::HOMES;
use crate::world::{Window, World, organisation_of};

/// A version of a policy: name, operator, status, the job title that it is for, its first version.
pub const POLICIES: &[(&str, &str, &str, Option<&str>, &str)] = &[
    ("O1.fire.v1", "O1", "superseded", None, "O1.fire.v1"),
    ("O1.fire.v2", "O1", "in_force", None, "O1.fire.v1"),
    ("O1.fire.v3", "O1", "draft", None, "O1.fire.v1"),
    ("O1.medication", "O1", "in_force", Some("nurse"), "O1.medication"),
    ("O1.office", "O1", "draft", None, "O1.office"),
    ("O1.old", "O1", "expired", None, "O1.old"),
    ("O1.taken_back", "O1", "withdrawn", None, "O1.taken_back"),
    ("O1.mistake", "O1", "in_force", None, "O1.mistake"),
    ("O2.fire", "O2", "in_force", None, "O2.fire"),
    ("O2.carers", "O2", "in_force", Some("carer"), "O2.carers"),
];

const READERS: &[(&str, &str)] = &[
    ("carer1", "O1.fire.v1"),
    ("carer1", "O1.fire.v2"),
    ("nurse1", "O1.medication"),
    ("mgr1", "O1.fire.v2"),
    ("ancillary1", "O1.fire.v2"),
    ("just_ended", "O1.fire.v1"),
    ("gone", "O1.fire.v1"),
    ("carer2", "O1.fire.v2"),
    ("owner1", "O1.fire.v2"),
    ("nobody", "O1.fire.v2"),
    ("carer3", "O2.fire"),
    ("mgr3", "O2.fire"),
];

/// The id of a topic.
pub fn topic(name: &str) -> Uuid {
    id(&format!("training_topics:{name}"))
}

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = topics();
    rows.extend(records(world));
    rows.extend(stats(world));
    for &(name, o, status, audience, first) in POLICIES {
        let mut row = Row::new("policy_documents", name, o)
            .uuid("policy_id", id(&format!("policy_documents:{first}")))
            .texts(&["title", "summary", "body"])
            .set("audience", audience.map_or("'{}'".to_owned(), |title| format!("array['{title}']")))
            .set("acknowledge_within_days", "14")
            .set("effective_from", "current_date - 100")
            .set("review_due", "current_date + 200")
            .value("file_name", &format!("CANARY-{name}-file.pdf"))
            .value("media_type", "application/pdf")
            .set("size_bytes", "1000")
            .set("sha256", format!("sha256('{name}')"))
            // Not found clean: the row is there, the bytes are not handed out.
            .value("scan_status", if name == "O1.old" { "failed" } else { "clean" })
            .status(status)
            .archived(name == "O1.mistake", false);
        row.kind = audience;
        rows.push(row);
    }
    for (person, policy) in READERS {
        let (.., status, audience, _) =
            POLICIES.iter().find(|p| p.0 == *policy).expect("a policy of the world");
        let mut row = Row::new(
            "policy_acknowledgements",
            format!("{person}.{policy}"),
            world.person(person).organisation,
        )
        .profile(person)
        .of("profile_id", person)
        .uuid("document_id", id(&format!("policy_documents:{policy}")))
        .in_status(status);
        row.kind = *audience;
        rows.push(row);
    }
    rows
}

fn topics() -> Vec<Row> {
    let topic_row = |name: &str, o: &'static str, code: &str, months: &str| {
        Row::new("training_topics", name, o)
            .value("code", code)
            .texts(&["name", "description"])
            .set("interval_months", months)
            .set("expiring_days", "60")
    };
    let requirement = |name: &str, o: &'static str, of: &str| {
        Row::new("training_requirements", name, o).uuid("topic_id", topic(of)).set("within_days", "84")
    };
    vec![
        topic_row("O1.fire", "O1", "fire_safety", "12"),
        topic_row("O1.medication", "O1", "medication", "null"),
        topic_row("O1.once", "O1", "care_certificate", "null"),
        topic_row("O1.retired", "O1", "retired", "24").archived(true, false),
        topic_row("O2.fire", "O2", "fire_safety", "36"),
        requirement("O1.fire", "O1", "O1.fire"),
        requirement("O1.fire.H2", "O1", "O1.fire")
            .home("H2")
            .of("care_home_id", "H2")
            .value("job_title", "carer"),
        requirement("O1.medication", "O1", "O1.medication").value("job_title", "nurse"),
        requirement("O1.mistake", "O1", "O1.once").archived(true, false),
        requirement("O2.fire", "O2", "O2.fire"),
    ]
}

/// Topics that a person of an operator has to learn: everybody fire safety, a nurse medication.
fn wanted(organisation: &str, job_title: &str) -> Vec<&'static str> {
    match (organisation, job_title) {
        ("O1", "nurse") => vec!["O1.fire", "O1.medication"],
        ("O1", _) => vec!["O1.fire"],
        _ => vec!["O2.fire"],
    }
}

fn records(world: &World) -> Vec<Row> {
    let of = |label: &str, person: &'static str, topic_name: &str, verified: bool, days: i32| {
        Row::new("training_records", format!("{person}.{label}"), world.person(person).organisation)
            .profile(person)
            .of("profile_id", person)
            .uuid("topic_id", topic(topic_name))
            .set("completed_on", format!("current_date - {days}"))
            .texts(&["provider", "evidence"])
            .set("verified", verified.to_string())
            .archived(false, false)
    };
    let mut rows = vec![
        of("in_date", "carer1", "O1.fire", true, 30),
        of("earlier", "carer1", "O1.fire", true, 700),
        of("claimed", "carer1", "O1.fire", false, 5),
        of("mistake", "carer1", "O1.once", true, 30).archived(true, false),
        of("expiring", "senior1", "O1.fire", true, 330),
        of("expired", "nurse1", "O1.fire", true, 500),
        of("for_ever", "nurse1", "O1.medication", true, 900),
    ];
    for person in [
        "ancillary1",
        "agency",
        "both",
        "mgr1",
        "mgr12",
        "cover1",
        "just_ended",
        "not_yet",
        "gone",
        "carer2",
        "two_orgs",
        "owner_manager",
        "owner1",
        "comp1",
        "nobody",
        "cover_ended",
        "unmade",
    ] {
        rows.push(of("claimed", person, "O1.fire", false, 10));
    }
    for person in ["carer3", "mgr3", "owner2", "two_orgs_2"] {
        rows.push(of("in_date", person, "O2.fire", true, 10));
    }
    rows
}

/// What the triggers make of it: everybody who works or manages in a home or will, and what they have to learn.
fn stats(world: &World) -> Vec<Row> {
    let floor = world.memberships.iter().map(|m| (m.person, m.home, m.valid, m.archived));
    let office = world.managements.iter().map(|m| (m.person, m.home, m.valid, m.archived));
    let mut members: Vec<(&'static str, &'static str)> = floor
        .chain(office)
        .filter(|(person, home, valid, archived): &(&'static str, &'static str, Window, bool)| {
            let person = world.person(person);
            let home = HOMES.iter().find(|h| h.name == *home).expect("a home of the world");
            !archived
                && !valid.has_ended()
                && !person.archived
                && person.status != "disabled"
                && !home.archived
        })
        .map(|(person, home, ..)| (person, home))
        .collect();
    members.sort_unstable();
    members.dedup();
    let mut rows = Vec::new();
    for (person, home) in members {
        let who = world.person(person);
        for name in wanted(who.organisation, who.job_title) {
            let mut row =
                Row::new("compliance_stats", format!("{home}.{person}.{name}"), organisation_of(home))
                    .home(home)
                    .profile(person);
            row.id = stat(home, person, name);
            row.derived = true;
            rows.push(row);
        }
    }
    rows
}

/// The id that the database makes of home, person and topic.
fn stat(home: &str, person: &str, topic_name: &str) -> Uuid {
    let digest = Sha256::digest(format!("{}{}{}", id(home), id(person), topic(topic_name)));
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}
