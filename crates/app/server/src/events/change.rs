//! Changes as the database tells them, in the order in which they are complete.

use almoner_kernel::Result;
use almoner_pg::{Db, One, row, statement};
use almoner_web::Frames;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::place::Place;
use super::words::{Rule, rule_of};

/// Rows of one claim.
pub const BATCH: i32 = 1000;

row! {
    struct ChangeRow {
        xid: i64,
        id: i64,
        organisation_id: Uuid,
        care_home_id: Option<Uuid>,
        client_id: Option<Uuid>,
        profile_id: Option<Uuid>,
        incident_id: Option<Uuid>,
        restriction: Option<String>,
        table_name: String,
        row_id: Uuid,
        kind: String,
        at: Timestamp,
    }
}

row! {
    struct HorizonRow { xid: i64 }
}

statement! {
    /// The next changes after a place. A transaction's number is no parameter of its own type, so that
    /// it goes as a number.
    CHANGES: (i64, i64, i32) -> ChangeRow =
        "select c.xid::text::bigint as xid, c.id, c.organisation_id, c.care_home_id, c.client_id, c.profile_id, c.incident_id, \
                c.restriction, c.table_name, c.row_id, c.kind, c.at \
           from app.claim_changes($1::bigint::text::xid8, $2, $3) c \
         /* not null: xid, id, organisation_id, table_name, row_id, kind, at (columns of a table that are NOT NULL) */";
    /// The first transaction that may still change something: below it nothing comes any more.
    HORIZON: () -> HorizonRow =
        "select pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::bigint as xid /* not null: xid (a snapshot has one) */";
}

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    Insert,
    Update,
    Archive,
    Restore,
}

impl ChangeKind {
    /// The word of the table; it has no others.
    pub fn of(word: &str) -> Self {
        match word {
            "insert" => Self::Insert,
            "archive" => Self::Archive,
            "restore" => Self::Restore,
            _ => Self::Update,
        }
    }
}

/// That something changed: ids, and nothing of what.
#[derive(Clone, Debug)]
pub struct Change {
    pub organisation: Uuid,
    pub home: Option<Uuid>,
    pub client: Option<Uuid>,
    pub profile: Option<Uuid>,
    pub incident: Option<Uuid>,
    pub restriction: Option<String>,
    pub row: Uuid,
    pub kind: ChangeKind,
}

/// A change of a table that is told of, in its place.
#[derive(Debug)]
pub struct Told {
    pub place: Place,
    pub rule: &'static Rule,
    pub change: Change,
}

/// What one claim gave.
pub struct Claimed {
    pub told: Vec<Told>,
    /// The last row, whether it is told of or not.
    pub last: Option<Place>,
    /// When the last row was written, by the database's clock.
    pub at: Option<Timestamp>,
    /// More may be there.
    pub full: bool,
}

/// What a screen is told of one change.
#[derive(Serialize, ToSchema)]
pub struct ChangeOut {
    /// The word of the API that the record belongs to: `clients`, `alerts`, `care-homes`, ... More words may come.
    resource: &'static str,
    /// The record.
    id: Uuid,
    kind: ChangeKind,
    /// The home, where the record has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<Uuid>,
    /// The resident, where the record is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<Uuid>,
}

/// The first place of which nothing is complete yet.
pub async fn horizon(db: &Db) -> Result<Place> {
    let row = db.work(HORIZON.with(())).await?.one()?;
    Ok(Place { xid: row.xid, id: 0 })
}

/// The changes after a place, as far as they are complete.
pub async fn after(db: &Db, place: Place) -> Result<Claimed> {
    let rows = db.work(CHANGES.with((place.xid, place.id, BATCH))).await?;
    let last = rows.last().map(|row| Place { xid: row.xid, id: row.id });
    let at = rows.last().map(|row| row.at);
    let full = i32::try_from(rows.len()).unwrap_or(BATCH) >= BATCH;
    Ok(Claimed { told: rows.into_iter().filter_map(told).collect(), last, at, full })
}

fn told(row: ChangeRow) -> Option<Told> {
    let rule = rule_of(&row.table_name)?;
    let change = Change {
        organisation: row.organisation_id,
        home: row.care_home_id,
        client: row.client_id,
        profile: row.profile_id,
        incident: row.incident_id,
        restriction: row.restriction,
        row: row.row_id,
        kind: ChangeKind::of(&row.kind),
    };
    Some(Told { place: Place { xid: row.xid, id: row.id }, rule, change })
}

impl Told {
    /// The event as every reader of it gets it.
    pub fn frame(&self, id: &str) -> String {
        let Change { row, kind, home, client, .. } = &self.change;
        let out = ChangeOut { resource: self.rule.word, id: *row, kind: *kind, home: *home, client: *client };
        let mut frames = Frames::new();
        // Ids and words: there is nothing in it that could not be written.
        frames.event(Some(id), "change", &serde_json::to_string(&out).unwrap_or_default());
        frames.text().to_owned()
    }
}
