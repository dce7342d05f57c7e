//! A29: a resident who was registered in error and archived is nobody's any more. What is asked of them is answered as
//! for somebody who doesn't exist; who may restore them still reads, and writes nothing.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{kit, of};

fn asked(client: Uuid) -> Vec<(&'static str, String, Value)> {
    let of = |what: &str| format!("/clients/{client}/{what}");
    let home = almoner_testkit::names::id("H1");
    vec![
        ("POST", of("tasks"), json!({ "title": "Offer a drink" })),
        ("POST", of("notes"), json!({ "kind": "general", "text": "She slept well", "care_home_id": home })),
        ("POST", of("concerns"), json!({ "category": "skin", "text": "A red heel", "care_home_id": home })),
        ("POST", of("care-plan"), json!({})),
        ("GET", of("care-plan"), Value::Null),
        ("GET", of("notes"), Value::Null),
        ("GET", of("concerns"), Value::Null),
        ("GET", of("assessments"), Value::Null),
    ]
}

#[tokio::test]
async fn nothing_is_begun_for_an_archived_resident_and_nothing_is_told() {
    let kit = kit().await;
    let (archived, nobody) = (of("clients", "archived"), Uuid::new_v4());
    let before = written(&kit, archived).await;
    for who in ["carer1", "senior1", "nurse1", "agency", "mgr1", "mgr12", "owner1", "comp1"] {
        for ((method, path, body), (_, other, _)) in asked(archived).into_iter().zip(asked(nobody)) {
            let key = [("idempotency-key", format!("{who}-{}", Uuid::new_v4()))];
            let body = (!body.is_null()).then_some(&body);
            let (headers, none): (&[_], &[(&str, String)]) = (&key, &[]);
            let headers = if method == "POST" { headers } else { none };
            let got = kit.send(who, method, &path, headers, body).await;
            let unknown = kit.send(who, method, &other, headers, body).await;
            if method == "POST" {
                assert!(got.status.is_client_error(), "{who} {method} {path}: {} {}", got.status, got.body);
            }
            if ["carer1", "senior1", "nurse1", "agency"].contains(&who) {
                assert_eq!(got.anonymous(), unknown.anonymous(), "{who} {method} {path}");
            }
        }
    }
    assert_eq!(written(&kit, archived).await, before);
}

/// Rows that care has of a resident.
async fn written(kit: &almoner_testkit::desk::Kit, client: Uuid) -> i64 {
    kit.fact(&format!(
        "select (select count(*) from public.care_plan_tasks where client_id = '{client}') \
              + (select count(*) from public.daily_notes where client_id = '{client}') \
              + (select count(*) from public.concerns where client_id = '{client}') \
              + (select count(*) from public.care_plans where client_id = '{client}')"
    ))
    .await
}
