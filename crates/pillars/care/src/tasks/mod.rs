//! What is to be done, what was done, and the round that a carer walks.

use almoner_web::{App, Routes};

pub fn routes() -> Routes<App> {
    Routes::new("tasks")
}
