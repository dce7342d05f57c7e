//! Work that nobody waits for: when it falls due, who has it, and how it is done to its end.
//!
//! [`Schedule`] says the slots of a cron pattern on a home's wall clock. [`Lane`] is a kind of job that
//! is claimed under a lease and finished by whoever still holds it; [`work`] is the loop that does so,
//! any number of times against one database. Nothing elects a leader: a row that is claimed, or a slot
//! that is taken, is the election.
//!
//! Not here: which jobs there are, and anything that knows a table.

mod lane;
mod schedule;
mod work;

pub use lane::{Lane, Leased, Outcome, Trouble};
pub use schedule::{Due, NotASchedule, Schedule};
pub use work::{Pace, Worked, work};
