//! Beds over time: a resident is admitted to a bed, now or as planned; arrives; moves to another
//! bed; is transferred to another home; is discharged, or dies. Two residents never hold one bed
//! at once, and nobody has two stays at once: the database refuses whatever races past.

mod model;
mod routes;
mod store;
mod verbs;

pub use model::{StayAdmissionIn, StayOut};
pub use routes::routes;
pub use store::{NewStay, admit, of_client_now};
