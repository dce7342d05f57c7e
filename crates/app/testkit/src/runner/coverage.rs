//! The file against the catalogue: every table is named, every grant has a cell, and what the
//! database was given of the file (`app.column_rights`, `app.transitions`) is what the file says.

use std::collections::BTreeSet;

use almoner_access::rights;

use super::{Bench, Report};
use crate::matrix::Kind;

/// Compares; every difference is a finding.
pub fn coverage(bench: &Bench) -> Report {
    let mut report = Report::default();
    tables(bench, &mut report);
    grants(bench, &mut report);
    never_granted(bench, &mut report);
    column_rights(bench, &mut report);
    transitions(bench, &mut report);
    privileges(bench, &mut report);
    report
}

fn tables(bench: &Bench, report: &mut Report) {
    for table in bench.catalogue.columns.keys().filter(|t| !bench.matrix.tables.contains_key(*t)) {
        report.finding(table, "is in the database and not in the matrix");
    }
    for table in bench.matrix.tables.keys() {
        report.cells += 1;
        if !bench.catalogue.columns.contains_key(table) {
            report.finding(table, "is in the matrix and not in the database");
        }
        if bench.world.table(table).next().is_none() && !table.starts_with("audit_") {
            report.finding(table, "has no row in the world: none of its cells is tried");
        }
    }
}

/// What no person may change, whatever the cells say: triggers do.
const KEPT: &[&str] = &[
    "organisation_id",
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "archived_by",
    "archive_batch",
];
/// Where a row of a resident belongs: set from the resident, moved by a transfer.
const PLACE: &[&str] = &["care_home_id", "holding_home_id", "client_id"];
/// What is set by a verb and never by the way.
const VERBS: &[&str] = &[
    "status",
    "end_reason",
    "leaving_reason",
    "leaving_note",
    "return_note",
    "closed_because",
    "archived_at",
    "archive_reason",
];

fn never_granted(bench: &Bench, report: &mut Report) {
    let none = BTreeSet::new();
    for (name, table) in &bench.matrix.tables {
        let of_resident = matches!(
            table.kind,
            Kind::Resident | Kind::Client | Kind::Happening | Kind::Report | Kind::Incident
        );
        let insert = bench.catalogue.grants.insert.get(name).unwrap_or(&none);
        let update = bench.catalogue.grants.update.get(name).unwrap_or(&none);
        let made = bench.matrix.made.get(name).unwrap_or(&none);
        for column in insert.difference(made).filter(|c| !update.contains(*c) || VERBS.contains(&c.as_str()))
        {
            report
                .finding(name, format!("insert of {column} is granted and neither in a cell nor in [made]"));
        }
        for column in made.difference(insert) {
            report.finding(name, format!("{column} is in [made] and its insert is not granted"));
        }
        for column in update.iter().map(String::as_str) {
            if KEPT.contains(&column) || (of_resident && PLACE.contains(&column)) {
                report.finding(name, format!("update of {column} is granted"));
            }
        }
        report.cells += 3;
    }
}

/// A grant without a cell is a way in that nobody decided; a cell without a grant does not work.
fn grants(bench: &Bench, report: &mut Report) {
    for (name, table) in &bench.matrix.tables {
        let has = |letter| table.cells.iter().any(|c| c.letters.contains(letter));
        let insert = bench.catalogue.grants.insert.get(name).is_some_and(|c| !c.is_empty());
        if has('I') != insert {
            report.finding(name, format!("insert is granted: {insert}, in the matrix: {}", has('I')));
        }
        let granted = bench.catalogue.grants.update.get(name).cloned().unwrap_or_default();
        let mut covered: BTreeSet<String> = BTreeSet::new();
        for cell in &table.cells {
            covered.extend(rights::columns(&bench.matrix, &bench.catalogue.grants, table, cell));
        }
        for column in granted.symmetric_difference(&covered) {
            let side =
                if granted.contains(column) { "granted and in no cell" } else { "in a cell and not granted" };
            report.finding(name, format!("update of {column} is {side}"));
        }
        report.cells += 2;
    }
}

fn column_rights(bench: &Bench, report: &mut Report) {
    let wanted = rights::of(&bench.matrix, &bench.catalogue.grants).unwrap_or_else(|why| panic!("{why}"));
    let held = &bench.catalogue.rights;
    for key in wanted.keys().chain(held.keys()).collect::<BTreeSet<_>>() {
        report.cells += 1;
        let none = BTreeSet::new();
        let (file, database) = (wanted.get(key).unwrap_or(&none), held.get(key).unwrap_or(&none));
        if file != database {
            let only = |a: &BTreeSet<String>, b| a.difference(b).cloned().collect::<Vec<_>>().join(",");
            report.finding(
                &key.0,
                format!(
                    "app.column_rights of {}: only the file [{}], only the database [{}]",
                    key.1,
                    only(file, database),
                    only(database, file)
                ),
            );
        }
    }
}

fn transitions(bench: &Bench, report: &mut Report) {
    let wanted: BTreeSet<_> = bench
        .matrix
        .verbs
        .iter()
        .map(|v| {
            let given: Vec<String> = v.given.iter().map(|(k, v)| format!("\"{k}\": \"{v}\"")).collect();
            let mut rights = v.rights.clone();
            rights.sort();
            (
                v.table.clone(),
                v.name.clone(),
                v.from.clone(),
                v.to.clone(),
                format!("{{{}}}", given.join(", ")),
                rights.join(","),
            )
        })
        .collect();
    report.cells += wanted.len();
    for verb in wanted.symmetric_difference(&bench.catalogue.transitions) {
        let side = if wanted.contains(verb) { "file" } else { "database" };
        report.finding(&verb.0, format!("only in the {side}: {verb:?}"));
    }
}

/// Privileges on whole tables: reading for those who answer requests, and nothing else anywhere
/// but what sign-in needs (tried table by table in `refusals`).
fn privileges(bench: &Bench, report: &mut Report) {
    for (role, table, privilege) in &bench.catalogue.privileges {
        report.cells += 1;
        let name = table.strip_prefix("public.").filter(|t| bench.matrix.tables.contains_key(*t));
        let fits = match (role.as_str(), privilege.as_str()) {
            ("authenticated" | "almoner_request", "select") => {
                name.is_some() || table.starts_with("reference.")
            }
            ("almoner_request", "insert" | "update") => name.is_some(),
            ("almoner_signin", "select" | "insert" | "update" | "delete") => table.starts_with("private."),
            _ => false,
        };
        if !fits {
            report.finding(table, format!("{role} has {privilege}"));
        }
    }
}
