//! The SQL that brings `app.column_rights` to what the file says, and the SQL that takes it back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::rights::Rights;

/// Rows of `app.column_rights` as a database holds them: table and right, and the columns in their
/// order, which the rollback restores.
pub type Held = BTreeMap<(String, String), Vec<String>>;

/// The two halves of a migration.
#[derive(Debug, PartialEq, Eq)]
pub struct Halves {
    pub up: String,
    pub down: String,
}

/// What leads from the rows that are held to those that are wanted, and back; nothing when they
/// say the same.
pub fn halves(held: &Held, wanted: &Rights) -> Option<Halves> {
    let mut next = Held::new();
    for (key, columns) in wanted {
        let before = held.get(key).map_or(&[][..], Vec::as_slice);
        // What stays keeps its place, so that the difference is what a reviewer sees.
        let kept = before.iter().filter(|column| columns.contains(*column)).cloned();
        let added = columns.iter().filter(|column| !before.contains(column)).cloned();
        next.insert(key.clone(), kept.chain(added).collect());
    }
    let up = statements(held, &next);
    (!up.is_empty()).then(|| Halves { up, down: statements(&next, held) })
}

/// The statements that lead from some rows to others: taken away, changed, added.
fn statements(from: &Held, to: &Held) -> String {
    let mut sql = String::new();
    for (table, right) in from.keys().filter(|key| !to.contains_key(*key)) {
        let _ = writeln!(
            sql,
            "delete from app.column_rights where table_name = {} and right_name = {};",
            literal(table),
            literal(right)
        );
    }
    for ((table, right), columns) in to {
        let Some(before) = from.get(&(table.clone(), right.clone())).filter(|before| *before != columns)
        else {
            continue;
        };
        let _ = writeln!(
            sql,
            "-- {}\nupdate app.column_rights set columns = {}\n where table_name = {} and right_name = {};",
            difference(before, columns),
            array(columns),
            literal(table),
            literal(right)
        );
    }
    let new: Vec<String> = to
        .iter()
        .filter(|(key, _)| !from.contains_key(*key))
        .map(|((table, right), columns)| {
            format!("    ({}, {}, {})", literal(table), literal(right), array(columns))
        })
        .collect();
    if !new.is_empty() {
        let _ = writeln!(
            sql,
            "insert into app.column_rights (table_name, right_name, columns) values\n{};",
            new.join(",\n")
        );
    }
    sql
}

fn difference(before: &[String], after: &[String]) -> String {
    let set = |columns: &[String]| columns.iter().cloned().collect::<BTreeSet<_>>();
    let (before, after) = (set(before), set(after));
    let said = |sign, columns: Vec<&String>| columns.iter().map(|c| format!("{sign}{c}")).collect::<Vec<_>>();
    let mut words = said('+', after.difference(&before).collect());
    words.extend(said('-', before.difference(&after).collect()));
    if words.is_empty() { "in another order".to_owned() } else { words.join(" ") }
}

/// An array literal. Names of columns are plain words; whatever is not is quoted for the array.
fn array(columns: &[String]) -> String {
    let plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let element = |name: &String| {
        if plain(name) && name != "null" {
            name.clone()
        } else {
            format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
        }
    };
    literal(&format!("{{{}}}", columns.iter().map(element).collect::<Vec<_>>().join(",")))
}

/// A text as SQL writes it: without a backslash a plain literal is safe under either setting.
fn literal(text: &str) -> String {
    if text.contains('\\') {
        return format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"));
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::{Halves, Held, array, halves};
    use crate::rights::Rights;

    fn rows(rows: &[(&str, &str, &[&str])]) -> Held {
        let row = |(table, right, columns): &(&str, &str, &[&str])| {
            (
                ((*table).to_owned(), (*right).to_owned()),
                columns.iter().map(|column| (*column).to_owned()).collect(),
            )
        };
        rows.iter().map(row).collect()
    }

    fn wanted(held: Held) -> Rights {
        held.into_iter().map(|(key, columns)| (key, columns.into_iter().collect())).collect()
    }

    #[test]
    fn the_same_rights_in_whatever_order_need_no_migration() {
        let held = rows(&[("beds", "owner", &["name", "active"])]);
        assert_eq!(halves(&held, &wanted(rows(&[("beds", "owner", &["active", "name"])]))), None);
    }

    #[test]
    fn what_differs_is_taken_away_changed_and_added_and_comes_back() {
        let held = rows(&[
            ("beds", "owner", &["name", "active", "kind"]),
            ("rooms", "self", &["name"]),
            ("units", "owner", &["name"]),
        ]);
        let file = wanted(rows(&[
            ("beds", "owner", &["kind", "name", "archived_at"]),
            ("stays", "owner", &["during"]),
            ("stays", "manager_of_home", &["during", "bed_id"]),
            ("units", "owner", &["name"]),
        ]));
        let Halves { up, down } = halves(&held, &file).unwrap();
        assert_eq!(
            up,
            "delete from app.column_rights where table_name = 'rooms' and right_name = 'self';\n\
             -- +archived_at -active\n\
             update app.column_rights set columns = '{name,kind,archived_at}'\n \
             where table_name = 'beds' and right_name = 'owner';\n\
             insert into app.column_rights (table_name, right_name, columns) values\n    \
             ('stays', 'manager_of_home', '{bed_id,during}'),\n    ('stays', 'owner', '{during}');\n"
        );
        assert_eq!(
            down,
            "delete from app.column_rights where table_name = 'stays' and right_name = 'manager_of_home';\n\
             delete from app.column_rights where table_name = 'stays' and right_name = 'owner';\n\
             -- +active -archived_at\n\
             update app.column_rights set columns = '{name,active,kind}'\n \
             where table_name = 'beds' and right_name = 'owner';\n\
             insert into app.column_rights (table_name, right_name, columns) values\n    \
             ('rooms', 'self', '{name}');\n"
        );
    }

    #[test]
    fn a_name_that_is_no_plain_word_is_quoted() {
        let odd = |name: &str| array(&[name.to_owned()]);
        assert_eq!(odd("Name"), "'{\"Name\"}'");
        assert_eq!(odd("it's"), "'{\"it''s\"}'");
        assert_eq!(odd("null"), "'{\"null\"}'");
        assert_eq!(odd("a\\b"), r#"E'{"a\\\\b"}'"#);
    }
}
