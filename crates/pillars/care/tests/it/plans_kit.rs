//! What the tests of plans say often.

use almoner_pg::DbConfig;
use almoner_testkit::desk::Kit;
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use serde_json::{Value, json};
use uuid::Uuid;

pub async fn with(change: impl FnOnce(&mut DbConfig)) -> Kit {
    Kit::with(almoner_care::routes(), change).await
}

/// The id of a row of the world.
pub fn row(table: &str, name: &str) -> Uuid {
    World::get().row(table, name).id
}

/// `/care-plan-versions/<id of a version of the world>`.
pub fn version(name: &str) -> String {
    format!("/care-plan-versions/{}", row("care_plan_versions", name))
}

/// `/clients/<id of the resident>/care-plan`, with what follows.
pub fn plan(resident: &str, rest: &str) -> String {
    format!("/clients/{}/care-plan{rest}", id(resident))
}

pub fn nothing() -> Value {
    json!({})
}

pub fn can(record: &Value) -> Vec<&str> {
    record["can"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

pub fn each<'a>(data: &'a Value, field: &str) -> Vec<&'a str> {
    data.as_array().unwrap().iter().map(|row| row[field].as_str().unwrap_or_default()).collect()
}

/// An instant so many minutes from now, as a request says it.
pub fn minutes(from_now: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(from_now);
    format!("{at:.6}")
}

/// A draft of a resident's plan that says something, in review; its path.
pub async fn in_review(kit: &Kit, resident: &str, domains: &Value) -> String {
    let begin = format!("/care-plans/{}/versions", row("care_plans", &format!("{resident}.plan")));
    let made = kit.post("mgr12", &begin, &nothing()).await;
    let path = format!("/care-plan-versions/{}", made.created()["id"].as_str().unwrap());
    let written = kit.patch("mgr12", &path, 1, &json!({"domains": domains})).await;
    let at = written.ok()["version"].as_i64().unwrap();
    kit.act("mgr12", &format!("{path}/submit"), at, &nothing()).await.ok();
    path
}

/// The version of something that the manager of both homes of O1 sees.
pub async fn at(kit: &Kit, path: &str) -> i64 {
    kit.get("mgr12", path).await.ok()["version"].as_i64().unwrap()
}

/// Writes what nobody may write any more: the past, and what a version did before it left draft.
pub async fn past(kit: &Kit, sql: &str) {
    let all = kit.database.superuser().await;
    let sql = format!("set session_replication_role = replica; {sql}");
    all.batch_execute(&sql).await.unwrap();
}

/// Somebody moves into a bed of H1 now.
pub async fn arrives(kit: &Kit, resident: &str, bed: &str) {
    let (stay, o1, home) = (Uuid::now_v7(), id("O1"), id("H1"));
    kit.run(&format!(
        "insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, bed_id, during, status) \
         values ('{o1}', '{stay}', '{}', '{home}', '{stay}', '{}', tstzrange(now(), null), 'live')",
        id(resident),
        id(&format!("H1.bed.{bed}"))
    ))
    .await;
}

/// Their stay ends now.
pub async fn leaves(kit: &Kit, resident: &str, why: &str) {
    kit.run(&format!(
        "update public.bed_stays set status = 'ended', leaving_reason = '{why}', during = tstzrange(lower(during), now()) \
          where client_id = '{}' and status = 'live'",
        id(resident)
    ))
    .await;
}
