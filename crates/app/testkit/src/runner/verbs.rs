//! Verbs: every change of status, of every row, by every actor; those that are no verb too.

use std::fmt::Write as _;

use super::cell::{Cell, Tables};
use super::report::Expected;
use super::updates::update;
use super::{Bench, Report, cell, rules};
use crate::world::{Row, Seat};

/// A status, and the columns that have to go with it.
type Step = (&'static str, &'static [(&'static str, &'static str)]);

/// An end has a moment; `greatest` because a planned stay has not begun.
const OVER: (&str, &str) =
    ("during", "tstzrange(lower(during), greatest(now(), lower(during) + interval '1 hour'))");

/// The statuses of a table.
fn statuses(table: &str) -> &'static [Step] {
    match table {
        "profiles" => &[("invited", &[]), ("active", &[]), ("disabled", &[])],
        "client_alerts" => &[("proposed", &[]), ("verified", &[]), ("ended", &[("end_reason", "'over'")])],
        "client_about_me" => &[("proposed", &[]), ("verified", &[]), ("ended", &[("end_reason", "'over'")])],
        "bed_stays" => &[
            ("planned", &[]),
            ("live", &[]),
            ("ended", &[("leaving_reason", "'deceased'"), OVER]),
            ("ended", &[("leaving_reason", "'returned_home'"), OVER]),
            ("ended", &[("leaving_reason", "'moved_bed'"), OVER]),
            ("cancelled", &[]),
        ],
        "care_plan_versions" => {
            &[("draft", &[]), ("in_review", &[]), ("active", &[]), ("superseded", &[]), ("withdrawn", &[])]
        }
        "care_plan_reviews" => &[
            ("due", &[("outcome", "null"), ("held_on", "null")]),
            ("held", &[("outcome", "'amended'")]),
            ("cancelled", &[("outcome", "null"), ("held_on", "null")]),
        ],
        "resident_absences" => &[("away", &[]), ("returned", &[OVER]), ("ended", &[OVER])],
        "incidents" => &[
            ("reported", &[]),
            ("triaged", &[]),
            ("investigating", &[]),
            ("awaiting_actions", &[]),
            ("awaiting_signoff", &[]),
            ("closed", &[("conclusion", "'over'")]),
            ("reopened", &[]),
            ("voided", &[("void_reason", "'a mistake'")]),
        ],
        "incident_actions" => &[
            ("open", &[]),
            ("in_progress", &[]),
            ("done", &[]),
            ("verified", &[]),
            ("cancelled", &[("cancel_reason", "'a mistake'")]),
        ],
        "sla_timers" => {
            &[("running", &[]), ("paused", &[("pause_reason", "'wait'")]), ("met", &[]), ("cancelled", &[])]
        }
        "handover_items" => {
            &[("open", &[("closed_because", "null")]), ("closed", &[("closed_because", "'dealt_with'")])]
        }
        "concerns" => &[("raised", &[]), ("acknowledged", &[]), ("closed", &[("outcome", "'over'")])],
        "job_runs" => &[("queued", &[]), ("running", &[]), ("succeeded", &[]), ("dead", &[]), ("stale", &[])],
        "notification_delivery" => &[
            ("sent", &[]),
            ("delivered", &[]),
            ("failed", &[]),
            ("dead", &[]),
            ("expired", &[]),
            ("suppressed", &[]),
            ("unknown", &[]),
            ("replayed", &[]),
        ],
        "policy_documents" => {
            &[("draft", &[]), ("in_force", &[]), ("superseded", &[]), ("expired", &[]), ("withdrawn", &[])]
        }
        "resident_documents" => {
            &[("in_force", &[]), ("superseded", &[]), ("expired", &[]), ("withdrawn", &[])]
        }
        "notification_channels" => &[("open", &[]), ("paused", &[])],
        "shift_assignments" => &[
            ("planned", &[]),
            ("offered", &[]),
            ("accepted", &[]),
            ("published", &[]),
            ("confirmed", &[]),
            ("declined", &[]),
            ("swapped", &[]),
            ("cancelled", &[]),
            ("no_show", &[]),
            ("worked", &[]),
        ],
        other => panic!("the statuses of {other} are not written down here"),
    }
}

/// Tries every pair of statuses.
pub async fn verbs(bench: &Bench) -> Report {
    cell::every(bench, |bench, seat| verb_cells(bench, seat, &|_| true)).await
}

/// What one actor tries.
pub fn verb_cells(bench: &Bench, seat: &Seat, tables: Tables<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    let rows = bench.world.rows.iter().filter(|row| tables(row.table)).filter(|row| {
        bench.catalogue.grants.update.get(row.table).is_some_and(|columns| columns.contains("status"))
    });
    for row in rows {
        let from = row.status.expect("a row with a status");
        for (to, also) in statuses(row.table).iter().filter(|(to, ..)| *to != from) {
            let mut set = format!("status = '{to}'");
            for (column, value) in *also {
                let _ = write!(set, ", {column} = {value}");
            }
            let expected = expected(bench, seat, row, to, also);
            let with = also.first().filter(|(column, _)| *column != "during").map_or("", |(_, value)| value);
            let what = format!("{from} > {to} {with} {}", row.name);
            cells.push(Cell {
                table: row.table,
                what,
                sql: update(bench, row, &set),
                before: String::new(),
                expected,
            });
        }
    }
    cells
}

fn expected(bench: &Bench, seat: &Seat, row: &Row, to: &str, also: &[(&str, &str)]) -> Expected {
    let model = bench.model(seat);
    let known: Vec<_> = bench
        .matrix
        .verbs
        .iter()
        .filter(|v| v.table == row.table && Some(v.from.as_str()) == row.status && v.to == to)
        .filter(|v| v.given.iter().all(|(column, value)| holds(row, also, column) == Some(value)))
        .collect();
    if !model.updates(row, "status") || also.iter().any(|(column, _)| !model.updates(row, column)) {
        return Expected::No;
    }
    if known.is_empty() {
        return Expected::Stopped("illegal_transition");
    }
    if !known.iter().any(|verb| model.may(verb, row)) {
        return Expected::No;
    }
    rules::stops_verb(bench.world, row, to).map_or(Expected::Yes, Expected::Stopped)
}

/// What a column of the new row holds.
fn holds<'a>(row: &'a Row, also: &[(&str, &'a str)], column: &str) -> Option<&'a str> {
    let set = also.iter().find(|(name, _)| *name == column).map(|(_, value)| *value);
    set.or_else(|| row.column(column)).map(|value| value.trim_matches('\''))
}
