//! Verbs: every change of status, of every row, by every actor; those that are no verb too.

use super::report::Expected;
use super::session::Session;
use super::updates::update;
use super::{Bench, Report, rules};
use crate::world::{Row, Seat};

/// The statuses of a table, each with the columns that have to go with it.
fn statuses(table: &str) -> &'static [(&'static str, &'static str, &'static str)] {
    // An end has a moment; `greatest` because a planned stay has not begun.
    const OVER: &str =
        "during = tstzrange(lower(during), greatest(now(), lower(during) + interval '1 hour'))";
    match table {
        "profiles" => &[("invited", "", ""), ("active", "", ""), ("disabled", "", "")],
        "client_alerts" => {
            &[("proposed", "", ""), ("verified", "", ""), ("ended", "", "end_reason = 'over'")]
        }
        "bed_stays" => &[
            ("planned", "", ""),
            ("live", "", ""),
            ("ended", "deceased", OVER),
            ("ended", "returned_home", OVER),
            ("ended", "moved_bed", OVER),
            ("cancelled", "", ""),
        ],
        "resident_absences" => &[("away", "", ""), ("returned", "", OVER), ("ended", "", OVER)],
        "handover_items" => {
            &[("open", "", "closed_because = null"), ("closed", "", "closed_because = 'dealt_with'")]
        }
        "notification_delivery" => &[
            ("sent", "", ""),
            ("delivered", "", ""),
            ("failed", "", ""),
            ("dead", "", ""),
            ("expired", "", ""),
            ("suppressed", "", ""),
            ("unknown", "", ""),
            ("replayed", "", ""),
        ],
        "policy_documents" => &[
            ("draft", "", ""),
            ("in_force", "", ""),
            ("superseded", "", ""),
            ("expired", "", ""),
            ("withdrawn", "", ""),
        ],
        "resident_documents" => {
            &[("in_force", "", ""), ("superseded", "", ""), ("expired", "", ""), ("withdrawn", "", "")]
        }
        "shift_assignments" => &[
            ("planned", "", ""),
            ("offered", "", ""),
            ("accepted", "", ""),
            ("published", "", ""),
            ("confirmed", "", ""),
            ("declined", "", ""),
            ("swapped", "", ""),
            ("cancelled", "", ""),
            ("no_show", "", ""),
            ("worked", "", ""),
        ],
        other => panic!("the statuses of {other} are not written down here"),
    }
}

/// Tries every pair of statuses.
pub async fn verbs(bench: &Bench) -> Report {
    bench.every_seat(|seat| verbs_as(bench, seat)).await
}

async fn verbs_as(bench: &Bench, seat: &Seat) -> Report {
    let mut report = Report::default();
    let session = Session::begin(bench, seat).await;
    let rows = bench.world.rows.iter().filter(|row| {
        bench.catalogue.grants.update.get(row.table).is_some_and(|columns| columns.contains("status"))
    });
    for row in rows {
        let from = row.status.expect("a row with a status");
        for (to, reason, also) in statuses(row.table).iter().filter(|(to, ..)| *to != from) {
            let mut set = format!("status = '{to}'");
            if !reason.is_empty() {
                set += &format!(", leaving_reason = '{reason}'");
            }
            if !also.is_empty() {
                set += &format!(", {also}");
            }
            let expected = expected(bench, seat, row, to, reason);
            let observed = session.attempt(&update(bench, row, &set)).await;
            report.cell(
                row.table,
                seat.name,
                format!("{from} > {to} {reason} {}", row.name),
                expected,
                &observed,
            );
        }
    }
    report
}

fn expected(bench: &Bench, seat: &Seat, row: &Row, to: &str, reason: &str) -> Expected {
    let model = bench.model(seat);
    let known: Vec<_> = bench
        .matrix
        .verbs
        .iter()
        .filter(|v| v.table == row.table && Some(v.from.as_str()) == row.status && v.to == to)
        .filter(|v| v.given.iter().all(|(column, value)| column == "leaving_reason" && value == reason))
        .collect();
    if !model.updates(row, "status") {
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
