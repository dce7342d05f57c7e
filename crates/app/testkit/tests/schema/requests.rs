//! What a request needs beside its tables: keys under which something happens once, and denials.

use almoner_testkit::names;

use crate::support::{Stage, id};

fn begin(key: &str, body: &str) -> String {
    format!(
        "select status || kind || result_id::text from app.idempotency_begin('POST /x', '{key}', '\\x{body}')"
    )
}

fn finish(key: &str, body: &str) -> String {
    format!("select app.idempotency_finish('POST /x', '{key}', '\\x{body}', 201, 'clients', {})", id("R1"))
}

#[tokio::test]
async fn a_key_is_good_for_one_thing() {
    let stage = Stage::new().await;
    let mut first = stage.open("mgr1").await;
    assert!(first.run(&begin("k", "01")).await.unwrap().first.is_empty(), "nothing was done under it");
    // Busy is said at once, to the same account only.
    assert_eq!(stage.act("mgr1", &begin("k", "01")).await.unwrap_err().code, "in_progress");
    assert!(stage.act("mgr12", &begin("k", "01")).await.unwrap().first.is_empty());
    assert!(stage.act("mgr1", &begin("other", "01")).await.unwrap().first.is_empty());
    first.run(&finish("k", "01")).await.unwrap();
    assert_eq!(
        stage.act("mgr1", &begin("k", "01")).await.unwrap_err().code,
        "in_progress",
        "until it commits"
    );
    first.commit().await.unwrap();

    let done = stage.act("mgr1", &begin("k", "01")).await.unwrap().first;
    assert_eq!(done, [Some(format!("201clients{}", names::id("R1")))]);
    assert_eq!(stage.act("mgr1", &begin("k", "02")).await.unwrap_err().code, "idempotency_key_reused");
    assert!(stage.act("mgr12", &begin("k", "02")).await.unwrap().first.is_empty(), "another's key");

    // After a day it is forgotten, and may be used again.
    stage
        .owner
        .execute("update private.idempotency_keys set created_at = now() - interval '25 hours'", &[])
        .await
        .unwrap();
    assert!(stage.act("mgr1", &begin("k", "02")).await.unwrap().first.is_empty());
    stage.act("mgr1", &finish("k", "02")).await.unwrap();
    assert_eq!(stage.act("mgr1", &begin("k", "02")).await.unwrap().first.len(), 1);
}

#[tokio::test]
async fn what_is_rolled_back_was_not_done() {
    let stage = Stage::new().await;
    let mut open = stage.open("mgr1").await;
    open.run(&begin("k", "01")).await.unwrap();
    open.run(&finish("k", "01")).await.unwrap();
    open.run("rollback").await.unwrap();
    assert!(stage.act("mgr1", &begin("k", "01")).await.unwrap().first.is_empty());
    for actor in ["anonymous", "mgr1@expired", "worker"] {
        assert_eq!(stage.act(actor, &begin("k", "01")).await.unwrap_err().code, "unauthenticated", "{actor}");
    }
}

#[tokio::test]
async fn denials_are_capped_for_each_account_within_a_batch_too() {
    let stage = Stage::new().await;
    let batch = |account: &str, n: u32| {
        let rows: Vec<_> = (0..n)
            .map(|_| {
                serde_json::json!({
                    "at": "2026-11-23T05:00:00Z", "account_id": names::id(account), "session_id": names::id("session:carer1"),
                    "route": "/clients/{id}", "asked_id": names::id("R2"), "status": 404, "request_id": names::id("request"),
                })
            })
            .collect();
        serde_json::Value::Array(rows).to_string().replace("\"2026-11-23T05:00:00Z\"", "\"now\"")
    };
    async fn noted(stage: &Stage, batch: String) -> String {
        stage.one(&format!("select app.note_denials('{batch}')")).await
    }
    let note = |account: &'static str, n| noted(&stage, batch(account, n));
    assert_eq!(note("account:carer1", 150).await, "150");
    assert_eq!(note("account:carer1", 300).await, "50");
    assert_eq!(note("account:carer1", 10).await, "0");
    assert_eq!(note("account:carer2", 500).await, "200");
    let organisation = stage.one("select distinct organisation_id from private.denials").await;
    assert_eq!(format!("'{organisation}'"), id("O1"), "the asker's own");
}
