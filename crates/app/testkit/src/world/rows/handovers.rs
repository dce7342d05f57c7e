//! Handovers of every home, what is noted in them, about residents and about the home, and how full
//! the home was.

use super::Row;
use crate::world::World;
use crate::world::homes::HOMES;

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for home in HOMES {
        let handover = |label: &str, shift| {
            Row::new("handovers", format!("{}.{label}", home.name), home.organisation)
                .home(home.name)
                .of("care_home_id", home.name)
                .set("care_day", "current_date - 30")
                .value("shift", shift)
                .text("summary")
        };
        rows.push(handover("early", "early"));
        rows.push(handover("late", "late"));
        rows.push(
            handover("night", "night").of("unit_id", &format!("{}.unit", home.name)).archived(true, false),
        );
    }
    for home in HOMES {
        rows.push(
            item(&format!("{}.boiler", home.name), home.organisation, home.name)
                .kind("equipment")
                .status("open"),
        );
    }
    for resident in &world.residents {
        let name = resident.name;
        let of = |label: &str, home| {
            let row = item(&format!("{name}.{label}"), resident.organisation, home);
            row.client(name).of("client_id", name).kind("observation")
        };
        rows.push(of("slept", resident.registered_in).status("open"));
        if resident.holding != resident.registered_in {
            rows.push(of("arrived", resident.holding).status("open"));
        }
        rows.push(
            of("ate", resident.registered_in)
                .uuid("handover_id", handover_id(resident.registered_in))
                .status("closed")
                .value("closed_because", "dealt_with"),
        );
    }
    let mistake = item("R1.mistake", "O1", "H1").client("R1").of("client_id", "R1");
    rows.push(mistake.kind("visitor").status("open").archived(true, false));
    rows
}

/// How full each home was.
pub fn snapshots() -> Vec<Row> {
    HOMES
        .iter()
        .map(|home| {
            let figures = [
                "beds_taken",
                "reserved",
                "vacant_accepting",
                "hospital",
                "on_leave",
                "respite",
                "admissions",
                "discharges",
                "deaths",
            ];
            let row = Row::new("occupancy_snapshots", home.name, home.organisation)
                .home(home.name)
                .of("care_home_id", home.name)
                .set("census_date", "current_date - 3")
                .set("registered_beds", "40")
                .set("open_beds", "7")
                .set("occupied", "5");
            figures.into_iter().fold(row, |row, figure| row.set(figure, "0"))
        })
        .collect()
}

fn handover_id(home: &str) -> uuid::Uuid {
    crate::names::id(&format!("handovers:{home}.early"))
}

fn item(name: &str, organisation: &'static str, home: &'static str) -> Row {
    Row::new("handover_items", name, organisation)
        .home(home)
        .of("care_home_id", home)
        .set("care_day", "current_date - 30")
        .text("what")
}
