//! Takes one policy, one piece of a policy or one right to write away at a time, and tries the cells of
//! its table on what is left: every such mutant has to show.
//!
//! Mutants are made from the catalogue and not listed by hand. One that can't show, because something
//! else refuses the same, stands in `access/mutants.toml` with the reason; it fails the run when it dies
//! or is gone.

mod bytes;
mod expression;
mod lab;
mod make;
mod plan;
mod published;
mod run;

pub use lab::{Lab, Outcome};
pub use make::{Kind, Mutant, all};
pub use run::{Tally, Wanted, run};
