//! The web console's files, embedded in the binary, and how they are answered.
//!
//! `console/dist` is embedded as it was when this crate was compiled, with the `.br` and `.gz` that
//! `console/scripts/compress.mjs` puts beside each file. Here belong media types, caching, the
//! content security policy and which paths are pages; what the console does is in `console/`.
//! Only the binary depends on this crate, so a change of the console compiles nothing else.

mod answer;
mod missing;

use std::borrow::Cow;

use axum::Router;
use axum::extract::Request;
use axum::routing::any;
use rust_embed::RustEmbed;

pub use answer::POLICY;

/// A file of the console.
#[derive(Clone, Debug)]
pub struct File {
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

/// Where the console's files come from; `path` has no leading slash.
pub trait Files: Clone + Send + Sync + 'static {
    fn file(&self, path: &str) -> Option<File>;
}

#[derive(RustEmbed)]
#[folder = "../../../console/dist"]
#[allow_missing = true]
struct Dist;

/// The files that were embedded when this program was compiled.
#[derive(Clone, Copy, Debug)]
pub struct Embedded;

impl Files for Embedded {
    fn file(&self, path: &str) -> Option<File> {
        Dist::get(path).map(|file| File { bytes: file.data, hash: file.metadata.sha256_hash() })
    }
}

/// Whether a console was there to embed.
pub fn is_embedded() -> bool {
    Embedded.file("index.html").is_some()
}

/// Everything that no route of the API answers: the console's files, its pages, and 404 for the rest.
pub fn routes() -> Router {
    routes_of(Embedded)
}

/// The same over other files.
pub fn routes_of(files: impl Files) -> Router {
    // Every method, so that what the API does not know is a 404 there as it is without the console.
    let at = any(async move |request: Request| answer::answer(&files, &request));
    Router::new().route("/", at.clone()).route("/{*path}", at)
}
