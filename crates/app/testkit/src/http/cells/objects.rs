//! Which rows an operation is tried on.

use super::MATRIX;
use super::expect::Object;
use crate::http::needs::{Need, What};
use crate::http::operations::Operation;
use crate::world::{Row, World};

/// A row in each home (or organisation) that fits the operation, one that doesn't, those of people
/// whose relation is special, and an id that is nobody's.
pub fn objects(operation: &Operation, need: &Need) -> Vec<Object> {
    let table = match (need.what.in_path(), &need.what) {
        (Some(table), _) if !operation.parameters().is_empty() => table,
        (None, What::Make { table, .. }) if table != "care_homes" => "care_homes",
        _ => return vec![Object::None],
    };
    let mut objects = Vec::new();
    // Of somebody who has moved those of either home may note what was in theirs: no one body is right for
    // all of them. The pillar's own tests say both.
    let for_all = |row: &&Row| {
        !matches!(operation.id, "create_note" | "create_assessment" | "raise_concern") || row.name != "moved"
    };
    for place in ["H1", "H2", "H3", "H0", "O1", "O2"] {
        let here = || of_table(table).filter(|row| at(row) == place).filter(for_all);
        objects.extend(here().filter(|row| fits(operation.id, need, row)).take(2).map(Object::Row));
        objects.extend(here().filter(|row| !fits(operation.id, need, row)).take(1).map(Object::Row));
    }
    let special = |row: &&Row| {
        matches!(row.name.as_str(), "moved" | "R1b" | "archived" | "gone" | "invitee" | "mistake" | "comp1")
    };
    let more: Vec<&'static Row> = of_table(table).filter(special).filter(for_all).collect();
    for row in more {
        if !objects.iter().any(|o| matches!(o, Object::Row(known) if known.id == row.id)) {
            objects.push(Object::Row(row));
        }
    }
    objects.push(Object::Unknown);
    objects
}

fn of_table(table: &str) -> impl Iterator<Item = &'static Row> {
    World::get().rows.iter().filter(move |row| row.table == table)
}

/// Where a row lies: its home, or its organisation if it has none.
fn at(row: &Row) -> &'static str {
    row.home.unwrap_or(row.organisation)
}

fn held(stay: &Row) -> bool {
    matches!(stay.status, Some("live" | "planned"))
}

/// Whether a stay's bed stands in a home, unit, room, or is the bed.
fn stands_in(place: &Row, stay: &Row) -> bool {
    let bed = stay.column("bed_id").unwrap_or_default();
    let is_bed = |name: &str| bed == format!("'{}'", crate::names::id(name));
    match place.table {
        "beds" => is_bed(&place.name),
        "rooms" => is_bed(&place.name.replace(".room.", ".bed.")),
        // Every room stands in a home's first unit.
        "units" => place.home == stay.home && !place.name.ends_with("unit2"),
        _ => place.home == stay.home,
    }
}

/// Whether the operation is possible in the state that the row is in.
pub fn fits(operation: &str, need: &Need, row: &Row) -> bool {
    let world = World::get();
    let resident = || row.client.map(|name| world.resident(name));
    if operation.starts_with("restore_") {
        // What was archived along with its parent comes back with it.
        return row.archive_here;
    }
    if row.archived {
        return false;
    }
    match operation {
        "admit_client" => resident().is_some_and(|r| matches!(r.status, "prospective" | "discharged")),
        "note_absence" => resident().is_some_and(|r| r.status == "current"),
        "create_client_identity" => matches!(row.name.as_str(), "asked" | "called_off"),
        // Those who have no plan yet, and those who have one.
        "start_care_plan" => matches!(row.name.as_str(), "asked" | "called_off"),
        "create_care_plan_review" => !matches!(row.name.as_str(), "asked" | "called_off"),
        "update_care_plan_version" => row.status == Some("draft"),
        "update_care_plan_review" => row.status == Some("due"),
        // Whoever has confirmed a version has confirmed it.
        "confirm_care_plan_read" => row.status == Some("superseded"),
        // The handovers of the world are a month old.
        "add_handover_item" => false,
        // Everybody in the world has an allergy noted, or that none is known.
        "note_no_known_allergies" => false,
        // Whom the example excludes may be excluded already.
        "create_client_exclusion" => {
            let whom = super::expect::somebody(row.home);
            !world
                .table("client_exclusions")
                .any(|x| !x.archived && x.client == row.client && x.profile == Some(whom))
        }
        // An organisation keeps an owner.
        "archive_office" => {
            let alike = |r: &&Row| r.kind == row.kind && r.organisation == row.organisation && !r.archived;
            let live = |r: &&Row| r.valid.is_some_and(crate::world::Window::is_live);
            row.kind != Some("business_owner")
                || world.table("organisation_roles").filter(alike).filter(live).count() > 1
        }
        "update_stay" => matches!(row.status, Some("planned" | "live")),
        "move_bed" => row.status == Some("live"),
        // The other operator has one home.
        "transfer_client" => row.status == Some("live") && row.organisation == "O1",
        // Where somebody lives, or is about to.
        "archive_care_home" | "archive_unit" | "archive_room" | "archive_bed" => {
            !world.table("bed_stays").any(|stay| held(stay) && stands_in(row, stay))
        }
        // What is past stays as it was.
        "update_task" | "claim_task" | "release_task" => row.status == Some("due"),
        "archive_task" => row.status == Some("due"),
        // Nothing in the world waits for a second person.
        "confirm_task" => false,
        // Somebody who is on is on already.
        "start_duty" => false,
        "end_duty" => row.status == Some("on"),
        // Before it was over.
        "update_duty" => row.status == Some("on"),
        "record_task" => row.status != Some("done"),
        "create_task_definition" | "update_task_definition" | "archive_task_definition" => {
            row.status == Some("draft")
        }
        "archive_person" | "disable_person" => row.status == Some("active"),
        "reinvite_person" => row.status == Some("invited"),
        "end_membership" | "update_membership" | "end_home_manager" | "update_home_manager" => {
            row.valid.is_some_and(crate::world::Window::is_live)
                && (row.table != "manager_care_homes" || row.kind == Some("cover"))
        }
        _ => match &need.what {
            What::Verb { name, table } => {
                let verb = MATRIX.verbs.iter().find(|v| v.name == *name && v.table == *table);
                verb.is_some_and(|v| row.status == Some(v.from.as_str()))
            }
            _ => true,
        },
    }
}
