//! Daily notes: what was seen, said and measured of a resident's day, and what is added to it. Insert
//! only; a correction is an addendum, a mistake is struck out and still shows.

mod days;
mod kinds;
mod measured;
mod missing;
mod model;
mod routes;
mod store;
pub mod words;

use almoner_web::{App, Routes};

pub(crate) use measured::NoteMeasures;
pub(crate) use model::{AddendumIn, NoteIn, given};
pub(crate) use words::NoteKind;

/// Notes, their kinds, and what they measure.
pub fn routes() -> Routes<App> {
    routes::routes()
}
