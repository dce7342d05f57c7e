//! Daily notes: what was seen, said and measured of a resident's day, and what is added to it. Insert
//! only; a correction is an addendum, a mistake is struck out and still shows.

mod kinds;
mod measured;
mod model;
mod routes;
mod store;
mod there;
mod words;

use almoner_web::{App, Routes};

/// Notes, their kinds, and what they measure.
pub fn routes() -> Routes<App> {
    routes::routes()
}
