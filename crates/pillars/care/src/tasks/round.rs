//! What a carer needs for now, in one answer and one wait for the database.

use almoner_kernel::{Code, Error};
use almoner_pg::{Json, One, row, statement};
use almoner_web::{Answer, App, Doc, Handled, IfNoneMatch, QueryOf, Routes, SignedIn, content_tag};
use axum::extract::State;
use http::header::ETAG;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::words::{RoundPlan, RoundState, TaskDomain, TaskKind, TaskStatus};

const ROUND: Doc = Doc::read("get_round", "What a carer needs for now in a home")
    .says("Residents with their alerts, and tasks that are overdue, may be done now, begin within two hours, or wait for a second \
           person. At most 300 residents, 1000 alerts and 500 tasks, the most urgent first; `complete` says whether that was all. \
           Send `If-None-Match`: 304 when nothing changed but the clock.")
    .refuses(&[Code::NotFound]);

/// Rows at most; a home has 40 to 120 residents.
const RESIDENTS: usize = 300;
const ALERTS: usize = 1000;
const TASKS: usize = 500;

pub fn routes() -> Routes<App> {
    Routes::new("tasks").get("/api/v1/round", &ROUND, round)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct RoundOf {
    /// Default: the one home that you work in or manage.
    home: Option<Uuid>,
}

row! {
    /// The home of a round, and where its clock stands.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RoundHomeOut {
        pub id: Uuid,
        pub name: String,
        pub time_zone: String,
        /// The date on which the shift of now began, by the home's start of the care day.
        pub care_day: Date,
        /// Up to when all tasks of the plans are made. Less than 4 hours ahead: the list may be incomplete, use the plan. Empty: not known.
        pub tasks_ready_until: Option<Timestamp>,
        /// When the next task after these begins.
        pub next_due_from: Option<Timestamp>,
        /// The shift that you are on.
        #[schema(value_type = Option<RoundShiftOut>)]
        pub shift: Option<Json<RoundShiftOut>>,
        /// What you have started; empty while you have not. You see and record the same either way.
        #[schema(value_type = Option<RoundDutyOut>)]
        pub duty: Option<Json<RoundDutyOut>>,
        /// The latest handover of the home, within a day, that you have not taken in. A pass for one shift begins with it.
        pub handover_unread: Option<Uuid>,
    }
}

/// What the caller is on now, in this home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoundDutyOut {
    pub id: Uuid,
    pub version: i32,
    /// Empty: the whole home.
    pub unit_id: Option<Uuid>,
    pub since: Timestamp,
}

/// The shift that the caller is on now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoundShiftOut {
    pub assignment_id: Uuid,
    pub template_id: Option<Uuid>,
    pub name: Option<String>,
    pub from: Timestamp,
    pub until: Timestamp,
}

row! {
    /// A resident on the round.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RoundResidentOut {
        pub id: Uuid,
        /// What people call them, with the family name.
        pub name: String,
        pub unit_id: Option<Uuid>,
        pub unit_name: Option<String>,
        pub room_name: Option<String>,
        /// Their current photograph.
        pub photo_id: Option<Uuid>,
        /// `current`, `hospital` or `on_leave`.
        pub status: String,
        /// `not_asked`, `none_known` or `recorded`: an empty list of alerts never stands for "none known".
        pub allergy_state: String,
        /// What care is given by. Of `asleep` and `needs_change` no task is made until somebody who runs the shift says that the
        /// plan is right; `none`: nobody has written one. The alerts stand either way.
        pub plan: RoundPlan,
        /// You look after this resident on the shift: first on the round. Nobody is kept from anybody by it.
        pub allocated_to_me: bool,
    }
}

row! {
    /// An alert of a resident on the round: what has not ended, checked or not.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RoundAlertOut {
        pub id: Uuid,
        pub client_id: Uuid,
        pub kind: String,
        pub detail: Option<String>,
        pub reaction: Option<String>,
        pub severity: Option<String>,
        /// `proposed`: not yet checked.
        pub status: String,
    }
}

row! {
    /// A task on the round.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RoundTaskOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        /// The as-needed task whose effect this looks at; its record says the effect in `note`.
        pub follows_task_id: Option<Uuid>,
        pub state: RoundState,
        pub kind: TaskKind,
        pub domain: Option<TaskDomain>,
        pub title: String,
        pub instructions: Option<String>,
        pub people: i32,
        pub due_from: Timestamp,
        pub due_by: Timestamp,
        pub missed_after: Timestamp,
        pub status: TaskStatus,
        pub assignee_id: Option<Uuid>,
        pub assignee_name: Option<String>,
        pub shift_template_id: Option<Uuid>,
        pub named_only: bool,
        pub claimed_by: Option<Uuid>,
        pub claimed_by_name: Option<String>,
        pub note: Option<String>,
        pub last_ordinal: i32,
        pub awaits_confirmation: bool,
        /// Assigned to you, claimed by you, or of the shift that you are on: for the order of the screen.
        pub mine: bool,
    }
}

/// What a carer needs for now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundOut {
    /// The clock of the server. A device whose clock is more than 10 minutes ahead can't record.
    pub server_time: Timestamp,
    pub home: RoundHomeOut,
    pub residents: Vec<RoundResidentOut>,
    pub alerts: Vec<RoundAlertOut>,
    pub tasks: Vec<RoundTaskOut>,
    /// Whether these are all residents, alerts and tasks.
    pub complete: bool,
}

/// The home that is meant: the one that was named, or the only one of the caller. None where it is not said.
macro_rules! of_home {
    () => {
        "with asked as materialized (select coalesce($1, case when cardinality(h.mine) = 1 then h.mine[1] end) as id \
            from (select array(select distinct x.id from unnest((select app.visible_home_ids())::uuid[]) x (id)) as mine) h) "
    };
}

statement! {
    HOME: (Option<Uuid>) -> RoundHomeOut = concat!(of_home!(),
        "select h.id, h.name, h.time_zone, app.care_day(now(), h.time_zone, h.care_day_starts) as care_day, \
            app.tasks_ready_until(h.id) as tasks_ready_until, \
            (select min(t.due_from) from public.care_plan_tasks t where t.organisation_id = h.organisation_id and t.care_home_id = h.id \
                and t.status = 'due' and t.archived_at is null and t.due_from > now() + interval '2 hours' \
                and t.due_from < now() + interval '8 days') as next_due_from, \
            (select jsonb_build_object('assignment_id', a.id, 'template_id', a.template_id, 'name', s.name, 'from', lower(a.during), 'until', upper(a.during)) \
               from public.shift_assignments a \
               left join public.shift_templates s on s.organisation_id = a.organisation_id and s.id = a.template_id \
              where a.organisation_id = h.organisation_id and a.care_home_id = h.id and a.profile_id = (select app.profile_id()) \
                and a.archived_at is null and a.status in ('accepted', 'published', 'confirmed', 'worked') \
                and a.starts_at > now() - interval '3 days' and a.during @> now() \
              order by a.starts_at desc limit 1) as shift, \
            (select jsonb_build_object('id', d.id, 'version', d.version, 'unit_id', d.unit_id, 'since', d.started_at) \
               from public.duty_periods d \
              where d.organisation_id = h.organisation_id and d.care_home_id = h.id and d.profile_id = (select app.profile_id()) \
                and d.ended_at is null and d.archived_at is null and d.started_at > now() - interval '16 hours' limit 1) as duty, \
            app.handover_unread(h.id) as handover_unread \
         from asked join public.care_homes h on h.organisation_id = (select app.organisation_id()) and h.id = asked.id \
         where h.archived_at is null \
         /* never null: care_day */");
    RESIDENTS_OF: (Option<Uuid>, i64) -> RoundResidentOut = concat!(of_home!(),
        "select c.id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as name, u.id as unit_id, u.name as unit_name, \
            r.name as room_name, \
            (select p.id from public.client_photos p where p.organisation_id = c.organisation_id and p.client_id = c.id \
                and p.archived_at is null) as photo_id, c.status, \
            case when exists (select from public.client_alerts a where a.organisation_id = c.organisation_id and a.client_id = c.id \
                     and a.kind = 'allergy' and not a.none_known and a.archived_at is null and a.status <> 'ended') then 'recorded' \
                 when exists (select from public.client_alerts a where a.organisation_id = c.organisation_id and a.client_id = c.id \
                     and a.none_known and a.archived_at is null and a.status <> 'ended') then 'none_known' \
                 else 'not_asked' end as allergy_state, \
            case when v.id is null then 'none' when z.id is not null then coalesce(z.verdict, 'asleep') else v.kind end as plan, \
            c.id = any (m.ids) as allocated_to_me \
         from asked \
         cross join lateral (select array(select a.client_id from public.care_homes h \
             join public.allocation_lists l on l.organisation_id = h.organisation_id and l.care_home_id = h.id \
              and l.care_day = app.care_day(now(), h.time_zone, h.care_day_starts) \
             join public.resident_allocations a on a.organisation_id = l.organisation_id and a.list_id = l.id \
            where h.organisation_id = (select app.organisation_id()) and h.id = asked.id \
              and a.profile_id = (select app.profile_id()) and a.replaced_at is null) as ids offset 0) m \
         join public.clients c on c.organisation_id = (select app.organisation_id()) and c.holding_home_id = asked.id \
         left join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id \
         left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
         left join public.units u on u.organisation_id = r.organisation_id and u.id = r.unit_id \
         left join public.care_plan_versions v on v.organisation_id = c.organisation_id and v.client_id = c.id and v.status = 'active' \
         left join public.care_plan_sleeps z on z.organisation_id = c.organisation_id and z.client_id = c.id and z.status = 'asleep' \
         where c.archived_at is null and c.status in ('current', 'hospital', 'on_leave') \
         order by c.id = any (m.ids) desc, u.position nulls last, u.id, r.position nulls last, r.id, c.id limit $2 \
         /* never null: name, plan, allocated_to_me */");
    ALERTS_OF: (Option<Uuid>, i64) -> RoundAlertOut = concat!(of_home!(),
        "select a.id, a.client_id, a.kind, a.detail, a.reaction, a.severity, a.status \
         from asked join public.clients c on c.organisation_id = (select app.organisation_id()) and c.holding_home_id = asked.id \
         join public.client_alerts a on a.organisation_id = c.organisation_id and a.client_id = c.id \
         where c.archived_at is null and c.status in ('current', 'hospital', 'on_leave') \
           and a.archived_at is null and a.status <> 'ended' and not a.none_known \
         order by array_position(array['life_threatening', 'severe', 'moderate', 'mild'], a.severity) nulls last, \
            array_position(array['allergy', 'choking', 'diet_texture', 'falls', 'dnacpr_respect', 'dols', 'infection', \
                'communication', 'moving_handling', 'other'], a.kind), a.id limit $2");
    TASKS_OF: (Option<Uuid>, i64) -> RoundTaskOut = concat!(of_home!(),
        ", found as materialized ( \
            (select t.* from asked join public.care_plan_tasks t on t.organisation_id = (select app.organisation_id()) and t.care_home_id = asked.id \
              where t.status = 'due' and t.archived_at is null and t.due_from <= now() + interval '2 hours' order by t.due_by, t.id limit $2) \
            union all \
            (select t.* from asked join public.care_plan_tasks t on t.organisation_id = (select app.organisation_id()) and t.care_home_id = asked.id \
              where t.awaits_confirmation and t.archived_at is null and t.due_from between now() - interval '24 hours' and now() + interval '2 hours' \
              order by t.due_from, t.id limit $2)) \
         select t.id, t.version, t.client_id, t.follows_task_id, \
            case when t.awaits_confirmation then 'awaits_confirmation' when t.due_by <= now() then 'overdue' \
                 when t.due_from <= now() then 'now' else 'next' end as state, \
            t.kind, t.domain, t.title, d.instructions, t.people, t.due_from, t.due_by, t.missed_after, t.status, \
            t.assignee_id, an.name as assignee_name, t.shift_template_id, t.named_only, t.claimed_by, ln.name as claimed_by_name, t.note, \
            t.last_ordinal, t.awaits_confirmation, \
            coalesce(t.assignee_id = m.me or t.claimed_by = m.me, false) or t.id = any (m.shifts) as mine \
         from found t \
         cross join (select (select app.profile_id()) as me, (select app.task_ids_of_my_shifts())::uuid[] as shifts) m \
         left join public.care_task_definitions d on d.organisation_id = t.organisation_id and d.id = t.definition_id \
         left join public.people_names an on an.organisation_id = t.organisation_id and an.profile_id = t.assignee_id \
         left join public.people_names ln on ln.organisation_id = t.organisation_id and ln.profile_id = t.claimed_by \
         order by t.due_by, t.id limit $2 \
         /* never null: id, version, client_id, kind, title, people, due_from, due_by, missed_after, status, named_only, last_ordinal, awaits_confirmation, mine */");
}

async fn round(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<RoundOf>,
    held: IfNoneMatch,
) -> Handled<Answer<RoundOut>> {
    // One more than is shown tells whether there is more.
    let more = |most: usize| i64::try_from(most + 1).unwrap_or(i64::MAX);
    let home = query.home;
    let calls = (
        HOME.with((home,)),
        RESIDENTS_OF.with((home, more(RESIDENTS))),
        ALERTS_OF.with((home, more(ALERTS))),
        TASKS_OF.with((home, more(TASKS))),
    );
    let (homes, mut residents, mut alerts, mut tasks) = app.db.read(&me, calls).await?;
    if homes.is_empty() && home.is_none() {
        return Err(Error::field(
            "home",
            "required",
            "Say which of your homes: `GET /api/v1/session` names them.",
        )
        .into());
    }
    let home = homes.one()?;
    let complete = residents.len() <= RESIDENTS && alerts.len() <= ALERTS && tasks.len() <= TASKS;
    residents.truncate(RESIDENTS);
    alerts.truncate(ALERTS);
    tasks.truncate(TASKS);
    let content = serde_json::to_vec(&(&home, &residents, &alerts, &tasks)).map_err(Error::internal)?;
    let round = RoundOut { server_time: Timestamp::now(), home, residents, alerts, tasks, complete };
    Ok(Answer::of(round).header(ETAG, content_tag(&content)).unless_held(&held))
}
