//! A chapter's tables and how they hang together, as SVG.
//!
//! [`Diagram`] is what is drawn, `layout` where it goes, `draw` the SVG. Boxes stand in columns,
//! parents left of their children. All lines of a parent leave it as one, run upwards and downwards
//! in the space between two columns, and pass a column that they only cross in a lane of their own,
//! so no line ever crosses text.

mod draw;
mod layout;

use std::collections::BTreeMap;

use super::Sources;
use super::catalogue::{STANDARD, Table, short};
use super::tables::title;

/// Boxes and lines, without places.
pub struct Diagram {
    pub boxes: Vec<Entity>,
    pub lines: Vec<Line>,
}

pub struct Entity {
    pub title: String,
    /// The chapter of a table that is not of this one.
    pub elsewhere: Option<String>,
    pub rows: Vec<Row>,
    /// Columns that are not drawn.
    pub more: usize,
}

pub struct Row {
    /// PK, FK, U.
    pub marks: Vec<&'static str>,
    pub name: String,
    /// Points to another row of the same table.
    pub own: bool,
}

/// A foreign key, from a child's row to its parent.
pub struct Line {
    pub parent: usize,
    pub child: usize,
    pub row: usize,
    pub optional: bool,
    /// At most one child.
    pub single: bool,
}

/// The picture of a chapter; none where there is nothing to draw.
pub fn picture(sources: &Sources, chapter: &str, members: &[&Table]) -> Option<String> {
    let diagram = Diagram::of(sources, chapter, members);
    (!diagram.boxes.is_empty()).then(|| draw::svg(&diagram, &layout::place(&diagram), &title(chapter)))
}

impl Diagram {
    fn of(sources: &Sources, chapter: &str, members: &[&Table]) -> Self {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut boxes = Vec::new();
        for table in members {
            places.insert(format!("{}.{}", table.schema, table.name), boxes.len());
            boxes.push(entity(table, &drawn(table, chapter)));
        }
        let mut lines = Vec::new();
        for (child, table) in members.iter().enumerate() {
            for foreign in drawn(table, chapter) {
                let parent = *places.entry(foreign.parent.clone()).or_insert_with(|| {
                    let of = sources.catalogue.tables.get(&foreign.parent);
                    boxes.push(Entity {
                        title: short(&foreign.parent),
                        elsewhere: Some(of.map_or("the platform".to_owned(), |t| title(&sources.chapter(t)))),
                        rows: Vec::new(),
                        more: 0,
                    });
                    boxes.len() - 1
                });
                let row = boxes[child].rows.iter().position(|r| r.name == foreign.by).unwrap_or(0);
                if parent == child {
                    boxes[child].rows[row].own = true;
                    continue;
                }
                let set = |columns: &Vec<String>| columns.iter().all(|c| foreign.columns.contains(c));
                lines.push(Line {
                    parent,
                    child,
                    row,
                    optional: table.columns.iter().any(|c| c.name == foreign.by && !c.required),
                    single: set(&table.key) || table.uniques.iter().any(set),
                });
            }
        }
        Self { boxes, lines }
    }
}

/// The keys that are drawn: every table's way to its organisation and to its author would hide the others.
fn drawn<'a>(table: &'a Table, chapter: &str) -> Vec<&'a super::catalogue::Foreign> {
    let others: Vec<_> =
        table.foreign.iter().filter(|f| f.by != "organisation_id" && f.by != "created_by").collect();
    if others.is_empty() && chapter == "identity" {
        return table.foreign.iter().filter(|f| f.by == "organisation_id").collect();
    }
    others
}

fn entity(table: &Table, drawn: &[&super::catalogue::Foreign]) -> Entity {
    let mut rows: Vec<Row> = Vec::new();
    let mut mark = |name: &String, mark: &'static str| match rows.iter_mut().find(|r| r.name == *name) {
        Some(row) if row.marks.contains(&mark) => {}
        Some(row) => row.marks.push(mark),
        None => rows.push(Row { marks: vec![mark], name: name.clone(), own: false }),
    };
    let tenant = |c: &&String| *c != "organisation_id" || table.key.len() == 1;
    table.key.iter().filter(tenant).for_each(|c| mark(c, "PK"));
    for foreign in drawn {
        mark(&foreign.by, "FK");
    }
    // One that holds the whole primary key is there for keys of others to point at.
    let telling = table.uniques.iter().filter(|u| !table.key.iter().all(|k| u.contains(k)));
    for unique in telling {
        unique.iter().filter(|c| *c != "organisation_id").for_each(|c| mark(c, "U"));
    }
    let more = table
        .columns
        .iter()
        .filter(|c| !STANDARD.contains(&c.name.as_str()) && !rows.iter().any(|r| r.name == c.name))
        .count();
    Entity { title: table.full(), elsewhere: None, rows, more }
}
