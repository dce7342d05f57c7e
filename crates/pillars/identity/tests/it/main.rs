//! Signing in, driven through the router against a real PostgreSQL.

mod account;
mod equal;
mod external;
mod factor;
mod invitations;
mod refresh;
mod reset;
mod sessions;
mod setup;
mod shape;
mod sweep;
mod throttle;
mod world;
