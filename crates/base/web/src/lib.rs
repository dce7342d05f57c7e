//! HTTP conventions: envelope, errors, extractors, paging, ETag, idempotency, the server itself.
//!
//! Here belongs what every route shares and what no route should have to think
//! of. Nothing here knows a table or a word of care.
//!
//! A handler takes what it needs and returns [`Handled`]; its types are its
//! documentation (see [`openapi`]):
//!
//! ```ignore
//! pub fn routes() -> Routes<App> {
//!     Routes::new("clients")
//!         .get("/api/v1/clients", &Doc::read("list_clients", "Residents that you may see"), list)
//!         .patch("/api/v1/clients/{id}", &Doc::change("update_client", "Change a record"), update)
//! }
//!
//! async fn update(
//!     State(app): State<App>,
//!     SignedIn(me): SignedIn,             // 401; `security` in the document
//!     PathId(id): PathId,                 // malformed: 404, as for one that does not exist
//!     IfMatch(version): IfMatch,          // missing: 428; the answer to an old one is 412
//!     Body(change): Body<ClientPatch>,    // strict JSON; 415, 413, 422 with the field named
//! ) -> Handled<Answer<ClientOut>> {       // 200 in the envelope
//!     let mut checks = Checks::new();
//!     let name = checks.patch_text("given_name", change.given_name, 100);
//!     checks.finish()?;                   // one 422 with every wrong field
//!     let row = store::update(&app.db, &me, id, version, name).await?;
//!     let version = row.version;
//!     Ok(Answer::of(row).version(version))
//! }
//! ```
//!
//! `tests/it/example` holds one such module whole, with what callers see of it.

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
pub mod metrics;
pub mod openapi;
mod patch;
mod path;
mod picture;
mod precondition;
mod query;
pub mod records;
pub mod server;
mod sse;
mod strict_json;
mod wire;

pub use almoner_objects::Objects;
pub use answer::{Accepted, Answer, Count, Created, Page, REPLAYED, Reply};
pub use app::{App, Authenticate, Authenticating, SignedIn, Who};
pub use body::{BODY_LIMIT, Body, RawBody, read, whole};
pub use checks::Checks;
pub use context::{REQUEST_ID, request_id, with_request_id};
pub use cursor::{Opened, Sealer};
pub use etag::{ETag, IfMatch, IfNoneMatch, content_tag};
pub use fail::{Enveloped, Fail, Handled, status_of};
pub use idempotency::{Attempt, Command, Done};
pub use list::{Filters, LIMIT, ListQuery, MAX_LIMIT, NoFilters, Only};
pub use openapi::{Access, Doc, Routes};
pub use patch::Patch;
pub use path::{PathId, PathIds};
pub use picture::Picture;
pub use precondition::{Versioned, refusal, settle};
pub use query::{Commas, QueryOf};
pub use records::{ArchiveIn, Made, NothingIn, Record, There};
pub use sse::{Events, Frames, LastEventId};
pub use wire::{Day, Instant, YEARS};
