//! Notifications: what people are told, by which way, and what became of it.
//!
//! What is to be told is queued by the database, in the transaction of the change that causes it
//! (`app.schedule_notification`), with ids only. Here belong the worker's part (claim, say, write down
//! what came of it), the inbox, what people and operators choose, and the watch over what was sent. Which
//! changes are told to whom is each pillar's own. Exports [`routes`], [`WayLane`] with its [`Way`]s
//! ([`EmailWay`]), [`show_in_app`], and [`check_templates`] for the start.

mod email;
mod inbox;
mod ladder;
mod links;
mod own_words;
mod preferences;
mod queue;
mod sent;
pub mod templates;

use almoner_web::{App, Routes};

pub use email::EmailWay;
pub use queue::{Claimed, Said, Way, WayLane, show_in_app};
pub use templates::TemplateError;

/// Everything under `/api/v1/notifications` and beside it.
pub fn routes() -> Routes<App> {
    inbox::routes()
        .merge(sent::routes())
        .merge(preferences::routes())
        .merge(ladder::routes())
        .merge(own_words::routes())
}

/// Whether every template that this program carries can be used; asked before anything is started.
pub fn check_templates() -> Result<(), TemplateError> {
    templates::load().map(|_| ()).map_err(Clone::clone)
}
