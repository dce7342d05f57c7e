//! The way to the data: typed statements, and transactions that can only be had for a caller.
//!
//! [`Db`] hands out nothing unscoped. [`Db::read`] sends BEGIN READ ONLY, the settings, the session
//! check, the queries and COMMIT in one flush; [`Db::write`] opens a transaction that poisons itself
//! on any error. Statements are declared with [`statement!`], which also registers them, so that one
//! test prepares every one of them and compares parameters, columns and nullability.
//!
//! Not here: migrations (almoner-schema), anything that knows a table.

mod call;
mod fault;
mod list;
mod listen;
mod parts;
mod pool;
mod request;
mod row;
mod settled;
mod statement;
pub mod tls;
mod types;
mod update;
mod words;

#[doc(hidden)]
pub use almoner_kernel::Code as ErrorCode;
#[doc(hidden)]
pub use almoner_kernel::Result as Outcome;
pub use call::{Call, Calls, One};
pub use fault::{Constraint, fault};
pub use list::{Branch, Counted, Filter, List, ListCall, Sort};
pub use listen::{CHANGES, Listening};
pub use parts::Parts;
pub use pool::{Conn, Db, DbConfig, PoolLoad, Prepare};
pub use request::Tx;
#[doc(hidden)]
pub use row::get as column;
pub use row::{ColumnSpec, Field, FromRow};
pub use settled::settled;
pub use statement::{Args, Registered, Statement};
pub use types::{Arg, Json, Span};
#[doc(hidden)]
pub use update::forms as update_forms;
pub use update::{Changed, Update, archive, restore};

/// For the macros of this crate.
#[doc(hidden)]
pub mod reexport {
    pub use inventory;
    pub use tokio_postgres;
}
