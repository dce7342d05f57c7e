//! Which columns the file gives to which right: the content of `app.column_rights`.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::{Cell, Kind, Matrix, Table};

/// Columns that `almoner_request` may insert and update, by table, as granted.
#[derive(Debug, Default)]
pub struct Grants {
    pub insert: BTreeMap<String, BTreeSet<String>>,
    pub update: BTreeMap<String, BTreeSet<String>>,
}

impl Grants {
    /// The columns that "all" of a table's U stands for: everything granted but the archiving.
    pub fn all_columns(&self, table: &str) -> BTreeSet<String> {
        let mut columns = self.update.get(table).cloned().unwrap_or_default();
        columns.remove("archived_at");
        columns.remove("archive_reason");
        columns
    }
}

/// The columns that `almoner_request` may update: table, column; for a role that sees everything.
pub const GRANTED: &str = "select c.relname::text, a.attname::text
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
   and has_column_privilege('almoner_request', c.oid, a.attnum, 'update')";

/// What `app.column_rights` holds: table, right, columns.
pub const HELD: &str = "select table_name, right_name, columns from app.column_rights";

/// Rows of `app.column_rights`: table and right, and the columns that it may write.
pub type Rights = BTreeMap<(String, String), BTreeSet<String>>;

/// What `app.column_rights` holds when it says what the file says. Cells without columns stand for
/// whatever the database grants.
///
/// # Errors
/// When a cell has no name among the rights that `app.holds_right` knows.
pub fn of(matrix: &Matrix, grants: &Grants) -> Result<Rights, String> {
    let mut rights = Rights::new();
    for (name, table) in &matrix.tables {
        for cell in table.cells.iter().filter(|c| c.letters.contains(['U', 'A'])) {
            let key = (name.clone(), right(table, cell)?.to_owned());
            rights.entry(key).or_default().extend(columns(matrix, grants, table, cell));
        }
    }
    Ok(rights)
}

/// The columns that a cell lets somebody write.
pub fn columns(matrix: &Matrix, grants: &Grants, table: &Table, cell: &Cell) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    if cell.letters.contains('U') {
        columns.extend(match &cell.columns {
            Some(set) => matrix.columns[&table.name][set].clone(),
            None => grants.all_columns(&table.name),
        });
    }
    if cell.letters.contains('A') {
        columns.extend(["archived_at".to_owned(), "archive_reason".to_owned()]);
    }
    columns
}

/// The name under which `app.holds_right` knows who a cell is for.
///
/// # Errors
/// When there is none.
pub fn right(table: &Table, cell: &Cell) -> Result<&'static str, String> {
    let says = |condition: &str| cell.conditions.iter().any(|c| c == condition);
    Ok(match (cell.actor.as_str(), table.kind) {
        ("business_owner", Kind::Incident) if says("no_manager") => "owner_in_place",
        ("compliance_lead", Kind::Incident) if says("no_manager") => "lead_in_place",
        ("compliance_lead", _) => "compliance_lead",
        ("senior", Kind::Incident) if says("while_reported") => "senior_while_reported",
        ("person", Kind::Incident) => "assignee",
        ("business_owner", _) => "owner",
        ("manager", Kind::Home | Kind::Membership | Kind::Client | Kind::Happening | Kind::Incident) => {
            "manager_of_home"
        }
        ("manager", Kind::Person) => "manager_of_person",
        ("manager", Kind::Resident) => "manager_of_resident",
        ("senior", Kind::Resident) if asks(cell, "still_draft") => "senior_while_draft",
        ("senior", Kind::Resident) => "senior_of_resident",
        ("carer", Kind::Resident) if asks(cell, "mine_or_teams") => "carer_of_task",
        ("senior", Kind::Membership) => "senior_of_home",
        ("person", _) => "self",
        ("carer", Kind::Resident) if says("proposed_by_me") => "author_while_proposed",
        (actor, kind) => {
            return Err(format!(
                "{}: app.holds_right has no name for a right of {actor} on rows of kind {kind:?}",
                table.name
            ));
        }
    })
}

fn asks(cell: &Cell, condition: &str) -> bool {
    cell.conditions.iter().any(|c| c == condition)
}
