//! The residents' pillar, asked as people ask it.

use std::ops::Deref;

use almoner_pg::DbConfig;
use almoner_testkit::desk;
pub use almoner_testkit::desk::{Reply, etag};
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use serde_json::{Value, json};
use uuid::Uuid;

pub struct Kit(desk::Kit);

impl Deref for Kit {
    type Target = desk::Kit;

    fn deref(&self) -> &desk::Kit {
        &self.0
    }
}

impl Kit {
    pub async fn new() -> Self {
        Self(desk::Kit::of(almoner_clients::routes()).await)
    }

    pub async fn with(change: impl FnOnce(&mut DbConfig)) -> Self {
        Self(desk::Kit::with(almoner_clients::routes(), change).await)
    }

    /// The version of something that a manager of both homes of O1 sees.
    pub async fn version(&self, path: &str) -> i64 {
        let reply = self.get("mgr12", path).await;
        reply.ok()["version"]
            .as_i64()
            .unwrap_or_else(|| reply.body["data"]["client"]["version"].as_i64().unwrap())
    }
}

/// `/clients/<id of the resident>`.
pub fn client(name: &str) -> String {
    format!("/clients/{}", id(name))
}

/// The id of a row of the world.
pub fn row(table: &str, name: &str) -> Uuid {
    World::get().row(table, name).id
}

pub fn stay(name: &str) -> String {
    format!("/stays/{}", row("bed_stays", name))
}

pub fn alert(name: &str) -> String {
    format!("/alerts/{}", row("client_alerts", name))
}

pub fn bed(name: &str) -> Uuid {
    row("beds", name)
}

/// An instant so many minutes from now, as a request says it.
pub fn minutes(from_now: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(from_now);
    format!("{at:.6}")
}

pub fn names(data: &Value, field: &str) -> Vec<String> {
    data.as_array().unwrap().iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}

pub fn can(record: &Value) -> Vec<String> {
    record["can"].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// Ids of residents of the world, as text, for comparing with answers.
pub fn ids(residents: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = residents.iter().map(|name| id(name).to_string()).collect();
    all.sort();
    all
}

pub fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

pub fn nothing() -> Value {
    json!({})
}
