//! Rules that bind whoever has the right: what stops a statement that the matrix allows.

mod compliance;
mod staffing;

use super::incidents;
use crate::names::id;
use crate::world::{DAY, Row, Window, World};

/// What stops the archiving of a row, or its restoring when it is archived.
pub fn stops_archive(world: &World, row: &Row) -> Option<&'static str> {
    if row.archived {
        return parent_is_archived(world, row).then_some("parent_archived");
    }
    match row.table {
        "care_homes" | "units" | "rooms" | "beds" if lived_in(world, row) => Some("illegal_transition"),
        table if table.starts_with("care_") && !changes(row) => Some("illegal_transition"),
        "profiles" if is_last_owner(world, row) => Some("last_owner"),
        "organisation_roles" if row.kind == Some("business_owner") && is_last_owner(world, row) => {
            Some("last_owner")
        }
        _ => None,
    }
}

/// Whether something that the row belongs to is archived.
pub fn parent_is_archived(world: &World, row: &Row) -> bool {
    let home = || row.home.is_some_and(|h| world.row("care_homes", h).archived);
    let person = || row.profile.is_some_and(|p| world.person(p).archived);
    let resident = || row.client.is_some_and(|c| world.residents.iter().any(|r| r.name == c && r.archived));
    match row.table {
        "units" | "rooms" | "beds" | "clients" | "sla_policies" => home(),
        "care_plans"
        | "care_plan_versions"
        | "care_plan_sleeps"
        | "care_task_definitions"
        | "care_plan_tasks"
        | "care_plan_reviews" => resident(),
        "user_care_homes" | "manager_care_homes" | "shift_templates" | "shift_assignments"
        | "duty_periods" => home() || person(),
        "organisation_roles" | "staff_availability" | "training_records" => person(),
        "training_requirements" => home(),
        "handovers" => home(),
        // Under one that was composed in error.
        "handover_acknowledgements" => row.kind == Some("archived"),
        "handover_items" | "incident_reports" | "incident_evidence" => home() || resident(),
        "resident_documents" => resident(),
        "client_identity" | "client_contacts" | "client_alerts" | "client_about_me" | "client_photos"
        | "client_exclusions" | "bed_stays" | "resident_absences" => resident(),
        _ => false,
    }
}

/// Whether somebody lives there or is about to.
fn lived_in(world: &World, row: &Row) -> bool {
    let stays =
        || world.table("bed_stays").filter(|s| !s.archived && matches!(s.status, Some("planned" | "live")));
    let taken = |bed: &Row| stays().any(|s| s.column("bed_id") == Some(&format!("'{}'", bed.id)));
    let beds = || world.table("beds").filter(|b| b.home == row.home);
    match row.table {
        "care_homes" => stays().any(|s| s.home == row.home),
        // All rooms of the world are in their home's first unit.
        "units" => row.name.ends_with(".unit") && beds().any(taken),
        "rooms" => beds().filter(|b| b.column("room_id") == Some(&format!("'{}'", row.id))).any(taken),
        _ => taken(row),
    }
}

/// Whether the person is the only live owner of their organisation.
pub fn is_last_owner(world: &World, row: &Row) -> bool {
    let live = |r: &&Row| {
        r.organisation == row.organisation
            && r.kind == Some("business_owner")
            && !r.archived
            && r.valid.is_some_and(Window::is_live)
    };
    let mut owners = world.table("organisation_roles").filter(live);
    matches!((owners.next(), owners.next()), (Some(only), None) if only.profile == row.profile)
}

/// What stops a change of one column that the person may write.
pub fn stops_update(row: &Row, column: &str) -> Option<&'static str> {
    if let Some(code) = compliance::stops_update(row, column) {
        return Some(code);
    }
    // A check constraint ties these to another column, and a cell changes one column only.
    match (row.table, column) {
        // Time and assignee of the active version's tasks may be amended.
        (
            "care_task_definitions",
            "times" | "due_minutes" | "missed_minutes" | "assignee_id" | "shift_template_id" | "named_only",
        ) if row.status == Some("active") => match column {
            "times" if row.kind == Some("as_needed") => Some("23514"),
            _ => is_whose_else(row, column),
        },
        ("care_task_definitions", "kind" | "times") if row.kind == Some("as_needed") && changes(row) => {
            Some("23514")
        }
        // Only what is given as it is needed is looked at again.
        ("care_task_definitions", "effect_minutes") if row.kind != Some("as_needed") && changes(row) => {
            Some("23514")
        }
        (table, _) if table.starts_with("care_") && !changes(row) => Some("illegal_transition"),
        ("care_task_definitions" | "care_plan_tasks", "assignee_id" | "shift_template_id" | "named_only") => {
            is_whose_else(row, column)
        }
        ("care_plan_reviews", "outcome" | "held_on") => Some("23514"),
        ("concerns", "outcome") if row.status == Some("closed") => Some("illegal_transition"),
        ("concerns", "outcome") => Some("23514"),
        ("client_alerts", "none_known") => Some("23514"),
        ("client_alerts", "kind" | "detail") if row.column("none_known") == Some("true") => Some("23514"),
        ("bed_stays", "leaving_reason") if !matches!(row.status, Some("ended" | "cancelled")) => {
            Some("23514")
        }
        ("handover_items", "closed_because") if row.status == Some("open") => Some("23514"),
        // Own hours and that there are some are said together.
        ("notification_preferences", "quiet") => Some("23514"),
        // Only what is shown in the console is read in it.
        ("notification_queue", _) if row.column("channel") != Some("'in_app'") => Some("23514"),
        _ => incidents::stops_update(row, column),
    }
}

/// A task is a person's or a shift's; only a person's is closed to others.
fn is_whose_else(row: &Row, column: &str) -> Option<&'static str> {
    let says = |column| row.column(column).is_some();
    let stopped = match column {
        "assignee_id" => says("shift_template_id"),
        "shift_template_id" => says("assignee_id"),
        "named_only" => !says("assignee_id"),
        _ => false,
    };
    stopped.then_some("23514")
}

/// Tables in which a person is chosen from those of the writer's homes, with the condition that says
/// so: anybody else is refused as a wrong choice, not as a right that is missing.
pub fn names_a_person(table: &str) -> Option<&'static str> {
    match table {
        "client_exclusions" => Some("own_people"),
        "shift_assignments" => Some("own_people_or_open"),
        _ => None,
    }
}

/// What stops a change of status that the person may make.
pub fn stops_verb(world: &World, row: &Row, to: &str) -> Option<&'static str> {
    match row.table {
        "profiles" if to != "active" && is_last_owner(world, row) => Some("last_owner"),
        "care_plan_versions" if row.archived => Some("parent_archived"),
        // An open shift has nobody who could accept, decline or work it.
        "shift_assignments"
            if row.profile.is_none() && !matches!(to, "planned" | "published" | "cancelled") =>
        {
            Some("23514")
        }
        _ => incidents::stops_verb(world, row, to),
    }
}

/// Whether a row of a plan still changes: a draft, what is due, the plan itself.
fn changes(row: &Row) -> bool {
    matches!(row.status, None | Some("draft" | "due"))
}

/// What stops an insert that the person may make.
pub fn stops_insert(world: &World, row: &Row) -> Option<&'static str> {
    // Checks of the row itself come first, then foreign keys, then triggers.
    if row.table == "manager_care_homes" && row.kind == Some("cover") && !is_short(row) {
        return Some("23514");
    }
    let person_is_elsewhere = row
        .profile
        .is_some_and(|p| row.table != "profiles" && world.person(p).organisation != row.organisation);
    if person_is_elsewhere {
        return Some("23503");
    }
    if parent_is_archived(world, row) {
        return Some("parent_archived");
    }
    let stays = || world.table("bed_stays").filter(|s| !s.archived && s.client == row.client);
    let lives_here = stays().any(|s| s.status == Some("live"));
    let died = stays().any(|s| s.column("leaving_reason") == Some("'deceased'"));
    let same = |r: &&Row| !r.archived && r.client == row.client;
    match row.table {
        // 23505: one live stay; the lock of the resident comes first, the question after.
        "bed_stays" if row.status == Some("live") && lives_here => Some("23505"),
        "bed_stays" if died => Some("illegal_transition"),
        "resident_absences" if !lives_here => Some("illegal_transition"),
        "resident_absences" if !stays().any(|s| was_there(s, row)) => Some("invalid"),
        "manager_care_homes" if world.table(row.table).any(|r| overlaps(r, row)) => Some("23P01"),
        "user_care_homes" if world.table(row.table).any(|r| r.kind == row.kind && overlaps(r, row)) => {
            Some("23P01")
        }
        // Nobody holds an office twice at a time; a new one begins now and has no end.
        "organisation_roles"
            if world.table(row.table).any(|r| {
                r.kind == row.kind
                    && overlaps(r, &Row { valid: row.valid.or(Some(Window::since(0))), ..row.clone() })
            }) =>
        {
            Some("23P01")
        }
        "care_plans" if world.table(row.table).any(|r| same(&r)) => Some("23505"),
        "care_task_definitions" if row.status != Some("draft") => Some("illegal_transition"),
        "care_task_records" if row.kind == Some("unseen") => Some("recorded_meanwhile"),
        "care_plan_version_reads" if row.kind == Some("unpublished") => Some("invalid"),
        "client_identity" if world.table(row.table).any(|r| r.client == row.client) => Some("23505"),
        "notification_preferences" if world.table(row.table).any(|r| r.profile == row.profile) => {
            Some("23505")
        }
        "shift_assignments" | "staff_availability" | "duty_periods" => staffing::stops_insert(world, row),
        "training_records" | "policy_documents" | "policy_acknowledgements" => {
            compliance::stops_insert(world, row)
        }
        "client_exclusions" if world.table(row.table).filter(same).any(|r| r.profile == row.profile) => {
            Some("23505")
        }
        "client_alerts"
            if row.column("none_known") == Some("true")
                && world.table(row.table).filter(same).any(|r| {
                    r.kind == Some("allergy") && r.column("none_known").is_none() && r.status != Some("ended")
                }) =>
        {
            Some("illegal_transition")
        }
        "client_alerts"
            if row.column("none_known") == Some("true")
                && world.table(row.table).filter(same).any(|r| r.column("none_known") == Some("true")) =>
        {
            Some("23505")
        }
        _ => incidents::stops_insert(world, row),
    }
}

/// Whether the resident had begun this stay, and not ended it, when the absence began.
fn was_there(stay: &Row, absence: &Row) -> bool {
    let (stay_time, away) =
        (stay.valid.expect("a stay has a time"), absence.valid.expect("so has an absence"));
    let began = stay_time.from <= away.from;
    began
        && match stay.status {
            Some("live") => true,
            Some("ended") => stay_time.until > away.from,
            _ => false,
        }
}

/// A cover ends, after at most 28 days.
fn is_short(row: &Row) -> bool {
    row.valid.and_then(|v| Some(v.until? - v.from?)).is_some_and(|minutes| minutes <= 28 * DAY)
}

/// Whether the person has a live right of this kind in the home at that time already.
fn overlaps(held: &Row, row: &Row) -> bool {
    let same = !held.archived && held.home == row.home && held.profile == row.profile;
    same && at_once(held, row)
}

/// Whether the times of two rows overlap.
fn at_once(held: &Row, row: &Row) -> bool {
    let (a, b) = (held.valid.expect("it has a time"), row.valid.expect("it has a time"));
    a.until.is_none_or(|end| b.from.is_some_and(|from| from < end))
        && b.until.is_none_or(|end| a.from.is_some_and(|from| from < end))
}

/// The id of a named thing as a literal.
pub fn literal(name: &str) -> String {
    format!("'{}'", id(name))
}
