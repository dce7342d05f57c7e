//! Values come back as they were sent, and both sides mean the same instant by a wall time.

use std::fmt::Write as _;

use almoner_kernel::time::home_instant;
use almoner_pg::{Json, Span, Statement, row, statement};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, date, time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::support::{World, caller, id};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shape {
    text: String,
    list: Vec<i64>,
    nothing: Option<bool>,
}

row! {
    struct Everything {
        uuid: Option<Uuid>,
        uuids: Option<Vec<Uuid>>,
        text: Option<String>,
        texts: Option<Vec<String>>,
        boolean: Option<bool>,
        small: Option<i32>,
        large: Option<i64>,
        real: Option<f64>,
        instant: Option<Timestamp>,
        day: Option<Date>,
        hour: Option<Time>,
        bytes: Option<Vec<u8>>,
        free: Option<serde_json::Value>,
        shape: Option<Json<Shape>>,
    }
}

type All = (
    Option<Uuid>,
    Option<Vec<Uuid>>,
    Option<String>,
    Option<Vec<String>>,
    Option<bool>,
    Option<i32>,
    Option<i64>,
    Option<f64>,
    Option<Timestamp>,
    Option<Date>,
    Option<Time>,
    Option<Vec<u8>>,
    Option<serde_json::Value>,
    Option<Json<Shape>>,
);

statement! {
    ECHO: (Option<Uuid>, Option<Vec<Uuid>>, Option<String>, Option<Vec<String>>, Option<bool>, Option<i32>, Option<i64>, Option<f64>,
           Option<Timestamp>, Option<Date>, Option<Time>, Option<Vec<u8>>, Option<serde_json::Value>, Option<Json<Shape>>) -> Everything =
        "select $1 as uuid, $2 as uuids, $3 as text, $4 as texts, $5 as boolean, $6 as small, $7 as large, $8 as real, \
         $9 as instant, $10 as day, $11 as hour, $12 as bytes, $13 as free, $14 as shape";
}

fn same(sent: &All, row: &Everything) {
    assert_eq!(sent.0, row.uuid);
    assert_eq!(sent.1, row.uuids);
    assert_eq!(sent.2, row.text);
    assert_eq!(sent.3, row.texts);
    assert_eq!(sent.4, row.boolean);
    assert_eq!(sent.5, row.small);
    assert_eq!(sent.6, row.large);
    assert_eq!(sent.7, row.real);
    assert_eq!(sent.8, row.instant);
    assert_eq!(sent.9, row.day);
    assert_eq!(sent.10, row.hour);
    assert_eq!(sent.11, row.bytes);
    assert_eq!(sent.12, row.free);
    assert_eq!(sent.13, row.shape);
}

#[tokio::test]
async fn everything_comes_back() {
    let world = World::new().await;
    let db = world.db(1);
    let shape = Shape {
        text: "quote ' \\ \" \u{1f9d3} \u{212a}".into(),
        list: vec![i64::MIN, 0, i64::MAX],
        nothing: None,
    };
    let full: All = (
        Some(id("home a1")),
        Some(vec![id("home a1"), Uuid::nil()]),
        Some("  spaces kept \n\t".into()),
        Some(vec![String::new(), "{},\"".into()]),
        Some(false),
        Some(i32::MIN),
        Some(i64::MAX),
        Some(-0.1),
        Some("1899-12-31T23:59:59.999999Z".parse().unwrap()),
        Some(date(2024, 2, 29)),
        Some(time(23, 59, 59, 0)),
        Some((0..=255).collect()),
        Some(serde_json::json!({"a": [1, null, {"b": 1.5}], "é": ""})),
        Some(Json(shape)),
    );
    let none: All = (None, None, None, None, None, None, None, None, None, None, None, None, None, None);
    for sent in [full, none] {
        let rows = db.read(&caller("a"), ECHO.with(sent.clone())).await.unwrap();
        same(&sent, &rows[0]);
    }
}

row! {
    struct Ranges { span: Option<Span>, text: Option<String>, now: Option<bool> }
}

statement! {
    SPAN: (Span, Timestamp) -> Ranges = "select $1 as span, $1::text as text, $1 @> $2 as now";
    EMPTY: () -> Ranges = "select 'empty'::tstzrange as span, null::text as text, null::boolean as now";
    MADE: () -> Ranges = "select tstzrange('2026-01-01Z', '2026-02-01Z', '[)') as span, null::text as text, null::boolean as now";
}

#[tokio::test]
async fn spans_come_back_and_mean_what_they_say() {
    let world = World::new().await;
    let db = world.db(1);
    let [early, late]: [Timestamp; 2] =
        ["2026-11-23T05:00:00.000001Z", "2027-01-01T00:00:00Z"].map(|t| t.parse().unwrap());
    let spans = [
        Span::between(early, late),
        Span::since(early),
        Span { from: None, until: Some(late) },
        Span { from: None, until: None },
    ];
    for span in spans {
        for instant in [early, late, early - jiff::SignedDuration::from_micros(1)] {
            let row = db.read(&caller("a"), SPAN.with((span, instant))).await.unwrap().pop().unwrap();
            assert_eq!(row.span, Some(span));
            assert_eq!(row.now, Some(span.contains(instant)), "{span:?} at {instant}: {:?}", row.text);
        }
    }
    assert!(db.read(&caller("a"), EMPTY.with(())).await.is_err(), "an empty range is no span");
    let made = db.read(&caller("a"), MADE.with(())).await.unwrap().pop().unwrap().span.unwrap();
    assert_eq!(
        made,
        Span::between("2026-01-01T00:00:00Z".parse().unwrap(), "2026-02-01T00:00:00Z".parse().unwrap())
    );
}

row! {
    struct Instant { at: Option<Timestamp> }
}

/// Wall times of the day, each minute, and some seconds in the hours around a change.
fn wall_times(day: Date) -> Vec<DateTime> {
    let midnight = day.at(0, 0, 0, 0);
    let minutes = (0..24 * 60).map(|m| midnight + jiff::Span::new().minutes(m));
    let seconds = (0..4 * 3600).step_by(7).map(|s| midnight + jiff::Span::new().seconds(s));
    minutes.chain(seconds).collect()
}

#[tokio::test]
async fn the_database_and_the_server_mean_the_same_instant() {
    let world = World::new().await;
    let db = world.db(1);
    // Both change days of London and Lisbon; Lord Howe and New York change on other days, so their
    // own are there too, and Lord Howe's change is by half an hour.
    let days = [
        date(2027, 3, 28),
        date(2027, 10, 31),
        date(2027, 3, 14),
        date(2027, 11, 7),
        date(2027, 4, 4),
        date(2027, 10, 3),
        date(2027, 6, 1),
    ];
    for name in ["Europe/London", "Europe/Lisbon", "Australia/Lord_Howe", "America/New_York"] {
        let zone = TimeZone::get(name).unwrap();
        for day in days {
            let walls = wall_times(day);
            let mut list = String::new();
            for wall in &walls {
                let _ = write!(list, "{}timestamp '{wall}'", if list.is_empty() { "" } else { "," });
            }
            let sql = format!(
                "select app.home_instant(w, '{name}') as at from unnest(array[{list}]) with ordinality x (w, n) order by n"
            );
            let statement = Statement::<(), Instant>::new(Box::leak(sql.into_boxed_str()));
            let rows = db.read(&caller("a"), statement.with(())).await.unwrap();
            assert_eq!(rows.len(), walls.len());
            for (wall, row) in walls.iter().zip(rows) {
                let ours = home_instant(*wall, &zone).unwrap();
                assert_eq!(row.at, Some(ours), "{wall} in {name}");
            }
        }
    }
}
