//! The table reference: a page for each chapter, and the index of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Sources;
use super::catalogue::{Column, STANDARD, Table, short};

/// What a chapter is, where its name does not say it.
pub fn title(chapter: &str) -> String {
    match chapter {
        "app" => "What triggers and policies look up (schema app)".to_owned(),
        "private" => "Sign-in, chain and keys (schema private)".to_owned(),
        "reference" => "Published rules (schema reference)".to_owned(),
        pillar => {
            let mut name = pillar.replace('_', " ");
            name[..1].make_ascii_uppercase();
            name
        }
    }
}

/// `docs/schema/README.md`.
pub fn index(sources: &Sources, chapters: &BTreeMap<String, Vec<&Table>>) -> String {
    let tables: usize = chapters.values().map(Vec::len).sum();
    let policies: usize = chapters.values().flatten().map(|t| t.policies.len()).sum();
    let mut text = format!(
        "# The schema\n\n\
         Made by `make docs` from [supabase/catalogue.txt](../../supabase/catalogue.txt) (what the migrations make),\n\
         [access/matrix.toml](../../access/matrix.toml) and [access/cells.csv](../../access/cells.csv) (what the runner tried).\n\
         {tables} tables (partitions count as their parent), {policies} policies, {} cells tried against a real database in every `make test`.\n\n\
         Before a migration goes in: [review-checklist.md](review-checklist.md). Who may do what: [access-matrix.md](../access-matrix.md).\n\n\
         | chapter | tables | picture | policies | cells tried |\n|---|---|---|---|--:|\n",
        sources.cells.total(),
    );
    for (chapter, members) in chapters {
        let names: Vec<String> =
            members.iter().map(|t| format!("[`{}`]({chapter}.md#{})", t.full(), anchor(&t.full()))).collect();
        let cells: usize = members.iter().map(|t| cells_of(sources, t)).sum();
        let linked = members.iter().any(|t| !t.foreign.is_empty());
        let _ = writeln!(
            text,
            "| [{}]({chapter}.md) | {} | {} | {} | {} |",
            title(chapter),
            names.join(" "),
            if linked { format!("[picture]({chapter}.svg)") } else { "-".to_owned() },
            if members.iter().any(|t| !t.policies.is_empty()) {
                format!("[policies](policies/{chapter}.md)")
            } else {
                "-".to_owned()
            },
            if cells == 0 { "-".to_owned() } else { cells.to_string() },
        );
    }
    text.push_str(
        "\n## What every record has\n\
         These columns stand in the tables without a remark.\n\n\
         | column | meaning |\n|---|---|\n\
         | `organisation_id` | The tenant. First in every key, so that no key reaches another tenant's rows. Given by the server, never by a person. |\n\
         | `id` | Made by `app.new_id()`, ordered by time (UUID version 7). No grant lets a caller choose it. |\n\
         | `version` | Counted up by a trigger with each change: the ETag of the API. |\n\
         | `created_at`, `created_by` | When and by which profile; set by a trigger. |\n\
         | `updated_at`, `updated_by` | The last change; no foreign key, since one on a hot row costs a fifth of the inserts. |\n\
         | `archived_at`, `archived_by`, `archive_reason` | Set for what was made in error. Nothing is deleted. |\n\
         | `archive_batch` | What was archived together with its parent comes back with it. |\n\n\
         Times are instants (`timestamptz`, ranges `tstzrange` closed below and open above); a `date` is a day of the home's own clock.\n\
         Lengths are characters. Enumerations are `text` with a named check: operators of enumeration types are not leakproof.\n\n\
         ## How to read the pictures\n\
         A box is a table with its keys: **PK** the primary key beside `organisation_id`, **FK** a column that says which row of another table, **U** part of\n\
         another unique key; a hollow ring at a line's end says that the column may be empty. Lines run from the parent (left) to the child, one colour for each parent.\n\
         Boxes with a dashed border belong to another chapter. Not drawn: `organisation_id` (every table, to `organisations`; every other key carries it too) and\n\
         `created_by` (every record, to `profiles`).\n",
    );
    text
}

/// `docs/schema/<chapter>.md`.
pub fn page(sources: &Sources, chapter: &str, members: &[&Table], has_picture: bool) -> String {
    let mut text = format!(
        "# {}\n\n[The schema](README.md){}. Made by `make docs`.\n\n",
        title(chapter),
        if members.iter().any(|t| !t.policies.is_empty()) {
            format!(" · [policies of these tables](policies/{chapter}.md)")
        } else {
            String::new()
        },
    );
    if has_picture {
        let _ = writeln!(text, "![Tables of {} and how they hang together]({chapter}.svg)\n", title(chapter));
    }
    for table in members {
        one(sources, table, &mut text);
    }
    text
}

fn one(sources: &Sources, table: &Table, text: &mut String) {
    let _ = write!(text, "## {}\n\n{}\n\n", table.full(), table.comment.as_deref().unwrap_or_default());
    if let Some(by) = &table.partitioned {
        let _ =
            write!(text, "Partitioned by {by}; partitions are read through it and not by themselves.\n\n");
    }
    text.push_str("| column | type | | meaning |\n|---|---|---|---|\n");
    let mut standard = Vec::new();
    for column in &table.columns {
        if STANDARD.contains(&column.name.as_str()) && column.comment.is_none() {
            standard.push(format!("`{}`", column.name));
            continue;
        }
        let keys: Vec<String> = table
            .foreign
            .iter()
            .filter(|f| f.by == column.name && column.name != "organisation_id")
            .map(|f| format!("→ {}", link(sources, &f.parent)))
            .collect();
        let meaning: Vec<String> =
            column.comment.iter().map(|c| cell(c)).chain(keys).chain(default(column)).collect();
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            column.name,
            column.kind,
            if column.required { "required" } else { "" },
            meaning.join(" "),
        );
    }
    if !standard.is_empty() {
        let _ = write!(
            text,
            "\nAnd as in [every record](README.md#what-every-record-has): {}.\n",
            standard.join(" ")
        );
    }
    rules(table, text);
    text.push('\n');
}

fn rules(table: &Table, text: &mut String) {
    let mut lines = Vec::new();
    if !table.key.is_empty() {
        lines.push(format!("key: `({})`", table.key.join(", ")));
    }
    lines.extend(table.uniques.iter().map(|u| format!("unique: `({})`", u.join(", "))));
    lines.extend(table.exclusions.iter().map(|e| format!("no two overlap: `{}`", short_sql(e))));
    lines.extend(table.checks.iter().map(|(name, check)| format!("`{name}`: `{}`", short_sql(check))));
    lines.extend(table.indexes.iter().map(|(name, what)| format!("index `{name}`: `{}`", short_sql(what))));
    let triggers: Vec<String> = table.triggers.iter().map(|(name, _)| format!("`{name}`")).collect();
    if !triggers.is_empty() {
        lines.push(format!("triggers: {}", triggers.join(" ")));
    }
    if !lines.is_empty() {
        let _ = write!(text, "\n<details><summary>Keys, checks, indexes, triggers</summary>\n\n");
        for line in lines {
            let _ = writeln!(text, "- {line}");
        }
        text.push_str("\n</details>\n");
    }
}

/// Cells of a table of `public`; the others are tried too, under their full name.
pub fn cells_of(sources: &Sources, table: &Table) -> usize {
    sources.cells.sum(&table.full())
}

fn default(column: &Column) -> Option<String> {
    let text = column.default.as_deref()?;
    Some(format!("Default `{}`.", short_sql(text)))
}

/// A table's place in the pages; tables of the platform have none.
fn link(sources: &Sources, parent: &str) -> String {
    match sources.catalogue.tables.get(parent) {
        Some(table) => {
            format!("[`{}`]({}.md#{})", table.full(), sources.chapter(table), anchor(&table.full()))
        }
        None => format!("`{}`", short(parent)),
    }
}

fn anchor(heading: &str) -> String {
    heading.replace('.', "")
}

/// Text in a cell of a Markdown table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// Code in a cell: only what would end the cell is escaped.
pub fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// SQL as PostgreSQL prints it, without the casts that it adds.
pub fn short_sql(sql: &str) -> String {
    let mut sql = sql.replace("::text[]", "").replace("::text", "");
    // ( SELECT app.f() AS f) says no more than (select app.f()).
    while let Some(at) = sql.find("( SELECT app.") {
        let rest = &sql[at..];
        let Some((open, close)) = rest.find(" AS ").zip(
            rest.find(')').and_then(|first| rest[first + 1..].find(')').map(|second| first + 1 + second)),
        ) else {
            break;
        };
        sql = format!("{}(select {}{}", &sql[..at], &rest["( SELECT ".len()..open], &rest[close..]);
    }
    sql
}

#[cfg(test)]
mod tests {
    #[test]
    fn sql_loses_what_postgresql_adds() {
        let printed =
            "(home = ANY (( SELECT app.homes() AS homes)::uuid[])) AND (kind = ANY (ARRAY['a'::text]))";
        let wanted = "(home = ANY ((select app.homes())::uuid[])) AND (kind = ANY (ARRAY['a']))";
        assert_eq!(super::short_sql(printed), wanted);
    }
}
