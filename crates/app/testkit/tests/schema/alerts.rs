//! "No known allergy" is a statement that somebody made, and stands only while no allergy does.

use crate::support::{Refused, Stage, id, row};

fn allergy(resident: &str) -> String {
    format!(
        "insert into public.client_alerts (organisation_id, client_id, kind, detail)
         select organisation_id, id, 'allergy', 'Penicillin' from public.clients where id = {}",
        id(resident)
    )
}

fn none_known(organisation: &str, resident: &str) -> String {
    format!(
        "insert into public.client_alerts (organisation_id, client_id, kind, none_known) values ({}, {}, 'allergy', true)",
        id(organisation),
        id(resident)
    )
}

#[tokio::test]
async fn an_allergy_ends_the_statement_that_none_is_known() {
    let stage = Stage::new().await;
    let sql = format!(
        "select status, end_reason, ended_at is not null from public.client_alerts where id = {}",
        row("client_alerts", "R1b.none_known")
    );
    assert_eq!(stage.all(&sql).await[0][0].as_deref(), Some("verified"));
    stage.must("carer1", &allergy("R1b")).await;
    let ended: Vec<_> = stage.all(&sql).await.remove(0).into_iter().flatten().collect();
    assert_eq!(ended, ["ended", "An allergy was recorded.", "t"]);
    let refused = stage.act("carer1", &none_known("O1", "R1b")).await.unwrap_err();
    assert_eq!(refused.code, "illegal_transition");
}

#[tokio::test]
async fn any_other_alert_leaves_it_alone() {
    let stage = Stage::new().await;
    stage.must("carer1", &allergy("R1b").replace("'allergy'", "'choking'")).await;
    let status = stage
        .one(&format!(
            "select status from public.client_alerts where id = {}",
            row("client_alerts", "R1b.none_known")
        ))
        .await;
    assert_eq!(status, "verified");
}

#[tokio::test]
async fn an_allergy_and_its_denial_at_once_never_stand_together() {
    for order in [true, false] {
        let stage = Stage::new().await;
        // Nothing is known of this one.
        stage.owner.execute("update public.client_alerts set status = 'ended' where kind = 'allergy' and status <> 'ended'", &[]).await.unwrap();
        let (first, second) = if order {
            (allergy("R1"), none_known("O1", "R1"))
        } else {
            (none_known("O1", "R1"), allergy("R1"))
        };
        let mut one = stage.open("carer1").await;
        one.run(&first).await.unwrap();
        let (answer, ()) = tokio::join!(stage.act("senior1", &second), async {
            stage.until_somebody_waits().await;
            one.commit().await.unwrap();
        });
        assert_eq!(answer.map_err(|r: Refused| r.code).err(), order.then(|| "illegal_transition".to_owned()));
        let standing = stage
            .all(&format!("select none_known from public.client_alerts where client_id = {} and kind = 'allergy' and status <> 'ended'", id("R1")))
            .await;
        assert_eq!(standing, [[Some("f".to_owned())]], "the allergy stands, and nothing beside it");
    }
}

#[tokio::test]
async fn whether_somebody_has_an_allergy_is_not_told_to_strangers() {
    let stage = Stage::new().await;
    // R1 has one, of R1b none is known, nobody asked about the third.
    for stranger in ["carer3", "mgr3", "owner2", "carer2", "ancillary1", "excluded", "nobody"] {
        for resident in ["R1", "called_off"] {
            let refused = stage.act(stranger, &none_known("O1", resident)).await.unwrap_err();
            assert_eq!(refused.code, "42501", "{stranger} about {resident}");
        }
    }
}

#[tokio::test]
async fn who_verified_and_when_it_ended_is_kept() {
    let stage = Stage::new().await;
    let sql = |set: &str| {
        format!("update public.client_alerts set {set} where id = {}", row("client_alerts", "R1.proposed"))
    };
    stage.must("senior1", &sql("status = 'verified'")).await;
    let who = stage
        .one(&format!(
            "select verified_by from public.client_alerts where id = {} and verified_at = updated_at",
            row("client_alerts", "R1.proposed")
        ))
        .await;
    assert_eq!(format!("'{who}'"), id("senior1"));
    assert_eq!(
        stage.act("carer1", &sql("detail = 'x'")).await.unwrap_err().code,
        "forbidden",
        "no longer proposed"
    );
    stage.must("mgr1", &sql("status = 'ended', end_reason = 'over'")).await;
    assert_eq!(stage.act("mgr1", &sql("status = 'verified'")).await.unwrap_err().code, "illegal_transition");
}
