//! Care plans: one living plan of a resident, in numbered versions.

use almoner_web::{App, Routes};

pub fn routes() -> Routes<App> {
    Routes::new("care-plans")
}
