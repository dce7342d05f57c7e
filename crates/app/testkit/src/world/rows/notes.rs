//! Notes, assessments and what was added to them, concerns, and who took in which handover.

use super::Row;
use crate::names::id;
use crate::world::homes::HOMES;
use crate::world::residents::Resident;
use crate::world::window::{DAY, instant};
use crate::world::{World, organisation_of};

/// Somebody who gives care in a home.
pub fn author(home: &str) -> &'static str {
    match home {
        "H2" => "carer2",
        "H3" => "carer3",
        _ => "carer1",
    }
}

/// Somebody who manages a home.
pub fn manager(home: &str) -> &'static str {
    if organisation_of(home) == "O1" { "mgr12" } else { "mgr3" }
}

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for r in &world.residents {
        let homes: Vec<&'static str> =
            if r.holding == r.registered_in { vec![r.holding] } else { vec![r.registered_in, r.holding] };
        for home in homes {
            let name = |what: &str| format!("{}.{what}.{home}", r.name);
            rows.push(of(r, "daily_notes", &name("note"), home).kind("care").text("body"));
            if home == r.holding {
                // As claimed of who gives care there.
                let handed_in = of(r, "daily_notes", &name("handed_in"), home).without("author_id");
                let handed_in =
                    handed_in.of("author_id", manager(home)).of("claimed_author_id", author(home));
                rows.push(handed_in.kind("care").text("body"));
            }
            rows.push(
                of(r, "assessments", &name("falls"), home)
                    .value("instrument", "falls_factors")
                    .set("instrument_version", "1")
                    .set("answers", format!("'{{\"canary\": \"CANARY-{}\"}}'", name("answers")))
                    .set("score", "3")
                    .value("band", "raised")
                    .set("band_rank", "1")
                    .text("note")
                    .set("next_due_on", "current_date + 20"),
            );
            let concern = |what: &str, status| {
                of(r, "concerns", &name(what), home).value("category", "skin").text("body").status(status)
            };
            rows.push(concern("worry", "raised"));
            let seen =
                |row: Row| row.set("acknowledged_at", instant(-DAY)).of("acknowledged_by", author(home));
            rows.push(seen(concern("seen_to", "acknowledged")));
            let over = seen(concern("over", "closed")).text("outcome");
            rows.push(over.set("closed_at", instant(-DAY)).of("closed_by", author(home)));
            let note = id(&format!("daily_notes:{}", name("note")));
            rows.push(
                placed(r, "addenda", &name("more"), home)
                    .value("entity", "daily_notes")
                    .uuid("entity_id", note)
                    .kind("addendum")
                    .text("body"),
            );
        }
    }
    for o in ["O1", "O2"] {
        let own = |version: &'static str, from: &'static str| {
            Row::new("instruments", format!("{o}.thirst.{version}"), o)
                .value("code", "thirst")
                .set("instrument_version", version)
                .text("name")
                .value("effective_from", from)
                .set(
                    "definition",
                    format!("'{}'", THIRST.replace("$version", version).replace("$from", from)),
                )
        };
        rows.push(own("1000", "2026-01-01"));
        rows.push(own("1001", "2030-01-01"));
    }
    for home in HOMES {
        let o = organisation_of(home.name);
        for person in [author(home.name), manager(home.name)] {
            rows.push(
                Row::new("handover_acknowledgements", format!("{person} of {}.late", home.name), o)
                    .home(home.name)
                    .of("care_home_id", home.name)
                    .uuid("handover_id", id(&format!("handovers:{}.late", home.name)))
                    .set("handover_version", "1")
                    .profile(person)
                    .of("profile_id", person),
            );
        }
    }
    rows
}

/// An instrument of an operator's own.
const THIRST: &str = r#"{"code": "thirst", "version": $version, "name": "Thirst", "licence": "Made in the home", "source": "The home",
    "effective_from": "$from", "outcome": "total", "items": [{"code": "lips", "label": "Lips", "kind": "choice", "required": true,
    "options": [{"code": "moist", "label": "Moist", "score": 0}, {"code": "dry", "label": "Dry", "score": 2}]}],
    "bands": [{"code": "well", "label": "Well", "from": 0, "to": 1}, {"code": "dry", "label": "Dry", "from": 2, "to": 2}]}"#;

fn placed(r: &Resident, table: &'static str, name: &str, home: &'static str) -> Row {
    Row::new(table, name, r.organisation)
        .home(home)
        .client(r.name)
        .of("client_id", r.name)
        .of("care_home_id", home)
        .of("author_id", author(home))
}

fn of(r: &Resident, table: &'static str, name: &str, home: &'static str) -> Row {
    placed(r, table, name, home).set("occurred_at", instant(-DAY))
}
