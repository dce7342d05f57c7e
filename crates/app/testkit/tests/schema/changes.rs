//! What changed, for live screens: ids only, nothing missed, nothing before it is there.

use tokio_postgres::Client;

use crate::support::{Stage, id};

/// The place after everything that is there.
async fn end(stage: &Stage) -> (String, String) {
    let row = stage
        .all("select coalesce(max(xid::text::bigint), 0), 9223372036854775807 from private.change_events")
        .await
        .remove(0);
    (row[0].clone().unwrap(), row[1].clone().unwrap())
}

/// Somebody who may claim and finish and nothing else.
async fn worker(stage: &Stage) -> Client {
    let client = stage.database.api().await;
    client.batch_execute("set role almoner_worker").await.unwrap();
    client
}

/// What the notifier is given after a place, as table, kind and row.
async fn since(worker: &Client, (xid, at): &(String, String)) -> Vec<[String; 3]> {
    let sql = format!(
        "select table_name, kind, row_id::text from app.claim_changes('{xid}'::text::xid8, '{at}'::text::bigint, 1000)"
    );
    let rows = worker.query(&sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    rows.iter().map(|r| [r.get(0), r.get(1), format!("'{}'", r.get::<_, String>(2))]).collect()
}

fn rename(resident: &str, name: &str) -> String {
    format!("update public.clients set preferred_name = '{name}' where id = {}", id(resident))
}

#[tokio::test]
async fn each_change_is_told_once_and_with_ids_only() {
    let stage = Stage::new().await;
    let before = end(&stage).await;
    stage.must("mgr1", &rename("R1", "Bee")).await;
    // Nothing changed, nothing told; and what was refused neither.
    stage.must("mgr1", &rename("R1", "Bee")).await;
    assert_eq!(stage.act("carer1", &rename("R1", "Cee")).await.unwrap().touched, 0);
    let told = format!(
        "select table_name, kind, row_id from private.change_events where xid > '{}' order by xid, id",
        before.0
    );
    let told: Vec<String> = stage.all(&told).await.into_iter().flatten().flatten().collect();
    assert_eq!(told, ["clients", "update", id("R1").trim_matches('\'')]);
    let columns = "select string_agg(format_type(atttypid, atttypmod) || ':' || attname, ' ' order by attname)
        from pg_attribute where attrelid = 'private.change_events'::regclass and attnum > 0 and not attisdropped";
    assert_eq!(
        stage.one(columns).await,
        "timestamp with time zone:at uuid:care_home_id uuid:client_id bigint:id uuid:incident_id text:kind uuid:organisation_id uuid:profile_id text:restriction uuid:row_id text:table_name xid8:xid"
    );
    // Whose it is, so that a listener's scope decides: of an incident, with the incident.
    let said = format!(
        "select organisation_id = {} and care_home_id = {} and client_id = {} and incident_id is null from private.change_events where row_id = {} order by at desc limit 1",
        id("O1"),
        id("H1"),
        id("R1"),
        id("R1")
    );
    assert_eq!(stage.one(&said).await, "t");
}

#[tokio::test]
async fn what_commits_later_is_not_passed_over() {
    let stage = Stage::new().await;
    let before = end(&stage).await;
    // The first takes its ids and goes on; the second begins later and ends at once.
    let mut slow = stage.open("mgr1").await;
    slow.run(&rename("R1", "Slow")).await.unwrap();
    stage.must("mgr12", &rename("R2", "Quick")).await;
    let ids = format!(
        "select count(*) from private.change_events where row_id = {} and xid > '{}'",
        id("R2"),
        before.0
    );
    assert_eq!(stage.one(&ids).await, "1", "the second is committed");
    let worker = worker(&stage).await;
    assert_eq!(since(&worker, &before).await, Vec::<[String; 3]>::new(), "and waits for the first");
    slow.commit().await.unwrap();
    // The cluster is shared: what other tests have open holds changes back too, and loses none.
    let order = [id("R1"), id("R2")];
    loop {
        let told: Vec<String> = since(&worker, &before).await.into_iter().map(|[.., row]| row).collect();
        assert!(order.starts_with(&told), "in the order of their transactions: {told:?}");
        if told.len() == order.len() {
            break;
        }
    }
}

#[tokio::test]
async fn old_changes_are_forgotten_and_fresh_ones_never() {
    let stage = Stage::new().await;
    stage.must("mgr1", &rename("R1", "Bee")).await;
    let worker = worker(&stage).await;
    let forget = async |age: &str| -> i64 {
        worker.query_one(&format!("select app.finish_changes(interval '{age}')"), &[]).await.unwrap().get(0)
    };
    assert_eq!(forget("0").await, 0);
    stage.owner.batch_execute("update private.change_events set at = now() - interval '25 hours' where row_id <> (select row_id from private.change_events order by at desc limit 1)").await.unwrap();
    let all: i64 = stage.one("select count(*) from private.change_events").await.parse().unwrap();
    let gone = forget("24 hours").await;
    assert!(gone > 100 && gone < all, "{gone} of {all}");
    // No role that answers requests may ask.
    for role in ["almoner_request", "authenticated", "almoner_signin"] {
        let client = stage.database.api().await;
        client.batch_execute(&format!("set role {role}")).await.unwrap();
        let error =
            client.batch_execute("select * from app.claim_changes('0'::xid8, 0, 1)").await.unwrap_err();
        assert_eq!(error.code().unwrap().code(), "42501", "{role}");
    }
}
