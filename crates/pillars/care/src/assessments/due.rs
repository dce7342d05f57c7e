//! Which assessments are due again, and when.

use crate::assessments::model::code_asked_for;
use crate::there::BY_RECORD;
use almoner_kernel::Code;
use almoner_pg::{Filter, List, Sort, lists, row};
use almoner_web::{App, Day, Doc, Filters, Handled, ListQuery, Page, SignedIn};
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio_postgres::types::Type;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub const DUE: Doc = Doc::read("list_due_assessments", "Assessments that are due again, the first due first")
    .says("Of each resident and instrument the last one that holds, where it or its instrument says when the next is due. \
           `due_before=DAY&home=ID` are those that a home has to do by then. Of residents who are there, in hospital or on leave.");

row! {
    /// When an instrument is to be answered again.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AssessmentDueOut {
        /// The last assessment.
        pub id: Uuid,
        pub client_id: Uuid,
        /// What people call the resident.
        pub client_name: Option<String>,
        /// The home that holds the resident.
        pub holding_home_id: Option<Uuid>,
        pub instrument: String,
        pub instrument_version: i32,
        pub score: Option<f64>,
        pub band: Option<String>,
        pub occurred_at: Timestamp,
        pub next_due_on: Date,
    }
}

lists! {
    /// The last of each resident and instrument by the day on which the next is due.
    ALL_DUE -> AssessmentDueOut = List {
        table: "public.assessments",
        columns: "t.id, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, c.holding_home_id, \
            t.instrument, t.instrument_version, t.score::float8 as score, t.band, t.occurred_at, t.next_due_on /* never null: next_due_on (asked for) */",
        joins: " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id ",
        always: "t.next_due_on is not null \
            and exists (select from public.clients p where p.organisation_id = t.organisation_id and p.id = t.client_id and p.archived_at is null \
                and p.status in ('current', 'hospital', 'on_leave')) \
            and not exists (select from public.addenda s \
                where s.organisation_id = t.organisation_id and s.entity_id = t.id and s.kind = 'strike_out') \
            and not exists (select from public.assessments n where n.organisation_id = t.organisation_id and n.client_id = t.client_id \
                and n.instrument = t.instrument and (n.occurred_at, n.id) > (t.occurred_at, t.id) \
                and not exists (select from public.addenda s \
                    where s.organisation_id = n.organisation_id and s.entity_id = n.id and s.kind = 'strike_out'))",
        branches: BY_RECORD,
        filters: &[
            Filter {
                name: "home",
                sql: "t.client_id in (select f.id from public.clients f where f.organisation_id = (select app.organisation_id()) \
                      and f.holding_home_id = $? and f.archived_at is null)",
                ty: || Type::UUID,
            },
            Filter { name: "instrument", sql: "t.instrument = $?", ty: || Type::TEXT },
            Filter { name: "due_before", sql: "t.next_due_on < $?", ty: || Type::DATE },
        ],
        sorts: &[Sort { name: "next_due_on", keys: &["next_due_on", "id"], types: &[Type::DATE, Type::UUID], descending: false }],
    };
}

/// Filters of what is due.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DueFilters {
    /// Of residents whom this home holds.
    home: Option<Uuid>,
    /// The code of an instrument.
    instrument: Option<String>,
    /// Due before this day.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
}

impl Filters for DueFilters {
    const SORTS: &'static [&'static str] = &["next_due_on"];
}

/// Handler: what is due.
pub async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<DueFilters>,
) -> Handled<Page<AssessmentDueOut>> {
    let filters = &query.filters;
    code_asked_for(filters.instrument.as_deref())?;
    let due = ALL_DUE
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", filters.home)
        .filter("instrument", filters.instrument.clone())
        .filter("due_before", filters.due_before.map(|day| day.0));
    let key = |one: &AssessmentDueOut| vec![one.next_due_on.to_string(), one.id.to_string()];
    Ok(query.answer(&app, &me, due, key).await?)
}
