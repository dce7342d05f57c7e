//! Family, friends and professionals of a resident: who is called first, and what they may be told.

use almoner_kernel::Result;
use almoner_pg::{Call, Json, Update, row, statement, updates};
use almoner_web::records::{archive_one, create, get_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Day, Doc, Handled, IfMatch, Made, Page, Patch, PathId,
    QueryOf, Routes, SignedIn, records,
};
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use almoner_kernel::Code;

use crate::there::{CARE_THERE, CLIENT_THERE, OfClient, care};
use crate::times;
use crate::words::{ContactKind, ContactMayBeTold};

row! {
    /// A contact of a resident.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ContactOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub name: String,
        /// In the family's words: daughter, neighbour.
        pub relationship: String,
        pub kind: ContactKind,
        pub phone: Option<String>,
        pub email: Option<String>,
        pub address: Option<String>,
        pub next_of_kin: bool,
        /// 1 is called first; null is not called in an emergency.
        pub emergency_order: Option<i32>,
        pub may_be_told: ContactMayBeTold,
        /// When the power of attorney or the deputy's order was seen.
        pub authority_seen_on: Option<Date>,
        pub note: Option<String>,
        pub updated_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        /// `update`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    ContactOut, "client_contacts", CONTACT;
}

/// A new contact.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactIn {
    pub name: String,
    pub relationship: String,
    /// Default `family`.
    pub kind: Option<ContactKind>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    #[serde(default)]
    pub next_of_kin: bool,
    /// 1 to 20.
    pub emergency_order: Option<i32>,
    /// Default `nothing`.
    pub may_be_told: Option<ContactMayBeTold>,
    pub authority_seen_on: Option<Day>,
    pub note: Option<String>,
}

/// What may change of a contact.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContactPatch {
    pub name: Patch<String>,
    pub relationship: Patch<String>,
    pub kind: Patch<ContactKind>,
    pub phone: Patch<String>,
    pub email: Patch<String>,
    pub address: Patch<String>,
    pub next_of_kin: Patch<bool>,
    pub emergency_order: Patch<i32>,
    pub may_be_told: Patch<ContactMayBeTold>,
    pub authority_seen_on: Patch<Day>,
    pub note: Patch<String>,
}

macro_rules! contact {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.name, t.relationship, t.kind, t.phone, t.email, t.address, t.next_of_kin, \
             t.emergency_order, t.may_be_told, t.authority_seen_on, t.note, t.updated_at, t.archived_at, \
             case when t.client_id = any ((select app.writable_client_ids())::uuid[]) \
                  then array['update', case when t.archived_at is null then 'archive' else 'restore' end] else '{}' end as can \
             /* never null: can (an array) */ from public.client_contacts t where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One contact.
    CONTACT: (Uuid) -> ContactOut = contact!("t.id = $1");
    /// The contacts of a resident, in the order in which they are called.
    CONTACTS_OF: (Uuid, bool) -> ContactOut = contact!("t.client_id = $1 and (t.archived_at is not null) = $2 \
        order by t.emergency_order nulls last, t.next_of_kin desc, t.name, t.id limit 500");
    /// New contacts of residents.
    ADD_CONTACTS: (Json<Vec<NewContact>>) -> Made =
        "insert into public.client_contacts (organisation_id, client_id, name, relationship, kind, phone, email, address, next_of_kin, emergency_order, \
             may_be_told, authority_seen_on, note) \
         select (select app.organisation_id()), r.client_id, r.name, r.relationship, r.kind, r.phone, r.email, r.address, r.next_of_kin, r.emergency_order, \
                r.may_be_told, r.authority_seen_on, r.note \
           from jsonb_to_recordset($1) as r (client_id uuid, name text, relationship text, kind text, phone text, email text, address text, \
                next_of_kin boolean, emergency_order int, may_be_told text, authority_seen_on date, note text) returning id";
}

updates! {
    "client_contacts" { name: String, relationship: String, kind: &'static str, phone: Option<String>, email: Option<String>,
        address: Option<String>, next_of_kin: bool, emergency_order: Option<i32>, may_be_told: &'static str,
        authority_seen_on: Option<Date>, note: Option<String> } archives;
}

const MAY: &[Code] = &[Code::Forbidden, Code::ParentArchived];
const LIST: Doc = Doc::read("list_contacts", "The contacts of a resident").refuses(&[Code::Forbidden]);
const ADD: Doc = Doc::change("create_contact", "Add a contact").refuses(MAY);
const ONE: Doc = Doc::read("get_contact", "One contact");
const CHANGE: Doc = Doc::change("update_contact", "Change a contact").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_contact", "Archive a contact").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_contact", "Restore a contact").refuses(MAY);

/// Contacts of residents.
pub fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients/{id}/contacts", &LIST, list)
        .post("/api/v1/clients/{id}/contacts", &ADD, add)
        .get("/api/v1/contacts/{id}", &ONE, get_one::<ContactOut>)
        .patch("/api/v1/contacts/{id}", &CHANGE, change)
        .post("/api/v1/contacts/{id}/archive", &ARCHIVE, archive_one::<ContactOut>)
        .post("/api/v1/contacts/{id}/restore", &RESTORE, restore_one::<ContactOut>)
}

/// The contacts of a resident, as the caller may see them.
pub fn of_client(client: Uuid) -> Call<ContactOut> {
    CONTACTS_OF.with((client, false))
}

/// What is stored of a new contact.
#[derive(Debug, Serialize)]
struct NewContact {
    client_id: Uuid,
    name: String,
    relationship: String,
    kind: &'static str,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    next_of_kin: bool,
    emergency_order: Option<i32>,
    may_be_told: &'static str,
    authority_seen_on: Option<Date>,
    note: Option<String>,
}

/// Adds what was checked before.
fn add_contact(client: Uuid, new: ContactIn) -> Call<Made> {
    add_contacts(vec![(client, new)])
}

/// The same for many residents.
pub fn add_contacts(new: Vec<(Uuid, ContactIn)>) -> Call<Made> {
    let row = |(client_id, new): (Uuid, ContactIn)| NewContact {
        client_id,
        name: new.name,
        relationship: new.relationship,
        kind: new.kind.unwrap_or(ContactKind::Family).as_str(),
        phone: new.phone,
        email: new.email,
        address: new.address,
        next_of_kin: new.next_of_kin,
        emergency_order: new.emergency_order,
        may_be_told: new.may_be_told.unwrap_or(ContactMayBeTold::Nothing).as_str(),
        authority_seen_on: new.authority_seen_on.map(|day| day.0),
        note: new.note,
    };
    ADD_CONTACTS.with((Json(new.into_iter().map(row).collect()),))
}

/// When a document may have been seen: not before anybody alive, and not tomorrow.
fn seen(c: &mut Checks, day: Date) {
    let today = times::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    c.date_between("authority_seen_on", day, date(1900, 1, 1)..=today.tomorrow().unwrap_or(today));
}

/// Blank means that there is none.
fn email(c: &mut Checks, sent: Option<&str>) -> Option<String> {
    sent.filter(|text| !text.trim().is_empty()).map(|text| c.email("email", text))
}

fn phone(c: &mut Checks, sent: Option<&str>) -> Option<String> {
    sent.filter(|text| !text.trim().is_empty()).map(|text| c.text("phone", text, 3..=40))
}

impl ContactIn {
    /// Cleaned, or every wrong field.
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.name = c.text("name", &self.name, 1..=200);
        self.relationship = c.text("relationship", &self.relationship, 1..=100);
        self.phone = phone(&mut c, self.phone.as_deref());
        self.email = email(&mut c, self.email.as_deref());
        self.address = c.maybe_lines("address", self.address.as_deref(), 400);
        self.note = c.maybe_lines("note", self.note.as_deref(), 1000);
        if let Some(order) = self.emergency_order {
            c.number("emergency_order", order, 1..=20);
        }
        if let Some(Day(day)) = self.authority_seen_on {
            seen(&mut c, day);
        }
        c.finish()?;
        Ok(self)
    }
}

impl ContactPatch {
    fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let name = c.patch_text("name", self.name, 200);
        let relationship = c.patch_text("relationship", self.relationship, 100);
        if let Patch::Value(order) = self.emergency_order {
            c.number("emergency_order", order, 1..=20);
        }
        if let Patch::Value(Day(day)) = self.authority_seen_on {
            seen(&mut c, day);
        }
        let update = Update::of("client_contacts", id, version)
            .set("name", c.patch_needed("name", name))
            .set("relationship", c.patch_needed("relationship", relationship))
            .set("kind", c.patch_needed("kind", self.kind).map(ContactKind::as_str))
            .set("phone", self.phone.into_option().map(|sent| phone(&mut c, sent.as_deref())))
            .set("email", self.email.into_option().map(|sent| email(&mut c, sent.as_deref())))
            .set("address", c.patch_lines("address", self.address, 400).into_option())
            .set("next_of_kin", c.patch_needed("next_of_kin", self.next_of_kin))
            .set("emergency_order", self.emergency_order.into_option())
            .set("may_be_told", c.patch_needed("may_be_told", self.may_be_told).map(ContactMayBeTold::as_str))
            .set("authority_seen_on", self.authority_seen_on.map(|day| day.0).into_option())
            .set("note", c.patch_lines("note", self.note, 1000).into_option());
        c.finish()?;
        Ok(update)
    }
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<OfClient>,
) -> Handled<Page<ContactOut>> {
    let calls = (CARE_THERE.with((client,)), CONTACTS_OF.with((client, query.archived())));
    let (there, rows) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<ContactIn>,
) -> Handled<Created<ContactOut>> {
    let new = command.value.check()?;
    create(&app, &me, &command.attempt, Some(CLIENT_THERE.with((client,))), add_contact(client, new)).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<ContactPatch>,
) -> Handled<Answer<ContactOut>> {
    patch(&app, &me, (id, version), sent.update(id, version)?).await
}
