//! Notifications: what people are told, by which way, and what became of it.
//!
//! [`templates`] says it in words, [`email`] makes a mail of it.

pub mod email;
pub mod links;
pub mod templates;
