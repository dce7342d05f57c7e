//! Residents, who they are, what must be known of them, and their stays.

use super::Row;
use crate::names::{canary, id, nhs_number};
use crate::world::residents::Resident;
use crate::world::window::{DAY, HOUR, Window};
use crate::world::{World, organisation_of};

/// Kinds of an alert, the five that ancillary staff see first.
const KINDS: &[&str] = &[
    "allergy",
    "diet_texture",
    "choking",
    "communication",
    "infection",
    "falls",
    "dnacpr_respect",
    "dols",
    "moving_handling",
    "other",
];

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, r) in world.residents.iter().enumerate() {
        rows.push(
            Row::new("clients", r.name, r.organisation)
                .home(r.holding)
                .client(r.name)
                .of("holding_home_id", r.registered_in)
                .texts(&["title", "given_name", "family_name", "preferred_name"])
                .archived(r.archived, false),
        );
        // Those who never came have no identity yet, so that one can be added.
        if !matches!(r.name, "asked" | "called_off") {
            let seed = u32::try_from(at).expect("few residents") * 100;
            rows.push(
                of_resident(r, "client_identity", r.name, r.holding)
                    .value("nhs_number", &nhs_number(seed))
                    .set("birth_date", format!("date '1935-01-01' + {at}"))
                    .value("gender", "female")
                    .texts(&["first_language", "consent_note"]),
            );
        }
        rows.push(contact(r, &format!("{}.daughter", r.name)));
    }
    for r in &world.residents {
        rows.extend(stays(r));
        rows.extend(absence(r));
        rows.extend(alerts(r));
        rows.extend(about_me(r));
        rows.push(photo(r));
        rows.extend(views(r));
    }
    for x in &world.exclusions {
        let r = world.resident(x.resident);
        rows.push(
            placed(
                Row::new("client_exclusions", format!("{}.{}", x.person, x.resident), r.organisation),
                r,
                x.home,
            )
            .profile(x.person)
            .of("profile_id", x.person)
            .text("reason")
            .archived(x.archived, r.archived),
        );
    }
    rows
}

fn of_resident(r: &Resident, table: &'static str, name: impl Into<String>, home: &'static str) -> Row {
    Row::new(table, name, r.organisation)
        .home(home)
        .client(r.name)
        .of("client_id", r.name)
        .archived(false, r.archived)
}

/// A row that says where it happened.
fn placed(row: Row, r: &Resident, home: &'static str) -> Row {
    row.home(home).client(r.name).of("client_id", r.name).of("care_home_id", home).archived(false, r.archived)
}

/// Somebody of the home that registered them looked a day ago; a copy was taken by its manager.
fn views(r: &Resident) -> Vec<Row> {
    let view = |person: &'static str, kind| {
        let row = Row::new("record_views", format!("{}.{kind}", r.name), r.organisation);
        placed(row, r, r.registered_in)
            .profile(person)
            .of("profile_id", person)
            .kind(kind)
            .set("quarter", "date_bin('15 minutes', now() - interval '1 day', '2000-01-01 00:00+00')")
    };
    let (carer, manager) = match r.registered_in {
        "H1" => ("carer1", "mgr1"),
        "H2" => ("carer2", "mgr12"),
        _ => ("carer3", "mgr3"),
    };
    vec![view(carer, "record"), view(manager, "export")]
}

fn contact(r: &Resident, name: &str) -> Row {
    placed(Row::new("client_contacts", name, r.organisation), r, r.registered_in)
        .texts(&["name", "relationship", "phone", "address", "note"])
        .value("email", &format!("canary-{}-email@example.org", r.name))
        .kind("family")
        .set("next_of_kin", "true")
        .set("emergency_order", "1")
        .value("may_be_told", "general")
        .set("authority_seen_on", "current_date - 100")
}

fn stays(r: &Resident) -> Vec<Row> {
    let first = id(&format!("bed_stays:{}.stay0", r.name));
    let mut rows = Vec::new();
    for (at, stay) in r.stays.iter().enumerate() {
        let name = format!("{}.stay{at}", r.name);
        let mut row = placed(Row::new("bed_stays", &name, organisation_of(stay.home)), r, stay.home)
            .valid("during", stay.during)
            .status(stay.status)
            .text("leaving_note")
            .uuid("admission_id", first);
        if let Some(bed) = stay.bed {
            row = row.of("bed_id", &format!("{}.bed.{bed}", stay.home));
        }
        if let Some(why) = stay.leaving_reason {
            row = row.value("leaving_reason", why);
        }
        rows.push(row);
    }
    rows
}

fn absence(r: &Resident) -> Vec<Row> {
    let Some(stay) = r.stays.first() else { return Vec::new() };
    let absence = |label: &str, kind, status, during| {
        placed(Row::new("resident_absences", format!("{}.{label}", r.name), r.organisation), r, stay.home)
            .kind(kind)
            .status(status)
            .valid("during", during)
            .set("expected_return", "now() + interval '3 days'")
            .texts(&["place", "reason", "return_note"])
    };
    let mut rows = Vec::new();
    let days = Window::between(-60 * DAY, -55 * DAY);
    if matches!(stay.status, "live" | "ended") && stay.during.covers(days) {
        rows.push(absence("earlier", "leave", "returned", days));
    }
    if let Some(kind) = r.away {
        rows.push(absence("away", kind, "away", Window::since(-5 * HOUR)));
    }
    rows
}

/// R1 has an alert of every kind and in every state; everybody else three, the author of the
/// proposed one being somebody who works where it was written.
fn alerts(r: &Resident) -> Vec<Row> {
    let author = |home| match home {
        "H1" => "carer1",
        "H2" => "carer2",
        _ => "carer3",
    };
    let home = r.registered_in;
    let alert = |label: &str, kind, status, by| {
        let name = format!("{}.{label}", r.name);
        let row = placed(Row::new("client_alerts", &name, r.organisation), r, home)
            .kind(kind)
            .status(status)
            .by(by);
        let row = row.texts(&["reaction", "source", "decided_by"]).value("severity", "moderate");
        if status == "ended" { row.text("end_reason") } else { row }
    };
    let says = |row: Row| {
        let detail = canary(&row.name, "detail");
        row.value("detail", &detail)
    };
    let mut rows = Vec::new();
    if r.name == "R1" {
        rows.extend(KINDS.iter().map(|kind| says(alert(kind, kind, "verified", None))));
        rows.push(says(alert("falls.senior", "falls", "proposed", Some("senior1"))));
        rows.push(says(alert("choking.manager", "choking", "proposed", Some("mgr1"))));
        rows.push(says(alert("infection.over", "infection", "ended", None)));
        rows.push(says(alert("other.mistake", "other", "verified", None)).archived(true, false));
    } else if r.name == "R1b" {
        rows.push(alert("none_known", "allergy", "verified", None).set("none_known", "true"));
        rows.push(says(alert("other", "other", "verified", None)));
    } else {
        rows.push(says(alert("allergy", "allergy", "verified", None)));
        rows.push(says(alert("other", "other", "verified", None)));
    }
    rows.push(says(alert("proposed", "falls", "proposed", Some(author(home)))));
    // A note of this resident by somebody whose right to write here is not live.
    if r.name == "R1b" {
        rows.push(says(alert("by_excluded", "falls", "proposed", Some("excluded"))));
    }
    rows
}

/// The current photograph; of R1b one that was added in error, and none that is current. Its bytes are its name (`http/photos.rs`).
fn photo(r: &Resident) -> Row {
    let row =
        placed(Row::new("client_photos", format!("{}.photo", r.name), r.organisation), r, r.registered_in);
    let hash = format!("sha256('{}')", row.name);
    let row = if r.name == "R1b" { row.archived(true, false) } else { row };
    row.value("consent", "given")
        .set("width", "40")
        .set("height", "40")
        .set("size_bytes", "1")
        .set("sha256", hash.clone())
        .set("small_sha256", hash)
}

/// A word in force, one that its author proposed; of R1 also one that is over and one made in error.
fn about_me(r: &Resident) -> Vec<Row> {
    let home = r.registered_in;
    let word = |label: &str, topic, status| {
        let row = placed(Row::new("client_about_me", format!("{}.{label}", r.name), r.organisation), r, home);
        row.value("topic", topic).status(status).text("body")
    };
    let mut rows = vec![
        word("matters", "matters_to_me", "verified"),
        word("food", "food_drink", "proposed").by(Some(super::notes::author(home))),
    ];
    if r.name == "R1" {
        rows.push(word("before", "matters_to_me", "ended").text("end_reason"));
        rows.push(word("mistake", "routine", "verified").archived(true, false));
    }
    // By somebody whose right to write here is not live.
    if r.name == "R1b" {
        rows.push(word("by_excluded", "people", "proposed").by(Some("excluded")));
    }
    rows
}
