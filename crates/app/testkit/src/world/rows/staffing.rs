//! Shifts: what they are like, who is on them, and what people say of their time.

use super::Row;
use crate::names::id;
use crate::world::homes::HOMES;
use crate::world::window::{DAY, HOUR, Window, instant};
use crate::world::{World, organisation_of};

/// Every state that an assignment can be in.
pub const STATUSES: &[&str] = &[
    "planned",
    "offered",
    "accepted",
    "published",
    "confirmed",
    "declined",
    "swapped",
    "cancelled",
    "no_show",
    "worked",
];

/// On a shift of a home, somebody whose right there is of each kind, or of none.
const ON_SHIFT: &[(&str, &str, &str)] = &[
    ("senior1", "H1", "planned"),
    ("ancillary1", "H1", "published"),
    ("agency", "H1", "offered"),
    ("both", "H1", "published"),
    ("mgr1", "H1", "published"),
    ("just_ended", "H1", "worked"),
    ("not_yet", "H1", "offered"),
    ("gone", "H1", "planned"),
    ("two_orgs", "H1", "confirmed"),
    ("carer2", "H2", "published"),
    // Works in H1 and helps out in H2.
    ("carer1", "H2", "published"),
    ("owner_manager", "H2", "confirmed"),
    ("both", "H2", "offered"),
    ("carer3", "H3", "published"),
    ("mgr3", "H3", "planned"),
];

/// When the tasks of the world are due that are a shift's.
pub const TONIGHT: Window = Window::between(18 * HOUR, 26 * HOUR);
/// A shift that is over when those begin, and one that begins when they are past.
const BEFORE: Window = Window::between(8 * HOUR, 16 * HOUR);
const AFTER: Window = Window::between(28 * HOUR, 36 * HOUR);

/// Who is on the shift that has tasks, and who is not: at another time, not told of it, not any more, in
/// another home, or on another shift.
const TASKED: &[(&str, &str, &str, Window)] = &[
    ("carer1", "H1", "confirmed", TONIGHT),
    ("excluded", "H1", "accepted", TONIGHT),
    ("agency", "H1", "planned", TONIGHT),
    ("both", "H1", "declined", TONIGHT),
    ("two_orgs", "H1", "confirmed", BEFORE),
    ("two_orgs", "H1", "confirmed", AFTER),
    ("carer2", "H2", "published", TONIGHT),
    ("carer3", "H3", "worked", TONIGHT),
];

/// The time of the nth shift of the world: a day of its own, so that none overlaps another.
pub const fn slot(at: i64) -> Window {
    Window::between((20 + at) * DAY, (20 + at) * DAY + 7 * HOUR)
}

/// When `carer1` is on a shift in H2.
pub const CARER1_IN_H2: Window = slot(10);

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = templates();
    for (at, (person, home, status)) in (0..).zip(ON_SHIFT) {
        let along = world.person(person).archived;
        rows.push(
            assignment(format!("{person}.{home}"), home, slot(at))
                .profile(person)
                .of("profile_id", person)
                .status(status)
                .archived(false, along),
        );
    }
    for (at, (person, home, status, during)) in TASKED.iter().enumerate() {
        rows.push(
            assignment(format!("tasked{at}.{person}"), home, *during)
                .profile(person)
                .of("profile_id", person)
                .status(status),
        );
    }
    rows.push(
        assignment("tasked.mistake".to_owned(), "H1", TONIGHT)
            .profile("two_orgs")
            .of("profile_id", "two_orgs")
            .status("confirmed")
            .archived(true, false),
    );
    for (at, status) in (100..).zip(STATUSES) {
        rows.push(
            assignment(format!("carer1.{status}"), "H1", slot(at))
                .profile("carer1")
                .of("profile_id", "carer1")
                .status(status),
        );
    }
    for (at, home) in (200..).zip(HOMES) {
        for (at, status) in [(at, "planned"), (at + 50, "published")] {
            rows.push(
                assignment(format!("open.{status}.{}", home.name), home.name, slot(at))
                    .status(status)
                    .archived(false, home.archived),
            );
        }
    }
    rows.push(
        assignment("mistake".to_owned(), "H1", slot(300))
            .profile("nurse1")
            .of("profile_id", "nurse1")
            .status("planned")
            .archived(true, false),
    );
    rows.extend(duty());
    rows.extend(allocations(world));
    rows.extend(passes(world));
    rows.extend(availability(world));
    rows
}

/// Who is on, and who was: somebody whose right in the home is of each kind, or has ended. None began within
/// the hours around a handover that a test composes now.
fn duty() -> Vec<Row> {
    let of = |label: &str, person: &'static str, home: &'static str, hours_ago: i64, lasted: Option<i64>| {
        let row = Row::new("duty_periods", format!("{person}.{label}"), organisation_of(home))
            .home(home)
            .of("care_home_id", home)
            .profile(person)
            .of("profile_id", person)
            .set("started_at", instant(-hours_ago * HOUR));
        match lasted {
            None => row.in_status("on"),
            Some(hours) => row
                .in_status("ended")
                .set("ended_at", instant((hours - hours_ago) * HOUR))
                .value("closed_by", "person"),
        }
    };
    vec![
        of("on", "agency", "H1", 5, None),
        of("on", "mgr12", "H1", 5, None),
        of("on", "just_ended", "H1", 6, None),
        of("on", "excluded", "H1", 5, None),
        of("on", "carer2", "H2", 5, None),
        of("on", "carer3", "H3", 5, None),
        of("was", "carer1", "H1", 30, Some(7)),
        of("was", "senior1", "H1", 30, Some(7)),
        of("was", "both", "H2", 30, Some(7)),
        of("was", "carer3", "H3", 30, Some(7)),
        of("mistake", "nurse1", "H1", 31, None).archived(true, false),
    ]
}

/// One of each home, and one that H1 does not use any more.
fn templates() -> Vec<Row> {
    let mut rows = Vec::new();
    let of = |home: &'static str, label: &str, here, along| {
        Row::new("shift_templates", format!("{home}.{label}"), organisation_of(home))
            .home(home)
            .of("care_home_id", home)
            .text("name")
            .value("code", "early")
            .set("starts", "time '07:30'")
            .set("duration_minutes", "420")
            .set("break_minutes", "30")
            .set("headcount", "3")
            .set("skills", "array['medication']")
            .archived(here, along)
    };
    for home in HOMES {
        rows.push(of(home.name, "early", false, home.archived));
    }
    rows.push(of("H1", "disused", true, false));
    let versions: Vec<Row> = rows
        .iter()
        .map(|template| {
            let mut version = Row::new("shift_template_versions", &template.name, template.organisation);
            version.home = template.home;
            version.id = template.id;
            version.derived = true;
            version
        })
        .collect();
    rows.extend(versions);
    rows
}

fn assignment(name: String, home: &'static str, during: Window) -> Row {
    Row::new("shift_assignments", name, organisation_of(home))
        .home(home)
        .of("care_home_id", home)
        .uuid("template_id", id(&format!("shift_templates:{home}.early")))
        .valid("during", during)
        .set("break_minutes", "30")
        .texts(&["status_reason", "note"])
}

/// A list of each home, and on it everybody who lives there or did.
fn allocations(world: &World) -> Vec<Row> {
    let list = |home: &str| id(&format!("allocation_lists:{home}"));
    let mut rows = Vec::new();
    for home in HOMES {
        rows.push(
            Row::new("allocation_lists", home.name, home.organisation)
                .home(home.name)
                .of("care_home_id", home.name)
                .set("care_day", "current_date - 40")
                .value("shift", "early")
                .archived(false, home.archived),
        );
    }
    for resident in &world.residents {
        let mut homes = vec![resident.registered_in];
        if resident.holding != resident.registered_in {
            homes.push(resident.holding);
        }
        for home in homes {
            let whom = if home == "H3" { "carer3" } else { "both" };
            rows.push(
                Row::new("resident_allocations", format!("{}.{home}", resident.name), resident.organisation)
                    .home(home)
                    .of("care_home_id", home)
                    .uuid("list_id", list(home))
                    .client(resident.name)
                    .of("client_id", resident.name)
                    .of("profile_id", whom),
            );
        }
    }
    rows
}

/// People with a pass, though not all of them are from an agency.
fn passes(world: &World) -> Vec<Row> {
    let of = |person: &'static str, home: &'static str| {
        Row::new("agency_passes", format!("{person}.{home}"), organisation_of(home))
            .home(home)
            .of("care_home_id", home)
            .profile(person)
            .of("profile_id", person)
            .uuid("membership_id", id(&format!("user_care_homes:{person}.{home}")))
            .text("agency")
            .value("identity_document", "passport")
            .set("identity_seen_at", instant(-2 * HOUR))
            .set("starts_at", instant(-2 * HOUR))
            .set("ends_at", instant(10 * HOUR))
    };
    // In worlds of chance not all of them work there.
    let works = |(person, home): &(&str, &str)| {
        world.memberships.iter().any(|m| m.person == *person && m.home == *home)
    };
    let all = [("agency", "H1"), ("two_orgs", "H1"), ("carer2", "H2"), ("carer3", "H3")];
    all.into_iter().filter(works).map(|(person, home)| of(person, home)).collect()
}

fn availability(world: &World) -> Vec<Row> {
    let of = |label: &str, person: &'static str, kind, during| {
        Row::new("staff_availability", format!("{person}.{label}"), world.person(person).organisation)
            .profile(person)
            .of("profile_id", person)
            .kind(kind)
            .valid("during", during)
            .text("note")
            .archived(false, world.person(person).archived)
    };
    let week = Window::between(30 * DAY, 37 * DAY);
    let mut rows = vec![
        of("sick", "carer1", "sick", Window::since(-DAY)),
        of("leave", "carer1", "leave", week),
        of("mistake", "carer1", "study", week).archived(true, false),
    ];
    for person in [
        "senior1",
        "ancillary1",
        "agency",
        "both",
        "mgr1",
        "mgr12",
        "just_ended",
        "not_yet",
        "gone",
        "carer2",
        "owner_manager",
        "owner1",
        "comp1",
        "nobody",
        "carer3",
        "mgr3",
        "two_orgs",
        "two_orgs_2",
        "invitee",
        "mistake",
    ] {
        rows.push(of("leave", person, "leave", week));
    }
    rows
}
