//! The database's shape: how it is made, checked and compared.
//!
//! Here belong the bootstrap of a plain PostgreSQL, the migrator with its
//! ledger, the catalogue snapshot with its drift check, the lint that enforces
//! the tenancy rules on every table, and databases for tests. No request is
//! answered from here: everything in this crate runs as the owner or as a
//! superuser, on behalf of an operator or a test.

pub mod bootstrap;
pub mod catalogue;
pub mod drift;
mod error;
pub mod lint;
pub mod migrate;
pub mod roundtrip;
pub mod scratch;
pub mod source;
pub mod sql;
mod target;
#[cfg(feature = "testdb")]
pub mod testdb;

pub use error::{Error, FailedStatement, Result, described};
pub use source::{Migration, Script, Source};
pub use target::{Target, quote_ident, quote_literal};
