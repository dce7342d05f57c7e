//! `docs/access-matrix.md`, made from the file that the runner tries.

use std::fmt::Write;

use crate::matrix::{Cell, Matrix, Scope, Table};

/// Columns of the page, in the order of the file.
const ACTORS: [&str; 7] =
    ["person", "carer", "senior", "ancillary", "manager", "business_owner", "compliance_lead"];

/// The page as Markdown.
pub fn page(matrix: &Matrix) -> String {
    let mut text = String::from(
        "# Access matrix\n\n\
         Made from [access/matrix.toml](../access/matrix.toml) by `make docs`; every cell is tried against a real database by\n\
         `crates/app/testkit`. Whatever stands in no cell is refused, and nobody deletes.\n\n\
         S select · I insert · U update · A archive and restore. **H** homes of a live membership and their residents · **M** managed homes,\n\
         likewise · **O** the whole organisation · **own** about the person · **any** everybody in the organisation · **V** what S lets the person see ·\n\
         **L** homes in which the person had the right when the care was given, and has it still or had it until 72 hours ago.\n\
         Rights add up over a person's memberships and roles.\n\n## Who\n\n",
    );
    for (name, meaning) in &matrix.actors {
        let _ = writeln!(text, "- **{}**: {meaning}", name.replace('_', " "));
    }
    text.push_str("\n## Tables\n");
    let pillars: std::collections::BTreeSet<&str> =
        matrix.tables.values().map(|t| t.pillar.as_str()).collect();
    for pillar in pillars {
        let _ = write!(text, "\n### {pillar}\n\n| table |");
        for actor in ACTORS {
            let _ = write!(text, " {} |", actor.replace('_', " "));
        }
        let _ = writeln!(text, "\n|---|{}", "---|".repeat(ACTORS.len()));
        for table in matrix.tables.values().filter(|t| t.pillar == pillar) {
            let _ = write!(text, "| `{}` |", table.name);
            for actor in ACTORS {
                let _ = write!(text, " {} |", cells(table, actor));
            }
            text.push('\n');
        }
    }
    text.push_str("\n## Conditions\n\n");
    for (name, meaning) in &matrix.conditions {
        let _ = writeln!(text, "- **{}**: {meaning}", name.replace('_', " "));
    }
    text.push_str("\n## Named columns\n\n| table | name | columns |\n|---|---|---|\n");
    for (table, sets) in &matrix.columns {
        for (name, columns) in sets {
            let list: Vec<String> = columns.iter().map(|c| format!("`{c}`")).collect();
            let _ = writeln!(text, "| `{table}` | {name} | {} |", list.join(" "));
        }
    }
    text.push_str("\n## Verbs\n\nA change of status that stands here and no other; rows of `app.transitions`.\n\n| verb | table | from | to | who |\n|---|---|---|---|---|\n");
    for verb in &matrix.verbs {
        let given: Vec<String> = verb.given.iter().map(|(k, v)| format!("{k} {v}")).collect();
        let given = if given.is_empty() { String::new() } else { format!(" ({})", given.join(", ")) };
        let who = if verb.rights.is_empty() {
            "nobody by hand".to_owned()
        } else {
            verb.rights.join(", ").replace('_', " ")
        };
        let _ = writeln!(
            text,
            "| {}{given} | `{}` | {} | {} | {who} |",
            verb.name.replace('_', " "),
            verb.table,
            verb.from,
            verb.to
        );
    }
    text
}

pub fn cells(table: &Table, actor: &str) -> String {
    table.cells.iter().filter(|c| c.actor == actor).map(cell).collect::<Vec<_>>().join("<br>")
}

fn cell(cell: &Cell) -> String {
    let scope = match cell.scope {
        Scope::Homes => "H",
        Scope::Managed => "M",
        Scope::Organisation => "O",
        Scope::Own => "own",
        Scope::Any => "any",
        Scope::Lately => "L",
        Scope::Visible => "V",
    };
    let letters: Vec<String> = cell.letters.chars().map(String::from).collect();
    let mut text = format!("{}:{scope}", letters.join(" "));
    if let Some(columns) = &cell.columns {
        let _ = write!(text, " ({columns})");
    }
    if !cell.conditions.is_empty() {
        let _ = write!(text, " if {}", cell.conditions.join(", ").replace('_', " "));
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::matrix::Matrix;

    #[test]
    fn the_page_is_the_file() {
        let page = super::page(&Matrix::load().unwrap());
        let held = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/access-matrix.md"));
        assert!(page == held, "docs/access-matrix.md is stale: run make docs");
    }
}
