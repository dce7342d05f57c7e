//! Just enough of PostgreSQL's lexical rules to cut a file into statements.
//!
//! Nothing here parses SQL. It knows where strings, quoted names, dollar quotes
//! and comments begin and end, so that a semicolon inside them ends nothing, and
//! so that two texts can be compared without their comments and white space.

mod lex;
mod parts;
mod split;

pub use lex::{Kind, Token, tokens};
pub use parts::parts;
pub use split::{Statement, normalised, split};
