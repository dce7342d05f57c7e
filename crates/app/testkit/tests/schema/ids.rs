//! Ids carry their time, so that they can be ordered and a table partitioned by them.

use crate::support::Stage;

#[tokio::test]
async fn ids_are_version_7_and_grow_with_time() {
    let stage = Stage::new().await;
    let rows = stage
        .all(
            "select a.id, floor(extract(epoch from a.before) * 1000)::bigint, ceil(extract(epoch from a.after) * 1000)::bigint
               from (select n, clock_timestamp() as before, app.new_id() as id, clock_timestamp() as after
                       from generate_series(1, 5000) n offset 0) a order by a.n",
        )
        .await;
    let (mut last, mut seen) = (0, std::collections::HashSet::new());
    for row in rows {
        let id: uuid::Uuid = row[0].as_deref().unwrap().parse().unwrap();
        let [before, after] = [&row[1], &row[2]].map(|n| n.as_deref().unwrap().parse::<u64>().unwrap());
        assert_eq!(id.get_version_num(), 7, "{id}");
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122, "{id}");
        let millis = (id.as_u128() >> 80) as u64;
        assert!((before..=after).contains(&millis), "{id} was made between {before} and {after}");
        assert!(millis >= last, "{id} is older than the one before it");
        last = millis;
        assert!(seen.insert(id), "{id} twice");
    }
}

#[tokio::test]
async fn an_instants_bound_lies_below_every_id_of_it() {
    let stage = Stage::new().await;
    let wrong = stage
        .one(
            "with made as (select clock_timestamp() as t, app.new_id() as id, n from generate_series(1, 2000) n)
             select count(*) from made where not (app.id_at(t) <= id and id < app.id_at(t + interval '1 second'))",
        )
        .await;
    assert_eq!(wrong, "0");
    assert_eq!(stage.one("select app.id_at('1970-01-01Z')").await, "00000000-0000-7000-8000-000000000000");
}

#[tokio::test]
async fn nobody_chooses_an_id() {
    let stage = Stage::new().await;
    for table in ["client_contacts", "client_alerts", "beds", "clients", "profiles"] {
        let sql = format!("insert into public.{table} (id) values (app.new_id())");
        assert_eq!(stage.act("owner1", &sql).await.unwrap_err().code, "42501", "{table}");
    }
}

#[tokio::test]
async fn events_lie_in_the_partition_of_their_time() {
    let stage = Stage::new().await;
    let rest = stage.one("select count(*) from public.audit_events_rest").await;
    assert_eq!(rest, "0", "the default partition is for what nobody expected");
    // A partition is not a way around the policies of its parent.
    let child = stage.one("select distinct tableoid::regclass from public.audit_events").await;
    assert_eq!(stage.act("owner1", &format!("select id from {child}")).await.unwrap_err().code, "42501");
}
