//! The care pillar, asked as people ask it.

use almoner_testkit::desk::Kit;
use almoner_testkit::world::World;
use uuid::Uuid;

pub async fn kit() -> Kit {
    Kit::of(almoner_care::routes()).await
}

/// The id of a named row of the world.
pub fn row(table: &str, name: &str) -> String {
    World::get().row(table, name).id.to_string()
}

pub fn client(name: &str) -> String {
    row("clients", name)
}

/// An instant so many minutes from now, as a request says it.
pub fn minutes(from_now: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(from_now);
    format!("{at:.0}")
}

/// The id of a row of the world.
pub fn of(table: &str, name: &str) -> Uuid {
    World::get().row(table, name).id
}

/// A task of the world.
pub fn task(name: &str) -> String {
    format!("/tasks/{}", of("care_plan_tasks", name))
}

/// The words of a list of texts.
pub fn words(list: &serde_json::Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
}

/// An entry of a device, as it is handed in.
pub fn lies(key: &str, kind: &str, about: &dyn ToString, body: &serde_json::Value) -> serde_json::Value {
    serde_json::json!({ "key": key, "kind": kind, "about_id": about.to_string(), "body": body })
}

/// Hands in what lies on a device as somebody's.
pub async fn hand_in(
    kit: &Kit,
    who: &str,
    author: &str,
    entries: Vec<serde_json::Value>,
) -> Vec<serde_json::Value> {
    let body = serde_json::json!({ "author_id": of("profiles", author), "entries": entries });
    let got = kit.post(who, "/hand-ins", &body).await;
    got.ok()["results"].as_array().expect("a result for each").clone()
}
