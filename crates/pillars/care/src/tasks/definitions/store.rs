//! The SQL of task definitions.

use almoner_pg::{Json, constraints, row, statement, updates};
use almoner_web::{Made, There};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::Serialize;
use uuid::Uuid;

use super::model::{NextTimeOut, TaskDefinitionIn, TaskDefinitionOut, Times};
use crate::tasks::words::{TaskDefinitionKind, TaskDomain};

macro_rules! definition {
    ($rest:expr) => {
        concat!(
            "select t.id, t.version, t.client_id, t.care_home_id, t.care_plan_version_id, t.lineage_id, t.domain, t.title, t.instructions, t.kind, \
                t.every_days, to_jsonb(t.weekdays) as weekdays, t.starts_on, t.ends_on, to_jsonb(t.times) as times, t.due_minutes, t.missed_minutes, \
                t.min_interval_minutes, t.max_per_day, t.effect_minutes, t.people, t.assignee_id, an.name as assignee_name, t.shift_template_id, s.name as shift_name, \
                t.named_only, t.position, t.created_at, t.archived_at, \
                array_remove(array[ \
                    case when t.archived_at is null and m.draft and m.runs then 'update' end, \
                    case when t.archived_at is null and m.active and m.writes then 'amend' end, \
                    case when t.archived_at is null and m.draft and m.runs then 'archive' end, \
                    case when t.archived_at is not null and m.draft and m.runs then 'restore' end \
                ], null) as can \
             from public.care_task_definitions t \
             left join public.people_names an on an.organisation_id = t.organisation_id and an.profile_id = t.assignee_id \
             left join public.shift_templates s on s.organisation_id = t.organisation_id and s.id = t.shift_template_id \
             left join public.care_plan_versions v on v.organisation_id = t.organisation_id and v.id = t.care_plan_version_id \
             cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
             cross join lateral (select w.writes, w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
                 v.status = 'draft' as draft, v.status = 'active' as active offset 0) m \
             where t.organisation_id = (select app.organisation_id()) and ",
            $rest,
            " /* never null: times */"
        )
    };
}

row! {
    /// A resident's version of a plan.
    #[derive(Clone, Copy, Debug)]
    pub struct OfVersion { pub id: Uuid, pub client_id: Uuid }
}

statement! {
    /// One definition.
    pub DEFINITION: (Uuid) -> TaskDefinitionOut = definition!("t.id = $1");
    /// Those of a version of a plan, present or archived, in their order.
    pub OF_VERSION: (Uuid, bool) -> TaskDefinitionOut =
        definition!("t.care_plan_version_id = $1 and (t.archived_at is not null) = $2 order by t.position, t.id limit 500");
    /// That a version is there for the caller.
    pub VERSION_THERE: (Uuid) -> OfVersion =
        "select v.id, v.client_id from public.care_plan_versions v where v.organisation_id = (select app.organisation_id()) and v.id = $1";
    /// That a definition is there for the caller.
    pub DEFINITION_THERE: (Uuid) -> There =
        "select t.id from public.care_task_definitions t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    pub ADD: (Uuid, Uuid, Json<NewDefinition>) -> Made =
        "insert into public.care_task_definitions (organisation_id, client_id, care_plan_version_id, lineage_id, domain, title, instructions, kind, \
            every_days, weekdays, starts_on, ends_on, times, due_minutes, missed_minutes, min_interval_minutes, max_per_day, effect_minutes, people, \
            assignee_id, shift_template_id, named_only, position) \
         select (select app.organisation_id()), $1, $2, coalesce(r.lineage_id, app.new_id()), r.domain, r.title, r.instructions, r.kind, \
            r.every_days, r.weekdays, r.starts_on, r.ends_on, r.times, r.due_minutes, r.missed_minutes, r.min_interval_minutes, r.max_per_day, r.effect_minutes, r.people, \
            r.assignee_id, r.shift_template_id, r.named_only, r.position \
           from jsonb_to_record($3) as r (lineage_id uuid, domain text, title text, instructions text, kind text, every_days int, weekdays int[], \
            starts_on date, ends_on date, times time[], due_minutes int, missed_minutes int, min_interval_minutes int, max_per_day int, effect_minutes int, people int, \
            assignee_id uuid, shift_template_id uuid, named_only boolean, position int) returning id";
    /// The next ten times from a moment on, as the hourly run would make them, of the home that holds the
    /// resident. Looked for over ten rounds of weeks, ten years at most.
    pub NEXT: (Uuid, Option<Timestamp>) -> NextTimeOut =
        "select o.care_day, to_char(o.due_from at time zone h.time_zone, 'YYYY-MM-DD\"T\"HH24:MI') as local, o.due_from, w.due_by, \
            w.due_by + d.missed_minutes * interval '1 minute' as missed_after \
         from public.care_task_definitions d \
         join public.clients c on c.organisation_id = d.organisation_id and c.id = d.client_id \
         cross join lateral (select x.time_zone, x.care_day_starts from public.care_homes x \
             where x.organisation_id = d.organisation_id and x.id in (c.holding_home_id, d.care_home_id) \
             order by x.id = c.holding_home_id desc limit 1) h \
         cross join lateral (select greatest(coalesce($2, now()), (d.starts_on - 1)::timestamp at time zone h.time_zone) as at) f \
         cross join lateral app.occurrences(d, h.time_zone, h.care_day_starts, f.at, f.at + least(d.every_days * 78, 3700) * interval '1 day') o \
         cross join lateral (select o.due_from + d.due_minutes * interval '1 minute' as due_by) w \
         where d.organisation_id = (select app.organisation_id()) and d.id = $1 and d.kind <> 'as_needed' \
         order by o.due_from limit 10 /* never null: care_day, local, due_from, due_by, missed_after */";
}

/// What is stored of a new definition.
#[derive(Clone, Debug, Serialize)]
pub struct NewDefinition {
    lineage_id: Option<Uuid>,
    domain: TaskDomain,
    title: String,
    instructions: Option<String>,
    kind: TaskDefinitionKind,
    every_days: i32,
    weekdays: Option<Vec<i32>>,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
    times: Vec<Time>,
    due_minutes: i32,
    missed_minutes: i32,
    min_interval_minutes: Option<i32>,
    max_per_day: Option<i32>,
    effect_minutes: Option<i32>,
    people: i32,
    assignee_id: Option<Uuid>,
    shift_template_id: Option<Uuid>,
    named_only: bool,
    position: i32,
}

impl From<TaskDefinitionIn> for NewDefinition {
    /// What was checked before.
    fn from(new: TaskDefinitionIn) -> Self {
        Self {
            lineage_id: new.lineage_id,
            domain: new.domain,
            title: new.title,
            instructions: new.instructions,
            kind: new.kind.unwrap_or(TaskDefinitionKind::Scheduled),
            every_days: new.every_days.unwrap_or(1),
            weekdays: new.weekdays,
            starts_on: new.starts_on.map(|day| day.0),
            ends_on: new.ends_on.map(|day| day.0),
            times: new.times,
            due_minutes: new.due_minutes.unwrap_or(60),
            missed_minutes: new.missed_minutes.unwrap_or(60),
            min_interval_minutes: new.min_interval_minutes,
            max_per_day: new.max_per_day,
            effect_minutes: new.effect_minutes,
            people: new.people.unwrap_or(1),
            assignee_id: new.assignee_id,
            shift_template_id: new.shift_template_id,
            named_only: new.named_only.unwrap_or(false),
            position: new.position.unwrap_or(0),
        }
    }
}

updates! {
    "care_task_definitions" { domain: &'static str, title: String, instructions: Option<String>, kind: &'static str, every_days: i32,
        weekdays: Option<Vec<i32>>, starts_on: Option<Date>, ends_on: Option<Date>, times: Times, due_minutes: i32, missed_minutes: i32,
        min_interval_minutes: Option<i32>, max_per_day: Option<i32>, effect_minutes: Option<i32>, people: i32, assignee_id: Option<Uuid>, shift_template_id: Option<Uuid>,
        named_only: bool, position: i32 } archives;
}

constraints! {
    "care_task_definitions_whose" => Invalid, "shift_template_id", "not_possible", "Give it to a person or to a shift, not to both.";
    "care_task_definitions_organisation_id_care_plan_version_id_l_key" => Duplicate, "lineage_id", "taken", "This version has that piece of care already.";
}
