//! A band of more concern than before makes a review of the plan due, once, in the same transaction.

use almoner_testkit::desk::Kit;
use serde_json::{Value, json};

use crate::assessments_kit::{answer, assess, id, news2, strike, with};
use crate::kit::{client, kit, minutes};

/// Reviews of R1's plan because of a score, by status, with their assessment.
async fn reviews(kit: &Kit, of: &str) -> Vec<(String, String)> {
    let got = kit.get("mgr1", &format!("/clients/{}/care-plan-reviews", client(of))).await;
    let all = got.ok().as_array().unwrap().clone();
    let mut found: Vec<(String, String)> = all
        .iter()
        .filter(|one| one["reason"] == "score_change" && one["assessment_id"].is_string())
        .map(|one| {
            (one["status"].as_str().unwrap().to_owned(), one["assessment_id"].as_str().unwrap().to_owned())
        })
        .collect();
    found.sort();
    found
}

/// Low, a single three, medium, high.
fn at(breaths: i32, ago: i64) -> Value {
    with(news2(breaths), "occurred_at", minutes(-ago))
}

fn high(ago: i64) -> Value {
    answer(answer(at(26, ago), "oxygen", "oxygen"), "temperature_c", 39.5)
}

fn due(id: &str) -> (String, String) {
    ("due".to_owned(), id.to_owned())
}

#[tokio::test]
async fn a_rise_makes_one_review_due_and_a_fall_makes_none() {
    let kit = kit().await;
    assess(&kit, "carer1", "R1", &at(16, 600)).await;
    assert_eq!(reviews(&kit, "R1").await, [], "a first one rose from nothing");
    assess(&kit, "carer1", "R1", &at(17, 590)).await;
    assert_eq!(reviews(&kit, "R1").await, [], "the same band");
    let rose = id(&assess(&kit, "carer1", "R1", &at(26, 580)).await);
    assert_eq!(reviews(&kit, "R1").await, [due(&rose)]);
    let read = kit.get("mgr1", &format!("/assessments/{rose}")).await.ok()["assessment"].clone();
    let review = read["review_id"].as_str().expect("it is linked from either side").to_owned();
    let seen = kit.get("mgr1", &format!("/care-plan-reviews/{review}")).await.ok().clone();
    assert_eq!(
        (&seen["reason"], &seen["status"], &seen["assessment_id"]),
        (&json!("score_change"), &json!("due"), &json!(rose))
    );
    let today: String = kit.fact("select (now() at time zone 'Europe/London')::date::text").await;
    assert_eq!(seen["due_on"], json!(today));
    // Up again while it is due: that one is for this too.
    assess(&kit, "carer1", "R1", &high(570)).await;
    assert_eq!(reviews(&kit, "R1").await, [due(&rose)]);
    // Down.
    assess(&kit, "carer1", "R1", &at(16, 560)).await;
    assert_eq!(reviews(&kit, "R1").await, [due(&rose)]);
    // Held: the next rise makes another.
    let version: i64 =
        kit.fact(&format!("select version::int8 from public.care_plan_reviews where id = '{review}'")).await;
    kit.act(
        "mgr1",
        &format!("/care-plan-reviews/{review}/hold"),
        version,
        &json!({ "outcome": "no_change" }),
    )
    .await
    .ok();
    let again = id(&assess(&kit, "carer1", "R1", &at(26, 550)).await);
    assert_eq!(reviews(&kit, "R1").await, [due(&again), ("held".to_owned(), rose)]);
}

#[tokio::test]
async fn of_several_at_once_one_review_comes() {
    let kit = kit().await;
    assess(&kit, "carer1", "R1", &at(16, 600)).await;
    let bodies: Vec<Value> = (0..6).map(|n| at(26, 500 - n)).collect();
    let posts = bodies.iter().map(|body| assess(&kit, "carer1", "R1", body));
    futures_util::future::join_all(posts).await;
    assert_eq!(reviews(&kit, "R1").await.len(), 1);
}

#[tokio::test]
async fn what_arrives_after_a_later_one_makes_nothing_due() {
    let kit = kit().await;
    assess(&kit, "carer1", "R1", &at(16, 600)).await;
    assess(&kit, "carer1", "R1", &at(16, 100)).await;
    assess(&kit, "carer1", "R1", &high(300)).await;
    assert_eq!(reviews(&kit, "R1").await, [], "the later one says how it is");
}

#[tokio::test]
async fn what_was_struck_takes_its_review_along_unless_the_rise_was_real() {
    let kit = kit().await;
    assess(&kit, "carer1", "R1", &at(16, 600)).await;
    let wrong = id(&assess(&kit, "carer1", "R1", &high(500)).await);
    assert_eq!(reviews(&kit, "R1").await, [due(&wrong)]);
    let right = id(&assess(&kit, "carer1", "R1", &at(26, 400)).await);
    strike(&kit, "carer1", &wrong).await;
    assert_eq!(reviews(&kit, "R1").await, [due(&right)], "the later one rose from the first as well");
    strike(&kit, "mgr1", &right).await;
    assert_eq!(reviews(&kit, "R1").await, [("cancelled".to_owned(), right)]);
    // What was struck counts for nothing: from low to three is a rise again.
    let rose = id(&assess(&kit, "carer1", "R1", &at(26, 300)).await);
    assert!(reviews(&kit, "R1").await.contains(&due(&rose)));
}

#[tokio::test]
async fn a_held_review_stays_when_its_assessment_is_struck() {
    let kit = kit().await;
    assess(&kit, "carer1", "R1", &at(16, 600)).await;
    let rose = id(&assess(&kit, "carer1", "R1", &at(26, 500)).await);
    let (review, version): (String, i64) = (
        kit.fact(&format!("select id::text from public.care_plan_reviews where assessment_id = '{rose}'"))
            .await,
        kit.fact(&format!(
            "select version::int8 from public.care_plan_reviews where assessment_id = '{rose}'"
        ))
        .await,
    );
    kit.act("mgr1", &format!("/care-plan-reviews/{review}/hold"), version, &json!({ "outcome": "amended" }))
        .await
        .ok();
    strike(&kit, "carer1", &rose).await;
    assert_eq!(reviews(&kit, "R1").await, [("held".to_owned(), rose)]);
}

/// Nobody sends the link: a review that somebody asks for has none.
#[tokio::test]
async fn the_link_is_the_databases() {
    let kit = kit().await;
    let made = id(&assess(&kit, "carer1", "R1", &at(16, 600)).await);
    let body = json!({ "due_on": "2030-01-01", "assessment_id": made });
    let path = format!("/clients/{}/care-plan-reviews", client("R1"));
    kit.post("mgr1", &path, &body).await.refused(422, "invalid").field("assessment_id", "unknown");
}
