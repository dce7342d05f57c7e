//! Every operation, asked by everybody about rows of every kind, against what the matrix says.
//!
//! Two runs. In the first whatever the matrix denies is tried, and every read: nothing may have
//! changed afterwards. In the second whatever it allows is tried on a database that refuses each
//! COMMIT with a code that nothing else answers: so a thing that is allowed is seen to go through
//! to its end, and the next finds the world as it was.

mod expect;
mod notes;
mod objects;
mod run;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use almoner_web::openapi::Access as AccessKind;
use serde_json::Value;
use uuid::Uuid;

pub use expect::{Expected, Object, Viewer, elsewhere, somebody};
pub use objects::{fits, objects};
pub use run::{COMMITTED, allowed, denied, free, prepared, refuse_commits};

use super::examples::example;
use super::needs::{Need, needs};
use super::operations::{Operation, operations};
use crate::matrix::{Matrix, Model};
use crate::runner::Catalogue;
use crate::world::{Row, Seat, SignIn, World};

/// The matrix, and what it is read with.
pub struct Access {
    pub matrix: &'static Matrix,
    pub catalogue: Catalogue,
    pub needs: BTreeMap<String, Need>,
}

static MATRIX: LazyLock<Matrix> = LazyLock::new(|| Matrix::load().unwrap_or_else(|error| panic!("{error}")));

/// One request that is to be made.
pub struct Cell {
    pub operation: &'static Operation,
    pub seat: &'static Seat,
    pub object: Object,
    /// What the object is called in a report.
    pub called: String,
    pub expected: Expected,
    /// Whether the row is in a state in which the operation is possible.
    pub fits: bool,
    pub path: String,
    pub body: Option<Value>,
}

impl Access {
    /// # Panics
    /// When the catalogue can't be read.
    pub async fn read(owner: &tokio_postgres::Client) -> Self {
        Self { matrix: &MATRIX, catalogue: Catalogue::read(owner).await, needs: needs() }
    }

    /// Operations that the file doesn't name, and lines that name no operation.
    pub fn strays(&self) -> Vec<String> {
        let mut strays: Vec<String> = operations()
            .iter()
            .filter(|o| !self.needs.contains_key(o.id))
            .map(|o| format!("{} has no line in [routes]", o.id))
            .collect();
        let known = |id: &&String| operations().iter().any(|o| o.id == **id);
        strays.extend(self.needs.keys().filter(|id| !known(id)).map(|id| format!("[routes] names {id}")));
        strays
    }

    /// One actor's rights.
    pub fn viewer(&self, seat: &'static Seat) -> Viewer<'_> {
        let model = Model::new(World::get(), self.matrix, &self.catalogue.grants, seat);
        Viewer { access: self, seat, model }
    }

    /// One request for each operation, by somebody who may make it about a row that it fits; where
    /// the world has none, about one that it does not fit.
    pub fn chosen(&self) -> Vec<Cell> {
        let mut best: BTreeMap<&str, (u8, Cell)> = BTreeMap::new();
        for cell in self.cells(|_| true) {
            let rank = match (&cell.expected, cell.fits) {
                (Expected::Done | Expected::Seen(_), true) => 0,
                (Expected::Free, _) if cell.seat.name == "mgr1" => 1,
                (Expected::Done | Expected::Seen(_), false) => 2,
                _ => 3,
            };
            let known = best.get(cell.operation.id).map_or(u8::MAX, |(rank, _)| *rank);
            if rank < known {
                best.insert(cell.operation.id, (rank, cell));
            }
        }
        best.into_values().map(|(_, cell)| cell).collect()
    }

    /// Every cell of the operations that `of` takes.
    ///
    /// # Panics
    /// When an operation has no line in the file or no example body.
    pub fn cells(&self, of: impl Fn(&Operation) -> bool) -> Vec<Cell> {
        let mut cells = Vec::new();
        // A job has no way in by HTTP.
        let seats = World::get().seats().filter(|s| s.sign_in != SignIn::Worker);
        let viewers: Vec<Viewer<'_>> = seats.map(|seat| self.viewer(seat)).collect();
        for operation in operations().iter().filter(|o| of(o)) {
            let need = self
                .needs
                .get(operation.id)
                .unwrap_or_else(|| panic!("{} has no line in [routes]", operation.id));
            for viewer in &viewers {
                let all = objects(operation, need);
                // Who is nobody is told so whatever they ask for.
                let few = if viewer.model.is_somebody() { all.len() } else { 1 };
                for object in all.into_iter().take(few) {
                    cells.push(cell(viewer, operation, need, object));
                }
            }
        }
        cells
    }
}

fn cell(viewer: &Viewer<'_>, operation: &'static Operation, need: &Need, object: Object) -> Cell {
    let (row, called) = match object {
        Object::None => (None, "-".to_owned()),
        Object::Unknown => (None, "nobody's id".to_owned()),
        Object::Row(row) => (Some(row), format!("{} {}", row.table, row.name)),
    };
    let mut body = example(operation.id, row);
    assert_eq!(body.is_some(), operation.body().is_some(), "{} lacks an example body", operation.id);
    let parameters = operation.parameters().len();
    let asked = row.map_or_else(Uuid::new_v4, |row| row.id);
    if parameters == 0
        && matches!(object, Object::Unknown)
        && let Some(body) = &mut body
    {
        // What the body names instead of the path.
        let named = if operation.id == "create_office" { somebody(Some("H1")) } else { "H1" };
        let known = crate::names::id(named).to_string();
        *body =
            serde_json::from_str(&body.to_string().replace(&known, &asked.to_string())).expect("still JSON");
    }
    Cell {
        operation,
        seat: viewer.seat,
        object,
        called,
        expected: viewer.expected(need, operation.route.access != AccessKind::Read, object),
        fits: row.is_none_or(|row| fits(operation.id, need, row)),
        path: operation.path_to(&vec![asked; parameters]) + query(operation.id),
        body,
    }
}

/// Lists are asked for whole.
fn query(operation: &str) -> &'static str {
    match operation {
        "list_care_homes"
        | "list_people"
        | "list_memberships"
        | "list_home_managers"
        | "list_offices"
        | "list_clients"
        | "list_alerts"
        | "list_care_plan_reviews"
        | "list_concerns"
        | "list_client_concerns"
        | "list_record_views"
        | "list_notes"
        | "list_client_notes"
        | "list_client_assessments"
        | "list_handovers"
        | "list_tasks" => "?limit=200",
        "get_client_assessment_trend" => "?instrument=news2",
        "list_people_names" => NAMES.as_str(),
        _ => "",
    }
}

static NAMES: LazyLock<String> = LazyLock::new(|| {
    let ids: Vec<String> = World::get().table("people_names").map(|row| row.id.to_string()).collect();
    format!("?ids={}", ids.join(","))
});

/// A table's name, for a row that is not in the world.
pub(super) fn table_name(table: &str) -> &'static str {
    MATRIX.tables.keys().find(|known| *known == table).map(String::as_str).expect("a table of the matrix")
}

/// The version that each row of the world has now.
///
/// # Panics
/// When the tables can't be read.
pub async fn versions(owner: &tokio_postgres::Client) -> BTreeMap<Uuid, i32> {
    let mut tables: Vec<&str> =
        World::get().rows.iter().map(|row| row.table).filter(|t| *t != "people_names").collect();
    tables.sort_unstable();
    tables.dedup();
    let all: Vec<String> = tables.iter().map(|t| format!("select to_jsonb(t) from public.{t} t")).collect();
    // Evidence has no version, and not every row an id.
    let all = format!(
        "select (j ->> 'id')::uuid, (j ->> 'version')::int4 from ({}) as every (j) where j ? 'id' and j ? 'version'",
        all.join(" union all ")
    );
    let rows = owner.query(&all, &[]).await.expect("the tables can be read");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// The row whose version an operation wants under If-Match.
pub fn versioned(need: &Need, seat: &Seat, object: Object) -> Option<&'static Row> {
    use super::needs::What;
    match (&need.what, object) {
        (What::Update { table, of: Some(_), .. }, Object::Row(parent)) => expect::child(table, parent),
        (_, Object::Row(row)) => Some(row),
        (What::Update { table, .. }, Object::None) => {
            let mine = seat.acts_as()?.organisation;
            World::get().rows.iter().find(|r| r.table == table && r.organisation == mine)
        }
        _ => None,
    }
}
