//! Reviews: due, held, called off, and the list of a home.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::kit;
use crate::plans_kit::{at, can, each, nothing, plan, row};

fn review(name: &str) -> String {
    format!("/care-plan-reviews/{}", row("care_plan_reviews", name))
}

#[tokio::test]
async fn a_review_is_held_once_and_the_next_one_follows() {
    let kit = kit().await;
    let path = review("R1.review");
    let now = at(&kit, &path).await;
    assert_eq!(can(kit.get("mgr1", &path).await.ok()), ["update", "hold", "cancel"]);
    assert_eq!(can(kit.get("senior1", &path).await.ok()), Vec::<&str>::new());
    let held = json!({"outcome": "amended", "held_on": "2026-01-02", "involved": ["resident", "lpa"], "note": "With her son"});
    for who in ["carer1", "senior1", "owner1", "comp1"] {
        kit.act(who, &format!("{path}/hold"), now, &held).await.refused(403, "forbidden");
        kit.patch(who, &path, now, &json!({"detail": "x"})).await.refused(403, "forbidden");
    }
    for who in ["carer2", "mgr3", "excluded", "ancillary1"] {
        kit.act(who, &format!("{path}/hold"), now, &held).await.refused(404, "not_found");
    }
    for (body, field, code) in [
        (json!({}), "outcome", "required"),
        (json!({"outcome": "fine"}), "outcome", "choice"),
        (json!({"outcome": "amended", "involved": ["vicar"]}), "involved.0", "choice"),
        (json!({"outcome": "amended", "held_on": "2099-01-02"}), "held_on", "not_possible"),
        (
            json!({"outcome": "amended", "held_on": "2026-01-02", "next_due_on": "2026-01-02"}),
            "next_due_on",
            "range",
        ),
        (json!({"outcome": "ceased", "next_due_on": "2027-01-02"}), "next_due_on", "not_possible"),
        (json!({"outcome": "amended", "note": "x".repeat(4001)}), "note", "too_long"),
    ] {
        kit.act("mgr1", &format!("{path}/hold"), now, &body).await.refused(422, "invalid").field(field, code);
    }
    kit.act("mgr1", &format!("{path}/hold"), now + 5, &held).await.refused(412, "stale");
    let (trips, reply) = kit.trips(kit.act("mgr1", &format!("{path}/hold"), now, &held)).await;
    assert_eq!(trips, 3);
    let done = reply.ok();
    assert_eq!((&done["status"], &done["held_by"]), (&json!("held"), &json!(id("mgr1"))));
    assert_eq!((&done["involved"], &done["note"]), (&json!(["resident", "lpa"]), &json!("With her son")));
    // The organisation's cycle, or 28 days; and that is when the next routine one is due.
    let days: i32 = kit
        .fact(&format!("select coalesce((select review_cycle_days from company_settings where organisation_id = '{}'), 28)", id("O1")))
        .await;
    let next: String = kit.fact(&format!("select ('2026-01-02'::date + {days})::text")).await;
    assert_eq!(done["next_due_on"], json!(next));
    let found = kit.get("carer1", &plan("R1", "")).await;
    assert_eq!(
        (&found.ok()["next_review"]["due_on"], &found.ok()["next_review"]["reason"]),
        (&json!(next), &json!("routine"))
    );
    for verb in ["hold", "cancel"] {
        let body = if verb == "hold" { held.clone() } else { nothing() };
        kit.act("mgr1", &format!("{path}/{verb}"), now + 1, &body).await.refused(409, "illegal_transition");
    }
    kit.patch("mgr1", &path, now + 1, &json!({"due_on": "2027-01-02"}))
        .await
        .refused(409, "illegal_transition");
}

#[tokio::test]
async fn a_review_is_made_due_put_off_and_called_off() {
    let kit = kit().await;
    let body = json!({"due_on": "2027-01-02", "reason": "incident", "detail": "Two falls"});
    for who in ["carer1", "senior1", "owner1", "ancillary1"] {
        kit.post(who, &plan("R1", "-reviews"), &body).await.refused(403, "forbidden");
    }
    for who in ["carer2", "mgr3"] {
        kit.post(who, &plan("R1", "-reviews"), &body).await.refused(404, "not_found");
    }
    let reply = kit.post("mgr1", &plan("R1", "-reviews"), &body).await;
    assert_eq!((&reply.created()["reason"], &reply.ok()["status"]), (&json!("incident"), &json!("due")));
    let path = format!("/care-plan-reviews/{}", reply.ok()["id"].as_str().unwrap());
    let off = kit.patch("mgr1", &path, 1, &json!({"due_on": "2027-01-09", "detail": null})).await;
    assert_eq!((&off.ok()["due_on"], &off.ok()["detail"]), (&json!("2027-01-09"), &Value::Null));
    assert_eq!(kit.act("mgr1", &format!("{path}/cancel"), 2, &nothing()).await.ok()["status"], "cancelled");
    // A second routine one, one of a resident without a plan, and days that nobody means.
    kit.post("mgr1", &plan("R1", "-reviews"), &json!({"due_on": "2027-01-02", "reason": "routine"}))
        .await
        .refused(409, "duplicate");
    kit.post("mgr1", &plan("asked", "-reviews"), &body).await.refused(409, "illegal_transition");
    kit.post("mgr1", &plan("R1", "-reviews"), &json!({"due_on": "2026-02-30"}))
        .await
        .refused(422, "invalid")
        .field("due_on", "format");
    kit.patch("mgr1", &review("R1.review"), 1, &json!({"due_on": null}))
        .await
        .refused(422, "invalid")
        .field("due_on", "required");
}

#[tokio::test]
async fn reviews_of_a_resident_and_of_a_home() {
    let kit = kit().await;
    let (trips, reply) = kit.trips(kit.get("carer1", &plan("R1", "-reviews"))).await;
    assert_eq!(trips, 1);
    assert_eq!(each(reply.ok(), "status"), ["due", "held", "cancelled"]);
    assert_eq!(kit.get("mgr1", &plan("asked", "-reviews")).await.ok(), &json!([]));
    kit.get("mgr1", "/care-plan-reviews").await.ok();
    let home = id("H1");
    let (trips, reply) =
        kit.trips(kit.get("mgr1", &format!("/care-plan-reviews?status=due&home={home}&limit=200"))).await;
    assert_eq!(trips, 1);
    let due = reply.ok();
    assert!(each(due, "status").iter().all(|status| *status == "due"));
    assert!(due.as_array().unwrap().iter().all(|review| review["holding_home_id"] == json!(home)));
    let days = each(due, "due_on");
    assert!(days.len() >= 3 && days.is_sorted(), "{days:?}");
    // The owner sees the same of the home, page by page; a carer those on the floor; nobody another home's.
    let mut owners = Vec::new();
    let mut path = format!("/care-plan-reviews?status=due&home={home}&limit=2");
    loop {
        let page = kit.get("owner1", &path).await;
        owners.extend(each(page.ok(), "id").into_iter().map(str::to_owned));
        let Some(next) = page.body["meta"]["next_cursor"].as_str() else { break };
        path = format!("/care-plan-reviews?status=due&home={home}&limit=2&cursor={next}");
    }
    assert_eq!(owners, each(due, "id"));
    let carers = kit.get("carer1", "/care-plan-reviews?limit=200").await;
    let residents = each(carers.ok(), "client_id");
    assert!(residents.contains(&id("R1").to_string().as_str()));
    assert!(!residents.contains(&id("R2").to_string().as_str()));
    assert_eq!(kit.get("ancillary1", "/care-plan-reviews").await.ok(), &json!([]));
    let kept = kit.get("excluded", "/care-plan-reviews?limit=200").await;
    assert!(!each(kept.ok(), "client_id").contains(&id("R1").to_string().as_str()));
    assert_eq!(kit.get("mgr1", &format!("/care-plan-reviews?home={}", id("H3"))).await.ok(), &json!([]));
    let past = kit.get("mgr1", "/care-plan-reviews?due_before=2000-01-01").await;
    assert_eq!(past.ok(), &json!([]));
    let held = kit.get("mgr1", "/care-plan-reviews?status=held&reason=routine,incident&limit=200").await;
    assert!(each(held.ok(), "outcome").iter().all(|outcome| *outcome == "no_change"));
    for (query, field, code) in
        [("status=open", "status", "choice"), ("reason=x", "reason", "choice"), ("q=x", "q", "unknown")]
    {
        kit.get("mgr1", &format!("/care-plan-reviews?{query}"))
            .await
            .refused(422, "invalid")
            .field(field, code);
    }
}
