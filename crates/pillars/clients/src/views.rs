//! Who opened whose record: written by the read itself, once for a person and quarter of an hour, and listed for those who
//! answer for the resident. It says that a record was opened, and nothing of what stands in it.

use almoner_kernel::Code;
use almoner_pg::{Branch, Filter, List, Sort, lists, row, statement};
use almoner_web::{App, Doc, Filters, Handled, ListQuery, Page, PathId, Routes, SignedIn};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_postgres::types::Type;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::there::{CARE_THERE, care};
use crate::words::RecordViewKind;

row! {
    /// That somebody opened a resident's record. It says nothing of what they read there.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RecordViewOut {
        pub id: Uuid,
        pub client_id: Uuid,
        /// The home that held the resident then.
        pub care_home_id: Uuid,
        pub profile_id: Uuid,
        pub person_name: Option<String>,
        pub kind: RecordViewKind,
        /// The sealed document, where one was opened.
        pub entity_id: Option<Uuid>,
        /// The begin of the quarter of an hour in which they opened it, once or more often.
        pub quarter: Timestamp,
        /// When they opened it first in it.
        pub recorded_at: Timestamp,
    }
}

statement! {
    /// That the caller opens a resident's record now. Of one whom they don't see nothing is written. Again in the same quarter
    /// of an hour, and two at once: it stands there already.
    pub WITNESS: (Uuid) -> () =
        "insert into public.record_views (organisation_id, client_id, profile_id) \
         select t.organisation_id, t.id, (select app.profile_id()) from public.clients t \
          where t.organisation_id = (select app.organisation_id()) and t.id = $1 on conflict do nothing";
}

lists! {
    /// Who opened the record of one resident, the latest first; the resident is a filter.
    VIEWS_OF -> RecordViewOut = List {
        table: "public.record_views",
        columns: "t.id, t.client_id, t.care_home_id, t.profile_id, n.name as person_name, t.kind, t.entity_id, t.quarter, t.recorded_at",
        joins: " left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id ",
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
        filters: &[
            Filter { name: "client", sql: "t.client_id = $?", ty: || Type::UUID },
            Filter { name: "person", sql: "t.profile_id = $?", ty: || Type::UUID },
        ],
        sorts: &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}

const LIST: Doc = Doc::read("list_record_views", "Who opened a resident's record")
    .says("A line for each person and quarter of an hour, the latest first: that they opened it, and nothing of what they read. \
           Managers of the home, owners and compliance leads see everybody's; whoever gives care sees their own.")
    .refuses(&[Code::Forbidden]);

/// Who looked.
pub fn routes() -> Routes<App> {
    Routes::new("clients").get("/api/v1/clients/{id}/record-views", &LIST, list)
}

/// Filters of who looked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ViewFilters {
    person: Option<Uuid>,
}

impl Filters for ViewFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    query: ListQuery<ViewFilters>,
) -> Handled<Page<RecordViewOut>> {
    let views = VIEWS_OF
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("client", Some(client))
        .filter("person", query.filters.person);
    let key = |view: &RecordViewOut| vec![view.id.to_string()];
    let (there, page) = query.answer_beside(&app, &me, CARE_THERE.with((client,)), views, key).await?;
    care(there)?;
    Ok(page)
}
