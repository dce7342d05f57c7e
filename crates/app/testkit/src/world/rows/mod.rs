//! Every row of the world: what the database gets, and beside it the facts that access rules ask.

pub(crate) mod care;
mod compliance;
mod documents;
mod handovers;
mod incidents;
pub(crate) mod notes;
mod notifications;
mod people;
mod places;
mod residents;
pub(crate) mod schedules;
mod staffing;

use uuid::Uuid;

pub use compliance::{POLICIES, topic};
pub use staffing::{CARER1_IN_H2, STATUSES as SHIFT_STATUSES};

use super::World;
use super::window::Window;
use crate::names::{canary, id};
use almoner_schema::quote_literal;

/// An expression as it stands in a statement.
pub type Sql = String;

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    pub table: &'static str,
    pub name: String,
    pub id: Uuid,
    pub organisation: &'static str,
    /// The home that the row belongs to: of a resident the one that holds them, of anything of a
    /// resident the one where it happened.
    pub home: Option<&'static str>,
    /// The resident whom it is about.
    pub client: Option<&'static str>,
    /// The person whom it is about.
    pub profile: Option<&'static str>,
    /// The incident that it is or hangs on.
    pub incident: Option<&'static str>,
    /// Of an event of the audit: the table of the row that it is about.
    pub about: Option<&'static str>,
    /// Who wrote it, where that matters.
    pub by: Option<&'static str>,
    pub kind: Option<&'static str>,
    pub status: Option<&'static str>,
    /// When a right, a stay or a shift holds; of a task of care, from when to when it is due.
    pub valid: Option<Window>,
    /// When the care was given that it records, in minutes from the loading of the world.
    pub occurred: Option<i64>,
    /// Archived, by itself or along with its parent.
    pub archived: bool,
    /// Archived by itself: the load says so after everything is written.
    pub archive_here: bool,
    /// Made by a trigger, not by the load.
    pub derived: bool,
    /// What the load writes, by column.
    pub columns: Vec<(&'static str, Sql)>,
}

impl Row {
    /// A row of an organisation. The id is made from table and name, but for the things that
    /// others refer to by their bare name.
    pub(crate) fn new(table: &'static str, name: impl Into<String>, organisation: &'static str) -> Self {
        let name = name.into();
        let row_id = match table {
            "organisations" | "care_homes" | "profiles" | "clients" | "beds" | "rooms" | "units" => id(&name),
            _ => id(&format!("{table}:{name}")),
        };
        let mut row = Self {
            table,
            name,
            id: row_id,
            organisation,
            home: None,
            client: None,
            profile: None,
            incident: None,
            about: None,
            by: None,
            kind: None,
            status: None,
            valid: None,
            occurred: None,
            archived: false,
            archive_here: false,
            derived: false,
            columns: Vec::new(),
        };
        row = row.uuid("id", row_id);
        if table == "organisations" { row } else { row.uuid("organisation_id", id(organisation)) }
    }

    pub(crate) fn set(mut self, column: &'static str, sql: impl Into<Sql>) -> Self {
        self.columns.push((column, sql.into()));
        self
    }

    pub(crate) fn uuid(self, column: &'static str, value: Uuid) -> Self {
        self.set(column, format!("'{value}'"))
    }

    /// The id of a named thing.
    pub(crate) fn of(self, column: &'static str, name: &str) -> Self {
        self.uuid(column, id(name))
    }

    pub(crate) fn value(self, column: &'static str, text: &str) -> Self {
        self.set(column, quote_literal(text))
    }

    /// The marker of this row and column.
    pub(crate) fn text(self, column: &'static str) -> Self {
        let marker = canary(&self.name, column);
        self.value(column, &marker)
    }

    pub(crate) fn texts(self, columns: &[&'static str]) -> Self {
        columns.iter().fold(self, |row, column| row.text(column))
    }

    pub(crate) fn home(mut self, home: &'static str) -> Self {
        self.home = Some(home);
        self
    }

    pub(crate) fn client(mut self, client: &'static str) -> Self {
        self.client = Some(client);
        self
    }

    pub(crate) fn profile(mut self, profile: &'static str) -> Self {
        self.profile = Some(profile);
        self
    }

    pub(crate) fn incident(mut self, incident: &'static str) -> Self {
        self.incident = Some(incident);
        self
    }

    fn by(mut self, person: Option<&'static str>) -> Self {
        self.by = person;
        self
    }

    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self.value("kind", kind)
    }

    /// A kind that stands in a column of another name (a grade, a role).
    pub(crate) fn fact(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self
    }

    pub(crate) fn status(mut self, status: &'static str) -> Self {
        self.status = Some(status);
        self.value("status", status)
    }

    /// A status that stands elsewhere: of what the row belongs to, or set by a trigger.
    pub(crate) fn in_status(mut self, status: &'static str) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn occurred(mut self, at: i64) -> Self {
        self.occurred = Some(at);
        self.set("occurred_at", super::window::instant(at))
    }

    pub(crate) fn valid(mut self, column: &'static str, window: Window) -> Self {
        self.valid = Some(window);
        self.set(column, window.sql())
    }

    /// `here` when it is archived by itself, `along` when with its parent.
    fn archived(mut self, here: bool, along: bool) -> Self {
        self.archive_here = here;
        self.archived = here || along;
        self
    }

    /// A row that is not in the world, to be tried: without an id, since nobody may choose one.
    pub(crate) fn candidate(
        table: &'static str,
        name: impl Into<String>,
        organisation: &'static str,
    ) -> Self {
        let mut row = Self::new(table, name, organisation);
        row.columns.retain(|(column, _)| *column != "id");
        row
    }

    /// The same without a column.
    pub(crate) fn without(mut self, column: &str) -> Self {
        self.columns.retain(|(name, _)| *name != column);
        self
    }

    /// As an insert.
    pub fn insert(&self) -> Sql {
        let (names, values): (Vec<&str>, Vec<&str>) =
            self.columns.iter().map(|(n, v)| (*n, v.as_str())).unzip();
        format!("insert into public.{} ({}) values ({})", self.table, names.join(", "), values.join(", "))
    }

    /// The expression that the load writes into a column.
    pub fn column(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|(name, _)| *name == column).map(|(_, sql)| sql.as_str())
    }
}

pub fn all(world: &World) -> Vec<Row> {
    let mut rows = places::rows();
    rows.extend(people::rows(world));
    rows.extend(residents::rows(world));
    rows.extend(staffing::rows(world));
    rows.extend(care::rows(world));
    rows.extend(notifications::rows());
    rows.extend(schedules::rows());
    rows.extend(handovers::rows(world));
    rows.extend(handovers::snapshots());
    rows.extend(notes::rows(world));
    rows.extend(compliance::rows(world));
    rows.extend(documents::rows(world));
    rows.extend(incidents::rows(world));
    rows
}
