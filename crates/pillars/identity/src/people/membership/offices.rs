//! Offices: who owns the business and who leads its compliance. Given and taken by an owner right
//! after a second factor; an organisation keeps at least one owner.

use std::sync::Arc;

use almoner_kernel::{Code, Error};
use almoner_pg::{Branch, List, One, lists, row, statement};
use almoner_web::records::get_one;
use almoner_web::{
    Answer, App, ArchiveIn, Checks, Command, Created, Doc, Handled, IfMatch, Instant, ListQuery, Made, Page,
    PathId, Record as _, Routes, SignedIn, records, refusal,
};
use axum::Extension;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::notice::{self, OWNERS};
use super::span::range;
use super::{Office, OfficeFilters, RightState, SORTS, right_filters, state};
use crate::Identity;
use crate::people::standing::{NAMED, STANDING};

row! {
    /// A right over the whole organisation.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct OfficeOut {
        pub id: Uuid,
        pub version: i32,
        pub profile_id: Uuid,
        /// The person's name.
        pub person: Option<String>,
        /// `business_owner`, `compliance_lead`.
        pub role: String,
        pub from: Option<Timestamp>,
        /// Empty: until it is archived.
        pub until: Option<Timestamp>,
        /// `coming`, `live`, `ended`.
        pub state: String,
        pub archived_at: Option<Timestamp>,
        pub archive_reason: Option<String>,
        /// `archive`: what the reader may do, with a second factor given just now.
        pub can: Vec<String>,
    }
}

records! {
    OfficeOut, "organisation_roles", OFFICE;
}

macro_rules! columns {
    () => {
        concat!(
            "t.id, t.version, t.profile_id, n.name as person, t.role, lower(t.valid) as from, upper(t.valid) as until, ",
            state!(),
            " as state, t.archived_at, t.archive_reason, \
             case when t.organisation_id is not distinct from (select app.owned_organisation_id()) and t.archived_at is null \
                 then array['archive'] else '{}' end as can /* never null: state, can */"
        )
    };
}

macro_rules! joins {
    () => {
        " left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id "
    };
}

lists! {
    /// Offices, for those who read the organisation in full.
    OFFICES -> OfficeOut = List {
        table: "public.organisation_roles",
        columns: columns!(),
        joins: joins!(),
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" }],
        filters: right_filters!(),
        sorts: SORTS,
    };
}

statement! {
    OFFICE: (Uuid) -> OfficeOut = concat!("select ", columns!(), " from public.organisation_roles t", joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    ADD: (Uuid, &'static str, Option<Timestamp>, Option<Timestamp>) -> Made =
        "insert into public.organisation_roles (organisation_id, profile_id, role, valid) \
         values (app.organisation_id(), $1, $2, tstzrange(coalesce($3, now()), $4)) returning id";
    // Who takes their own office away can't read it afterwards: the answer comes from the change itself.
    ARCHIVE: (Uuid, i32, String) -> OfficeOut = concat!(
        "with t as (update public.organisation_roles set archived_at = now(), archive_reason = $3 \
             where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning *) \
         select ", columns!(), " from t", joins!());
}

almoner_pg::constraints! {
    "organisation_roles_once" => Duplicate, "role", "taken", "They hold this already.";
}

/// A new office.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeIn {
    pub profile_id: Uuid,
    pub role: Office,
    /// Default now; at most 72 hours ago.
    pub from: Option<Instant>,
    /// Default: until it is archived. Not for an owner: an organisation must not lose its last one by time.
    pub until: Option<Instant>,
}

const MAY: &[Code] = &[
    Code::Duplicate,
    Code::ParentArchived,
    Code::LastOwner,
    Code::SecondFactorRequired,
    Code::IllegalTransition,
];
const LIST: Doc = Doc::read("list_offices", "Who owns the business and leads its compliance");
const GET: Doc = Doc::read("get_office", "One office");
const CREATE: Doc = Doc::change("create_office", "Give somebody an office")
    .says("An owner, right after a second factor, and never to oneself. Every owner is told of a change of owner by mail.")
    .refuses(MAY);
const TAKE: Doc = Doc::change("archive_office", "Take an office away")
    .says("An owner, right after a second factor. The last owner stays.")
    .refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("offices")
        .get("/api/v1/offices", &LIST, list)
        .post("/api/v1/offices", &CREATE, add)
        .get("/api/v1/offices/{id}", &GET, get_one::<OfficeOut>)
        .post("/api/v1/offices/{id}/archive", &TAKE, archive)
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<OfficeFilters>,
) -> Handled<Page<OfficeOut>> {
    let rights = OFFICES
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("person", query.filters.person)
        .filter("state", query.filters.state.map(RightState::as_str))
        .filter("archived", Some(query.archived));
    Ok(query.answer(&app, &me, rights, |row: &OfficeOut| vec![row.id.to_string()]).await?)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Extension(identity): Extension<Arc<Identity>>,
    command: Command<OfficeIn>,
) -> Handled<Created<OfficeOut>> {
    let new = command.value;
    let mut c = Checks::new();
    let valid = range(&mut c, new.from, new.until);
    let owner = new.role == Office::BusinessOwner;
    c.that(
        !owner || valid.until.is_none(),
        "until",
        "not_possible",
        "An owner stays until somebody takes it away.",
    );
    c.finish()?;
    let attempt = &command.attempt;
    let (mut tx, done, named) = attempt.begin_with(&app.db, &me, NAMED.with((new.profile_id, None))).await?;
    let answered = |row: OfficeOut| {
        let version = row.version;
        Created::of(row).version(version)
    };
    if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        return Ok(answered(tx.finish(OfficeOut::read(id)).await?.one()?).replayed(true));
    }
    let named = named.one()?;
    named.seen(None)?;
    if !named.owner || named.is_me() {
        return Err(Code::Forbidden.into());
    }
    if !named.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    let add = ADD.with((new.profile_id, new.role.as_str(), valid.from, valid.until));
    let Made { id } = tx.run(add).await?.one()?;
    let finish = attempt.finish(201, OfficeOut::TABLE, Some(id));
    let (rows, owners, _) = tx.finish((OfficeOut::read(id), OWNERS.with(()), finish)).await?;
    if owner {
        notice::send(&identity, owners);
    }
    Ok(answered(rows.one()?))
}

async fn archive(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Extension(identity): Extension<Arc<Identity>>,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<ArchiveIn>,
) -> Handled<Answer<OfficeOut>> {
    let mut c = Checks::new();
    let reason = c.text("reason", &command.value.reason, 1..=500);
    c.finish()?;
    let attempt = &command.attempt;
    let (mut tx, done, rows) = attempt.begin_with(&app.db, &me, OfficeOut::read(id)).await?;
    let row = rows.one()?;
    let answered = |row: OfficeOut| {
        let version = row.version;
        Answer::of(row).version(version)
    };
    if done.is_some() {
        return Ok(answered(row).replayed(true));
    }
    if row.version != version {
        return Err(refusal(&row, version).into());
    }
    let (standing, owners) = tx.run((STANDING.with(()), OWNERS.with(()))).await?;
    let standing = standing.one()?;
    if !standing.owner {
        return Err(Code::Forbidden.into());
    }
    if row.archived_at.is_some() {
        return Err(Error::new(Code::IllegalTransition).message("This is archived already.").into());
    }
    if !standing.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    let changed = tx.run(ARCHIVE.with((id, version, reason))).await?;
    if changed.is_empty() {
        return Err(refusal(&tx.run(OfficeOut::read(id)).await?.one()?, version).into());
    }
    tx.finish(attempt.finish(200, OfficeOut::TABLE, Some(id))).await?;
    if row.role == Office::BusinessOwner.as_str() {
        notice::send(&identity, owners);
    }
    Ok(answered(changed.one()?))
}
