//! A person of the organisation: profile, what is private of it, the invitation, and the verbs that
//! end and restore access.

mod invite;
mod model;
mod private;
mod routes;
mod store;
mod verbs;

pub use invite::{
    Checked, InviteIn, InviteManager, InviteMembership, ORGANISATION, invitation_secret, invite_each,
};
pub use model::{JobTitle, PersonOut, Preferences};
pub use routes::routes;
pub use store::ME;
