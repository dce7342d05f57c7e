//! The care pillar, asked as people ask it.

use almoner_testkit::desk::Kit;
use almoner_testkit::world::World;

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
