//! S: which rows each actor is given, through the server's own way to the data.

use std::collections::{BTreeMap, BTreeSet};

use almoner_kernel::{Caller, Code};
use almoner_pg::{Db, Statement, row};
use tokio_postgres::Client;
use uuid::Uuid;

use super::report::{Expected, Observed};
use super::{Bench, Report};
use crate::names::id;
use crate::world::{Row, Seat};

row! {
    struct Seen { id: Uuid }
}

/// What one query of one actor must answer.
pub struct Reading {
    pub table: String,
    pub sql: String,
    /// Each row that there is: its key, what it is, and whether it is among the answers.
    pub rows: Vec<(Uuid, String, Expected)>,
    /// Whether the world knows every row, so that another is a finding.
    complete: bool,
}

impl Reading {
    pub(crate) fn of(table: &str, sql: String, rows: Vec<(Uuid, String, Expected)>) -> Self {
        Self { table: table.to_owned(), sql, rows, complete: true }
    }

    /// Compares, row by row.
    pub fn judge(&self, seat: &Seat, seen: &BTreeSet<Uuid>, report: &mut Report) {
        for (key, what, expected) in &self.rows {
            let observed = Observed::Done(u64::from(seen.contains(key)));
            report.cell(&self.table, seat.name, what, *expected, &observed);
        }
        let known: BTreeSet<Uuid> = self.rows.iter().map(|(key, ..)| *key).collect();
        for stranger in seen.difference(&known).filter(|_| self.complete) {
            report.finding(&self.table, format!("S {stranger}: a row that the world does not know"));
        }
    }
}

/// Reads every table as every actor and compares, row by row.
pub async fn reads(bench: &Bench) -> Report {
    let db = bench.database.db();
    let events = events(&bench.database.owner().await, bench).await;
    let (db, events) = (&db, &events);
    bench
        .every_seat(|seat| async move {
            let mut report = Report::default();
            for table in bench.matrix.tables.keys() {
                let reading = reading(bench, seat, table, events);
                reading.judge(seat, &seen(db, seat, &reading.sql).await, &mut report);
            }
            report
        })
        .await
}

/// The column that says which row of the world one is: what triggers write has the key of what they
/// write it of.
pub fn key_of(table: &str) -> &'static str {
    match table {
        "people_names" => "profile_id",
        "shift_template_versions" => "template_id",
        "audit_details" => "event_id",
        _ => "id",
    }
}

/// The rows that each actor reads by the model, by table: for clients that are not ours.
pub async fn readable(bench: &Bench) -> BTreeMap<&'static str, BTreeMap<&'static str, BTreeSet<Uuid>>> {
    let events = events(&bench.database.owner().await, bench).await;
    let mut all = BTreeMap::new();
    for seat in bench.world.seats() {
        let model = bench.model(seat);
        let mut tables: BTreeMap<&'static str, BTreeSet<Uuid>> = BTreeMap::new();
        for row in bench.world.rows.iter().filter(|row| model.reads(row)) {
            tables.entry(row.table).or_default().insert(row.id);
        }
        for table in ["audit_events", "audit_details"] {
            let read = events
                .iter()
                .filter(|(_, about)| model.reads(&Row { table, about: Some(about.table), ..about.clone() }));
            tables.insert(table, read.map(|(event, _)| *event).collect());
        }
        all.insert(seat.name, tables);
    }
    all
}

/// What an actor is given of a table.
pub fn reading(bench: &Bench, seat: &Seat, table: &str, events: &[(Uuid, Row)]) -> Reading {
    let model = bench.model(seat);
    let expected = |row: &Row| if model.reads(row) { Expected::Yes } else { Expected::No };
    let key = key_of(table);
    let sql = format!("select {key} as id from public.{table}");
    // An event is read by the organisation's officers and by the managers of the home in which it
    // happened, as far as they may read its row; its details likewise.
    let of: Option<&'static str> = ["audit_events", "audit_details"].into_iter().find(|t| *t == table);
    let rows = if let Some(table) = of {
        let judged = |(event, about): &(Uuid, Row)| {
            let what = format!("S event of {} {}", about.table, about.name);
            (*event, what, expected(&Row { table, about: Some(about.table), ..about.clone() }))
        };
        events.iter().map(judged).collect()
    } else {
        bench.world.table(table).map(|row| (row.id, format!("S {}", row.name), expected(row))).collect()
    };
    Reading { table: table.to_owned(), sql, rows, complete: of.is_none() }
}

/// The ids that the actor is given; none for somebody whom the session check turns away.
async fn seen(db: &Db, seat: &Seat, sql: &str) -> BTreeSet<Uuid> {
    let statement = Statement::<(), Seen>::new(Box::leak(sql.to_owned().into_boxed_str()));
    match db.read(&Caller::new(seat.actor()), statement.with(())).await {
        Ok(rows) => {
            let seen: BTreeSet<Uuid> = rows.iter().map(|r| r.id).collect();
            assert_eq!(seen.len(), rows.len(), "{sql} answers a row twice");
            seen
        }
        Err(error) if error.code == Code::Unauthenticated => BTreeSet::new(),
        Err(error) => panic!("{}: {sql}: {error:?}", seat.name),
    }
}

/// Every event with the row of the world that it is about.
pub async fn events(owner: &Client, bench: &Bench) -> Vec<(Uuid, Row)> {
    owner
        .query("select id, table_name, row_id, care_home_id from public.audit_events", &[])
        .await
        .expect("the owner reads the events")
        .iter()
        .map(|event| {
            let (table, about): (String, Uuid) = (event.get(1), event.get(2));
            let row = bench.world.rows.iter().find(|row| row.table == table && row.id == about);
            let mut row =
                row.unwrap_or_else(|| panic!("an event about {about} in {table}, a stranger")).clone();
            // Only these change their home, and then either may be meant.
            if matches!(row.table, "clients" | "client_identity") {
                let resident = bench.world.resident(row.client.expect("of a resident"));
                let home: Option<Uuid> = event.get(3);
                row.home =
                    [resident.registered_in, resident.holding].into_iter().find(|h| Some(id(h)) == home);
                assert!(row.home.is_some(), "an event of {} in a home that never held them", resident.name);
            }
            (event.get(0), row)
        })
        .collect()
}
