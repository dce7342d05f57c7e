//! Signing in with the code of a pass for one shift.
//!
//! Whoever let the person in has seen who they are and has handed the code over: it stands for a password
//! and is good once, on the device on which it is typed. The sign-in lasts until 72 hours after the pass,
//! in which nothing is read any more and what was recorded is still taken.

use almoner_kernel::Code;
use almoner_keys::{Secret, SecretKind, handed};
use almoner_pg::One;
use almoner_web::{Answer, App, Body, Checks, Handled};
use axum::extract::State;

use crate::sessions::issue::Issued;
use crate::sessions::store::OPEN;
use crate::signin::model::{PassIn, SignInOut};
use crate::signin::store::{USE_PASS, WORKPLACES};
use crate::signin::throttle::{Allowance, pass};
use crate::signin::visit::{Visit, nobody};

pub async fn enter(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<PassIn>,
) -> Handled<Answer<SignInOut>> {
    let identity = &visit.identity;
    let mut checks = Checks::new();
    let label = checks.maybe_text("device", sent.device.as_deref(), 200);
    checks.finish()?;
    identity.check_transport(sent.transport)?;
    // Counted whatever was typed, so that what can't be a code costs a guess like any other.
    let network = Allowance::network(&identity.keyring, visit.network);
    let (tx, ()) = app.db.signin(&nobody(), ()).await?;
    pass(tx, &[&network]).await?;
    let hash = handed::hash(sent.code.expose()).ok_or(Code::SignInRefused)?;
    let (mut tx, used) = app.db.signin(&nobody(), USE_PASS.with((hash.to_vec(),))).await?;
    let used = used.into_iter().next().ok_or(Code::SignInRefused)?;
    let workplaces = tx.run(WORKPLACES.with((used.account_id,))).await?;
    let refresh = Secret::generate(SecretKind::Refresh);
    let open = OPEN.with((
        used.account_id,
        Some(used.organisation_id),
        Some(used.profile_id),
        false,
        label,
        sent.transport.as_str(),
        used.session_seconds,
        used.session_seconds,
        refresh.hash().as_bytes().to_vec(),
    ));
    let (sessions, _) = tx.finish((open, network.give_back())).await?;
    let session = sessions.one()?;
    // No mark for the device: the next on it is somebody else.
    let issued = Issued { session, email: used.email, refresh, device: None, workplaces };
    Ok(identity.give(issued)?.answer())
}
