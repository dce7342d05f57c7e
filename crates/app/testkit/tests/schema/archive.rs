//! Archiving takes along what belongs to a row, and restoring brings back exactly that.

use crate::support::{Stage, id, row};

const CHILDREN: &[&str] = &[
    "client_identity",
    "client_contacts",
    "client_alerts",
    "client_exclusions",
    "bed_stays",
    "resident_absences",
];

/// How many rows of a resident are live and archived, by table.
async fn census(stage: &Stage, resident: &str) -> Vec<(String, String, String)> {
    let mut census = Vec::new();
    for table in CHILDREN {
        let sql = format!(
            "select count(*) filter (where archived_at is null), count(*) filter (where archived_at is not null)
               from public.{table} where client_id = {}",
            id(resident)
        );
        let counts = stage.all(&sql).await.remove(0);
        census.push(((*table).to_owned(), counts[0].clone().unwrap(), counts[1].clone().unwrap()));
    }
    census
}

fn set(table: &str, name: &str, archived: bool) -> String {
    let set =
        if archived { "archived_at = now(), archive_reason = 'made in error'" } else { "archived_at = null" };
    format!("update public.{table} set {set} where id = {}", row(table, name))
}

#[tokio::test]
async fn a_resident_goes_with_everything_and_comes_back_with_exactly_that() {
    let stage = Stage::new().await;
    // Archived by itself before: it must stay archived.
    stage.must("mgr1", &set("client_contacts", "R1.daughter", true)).await;
    let before = census(&stage, "R1").await;
    stage.must("mgr1", &set("clients", "R1", true)).await;
    for (table, live, _) in census(&stage, "R1").await {
        assert_eq!(live, "0", "{table} went along");
    }
    let batches = stage
        .all(&format!(
            "select distinct a.archive_batch from public.clients c join public.client_alerts a
               on a.client_id = c.id and a.archive_batch = c.archive_batch where c.id = {}",
            id("R1")
        ))
        .await;
    assert_eq!(batches.len(), 1, "one batch");
    let by = stage.one(&format!("select archived_by from public.clients where id = {}", id("R1"))).await;
    assert_eq!(format!("'{by}'"), id("mgr1"));
    assert_eq!(
        stage
            .one(&format!("select archive_reason from public.bed_stays where client_id = {}", id("R1")))
            .await,
        "made in error"
    );
    // The bed is free for somebody else meanwhile.
    assert!(!stage.all("select 1 from public.audit_events").await.is_empty());

    stage.must("mgr1", &set("clients", "R1", false)).await;
    assert_eq!(census(&stage, "R1").await, before, "what was archived before stays so");
    let left = stage.one(&format!("select num_nonnulls(archived_at, archived_by, archive_reason, archive_batch) from public.clients where id = {}", id("R1"))).await;
    assert_eq!(left, "0");
    assert_eq!(
        stage.one(&format!("select status from public.clients where id = {}", id("R1"))).await,
        "current"
    );
}

#[tokio::test]
async fn a_restore_takes_its_own_batch_and_no_other() {
    let stage = Stage::new().await;
    // Two batches: a bed alone, then its room with the rest.
    stage.must("mgr1", &set("beds", "H1.bed.free", true)).await;
    stage.must("mgr1", &set("rooms", "H1.room.free", true)).await;
    stage.must("mgr1", &set("rooms", "H1.room.free", false)).await;
    let archived = stage
        .one(&format!("select archived_at is not null from public.beds where id = {}", id("H1.bed.free")))
        .await;
    assert_eq!(archived, "t", "the bed was archived by itself");
    stage.must("mgr1", &set("beds", "H1.bed.free", false)).await;

    stage.must("owner1", &set("care_homes", "H0", false)).await;
    for table in ["units", "rooms", "beds"] {
        let left = stage
            .one(&format!(
                "select count(*) from public.{table} where care_home_id = {} and archived_at is not null",
                id("H0")
            ))
            .await;
        assert_eq!(left, "0", "{table} of a home come back through every level");
    }
}

#[tokio::test]
async fn a_person_goes_with_their_rights() {
    let stage = Stage::new().await;
    stage.must("owner1", &set("profiles", "mgr12", true)).await;
    let live = |table: &str| {
        format!(
            "select count(*) from public.{table} where profile_id = {} and archived_at is null",
            id("mgr12")
        )
    };
    assert_eq!(stage.one(&live("manager_care_homes")).await, "0");
    stage.must("owner1", &set("profiles", "mgr12", false)).await;
    assert_eq!(stage.one(&live("manager_care_homes")).await, "2");
}

#[tokio::test]
async fn what_was_archived_before_is_left_to_itself() {
    let stage = Stage::new().await;
    let version = |name: &str| {
        format!("select version from public.client_alerts where id = {}", row("client_alerts", name))
    };
    let before = stage.one(&version("R1.other.mistake")).await;
    stage.must("mgr1", &set("clients", "R1", true)).await;
    stage.must("mgr1", &set("clients", "R1", false)).await;
    assert_eq!(stage.one(&version("R1.other.mistake")).await, before);
}

#[tokio::test]
async fn a_restore_meets_a_key_that_was_taken_meanwhile() {
    let stage = Stage::new().await;
    stage.must("mgr1", &set("beds", "H1.bed.free", true)).await;
    let again = format!(
        "insert into public.beds (organisation_id, care_home_id, room_id, name) select organisation_id, care_home_id, room_id, name
           from public.beds where id = {}",
        id("H1.bed.free")
    );
    stage.must("mgr1", &again).await;
    let refused = stage.act("mgr1", &set("beds", "H1.bed.free", false)).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23505", "beds_name"));
}

#[tokio::test]
async fn a_bed_that_was_taken_meanwhile_stops_a_restore() {
    let stage = Stage::new().await;
    stage.must("mgr1", &set("clients", "R1", true)).await;
    let moves_in = format!(
        "insert into public.bed_stays (organisation_id, client_id, bed_id, during, status)
         values ({}, {}, {}, tstzrange(now(), null), 'live')",
        id("O1"),
        id("asked"),
        id("H1.bed.a")
    );
    stage.must("mgr1", &moves_in).await;
    let refused = stage.act("mgr1", &set("clients", "R1", false)).await.unwrap_err();
    assert!(["23P01", "23505"].contains(&refused.code.as_str()), "{refused}");
    assert_eq!(
        stage
            .one(&format!("select archived_at is not null from public.clients where id = {}", id("R1")))
            .await,
        "t"
    );
}

fn contact_of(resident: &str) -> String {
    format!(
        "insert into public.client_contacts (organisation_id, client_id, name, relationship) values ({}, {}, 'New', 'son')",
        id("O1"),
        id(resident)
    )
}

#[tokio::test]
async fn an_insert_waits_for_the_archiving_of_its_parent_and_is_refused() {
    let stage = Stage::new().await;
    let mut archiving = stage.open("mgr1").await;
    archiving.run(&set("clients", "asked", true)).await.unwrap();
    let insert = contact_of("asked");
    let inserting = stage.act("mgr12", &insert);
    let (refused, ()) = tokio::join!(inserting, async {
        stage.until_somebody_waits().await;
        archiving.commit().await.unwrap();
    });
    assert_eq!(refused.unwrap_err().code, "parent_archived");
}

#[tokio::test]
async fn the_archiving_of_a_parent_waits_for_an_insert_and_takes_it_along() {
    let stage = Stage::new().await;
    let mut inserting = stage.open("mgr12").await;
    inserting.run(&contact_of("asked")).await.unwrap();
    let archive = set("clients", "asked", true);
    let archiving = stage.act("mgr1", &archive);
    let (archived, ()) = tokio::join!(archiving, async {
        stage.until_somebody_waits().await;
        inserting.commit().await.unwrap();
    });
    archived.unwrap();
    let live = stage
        .one(&format!(
            "select count(*) from public.client_contacts where client_id = {} and archived_at is null",
            id("asked")
        ))
        .await;
    assert_eq!(live, "0");
}

#[tokio::test]
async fn nobody_learns_of_a_parent_that_they_may_not_write_under() {
    let stage = Stage::new().await;
    // Live, archived, and not there at all: the same answer to somebody of another operator, and
    // to somebody of another home.
    for stranger in ["carer3", "mgr3", "carer2", "both"] {
        let answers = [id("R1"), id("archived"), id("nowhere")].map(|client| {
            format!(
                "insert into public.client_contacts (organisation_id, client_id, name, relationship) values ({}, {client}, 'New', 'son')",
                id("O1")
            )
        });
        for sql in answers {
            assert_eq!(stage.act(stranger, &sql).await.unwrap_err().code, "42501", "{stranger}");
        }
    }
}
