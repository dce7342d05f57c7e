//! Hand-ins: what lies on a device of somebody who can't send it any more, a manager of the home hands in.
//!
//! The manager is its author; whose device it was stands beside it as a claim. It never counts as that person's
//! signature: no receipt that they took something in, no prompt, nothing that takes two people.

mod keep;
mod model;
mod routes;
mod sent;
mod store;
pub mod words;

use almoner_web::{App, Routes};

pub fn routes() -> Routes<App> {
    routes::routes()
}
