//! `supabase/catalogue.txt`, read into tables.

use std::collections::{BTreeMap, BTreeSet};

/// Everything that the pages tell of.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// By schema and name.
    pub tables: BTreeMap<String, Table>,
    /// Comments of functions without arguments, by schema and name.
    pub helpers: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
pub struct Table {
    pub schema: String,
    pub name: String,
    pub comment: Option<String>,
    /// A child of a partitioned table.
    pub partition: bool,
    pub partitioned: Option<String>,
    pub columns: Vec<Column>,
    pub key: Vec<String>,
    pub uniques: Vec<Vec<String>>,
    pub foreign: Vec<Foreign>,
    /// Name and expression.
    pub checks: Vec<(String, String)>,
    pub exclusions: Vec<String>,
    /// Name, and the definition from `using` on.
    pub indexes: Vec<(String, String)>,
    /// Command, role, condition for rows that are there, condition for rows that are written.
    pub policies: Vec<Policy>,
    pub triggers: Vec<(String, String)>,
    /// Verb and columns that `almoner_request` may write.
    pub writable: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Debug)]
pub struct Column {
    pub name: String,
    pub kind: String,
    pub required: bool,
    pub default: Option<String>,
    pub comment: Option<String>,
}

#[derive(Debug)]
pub struct Foreign {
    pub columns: Vec<String>,
    /// Schema and name.
    pub parent: String,
    /// The column that says which row, beside those that say whose.
    pub by: String,
}

#[derive(Debug)]
pub struct Policy {
    pub name: String,
    pub command: String,
    pub role: String,
    pub using: Option<String>,
    pub check: Option<String>,
}

/// Columns that every record has; explained once.
pub const STANDARD: &[&str] = &[
    "organisation_id",
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "archived_at",
    "archived_by",
    "archive_reason",
    "archive_batch",
];

impl Table {
    /// Schema and name; the schema `public` goes without saying.
    pub fn full(&self) -> String {
        short(&format!("{}.{}", self.schema, self.name))
    }

    /// Whether the name and the type leave something open: a unit, a shape, whose id it is.
    pub fn wants_a_comment(&self, column: &Column) -> bool {
        let kind = column.kind.as_str();
        let number = matches!(kind, "integer" | "bigint" | "smallint" | "numeric" | "interval");
        let unit = ["_minutes", "_bytes", "_days", "_hours"].iter().any(|u| column.name.ends_with(u));
        let shape =
            matches!(kind, "jsonb" | "bytea" | "boolean") || kind.ends_with("[]") || kind.ends_with("range");
        let known =
            column.name.ends_with("_by") || self.foreign.iter().any(|f| f.columns.contains(&column.name));
        !STANDARD.contains(&column.name.as_str())
            && column.name != "client_id"
            && !known
            && ((number && !unit) || shape || kind == "uuid")
    }
}

/// Without `public.`, which goes without saying.
pub fn short(name: &str) -> String {
    name.strip_prefix("public.").unwrap_or(name).to_owned()
}

impl Catalogue {
    /// Reads the text.
    pub fn parse(text: &str) -> Self {
        let mut all = Self::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once(": ")) {
            // A column may have the name of a word of SQL; PostgreSQL then quotes it.
            let key = key.replace('"', "");
            let words: Vec<&str> = key.split(' ').collect();
            match words[..] {
                ["table", name] => {
                    let (schema, table) = name.split_once('.').unwrap_or(("public", name));
                    let of = all.table(name);
                    (of.schema, of.name) = (schema.to_owned(), table.to_owned());
                    of.describe(value);
                }
                ["column", name] => {
                    let (table, column) = name.rsplit_once('.').unwrap_or(("", name));
                    all.table(table).columns.push(Column::parse(column, value));
                }
                ["constraint", name] => {
                    let (table, constraint) = name.rsplit_once('.').unwrap_or(("", name));
                    all.table(table).constrain(constraint, value);
                }
                ["index", name] => {
                    let on = value.split(" ON ").nth(1).and_then(|rest| rest.split(' ').next());
                    if let Some(table) = on.filter(|_| !name.ends_with("_pkey")) {
                        let what = value.split_once(" USING ").map_or(value, |(_, what)| what);
                        let unique = if value.contains("UNIQUE") { "unique, " } else { "" };
                        let index = name.rsplit('.').next().unwrap_or(name);
                        all.table(table).indexes.push((index.to_owned(), format!("{unique}{what}")));
                    }
                }
                ["policy", name, "on", table] => all.table(table).policies.push(Policy::parse(name, value)),
                ["trigger", name, "on", table] => {
                    all.table(table).triggers.push((name.to_owned(), value.to_owned()));
                }
                ["grant", "on", "column", name, "to", "almoner_request"] => {
                    let (table, column) = name.rsplit_once('.').unwrap_or(("", name));
                    for verb in value.split(", ") {
                        all.table(table)
                            .writable
                            .entry(verb.to_owned())
                            .or_default()
                            .insert(column.to_owned());
                    }
                }
                ["function", name] if name.ends_with("()") => {
                    if let Some(comment) = comment(value) {
                        all.helpers.insert(name.trim_end_matches("()").to_owned(), comment);
                    }
                }
                _ => {}
            }
        }
        // A view has columns and is no table.
        all.tables.retain(|_, table| !table.name.is_empty());
        for table in all.tables.values_mut() {
            table.settle();
        }
        all
    }

    fn table(&mut self, name: &str) -> &mut Table {
        self.tables.entry(name.to_owned()).or_default()
    }
}

impl Table {
    fn describe(&mut self, value: &str) {
        self.comment = comment(value);
        self.partition = value.contains("partition of ");
        self.partitioned = value
            .split_once("partition by ")
            .map(|(_, rest)| rest.split(", comment").next().unwrap_or(rest).to_owned());
    }

    fn constrain(&mut self, name: &str, value: &str) {
        let value = value.split(", comment '").next().unwrap_or(value);
        if let Some(rest) = value.strip_prefix("FOREIGN KEY (") {
            let Some((columns, rest)) = rest.split_once(") REFERENCES ") else { return };
            let parent = rest.split('(').next().unwrap_or(rest).to_owned();
            self.foreign.push(Foreign { columns: list(columns), parent, by: String::new() });
        } else if let Some(columns) = value.strip_prefix("PRIMARY KEY (") {
            self.key = list(columns.trim_end_matches(')'));
        } else if let Some(columns) = value.strip_prefix("UNIQUE (") {
            self.uniques.push(list(columns.trim_end_matches(')')));
        } else if let Some(check) = value.strip_prefix("CHECK (") {
            self.checks.push((name.to_owned(), check.strip_suffix(')').unwrap_or(check).to_owned()));
        } else if value.starts_with("EXCLUDE") {
            self.exclusions.push(value.to_owned());
        }
    }

    /// What can be told only when all lines were read.
    fn settle(&mut self) {
        let columns: Vec<Vec<String>> = self.foreign.iter().map(|f| f.columns.clone()).collect();
        for foreign in &mut self.foreign {
            let own = foreign.columns.iter().filter(|c| *c != "organisation_id").find(|c| {
                !columns.iter().any(|other| other.len() < foreign.columns.len() && other.contains(c))
            });
            foreign.by = own.or(foreign.columns.last()).cloned().unwrap_or_default();
        }
        let key = self.key.clone();
        let rank = |c: &Column| {
            let standard = STANDARD.iter().position(|s| *s == c.name);
            (
                match standard {
                    _ if key.contains(&c.name) => 0,
                    None => 1,
                    Some(_) => 2,
                },
                standard.unwrap_or(0),
            )
        };
        self.columns.sort_by(|a, b| (rank(a), &a.name).cmp(&(rank(b), &b.name)));
    }
}

impl Column {
    fn parse(name: &str, value: &str) -> Self {
        let comment = comment(value);
        let shape = value.split(" comment '").next().unwrap_or(value);
        let cut = [" not null", " default ", " generated "].iter().filter_map(|word| shape.find(word)).min();
        let kind = shape[..cut.unwrap_or(shape.len())].to_owned();
        let default = shape
            .split_once(" default ")
            .map(|(_, text)| text.to_owned())
            .or_else(|| shape.split_once(" generated ").map(|(_, text)| format!("generated {text}")));
        Self { name: name.to_owned(), kind, required: shape.contains(" not null"), default, comment }
    }
}

impl Policy {
    /// `select to authenticated using ... check ...`
    fn parse(name: &str, value: &str) -> Self {
        let (command, rest) = value.split_once(" to ").unwrap_or((value, ""));
        let (head, check) = match rest.split_once(" check ") {
            Some((head, check)) => (head, Some(check.to_owned())),
            None => (rest, None),
        };
        let (role, using) = match head.split_once(" using ") {
            Some((role, using)) => (role, Some(using.to_owned())),
            None => (head, None),
        };
        Self { name: name.to_owned(), command: command.to_owned(), role: role.to_owned(), using, check }
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(", ").map(str::to_owned).collect()
}

/// The text of `comment '...'` at the end of a line.
fn comment(value: &str) -> Option<String> {
    let text = value.split_once("comment '")?.1;
    Some(text.strip_suffix('\'').unwrap_or(text).replace("''", "'"))
}
