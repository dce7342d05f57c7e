//! Instruments: what is asked of a resident's state, and what the answers mean. Data, not code.
//!
//! Pure: no database and no clock. [`read`] takes a file and says every mistake with its line, [`check`]
//! holds the rules that make an instrument whole, [`score`] turns answers into score, band and change:
//! the one place where that is done. What a published version says never changes, since records name it.
//! Not here: who may answer an instrument, and the records of answers (`assessments`).

mod check;
mod model;
mod read;
mod score;
mod shipped;

pub use check::{Place, Wrong, check};
pub use model::{
    Answers, Band, Change, Choice, Derived, Instrument, InstrumentDerivedBy, InstrumentItemKind,
    InstrumentOutcome, Item, Said, Scoring, Step,
};
pub use read::{Mistake, read, read_own};
pub use score::{Fault, Found};
pub use shipped::{FIRST_OWN_VERSION, in_force, shipped, takes_the_place_of_shipped};

#[cfg(test)]
mod tests;
