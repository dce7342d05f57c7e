//! Assessments: an instrument answered about a resident. The server computes what the answers come to, once,
//! when they arrive; what was found stays, is added to and is struck out. What the instruments are is `instruments`.

mod due;
mod given;
mod model;
mod offered;
mod routes;
mod store;
mod trend;

use almoner_web::{App, Routes};

/// Instruments to answer, and assessments.
pub fn routes() -> Routes<App> {
    routes::routes()
}
