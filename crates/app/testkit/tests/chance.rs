//! The policies against the model in worlds of chance (A14): every actor and row, with rights,
//! times and exclusions given out by dice. The model is computed from the same dice and asks the
//! database nothing.
//!
//! Three worlds are read in every run, and one is written to, which takes longer; `ALMONER_WORLDS=20`
//! tries as many of both (`make prove`). A failure names its world, and the same number makes the
//! same world.

use almoner_testkit::runner::{self, Bench, Report};
use almoner_testkit::world::World;

fn worlds(usual: u64) -> u64 {
    std::env::var("ALMONER_WORLDS").map_or(usual, |text| text.parse().expect("ALMONER_WORLDS is a number"))
}

async fn every_world<F: Future<Output = Report>>(
    name: &str,
    usual: u64,
    at_least: usize,
    run: impl Fn(&'static Bench) -> F,
) {
    for seed in 1..=worlds(usual) {
        let world: &'static World = Box::leak(Box::new(World::random(seed)));
        let bench: &'static Bench = Box::leak(Box::new(Bench::of(world).await));
        run(bench).await.settle(&format!("world {seed}, {name}"), at_least);
    }
}

#[tokio::test]
async fn reads() {
    every_world("reads", 3, 10_000, runner::reads).await;
}

#[tokio::test]
async fn inserts() {
    every_world("inserts", 1, 4_000, runner::inserts).await;
}

#[tokio::test]
async fn archives() {
    every_world("archives", 1, 1_000, runner::archives).await;
}
