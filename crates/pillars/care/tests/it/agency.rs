//! A pass for one shift: given by who runs the shift, told to the managers, and over when it is over.

use almoner_care::agency_words::IdentityDocument;
use almoner_testkit::desk::Kit;
use serde_json::{Value, json};

use crate::kit::{client, kit, minutes, row};

fn worker(home: &str) -> Value {
    json!({
        "care_home_id": row("care_homes", home), "given_name": "Asha", "family_name": "Rao", "agency": "Hands Ltd",
        "identity_document": "passport", "ends_at": minutes(12 * 60),
    })
}

async fn told(kit: &Kit) -> Vec<String> {
    let rows = kit
        .database
        .owner()
        .await
        .query("select profile_id::text from public.notification_queue where kind = 'agency_admitted' order by 1", &[])
        .await
        .unwrap();
    rows.iter().map(|r| r.get(0)).collect()
}

#[tokio::test]
async fn a_senior_lets_somebody_in_and_the_managers_are_told() {
    let kit = kit().await;
    let handover = json!({ "care_home_id": row("care_homes", "H1"), "shift": "late" });
    let handover = kit.post("carer1", "/handovers", &handover).await.created()["id"].clone();
    let (trips, made) = kit.trips(kit.post("senior1", "/agency-passes", &worker("H1"))).await;
    assert_eq!(trips, 3);
    let out = made.created();
    let code = out["code"].as_str().unwrap();
    assert_eq!(code.len(), 19);
    let pass = &out["pass"];
    assert_eq!((&pass["name"], &pass["agency"]), (&json!("Asha Rao"), &json!("Hands Ltd")));
    assert_eq!((&pass["handover_id"], &pass["handover_read"]), (&handover, &json!(false)));
    assert_eq!(
        (&pass["admitted_by"], &pass["can"]),
        (&json!(row("profiles", "senior1")), &json!(["renew_code"]))
    );
    // One membership, of a carer, for exactly that time; nothing with which to sign in but the code.
    let person = pass["profile_id"].as_str().unwrap();
    let membership: String = kit
        .fact(&format!(
            "select string_agg(grade || ' ' || agency || ' ' || (upper(valid) - lower(valid) < interval '12 hours 1 minute')::text, ';') \
               from public.user_care_homes where profile_id = '{person}'"
        ))
        .await;
    assert_eq!(membership, "carer Hands Ltd true");
    let account: String = kit
        .fact(&format!(
            "select (a.password_hash is null)::text || ' ' || (a.email like '%@agency.invalid')::text from private.accounts a \
               join public.profiles p on p.account_id = a.id where p.id = '{person}'"
        ))
        .await;
    assert_eq!(account, "true true");
    let kept: i64 = kit
        .fact(&format!(
            "select count(*) from private.links l where l.profile_id = '{person}' and l::text like '%{code}%'"
        ))
        .await;
    assert_eq!(kept, 0, "the code is nowhere kept");
    let mut managers = ["mgr1", "mgr12", "cover1", "mgr_kin"].map(|who| row("profiles", who)).to_vec();
    managers.sort();
    assert_eq!(told(&kit).await, managers);
    // She is one of the home's people from now on, as the board has it.
    let mut on = json!({ "care_home_id": row("care_homes", "H1"), "profile_id": person });
    kit.post("senior1", "/duty", &on).await.created();
    on["care_home_id"] = json!(row("care_homes", "H2"));
    kit.post("mgr12", "/duty", &on).await.refused(422, "invalid").field("profile_id", "reference");
    let id = pass["id"].as_str().unwrap();
    for (who, status) in [
        ("senior1", 200),
        ("mgr1", 200),
        ("owner1", 200),
        ("carer1", 404),
        ("ancillary1", 404),
        ("carer2", 404),
        ("mgr3", 404),
    ] {
        let got = kit.get(who, &format!("/agency-passes/{id}")).await;
        assert_eq!(got.status.as_u16(), status, "{who}");
        assert!(!got.body.to_string().contains(code), "{who}");
    }
    let listed = kit.get("mgr1", &format!("/agency-passes?home={}", row("care_homes", "H1"))).await;
    assert!(listed.ok().as_array().unwrap().iter().any(|p| p["id"] == pass["id"]), "{}", listed.body);
}

#[tokio::test]
async fn who_may_and_for_how_long() {
    let kit = kit().await;
    for (who, status) in
        [("carer1", 403), ("agency", 403), ("ancillary1", 403), ("owner1", 403), ("comp1", 403)]
    {
        assert_eq!(kit.post(who, "/agency-passes", &worker("H1")).await.status.as_u16(), status, "{who}");
    }
    for who in ["carer2", "mgr3", "just_ended"] {
        kit.post(who, "/agency-passes", &worker("H1"))
            .await
            .refused(422, "invalid")
            .field("care_home_id", "reference");
    }
    // A senior of one home lets nobody into another.
    kit.post("senior1", "/agency-passes", &worker("H2")).await.refused(422, "invalid");
    for (field, value, code) in [
        ("ends_at", json!(minutes(14 * 60 + 5)), "not_possible"),
        ("ends_at", json!(minutes(5)), "not_possible"),
        ("ends_at", json!(minutes(-60)), "not_possible"),
        ("identity_seen_at", json!(minutes(-60 * 13)), "not_possible"),
        ("identity_seen_at", json!(minutes(60)), "not_possible"),
        ("identity_document", json!("her word"), "choice"),
        ("given_name", json!(" "), "required"),
        ("agency", json!(""), "required"),
        ("grade", json!("senior"), "unknown"),
        ("email", json!("a@example.org"), "unknown"),
    ] {
        let mut body = worker("H1");
        body[field] = value;
        kit.post("senior1", "/agency-passes", &body).await.refused(422, "invalid").field(field, code);
    }
    let none: i64 = kit.fact("select count(*) from public.agency_passes where created_by is not null").await;
    assert_eq!(none, 0);
    assert!(told(&kit).await.is_empty());
}

#[tokio::test]
async fn a_lost_answer_is_answered_with_another_code() {
    let kit = kit().await;
    let key = [("idempotency-key", "the-same-key-again".to_owned())];
    let body = worker("H1");
    let first = kit.send("senior1", "POST", "/agency-passes", &key, Some(&body)).await;
    let again = kit.send("senior1", "POST", "/agency-passes", &key, Some(&body)).await;
    assert_eq!(first.created()["pass"]["id"], again.created()["pass"]["id"]);
    assert_eq!((first.created()["code"].is_string(), &again.created()["code"]), (true, &Value::Null));
    let path = format!("/agency-passes/{}/code", first.created()["pass"]["id"].as_str().unwrap());
    for (who, status) in [("owner1", 403), ("carer1", 404), ("carer2", 404)] {
        assert_eq!(kit.post(who, &path, &json!({})).await.status.as_u16(), status, "{who}");
    }
    let other = kit.post("nurse1", &path, &json!({})).await;
    assert_ne!(other.ok()["code"], first.created()["code"]);
    let good: i64 = kit
        .fact("select count(*) from private.links where kind = 'agency_pass' and used_at is null and ends_at > now()")
        .await;
    assert_eq!(good, 1, "one at a time");
    for _ in 0..3 {
        kit.post("senior1", &path, &json!({})).await.ok();
    }
    kit.post("senior1", &path, &json!({})).await.refused(429, "too_many_requests");
    kit.run("delete from private.links where kind = 'agency_pass'").await;
    // Once the membership has been ended there is nothing to give a code for.
    kit.run(
        "update public.user_care_homes u set valid = tstzrange(lower(valid), greatest(lower(valid) + interval '1 second', now() - interval '1 second')) \
           from public.agency_passes p where p.membership_id = u.id and p.created_by is not null",
    )
    .await;
    kit.run("update public.user_care_homes u set archived_at = now(), archive_reason = 'x' from public.agency_passes p \
        where p.membership_id = u.id and p.created_by is not null").await;
    kit.post("senior1", &path, &json!({})).await.refused(409, "illegal_transition");
}

#[tokio::test]
async fn a_pass_begins_with_a_handover() {
    let kit = kit().await;
    let round = async |who: &str| {
        let round = kit.get(who, &format!("/round?home={}", row("care_homes", "H1"))).await;
        round.ok()["home"]["handover_unread"].clone()
    };
    assert_eq!(round("agency").await, Value::Null);
    let handover = json!({ "care_home_id": row("care_homes", "H1"), "shift": "late" });
    let id = kit.post("carer1", "/handovers", &handover).await.created()["id"].clone();
    assert_eq!(
        (round("agency").await, round("carer1").await),
        (id.clone(), Value::Null),
        "who composed it knows it"
    );
    kit.post("agency", &format!("/handovers/{}/acknowledge", id.as_str().unwrap()), &json!({})).await.ok();
    assert_eq!((round("agency").await, round("senior1").await), (Value::Null, id));
}

/// What was given before the pass ended is taken for 72 hours; nothing is read any more, and nothing of
/// afterwards is taken.
#[tokio::test]
async fn the_last_entries_are_kept() {
    let kit = kit().await;
    let (notes, round) =
        (format!("/clients/{}/notes", client("R1")), format!("/round?home={}", row("care_homes", "H1")));
    let task = kit
        .post("carer1", &format!("/clients/{}/tasks", client("R1")), &json!({ "title": "Turn her" }))
        .await;
    let records = format!("/tasks/{}/records", task.created()["id"].as_str().unwrap());
    let end = async |ago: &str| {
        kit.run(&format!(
            "update public.user_care_homes set valid = tstzrange(now() - interval '4 days', now() - interval '{ago}') \
              where profile_id = '{}'",
            row("profiles", "agency")
        ))
        .await;
    };
    end("30 minutes").await;
    kit.get("agency", &round).await.refused(404, "not_found");
    let note = |at: i64| json!({ "kind": "general", "text": "She slept well", "occurred_at": minutes(at), "care_home_id": row("care_homes", "H1") });
    let record = json!({ "outcome": "done", "last_seen_ordinal": 0, "occurred_at": minutes(-60) });
    let kept = kit.post("agency", &records, &record).await;
    assert_eq!(kept.ok()["stored"], true);
    assert_eq!(kit.post("agency", &notes, &note(-60)).await.status.as_u16(), 201);
    // By the device's clock after the pass.
    let over = kit.post("agency", &notes, &note(-10)).await;
    assert!(over.status.is_client_error(), "{}", over.body);
    let stored: i64 = kit
        .fact(&format!(
            "select (select count(*) from public.daily_notes where author_id = '{0}' and recorded_at > now() - interval '1 minute') \
                  + (select count(*) from public.care_task_records where author_id = '{0}' and recorded_at > now() - interval '1 minute')",
            row("profiles", "agency")
        ))
        .await;
    assert_eq!(stored, 2);
    end("72 hours 10 minutes").await;
    let late = kit.post("agency", &notes, &note(-71 * 60)).await;
    assert!(late.status.is_client_error(), "{}", late.body);
}

#[tokio::test]
async fn the_words_are_the_databases() {
    let kit = kit().await;
    let sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'agency_passes_identity_document' limit 1";
    let def: String = kit.fact(sql).await;
    assert_eq!(def.matches("'::text").count(), IdentityDocument::WORDS.len(), "{def}");
    assert!(IdentityDocument::WORDS.iter().all(|word| def.contains(&format!("'{word}'::text"))), "{def}");
}
