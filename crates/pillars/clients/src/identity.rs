//! What identifies a resident, with consent and capacity in summary. Not for ancillary staff.
//!
//! Registration makes it; one that came without is added by POST. It has a version of its own.

use almoner_kernel::{Caller, Code, Result};
use almoner_pg::{Call, Json, One, Update, constraints, row, statement, updates};
use almoner_web::records::create;
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Day, Doc, Handled, IfMatch, Made, Patch, PathId, Record,
    Routes, SignedIn, records, settle,
};
use axum::extract::State;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::there::{CARE_THERE, CLIENT_THERE, care};
use crate::words::{ClientCapacity, ClientConsent, ClientGender};
use crate::{known, nhs, times};

row! {
    /// What identifies a resident.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ClientIdentityOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        /// Ten digits.
        pub nhs_number: Option<String>,
        pub birth_date: Option<Date>,
        pub gender: Option<ClientGender>,
        pub first_language: Option<String>,
        pub consent: ClientConsent,
        pub capacity: ClientCapacity,
        pub consent_note: Option<String>,
        pub updated_at: jiff::Timestamp,
        /// `update`.
        pub can: Vec<String>,
    }
}

records! {
    ClientIdentityOut, "client_identity", IDENTITY;
}

/// What is known of who a resident is.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientIdentityIn {
    /// Ten digits, with or without spaces; the last checks the others (modulus 11).
    pub nhs_number: Option<String>,
    pub birth_date: Option<Day>,
    pub gender: Option<ClientGender>,
    pub first_language: Option<String>,
    /// Default `not_asked`.
    pub consent: Option<ClientConsent>,
    /// Default `assumed`.
    pub capacity: Option<ClientCapacity>,
    pub consent_note: Option<String>,
}

/// What may change of it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientIdentityPatch {
    pub nhs_number: Patch<String>,
    pub birth_date: Patch<Day>,
    pub gender: Patch<ClientGender>,
    pub first_language: Patch<String>,
    pub consent: Patch<ClientConsent>,
    pub capacity: Patch<ClientCapacity>,
    pub consent_note: Patch<String>,
}

macro_rules! columns {
    () => {
        "t.id, t.version, t.client_id, t.nhs_number, t.birth_date, t.gender, t.first_language, t.consent, t.capacity, \
         t.consent_note, t.updated_at, \
         case when t.client_id = any ((select app.writable_client_ids())::uuid[]) then array['update'] else '{}' end as can \
         from public.client_identity t where t.organisation_id = (select app.organisation_id()) and "
    };
}

/// What is stored of a new identity.
#[derive(Debug, Serialize)]
pub struct NewIdentity {
    client_id: Uuid,
    nhs_number: Option<String>,
    birth_date: Option<Date>,
    gender: Option<&'static str>,
    first_language: Option<String>,
    consent: &'static str,
    capacity: &'static str,
    consent_note: Option<String>,
}

statement! {
    /// One by its own id.
    IDENTITY: (Uuid) -> ClientIdentityOut = concat!("select ", columns!(), "t.id = $1");
    /// That of a resident: there is one at most, and it is archived along with them.
    IDENTITY_OF: (Uuid) -> ClientIdentityOut = concat!("select ", columns!(), "t.client_id = $1");
    /// The first of each of some residents.
    ADD_IDENTITIES: (Json<Vec<NewIdentity>>) -> Made =
        "insert into public.client_identity (organisation_id, client_id, nhs_number, birth_date, gender, first_language, consent, capacity, consent_note) \
         select (select app.organisation_id()), r.client_id, r.nhs_number, r.birth_date, r.gender, r.first_language, r.consent, r.capacity, r.consent_note \
           from jsonb_to_recordset($1) as r (client_id uuid, nhs_number text, birth_date date, gender text, first_language text, consent text, \
                capacity text, consent_note text) returning id";
}

updates! {
    "client_identity" { nhs_number: Option<String>, birth_date: Option<Date>, gender: Option<&'static str>, first_language: Option<String>,
        consent: &'static str, capacity: &'static str, consent_note: Option<String> };
}

constraints! {
    "client_identity_nhs" => PersonKnownHere, "", "", "";
    "client_identity_organisation_id_client_id_key" => Duplicate, "", "", "This resident has an identity already; change that.";
}

const ONE: Doc = Doc::read("get_client_identity", "Who a resident is")
    .says("404 also for a resident who has none yet.")
    .refuses(&[Code::Forbidden]);
const ADD: Doc = Doc::change("create_client_identity", "Add who a resident is, where that is missing")
    .says("Registration adds it; this is for residents who came without.")
    .refuses(&[Code::Forbidden, Code::Duplicate, Code::ParentArchived, Code::PersonKnownHere]);
const CHANGE: Doc = Doc::change("update_client_identity", "Change who a resident is")
    .says("`If-Match` takes the identity's own version. An account that was told `person_known_here` five times within the hour waits.")
    .refuses(&[Code::Forbidden, Code::PersonKnownHere]);

/// The identity of a resident.
pub fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients/{id}/identity", &ONE, get)
        .post("/api/v1/clients/{id}/identity", &ADD, add)
        .patch("/api/v1/clients/{id}/identity", &CHANGE, change)
}

/// The identity of a resident, as the caller may see it.
pub fn of_client(client: Uuid) -> Call<ClientIdentityOut> {
    IDENTITY_OF.with((client,))
}

/// Adds what was checked before.
pub fn insert(client: Uuid, new: ClientIdentityIn) -> Call<Made> {
    insert_each(vec![(client, new)])
}

/// The same for many residents.
pub fn insert_each(new: Vec<(Uuid, ClientIdentityIn)>) -> Call<Made> {
    let row = |(client_id, new): (Uuid, ClientIdentityIn)| NewIdentity {
        client_id,
        nhs_number: new.nhs_number,
        birth_date: new.birth_date.map(|day| day.0),
        gender: new.gender.map(ClientGender::as_str),
        first_language: new.first_language,
        consent: new.consent.unwrap_or(ClientConsent::NotAsked).as_str(),
        capacity: new.capacity.unwrap_or(ClientCapacity::Assumed).as_str(),
        consent_note: new.consent_note,
    };
    ADD_IDENTITIES.with((Json(new.into_iter().map(row).collect()),))
}

impl ClientIdentityIn {
    /// Cleaned; wrong fields are noted.
    pub fn checked(mut self, c: &mut Checks) -> Self {
        self.nhs_number = self.nhs_number.and_then(|text| nhs_number(c, &text));
        if let Some(Day(day)) = self.birth_date {
            born(c, day);
        }
        self.first_language = c.maybe_text("first_language", self.first_language.as_deref(), 60);
        self.consent_note = c.maybe_lines("consent_note", self.consent_note.as_deref(), 2000);
        self
    }
}

/// Blank means that none is known.
fn nhs_number(c: &mut Checks, text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return None;
    }
    let number = nhs::number(text);
    c.that(
        number.is_some(),
        "nhs_number",
        "format",
        "Give the ten digits; the last one does not fit the others.",
    );
    number
}

fn born(c: &mut Checks, day: Date) {
    // Tomorrow is today already somewhere east of the server.
    let today = times::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    c.date_between("birth_date", day, date(1900, 1, 1)..=today.tomorrow().unwrap_or(today));
}

async fn get(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
) -> Handled<Answer<ClientIdentityOut>> {
    let (there, rows) = app.db.read(&me, (CARE_THERE.with((client,)), of_client(client))).await?;
    care(there)?;
    let row = rows.one()?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<ClientIdentityIn>,
) -> Handled<Created<ClientIdentityOut>> {
    let mut checks = Checks::new();
    let new = command.value.checked(&mut checks);
    checks.finish()?;
    let asks = (new.nhs_number.is_some(), "create_client_identity");
    let work = create(&app, &me, &command.attempt, Some(CLIENT_THERE.with((client,))), insert(client, new));
    Box::pin(known::counted(&app, &me, asks, work)).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<ClientIdentityPatch>,
) -> Handled<Answer<ClientIdentityOut>> {
    // What is no number asks nothing, so it is not counted either.
    if let Patch::Value(text) = &sent.nhs_number {
        let mut c = Checks::new();
        nhs_number(&mut c, text);
        c.finish()?;
    }
    let asks = (matches!(sent.nhs_number, Patch::Value(_)), "update_client_identity");
    Box::pin(known::counted(&app, &me, asks, changed(&app, &me, client, version, sent))).await
}

async fn changed(
    app: &App,
    me: &Caller,
    client: Uuid,
    version: i32,
    sent: ClientIdentityPatch,
) -> Handled<Answer<ClientIdentityOut>> {
    let (mut tx, (there, rows)) = app.db.write(me, (CARE_THERE.with((client,)), of_client(client))).await?;
    care(there)?;
    let id = rows.one()?.id;
    let update = sent.update(id, version)?;
    if update.is_empty() {
        return Err(almoner_kernel::Error::new(Code::Invalid)
            .message("Send at least one field to change.")
            .into());
    }
    let changed = tx.run(update.call()).await?;
    let row = settle(tx, &changed, version, ClientIdentityOut::read(id)).await?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}

impl ClientIdentityPatch {
    /// The change of one identity, checked.
    fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        if let Patch::Value(Day(day)) = self.birth_date {
            born(&mut c, day);
        }
        let number = match self.nhs_number {
            Patch::Value(text) => Some(nhs_number(&mut c, &text)),
            other => other.into_option(),
        };
        let update = Update::of("client_identity", id, version)
            .set("nhs_number", number)
            .set("birth_date", self.birth_date.map(|day| day.0).into_option())
            .set("gender", self.gender.map(ClientGender::as_str).into_option())
            .set("first_language", c.patch_text("first_language", self.first_language, 60).into_option())
            .set("consent", c.patch_needed("consent", self.consent).map(ClientConsent::as_str))
            .set("capacity", c.patch_needed("capacity", self.capacity).map(ClientCapacity::as_str))
            .set("consent_note", c.patch_lines("consent_note", self.consent_note, 2000).into_option());
        c.finish()?;
        Ok(update)
    }
}
