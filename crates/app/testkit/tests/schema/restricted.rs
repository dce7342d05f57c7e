//! Events of rows that fewer people read than the rest of their organisation's: whoever may not read the
//! row reads nothing of it in the audit either, also of what happened before it was restricted.

use crate::support::{Stage, id, row};

/// How many events and details of a row somebody is given.
async fn told(stage: &Stage, actor: &str, of: &str) -> (u32, u32) {
    let count = async |sql: String| -> u32 {
        let rows = stage.act(actor, &sql).await.unwrap_or_else(|refused| panic!("{actor}: {sql}: {refused}"));
        rows.first[0].as_ref().unwrap().parse().unwrap()
    };
    let events = count(format!("select count(*) from public.audit_events where row_id = {of}")).await;
    let ids: Vec<String> = stage
        .all(&format!("select id from public.audit_events where row_id = {of}"))
        .await
        .into_iter()
        .map(|r| format!("'{}'", r[0].as_ref().unwrap()))
        .collect();
    let details = format!("select count(*) from public.audit_details where event_id in ({})", ids.join(","));
    (events, count(details).await)
}

#[tokio::test]
async fn a_document_that_is_sealed_takes_its_earlier_events_along() {
    let stage = Stage::new().await;
    let document = row("resident_documents", "R1.contract");
    let set = |what: &str| format!("update public.resident_documents set {what} where id = {document}");
    stage.must("mgr1", &set("title = 'Letter of a solicitor'")).await;
    for actor in ["mgr1", "owner1", "comp1"] {
        assert_eq!(told(&stage, actor, &document).await, (2, 2), "{actor}");
    }
    stage.must("mgr1", &set("sealed = true")).await;
    for actor in ["owner1", "comp1", "owner1@external", "carer1", "senior1", "mgr3", "owner2", "worker"] {
        assert_eq!(told(&stage, actor, &document).await, (0, 0), "{actor}");
    }
    for actor in ["mgr1", "mgr12", "cover1"] {
        assert_eq!(told(&stage, actor, &document).await, (3, 3), "{actor}");
    }
    // Archived it stays sealed; opened again it tells all of it.
    stage.must("mgr1", &set("archived_at = now(), archive_reason = 'made in error'")).await;
    assert_eq!(told(&stage, "owner1", &document).await, (0, 0));
    stage.must("mgr1", &set("archived_at = null")).await;
    stage.must("mgr1", &set("sealed = false")).await;
    assert_eq!(told(&stage, "owner1", &document).await, (6, 6));
}

#[tokio::test]
async fn an_owner_who_manages_the_home_reads_of_what_is_sealed_there_and_nowhere_else() {
    let stage = Stage::new().await;
    let here = row("resident_documents", "R2.sealed");
    assert_eq!(told(&stage, "owner_manager", &here).await, (1, 1));
    assert_eq!(told(&stage, "owner1", &here).await, (0, 0));
    assert_eq!(told(&stage, "owner_manager", &row("resident_documents", "R1.sealed")).await, (0, 0));
    // Registered in H1, held by H2: read by the managers of both.
    let moved = row("resident_documents", "moved.sealed");
    for actor in ["mgr1", "owner_manager"] {
        assert_eq!(told(&stage, actor, &moved).await, (1, 1), "{actor}");
    }
    assert_eq!(told(&stage, "comp1", &moved).await, (0, 0));
}

#[tokio::test]
async fn who_is_ill_is_no_event_for_a_compliance_lead() {
    let stage = Stage::new().await;
    let say = format!(
        "insert into public.staff_availability (organisation_id, profile_id, during, kind, note)
         values ({}, {}, tstzrange(now() - interval '3002 days', now() - interval '3000 days', '[)'), 'sick', 'Operation') returning id",
        id("O1"),
        id("carer1")
    );
    let said = format!("'{}'", stage.must("carer1", &say).await.first[0].as_ref().unwrap());
    stage
        .must("carer1", &format!("update public.staff_availability set note = 'Knee' where id = {said}"))
        .await;
    assert_eq!(told(&stage, "owner1", &said).await, (2, 2));
    for actor in ["comp1", "carer1", "senior1", "mgr3", "owner2", "worker"] {
        assert_eq!(told(&stage, actor, &said).await, (0, 0), "{actor}");
    }
    // Neither by way of what they can be asked together.
    let all = "select count(*) from public.audit_details where changes::text like '%Knee%' or changes::text like '%Operation%'";
    assert_eq!(stage.act("comp1", all).await.unwrap().first[0].as_deref(), Some("0"));
    assert_eq!(stage.act("owner1", all).await.unwrap().first[0].as_deref(), Some("2"));
}

#[tokio::test]
async fn live_screens_are_told_of_the_restriction() {
    let stage = Stage::new().await;
    let wrong = "select count(*) from private.change_events
         where restriction is distinct from case table_name when 'resident_documents' then 'sealable' when 'staff_availability' then 'not_compliance' end";
    assert_eq!(stage.one(wrong).await, "0");
    let marked = "select count(distinct table_name) from private.change_events where restriction is not null";
    assert_eq!(stage.one(marked).await, "2");
    let client = stage.database.api().await;
    client.batch_execute("set role almoner_worker").await.unwrap();
    let given = client
        .query("select restriction from app.claim_changes('0', 0, 100000) where table_name = 'staff_availability'", &[])
        .await
        .unwrap();
    assert!(!given.is_empty());
    assert!(given.iter().all(|r| r.get::<_, Option<&str>>(0) == Some("not_compliance")));
}

#[tokio::test]
async fn a_restriction_that_no_policy_knows_hides_from_everybody() {
    let stage = Stage::new().await;
    let contract = row("resident_documents", "R1.contract");
    stage
        .owner
        .batch_execute(&format!(
            "alter table public.audit_events drop constraint audit_events_restriction;
             alter table public.audit_details drop constraint audit_details_restriction;
             update public.audit_events set restriction = 'of a later version' where row_id = {contract};
             update public.audit_details set restriction = 'of a later version' where row_id = {contract}"
        ))
        .await
        .unwrap();
    for actor in ["mgr1", "owner1", "comp1", "owner_manager"] {
        assert_eq!(told(&stage, actor, &contract).await, (0, 0), "{actor}");
    }
}
