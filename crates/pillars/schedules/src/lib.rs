//! Schedules: which jobs an organisation has, when they fall due, and what became of each run.
//!
//! A run is a row for a job and a slot; who inserts it has taken the slot for everybody. [`take_slots`]
//! does that for whatever has fallen due, [`RunsLane`] does the runs under a lease, each together with the
//! note that it is done in one transaction of the database, and [`keep_house`] what is of no organisation.
//! Any number of workers may call all three: nothing elects a leader. What a job does is SQL
//! (`app.handle_job`); times and leases go by the database's clock.
//!
//! People look at jobs and runs, change when a job falls due, start one and have a dead run done again:
//! [`routes`].

mod lane;
mod model;
mod routes;
mod slots;
mod store;

pub use lane::{Run, RunsLane};
pub use routes::routes;
pub use slots::{Kept, Taken, keep_house, take_slots};
