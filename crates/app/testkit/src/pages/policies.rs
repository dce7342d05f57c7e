//! Why each table's policies are as they are, what they say, and how many cells the runner tries.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::catalogue::{Policy, Table};
use super::tables::{cell, cells_of, code, short_sql, title};
use super::{Sources, access};
use crate::matrix::Kind;

/// Remarks that stand above a table in `access/matrix.toml`.
pub fn remarks(file: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut remark = Vec::new();
    for line in file.lines() {
        if let Some(text) = line.strip_prefix("# ") {
            remark.push(text);
        } else if let Some(table) = line.strip_prefix("[table.").and_then(|rest| rest.strip_suffix(']')) {
            if !remark.is_empty() {
                found.insert(table.to_owned(), remark.join(" "));
            }
            remark.clear();
        } else {
            remark.clear();
        }
    }
    found
}

/// What the rows are about, and what follows for everybody.
fn rationale(kind: Kind) -> &'static str {
    match kind {
        Kind::Organisation => {
            "The organisation's own: whoever belongs to it and needs it to work reads it, its owner changes it."
        }
        Kind::Home => {
            "Of a home: seen by who works in it or manages it, and by the organisation's officers. Its shape is decided by who manages it or owns the organisation."
        }
        Kind::Person => {
            "About a person: that person, colleagues of the same homes, the managers of those homes, the officers. Nobody raises their own rights."
        }
        Kind::Named => {
            "A name outlives the person's rights: whoever reads what somebody wrote needs to know who it was, leavers too."
        }
        Kind::Membership => {
            "A right in a home. Rights are read from live rows at each statement, so one that ends, ends at once ([0002](../../adr/0002-rights-from-live-rows.md)); nobody gives one to themselves."
        }
        Kind::Office => {
            "A right in the whole organisation. Only owners give it, with a fresh second factor, and the last owner stays."
        }
        Kind::Client => {
            "A resident: seen where they live and where they lived until a week ago, and managed by the home that holds them ([0003](../../adr/0003-resident-row-policy.md), [0011](../../adr/0011-floor-sees-arrivals.md))."
        }
        Kind::Resident => {
            "Of a resident: it goes along with the resident, so a move takes nobody's history away and shows nobody more than the resident they care for ([0003](../../adr/0003-resident-row-policy.md)). It is written by the home that holds the resident."
        }
        Kind::AuditDetail => {
            "What changed is read by who may read the row that changed, as an officer or as a manager of the home where it happened."
        }
        Kind::Report => {
            "What somebody said about an incident: its author reads it as sent, whoever it is about does not ([0040](../../adr/0040-whom-an-incident-is-about.md))."
        }
        Kind::Incident => {
            "Hangs on an incident: invisible to whoever the incident is about, whatever their rights ([0040](../../adr/0040-whom-an-incident-is-about.md)). It is worked where it happened."
        }
        Kind::Happening => {
            "Something that happened in a home, perhaps to a resident: seen with the resident or by who works in the home; about a home and nobody in it, by that home."
        }
    }
}

/// `docs/schema/policies/<chapter>.md`, where the chapter has policies.
pub fn page(sources: &Sources, chapter: &str, members: &[&Table]) -> Option<String> {
    if members.iter().all(|t| t.policies.is_empty()) {
        return None;
    }
    let mut text = format!(
        "# Policies: {}\n\n\
         [The schema](../README.md) · [the tables](../{chapter}.md) · [access matrix](../../access-matrix.md). Made by `make docs`.\n\n\
         Reading is decided for `authenticated`, writing for `almoner_request`, which only the server becomes; no policy lets anybody delete. Letters and scopes are\n\
         those of the matrix. To try the cells of all tables: `cargo nextest run --workspace -E 'binary(matrix)'`.\n",
        title(chapter),
    );
    let mut helpers = BTreeSet::new();
    for table in members.iter().filter(|t| !t.policies.is_empty()) {
        one(sources, table, &mut text);
        helpers.extend(
            table.policies.iter().flat_map(|p| p.using.iter().chain(&p.check)).flat_map(|sql| called(sql)),
        );
    }
    let _ = write!(
        text,
        "\n## Helpers\n\nEach runs once a statement, and reads rights from live rows.\n\n| function | answers |\n|---|---|\n"
    );
    for helper in helpers {
        let says = sources.catalogue.helpers.get(&helper).map_or("", String::as_str);
        let _ = writeln!(text, "| `{helper}()` | {} |", cell(says));
    }
    Some(text)
}

fn one(sources: &Sources, table: &Table, text: &mut String) {
    let _ = write!(text, "\n## {}\n\n", table.full());
    let row = sources.matrix.tables.get(&table.name).filter(|_| table.schema == "public");
    match row {
        Some(row) => {
            let _ = writeln!(text, "{}", rationale(row.kind));
            if let Some(remark) = sources.remarks.get(&table.name) {
                let _ = writeln!(text, "{}", cell(remark));
            }
            let _ = write!(text, "\n| who | may |\n|---|---|\n");
            for actor in row.cells.iter().map(|c| &c.actor).collect::<BTreeSet<_>>() {
                let _ = writeln!(text, "| {} | {} |", actor.replace('_', " "), access::cells(row, actor));
            }
        }
        None => text.push_str("Published rules belong to no organisation: everybody signed in reads them, only `almoner reference load` writes them.\n"),
    }
    let _ = write!(text, "\n| command | role | rows that are there | rows as written |\n|---|---|---|---|\n");
    let side = |sql: &Option<String>| sql.as_ref().map_or("-".to_owned(), |s| code(&short_sql(s)));
    for Policy { command, role, using, check, .. } in &table.policies {
        let _ = writeln!(text, "| {command} | `{role}` | {} | {} |", side(using), side(check));
    }
    for (verb, columns) in &table.writable {
        let names: Vec<String> = columns.iter().map(|c| format!("`{c}`")).collect();
        let _ = write!(text, "\nColumns with a grant of {verb}: {}.\n", names.join(" "));
    }
    let tried: Vec<String> =
        sources.cells.of(&table.full()).map(|(check, cells)| format!("{check} {cells}")).collect();
    if !tried.is_empty() {
        let _ = write!(text, "\nCells tried: **{}** ({}).\n", cells_of(sources, table), tried.join(", "));
    }
}

/// Functions of ours in an expression.
fn called(sql: &str) -> Vec<String> {
    sql.match_indices("app.")
        .map(|(at, _)| {
            let rest = &sql[at..];
            rest[..rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len())]
                .to_owned()
        })
        .filter(|name| sql.contains(&format!("{name}(")))
        .collect()
}
