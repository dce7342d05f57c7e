//! HTTP conventions: envelope, errors, extractors, paging, ETag, idempotency, the server itself.
//!
//! Here belongs what every route shares and what no route should have to think
//! of. Nothing here knows a table or a word of care.

mod answer;
mod app;
mod body;
mod checks;
mod complaint;
mod context;
mod cursor;
mod etag;
mod fail;
pub mod gate;
mod idempotency;
mod list;
pub mod openapi;
mod patch;
mod path;
mod precondition;
mod query;
pub mod records;
pub mod server;
mod strict_json;
mod wire;

pub use answer::{Accepted, Answer, Count, Created, Page, REPLAYED, Reply};
pub use app::{App, Authenticate, Authenticating, SignedIn, Who};
pub use body::{BODY_LIMIT, Body, RawBody, read, whole};
pub use checks::Checks;
pub use context::{REQUEST_ID, request_id, with_request_id};
pub use cursor::{Opened, Sealer};
pub use etag::{ETag, IfMatch, IfNoneMatch};
pub use fail::{Enveloped, Fail, Handled, status_of};
pub use idempotency::{Attempt, Command, Done};
pub use list::{Filters, LIMIT, ListQuery, MAX_LIMIT, NoFilters};
pub use openapi::{Access, Doc, Routes};
pub use patch::Patch;
pub use path::{PathId, PathIds};
pub use precondition::{Versioned, refusal, settle};
pub use query::{Commas, QueryOf};
pub use records::{ArchiveIn, Made, NothingIn, Record, There};
pub use wire::{Day, Instant, YEARS};
