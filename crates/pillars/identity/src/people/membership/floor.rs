//! Memberships: who works on the floor of a home, in which grade, from when to when.

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

use super::span::{ending, new_end, range, still_changes};
use super::{Grade, RightFilters, RightState, SORTS, right_filters, state};
use crate::people::standing::{NAMED, act_judged, create_judged, patch_judged};

row! {
    /// A membership of a home's floor.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct MembershipOut {
        pub id: Uuid,
        pub version: i32,
        pub profile_id: Uuid,
        /// The person's name.
        pub person: Option<String>,
        pub care_home_id: Uuid,
        pub care_home: Option<String>,
        /// `carer`, `senior`, `nurse`, `ancillary`.
        pub grade: String,
        pub from: Option<Timestamp>,
        /// Empty: until it is ended.
        pub until: Option<Timestamp>,
        /// The agency, for somebody with a pass for one shift.
        pub agency: Option<String>,
        /// `coming`, `live`, `ended`.
        pub state: String,
        pub archived_at: Option<Timestamp>,
        pub archive_reason: Option<String>,
        /// `update`, `end`, `archive`, `restore`: what the reader may do.
        pub can: Vec<String>,
    }
}

records! {
    MembershipOut, "user_care_homes", MEMBERSHIP;
}

/// Nobody changes their own rights: the policies say it, and `can` with them.
macro_rules! columns {
    () => {
        concat!(
            "t.id, t.version, t.profile_id, n.name as person, t.care_home_id, h.name as care_home, t.grade, \
             lower(t.valid) as from, upper(t.valid) as until, t.agency, ",
            state!(),
            " as state, t.archived_at, t.archive_reason, \
             case when (t.organisation_id is not distinct from (select app.owned_organisation_id()) \
                        or t.care_home_id = any ((select app.managed_home_ids())::uuid[])) \
                   and t.profile_id <> (select app.profile_id()) then array_remove(array[ \
                 case when t.archived_at is null and coalesce(upper(t.valid), 'infinity') > now() then 'update' end, \
                 case when t.archived_at is null and t.valid @> now() then 'end' end, \
                 case when t.archived_at is null then 'archive' else 'restore' end \
             ], null) else '{}' end as can /* never null: state, can */"
        )
    };
}

macro_rules! joins {
    () => {
        " left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
          left join public.care_homes h on h.organisation_id = t.organisation_id and h.id = t.care_home_id "
    };
}

lists! {
    /// Memberships that the caller may read.
    MEMBERSHIPS -> MembershipOut = List {
        table: "public.user_care_homes",
        columns: columns!(),
        joins: joins!(),
        always: "true",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: None,
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
                       and (t.care_home_id = any ((select app.managed_home_ids())::uuid[]) or t.profile_id = (select app.profile_id()))",
            },
        ],
        filters: right_filters!(Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID }),
        sorts: SORTS,
    };
}

statement! {
    MEMBERSHIP: (Uuid) -> MembershipOut = concat!("select ", columns!(), " from public.user_care_homes t", joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    ADD: (Uuid, Uuid, &'static str, Option<Timestamp>, Option<Timestamp>, Option<String>) -> Made =
        "insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade, valid, agency) \
         values (app.organisation_id(), $1, $2, $3, tstzrange(coalesce($4, now()), $5), $6) returning id";
    CHANGE: (Uuid, i32, Option<&'static str>, bool, Option<Timestamp>) -> Changed =
        "update public.user_care_homes set grade = coalesce($3, grade), \
             valid = case when $4 then tstzrange(lower(valid), $5) else valid end \
         where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning id, version";
    END: (Uuid, i32, Option<Timestamp>) -> Changed =
        "update public.user_care_homes set valid = tstzrange(lower(valid), coalesce($3, now())) \
         where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning id, version";
}

updates! {
    "user_care_homes" {} archives;
}

almoner_pg::constraints! {
    "user_care_homes_once" => Duplicate, "grade", "taken", "They have this grade in this home for some of that time already.";
    "user_care_homes_valid_check" => Invalid, "until", "range", "A right ends after it begins.";
}

/// A new membership.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipIn {
    pub profile_id: Uuid,
    pub care_home_id: Uuid,
    pub grade: Grade,
    /// Default now; at most 72 hours ago.
    pub from: Option<Instant>,
    /// Default: until it is ended.
    pub until: Option<Instant>,
    /// The agency, for somebody with a pass for one shift.
    pub agency: Option<String>,
}

/// What may change of a membership. A promotion is an end and a new membership; a change of the
/// grade corrects what was written wrongly.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MembershipPatch {
    pub grade: Patch<Grade>,
    /// Null: until it is ended.
    pub until: Patch<Instant>,
}

/// When a right ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndIn {
    /// Default now; at most 72 hours ago.
    pub at: Option<Instant>,
}

const MAY: &[Code] = &[Code::Duplicate, Code::ParentArchived, Code::IllegalTransition];
const LIST: Doc = Doc::read("list_memberships", "Who works where, in which grade, as far as you may know it");
const GET: Doc = Doc::read("get_membership", "One membership");
const CREATE: Doc = Doc::change("create_membership", "Give somebody a grade in a home")
    .says("A manager gives grades in homes that they manage, to people who work there. Nobody gives themself a right.")
    .refuses(MAY);
const UPDATE: Doc = Doc::change("update_membership", "Correct the grade or move the end").refuses(MAY);
const FINISH: Doc = Doc::change("end_membership", "End a membership; the right ends with the next request")
    .refuses(&[Code::IllegalTransition]);
const ARCHIVE: Doc =
    Doc::change("archive_membership", "Archive a membership that was made in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_membership", "Restore a membership").refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("memberships")
        .get("/api/v1/memberships", &LIST, list)
        .post("/api/v1/memberships", &CREATE, add)
        .get("/api/v1/memberships/{id}", &GET, get_one::<MembershipOut>)
        .patch("/api/v1/memberships/{id}", &UPDATE, change)
        .post("/api/v1/memberships/{id}/end", &FINISH, end)
        .post("/api/v1/memberships/{id}/archive", &ARCHIVE, archive_one::<MembershipOut>)
        .post("/api/v1/memberships/{id}/restore", &RESTORE, restore_one::<MembershipOut>)
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<RightFilters>,
) -> Handled<Page<MembershipOut>> {
    let rights = MEMBERSHIPS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", query.filters.home)
        .filter("person", query.filters.person)
        .filter("state", query.filters.state.map(RightState::as_str))
        .filter("archived", Some(query.archived));
    Ok(query.answer(&app, &me, rights, |row: &MembershipOut| vec![row.id.to_string()]).await?)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<MembershipIn>,
) -> Handled<Created<MembershipOut>> {
    let new = command.value;
    let mut c = Checks::new();
    let valid = range(&mut c, new.from, new.until);
    let agency = c.maybe_text("agency", new.agency.as_deref(), 200);
    c.finish()?;
    let (home, person) = (new.care_home_id, new.profile_id);
    create_judged(&app, &me, &command.attempt, NAMED.with((person, Some(home))), |named| {
        named.seen(Some(home))?;
        Ok(ADD.with((home, person, new.grade.as_str(), valid.from, valid.until, agency)))
    })
    .await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<MembershipPatch>,
) -> Handled<Answer<MembershipOut>> {
    let mut c = Checks::new();
    let grade = c.patch_needed("grade", new.grade).map(Grade::as_str);
    c.finish()?;
    let until = new.until.map(|i| i.0).into_option();
    if grade.is_none() && until.is_none() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    patch_judged(&app, &me, (id, version), |row: &MembershipOut, _| {
        still_changes(&row.state, row.archived_at.is_some())?;
        if let Some(Some(until)) = until {
            new_end(row.from, until)?;
        }
        Ok(CHANGE.with((id, version, grade, until.is_some(), until.flatten())))
    })
    .await
}

async fn end(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<EndIn>,
) -> Handled<Answer<MembershipOut>> {
    let at = command.value.at;
    act_judged(&app, &me, &command.attempt, (id, version), |row: &MembershipOut, _| {
        still_changes(&row.state, row.archived_at.is_some())?;
        ending(&row.state, row.from, row.until, at)?;
        Ok(END.with((id, version, at.map(|i| i.0))))
    })
    .await
}
