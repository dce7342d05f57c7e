//! The audit trail: whether what the database holds is what was chained.
//!
//! Events are written by triggers and chained by the worker (`app.claim_audit_chain`). What stands
//! here computes every link again by itself, so that a database whose functions were changed can't
//! vouch for itself, and names the first place that does not hold. It reads and changes nothing.
//!
//! A chain shows a change in its middle. That its end was cut off, or made anew as a whole, only a
//! head that was kept elsewhere shows: the anchors, and the lines that `almoner audit verify` prints.

mod line;
mod verify;

pub use line::Event;
pub use verify::{Chain, Fault, Head, VerifyError, verify};
