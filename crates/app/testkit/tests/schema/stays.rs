//! Beds over time: one resident in a bed, one bed for a resident, and what follows from it.

use futures_util::future::join_all;

use crate::support::{Stage, id, row};

fn stay(resident: &str, bed: &str, from: &str, status: &str) -> String {
    format!(
        "insert into public.bed_stays (organisation_id, client_id, bed_id, during, status)
         values ({}, {}, {}, tstzrange(now() + interval '{from}', null), '{status}')",
        id("O1"),
        id(resident),
        id(bed)
    )
}

fn absence(resident: &str, kind: &str) -> String {
    format!(
        "insert into public.resident_absences (organisation_id, client_id, kind, during)
         values ({}, {}, '{kind}', tstzrange(now() - interval '1 minute', null))",
        id("O1"),
        id(resident)
    )
}

async fn status(stage: &Stage, resident: &str) -> String {
    stage.one(&format!("select status from public.clients where id = {}", id(resident))).await
}

async fn bed(stage: &Stage, resident: &str) -> String {
    stage.one(&format!("select bed_id from public.clients where id = {}", id(resident))).await
}

async fn change(stage: &Stage, actor: &str, resident: &str, from: &str, set: &str) {
    let sql =
        format!("update public.bed_stays set {set} where client_id = {} and status = '{from}'", id(resident));
    stage.must(actor, &sql).await;
}

async fn comes_back(stage: &Stage, resident: &str) {
    let sql = format!(
        "update public.resident_absences set status = 'returned', during = tstzrange(lower(during), now())
          where client_id = {} and status = 'away'",
        id(resident)
    );
    stage.must("senior1", &sql).await;
}

#[tokio::test]
async fn a_bed_holds_one_resident() {
    let stage = Stage::new().await;
    let refused = stage.act("mgr1", &stay("asked", "H1.bed.a", "-1 hour", "live")).await.unwrap_err();
    assert!(
        ["23P01", "23505"].contains(&refused.code.as_str())
            && refused.constraint.starts_with("bed_stays_bed"),
        "{refused}"
    );
    let refused = stage.act("mgr1", &stay("asked", "H1.bed.a", "10 days", "planned")).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23P01", "bed_stays_bed_taken"));
    // A bed of another home, and one that isn't: the same foreign key.
    for elsewhere in ["H2.bed.free", "H3.bed.free", "no such bed"] {
        let refused = stage.act("mgr1", &stay("asked", elsewhere, "-1 hour", "live")).await.unwrap_err();
        assert_eq!(refused.code, "23503", "{elsewhere}: {refused}");
    }
    let refused = stage.act("mgr1", &stay("asked", "H1.bed.out", "-1 hour", "live")).await.unwrap_err();
    assert_eq!(refused.code, "invalid", "out of service: {refused}");
}

#[tokio::test]
async fn of_many_admissions_to_one_bed_one_wins() {
    let stage = Stage::new().await;
    let residents = ["asked", "called_off", "left", "moved_left"];
    let all = (0..40).map(|n| {
        let sql = stay(residents[n % 3], "H1.bed.free", "-1 hour", "live");
        let stage = &stage;
        async move { stage.act(if n % 2 == 0 { "mgr1" } else { "mgr12" }, &sql).await }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(all).await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for refused in lost.into_iter().map(Result::unwrap_err) {
        assert!(
            ["23P01", "23505"].contains(&refused.code.as_str()),
            "a plain answer, no deadlock: {refused}"
        );
    }
}

#[tokio::test]
async fn a_resident_has_one_stay_at_a_time() {
    let stage = Stage::new().await;
    let refused = stage.act("mgr1", &stay("R1", "H1.bed.free", "5 days", "planned")).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23P01", "bed_stays_resident_once"));
    // Two beds for one resident, at once.
    let beds = ["H1.bed.free", "H1.bed.c"];
    let both = beds.map(|bed| stay("asked", bed, "-1 hour", "live"));
    let (one, two) = tokio::join!(stage.act("mgr1", &both[0]), stage.act("mgr12", &both[1]));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let refused = one.err().or(two.err()).unwrap();
    assert!(["23P01", "23505"].contains(&refused.code.as_str()), "{refused}");
}

#[tokio::test]
async fn the_status_of_a_resident_follows_from_stays_and_absences() {
    let stage = Stage::new().await;
    assert_eq!(status(&stage, "asked").await, "prospective");
    stage.must("mgr1", &stay("asked", "H1.bed.free", "-2 hours", "planned")).await;
    assert_eq!(status(&stage, "asked").await, "pending_admission");
    assert_eq!(bed(&stage, "asked").await, "NULL", "a planned bed is not yet theirs");
    change(&stage, "senior1", "asked", "planned", "status = 'live'").await;
    assert_eq!(status(&stage, "asked").await, "current");
    assert_eq!(format!("'{}'", bed(&stage, "asked").await), id("H1.bed.free"));
    stage.must("senior1", &absence("asked", "hospital")).await;
    assert_eq!(status(&stage, "asked").await, "hospital");
    comes_back(&stage, "asked").await;
    assert_eq!(status(&stage, "asked").await, "current");
    stage
        .must("mgr1", &absence("asked", "leave").replace("interval '1 minute'", "interval '0 minutes'"))
        .await;
    assert_eq!(status(&stage, "asked").await, "on_leave");
    comes_back(&stage, "asked").await;
    let end = "status = 'ended', leaving_reason = 'returned_home', during = tstzrange(lower(during), now())";
    change(&stage, "mgr1", "asked", "live", end).await;
    assert_eq!(status(&stage, "asked").await, "discharged");
    assert_eq!(bed(&stage, "asked").await, "NULL");

    let died = "status = 'ended', leaving_reason = 'deceased', during = tstzrange(lower(during), now())";
    change(&stage, "nurse1", "R1", "live", died).await;
    assert_eq!(status(&stage, "R1").await, "deceased");
    let refused = stage.act("mgr1", &stay("R1", "H1.bed.free", "1 day", "planned")).await.unwrap_err();
    assert_eq!(refused.code, "illegal_transition", "{refused}");
    // Noted in error: archived, and everything is as it was before.
    let sql = format!(
        "update public.bed_stays set archived_at = now(), archive_reason = 'wrong person' where client_id = {}",
        id("R1")
    );
    stage.must("mgr1", &sql).await;
    assert_eq!(status(&stage, "R1").await, "prospective");
}

#[tokio::test]
async fn an_end_has_a_moment() {
    let stage = Stage::new().await;
    let sql = format!(
        "update public.bed_stays set status = 'ended', leaving_reason = 'other' where client_id = {}",
        id("R1")
    );
    let refused = stage.act("mgr1", &sql).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23514", "bed_stays_ended_when"));
    let sql = format!(
        "update public.resident_absences set status = 'returned' where client_id = {} and status = 'away'",
        id("R1b")
    );
    let refused = stage.act("mgr1", &sql).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.constraint.as_str()),
        ("23514", "resident_absences_over_when")
    );
}

#[tokio::test]
async fn a_stay_and_an_absence_that_change_at_once_leave_the_right_status() {
    let stage = Stage::new().await;
    // Whoever comes second works from what the first has done, not from what it saw when it began.
    let mut ending = stage.open("mgr1").await;
    let end = format!(
        "update public.bed_stays set status = 'ended', leaving_reason = 'other', during = tstzrange(lower(during), now()) where client_id = {}",
        id("R1")
    );
    ending.run(&end).await.unwrap();
    let away = absence("R1", "hospital");
    let (answer, ()) = tokio::join!(stage.act("senior1", &away), async {
        stage.until_somebody_waits().await;
        ending.commit().await.unwrap();
    });
    assert_eq!(answer.unwrap_err().code, "illegal_transition", "somebody who has left can't go away");
    assert_eq!(status(&stage, "R1").await, "discharged");
}

#[tokio::test]
async fn what_changes_nothing_makes_no_new_version_of_the_resident() {
    let stage = Stage::new().await;
    let version = format!("select version from public.clients where id = {}", id("R1"));
    let before = stage.one(&version).await;
    stage
        .must("mgr1", &format!("update public.bed_stays set kind = 'trial' where client_id = {}", id("R1")))
        .await;
    assert_eq!(stage.one(&version).await, before);
}

#[tokio::test]
async fn a_transfer_moves_no_row() {
    let stage = Stage::new().await;
    let tables = ["client_contacts", "client_alerts", "client_exclusions", "resident_absences", "bed_stays"];
    let mut before = Vec::new();
    for table in tables {
        before.push(
            stage
                .all(&format!(
                    "select id, care_home_id from public.{table} where client_id = {} order by id",
                    id("R1b")
                ))
                .await,
        );
    }
    let transfer =
        |to: &str, bed: &str| format!("select app.transfer_client({}, {}, {bed}, now())", id("R1b"), id(to));
    // Rights in the sending home; a bed only for who manages the receiving one.
    assert_eq!(stage.act("carer1", &transfer("H2", "null")).await.unwrap_err().code, "forbidden");
    assert_eq!(
        stage.act("both", &transfer("H2", "null")).await.unwrap_err().code,
        "forbidden",
        "manages only the receiving home"
    );
    assert_eq!(stage.act("mgr1", &transfer("H2", &id("H2.bed.free"))).await.unwrap_err().code, "invalid");
    assert_eq!(
        stage.act("mgr1", &transfer("H3", "null")).await.unwrap_err().code,
        "invalid",
        "another operator's home"
    );
    assert_eq!(
        stage.act("mgr1", &transfer("H1", "null")).await.unwrap_err().code,
        "invalid",
        "where the resident is"
    );

    let answer = stage.act("mgr12", &transfer("H2", &id("H2.bed.free"))).await.unwrap();
    let made = answer.first[0].clone().unwrap();
    for (table, before) in tables.iter().zip(before) {
        let sql = format!(
            "select id, care_home_id from public.{table} where client_id = {} and id <> '{made}' order by id",
            id("R1b")
        );
        assert_eq!(stage.all(&sql).await, before, "{table}");
    }
    for table in ["clients", "client_identity"] {
        let key = if table == "clients" { "id" } else { "client_id" };
        let home = stage
            .one(&format!("select holding_home_id from public.{table} where {key} = {}", id("R1b")))
            .await;
        assert_eq!(format!("'{home}'"), id("H2"), "{table}");
    }
    let made_of = stage
        .all(&format!("select status, admission_id, care_home_id from public.bed_stays where id = '{made}'"))
        .await
        .remove(0);
    assert_eq!(made_of[0].as_deref(), Some("live"));
    assert_eq!(
        format!("'{}'", made_of[1].clone().unwrap()),
        row("bed_stays", "R1b.stay0"),
        "of the same admission"
    );
    assert_eq!(format!("'{}'", bed(&stage, "R1b").await), id("H2.bed.free"));
    // Whoever was in hospital is not on leave from two homes.
    let away = stage
        .one(&format!(
            "select count(*) from public.resident_absences where client_id = {} and status = 'away'",
            id("R1b")
        ))
        .await;
    assert_eq!(away, "0");
    assert_eq!(status(&stage, "R1b").await, "current");

    // One event for the resident: nothing ever saw them without a home.
    let events = stage
        .one(&format!("select count(*) from public.audit_events where table_name = 'clients' and row_id = {} and profile_id = {}", id("R1b"), id("mgr12")))
        .await;
    assert_eq!(events, "1");
    // The sending home reads on, and writes no more; the receiving one does both.
    let edit = format!("update public.client_contacts set note = 'x' where client_id = {}", id("R1b"));
    assert_eq!(stage.act("mgr1", &edit).await.unwrap().touched, 0);
    assert_eq!(stage.act("both", &edit).await.unwrap().touched, 1);
    let seen = format!("select id from public.clients where id = {}", id("R1b"));
    for (actor, rows) in [("carer1", 1), ("carer2", 1), ("mgr1", 1), ("carer3", 0)] {
        assert_eq!(stage.act(actor, &seen).await.unwrap().first.len(), rows, "{actor}");
    }
}
