//! Notifications: for everybody about their home, another home and none, and what became of others.

use super::Row;
use crate::names::id;
use crate::world::window::{DAY, instant};
use crate::world::{organisation_of, people::PEOPLE};

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for person in PEOPLE {
        let homes: &[&'static str] = if person.organisation == "O1" { &["H1", "H2"] } else { &["H3"] };
        for home in homes {
            rows.push(queued(person.name, person.organisation, Some(home), "in_app"));
        }
        rows.push(queued(person.name, person.organisation, None, "in_app"));
    }
    for (person, home) in [("carer1", "H1"), ("mgr1", "H1"), ("carer3", "H3")] {
        rows.push(queued(person, organisation_of(home), Some(home), "email"));
    }
    // To whoever listens: nobody's own.
    rows.push(to_channel("H1"));
    for home in ["H1", "H2", "H3"] {
        for status in ["sent", "delivered", "failed", "dead", "expired", "suppressed", "unknown", "replayed"]
        {
            rows.push(finished(Some(home), organisation_of(home), status));
        }
    }
    // Some have said how they want to be told; whoever has not may still say it.
    for person in ["carer1", "mgr1", "owner1", "comp1", "carer3"] {
        rows.push(
            Row::new("notification_preferences", person, organisation_of_person(person))
                .profile(person)
                .of("profile_id", person)
                .value("email", "urgent")
                .value("quiet", "own")
                .value("quiet_from", "21:00")
                .value("quiet_to", "06:30"),
        );
    }
    for o in ["O1", "O2"] {
        rows.push(
            Row::new("notification_channels", format!("{o}.email"), o)
                .value("channel", "email")
                .status("paused")
                .value("code", "smtp_refused")
                .set("paused_at", instant(-DAY))
                .set("probe_at", instant(DAY)),
        );
        rows.push(
            Row::new("notification_templates", format!("{o}.policy_due"), o)
                .value("kind", "policy_due")
                .value("channel", "email")
                .texts(&["subject", "body"]),
        );
        rows.push(
            Row::new("escalation_policies", format!("{o}.1"), o)
                .set("step", "1")
                .set("after_minutes", "10")
                .value("who", "managers"),
        );
    }
    rows.push(
        Row::new("notification_templates", "O1.alert_to_check", "O1")
            .value("kind", "alert_to_check")
            .value("channel", "in_app")
            .texts(&["subject", "body"]),
    );
    rows.push(
        Row::new("escalation_policies", "O1.3", "O1")
            .set("step", "3")
            .set("after_minutes", "40")
            .value("who", "compliance_leads"),
    );
    rows.push(
        Row::new("notification_templates", "O1.mistake", "O1")
            .value("kind", "alert_review_due")
            .value("channel", "in_app")
            .texts(&["subject", "body"])
            .archived(true, false),
    );
    rows.push(
        Row::new("escalation_policies", "O1.mistake", "O1")
            .set("step", "2")
            .set("after_minutes", "20")
            .value("who", "owners")
            .archived(true, false),
    );
    rows.push(finished(None, "O1", "dead"));
    rows.push(finished(None, "O2", "dead"));
    rows
}

fn organisation_of_person(name: &str) -> &'static str {
    PEOPLE.iter().find(|p| p.name == name).expect("a person of the world").organisation
}

/// What both tables say of one.
fn about(row: Row, channel: &'static str, home: Option<&'static str>) -> Row {
    let entity = id(&format!("told of:{}", row.name));
    let row = row
        .value("channel", channel)
        .kind("document_expires")
        .value("entity", "policy_documents")
        .uuid("entity_id", entity)
        .set("payload", format!("'{{\"template\": \"document_expires\", \"entity_id\": \"{entity}\"}}'"))
        .set("trigger_at", instant(-DAY));
    match home {
        Some(home) => row.home(home).of("care_home_id", home),
        None => row,
    }
}

fn queued(
    person: &'static str,
    organisation: &'static str,
    home: Option<&'static str>,
    channel: &'static str,
) -> Row {
    let name = format!("{channel} to {person} of {}", home.unwrap_or("no home"));
    let row = about(Row::new("notification_queue", name, organisation), channel, home)
        .profile(person)
        .of("profile_id", person)
        .set("next_at", instant(-DAY));
    if channel == "in_app" { row.status("delivered") } else { row.status("queued") }
}

fn to_channel(home: &'static str) -> Row {
    let name = format!("webhook of {home}");
    about(Row::new("notification_queue", name, organisation_of(home)), "webhook", Some(home))
        .set("next_at", instant(-DAY))
        .status("queued")
}

fn finished(home: Option<&'static str>, organisation: &'static str, status: &'static str) -> Row {
    let name = format!("{status} of {}", home.unwrap_or(organisation));
    // Its own recipient does not see it here, but for rights that they have anyway.
    let person = match home {
        Some("H2") => "carer2",
        Some("H3") => "carer3",
        _ if organisation == "O2" => "carer3",
        _ => "carer1",
    };
    let row = about(Row::new("notification_delivery", name, organisation), "email", home)
        .profile(person)
        .of("profile_id", person)
        .value("class", "reminder")
        .value("priority", "high")
        .set("attempt", "8")
        .set("created_at", instant(-DAY))
        .status(status);
    if status == "replayed" { row.set("replayed_at", instant(-DAY)) } else { row }
}
