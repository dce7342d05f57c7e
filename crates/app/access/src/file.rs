//! `access/matrix.toml`, read strictly: a word that is not known here fails.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

const FILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../access/matrix.toml"));

/// The file.
#[derive(Debug)]
pub struct Matrix {
    pub actors: BTreeMap<String, String>,
    pub conditions: BTreeMap<String, String>,
    pub tables: BTreeMap<String, Table>,
    /// Named sets of columns, by table.
    pub columns: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// Columns that are said only when a record is made, by table.
    pub made: BTreeMap<String, BTreeSet<String>>,
    pub verbs: Vec<Verb>,
    /// What each operation of the HTTP API needs, in the words of the file.
    pub routes: BTreeMap<String, String>,
}

/// The rights on a table.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub pillar: String,
    pub kind: Kind,
    pub cells: Vec<Cell>,
}

/// What a table's rows are about: decides what "own home" and "about me" mean for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The organisation itself, or one row of it.
    Organisation,
    /// A home, or a thing of a home.
    Home,
    /// A person.
    Person,
    /// The name of a person who may have left.
    Named,
    /// A person's right in a home.
    Membership,
    /// A person's right in the organisation.
    Office,
    /// A resident.
    Client,
    /// A row of a resident.
    Resident,
    /// The details of an audit event.
    AuditDetail,
    /// What somebody said about an incident.
    Report,
    /// An incident, or a row that hangs on one.
    Incident,
    /// Something that happened in a home, perhaps to a resident.
    Happening,
}

/// One right: an actor's letters, how far they reach, on what condition, and for which columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub actor: String,
    /// Out of S, I, U, A.
    pub letters: String,
    pub scope: Scope,
    pub conditions: Vec<String>,
    /// A row of `[columns.TABLE]`.
    pub columns: Option<String>,
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Homes,
    Managed,
    Organisation,
    Own,
    Any,
    /// Where care was given, by who had the right then.
    Lately,
    /// What the same right lets the person see.
    Visible,
}

/// A change of status that exists.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verb {
    pub name: String,
    pub table: String,
    pub from: String,
    pub to: String,
    /// What the new row must hold.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
    pub rights: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    actors: BTreeMap<String, String>,
    conditions: BTreeMap<String, String>,
    table: BTreeMap<String, RawTable>,
    columns: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    made: BTreeMap<String, BTreeSet<String>>,
    verb: Vec<Verb>,
    /// Of the HTTP API, which this knows nothing of.
    routes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RawTable {
    pillar: String,
    #[serde(rename = "since")]
    _since: u32,
    kind: Kind,
    #[serde(flatten)]
    cells: BTreeMap<String, Vec<String>>,
}

impl Matrix {
    /// The project's file.
    pub fn load() -> Result<Self, String> {
        Self::parse(FILE)
    }

    /// A file's text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let raw: RawFile = toml::from_str(text).map_err(|e| format!("access/matrix.toml: {e}"))?;
        let mut tables = BTreeMap::new();
        for (name, table) in raw.table {
            let mut cells = Vec::new();
            for (actor, texts) in table.cells {
                if !raw.actors.contains_key(&actor) {
                    return Err(format!("table.{name}: {actor} is not one of [actors]"));
                }
                for text in texts {
                    let cell = cell(&actor, &text)
                        .map_err(|why| format!("table.{name}.{actor}: \"{text}\": {why}"))?;
                    if let Some(unknown) = cell.conditions.iter().find(|c| !raw.conditions.contains_key(*c)) {
                        return Err(format!("table.{name}.{actor}: {unknown} is not one of [conditions]"));
                    }
                    let sets = raw.columns.get(&name);
                    if cell
                        .columns
                        .as_ref()
                        .is_some_and(|set| sets.is_none_or(|sets| !sets.contains_key(set)))
                    {
                        return Err(format!(
                            "table.{name}.{actor}: \"{text}\": no such row in [columns.{name}]"
                        ));
                    }
                    cells.push(cell);
                }
            }
            tables.insert(name.clone(), Table { name, pillar: table.pillar, kind: table.kind, cells });
        }
        if let Some(stray) = raw
            .columns
            .keys()
            .chain(raw.made.keys())
            .chain(raw.verb.iter().map(|v| &v.table))
            .find(|t| !tables.contains_key(*t))
        {
            return Err(format!("columns or a verb of {stray}, which is not a table of the file"));
        }
        Ok(Self {
            actors: raw.actors,
            conditions: raw.conditions,
            tables,
            columns: raw.columns,
            made: raw.made,
            verbs: raw.verb,
            routes: raw.routes,
        })
    }
}

fn cell(actor: &str, text: &str) -> Result<Cell, String> {
    let mut words = text.split_whitespace();
    let (letters, scope) = words.next().and_then(|w| w.split_once(':')).ok_or("is not VERBS:SCOPE")?;
    if letters.is_empty() || letters.chars().any(|c| !"SIUA".contains(c)) {
        return Err(format!("{letters} is not made of S, I, U and A"));
    }
    let scope = match scope {
        "H" => Scope::Homes,
        "M" => Scope::Managed,
        "O" => Scope::Organisation,
        "own" => Scope::Own,
        "any" => Scope::Any,
        "L" => Scope::Lately,
        "V" => Scope::Visible,
        other => return Err(format!("{other} is not a scope")),
    };
    let mut cell = Cell {
        actor: actor.to_owned(),
        letters: letters.to_owned(),
        scope,
        conditions: Vec::new(),
        columns: None,
    };
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        match word {
            "if" => {
                while let Some(condition) = words.next_if(|w| *w != "columns") {
                    cell.conditions.push(condition.to_owned());
                }
            }
            "columns" => cell.columns = Some(words.next().ok_or("columns of what?")?.to_owned()),
            other => return Err(format!("{other} is neither if nor columns")),
        }
    }
    Ok(cell)
}

#[cfg(test)]
mod tests {
    use super::{Matrix, Scope, cell};

    #[test]
    fn cells() {
        let c = cell("manager", "UA:M if cover_kind not_self columns cover").unwrap();
        assert_eq!(c.letters, "UA");
        assert_eq!(c.scope, Scope::Managed);
        assert_eq!(c.conditions, ["cover_kind", "not_self"]);
        assert_eq!(c.columns.as_deref(), Some("cover"));
        for bad in ["S", "X:H", "S:Z", "S:H when x", ":H", "S:H columns"] {
            assert!(cell("carer", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_file_is_well_formed() {
        let matrix = Matrix::load().unwrap();
        assert!(matrix.tables.len() > 15);
    }

    #[test]
    fn a_stray_word_fails() {
        for (from, to) in [
            ("[\"S:M\", \"U:M\"]", "[\"S:M if sunny\"]"),
            ("carer = [\"S:H\"]", "carr = [\"S:H\"]"),
            ("columns preferences\"]", "columns prefs\"]"),
        ] {
            let text = super::FILE.replacen(from, to, 1);
            assert_ne!(text, super::FILE);
            assert!(Matrix::parse(&text).is_err(), "{to}");
        }
    }
}
