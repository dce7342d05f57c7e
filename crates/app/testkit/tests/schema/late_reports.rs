//! Incident reports of those who were there and have no right in the home any more, or not to the resident.

use crate::support::{Stage, id};

fn report(what: &str, when: &str) -> String {
    let (column, value) = what.split_once('=').expect("column=value");
    format!(
        "insert into public.incident_reports (organisation_id, {column}, kind, harm, what_happened, occurred_at, subject_ids)
         values ({}, {value}, 'near_miss', 'no_harm', 'Seen on the last shift.', now() - interval '{when}', '{{}}') returning incident_id",
        id("O1")
    )
}

#[tokio::test]
async fn who_left_yesterday_still_says_what_they_saw() {
    let stage = Stage::new().await;
    let of_r1 = format!("client_id={}", id("R1"));
    let in_h1 = format!("care_home_id={}", id("H1"));
    for what in [&of_r1, &in_h1] {
        let incident = stage.must("just_ended", &report(what, "2 hours")).await.first[0].clone().unwrap();
        let home =
            stage.one(&format!("select care_home_id from public.incidents where id = '{incident}'")).await;
        assert_eq!(format!("'{home}'"), id("H1"));
        // Theirs to read as they sent it; the case is not.
        let seen = async |table: &str, key: &str| {
            let sql = format!("select 1 from public.{table} where {key} = '{incident}'");
            stage.act("just_ended", &sql).await.unwrap().first.len()
        };
        assert_eq!((seen("incident_reports", "incident_id").await, seen("incidents", "id").await), (1, 0));
        assert_eq!(
            stage
                .act("mgr1", &format!("select 1 from public.incidents where id = '{incident}'"))
                .await
                .unwrap()
                .first
                .len(),
            1
        );
    }
    // Not of what happened after their last minute, of another home, or by somebody long gone.
    for (actor, what, when) in [
        ("just_ended", &of_r1, "10 seconds"),
        ("just_ended", &in_h1, "10 seconds"),
        ("just_ended", &format!("client_id={}", id("R2")), "2 hours"),
        ("just_ended", &format!("care_home_id={}", id("H2")), "2 hours"),
        ("cover_ended", &in_h1, "2 hours"),
        ("not_yet", &in_h1, "2 hours"),
        ("unmade", &in_h1, "2 hours"),
        ("gone", &in_h1, "2 hours"),
        ("nobody", &of_r1, "2 hours"),
        ("carer3", &of_r1, "2 hours"),
    ] {
        let refused = stage.act(actor, &report(what, when)).await.unwrap_err();
        assert!(matches!(refused.code.as_str(), "forbidden" | "42501"), "{actor} {what}: {refused}");
    }
    stage.must("cover_ended", &report(&in_h1, "30 hours")).await;
    stage
        .owner
        .batch_execute(&format!(
            "update public.user_care_homes set valid = tstzrange(lower(valid), now() - interval '73 hours') where profile_id = {}",
            id("just_ended")
        ))
        .await
        .unwrap();
    assert_eq!(stage.act("just_ended", &report(&in_h1, "80 hours")).await.unwrap_err().code, "forbidden");
}

#[tokio::test]
async fn who_left_names_a_colleague_and_nobody_else() {
    let stage = Stage::new().await;
    let named = |person: &str| {
        report(&format!("client_id={}", id("R1")), "2 hours")
            .replace("'{}')", &format!("array[{}]::uuid[])", id(person)))
    };
    let incident = stage.must("just_ended", &named("carer1")).await.first[0].clone().unwrap();
    let hidden = format!(
        "select restricted and {} = any (subject_ids) from public.incidents where id = '{incident}'",
        id("carer1")
    );
    assert_eq!(stage.one(&hidden).await, "t");
    for person in ["carer2", "carer3"] {
        assert_eq!(stage.act("just_ended", &named(person)).await.unwrap_err().code, "invalid", "{person}");
    }
}

#[tokio::test]
async fn a_resident_who_moved_fell_where_they_lived_then() {
    let stage = Stage::new().await;
    let moved = format!("client_id={}", id("moved"));
    let incident = stage.must("carer1", &report(&moved, "4 days")).await.first[0].clone().unwrap();
    let home = stage.one(&format!("select care_home_id from public.incidents where id = '{incident}'")).await;
    assert_eq!(format!("'{home}'"), id("H1"));
    assert_eq!(stage.act("carer1", &report(&moved, "2 hours")).await.unwrap_err().code, "forbidden");
}
