//! Published rules: a made one in each table, which everybody who answers a request reads.

use crate::names::id;
use crate::runner::{Bench, Expected, Reading};

/// Whether a table holds them.
pub fn is(table: &str) -> bool {
    table.starts_with("reference.")
}

/// The tables that hold them.
pub fn tables(bench: &Bench) -> impl Iterator<Item = &str> {
    bench.catalogue.inner.iter().map(String::as_str).filter(|table| is(table))
}

/// One rule of a table.
pub fn fill(table: &str) -> String {
    let (columns, values) = match table {
        "reference.bank_holidays" => ("day, name", "'2026-12-25', 'Made'"),
        "reference.scales" => ("scale, value, rank, label, meaning", "'made', 'made', 0, 'Made', 'Made'"),
        "reference.shift_templates" => {
            ("name, shift, starts, duration_minutes, break_minutes", "'Made', 'early', '07:30', 420, 30")
        }
        "reference.sla_defaults" => ("priority, clock, target_minutes", "'low', 'triage', 60"),
        "reference.training_topics" => ("name, audience", "'Made', 'everybody'"),
        other => panic!("{other}: say what a rule of it looks like"),
    };
    format!(
        "insert into {table} (code, version, effective_from, source, confidence, verified_on, {columns})
         values ('made', 1, '2026-01-01', 'Made', 'house', '2026-01-01', {values})"
    )
}

/// What anybody is given of a table.
pub fn reading(table: &str) -> Reading {
    let made = id("a published rule");
    let sql = format!("select case code when 'made' then '{made}' end::uuid as id from {table}");
    Reading::of(table, sql, vec![(made, "S the rule".to_owned(), Expected::Yes)])
}
