//! Daily notes with their measures, addenda, and handovers.

use almoner_web::{App, Routes};

pub fn routes() -> Routes<App> {
    Routes::new("notes")
}
