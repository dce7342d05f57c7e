//! How somebody becomes signed in: password and second factor, an invitation, a link to set a new
//! password. Whatever is wrong with an account (unknown, disabled, unverified, without a password,
//! another password) gives one and the same answer after the same work.

pub mod factor;
mod invitation;
pub mod model;
mod pass;
mod password;
mod reset;
mod step;
pub mod store;
pub mod throttle;
pub mod visit;

use almoner_kernel::Code;
use almoner_web::{App, Doc, Routes};

const SIGN_IN: Doc = Doc::change("sign_in", "Sign in with e-mail and password")
    .says(
        "With an authenticator the code may be sent along; without it the answer says `second_factor` and \
         holds a `step`. One answer, `sign_in_refused`, whatever is wrong. Ten attempts in 15 minutes for \
         an address, as many more for each device that has signed in before. No Idempotency-Key: each \
         success is a sign-in of its own.",
    )
    .refuses(&[Code::SignInRefused]);
const SECOND_STEP: Doc =
    Doc::change("finish_sign_in", "Give the second factor of a sign-in").refuses(&[Code::SignInRefused]);
const LOOK: Doc = Doc::change("look_up_invitation", "What an invitation's link says")
    .says("A POST, since a secret has no place in an address. Changes nothing.")
    .refuses(&[Code::LinkExpired]);
const REGISTER: Doc =
    Doc::change("register_with_invitation", "Make an account with an invitation, and sign in")
        .says(
            "Refused with `duplicate` when there is an account with the address: sign in with it and accept.",
        )
        .refuses(&[Code::LinkExpired, Code::Duplicate]);
const ACCEPT: Doc = Doc::change(
    "accept_invitation",
    "Accept an invitation with the account that is signed in",
)
.says(
    "The account's address must be the one that the link was sent to. The organisation joined is then the \
         one that is worked in; the session's id and tokens change.",
)
.refuses(&[Code::LinkExpired, Code::Duplicate, Code::Forbidden]);
const ASK: Doc = Doc::change("request_password_reset", "Ask for a link to set a new password")
    .says("Always 202, whether or not there is such an account.");
const RESET: Doc = Doc::change("reset_password", "Set a new password with a link")
    .says("Ends every sign-in of the account and signs nobody in: the second factor is still asked for.")
    .refuses(&[Code::LinkExpired]);

const PASS: Doc = Doc::change("enter_with_pass", "Sign in with the code of a pass for one shift")
    .says(
        "The code that a senior or manager handed over, good once and for 30 minutes. Every right ends with the pass; the sign-in \
         goes on for 72 hours, in which what was recorded on the device is still taken. One answer, `sign_in_refused`, whatever is \
         wrong.",
    )
    .refuses(&[Code::SignInRefused]);

/// Signing in, invitations, new passwords by link.
pub fn routes() -> Routes<App> {
    Routes::new("session")
        .post("/api/v1/session", &SIGN_IN, password::sign_in)
        .post("/api/v1/session/second-step", &SECOND_STEP, password::second_step)
        .post("/api/v1/session/invitation", &LOOK, invitation::look)
        .post("/api/v1/session/invitation/register", &REGISTER, invitation::register)
        .post("/api/v1/session/invitation/accept", &ACCEPT, invitation::accept)
        .post("/api/v1/session/pass", &PASS, pass::enter)
        .post("/api/v1/session/password-reset", &ASK, reset::ask)
        .post("/api/v1/session/password-reset/finish", &RESET, reset::finish)
}
