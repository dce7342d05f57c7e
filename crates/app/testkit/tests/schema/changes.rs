//! What changed, for live screens: ids only, nothing missed, nothing before it is there.

use crate::support::{Stage, id};

/// The place after everything that is there.
async fn end(stage: &Stage) -> (String, String) {
    let row = stage
        .all("select coalesce(max(xid::text::bigint), 0), 9223372036854775807 from private.change_events")
        .await
        .remove(0);
    (row[0].clone().unwrap(), row[1].clone().unwrap())
}

/// A query as the worker, which may claim and finish and nothing else.
async fn as_worker(stage: &Stage, sql: &str) -> Vec<Vec<String>> {
    let client = stage.database.api().await;
    client.batch_execute("set role almoner_worker").await.unwrap();
    let rows = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    rows.into_iter()
        .filter_map(|m| match m {
            tokio_postgres::SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect())
            }
            _ => None,
        })
        .collect()
}

/// What the notifier is given after a place, as table, kind and row.
async fn since(stage: &Stage, (xid, at): &(String, String)) -> Vec<[String; 3]> {
    let sql = format!("select table_name, kind, row_id from app.claim_changes('{xid}'::xid8, {at}, 1000)");
    let rows = as_worker(stage, &sql).await;
    rows.into_iter().map(|r| [r[0].clone(), r[1].clone(), format!("'{}'", r[2])]).collect()
}

/// The same once there is something: transactions of other databases of the cluster hold it back too.
async fn soon(stage: &Stage, place: &(String, String)) -> Vec<[String; 3]> {
    for _ in 0..5_000 {
        let told = since(stage, place).await;
        if !told.is_empty() {
            return told;
        }
    }
    panic!("nothing was told");
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
    assert_eq!(soon(&stage, &before).await, [["clients".to_owned(), "update".to_owned(), id("R1")]]);
    let columns = "select string_agg(format_type(atttypid, atttypmod) || ':' || attname, ' ' order by attname)
        from pg_attribute where attrelid = 'private.change_events'::regclass and attnum > 0 and not attisdropped";
    assert_eq!(
        stage.one(columns).await,
        "timestamp with time zone:at uuid:care_home_id uuid:client_id bigint:id uuid:incident_id text:kind uuid:organisation_id uuid:profile_id uuid:row_id text:table_name xid8:xid"
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
    assert_eq!(since(&stage, &before).await, Vec::<[String; 3]>::new(), "and waits for the first");
    slow.commit().await.unwrap();
    let told: Vec<String> = soon(&stage, &before).await.into_iter().map(|[.., row]| row).collect();
    assert_eq!(told, [id("R1"), id("R2")], "in the order of their transactions");
}

#[tokio::test]
async fn old_changes_are_forgotten_and_fresh_ones_never() {
    let stage = Stage::new().await;
    stage.must("mgr1", &rename("R1", "Bee")).await;
    assert_eq!(as_worker(&stage, "select app.finish_changes(interval '0')").await, [["0"]]);
    stage.owner.batch_execute("update private.change_events set at = now() - interval '25 hours' where row_id <> (select row_id from private.change_events order by at desc limit 1)").await.unwrap();
    let all: i64 = stage.one("select count(*) from private.change_events").await.parse().unwrap();
    let gone: i64 = stage
        .one("set role almoner_worker; select app.finish_changes(interval '24 hours'); reset role")
        .await
        .parse()
        .unwrap();
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
