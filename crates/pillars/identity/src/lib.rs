//! Who signs in, who works here, and where their rights come from.
//!
//! Two halves. `people`: profiles, memberships, invitations, the organisation's settings, "who am
//! I". The rest: how somebody proves who they are (`signin`), what that gives them (`sessions`: a
//! short access token and a rotating refresh token, in cookies or as bearer), and what they keep for
//! it (`account`: password, authenticator, recovery codes, linked issuers), and tablets that the people of a
//! home share (`devices`). A token is believed for
//! its identity alone; what the person may do is read from live rows by the database.
//!
//! Exports [`routes`], the service behind them ([`Identity`], layered on as an
//! `Extension<Arc<Identity>>` and given to `App` as its `Authenticate`) and [`create_owner`] for the
//! operator's command.

mod account;
mod authenticate;
mod config;
mod cookies;
mod devices;
mod hidden;
mod identity;
mod links;
mod messages;
mod operator;
mod people;
mod sessions;
mod setup;
mod signin;
mod sweep;

use almoner_web::{App, Routes};

pub use config::IdentityConfig;
pub use hidden::Hidden;
pub use identity::Identity;
pub use operator::{ActAsError, Acting, act_as};
pub use people::{Invitations, PersonImportOut, PersonImportRow, import_people};
pub use setup::{NewOrganisation, Owner, SetupError, create_owner};

/// Every route of identity: people, signing in, sessions, the account.
pub fn routes() -> Routes<App> {
    people::routes()
        .merge(signin::routes())
        .merge(sessions::routes())
        .merge(account::routes())
        .merge(devices::routes())
}
