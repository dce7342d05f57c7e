//! Reading tasks: the list across homes, and one with its records.

use almoner_kernel::Code;
use almoner_pg::{Branch, Filter, List, One, Sort, lists, statement};
use almoner_web::{
    Answer, App, Commas, Doc, Filters, Handled, IfNoneMatch, Instant, ListQuery, Page, PathId, Record,
    Routes, SignedIn,
};
use axum::extract::State;
use serde::Deserialize;
use tokio_postgres::types::Type;
use utoipa::IntoParams;
use uuid::Uuid;

use super::columns::{task, task_columns, task_joins};
use super::model::{TaskOut, TaskPageOut, TaskRecordOut};
use super::words::{TaskKind, TaskStatus};

const LIST: Doc = Doc::read("list_tasks", "Tasks of residents that you may see").says(
    "The last to begin first, unless `sort=due_from` says otherwise. What a carer needs for now is `GET /api/v1/round`.",
);
const ONE: Doc = Doc::read("get_task", "A task with its records")
    .says("The ETag is of the task. A record that arrives makes another version of it.");

pub fn routes() -> Routes<App> {
    Routes::new("tasks").get("/api/v1/tasks", &LIST, list).get("/api/v1/tasks/{id}", &ONE, one)
}

macro_rules! record_columns {
    () => {
        "select r.id, r.task_id, r.ordinal, \
            case when r.outcome = 'done' and t.kind = 'prompt' then 'mar_checked' else r.outcome end as outcome, \
            r.confirms_ordinal, r.reason, r.note, r.measures, r.occurred_at, r.device_at, r.recorded_at, r.author_id, n.name as author_name, \
            case when r.claimed_author_id is not null then jsonb_build_object('id', r.claimed_author_id, 'name', cn.name) end as claimed_author, r.late \
         from public.care_task_records r \
         join public.care_plan_tasks t on t.organisation_id = r.organisation_id and t.id = r.task_id \
         left join public.people_names n on n.organisation_id = r.organisation_id and n.profile_id = r.author_id \
         left join public.people_names cn on cn.organisation_id = r.organisation_id and cn.profile_id = r.claimed_author_id \
         where r.organisation_id = (select app.organisation_id()) and "
    };
}
pub(crate) use record_columns;

statement! {
    /// One task.
    pub TASK: (Uuid) -> TaskOut = task!("t.id = $1");
    /// The records of a task, in order.
    pub RECORDS: (Uuid) -> TaskRecordOut = concat!("select * from (", record_columns!(), "r.task_id = $1 order by r.ordinal desc limit 200) x order by x.ordinal");
}

/// Filters of the list of tasks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct TaskFilters {
    /// Due in this home.
    home: Option<Uuid>,
    /// Of this resident.
    client: Option<Uuid>,
    /// Several, separated by commas.
    #[param(value_type = Vec<TaskStatus>, required = false, style = Form, explode = false)]
    status: Option<Commas<TaskStatus>>,
    kind: Option<TaskKind>,
    /// Begins at this instant or later.
    from: Option<Instant>,
    /// Begins before this instant.
    to: Option<Instant>,
    /// Assigned to you, or claimed by you.
    mine: Option<bool>,
}

impl Filters for TaskFilters {
    const SORTS: &'static [&'static str] = &["-due_from", "due_from"];
    const ARCHIVED: bool = true;
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<TaskFilters>,
) -> Handled<Page<TaskOut>> {
    let filters = &query.filters;
    if let (Some(Instant(from)), Some(Instant(to))) = (filters.from, filters.to)
        && to <= from
    {
        return Err(almoner_kernel::Error::field("to", "range", "Give an instant after `from`.").into());
    }
    let statuses = filters.status.as_ref().map(|all| all.0.iter().map(|s| s.as_str().to_owned()).collect());
    let list = if query.archived { &ARCHIVED_TASKS } else { &TASKS };
    let tasks = list
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", filters.home)
        .filter("client", filters.client)
        .filter::<Vec<String>>("status", statuses)
        .filter("kind", filters.kind.map(TaskKind::as_str))
        .filter("from", filters.from.map(|at| at.0))
        .filter("to", filters.to.map(|at| at.0))
        .filter("mine", filters.mine.filter(|mine| *mine));
    Ok(query
        .answer(&app, &me, tasks, |task: &TaskOut| vec![task.due_from.to_string(), task.id.to_string()])
        .await?)
}

async fn one(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    held: IfNoneMatch,
) -> Handled<Answer<TaskPageOut>> {
    let (task, records) = app.db.read(&me, (TaskOut::read(id), RECORDS.with((id,)))).await?;
    let task = task.one()?;
    let version = task.version;
    Ok(Answer::of(TaskPageOut { task, records }).version(version).unless_held(&held))
}

/// Home by home where a person reads the home as a whole, resident by resident where they read residents.
const BRANCHES: &[Branch] = &[
    Branch {
        per: Some(
            "(select a.id from public.care_homes a where a.organisation_id = (select app.org_read_in_full())) h",
        ),
        when: "t.organisation_id = (select app.organisation_id()) and t.care_home_id = h.id",
    },
    Branch {
        per: Some("(select distinct a.id from unnest((select app.managed_home_ids())::uuid[]) a (id)) h"),
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.care_home_id = h.id",
    },
    Branch {
        per: Some("(select distinct a.id from unnest((select app.care_client_ids())::uuid[]) a (id)) h"),
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.client_id = h.id \
               and t.care_home_id <> all ((select app.managed_home_ids())::uuid[])",
    },
];

const FILTERS: &[Filter] = &[
    Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
    Filter { name: "client", sql: "t.client_id = $?", ty: || Type::UUID },
    Filter { name: "status", sql: "t.status = any ($?)", ty: || Type::TEXT_ARRAY },
    Filter { name: "kind", sql: "t.kind = $?", ty: || Type::TEXT },
    Filter { name: "from", sql: "t.due_from >= $?", ty: || Type::TIMESTAMPTZ },
    Filter { name: "to", sql: "t.due_from < $?", ty: || Type::TIMESTAMPTZ },
    Filter {
        name: "mine",
        sql: "(t.assignee_id = (select app.profile_id()) or t.claimed_by = (select app.profile_id())) and $?",
        ty: || Type::BOOL,
    },
];

const SORTS: &[Sort] = &[
    Sort {
        name: "-due_from",
        keys: &["due_from", "id"],
        types: &[Type::TIMESTAMPTZ, Type::UUID],
        descending: true,
    },
    Sort {
        name: "due_from",
        keys: &["due_from", "id"],
        types: &[Type::TIMESTAMPTZ, Type::UUID],
        descending: false,
    },
];

lists! {
    /// Tasks that are there, of homes and residents.
    pub TASKS -> TaskOut = List {
        table: "public.care_plan_tasks", columns: task_columns!(), joins: task_joins!(), always: "t.archived_at is null",
        branches: BRANCHES, filters: FILTERS, sorts: SORTS,
    };
    /// Those that were made in error.
    pub ARCHIVED_TASKS -> TaskOut = List {
        table: "public.care_plan_tasks", columns: task_columns!(), joins: task_joins!(), always: "t.archived_at is not null",
        branches: BRANCHES, filters: FILTERS, sorts: SORTS,
    };
}
