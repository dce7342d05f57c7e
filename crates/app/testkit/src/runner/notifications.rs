//! How people are told: rows to try, and values to change to.

use crate::world::{ORGANISATIONS, Row, World};

/// Preferences of several people, words and rungs of every operator.
pub fn candidates(world: &World, people: &[&'static str]) -> Vec<Row> {
    let mut rows: Vec<Row> = people
        .iter()
        .map(|&person| {
            Row::candidate(
                "notification_preferences",
                format!("as {person} likes"),
                world.person(person).organisation,
            )
            .profile(person)
            .of("profile_id", person)
            .value("email", "all")
        })
        .collect();
    for &o in ORGANISATIONS {
        rows.push(
            Row::candidate("notification_templates", format!("words of {o}"), o)
                .value("kind", "document_expired")
                .value("channel", "email")
                .value("subject", "New")
                .value("body", "New"),
        );
        rows.push(
            Row::candidate("escalation_policies", format!("a rung of {o}"), o)
                .set("step", "5")
                .set("after_minutes", "60")
                .value("who", "owners"),
        );
    }
    rows
}

/// A value that a column of preferences or of a rung may take and does not hold yet.
pub fn changed(column: &str) -> String {
    match column {
        "email" => "case email when 'all' then 'none' else 'all' end",
        "quiet" => "case quiet when 'never' then 'organisation' else 'never' end",
        "time_zone" => "'Europe/Lisbon'",
        "who" => "case who when 'owners' then 'compliance_leads' else 'owners' end",
        _ => "",
    }
    .to_owned()
}
