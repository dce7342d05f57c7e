//! The operator's policies: one in force, what was published stays, everybody reads for themself.

use crate::support::{Stage, id, row};

#[tokio::test]
async fn of_twenty_who_publish_at_once_one_is_in_force() {
    let stage = Stage::new().await;
    let first = row("policy_documents", "O1.fire.v1");
    let mut drafts = Vec::new();
    for n in 0..20 {
        let sql = format!(
            "insert into public.policy_documents (organisation_id, policy_id, title, body) values ({}, {first}, 'Draft {n}', 'text') returning id",
            id("O1")
        );
        drafts.push(stage.must("comp1", &sql).await.first[0].clone().unwrap());
    }
    let mut open = Vec::new();
    for draft in &drafts {
        open.push((
            stage.open("owner1").await,
            format!("update public.policy_documents set status = 'in_force' where id = '{draft}'"),
        ));
    }
    for answer in futures_util::future::join_all(open.into_iter().map(|(mut one, sql)| async move {
        one.run(&sql).await?;
        one.commit().await
    }))
    .await
    {
        answer.unwrap_or_else(|refused| panic!("{refused}"));
    }
    let of = format!("from public.policy_documents where policy_id = {first} and archived_at is null");
    assert_eq!(stage.one(&format!("select count(*) filter (where status = 'in_force') {of}")).await, "1");
    // v2 and nineteen of the drafts have been replaced; the one in force was published last.
    assert_eq!(
        stage.one(&format!("select count(*) {of} and status = 'superseded' and ended_at is not null")).await,
        "20"
    );
    let last = format!("select status {of} and published_at is not null order by published_at desc limit 1");
    assert_eq!(stage.one(&last).await, "in_force");
    let numbers = stage.one(&format!("select array_agg(number order by number) {of}")).await;
    assert_eq!(numbers, format!("{{{}}}", (1..=23).map(|n| n.to_string()).collect::<Vec<_>>().join(",")));
}

#[tokio::test]
async fn what_was_published_stays_whoever_tries() {
    let stage = Stage::new().await;
    for set in [
        "title = 'x'",
        "summary = null",
        "body = 'x'",
        "audience = array['nurse']",
        "acknowledge_within_days = 1",
        "effective_from = '2020-01-01'",
        "file_name = 'x'",
        "media_type = 'text/plain'",
        "size_bytes = 2",
        "sha256 = sha256('x')",
    ] {
        for name in ["O1.fire.v1", "O1.fire.v2", "O1.old", "O1.taken_back"] {
            let sql = format!(
                "update public.policy_documents set {set} where id = {}",
                row("policy_documents", name)
            );
            for actor in ["owner1", "comp1"] {
                assert_eq!(
                    stage.act(actor, &sql).await.unwrap_err().code,
                    "illegal_transition",
                    "{actor} {name} {set}"
                );
            }
            let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
            assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{name} {set}");
        }
        // A draft is there to be changed.
        stage
            .must(
                "comp1",
                &format!(
                    "update public.policy_documents set {set} where id = {}",
                    row("policy_documents", "O1.fire.v3")
                ),
            )
            .await;
    }
    for sql in [
        "update public.policy_acknowledgements set kind = 'signed'",
        "delete from public.policy_acknowledgements",
    ] {
        let refused = stage.owner.batch_execute(sql).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
    }
}

#[tokio::test]
async fn an_empty_draft_is_not_published() {
    let stage = Stage::new().await;
    let made = stage
        .must("owner1", &format!("insert into public.policy_documents (organisation_id, title) values ({}, 'Empty') returning id", id("O1")))
        .await
        .first[0]
        .clone()
        .unwrap();
    let publish = format!("update public.policy_documents set status = 'in_force' where id = '{made}'");
    assert_eq!(
        stage.act("owner1", &publish).await.unwrap_err().constraint,
        "policy_documents_says_something"
    );
    let path = "select path from public.policy_documents where id = ";
    assert_eq!(stage.one(&format!("{path}'{made}'")).await, "NULL");
    stage
        .must(
            "owner1",
            &format!("update public.policy_documents set file_name = 'a.pdf', media_type = 'application/pdf', size_bytes = 1, sha256 = sha256('a') where id = '{made}'"),
        )
        .await;
    let o1 = almoner_testkit::names::id("O1");
    assert_eq!(stage.one(&format!("{path}'{made}'")).await, format!("{o1}/{made}/{made}"));
    stage.must("owner1", &publish).await;
}

#[tokio::test]
async fn a_version_belongs_to_a_policy_by_its_first() {
    let stage = Stage::new().await;
    let version = |o: &str, of: &str| {
        format!(
            "insert into public.policy_documents (organisation_id, policy_id, title) values ({}, {}, 'x')",
            id(o),
            row("policy_documents", of)
        )
    };
    assert_eq!(stage.act("owner1", &version("O1", "O1.fire.v2")).await.unwrap_err().code, "invalid");
    // Of another operator: as if it did not exist.
    assert_eq!(stage.act("owner2", &version("O2", "O1.fire.v1")).await.unwrap_err().code, "23503");
    assert_eq!(stage.act("owner2", &version("O1", "O1.fire.v2")).await.unwrap_err().code, "42501");
}
