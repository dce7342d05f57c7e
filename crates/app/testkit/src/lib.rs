//! What tests of every crate stand on.
//!
//! - [`database`]: a migrated database of a test's own, in about a tenth of a second, bare or with
//!   the world in it.
//! - [`world`]: a small fixed world of named people, homes and residents. Each text field holds
//!   `CANARY-<object>-<field>`, so that whatever leaks says where it came from.
//! - [`lists`]: the primary lists, for the plan tests and the bench.
//! - [`matrix`]: `access/matrix.toml` and a model of what it means, computed from the world alone.
//! - [`runner`]: tries every cell of the matrix on a real database and compares.
//! - [`mutation`]: takes away one policy, predicate or right at a time; the runner has to see each.
//! - [`dice`]: chance that is the same in every run.
//! - [`pages`]: pages of `docs` that are made from the project's own files.
//! - [`smtp`]: a real mail server that keeps every byte and misbehaves when it is told to.
//! - [`statements`]: prepares every registered statement and compares it with its Rust types.
//! - `desk` (feature): one pillar's routes over the world, asked as people ask them.
//! - `http` (feature): the whole service on loopback, and every answer held against the document.

pub mod database;
#[cfg(feature = "desk")]
pub mod desk;
pub mod dice;
#[cfg(feature = "http")]
pub mod http;
pub mod lists;
pub mod matrix;
pub mod mutation;
pub mod names;
pub mod pages;
pub mod runner;
pub mod smtp;
pub mod statements;
#[cfg(any(feature = "desk", feature = "http"))]
pub mod store;
pub mod world;
