//! Invitations, from the side of whoever was invited.

use almoner_kernel::{Assurance, Code, Result};
use almoner_keys::passwords::NewPassword;
use almoner_keys::{Secret, SecretKind};
use almoner_pg::One;
use almoner_web::{Answer, App, Body, Checks, Handled, SignedIn};
use axum::Extension;
use axum::extract::State;
use std::sync::Arc;

use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::sessions::enter::{SecondFactor, person};
use crate::sessions::issue::{elsewhere, placed};
use crate::sessions::store::CHOOSE;
use crate::signin::model::{InvitationIn, InvitationOut, RegisterIn, SignInOut};
use crate::signin::password::Begun;
use crate::signin::store::{ACCEPT, ACCOUNT, INVITATION, REGISTER, WORKPLACES};
use crate::signin::visit::{Visit, nobody};

/// The hash of a link's secret. What can't be one is answered as one that was used.
fn secret(token: &Hidden) -> Result<Vec<u8>> {
    let secret = Secret::parse(SecretKind::Invite, token.expose()).ok_or(Code::LinkExpired)?;
    Ok(secret.hash().as_bytes().to_vec())
}

pub async fn look(State(app): State<App>, Body(sent): Body<InvitationIn>) -> Handled<Answer<InvitationOut>> {
    let (tx, found) = app.db.signin(&nobody(), INVITATION.with((secret(&sent.token)?,))).await?;
    tx.commit().await?;
    let found = found.into_iter().next().ok_or(Code::LinkExpired)?;
    Ok(Answer::of(InvitationOut {
        kind: found.kind,
        organisation: found.organisation,
        given_name: found.given_name,
        email: found.email,
        ends_at: found.ends_at,
        sign_in_first: found.address_known,
    }))
}

pub async fn register(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<RegisterIn>,
) -> Handled<Answer<SignInOut>> {
    let identity = &visit.identity;
    let hash = secret(&sent.token)?;
    let mut checks = Checks::new();
    let label = checks.maybe_text("device", sent.device.as_deref(), 200);
    checks.finish()?;
    identity.check_transport(sent.transport)?;
    // Looked at before a password is hashed: whoever has no link costs us no work.
    let (tx, found) = app.db.signin(&nobody(), INVITATION.with((hash.clone(),))).await?;
    tx.commit().await?;
    let found = found.into_iter().next().ok_or(Code::LinkExpired)?;
    let password = NewPassword::parse("password", sent.password.expose(), &found.email)?;
    let device = visit.device(sent.transport, None)?;
    let password = identity.passwords.hash(password).await?;
    let (mut tx, made) = app.db.signin(&nobody(), REGISTER.with((hash, password))).await?;
    let made = made.one()?;
    let account = tx.run(ACCOUNT.with((made.account_id,))).await?.one()?;
    let begun =
        Begun { account, second_factor: false, transport: sent.transport, label, device, known: false };
    Ok(visit.begin(tx, begun, Some(made.organisation_id)).await?.answer())
}

pub async fn accept(
    State(app): State<App>,
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<InvitationIn>,
) -> Handled<Answer<SignInOut>> {
    let hash = secret(&sent.token)?;
    let who = person(&me)?;
    if who.session.is_some() {
        let mut entered = identity.enter(&me).await?;
        let joined = entered.tx.run(ACCEPT.with((hash, entered.account.id))).await?.one()?;
        // One that wants a second factor is joined, and chosen once there is one.
        let workplaces = entered.tx.run(WORKPLACES.with((entered.account.id,))).await?;
        let has_factor = entered.session.second_factor_at.is_some();
        let wanted =
            placed(&workplaces, Some(joined.organisation_id), has_factor).map(|one| one.organisation_id);
        return Ok(identity.rotate(entered, wanted, SecondFactor::Kept).await?.answer());
    }
    let (mut tx, joined) = app.db.signin(&me, ACCEPT.with((hash, who.account))).await?;
    let joined = joined.one()?;
    let workplaces = tx.run(WORKPLACES.with((who.account,))).await?;
    let has_factor = who.assurance == Assurance::Aal2;
    let place = placed(&workplaces, Some(joined.organisation_id), has_factor)
        .map(|one| (one.organisation_id, one.profile_id));
    if let Some((organisation, profile)) = place {
        tx.run(CHOOSE.with((who.account, organisation, profile))).await?;
    }
    tx.commit().await?;
    Ok(Answer::of(elsewhere(who, place, workplaces)))
}
