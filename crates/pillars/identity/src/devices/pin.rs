//! Signing in on a shared tablet with a PIN.
//!
//! A wrong PIN, a person who has none, one who no longer works in the home: one and the same answer. Five tries in
//! 15 minutes for a person on a tablet and thirty for the tablet, and at the tenth wrong one in a row the PIN is
//! gone: then it is the password again. What is stored is keyed by the installation and by the tablet's secret, so
//! that a copy of the database is no place to try a million PINs.

use std::sync::Arc;

use almoner_kernel::{Code, Error, Result};
use almoner_keys::{Keyring, Purpose, Secret, SecretKind};
use almoner_pg::{One, Tx};
use almoner_web::{Answer, App, Body, Doc, Handled, Routes, SignedIn};
use axum::Extension;
use axum::extract::State;
use uuid::Uuid;

use super::model::{ChoosePinIn, PinSignInIn, ThisDeviceIn, ThisDeviceOut, chosen, is_pin};
use super::store::{CHOOSE, END_FULL, END_ON, LOCK_PIN, ON_DEVICE, OPEN_ON, PIN, RIGHT, SEEN, SHOWN, WRONG};
use crate::identity::Identity;
use crate::sessions::issue::{Given, Issued};
use crate::sessions::store::IDLE_ON_DEVICE;
use crate::signin::model::{SignInOut, Transport};
use crate::signin::store::WORKPLACES;
use crate::signin::throttle::{Allowance, pass};
use crate::signin::visit::{Visit, nobody};

const SHOW: Doc = Doc::change("look_at_device", "Which shared tablet this is, and who has a PIN on it")
    .says("A POST, since a secret has no place in an address. Changes nothing. `not_found` on a device that is none, or was revoked.")
    .refuses(&[Code::NotFound]);
const CHOOSE_DOC: Doc = Doc::change("choose_pin", "Choose a PIN for this tablet")
    .says("Within 10 minutes of signing in on it in full, by somebody who gives care in its home. The sign-in is then one with that \
           PIN: rights in the tablet's home as carer, senior or nurse, and nothing else.")
    .refuses(&[Code::NotFound, Code::Forbidden]);
const ENTER: Doc = Doc::change("sign_in_with_pin", "Sign in on a shared tablet with a PIN")
    .says("Ends who was signed in on it. Lasts 16 hours, or one hour without a refresh. One answer, `sign_in_refused`, whatever is \
           wrong; at the tenth wrong PIN in a row it is gone.")
    .refuses(&[Code::SignInRefused]);

/// Seconds in all: a shift and its handovers.
const WHOLE: f64 = 16.0 * 3600.0;
/// Seconds after signing in within which a PIN is chosen.
const FRESH: i64 = 600;

pub fn routes() -> Routes<App> {
    Routes::new("session")
        .post("/api/v1/session/device", &SHOW, show)
        .post("/api/v1/session/pin", &ENTER, enter)
        .post("/api/v1/session/pin/choose", &CHOOSE_DOC, choose)
}

/// What the code of a PIN is made of.
fn parts<'a>(device: &'a Secret, person: &'a Uuid, pin: &'a str) -> [&'a [u8]; 3] {
    [device.expose().as_bytes(), person.as_bytes(), pin.as_bytes()]
}

/// What is stored of a PIN.
fn today(keyring: &Keyring, device: &Secret, person: Uuid, pin: &str) -> Vec<u8> {
    keyring.mac(Purpose::DevicePin, &parts(device, &person, pin)).to_vec()
}

fn hashed(secret: &Secret) -> Vec<u8> {
    secret.hash().as_bytes().to_vec()
}

/// Somebody who may work on a tablet now.
struct Entering {
    account: Uuid,
    email: String,
    organisation: Uuid,
    profile: Uuid,
    device: Uuid,
    home: Uuid,
    device_name: String,
    transport: Transport,
}

impl Identity {
    /// Begins the sign-in in place of whatever there is on the tablet, commits, and gives its tokens.
    async fn begin_on(&self, mut tx: Tx, who: Entering) -> Result<Given> {
        let workplaces = tx.run(WORKPLACES.with((who.account,))).await?;
        let here = workplaces.into_iter().filter(|one| one.organisation_id == who.organisation).collect();
        let refresh = Secret::generate(SecretKind::Refresh);
        let open = OPEN_ON.with((
            who.account,
            who.organisation,
            who.profile,
            who.device,
            who.home,
            who.device_name,
            who.transport.as_str(),
            IDLE_ON_DEVICE,
            WHOLE,
            hashed(&refresh),
        ));
        let (_, sessions, _) =
            tx.finish((END_ON.with((who.device,)), open, SEEN.with((who.device,)))).await?;
        let session = sessions.one()?;
        // No mark of a known device: the next on it is somebody else.
        self.give(Issued { session, email: who.email, refresh, device: None, workplaces: here })
    }
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<ThisDeviceIn>,
) -> Handled<Answer<ThisDeviceOut>> {
    let secret = visit.shared_device(sent.transport, sent.device_secret.as_ref())?.ok_or(Code::NotFound)?;
    let (tx, found) = app.db.signin(&nobody(), SHOWN.with((hashed(&secret),))).await?;
    tx.commit().await?;
    Ok(Answer::of(found.into_iter().next().ok_or(Code::NotFound)?))
}

async fn enter(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<PinSignInIn>,
) -> Handled<Answer<SignInOut>> {
    let (identity, person) = (&visit.identity, sent.profile_id);
    let keyring = &identity.keyring;
    let refused = || Error::new(Code::SignInRefused);
    identity.check_transport(sent.transport)?;
    if sent.pin.expose().len() > 64 {
        return Err(Error::field("pin", "too_long", "A PIN is six to eight digits.").into());
    }
    let secret = visit.shared_device(sent.transport, sent.device_secret.as_ref())?;
    // Counted before anything is looked at, and without a tablet too: guessing at tablets is no better.
    let shown = secret.as_ref().map(hashed).unwrap_or_default();
    let network = Allowance::network(keyring, visit.network);
    let (one, all) = (Allowance::pins(keyring, &shown, person), Allowance::pins_of_device(keyring, &shown));
    let (tx, devices) = app.db.signin(&nobody(), SHOWN.with((shown,))).await?;
    pass(tx, &[&one, &all, &network]).await?;
    let secret = secret.ok_or_else(refused)?;
    let device = devices.into_iter().next().ok_or_else(refused)?.device_id;
    let pin = sent.pin.expose();
    let calls = (LOCK_PIN.with((device, person)), PIN.with((device, person)));
    let (mut tx, (_, tried)) = app.db.signin(&nobody(), calls).await?;
    let tried = tried.into_iter().next().ok_or_else(refused)?;
    let right =
        is_pin(pin) && keyring.mac_matches(Purpose::DevicePin, &parts(&secret, &person, pin), &tried.mac);
    if !right {
        tx.finish(WRONG.with((device, person))).await?;
        return Err(refused().into());
    }
    tx.run((
        RIGHT.with((device, person, today(keyring, &secret, person, pin))),
        one.give_back(),
        all.give_back(),
        network.give_back(),
    ))
    .await?;
    let entering = Entering {
        account: tried.account_id,
        email: tried.email,
        organisation: tried.organisation_id,
        profile: person,
        device,
        home: tried.care_home_id,
        device_name: tried.device_name,
        transport: sent.transport,
    };
    Ok(identity.begin_on(tx, entering).await?.answer())
}

async fn choose(
    State(app): State<App>,
    visit: Visit,
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<ChoosePinIn>,
) -> Handled<Answer<SignInOut>> {
    let pin = chosen(&sent.pin)?;
    identity.check_transport(sent.transport)?;
    let secret = visit.shared_device(sent.transport, sent.device_secret.as_ref())?.ok_or(Code::NotFound)?;
    let (tx, devices) = app.db.signin(&me, SHOWN.with((hashed(&secret),))).await?;
    tx.commit().await?;
    let device = devices.into_iter().next().ok_or(Code::NotFound)?.device_id;
    let mut entered = identity.enter(&me).await?;
    let session = &entered.session;
    let since = identity.config.clock.unix() - session.created_at.as_second();
    if since > FRESH {
        return Err(Error::new(Code::Forbidden)
            .message("Sign in on this tablet again, and choose the PIN right after it.")
            .into());
    }
    let place = session.organisation_id.zip(session.profile_id);
    let (organisation, profile) = place.ok_or(Code::NotFound)?;
    let there = entered.tx.run(ON_DEVICE.with((device, profile))).await?.into_iter().next();
    let there = there.filter(|there| there.organisation_id == organisation).ok_or_else(|| {
        Error::new(Code::Forbidden).message("A PIN is for those who give care in the tablet's home.")
    })?;
    let mac = today(&identity.keyring, &secret, profile, pin);
    let calls = (CHOOSE.with((organisation, device, profile, mac)), END_FULL.with((session.id,)));
    entered.tx.run(calls).await?;
    let entering = Entering {
        account: entered.account.id,
        email: entered.account.email,
        organisation,
        profile,
        device,
        home: there.care_home_id,
        device_name: there.device_name,
        transport: sent.transport,
    };
    Ok(identity.begin_on(entered.tx, entering).await?.answer())
}
