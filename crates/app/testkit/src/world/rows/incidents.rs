//! Incidents and what hangs on them; the targets come last, so that the load starts no clocks by itself.

use super::Row;
use crate::names::id;
use crate::world::incidents::Incident;
use crate::world::window::{DAY, HOUR, instant};
use crate::world::{World, organisation_of};

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows: Vec<Row> = world.incidents.iter().map(case).collect();
    for i in &world.incidents {
        rows.push(report(i, "report", i.reporter, -2 * HOUR));
        if i.name == "I1" {
            // Another witness of the same thing, and one who wrote the day before the membership ended.
            rows.push(report(i, "seen_by_senior", "senior1", -2 * HOUR));
            rows.push(report(i, "seen_by_just_ended", "just_ended", -DAY));
        }
        rows.extend(files(i));
        rows.extend(actions(i));
        rows.extend(followups(i));
        rows.push(
            hangs_on(i, "incident_addenda", "addendum")
                .of("created_by", i.reporter)
                .value("kind", "addition")
                .text("what"),
        );
        rows.extend(timers(i));
    }
    rows.extend(told(world));
    rows.extend(targets());
    rows
}

/// What was told and handed over of incidents: also to and by those whom they are about, from before
/// that was known.
fn told(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (incident, person) in [
        ("I1", "mgr1"),
        ("I_carer", "carer1"),
        ("I_manager", "mgr1"),
        ("I_kept", "carer1"),
        ("I_lead", "comp1"),
        ("I3_manager", "mgr3"),
    ] {
        let i = world.incident(incident);
        let tells = |table| {
            let entity = id(&format!("incidents:{}", i.name));
            hangs_on(i, table, person)
                .profile(person)
                .of("profile_id", person)
                .of("care_home_id", i.home)
                .value("channel", "in_app")
                .fact("tells")
                .value("kind", "incident_noted")
                .value("entity", "incidents")
                .uuid("entity_id", entity)
                .set(
                    "payload",
                    format!("'{{\"template\": \"incident_noted\", \"entity_id\": \"{entity}\"}}'"),
                )
                .set("trigger_at", instant(-DAY))
        };
        rows.push(tells("notification_queue").set("next_at", instant(-DAY)).status("delivered"));
        rows.push(
            tells("notification_delivery")
                .value("class", "incident")
                .value("priority", "high")
                .set("attempt", "1")
                .set("created_at", instant(-DAY))
                .status("sent"),
        );
        let mut item = hangs_on(i, "handover_items", person)
            .of("care_home_id", i.home)
            .kind("incident")
            .status("open")
            .text("what")
            .set("care_day", "current_date");
        if let Some(client) = i.client {
            item = item.of("client_id", client);
        }
        rows.push(item);
    }
    rows
}

fn case(i: &Incident) -> Row {
    let mut row = Row::new("incidents", i.name, organisation_of(i.home))
        .home(i.home)
        .of("care_home_id", i.home)
        .kind(i.kind)
        .status(i.status)
        .value("harm", i.harm)
        .value("priority", i.priority)
        .set("restricted", i.restricted.to_string())
        .set("subject_ids", people(i.subjects))
        .set("occurred_at", instant(-2 * HOUR))
        .texts(&["triage_note", "findings", "cause", "learning", "conclusion", "void_reason", "review_note"]);
    row.incident = Some(i.name);
    if let Some(client) = i.client {
        row = row.client(client).of("client_id", client);
    }
    row
}

fn people(names: &[&str]) -> String {
    let ids: Vec<String> = names.iter().map(|name| id(name).to_string()).collect();
    format!("'{{{}}}'", ids.join(","))
}

/// A row of an incident; where it happened follows from the incident.
fn hangs_on(i: &Incident, table: &'static str, label: &str) -> Row {
    let mut row = Row::new(table, format!("{}.{label}", i.name), organisation_of(i.home))
        .home(i.home)
        .incident(i.name)
        .uuid("incident_id", id(&format!("incidents:{}", i.name)));
    row.client = i.client;
    row
}

fn report(i: &Incident, label: &str, reporter: &'static str, at: i64) -> Row {
    let mut row = hangs_on(i, "incident_reports", label)
        .of("care_home_id", i.home)
        .profile(reporter)
        .of("created_by", reporter)
        .kind(i.kind)
        .value("harm", i.harm)
        .set("restricted", i.restricted.to_string())
        .set("subject_ids", people(i.subjects))
        .set("occurred_at", instant(at))
        .texts(&["place", "what_happened", "what_was_done", "witnesses", "people_told"]);
    if let Some(client) = i.client {
        row = row.of("client_id", client);
    }
    row
}

/// A photograph by whoever reported it; of one incident also what is not handed out.
fn files(i: &Incident) -> Vec<Row> {
    let file = |label: &str, by: &'static str| {
        let name = format!("{}.{label}", i.name);
        hangs_on(i, "incident_evidence", label)
            .profile(by)
            .by(Some(by))
            .value("kind", "photograph")
            .text("title")
            .value("file_name", &format!("CANARY-{name}-file.jpg"))
            .value("media_type", "image/jpeg")
            .set("size_bytes", "1000")
            .set("sha256", format!("sha256('{name}')"))
    };
    let clean = |row: Row| row.value("scan_status", "clean");
    let mut rows = vec![clean(file("photo", i.reporter))];
    if i.name == "I_triaged" {
        // Of nobody's record, by somebody who works there no more.
        rows.push(clean(file("by_ended", "just_ended")));
    }
    if i.name == "I1" {
        rows.push(clean(file("by_manager", "mgr1")));
        rows.push(clean(file("by_ended", "just_ended")));
        rows.push(file("unscanned", "carer1"));
        rows.push(clean(file("mistake", "carer1")).archived(true, false));
    }
    rows
}

/// Each in every state where work goes on; elsewhere those that are over.
fn actions(i: &Incident) -> Vec<Row> {
    let action = |label: &str, kind, status, assignee: Option<&'static str>| {
        let row = hangs_on(i, "incident_actions", label)
            .kind(kind)
            .status(status)
            .texts(&["what", "note", "cancel_reason"])
            .set("due_on", "current_date + 3");
        match assignee {
            Some(person) => row.profile(person).of("assignee_id", person),
            None => row,
        }
    };
    match i.name {
        "I_acted_on" => vec![
            action("open", "risk_assessment", "open", Some("carer1")),
            action("free", "environment", "open", None),
            action("begun", "care_plan_review", "in_progress", Some("nurse1")),
            action("managers_own", "staff_support", "in_progress", Some("mgr1")),
            action("done", "family_told", "done", Some("mgr1")),
            action("done_by_carer", "equipment_check", "done", Some("carer1")),
            action("leads_own", "training", "done", Some("comp1")),
            action("verified", "medical_help", "verified", Some("senior1")),
            action("dropped", "safeguarding_referral", "cancelled", Some("carer1")),
            action("mistake", "procedure", "open", Some("carer1")).archived(true, false),
        ],
        "I_to_sign_open" => vec![action("open", "risk_assessment", "open", Some("senior1"))],
        "I_to_sign" => vec![action("done", "risk_assessment", "done", Some("senior1"))],
        // Given out before its subject was known.
        "I_carer" => vec![action("own", "staff_support", "open", Some("carer1"))],
        "I_manager" => vec![action("own", "staff_support", "open", Some("mgr1"))],
        "I2" => vec![action("open", "risk_assessment", "open", Some("carer2"))],
        "I3" => vec![action("open", "risk_assessment", "open", Some("carer3"))],
        _ => Vec::new(),
    }
}

fn followups(i: &Incident) -> Vec<Row> {
    let check = |label: &str, kind, assignee: Option<&'static str>| {
        let row =
            hangs_on(i, "incident_followups", label).kind(kind).text("what").set("due_at", instant(DAY));
        match assignee {
            Some(person) => row.profile(person).of("assignee_id", person),
            None => row,
        }
    };
    match i.name {
        "I1" | "I_acted_on" => vec![
            check("due", "observation", Some("carer1")),
            check("free", "talk_with_family", None),
            check("done", "gp_review", Some("carer1"))
                .fact("done")
                .value("outcome", "as_hoped")
                .text("outcome_note"),
            check("mistake", "other", None).archived(true, false),
        ],
        "I_carer" => vec![check("own", "talk_with_staff", Some("carer1"))],
        "I2" => vec![check("due", "observation", Some("carer2"))],
        // With a resident who lives elsewhere now, and with none.
        "I3" | "I_triaged" | "I2_home" | "I_moved_long" => vec![check("due", "observation", None)],
        _ => Vec::new(),
    }
}

fn timers(i: &Incident) -> Vec<Row> {
    let timer = |clock: &str, status| {
        hangs_on(i, "sla_timers", clock)
            .value("clock", clock)
            .status(status)
            .set("target_minutes", "240")
            .set("started_at", instant(-2 * HOUR))
            .set("due_at", instant(2 * DAY))
    };
    let paused = |row: Row| row.text("pause_reason").set("paused_at", instant(-HOUR));
    match i.status {
        "reported" => vec![timer("triage", "running"), paused(timer("closure", "paused"))],
        "closed" => vec![timer("triage", "met"), timer("closure", "met")],
        "voided" => vec![timer("triage", "cancelled")],
        _ => vec![timer("triage", "met"), timer("closure", "running")],
    }
}

fn targets() -> Vec<Row> {
    let target = |name: &str, o, clock: &str, minutes: &str| {
        Row::new("sla_policies", name, o)
            .value("priority", "high")
            .value("clock", clock)
            .set("target_minutes", minutes)
    };
    vec![
        target("O1.triage", "O1", "triage", "240"),
        target("O1.closure", "O1", "closure", "20160"),
        target("H1.triage", "O1", "triage", "60").home("H1").of("care_home_id", "H1"),
        target("H2.mistake", "O1", "triage", "30").home("H2").of("care_home_id", "H2").archived(true, false),
        target("O2.triage", "O2", "triage", "120"),
    ]
}
