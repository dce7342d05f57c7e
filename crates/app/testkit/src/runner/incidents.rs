//! Incidents and what hangs on them: rows to try, values to change to, and what binds whoever has the right.

use super::rules::literal;
use crate::world::{DAY, HOMES, HOUR, ORGANISATIONS, Resident, Row, Seat, World, instant, organisation_of};

/// A report in every home, of every resident and to every incident; work and words on every incident;
/// targets of every operator and home.
pub fn candidates(world: &'static World, seat: &Seat) -> Vec<Row> {
    let says = |row: Row, at: i64| says(row, seat, at);
    let mut rows = Vec::new();
    for home in HOMES {
        let o = organisation_of(home.name);
        for (when, at) in WHEN {
            let name = format!("a report in {}{when}", home.name);
            let row = Row::candidate("incident_reports", name, o).home(home.name);
            rows.push(says(row.of("care_home_id", home.name), *at));
        }
        let row = Row::candidate("sla_policies", format!("a target of {}", home.name), o).home(home.name);
        rows.push(target(row.of("care_home_id", home.name)));
    }
    for &o in ORGANISATIONS {
        rows.push(target(Row::candidate("sla_policies", format!("a target of {o}"), o)));
        // The operator's word that is there already.
        let row = Row::candidate("sla_policies", format!("a target of {o} again"), o);
        rows.push(
            row.fact("again").value("priority", "high").value("clock", "triage").set("target_minutes", "5"),
        );
    }
    for resident in &world.residents {
        for (when, at) in WHEN {
            let name = format!("a report of {}{when}", resident.name);
            let row = Row::candidate("incident_reports", name, resident.organisation);
            let row = row.home(lived(resident, *at)).client(resident.name).of("client_id", resident.name);
            rows.push(says(row, *at));
        }
    }
    for incident in &world.incidents {
        let row = |table, what: &str| {
            let name = format!("{what} to {}", incident.name);
            let mut row = Row::candidate(table, name, organisation_of(incident.home))
                .home(incident.home)
                .incident(incident.name)
                .of("incident_id", &format!("incidents:{}", incident.name));
            row.client = incident.client;
            row
        };
        rows.push(says(row("incident_reports", "a report"), -HOUR));
        rows.push(row("incident_actions", "an action").value("kind", "other").value("what", "New"));
        rows.push(
            row("incident_followups", "a check")
                .value("kind", "observation")
                .value("what", "New")
                .set("due_at", instant(HOUR)),
        );
        rows.push(
            row("incident_evidence", "a file")
                .value("kind", "photograph")
                .value("title", "New")
                .value("file_name", "new.jpg")
                .value("media_type", "image/jpeg")
                .set("size_bytes", "1")
                .set("sha256", "sha256('new')"),
        );
        rows.push(row("incident_addenda", "words").value("what", "New"));
    }
    rows
}

/// When it happened: just now, yesterday, and before the last move.
const WHEN: &[(&str, i64)] = &[("", -HOUR), (" of yesterday", -30 * HOUR), (" of four days ago", -4 * DAY)];

/// Where a resident lived at a time, or else who holds them.
fn lived(resident: &Resident, at: i64) -> &'static str {
    let there = resident.stays.iter().filter(|stay| {
        matches!(stay.status, "live" | "ended")
            && stay.during.from.is_none_or(|from| from <= at)
            && (stay.status == "live" || stay.during.until.is_none_or(|until| at < until))
    });
    there.map(|stay| stay.home).next_back().filter(|_| !resident.archived).unwrap_or(resident.holding)
}

fn says(mut row: Row, seat: &Seat, at: i64) -> Row {
    // Its author always reads it.
    row.profile = seat.person;
    row.value("kind", "near_miss").value("harm", "no_harm").value("what_happened", "New").occurred(at)
}

fn target(row: Row) -> Row {
    row.value("priority", "low").value("clock", "closure").set("target_minutes", "60")
}

/// A value that a column may take and does not hold yet; empty for another table's.
pub fn changed(row: &Row, column: &str) -> String {
    let officer = || literal(if row.organisation == "O1" { "owner1" } else { "owner2" });
    match (row.table, column) {
        ("incidents", "kind") => "'near_miss'".to_owned(),
        ("incidents", "harm") => "'severe'".to_owned(),
        ("incidents", "psychological_harm") => "'low'".to_owned(),
        ("incidents", "priority") => "case priority when 'medium' then 'low' else 'medium' end".to_owned(),
        ("incidents", "subject_ids") => {
            let person = match row.home {
                Some("H1" | "H0") => "senior1",
                Some("H2") => "carer2",
                _ => "carer3",
            };
            format!("subject_ids || {}::uuid", literal(person))
        }
        // Officers see everything that is not about them, and nothing here is about these but one.
        ("incidents", "lead_id") if row.incident == Some("I_heads") => literal("comp1"),
        ("incidents", "lead_id") => officer(),
        ("incident_actions" | "incident_followups", "assignee_id") => officer(),
        ("incident_actions", "kind") => "'other'".to_owned(),
        ("incident_actions", "effectiveness") => "'effective'".to_owned(),
        ("incident_evidence", "kind") => "'other'".to_owned(),
        ("incident_followups", "kind") => "'effectiveness'".to_owned(),
        ("incident_followups", "outcome") => "'concern'".to_owned(),
        _ => String::new(),
    }
}

/// What is over stays as it is.
pub fn stops_update(row: &Row, column: &str) -> Option<&'static str> {
    let over = match (row.table, row.status) {
        ("incidents", Some("closed" | "voided")) => {
            !matches!(column, "review_note" | "restricted" | "subject_ids" | "lead_id")
        }
        ("incident_actions", Some("verified" | "cancelled")) => column != "effectiveness",
        ("sla_timers", Some("met" | "cancelled")) => true,
        ("incident_followups", _) => row.kind == Some("done") && matches!(column, "outcome" | "outcome_note"),
        _ => false,
    };
    over.then_some("illegal_transition")
}

/// What stops an insert that the person may make.
pub fn stops_insert(world: &World, row: &Row) -> Option<&'static str> {
    match row.table {
        "incident_actions" => {
            let status = world.incident(row.incident.expect("of an incident")).status;
            matches!(status, "closed" | "voided").then_some("illegal_transition")
        }
        "sla_policies" => (row.kind == Some("again")).then_some("23505"),
        _ => None,
    }
}

/// What stops a change of status that the person may make.
pub fn stops_verb(world: &World, row: &Row, to: &str) -> Option<&'static str> {
    let open = || {
        world.table("incident_actions").any(|a| {
            a.incident == row.incident && !a.archived && matches!(a.status, Some("open" | "in_progress"))
        })
    };
    (row.table == "incidents" && to == "closed" && open()).then_some("illegal_transition")
}
