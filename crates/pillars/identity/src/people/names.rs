//! Names of people who stand in a record: leavers too, so that "who wrote this" is always answered.

use almoner_pg::{row, statement};
use almoner_web::{App, Commas, Doc, Handled, Page, QueryOf, Routes, SignedIn};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

row! {
    /// Who somebody is, and nothing else.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct NameOut {
        pub id: Uuid,
        pub name: String,
        pub job_title: String,
    }
}

statement! {
    NAMES: (Vec<Uuid>) -> NameOut =
        "select t.profile_id as id, t.name, t.job_title from public.people_names t \
         where t.organisation_id = (select app.organisation_id()) and t.profile_id = any ($1) order by t.name, t.profile_id";
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Ids {
    /// 1 to 100 ids of people, separated by commas. Whom you may not know is left out.
    #[param(value_type = Vec<Uuid>, style = Form, explode = false)]
    ids: Commas<Uuid>,
}

const LIST: Doc = Doc::read("list_people_names", "Names of people, present and past");

pub fn routes() -> Routes<App> {
    Routes::new("people").get("/api/v1/people-names", &LIST, list)
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<Ids>,
) -> Handled<Page<NameOut>> {
    Ok(Page::whole(app.db.read(&me, NAMES.with((query.ids.0,))).await?))
}
