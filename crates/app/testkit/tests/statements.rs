//! The check of every statement sees what does not fit, and nothing else.

use almoner_pg::{FromRow, Json, Span, row, statement};
use almoner_testkit::database::Database;
use almoner_testkit::statements::{Checker, check_statements};
use jiff::Timestamp;
use tokio_postgres::types::Type;
use uuid::Uuid;

row! {
    struct Resident {
        id: Uuid,
        version: i32,
        given_name: String,
        preferred_name: Option<String>,
        home: Option<String>,
        alerts: i64,
        can: Vec<String>,
    }
}

row! {
    struct Settings { feature_flags: Json<serde_json::Value>, quiet_from: jiff::civil::Time }
}

row! {
    struct Stay { during: Span, began: Timestamp }
}

statement! {
    RESIDENT: (Uuid) -> Resident = "select t.id, t.version, t.given_name, t.preferred_name, h.name as home, \
        (select count(*) from public.client_alerts a where a.client_id = t.id) as alerts, \
        array_remove(array[case when t.archived_at is null then 'archive' end], null) as can \
        from public.clients t left join public.care_homes h on h.id = t.holding_home_id where t.id = $1";
    SETTINGS: () -> Settings = "select feature_flags, quiet_from from public.company_settings";
    STAY: () -> Stay = "select during, lower(during) /* not null: began (a check) */ as began from public.bed_stays";
    NOTE: (Uuid, String) -> () = "update public.care_homes set name = $2 where id = $1";
}

#[tokio::test]
async fn what_fits_is_not_reported() {
    let database = Database::bare().await;
    assert_eq!(check_statements(&database).await, Vec::<String>::new());
    // Referenced, so that the linker keeps what inventory holds.
    assert!(RESIDENT.sql().len() + SETTINGS.sql().len() + STAY.sql().len() + NOTE.sql().len() > 0);
}

row! {
    struct Name { name: String }
}

row! {
    struct Town { town: String }
}

row! {
    struct MaybeName { name: Option<String> }
}

#[tokio::test]
async fn what_does_not_fit_is_reported() {
    let database = Database::bare().await;
    let mut checker = Checker::new(&database).await;
    let cases: &[(&str, Vec<Type>, Vec<almoner_pg::ColumnSpec>, &str)] = &[
        ("select name from public.no_such_table", vec![], Name::columns(), "can't be prepared"),
        (
            "select name from public.care_homes where id = $1",
            vec![Type::TEXT],
            Name::columns(),
            "can't be prepared",
        ),
        ("select name from public.care_homes where id = $1", vec![], Name::columns(), "parameters are"),
        ("select town as name from public.care_homes", vec![], Name::columns(), "a column that takes NULL"),
        ("select name as title from public.care_homes", vec![], Name::columns(), "column 1 answers title"),
        (
            "select registered_beds as name from public.care_homes",
            vec![],
            Name::columns(),
            "column 1 answers name int4",
        ),
        ("select name, id from public.care_homes", vec![], Name::columns(), "column 2 answers id"),
        ("select max(name) as name from public.care_homes", vec![], Name::columns(), "is computed"),
        (
            "select h.name from public.units u left join public.care_homes h on true",
            vec![],
            Name::columns(),
            "outer join",
        ),
        (
            "with h as (select id, name from public.care_homes) select h.name from public.units u left join h on true",
            vec![],
            Name::columns(),
            "outer join",
        ),
        (
            "select x.name from public.units u left join lateral (select h.name from public.care_homes h) x on true",
            vec![],
            Name::columns(),
            "outer join",
        ),
        (
            "select name /* not null: name (it is) */ from public.care_homes",
            vec![],
            Name::columns(),
            "says nothing new",
        ),
        ("select town /* not null: town (no) */ from public.care_homes", vec![], Town::columns(), ""),
        (
            "select max(name) /* not null: nam (typo) */ as name from public.care_homes",
            vec![],
            MaybeName::columns(),
            "no such column",
        ),
        (
            "select max(name) /* not null: name (always) */ as name from public.care_homes",
            vec![],
            MaybeName::columns(),
            "declared as an Option",
        ),
        ("select name from public.care_homes", vec![], MaybeName::columns(), ""),
        (
            "select null::text as name union all select name from public.care_homes",
            vec![],
            Name::columns(),
            "is computed",
        ),
    ];
    for (sql, types, columns, wanted) in cases {
        let findings = checker.check("case", sql, types, columns).await;
        match wanted {
            &"" => assert!(findings.is_empty(), "{sql}: {findings:?}"),
            wanted => assert!(findings.len() == 1 && findings[0].contains(wanted), "{sql}: {findings:?}"),
        }
    }
}
