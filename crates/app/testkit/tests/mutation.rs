//! Every policy, every predicate of one and every right to write is missed when it is gone.
//!
//! A sample in every run; `ALMONER_MUTANTS=all` tries every one (`make prove`), and the name of a table or
//! a part of a mutant's name tries those.

use almoner_testkit::mutation::{self, Lab, Wanted};

#[tokio::test]
async fn the_policies_alone_say_what_the_matrix_says() {
    let all = std::env::var("ALMONER_MUTANTS").is_ok();
    let (one_in, at_least) = if all { (1, 80_000) } else { (25, 8_000) };
    Lab::new().await.alone(one_in).await.settle("alone", at_least);
}

#[tokio::test]
async fn what_is_taken_away_is_missed() {
    let (wanted, at_least) = match std::env::var("ALMONER_MUTANTS") {
        Err(_) => (Wanted::OneIn(20), 90),
        Ok(all) if all == "all" => (Wanted::All, 1_800),
        Ok(name) => (Wanted::Named(name), 1),
    };
    mutation::run(wanted).await.settle(at_least);
}
