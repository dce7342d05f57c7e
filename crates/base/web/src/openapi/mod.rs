//! The OpenAPI document, inferred from what handlers take and return.
//!
//! A handler's types are the document: `Body<ClientIn>` is a request body,
//! `IfMatch` a needed header, `Handled<Created<ClientOut>>` a 201 in our
//! envelope. What types can't say (the operation's id, a summary, what it may
//! refuse) stands beside the route in [`Routes`]. So nothing is written twice,
//! and the document can't say what the handler does not do.

mod describe;
mod document;
mod routes;

pub(crate) use describe::schema_name;
pub use describe::{Input, Operation, Output, Verb};
pub use document::{Info, document};
pub use routes::{Access, Doc, RouteInfo, Routes};
