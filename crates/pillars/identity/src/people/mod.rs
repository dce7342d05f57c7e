//! People: who they are, what they may do where, and what the organisation has decided for them.
//!
//! Here belong the profile and what is private of it, invitations, the rows that rights come from
//! (memberships, home managers, offices), the organisation's name, words and settings, and the one
//! answer a screen starts with: who am I. How somebody proves who they are is the other half of
//! this crate. Who must not see which resident is the clients pillar's.

mod import;
mod membership;
mod names;
mod person;
mod preview;
mod session;
mod settings;
mod standing;

use almoner_web::{App, Routes};

pub use import::{Invitations, PersonImportOut, PersonImportRow, import as import_people};

/// Everything about people, their rights and the organisation under `/api/v1`.
pub fn routes() -> Routes<App> {
    session::routes()
        .merge(person::routes())
        .merge(import::routes())
        .merge(names::routes())
        .merge(preview::routes())
        .merge(membership::routes())
        .merge(settings::routes())
}
