//! Concerns: a worry about a resident that can't wait for the next handover, told at once, and up the ladder
//! until somebody says that they see to it. What was said never changes.

mod model;
mod routes;
mod store;
pub mod words;

pub use model::ConcernOut;
pub(crate) use store::{concern_columns, concern_joins};

use almoner_web::{App, Routes};

/// Raising concerns and seeing to them.
pub fn routes() -> Routes<App> {
    routes::routes()
}
