//! Spreadsheets that people bring along: CSV with a header, read whole, every mistake named by line
//! and column.
//!
//! A pillar says which [`Column`]s its file has, [`read`]s the bytes and checks each [`Line`] by the
//! rules that its API has anyway; what is wrong goes into [`Problems`], all of it at once. Nothing
//! here reads a file, asks a database or knows a word of care. A cell is text, whatever it looks
//! like: nothing is evaluated.

mod cells;
mod problems;
mod read;
mod shapes;

pub use cells::{Wrong, choice, day, day_or_time, wall_time};
pub use problems::{MOST_PROBLEMS, Problems, refusal};
pub use read::{Column, Line, MOST_BYTES, MOST_LINES, Sheet, read};
pub use shapes::{ImportColumn, ImportFileIn, ImportOutcome, ImportProblem, MOST_ROWS};
