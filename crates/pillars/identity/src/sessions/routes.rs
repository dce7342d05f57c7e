//! The routes of sessions. None takes an Idempotency-Key: an answer that holds tokens is never given
//! again, and the rest can be repeated without harm.

use std::sync::Arc;

use almoner_kernel::{Assurance, Code, Error};
use almoner_pg::One;
use almoner_web::records::NothingIn;
use almoner_web::{Answer, App, Body, Doc, Handled, Page, PathId, Routes, SignedIn};
use axum::Extension;
use axum::extract::State;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::identity::Identity;
use crate::messages::{Notice, notice};
use crate::sessions::enter::{SecondFactor, own_session, person};
use crate::sessions::issue::{elsewhere, placed, with_cookies};
use crate::sessions::refresh::refresh;
use crate::sessions::store::{CHOOSE, END, END_BY_TOKEN, END_OTHERS, LIST, LIVE, Listed};
use crate::signin::factor::Factor;
use crate::signin::model::{ChooseOrganisationIn, RefreshIn, SecondFactorIn, SignInOut, Transport};
use crate::signin::store::WORKPLACES;
use crate::signin::throttle::{Allowance, count};
use crate::signin::visit::{Visit, nobody};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

const REFRESH: Doc = Doc::change("refresh_session", "Exchange the refresh token for a new pair")
    .says(
        "A refresh token is good once. For 30 seconds after it was exchanged it gives the same new one \
         again; after that its use ends the sign-in, since two hold it. A sign-in ends 14 hours after its \
         last refresh, and in any case after 7 days; one with a PIN on a shared tablet after one hour and 16 hours.",
    )
    .refuses(&[Code::Unauthenticated]);
const SIGN_OUT: Doc = Doc::change("sign_out", "End this sign-in").says(
    "Works with the refresh token or the access token, so also when the latter is too old. Answers the same \
         when there is nothing to end. Cookies are taken away and cached answers cleared; what a device \
         keeps until it can be sent is not.",
);
const STEP_UP: Doc = Doc::change("give_second_factor", "Prove the second factor again")
    .says("Opens for 10 minutes what needs a fresh second factor. The session's id and tokens change.")
    .refuses(&[Code::SignInRefused, Code::IllegalTransition]);
const CHOOSE_ORGANISATION: Doc =
    Doc::change("choose_organisation", "Choose the organisation to work in")
        .says(
            "Only one in which the account has an active profile; any other is answered as one that does not \
             exist. The session's id and tokens change. With another service's token the choice is kept for the account.",
        )
        .refuses(&[Code::NotFound, Code::SecondFactorRequired]);
const SESSIONS: Doc = Doc::read("list_sessions", "Where you are signed in");
const END_ONE: Doc = Doc::change("end_session", "End one of your sign-ins");
const END_REST: Doc = Doc::change("end_other_sessions", "End all your sign-ins but this one");

/// Renewing, ending and listing sign-ins.
pub fn routes() -> Routes<App> {
    Routes::new("session")
        .post("/api/v1/session/refresh", &REFRESH, refresh)
        .post("/api/v1/session/sign-out", &SIGN_OUT, sign_out)
        .post("/api/v1/session/second-factor", &STEP_UP, step_up)
        .post("/api/v1/session/organisation", &CHOOSE_ORGANISATION, choose)
        .get("/api/v1/session/sign-ins", &SESSIONS, list)
        .post("/api/v1/session/sign-ins/end-others", &END_REST, end_others)
        .post("/api/v1/session/sign-ins/{id}/end", &END_ONE, end_one)
}

/// One of your sign-ins.
#[derive(Serialize, ToSchema)]
struct SignInListOut {
    id: Uuid,
    /// What the person called the device.
    device: Option<String>,
    /// `cookie` or `bearer`.
    transport: String,
    signed_in_at: Timestamp,
    /// Last seen, give or take the life of an access token.
    refreshed_at: Timestamp,
    ends_at: Timestamp,
    second_factor: bool,
    /// The one that asks.
    current: bool,
}

impl From<Listed> for SignInListOut {
    fn from(row: Listed) -> Self {
        Self {
            id: row.id,
            device: row.device,
            transport: row.transport,
            signed_in_at: row.created_at,
            refreshed_at: row.last_refresh_at,
            ends_at: row.ends_at,
            second_factor: row.second_factor,
            current: row.current,
        }
    }
}

/// How many sign-ins were ended.
#[derive(Serialize, ToSchema)]
struct EndedOut {
    ended: usize,
}

async fn sign_out(State(app): State<App>, visit: Visit, Body(sent): Body<RefreshIn>) -> Handled<Answer<()>> {
    if let Some(token) = visit.refresh_token(sent.transport, sent.refresh_token.as_ref())? {
        let call = END_BY_TOKEN.with((token.hash().as_bytes().to_vec(),));
        let (tx, _) = app.db.signin(&nobody(), call).await?;
        tx.commit().await?;
    }
    if let Some((account, session)) = visit.person().await.and_then(|p| Some((p.account, p.session?))) {
        let (tx, _) = app.db.signin(&nobody(), END.with((account, session, "signed_out"))).await?;
        tx.commit().await?;
    }
    let mut answer = Answer::of(());
    if sent.transport == Transport::Cookie {
        // Not "storage": entries of care that wait to be sent survive a sign-out. Not "cookies": ours
        // go by name, and the mark of a known device stays.
        answer = with_cookies(answer, visit.identity.forgotten())
            .header(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
    }
    Ok(answer)
}

async fn step_up(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<SecondFactorIn>,
) -> Handled<Answer<SignInOut>> {
    let factor = Factor::needed(sent.code.as_ref(), sent.recovery_code.as_ref())?;
    let mut entered = identity.enter(&me).await?;
    if !entered.account.totp_confirmed {
        return Err(Error::new(Code::IllegalTransition)
            .message("Your account has no authenticator yet; add one first.")
            .into());
    }
    let allowance = Allowance::codes_inside(&identity.keyring, entered.account.id);
    if let Some(refused) = count(&mut entered.tx, &[&allowance]).await? {
        entered.tx.commit().await?;
        return Err(refused.into());
    }
    if !identity.spend(&mut entered.tx, &entered.account, &factor).await? {
        // The attempt counts.
        entered.tx.commit().await?;
        return Err(Code::SignInRefused.into());
    }
    entered.tx.run(allowance.give_back()).await?;
    let email = entered.account.email.clone();
    let given = identity.rotate(entered, None, SecondFactor::Given).await?;
    if factor.is_recovery() {
        identity.post(notice(&email, Notice::RecoveryCodeUsed));
    }
    Ok(given.answer())
}

async fn choose(
    State(app): State<App>,
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<ChooseOrganisationIn>,
) -> Handled<Answer<SignInOut>> {
    let who = person(&me)?;
    if who.session.is_some() {
        let entered = identity.enter(&me).await?;
        let given = identity.rotate(entered, Some(sent.organisation_id), SecondFactor::Kept).await?;
        return Ok(given.answer());
    }
    let (tx, workplaces) = app.db.signin(&me, WORKPLACES.with((who.account,))).await?;
    let second_factor = who.assurance == Assurance::Aal2;
    if !workplaces.iter().any(|one| one.organisation_id == sent.organisation_id) {
        return Err(Code::NotFound.into());
    }
    let place =
        placed(&workplaces, Some(sent.organisation_id), second_factor).ok_or(Code::SecondFactorRequired)?;
    let (organisation, profile) = (place.organisation_id, place.profile_id);
    tx.finish(CHOOSE.with((who.account, organisation, profile))).await?;
    Ok(Answer::of(elsewhere(who, Some((organisation, profile)), workplaces)))
}

async fn list(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<SignInListOut>> {
    let (session, account) = own_session(&me)?;
    let calls = (LIVE.with((session, account)), LIST.with((account, session)));
    let (tx, (live, rows)) = app.db.signin(&me, calls).await?;
    live.one().map_err(|_| Code::Unauthenticated)?;
    tx.commit().await?;
    Ok(Page::whole(rows.into_iter().map(SignInListOut::from).collect()))
}

async fn end_one(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    Body(NothingIn {}): Body<NothingIn>,
) -> Handled<Answer<EndedOut>> {
    let entered = identity.enter(&me).await?;
    let ended = entered.tx.finish(END.with((entered.account.id, id, "ended_by_person"))).await?;
    if ended.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Answer::of(EndedOut { ended: ended.len() }))
}

async fn end_others(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(NothingIn {}): Body<NothingIn>,
) -> Handled<Answer<EndedOut>> {
    let entered = identity.enter(&me).await?;
    let call = END_OTHERS.with((entered.account.id, Some(entered.session.id), "ended_by_person"));
    let ended = entered.tx.finish(call).await?;
    Ok(Answer::of(EndedOut { ended: ended.len() }))
}
