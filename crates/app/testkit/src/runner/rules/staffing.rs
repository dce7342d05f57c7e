//! Shifts and times off.

use super::at_once;
use crate::world::{Row, World};

/// What stops an insert that the person may make.
pub fn stops_insert(world: &World, row: &Row) -> Option<&'static str> {
    let same = |r: &&Row| !r.archived && r.profile == row.profile && at_once(r, row);
    match row.table {
        "duty_periods" => {
            let on = |r: &&Row| !r.archived && r.profile == row.profile && r.status == Some("on");
            world.table(row.table).any(|r| on(&r)).then_some("23505")
        }
        // The template is one of H1.
        "shift_assignments" if row.kind == Some("disused") => {
            Some(if row.home == Some("H1") { "parent_archived" } else { "23503" })
        }
        "shift_assignments" if row.profile.is_some() => world
            .table(row.table)
            .filter(same)
            .any(|r| !matches!(r.status, Some("declined" | "swapped" | "cancelled" | "no_show")))
            .then_some("23P01"),
        "staff_availability" => {
            world.table(row.table).filter(same).any(|r| r.kind == row.kind).then_some("23P01")
        }
        _ => None,
    }
}
