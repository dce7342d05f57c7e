//! I: a valid new row in every place, by every actor.

mod compliance;
mod staffing;

use super::cell::{Cell, Tables};
use super::report::Expected;
use super::{Bench, Report, cell, handovers, incidents, notes, notifications, rules};
use crate::names::nhs_number;
use crate::world::{DAY, HOMES, ORGANISATIONS, Row, Seat, Window, organisation_of};

/// Tries to insert every candidate as every actor, without and with RETURNING.
pub async fn inserts(bench: &Bench) -> Report {
    cell::every(bench, |bench, seat| insert_cells(bench, seat, &|_| true)).await
}

/// What one actor tries.
pub fn insert_cells(bench: &Bench, seat: &Seat, tables: Tables<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    let model = bench.model(seat);
    for row in candidates(bench, seat).into_iter().filter(|row| tables(row.table)) {
        let unseen = row.table == "incident_reports"
            && row.incident.is_some_and(|i| !model.reads(bench.world.row("incidents", i)));
        let expected = if unseen {
            // Asked before any right: what the writer does not see is not there.
            Expected::Stopped("invalid")
        } else if model.inserts(&row) {
            rules::stops_insert(bench.world, &row).map_or(Expected::Yes, Expected::Stopped)
        } else if rules::names_a_person(row.table).is_some_and(|asked| model.inserts_but_for(asked, &row)) {
            // Not a right that is missing but a person who can't be chosen.
            Expected::Stopped("invalid")
        } else {
            Expected::No
        };
        let cell = |what: &str, sql, expected| Cell {
            table: row.table,
            what: format!("{what} {}", row.name),
            sql,
            before: String::new(),
            expected,
        };
        cells.push(cell("I", row.insert(), expected));
        if expected == Expected::Yes {
            // Who makes a record reads it back in the same statement.
            // Care that is recorded after a right ended lies where its author no longer reads.
            let expected = if row.occurred.is_none() || model.reads(&row) { expected } else { Expected::No };
            cells.push(cell("I returning", format!("{} returning id", row.insert()), expected));
        }
    }
    cells
}

/// A right that begins far enough ahead to overlap with no other.
const LATER: Window = Window::between(1000 * DAY, 1010 * DAY);
/// A stay that nobody else's or own overlaps.
const BEFORE: Window = Window::between(-4000 * DAY, -3999 * DAY);

/// Two days on which whoever has lived here for some time did.
const AWAY: Window = Window::between(-70 * DAY, -68 * DAY);

/// Every row to try: each table's, in every home, for every resident, about several people.
pub fn candidates(bench: &Bench, seat: &Seat) -> Vec<Row> {
    let mut rows = Vec::new();
    for &o in ORGANISATIONS {
        rows.push(
            Row::candidate("care_homes", format!("a home of {o}"), o)
                .value("name", "New")
                .value("code", "NEW")
                .set("registered_beds", "1"),
        );
        rows.push(
            Row::candidate("profiles", format!("a person of {o}"), o)
                .value("given_name", "N")
                .value("family_name", "N"),
        );
    }
    for home in HOMES {
        rows.extend(places(home.name));
    }
    rows.extend(super::schedules::candidates());
    for person in people(seat) {
        for home in HOMES {
            rows.extend(rights(home.name, person));
        }
        for &o in ORGANISATIONS {
            for role in ["business_owner", "compliance_lead"] {
                rows.push(
                    Row::candidate("organisation_roles", format!("{person} as {role} of {o}"), o)
                        .profile(person)
                        .of("profile_id", person)
                        .fact(role)
                        .value("role", role)
                        .valid("valid", LATER),
                );
            }
        }
    }
    rows.extend(staffing::candidates(&people(seat)));
    rows.extend(compliance::candidates(&people(seat)));
    for resident in &bench.world.residents {
        rows.extend(of_resident(resident.name, resident.organisation));
        rows.extend(super::care::of_resident(bench.world, seat, resident));
        rows.extend(super::care::views(resident, &people(seat)));
        for person in people(seat) {
            rows.push(
                Row::candidate(
                    "client_exclusions",
                    format!("{person} from {}", resident.name),
                    resident.organisation,
                )
                .client(resident.name)
                .of("client_id", resident.name)
                .profile(person)
                .of("profile_id", person)
                .value("reason", "New"),
            );
        }
    }
    rows.extend(incidents::candidates(bench.world, seat));
    rows.extend(handovers::candidates(bench.world));
    rows.extend(notes::candidates(bench.world, seat));
    rows.extend(notifications::candidates(bench.world, &people(seat)));
    rows
}

/// The actor, somebody of each home, somebody of none, and one from elsewhere.
fn people(seat: &Seat) -> Vec<&'static str> {
    let mut people = vec!["carer1", "carer2", "nobody", "just_ended", "carer3"];
    people.extend(seat.person.filter(|p| !people.contains(p)));
    people
}

fn places(home: &'static str) -> Vec<Row> {
    let o = organisation_of(home);
    let at = |table, what: &str| {
        Row::candidate(table, format!("{what} in {home}"), o).home(home).of("care_home_id", home)
    };
    let room = if home == "H0" { "H0.room.a".to_owned() } else { format!("{home}.room.free") };
    vec![
        at("units", "a unit").value("name", "New"),
        at("rooms", "a room").of("unit_id", &format!("{home}.unit")).value("name", "New"),
        at("beds", "a bed").of("room_id", &room).value("name", "New"),
        Row::candidate("clients", format!("a resident in {home}"), o)
            .home(home)
            .client("new")
            .of("holding_home_id", home)
            .value("given_name", "N")
            .value("family_name", "N"),
    ]
}

fn rights(home: &'static str, person: &'static str) -> Vec<Row> {
    let o = organisation_of(home);
    let right = |table, what: &str| {
        Row::candidate(table, format!("{person} as {what} in {home}"), o)
            .home(home)
            .of("care_home_id", home)
            .profile(person)
            .of("profile_id", person)
    };
    let manager =
        |what: &str, kind, window| right("manager_care_homes", what).kind(kind).valid("valid", window);
    vec![
        right("user_care_homes", "nurse").fact("nurse").value("grade", "nurse").valid("valid", LATER),
        manager("cover for 10 days", "cover", LATER),
        manager("cover for 29 days", "cover", Window::between(1000 * DAY, 1029 * DAY)),
        manager("cover without end", "cover", Window::since(1000 * DAY)),
        manager("deputy", "deputy", LATER),
    ]
}

fn of_resident(resident: &'static str, o: &'static str) -> Vec<Row> {
    let row = |table, what: &str| {
        Row::candidate(table, format!("{what} of {resident}"), o).client(resident).of("client_id", resident)
    };
    let document = |what: &str| {
        row("resident_documents", what)
            .kind("other")
            .value("title", "New")
            .value("file_name", "new.pdf")
            .value("media_type", "application/pdf")
            .set("size_bytes", "1")
            .set("sha256", "sha256('new')")
    };
    let stay = |what: &str, status| row("bed_stays", what).valid("during", BEFORE).status(status);
    vec![
        row("client_identity", "the identity").value("nhs_number", &nhs_number(600_000)),
        row("client_contacts", "a contact").value("name", "New").value("relationship", "son"),
        row("client_photos", "a photograph")
            .value("consent", "given")
            .set("width", "40")
            .set("height", "40")
            .set("size_bytes", "1")
            .set("sha256", "sha256('new')")
            .set("small_sha256", "sha256('new')"),
        row("client_about_me", "a word").value("topic", "people").value("body", "New"),
        row("client_alerts", "an alert").kind("falls").value("detail", "New"),
        row("client_alerts", "no known allergy").kind("allergy").set("none_known", "true"),
        stay("a planned stay", "planned"),
        stay("a live stay", "live"),
        stay("a cancelled stay", "cancelled"),
        document("a document").set("sealed", "false"),
        document("a sealed document").set("sealed", "true"),
        row("resident_absences", "an absence").kind("leave").valid("during", AWAY),
    ]
}
