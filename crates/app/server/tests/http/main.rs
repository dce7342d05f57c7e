//! The whole service over HTTP, on a real database with the named world in it.

mod basics;
mod document;
mod refused;
