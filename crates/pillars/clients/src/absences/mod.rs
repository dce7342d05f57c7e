//! A resident away from the home, in hospital or on leave, while the stay and the bed go on.

mod model;
mod routes;
mod store;

pub use model::AbsenceOut;
pub use routes::routes;
pub use store::of_client_now;
