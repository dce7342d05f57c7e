//! Who opened whose record: once for each quarter of an hour, for oneself, and never changed.

use crate::support::{Stage, id};

fn look(person: &str, resident: &str) -> String {
    format!(
        "insert into public.record_views (organisation_id, client_id, profile_id) values ({}, {}, {}) on conflict do nothing",
        id("O1"),
        id(resident),
        id(person)
    )
}

#[tokio::test]
async fn a_look_is_noted_once_in_a_quarter_of_an_hour() {
    let stage = Stage::new().await;
    let count = format!(
        "select count(*) from public.record_views where client_id = {} and profile_id = {}",
        id("R1"),
        id("senior1")
    );
    for _ in 0..3 {
        stage.act("senior1", &look("senior1", "R1")).await.unwrap();
    }
    // The clock may have passed from one quarter to the next meanwhile, and no more than that.
    let quarters = count.replace("count(*)", "count(distinct quarter)");
    assert_eq!(stage.one(&count).await, stage.one(&quarters).await);
    assert!(matches!(stage.one(&count).await.as_str(), "1" | "2"));
    let held = format!(
        "select bool_and(care_home_id = {} and quarter <= recorded_at and quarter > recorded_at - interval '15 minutes') from public.record_views where profile_id = {}",
        id("H1"),
        id("senior1")
    );
    assert_eq!(stage.one(&held).await, "t");
    // A copy that was taken is another thing than a look.
    let copy = look("senior1", "R1")
        .replace("profile_id) values", "profile_id, kind) values")
        .replace(") on", ", 'export') on");
    assert_eq!(stage.act("senior1", &copy).await.unwrap().touched, 1);
}

#[tokio::test]
async fn twenty_at_once_are_one() {
    let stage = Stage::new().await;
    let statement = look("nurse1", "R1");
    let looks = (0..20).map(|_| stage.act("nurse1", &statement));
    for answer in futures_util::future::join_all(looks).await {
        answer.unwrap();
    }
    let twice = "select count(*) from (select from public.record_views group by client_id, profile_id, quarter, kind having count(*) > 1) x";
    assert_eq!(stage.one(twice).await, "0");
    let some = format!("select count(*) > 0 from public.record_views where profile_id = {}", id("nurse1"));
    assert_eq!(stage.one(&some).await, "t");
}

#[tokio::test]
async fn nobody_looks_in_anothers_name_or_where_they_see_nothing() {
    let stage = Stage::new().await;
    for (actor, person, resident) in [
        ("carer1", "mgr1", "R1"),
        ("mgr1", "carer1", "R1"),
        ("carer1", "carer1", "R2"),
        ("carer1", "carer1", "R3"),
        ("excluded", "excluded", "R1"),
        ("just_ended", "just_ended", "R1"),
        ("nobody", "nobody", "R1"),
    ] {
        let refused = stage.act(actor, &look(person, resident)).await.unwrap_err();
        assert_eq!(refused.code, "42501", "{actor} as {person} at {resident}");
    }
    // By its own clock and nobody's word.
    for column in ["quarter", "recorded_at", "care_home_id", "id"] {
        let value = if column.ends_with("id") { id("H1") } else { "now()".to_owned() };
        let said = look("carer1", "R1")
            .replace("profile_id) values", &format!("profile_id, {column}) values"))
            .replace(") on", &format!(", {value}) on"));
        assert_eq!(stage.act("carer1", &said).await.unwrap_err().code, "42501", "{column}");
    }
}

#[tokio::test]
async fn what_was_looked_at_stays_noted() {
    let stage = Stage::new().await;
    stage.act("carer1", &look("carer1", "R1")).await.unwrap();
    for sql in [
        "update public.record_views set quarter = quarter - interval '15 minutes'",
        "delete from public.record_views",
        "truncate public.record_views",
    ] {
        let refused = stage.owner.batch_execute(sql).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
        for actor in ["carer1", "mgr1", "owner1", "comp1"] {
            assert_eq!(stage.act(actor, sql).await.unwrap_err().code, "42501", "{actor}: {sql}");
        }
    }
}
