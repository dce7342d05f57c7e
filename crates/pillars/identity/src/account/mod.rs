//! What an account keeps for its sign-in: password, authenticator, recovery codes, linked services.
//!
//! All of it is the account's own and is reached only from a session of ours that lives: whoever
//! comes with another service's token has these things there.

mod authenticator;
mod linked;
mod model;
mod password;
mod store;

use almoner_kernel::Code;
use almoner_pg::One;
use almoner_web::{Answer, App, Doc, Handled, Routes, SignedIn};
use axum::extract::State;

use crate::account::model::{AccountOut, LinkedSignInOut};
use crate::account::store::{KEPT, LINKS};
use crate::sessions::enter::own_session;
use crate::sessions::store::LIVE;

const ACCOUNT: Doc = Doc::read("get_account", "What your account keeps for signing in");
const PASSWORD: Doc = Doc::change("change_password", "Change your password")
    .says("Needs the present one, and ends your other sign-ins.")
    .refuses(&[Code::Invalid]);
const ENROL: Doc = Doc::change("add_authenticator", "Begin to add an authenticator app")
    .says(
        "Needs the password, and a second factor within the last 10 minutes when there is an authenticator \
         already: it stays until the new one has proven itself.",
    )
    .refuses(&[Code::SecondFactorRequired]);
const CONFIRM: Doc = Doc::change("confirm_authenticator", "Prove the new authenticator with its first code")
    .says("Answers the recovery codes, once. The session's id and tokens change.")
    .refuses(&[Code::IllegalTransition]);
const REMOVE: Doc = Doc::change("remove_authenticator", "Take your authenticator away")
    .says("Needs a second factor within the last 10 minutes. The session's id and tokens change.")
    .refuses(&[Code::SecondFactorRequired, Code::IllegalTransition]);
const CODES: Doc = Doc::change("renew_recovery_codes", "New recovery codes in place of the former")
    .says("Needs a second factor within the last 10 minutes.")
    .refuses(&[Code::SecondFactorRequired, Code::IllegalTransition]);
const LINK: Doc = Doc::change("link_sign_in", "Link the sign-in of another service")
    .says(
        "Only for services of OpenID Connect that say they verified the e-mail, when it is the account's; \
         never by itself at a sign-in.",
    )
    .refuses(&[Code::Duplicate, Code::SecondFactorRequired]);
const UNLINK: Doc = Doc::change("unlink_sign_in", "Take a linked sign-in away")
    .says("Takes up to 30 seconds to be noticed everywhere.")
    .refuses(&[Code::NotFound]);

/// Everything under `/api/v1/session` that changes an account.
pub fn routes() -> Routes<App> {
    Routes::new("session")
        .get("/api/v1/session/account", &ACCOUNT, account)
        .post("/api/v1/session/password", &PASSWORD, password::change)
        .post("/api/v1/session/authenticator", &ENROL, authenticator::enrol)
        .post("/api/v1/session/authenticator/confirm", &CONFIRM, authenticator::confirm)
        .post("/api/v1/session/authenticator/remove", &REMOVE, authenticator::remove)
        .post("/api/v1/session/recovery-codes", &CODES, authenticator::renew_codes)
        .post("/api/v1/session/linked", &LINK, linked::link)
        .post("/api/v1/session/linked/remove", &UNLINK, linked::unlink)
}

async fn account(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Answer<AccountOut>> {
    let (session, id) = own_session(&me)?;
    let calls = (LIVE.with((session, id)), KEPT.with((id,)), LINKS.with((id,)));
    let (tx, (live, kept, linked)) = app.db.signin(&me, calls).await?;
    tx.commit().await?;
    let live = live.into_iter().next().ok_or(Code::Unauthenticated)?;
    let kept = kept.one()?;
    Ok(Answer::of(AccountOut {
        email: kept.email,
        has_password: kept.has_password,
        authenticator_since: kept.authenticator_since,
        recovery_codes_left: kept.recovery_codes_left,
        linked: linked.into_iter().map(LinkedSignInOut::from).collect(),
        second_factor_fresh: live.fresh,
    }))
}
