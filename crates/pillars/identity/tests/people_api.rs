//! People, their rights and the organisation, driven through the router against a real PostgreSQL.

#[path = "people/seed.rs"]
mod seed;
#[path = "people/world.rs"]
mod world;

#[path = "people/access.rs"]
mod access;
#[path = "people/import.rs"]
mod import;
#[path = "people/invitations.rs"]
mod invitations;
#[path = "people/lists.rs"]
mod lists;
#[path = "people/managing.rs"]
mod managing;
#[path = "people/memberships.rs"]
mod memberships;
#[path = "people/offices.rs"]
mod offices;
#[path = "people/preview.rs"]
mod preview;
#[path = "people/profiles.rs"]
mod profiles;
#[path = "people/session.rs"]
mod session;
#[path = "people/settings.rs"]
mod settings;
#[path = "people/sql.rs"]
mod sql;
