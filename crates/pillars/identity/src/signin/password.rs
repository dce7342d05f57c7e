//! Signing in with e-mail, password and second factor.

use almoner_kernel::{Code, Error, Result, text};
use almoner_keys::passwords::{GivenPassword, NewPassword, Verdict};
use almoner_keys::{Secret, SecretKind};
use almoner_pg::{One, Tx};
use almoner_web::{Answer, App, Body, Checks, Handled};
use axum::extract::State;
use uuid::Uuid;

use crate::messages::{Notice, notice};
use crate::sessions::issue::{Given, Issued, placed};
use crate::sessions::store::OPEN;
use crate::signin::factor::Factor;
use crate::signin::model::{SecondStepIn, SignInIn, SignInOut, SignInState, Transport};
use crate::signin::step::Step;
use crate::signin::store::{
    ACCOUNT, Account, DEVICE_IS_OURS, FIND, FIND_AGAIN, KEEP_DEVICE, LOCK, SET_PASSWORD, WORKPLACES,
};
use crate::signin::throttle::{Allowance, Who, count, pass};
use crate::signin::visit::{Visit, nobody};

pub async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<SignInIn>,
) -> Handled<Answer<SignInOut>> {
    let identity = &visit.identity;
    let keyring = &identity.keyring;
    let email = text::email(&sent.email);
    let mut checks = Checks::new();
    checks.that(email.is_some(), "email", "format", "Give an e-mail address such as asha@example.org.");
    let label = checks.maybe_text("device", sent.device.as_deref(), 200);
    checks.finish()?;
    let email = email.unwrap_or_default();
    identity.check_transport(sent.transport)?;
    let given = GivenPassword::parse("password", sent.password.expose())?;
    let factor = Factor::of(sent.code.as_ref(), sent.recovery_code.as_ref())?;
    let device = visit.device(sent.transport, sent.device_token.as_ref())?;
    let mark = device.as_ref().map(hashed);

    // What is known, then what is counted; both alike whether there is such an account or not.
    let (tx, found) = app.db.signin(&nobody(), FIND.with((email.clone(), mark.clone()))).await?;
    let found = found.into_iter().next();
    let who = match (&mark, &found) {
        (Some(mark), Some(found)) if found.known_device => Who::Device(mark),
        _ => Who::Address(&email),
    };
    let (passwords, codes) = (Allowance::passwords(keyring, &who), Allowance::codes(keyring, &who));
    let network = Allowance::network(keyring, visit.network);
    let counted: Vec<&Allowance> =
        if factor.is_some() { vec![&passwords, &codes, &network] } else { vec![&passwords, &network] };
    pass(tx, &counted).await?;

    // No transaction is open while the hash is worked on. For an account that can't be signed in to
    // the same work is done in vain.
    let usable = found.filter(|found| found.open);
    let stored = usable.as_ref().and_then(|found| found.password_hash.as_deref());
    let verdict = identity.passwords.verify(given, stored).await?;
    let (Verdict::Match { rehash }, Some(found)) = (verdict, usable) else {
        return Err(Code::SignInRefused.into());
    };
    let stored = found.password_hash.unwrap_or_default();
    let rehashed = match NewPassword::parse("password", sent.password.expose(), &email) {
        Ok(again) if rehash => Some(identity.passwords.hash(again).await?),
        _ => None,
    };

    let calls = (LOCK.with((found.id,)), ACCOUNT.with((found.id,)));
    let (mut tx, (_, accounts)) = app.db.signin(&nobody(), calls).await?;
    let account = accounts.one()?;
    if !account.open || account.password_hash.as_deref() != Some(&stored) {
        return Err(Code::SignInRefused.into());
    }
    if account.totp_confirmed {
        let Some(factor) = &factor else {
            tx.finish((passwords.give_back(), network.give_back())).await?;
            let at = identity.config.clock.unix();
            let step = Step::new(account.id, &stored, at, sent.transport, label).seal(keyring)?;
            let state = SignInState::SecondFactor;
            return Ok(Answer::of(SignInOut { state, step: Some(step), sign_in: None, tokens: None }));
        };
        if !identity.spend(&mut tx, &account, factor).await? {
            return Err(Code::SignInRefused.into());
        }
    }
    if let Some(hash) = rehashed {
        tx.run(SET_PASSWORD.with((account.id, hash))).await?;
    }
    for allowance in counted {
        tx.run(allowance.give_back()).await?;
    }
    let second_factor = account.totp_confirmed;
    let recovery = second_factor && factor.is_some_and(|f| f.is_recovery());
    let begun =
        Begun { account, second_factor, transport: sent.transport, label, device, known: found.known_device };
    let email = begun.account.email.clone();
    let answer = visit.begin(tx, begun, None).await?.answer();
    if recovery {
        identity.post(notice(&email, Notice::RecoveryCodeUsed));
    }
    Ok(answer)
}

pub async fn second_step(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<SecondStepIn>,
) -> Handled<Answer<SignInOut>> {
    let identity = &visit.identity;
    let refused = || Error::new(Code::SignInRefused);
    let factor = Factor::needed(sent.code.as_ref(), sent.recovery_code.as_ref())?;
    let now = identity.config.clock.unix();
    let step = Step::open(&identity.keyring, &sent.step, now).ok_or_else(refused)?;
    let device = visit.device(step.transport, sent.device_token.as_ref())?;
    let mark = device.as_ref().map(hashed);
    let calls = (
        LOCK.with((step.account,)),
        FIND_AGAIN.with((step.account, mark.clone())),
        ACCOUNT.with((step.account,)),
    );
    let (mut tx, (_, found, accounts)) = app.db.signin(&nobody(), calls).await?;
    let (found, account) = (found.one().map_err(|_| refused())?, accounts.one().map_err(|_| refused())?);
    if !account.open || !account.totp_confirmed || !step.is_of(account.password_hash.as_deref()) {
        return Err(refused().into());
    }
    let who = match &mark {
        Some(mark) if found.known_device => Who::Device(mark),
        _ => Who::Address(&account.email),
    };
    let codes = Allowance::codes(&identity.keyring, &who);
    if let Some(refused) = count(&mut tx, &[&codes]).await? {
        tx.commit().await?;
        return Err(refused.into());
    }
    if !identity.spend(&mut tx, &account, &factor).await? {
        // The attempt counts.
        tx.commit().await?;
        return Err(refused().into());
    }
    tx.run(codes.give_back()).await?;
    let email = account.email.clone();
    let begun = Begun {
        account,
        second_factor: true,
        transport: step.transport,
        label: step.device,
        device,
        known: found.known_device,
    };
    let answer = visit.begin(tx, begun, None).await?.answer();
    if factor.is_recovery() {
        identity.post(notice(&email, Notice::RecoveryCodeUsed));
    }
    Ok(answer)
}

fn hashed(secret: &Secret) -> Vec<u8> {
    secret.hash().as_bytes().to_vec()
}

/// Somebody who has proven who they are.
pub struct Begun {
    pub account: Account,
    pub second_factor: bool,
    pub transport: Transport,
    pub label: Option<String>,
    /// The mark that the device brought along.
    pub device: Option<Secret>,
    pub known: bool,
}

impl Visit {
    /// Begins the session, commits, and gives its tokens. `wanted` is the organisation to work in;
    /// without it, the only one there is.
    pub async fn begin(&self, mut tx: Tx, begun: Begun, wanted: Option<Uuid>) -> Result<Given> {
        let identity = &self.identity;
        let Begun { account, second_factor, transport, label, device, known } = begun;
        let mark = device.as_ref().map(hashed);
        let calls = (WORKPLACES.with((account.id,)), DEVICE_IS_OURS.with((mark,)));
        let (workplaces, ours) = tx.run(calls).await?;
        // A device keeps its mark whoever signs in on it, as long as it was us who gave it.
        let ours = known || ours.one()?.yes;
        let device = device.filter(|_| ours).unwrap_or_else(|| Secret::generate(SecretKind::KnownDevice));
        let place = placed(&workplaces, wanted, second_factor);
        let refresh = Secret::generate(SecretKind::Refresh);
        let open = OPEN.with((
            account.id,
            place.map(|one| one.organisation_id),
            place.map(|one| one.profile_id),
            second_factor,
            label,
            transport.as_str(),
            identity.config.idle.as_secs_f64(),
            identity.config.absolute.as_secs_f64(),
            refresh.hash().as_bytes().to_vec(),
        ));
        let (sessions, _) = tx.finish((open, KEEP_DEVICE.with((account.id, hashed(&device))))).await?;
        let session = sessions.one()?;
        identity.give(Issued { session, email: account.email, refresh, device: Some(device), workplaces })
    }
}
