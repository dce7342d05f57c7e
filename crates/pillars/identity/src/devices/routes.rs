//! Registering and revoking tablets, by who manages their home.

use std::sync::Arc;

use almoner_kernel::{Code, Error};
use almoner_keys::{Secret, SecretKind};
use almoner_pg::One;
use almoner_web::records::{Ask, decide, get_one};
use almoner_web::{
    Answer, App, Checks, Command, Created, Doc, Filters, Handled, IfMatch, ListQuery, Page, PathId, Record,
    Routes, SignedIn, Versioned,
};
use axum::Extension;
use axum::extract::State;
use http::header::SET_COOKIE;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{DeviceIn, DeviceOut, DeviceSecretOut, RevokeIn};
use super::store::{DEVICES, HOME, REGISTER, REVOKE};
use crate::cookies::Cookie;
use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::signin::model::Transport;

const LIST: Doc = Doc::read("list_devices", "Shared tablets, the latest first")
    .says("Of homes that you manage or read in full; with `archived=true` those that were revoked.");
const ONE: Doc = Doc::read("get_device", "A shared tablet");
const REGISTER_DOC: Doc = Doc::change("register_device", "Make the device that sends this a shared tablet of a home")
    .says("By a manager of the home. People who have signed in on it in full choose a PIN for it (`POST /api/v1/session/pin/choose`) and \
           come back with that. Sign out afterwards: your own sign-in stays on it otherwise.")
    .refuses(&[Code::Forbidden, Code::ParentArchived, Code::TooManyRequests]);
const REVOKE_DOC: Doc = Doc::change("revoke_device", "Revoke a shared tablet")
    .says("Its sign-ins end at once, its PINs are gone, and it never comes back. What is kept on it until it can be sent is not \
           touched: it is sent when its author signs in on it again.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition]);

pub fn routes() -> Routes<App> {
    Routes::new("devices")
        .get("/api/v1/devices", &LIST, list)
        .post("/api/v1/devices", &REGISTER_DOC, register)
        .get("/api/v1/devices/{id}", &ONE, get_one::<DeviceOut>)
        .post("/api/v1/devices/{id}/revoke", &REVOKE_DOC, revoke)
}

/// Filters of the list of tablets.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct DeviceFilters {
    home: Option<Uuid>,
}

impl Filters for DeviceFilters {
    const SORTS: &'static [&'static str] = &["-registered_at"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<DeviceFilters>,
) -> Handled<Page<DeviceOut>> {
    let devices = DEVICES
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", query.filters.home)
        .filter("archived", Some(query.archived));
    Ok(query.answer(&app, &me, devices, |device: &DeviceOut| vec![device.id.to_string()]).await?)
}

async fn register(
    State(app): State<App>,
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    command: Command<DeviceIn>,
) -> Handled<Created<DeviceSecretOut>> {
    let new = command.value;
    let mut c = Checks::new();
    let name = c.text("name", &new.name, 1..=100);
    c.finish()?;
    identity.check_transport(new.transport)?;
    let attempt = &command.attempt;
    let (mut tx, done, homes) = attempt.begin_with(&app.db, &me, HOME.with((new.care_home_id,))).await?;
    if let Some(done) = done {
        let device = tx.finish(DeviceOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = device.version();
        // Its secret was given, and is nowhere kept.
        let out = DeviceSecretOut { device, device_secret: None };
        return Ok(Created::of(out).version(version).replayed(true));
    }
    if homes.is_empty() {
        return Err(Error::field("care_home_id", "reference", "Choose one of your homes.").into());
    }
    let secret = Secret::generate(SecretKind::SharedDevice);
    let made =
        tx.run(REGISTER.with((new.care_home_id, name, secret.hash().as_bytes().to_vec()))).await?.one()?;
    let noted = attempt.finish(201, DeviceOut::TABLE, Some(made.id));
    let (rows, _) = tx.finish((DeviceOut::read(made.id), noted)).await?;
    let device = rows.one()?;
    let version = device.version();
    let bearer = new.transport == Transport::Bearer;
    let device_secret = bearer.then(|| Hidden::new(secret.expose()));
    let answer = Created::of(DeviceSecretOut { device, device_secret }).version(version);
    Ok(match identity.cookies {
        Some(jar) if !bearer => answer.header(SET_COOKIE, jar.set(Cookie::SharedDevice, secret.expose(), 0)),
        _ => answer,
    })
}

async fn revoke(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<RevokeIn>,
) -> Handled<Answer<DeviceOut>> {
    let mut c = Checks::new();
    let reason = c.text("reason", &command.value.reason, 1..=500);
    c.finish()?;
    decide(&app, &me, &command.attempt, Ask { id, version }, |_: &DeviceOut| {
        Ok(REVOKE.with((id, version, reason)))
    })
    .await
}
