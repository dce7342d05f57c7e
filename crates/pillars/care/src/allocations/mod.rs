//! Who looks after whom on a shift. It orders the screens of those named; it is never a wall.

mod model;
mod routes;
mod store;

pub use routes::routes;
