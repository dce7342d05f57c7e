//! The organisation itself: its name.

use almoner_kernel::{Code, Error};
use almoner_pg::{Changed, One, row, statement};
use almoner_web::{
    Answer, App, Body, Checks, Doc, Handled, IfMatch, IfNoneMatch, Patch, Routes, SignedIn, Versioned, settle,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

row! {
    /// The organisation in which the caller works.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct OrganisationOut {
        pub id: Uuid,
        pub version: i32,
        pub name: String,
        /// `update`: what the reader may do.
        pub can: Vec<String>,
    }
}

impl Versioned for OrganisationOut {
    fn version(&self) -> i32 {
        self.version
    }
}

statement! {
    ORGANISATION: () -> OrganisationOut =
        "select t.id, t.version, t.name, \
                case when t.id is not distinct from (select app.owned_organisation_id()) then array['update'] else '{}' end as can \
         from public.organisations t where t.id = (select app.organisation_id())";
    RENAME: (i32, String) -> Changed =
        "update public.organisations set name = $2 where id = (select app.organisation_id()) and version = $1 returning id, version";
}

/// What may change of the organisation.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OrganisationPatch {
    pub name: Patch<String>,
}

const GET: Doc = Doc::read("get_organisation", "The organisation");
const UPDATE: Doc = Doc::change("update_organisation", "Rename the organisation").refuses(&[Code::Forbidden]);

pub fn routes() -> Routes<App> {
    Routes::new("settings").get("/api/v1/organisation", &GET, get).patch(
        "/api/v1/organisation",
        &UPDATE,
        change,
    )
}

fn answered(row: OrganisationOut) -> Answer<OrganisationOut> {
    let version = row.version;
    Answer::of(row).version(version)
}

async fn get(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    held: IfNoneMatch,
) -> Handled<Answer<OrganisationOut>> {
    Ok(answered(app.db.read(&me, ORGANISATION.with(())).await?.one()?).unless_held(&held))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    IfMatch(version): IfMatch,
    Body(new): Body<OrganisationPatch>,
) -> Handled<Answer<OrganisationOut>> {
    let mut c = Checks::new();
    let name = c.patch_text("name", new.name, 200);
    let name = c.patch_needed("name", name);
    c.finish()?;
    let name = name.ok_or_else(|| Error::new(Code::Invalid).message("Send at least one field to change."))?;
    let (tx, changed) = app.db.write(&me, RENAME.with((version, name))).await?;
    Ok(answered(settle(tx, &changed, version, ORGANISATION.with(())).await?))
}
