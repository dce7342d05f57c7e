//! S: which rows each actor is given, through the server's own way to the data.

use std::collections::{BTreeMap, BTreeSet};

use almoner_kernel::{Caller, Code};
use almoner_pg::{Db, Statement, row};
use uuid::Uuid;

use super::report::{Expected, Observed};
use super::{Bench, Report};
use crate::names::id;
use crate::world::{Row, Seat};

row! {
    struct Seen { id: Uuid }
}

/// Reads every table as every actor and compares, row by row.
pub async fn reads(bench: &Bench) -> Report {
    let db = bench.database.db();
    let events = events(bench).await;
    let (db, events) = (&db, &events);
    bench
        .every_seat(|seat| async move {
            let mut report = Report::default();
            for table in bench.matrix.tables.keys().filter(|t| !t.starts_with("audit_")) {
                rows(bench, db, seat, table, &mut report).await;
            }
            for table in ["audit_events", "audit_details"] {
                audit(bench, db, seat, events, table, &mut report).await;
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
    let events = events(bench).await;
    let mut all = BTreeMap::new();
    for seat in bench.world.seats() {
        let model = bench.model(seat);
        let mut tables: BTreeMap<&'static str, BTreeSet<Uuid>> = BTreeMap::new();
        for row in bench.world.rows.iter().filter(|row| model.reads(row)) {
            tables.entry(row.table).or_default().insert(row.id);
        }
        for table in ["audit_events", "audit_details"] {
            let read = events.iter().filter(|(_, about)| model.reads(&Row { table, ..about.clone() }));
            tables.insert(table, read.map(|(event, _)| *event).collect());
        }
        all.insert(seat.name, tables);
    }
    all
}

async fn rows(bench: &Bench, db: &Db, seat: &Seat, table: &str, report: &mut Report) {
    let key = key_of(table);
    let seen = seen(db, seat, &format!("select {key} as id from public.{table}")).await;
    let model = bench.model(seat);
    let mut known = BTreeSet::new();
    for row in bench.world.table(table) {
        known.insert(row.id);
        let expected = if model.reads(row) { Expected::Yes } else { Expected::No };
        report.cell(
            table,
            seat.name,
            format!("S {}", row.name),
            expected,
            &Observed::Done(u64::from(seen.contains(&row.id))),
        );
    }
    for stranger in seen.difference(&known) {
        report.finding(table, format!("S {stranger}: a row that the world does not know"));
    }
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
async fn events(bench: &Bench) -> Vec<(Uuid, Row)> {
    bench
        .database
        .owner()
        .await
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

/// An event is read by the organisation's officers and by the managers of the home in which it
/// happened, as far as they may read its row; its details likewise.
async fn audit(
    bench: &Bench,
    db: &Db,
    seat: &Seat,
    events: &[(Uuid, Row)],
    table: &'static str,
    report: &mut Report,
) {
    let key = key_of(table);
    let seen = seen(db, seat, &format!("select {key} as id from public.{table}")).await;
    let model = bench.model(seat);
    for (event, about) in events {
        let row = Row { table, about: Some(about.table), ..about.clone() };
        let expected = if model.reads(&row) { Expected::Yes } else { Expected::No };
        let what = format!("S event of {} {}", about.table, about.name);
        report.cell(table, seat.name, what, expected, &Observed::Done(u64::from(seen.contains(event))));
    }
}
