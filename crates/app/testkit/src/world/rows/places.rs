//! Operators, their settings, homes, units, rooms and beds.

use super::Row;
use crate::world::homes::{HOMES, ORGANISATIONS, beds};

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for &o in ORGANISATIONS {
        rows.push(Row::new("organisations", o, o).text("name"));
        rows.push(
            Row::new("organisation_labels", format!("{o}.resident"), o)
                .value("word", "resident")
                .texts(&["singular", "plural"]),
        );
        rows.push(
            Row::new("company_settings", o, o)
                .set("feature_flags", format!("'{{\"canary\": \"CANARY-{o}-flags\"}}'")),
        );
    }
    for home in HOMES {
        let (h, o) = (home.name, home.organisation);
        rows.push(
            Row::new("care_homes", h, o)
                .home(h)
                .texts(&["name", "address_line", "town"])
                .value("code", &format!("CANARY-{h}"))
                .value("cqc_location_id", &format!("CANARY-{h}-CQC"))
                .value("postcode", &format!("CANARY-{h}-P"))
                .text("phone")
                .set("registered_beds", "40")
                .archived(home.archived, false),
        );
        rows.push(
            Row::new("units", format!("{h}.unit"), o)
                .home(h)
                .of("care_home_id", h)
                .text("name")
                .archived(false, home.archived),
        );
        // A second unit, so that a room can be moved.
        rows.push(
            Row::new("units", format!("{h}.unit2"), o)
                .home(h)
                .of("care_home_id", h)
                .text("name")
                .archived(false, home.archived),
        );
    }
    for (name, home, revoked) in [
        ("T1", "H1", false),
        ("T1b", "H1", false),
        ("T1x", "H1", true),
        ("T2", "H2", false),
        ("T3", "H3", false),
    ] {
        let h = HOMES.iter().find(|h| h.name == home).expect("a tablet stays in a home");
        rows.push(
            Row::new("devices", name, h.organisation)
                .home(home)
                .of("care_home_id", home)
                .text("name")
                .archived(revoked, false),
        );
    }
    for bed in beds() {
        let h = HOMES.iter().find(|h| h.name == bed.home).expect("a bed stands in a home");
        rows.push(
            Row::new("rooms", bed.room(), h.organisation)
                .home(h.name)
                .of("care_home_id", h.name)
                .of("unit_id", &format!("{}.unit", h.name))
                .text("name")
                .archived(false, h.archived),
        );
        rows.push(
            Row::new("beds", bed.name(), h.organisation)
                .home(h.name)
                .of("care_home_id", h.name)
                .of("room_id", &bed.room())
                .text("name")
                .value("state", bed.state)
                .archived(bed.archived, h.archived),
        );
    }
    rows
}
