//! A concern is told at once, to those who answer for the resident; it goes on up the ladder until one of them says
//! that they see to it; what was said stays.

use serde_json::{Value, json};

use crate::kit::{client, kit, minutes, row};

fn worry(text: &str) -> Value {
    json!({ "category": "skin", "text": text })
}

fn of(resident: &str) -> String {
    format!("/clients/{}/concerns", client(resident))
}

/// Who was told of a concern outside the ladder, and how.
async fn told(kit: &almoner_testkit::desk::Kit, concern: &str, slot: &str) -> Vec<String> {
    let names = kit
        .fact::<Vec<String>>(&format!(
            "select coalesce(array_agg(distinct q.profile_id::text || ' ' || q.channel || ' ' || q.priority), '{{}}') from public.notification_queue q \
              where q.kind = 'concern_raised' and q.entity_id = '{concern}' and q.slot like '{slot}'"
        ))
        .await;
    let mut named: Vec<String> = names
        .into_iter()
        .map(|line| {
            let (id, rest) = line.split_once(' ').unwrap();
            let who = almoner_testkit::world::PEOPLE.iter().find(|p| row("profiles", p.name) == id).unwrap();
            format!("{} {rest}", who.name)
        })
        .collect();
    named.sort();
    named
}

#[tokio::test]
async fn it_goes_at_once_to_who_runs_the_shift_and_the_managers() {
    let kit = kit().await;
    let (trips, made) = kit.trips(kit.post("carer1", &of("R1"), &worry("Her heel is red"))).await;
    assert_eq!(trips, 2, "one that stores and looks at the receipt, one that ends it");
    let receipt = made.created();
    let id = receipt["id"].as_str().unwrap();
    let at_once = told(&kit, id, "raised").await;
    for who in ["mgr1", "senior1", "nurse1"] {
        for channel in ["in_app", "email"] {
            assert!(at_once.contains(&format!("{who} {channel} high")), "{who} {channel}: {at_once:?}");
        }
    }
    assert!(
        !at_once.iter().any(|line| line.starts_with("carer") || line.starts_with("owner")),
        "{at_once:?}"
    );
    let people: std::collections::BTreeSet<&str> =
        at_once.iter().map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(receipt["told"], people.len(), "{at_once:?}");
    // The ladder waits above them, and nothing that leaves holds a word of it.
    let rungs = told(&kit, id, "step:%").await;
    assert!(!rungs.is_empty() && !rungs.iter().any(|line| line.starts_with("carer1 ")), "{rungs:?}");
    let words: i64 = kit
        .fact("select count(*) from public.notification_queue where kind = 'concern_raised' and payload::text ilike '%heel%'")
        .await;
    assert_eq!(words, 0);

    // The same key is the same concern; nobody is told twice.
    let urgent = json!({ "category": "health", "text": "Can't be woken", "urgent": true });
    let send = async |body: &Value| {
        kit.send("carer1", "POST", &of("R1"), &[("idempotency-key", "worry-0001".to_owned())], Some(body))
            .await
    };
    let id = send(&urgent).await.created()["id"].as_str().unwrap().to_owned();
    let first = told(&kit, &id, "%").await;
    assert!(first.contains(&"mgr1 in_app critical".to_owned()), "{first:?}");
    let again = send(&urgent).await;
    assert_eq!(again.created()["id"], id.as_str());
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(told(&kit, &id, "%").await, first);
    send(&worry("Something else")).await.refused(422, "idempotency_key_reused");
}

#[tokio::test]
async fn who_sees_to_it_ends_the_telling() {
    let kit = kit().await;
    let id = kit.post("carer1", &of("R1"), &worry("Her heel is red")).await.created()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let holds = async |payload: &str| -> bool {
        kit.fact(&format!(
            "select app.reason_holds('concern_raised', organisation_id, id, '{payload}') from public.concerns where id = '{id}'"
        ))
        .await
    };
    assert!(holds("{}").await && holds(r#"{"step": 1}"#).await);
    // One who acknowledges what they were told keeps it from the next rung, and from nobody else.
    kit.run(&format!("update public.notification_queue set acknowledged_at = now() where entity_id = '{id}' and profile_id = '{}' and slot = 'raised' and channel = 'in_app'", row("profiles", "senior1"))).await;
    assert!(holds("{}").await && !holds(r#"{"step": 1}"#).await);

    let one = format!("/concerns/{id}");
    let acknowledge = format!("{one}/acknowledge");
    let close = format!("{one}/close");
    let done = json!({ "outcome": "Heel kept off the bed, nurse told" });
    assert_eq!(kit.get("carer1", &one).await.ok()["can"], json!([]));
    assert_eq!(kit.get("senior1", &one).await.ok()["can"], json!(["acknowledge"]));
    kit.act("carer1", &acknowledge, 1, &json!({})).await.refused(403, "forbidden");
    kit.act("owner1", &acknowledge, 1, &json!({})).await.refused(403, "forbidden");
    kit.act("mgr3", &acknowledge, 1, &json!({})).await.refused(404, "not_found");
    kit.act("senior1", &close, 1, &done).await.refused(409, "illegal_transition");
    let seen = kit.act("senior1", &acknowledge, 1, &json!({})).await.ok().clone();
    assert_eq!(
        (&seen["status"], &seen["acknowledged_by"], &seen["version"], &seen["can"]),
        (&json!("acknowledged"), &json!(row("profiles", "senior1")), &json!(2), &json!(["close"]))
    );
    assert!(!holds("{}").await, "whoever has not been told is told no more");
    // Two at once: one is told that somebody does already.
    kit.act("mgr1", &acknowledge, 1, &json!({})).await.refused(412, "stale");
    kit.act("mgr1", &acknowledge, 2, &json!({})).await.refused(409, "illegal_transition");
    kit.act("mgr1", &close, 2, &json!({ "outcome": "  " }))
        .await
        .refused(422, "invalid")
        .field("outcome", "required");
    let over = kit.act("mgr1", &close, 2, &done).await.ok().clone();
    assert_eq!(
        (&over["status"], &over["outcome"], &over["can"]),
        (&json!("closed"), &done["outcome"], &json!([]))
    );
    kit.act("mgr1", &close, 3, &done).await.refused(409, "illegal_transition");
    // What was said is what was said, for every role.
    for change in ["body = 'Never mind'", "urgent = true", "author_id = closed_by", "status = 'raised'"] {
        let owner = kit.database.owner().await;
        let refused =
            owner.batch_execute(&format!("update public.concerns set {change} where id = '{id}'")).await;
        assert!(refused.is_err(), "{change}");
    }
    for end in ["delete from public.concerns", "truncate public.concerns cascade"] {
        assert!(kit.database.owner().await.batch_execute(end).await.is_err(), "{end}");
    }
    let verbs: Vec<String> = kit
        .fact(&format!("select array_agg(coalesce(verb, action) order by id) from public.audit_events where row_id = '{id}'"))
        .await;
    assert_eq!(verbs, ["insert", "acknowledge", "close"]);
}

#[tokio::test]
async fn it_is_of_those_whom_one_cares_for() {
    let kit = kit().await;
    let nobody = format!("/clients/{}/concerns", uuid::Uuid::now_v7());
    let unknown = kit.post("carer1", &nobody, &worry("x")).await.refused(404, "not_found").anonymous();
    for (who, whose) in [("carer1", "R2"), ("carer3", "R1"), ("excluded", "R1"), ("not_yet", "R1")] {
        assert_eq!(kit.post(who, &of(whose), &worry("x")).await.anonymous(), unknown, "{who} of {whose}");
        assert_eq!(kit.get(who, &of(whose)).await.anonymous(), unknown, "{who} of {whose}");
    }
    for who in ["owner1", "comp1", "ancillary1"] {
        kit.post(who, &of("R1"), &worry("x")).await.refused(403, "forbidden");
    }
    kit.get("ancillary1", &of("R1")).await.refused(403, "forbidden");
    assert_eq!(kit.get("ancillary1", "/concerns").await.ok(), &json!([]));
    // Late truth: whose right has just ended says what they saw then, and the manager reads it.
    let mut late = worry("Bruise on her arm");
    late["occurred_at"] = json!(minutes(-60 * 5));
    let id = kit.post("just_ended", &of("R1"), &late).await.created()["id"].as_str().unwrap().to_owned();
    kit.get("just_ended", &format!("/concerns/{id}")).await.refused(404, "not_found");
    assert_eq!(kit.get("mgr1", &format!("/concerns/{id}")).await.ok()["text"], "Bruise on her arm");
    late["occurred_at"] = json!(minutes(11));
    kit.post("carer1", &of("R1"), &late).await.refused(422, "invalid").field("occurred_at", "clock_ahead");
    for (body, field, code) in [
        (json!({ "category": "skin", "text": " " }), "text", "required"),
        (json!({ "category": "rash", "text": "x" }), "category", "choice"),
        (json!({ "category": "skin", "text": "x", "status": "closed" }), "status", "unknown"),
        (json!({ "category": "skin", "text": "x".repeat(4001) }), "text", "too_long"),
    ] {
        kit.post("carer1", &of("R1"), &body).await.refused(422, "invalid").field(field, code);
    }
}

#[tokio::test]
async fn lists_say_what_is_open() {
    let kit = kit().await;
    let id = kit.post("carer1", &of("R1"), &worry("Her heel is red")).await.created()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let home = row("care_homes", "H1");
    let ids = async |who: &str, query: &str| -> Vec<String> {
        let page = kit.get(who, &format!("/concerns?limit=200&{query}")).await.ok().clone();
        page.as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    for who in ["owner1", "comp1", "mgr1", "senior1", "carer1"] {
        let open = ids(who, &format!("open=true&home={home}")).await;
        assert!(open.contains(&id), "{who}");
        let closed = ids(who, "open=false").await;
        assert!(!closed.contains(&id) && !closed.is_empty(), "{who}");
        assert_eq!(ids(who, "status=raised,acknowledged").await, ids(who, "open=true").await, "{who}");
        assert!(ids(who, &format!("author={}", row("profiles", "carer1"))).await.contains(&id));
        assert!(ids(who, "urgent=true").await.is_empty());
    }
    assert!(!ids("carer3", "").await.contains(&id));
    assert!(!ids("excluded", "").await.contains(&id));
}

#[tokio::test]
async fn its_words_are_those_of_the_database() {
    use almoner_care::concern_words::{ConcernCategory, ConcernStatus};
    let kit = kit().await;
    for (constraint, words) in [
        ("concerns_category", ConcernCategory::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>()),
        ("concerns_status", ConcernStatus::ALL.iter().map(|w| w.as_str()).collect()),
    ] {
        let rule: String = kit
            .fact(&format!(
                "select pg_get_constraintdef(oid) from pg_constraint where conname = '{constraint}'"
            ))
            .await;
        let listed: Vec<&str> = rule.split('\'').skip(1).step_by(2).collect();
        assert_eq!(listed, words, "{constraint}");
    }
}
