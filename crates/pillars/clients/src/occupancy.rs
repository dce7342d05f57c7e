//! What of a home is taken at an instant, and which beds are free for a time: counted from stays.
//!
//! For managers of the home and for those who read the organisation in full. Somebody on the floor
//! sees only the residents of these days, so their numbers would be wrong: they get none.

use almoner_kernel::Code;
use almoner_pg::{One, Span, row, statement};
use almoner_web::{
    Answer, App, Checks, Doc, Handled, Instant, Page, PathId, QueryOf, Routes, SignedIn, There,
};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::there::HOME_THERE;
use crate::times;
use crate::words::StayKind;

row! {
    /// The beds of a home at an instant.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct OccupancyOut {
        pub care_home_id: Uuid,
        pub at: Timestamp,
        /// Beds that the registration allows.
        pub registered: i32,
        /// Beds that can be given to somebody, as they are marked today.
        pub in_service: i64,
        /// Beds with a resident, hospital and leave included: a stay past its expected end holds its bed.
        pub occupied: i64,
        /// Of those, with the resident in hospital.
        pub hospital: i64,
        /// Of those, with the resident on leave.
        pub leave: i64,
        /// Beds without a resident that are kept for one who is to come.
        pub reserved: i64,
        /// Beds in service that are neither.
        pub vacant: i64,
        /// Residents who live here and have no bed yet, after a transfer.
        pub without_bed: i64,
    }
}

row! {
    /// A bed that is free for the time that was asked for.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct OccupancyBedOut {
        pub id: Uuid,
        pub name: String,
        pub room_id: Uuid,
        pub room_name: String,
        pub unit_id: Uuid,
        pub unit_name: String,
        /// When the bed is next kept for somebody.
        pub next_taken_from: Option<Timestamp>,
    }
}

/// Which homes a caller may count.
macro_rules! counts {
    () => {
        "(t.organisation_id = (select app.org_read_in_full()) or t.id = any ((select app.managed_home_ids())::uuid[]))"
    };
}

statement! {
    /// The occupancy of a home at an instant.
    OCCUPANCY: (Uuid, Timestamp) -> OccupancyOut = concat!(
        "with held as ( \
             select s.bed_id, (select a.kind from public.resident_absences a where a.organisation_id = s.organisation_id \
                                  and a.client_id = s.client_id and a.archived_at is null and a.during @> $2 limit 1) as away \
               from public.bed_stays s \
              where s.organisation_id = (select app.organisation_id()) and s.care_home_id = $1 and s.archived_at is null \
                and ((s.status = 'live' and lower(s.during) <= $2 and (upper(s.during) is null or upper(s.during) > $2 or $2 <= now())) \
                  or (s.status = 'ended' and s.during @> $2))), \
         bed as ( \
             select b.id, exists (select from held h where h.bed_id = b.id) as held, \
                    exists (select from public.bed_stays s where s.organisation_id = b.organisation_id and s.bed_id = b.id \
                               and s.status = 'planned' and s.archived_at is null and (upper(s.during) is null or upper(s.during) > $2)) as kept \
               from public.beds b \
              where b.organisation_id = (select app.organisation_id()) and b.care_home_id = $1 and b.archived_at is null and b.state = 'in_service') \
         select t.id as care_home_id, $2 as at, t.registered_beds as registered, \
                (select count(*) from bed) as in_service, \
                (select count(*) from held h where h.bed_id is not null) as occupied, \
                (select count(*) from held h where h.bed_id is not null and h.away = 'hospital') as hospital, \
                (select count(*) from held h where h.bed_id is not null and h.away = 'leave') as leave, \
                (select count(*) from bed b where not b.held and b.kept) as reserved, \
                (select count(*) from bed b where not b.held and not b.kept) as vacant, \
                (select count(*) from held h where h.bed_id is null) as without_bed \
           from public.care_homes t where t.organisation_id = (select app.organisation_id()) and t.id = $1 and ",
        counts!());
    /// That the caller may count a home.
    COUNTS: (Uuid) -> There = concat!(
        "select t.id from public.care_homes t where t.organisation_id = (select app.organisation_id()) and t.id = $1 and ", counts!());
    /// The beds of a home that nobody has or is to have in a range. Somebody who has outstayed the
    /// expected end still has the bed.
    FREE_BEDS: (Uuid, Span) -> OccupancyBedOut = concat!(
        "select b.id, b.name, b.room_id, r.name as room_name, r.unit_id, u.name as unit_name, \
                (select min(lower(s.during)) from public.bed_stays s where s.organisation_id = b.organisation_id and s.bed_id = b.id \
                    and s.archived_at is null and s.status = 'planned' and lower(s.during) >= lower($2)) as next_taken_from \
           from public.care_homes t \
           join public.beds b on b.organisation_id = t.organisation_id and b.care_home_id = t.id \
           join public.rooms r on r.organisation_id = b.organisation_id and r.care_home_id = b.care_home_id and r.id = b.room_id \
           join public.units u on u.organisation_id = r.organisation_id and u.care_home_id = r.care_home_id and u.id = r.unit_id \
          where t.organisation_id = (select app.organisation_id()) and t.id = $1 and b.archived_at is null and b.state = 'in_service' \
            and not exists (select from public.bed_stays s where s.organisation_id = b.organisation_id and s.bed_id = b.id \
                and s.archived_at is null and s.status <> 'cancelled' \
                and (s.during && $2 or (s.status = 'live' and upper(s.during) <= now()))) \
            and ", counts!(),
        " order by u.position, u.name, r.position, r.name, b.name, b.id");
}

const NOW: Doc = Doc::read("get_occupancy", "The beds of a home at an instant")
    .says("Counted from stays as they are known now; `at` may lie in the past or, as far as it is planned, ahead.")
    .refuses(&[Code::Forbidden]);
const FREE: Doc = Doc::read("list_free_beds", "Beds of a home that are free for a time")
    .says("Without `until` the bed is asked for without an end; respite and day care need one.")
    .refuses(&[Code::Forbidden]);

/// Occupancy.
pub fn routes() -> Routes<App> {
    Routes::new("occupancy").get("/api/v1/care-homes/{id}/occupancy", &NOW, occupancy).get(
        "/api/v1/care-homes/{id}/free-beds",
        &FREE,
        free_beds,
    )
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OccupancyAt {
    /// Default now.
    #[param(value_type = Option<String>, format = "date-time")]
    at: Option<Instant>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct FreeFor {
    /// Default now.
    #[param(value_type = Option<String>, format = "date-time")]
    from: Option<Instant>,
    #[param(value_type = Option<String>, format = "date-time")]
    until: Option<Instant>,
    /// Default `permanent`.
    kind: Option<StayKind>,
}

async fn occupancy(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(home): PathId,
    QueryOf(query): QueryOf<OccupancyAt>,
) -> Handled<Answer<OccupancyOut>> {
    let at = query.at.map_or_else(times::now, |at| at.0);
    let (there, rows) = app.db.read(&me, (HOME_THERE.with((home,)), OCCUPANCY.with((home, at)))).await?;
    there.one()?;
    Ok(Answer::of(rows.into_iter().next().ok_or(Code::Forbidden)?))
}

async fn free_beds(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(home): PathId,
    QueryOf(query): QueryOf<FreeFor>,
) -> Handled<Page<OccupancyBedOut>> {
    let from = query.from.map_or_else(times::now, |at| at.0);
    let until = query.until.map(|at| at.0);
    let mut checks = Checks::new();
    let ends = matches!(query.kind, Some(StayKind::Respite | StayKind::RollingRespite | StayKind::DayCare));
    checks.that(
        until.is_some() || !ends,
        "until",
        "required",
        "Say until when; this kind of stay has an end.",
    );
    checks.that(until.is_none_or(|until| until > from), "until", "range", "Give a time after the beginning.");
    checks.finish()?;
    let span = Span { from: Some(from), until };
    let calls = (HOME_THERE.with((home,)), COUNTS.with((home,)), FREE_BEDS.with((home, span)));
    let (there, counts, beds) = app.db.read(&me, calls).await?;
    there.one()?;
    counts.into_iter().next().ok_or(Code::Forbidden)?;
    Ok(Page::whole(beds))
}
