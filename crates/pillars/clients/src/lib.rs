//! Residents: who lives with us, what must be known of them at once, whom to call, and their stays.
//!
//! A resident is registered in a home, admitted to a bed, may go to hospital or on leave, move to
//! another bed, be transferred to another home, be discharged or die. Status and bed of a resident
//! follow from stays and absences by triggers; nobody sets them.
//!
//! Here belong `clients`, `client_identity`, `client_exclusions`, `client_contacts`,
//! `client_alerts`, `client_about_me`, `client_photos`, `bed_stays`, `resident_absences` and `record_views` (who opened a record), and what is counted from stays at an
//! instant. Not here: beds themselves (homes), care plans, notes, the daily census.

mod about_me;
mod absences;
mod alerts;
mod clients;
mod contacts;
mod exclusions;
mod identity;
mod import;
mod known;
mod nhs;
mod occupancy;
mod photos;
mod proposals;
mod stays;
mod there;
mod times;
mod verbs;
mod views;
pub mod words;

use almoner_web::{App, Routes};

pub use import::{ClientImportOut, ClientImportRow, import as import_clients};
pub use nhs::number as nhs_number;

/// Every route of residents, of their alerts, and of occupancy.
pub fn routes() -> Routes<App> {
    clients::routes()
        .merge(identity::routes())
        .merge(contacts::routes())
        .merge(exclusions::routes())
        .merge(alerts::routes())
        .merge(about_me::routes())
        .merge(photos::routes())
        .merge(stays::routes())
        .merge(absences::routes())
        .merge(occupancy::routes())
        .merge(import::routes())
        .merge(views::routes())
}
