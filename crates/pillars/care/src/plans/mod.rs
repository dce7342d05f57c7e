//! Care plans: one living plan of a resident, in numbered versions.
//!
//! A draft is written, submitted, and published by a manager; from then on it never changes, and care
//! is given by it until the next supersedes it. Beside that: what differs between two versions, who
//! was shown and has read which, reviews, and how a plan sleeps between two stays.

mod compare;
mod diff;
mod life;
mod model;
mod reads;
mod reviews;
mod routes;
mod sections;
mod sleeps;
mod store;
mod there;
pub mod words;

use almoner_web::{App, Routes};

pub use sections::DOMAINS;

/// Every route of plans.
pub fn routes() -> Routes<App> {
    routes::routes()
        .merge(life::routes())
        .merge(compare::routes())
        .merge(reads::routes())
        .merge(reviews::routes())
        .merge(sleeps::routes())
}
