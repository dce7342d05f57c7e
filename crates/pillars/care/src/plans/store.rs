//! The SQL of plans and their versions.

use almoner_pg::{Changed, Json, constraints, statement, updates};
use almoner_web::Made;
use uuid::Uuid;

use crate::plans::model::{CarePlanVersionBrief, CarePlanVersionOut, PlanRow, TasksTouched};
use crate::plans::sections::CarePlanSections;

/// A version `t` without its sections, and what the reader may do with it. Publishing over another
/// version than it was based on, and one's own under the two-person rule, is not offered.
macro_rules! version_columns {
    () => {
        "t.id, t.version, t.client_id, t.care_plan_id, t.number, t.kind, t.status, \
         array(select k from jsonb_object_keys(t.sections) k order by k) as domains, \
         t.change_reason, t.consent_note, t.based_on_id, t.submitted_at, t.submitted_by, sn.name as submitted_by_name, \
         t.published_at, t.published_by, pn.name as published_by_name, lower(t.effective) as effective_from, upper(t.effective) as effective_until, \
         t.created_at, t.created_by, cn.name as created_by_name, t.updated_at, t.archived_at, \
         array_remove(array[ \
             case when m.draft and m.runs then 'update' end, \
             case when m.draft and m.runs and t.sections <> '{}' then 'submit' end, \
             case when m.review and m.writes then 'send_back' end, \
             case when ((m.review and m.writes and t.kind = 'full') or (m.initial and m.runs and t.based_on_id is null)) and p.archived_at is null \
                 and t.based_on_id is not distinct from (select a.id from public.care_plan_versions a \
                     where a.organisation_id = t.organisation_id and a.client_id = t.client_id and a.status = 'active') \
                 and not (m.me = any (t.author_ids) and (select app.two_person_publish())) then 'publish' end, \
             case when (m.draft or m.review) and m.writes then 'withdraw' end, \
             case when t.status = 'active' and t.archived_at is null and m.writes then 'cease' end \
         ], null) as can"
    };
}

/// From the version `t`: its plan, the people, and what the reader may do.
macro_rules! version_joins {
    () => {
        " join public.care_plans p on p.organisation_id = t.organisation_id and p.id = t.care_plan_id \
          left join public.people_names sn on sn.organisation_id = t.organisation_id and sn.profile_id = t.submitted_by \
          left join public.people_names pn on pn.organisation_id = t.organisation_id and pn.profile_id = t.published_by \
          left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
          cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
          cross join lateral (select w.writes, w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
              t.status = 'draft' and t.archived_at is null as draft, t.status = 'in_review' and t.archived_at is null as review, \
              t.kind = 'initial' and t.status in ('draft', 'in_review') and t.archived_at is null and t.sections <> '{}' as initial, \
              (select app.profile_id()) as me offset 0) m \
          where t.organisation_id = (select app.organisation_id()) and "
    };
}
pub(crate) use {version_columns, version_joins};

macro_rules! version {
    ($rest:expr) => {
        concat!(
            "select ",
            version_columns!(),
            ", t.sections from public.care_plan_versions t",
            version_joins!(),
            $rest
        )
    };
}
pub(crate) use version;

statement! {
    /// One version.
    pub VERSION: (Uuid) -> CarePlanVersionOut = version!("t.id = $1");
    /// What lives of the plan of a resident: the active version, drafts and those in review.
    pub VERSIONS_NOW: (Uuid) -> CarePlanVersionOut = version!(
        "t.client_id = $1 and t.status in ('draft', 'in_review', 'active') and t.archived_at is null \
         and t.care_plan_id = (select x.id from public.care_plans x where x.organisation_id = t.organisation_id and x.client_id = $1 \
             order by x.archived_at is null desc, x.id desc limit 1) \
         order by t.number desc limit 50");
    /// Every version that a resident ever had, the newest first, without sections.
    pub VERSIONS_OF: (Uuid, bool) -> CarePlanVersionBrief = concat!(
        "select ", version_columns!(), " from public.care_plan_versions t", version_joins!(),
        "t.client_id = $1 and (t.archived_at is not null) = $2 order by t.created_at desc, t.number desc, t.id desc limit 500");
    /// The living plan of a resident, or the last one.
    pub PLAN_OF: (Uuid) -> PlanRow =
        "select t.id, t.version, t.client_id, t.review_cycle_days, t.note, t.created_at, t.created_by, cn.name as created_by_name, t.archived_at, \
             array_remove(array[case when t.archived_at is null and (t.client_id = any ((select app.writable_client_ids())::uuid[]) \
                 or t.client_id = any ((select app.senior_client_ids())::uuid[])) then 'start_version' end, \
             case when app.initial_plan_fits(t.client_id) then 'start_initial' end], null) as can \
           from public.care_plans t \
           left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
          where t.organisation_id = (select app.organisation_id()) and t.client_id = $1 \
          order by t.archived_at is null desc, t.id desc limit 1";
    /// A plan is begun.
    pub ADD_PLAN: (Uuid, Option<i32>, Option<String>) -> Made =
        "insert into public.care_plans (organisation_id, client_id, review_cycle_days, note) \
         values (app.organisation_id(), $1, $2, $3) returning id";
    /// The first draft of the plan that a resident has now.
    pub ADD_FIRST: (Uuid, Option<String>, Option<String>) -> Made =
        "insert into public.care_plan_versions (organisation_id, client_id, care_plan_id, change_reason, consent_note) \
         select p.organisation_id, p.client_id, p.id, $2, $3 from public.care_plans p \
          where p.organisation_id = (select app.organisation_id()) and p.client_id = $1 and p.archived_at is null returning id";
    /// A draft of a plan with the sections of another version, or with none.
    pub ADD_DRAFT: (Uuid, Option<Uuid>, Option<String>, Option<String>) -> Made =
        "insert into public.care_plan_versions (organisation_id, client_id, care_plan_id, sections, change_reason, consent_note) \
         select p.organisation_id, p.client_id, p.id, coalesce((select v.sections from public.care_plan_versions v \
             where v.organisation_id = p.organisation_id and v.client_id = p.client_id and v.id = $2), '{}'), $3, $4 \
           from public.care_plans p where p.organisation_id = (select app.organisation_id()) and p.id = $1 returning id";
    /// Begins an initial plan, by who runs the shift; why.
    pub BEGIN_INITIAL: (Uuid, Option<String>) -> Made =
        "select app.begin_initial_plan($1, $2) as id /* never null: id (it refuses otherwise) */";
    /// Publishes an initial plan as it was read, by who runs the shift.
    pub PUBLISH_INITIAL: (Uuid, i32) -> Changed =
        "select x.id, x.version from app.publish_initial_plan($1, $2) x /* never null: id, version (of a version) */";
    /// The tasks of another version, for the draft of this plan that this transaction began. Whose they
    /// are stays, where that is still somebody, or a shift, of the home.
    pub COPY_TASKS: (Uuid, Option<Uuid>) -> Made =
        "insert into public.care_task_definitions (organisation_id, client_id, care_plan_version_id, lineage_id, domain, title, instructions, kind, \
             every_days, weekdays, starts_on, ends_on, times, due_minutes, missed_minutes, min_interval_minutes, max_per_day, effect_minutes, people, \
             assignee_id, shift_template_id, named_only, position) \
         select d.organisation_id, d.client_id, v.id, d.lineage_id, d.domain, d.title, d.instructions, d.kind, d.every_days, d.weekdays, d.starts_on, \
                d.ends_on, d.times, d.due_minutes, d.missed_minutes, d.min_interval_minutes, d.max_per_day, d.effect_minutes, d.people, a.id, s.id, \
                d.named_only and a.id is not null, d.position \
           from public.care_plan_versions v \
           join public.care_task_definitions d on d.organisation_id = v.organisation_id and d.client_id = v.client_id \
            and d.care_plan_version_id = $2 and d.archived_at is null \
           left join lateral (select d.assignee_id as id where d.assignee_id = any ((select app.visible_profile_ids())::uuid[])) a on true \
           left join lateral (select x.id from public.shift_templates x \
                join public.clients c on c.organisation_id = x.organisation_id and c.holding_home_id = x.care_home_id and c.id = d.client_id \
               where x.organisation_id = d.organisation_id and x.id = d.shift_template_id and x.archived_at is null) s on true \
          where v.organisation_id = (select app.organisation_id()) and v.care_plan_id = $1 and v.status = 'draft' \
            and v.created_at = now() and v.created_by = (select app.profile_id()) \
          returning id";
    /// What this transaction made of the tasks of a resident.
    pub TASKS_TOUCHED: (Uuid) -> TasksTouched =
        "select count(*) filter (where t.status = 'cancelled' and t.status_reason = 'plan_changed' and t.updated_at = now()) as cancelled, \
                count(*) filter (where t.created_at = now()) as made /* never null: cancelled, made */ \
           from public.care_plan_tasks t where t.organisation_id = (select app.organisation_id()) and t.client_id = $1 and t.due_from > now()";
}

updates! {
    "care_plan_versions" { sections: Json<CarePlanSections>, change_reason: Option<String>, consent_note: Option<String>,
        based_on_id: Option<Uuid>, status: &'static str };
}

constraints! {
    "care_plans_live" => Duplicate, "", "", "The resident has a living plan already. Begin a new version of it.";
}
