//! Home managers: who manages a home, from when to when.

use almoner_kernel::{Code, Error};
use almoner_pg::{Branch, Changed, Filter, List, lists, row, statement, updates};
use almoner_web::records::{archive_one, get_one, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Doc, Handled, IfMatch, Instant, ListQuery, Made, Page,
    Patch, PathId, Routes, SignedIn, records,
};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_postgres::types::Type;
use utoipa::ToSchema;
use uuid::Uuid;

use super::floor::EndIn;
use super::span::{cover, ending, new_end, range, still_changes};
use super::{ManagerKind, Range, RightFilters, RightState, SORTS, right_filters, state};
use crate::people::standing::{NAMED, act_judged, create_judged, patch_judged};

row! {
    /// Somebody who manages a home.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HomeManagerOut {
        pub id: Uuid,
        pub version: i32,
        pub profile_id: Uuid,
        /// The person's name.
        pub person: Option<String>,
        pub care_home_id: Uuid,
        pub care_home: Option<String>,
        /// `registered`, `deputy`, `cover`.
        pub kind: String,
        pub from: Option<Timestamp>,
        /// Empty: until it is ended.
        pub until: Option<Timestamp>,
        /// `coming`, `live`, `ended`.
        pub state: String,
        pub archived_at: Option<Timestamp>,
        pub archive_reason: Option<String>,
        /// `update`, `update_kind`, `end`, `archive`, `restore`: what the reader may do.
        pub can: Vec<String>,
    }
}

records! {
    HomeManagerOut, "manager_care_homes", HOME_MANAGER;
}

/// A registered or deputy manager changes covers of their homes, an owner everything, nobody their own.
macro_rules! columns {
    () => {
        concat!(
            "t.id, t.version, t.profile_id, n.name as person, t.care_home_id, h.name as care_home, t.kind, \
             lower(t.valid) as from, upper(t.valid) as until, ",
            state!(),
            " as state, t.archived_at, t.archive_reason, \
             case when (o.owner or (t.kind = 'cover' and t.care_home_id = any ((select app.led_home_ids())::uuid[]))) \
                   and t.profile_id <> (select app.profile_id()) then array_remove(array[ \
                 case when t.archived_at is null and coalesce(upper(t.valid), 'infinity') > now() then 'update' end, \
                 case when o.owner and t.archived_at is null and coalesce(upper(t.valid), 'infinity') > now() then 'update_kind' end, \
                 case when t.archived_at is null and t.valid @> now() then 'end' end, \
                 case when t.archived_at is null then 'archive' else 'restore' end \
             ], null) else '{}' end as can /* never null: state, can */"
        )
    };
}

macro_rules! joins {
    () => {
        " left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
          left join public.care_homes h on h.organisation_id = t.organisation_id and h.id = t.care_home_id \
          cross join lateral (select t.organisation_id is not distinct from (select app.owned_organisation_id()) as owner) o "
    };
}

lists! {
    /// Managers of the homes that the caller sees.
    HOME_MANAGERS -> HomeManagerOut = List {
        table: "public.manager_care_homes",
        columns: columns!(),
        joins: joins!(),
        always: "true",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: None,
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
                       and t.care_home_id = any ((select app.visible_home_ids())::uuid[])",
            },
        ],
        filters: right_filters!(Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID }),
        sorts: SORTS,
    };
}

statement! {
    HOME_MANAGER: (Uuid) -> HomeManagerOut = concat!("select ", columns!(), " from public.manager_care_homes t", joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    ADD: (Uuid, Uuid, &'static str, Option<Timestamp>, Option<Timestamp>) -> Made =
        "insert into public.manager_care_homes (organisation_id, care_home_id, profile_id, kind, valid) \
         values (app.organisation_id(), $1, $2, $3, tstzrange(coalesce($4, now()), $5)) returning id";
    CHANGE: (Uuid, i32, Option<&'static str>, bool, Option<Timestamp>) -> Changed =
        "update public.manager_care_homes set kind = coalesce($3, kind), \
             valid = case when $4 then tstzrange(lower(valid), $5) else valid end \
         where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning id, version";
    END: (Uuid, i32, Option<Timestamp>) -> Changed =
        "update public.manager_care_homes set valid = tstzrange(lower(valid), coalesce($3, now())) \
         where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning id, version";
}

updates! {
    "manager_care_homes" {} archives;
}

almoner_pg::constraints! {
    "manager_care_homes_once" => Duplicate, "profile_id", "taken", "They manage this home for some of that time already.";
    "manager_care_homes_cover" => Invalid, "until", "range", "A cover lasts at most 28 days.";
    "manager_care_homes_valid_check" => Invalid, "until", "range", "A right ends after it begins.";
}

/// A new home manager.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeManagerIn {
    pub profile_id: Uuid,
    pub care_home_id: Uuid,
    pub kind: ManagerKind,
    /// Default now; at most 72 hours ago.
    pub from: Option<Instant>,
    /// Needed for a cover, at most 28 days after `from`.
    pub until: Option<Instant>,
}

/// What may change of a home manager.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HomeManagerPatch {
    pub kind: Patch<ManagerKind>,
    /// Null: until it is ended.
    pub until: Patch<Instant>,
}

const MAY: &[Code] =
    &[Code::Duplicate, Code::ParentArchived, Code::IllegalTransition, Code::SecondFactorRequired];
const LIST: Doc = Doc::read("list_home_managers", "Who manages the homes that you see");
const GET: Doc = Doc::read("get_home_manager", "One home manager");
const CREATE: Doc = Doc::change("create_home_manager", "Let somebody manage a home")
    .says(
        "An owner names managers; taking a home on oneself needs a second factor given just now. A manager \
         names a cover for a home that they manage, for at most 28 days, among the people who work there.",
    )
    .refuses(MAY);
const UPDATE: Doc = Doc::change("update_home_manager", "Change the kind or move the end").refuses(MAY);
const FINISH: Doc =
    Doc::change("end_home_manager", "End somebody's managing of a home").refuses(&[Code::IllegalTransition]);
const ARCHIVE: Doc = Doc::change("archive_home_manager", "Archive what was made in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_home_manager", "Restore a home manager").refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("home-managers")
        .get("/api/v1/home-managers", &LIST, list)
        .post("/api/v1/home-managers", &CREATE, add)
        .get("/api/v1/home-managers/{id}", &GET, get_one::<HomeManagerOut>)
        .patch("/api/v1/home-managers/{id}", &UPDATE, change)
        .post("/api/v1/home-managers/{id}/end", &FINISH, end)
        .post("/api/v1/home-managers/{id}/archive", &ARCHIVE, archive_one::<HomeManagerOut>)
        .post("/api/v1/home-managers/{id}/restore", &RESTORE, restore_one::<HomeManagerOut>)
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<RightFilters>,
) -> Handled<Page<HomeManagerOut>> {
    let rights = HOME_MANAGERS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", query.filters.home)
        .filter("person", query.filters.person)
        .filter("state", query.filters.state.map(RightState::as_str))
        .filter("archived", Some(query.archived));
    Ok(query.answer(&app, &me, rights, |row: &HomeManagerOut| vec![row.id.to_string()]).await?)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<HomeManagerIn>,
) -> Handled<Created<HomeManagerOut>> {
    let new = command.value;
    let mut c = Checks::new();
    let valid = range(&mut c, new.from, new.until);
    if new.kind == ManagerKind::Cover {
        cover(&mut c, valid);
    }
    c.finish()?;
    let (home, person) = (new.care_home_id, new.profile_id);
    create_judged(&app, &me, &command.attempt, NAMED.with((person, Some(home))), |named| {
        named.seen(Some(home))?;
        if named.owner && named.is_me() && !named.fresh {
            return Err(Code::SecondFactorRequired.into());
        }
        Ok(ADD.with((home, person, new.kind.as_str(), valid.from, valid.until)))
    })
    .await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<HomeManagerPatch>,
) -> Handled<Answer<HomeManagerOut>> {
    let mut c = Checks::new();
    let kind = c.patch_needed("kind", new.kind);
    c.finish()?;
    let until = new.until.map(|i| i.0).into_option();
    if kind.is_none() && until.is_none() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    patch_judged(&app, &me, (id, version), |row: &HomeManagerOut, _| {
        still_changes(&row.state, row.archived_at.is_some())?;
        if let Some(Some(until)) = until {
            new_end(row.from, until)?;
        }
        if kind.map_or(row.kind == ManagerKind::Cover.as_str(), |kind| kind == ManagerKind::Cover) {
            let mut c = Checks::new();
            cover(&mut c, Range { from: row.from, until: until.unwrap_or(row.until) });
            c.finish()?;
        }
        Ok(CHANGE.with((id, version, kind.map(ManagerKind::as_str), until.is_some(), until.flatten())))
    })
    .await
}

async fn end(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<EndIn>,
) -> Handled<Answer<HomeManagerOut>> {
    let at = command.value.at;
    act_judged(&app, &me, &command.attempt, (id, version), |row: &HomeManagerOut, _| {
        still_changes(&row.state, row.archived_at.is_some())?;
        ending(&row.state, row.from, row.until, at)?;
        Ok(END.with((id, version, at.map(|i| i.0))))
    })
    .await
}
