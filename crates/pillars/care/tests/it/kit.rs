//! The care pillar, asked as people ask it.

use almoner_testkit::desk::Kit;
use almoner_testkit::world::World;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub async fn kit() -> Kit {
    Kit::of(almoner_care::routes()).await
}

/// The id of a row of the world.
pub fn of(table: &str, name: &str) -> Uuid {
    World::get().row(table, name).id
}

/// A task of the world.
pub fn task(name: &str) -> String {
    format!("/tasks/{}", of("care_plan_tasks", name))
}

/// An instant so many minutes from now.
pub fn minutes(from_now: i64) -> String {
    (Timestamp::now() + SignedDuration::from_mins(from_now)).to_string()
}

/// The words of a list of texts.
pub fn words(list: &serde_json::Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
}
