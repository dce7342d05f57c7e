//! Who must not see a resident whom they otherwise could: a carer whose mother lives there. It goes
//! with the resident to another home; a manager answers for every resident and is not bound by it.

use almoner_kernel::Code;
use almoner_pg::One;
use almoner_pg::{constraints, row, statement, updates};
use almoner_web::records::{archive_one, create, get_one, restore_one};
use almoner_web::{
    App, Checks, Command, Created, Doc, Handled, Made, Page, PathId, QueryOf, Routes, SignedIn, records,
};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::there::{CLIENT_THERE, OfClient};

row! {
    /// A person who must not see a resident.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ClientExclusionOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub profile_id: Uuid,
        /// Null where the reader never met the person.
        pub person_name: Option<String>,
        pub reason: String,
        pub created_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        /// `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    ClientExclusionOut, "client_exclusions", EXCLUSION;
}

/// Somebody who must not see the resident.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientExclusionIn {
    /// Somebody who works in a home that you manage.
    pub profile_id: Uuid,
    /// 1 to 500 characters.
    pub reason: String,
}

// Nobody lifts their own exclusion.
macro_rules! exclusion {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.profile_id, n.name as person_name, t.reason, t.created_at, t.archived_at, \
             case when (t.organisation_id = (select app.owned_organisation_id()) or t.client_id = any ((select app.writable_client_ids())::uuid[])) \
                   and t.profile_id <> (select app.profile_id()) \
                  then array[case when t.archived_at is null then 'archive' else 'restore' end] else '{}' end as can /* never null: can (an array) */ \
               from public.client_exclusions t \
               left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One exclusion.
    EXCLUSION: (Uuid) -> ClientExclusionOut = exclusion!("t.id = $1");
    /// The exclusions of a resident.
    EXCLUSIONS_OF: (Uuid, bool) -> ClientExclusionOut =
        exclusion!("t.client_id = $1 and (t.archived_at is not null) = $2 order by t.id limit 500");
    /// A new exclusion.
    ADD_EXCLUSION: (Uuid, Uuid, String) -> Made =
        "insert into public.client_exclusions (organisation_id, client_id, profile_id, reason) values (app.organisation_id(), $1, $2, $3) returning id";
}

updates! {
    "client_exclusions" {} archives;
}

constraints! {
    "client_exclusions_once" => Duplicate, "profile_id", "taken", "This person is excluded already.";
    "client_exclusions_organisation_id_profile_id_fkey" => Invalid, "profile_id", "not_possible", "Choose somebody who works in this home.";
}

const MAY: &[Code] = &[Code::Forbidden, Code::Duplicate, Code::ParentArchived];
const LIST: Doc = Doc::read("list_client_exclusions", "Who must not see a resident");
const ADD: Doc = Doc::change("create_client_exclusion", "Keep somebody from seeing a resident")
    .says("Takes effect with their next request.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_client_exclusion", "One exclusion");
const ARCHIVE: Doc =
    Doc::change("archive_client_exclusion", "Lift an exclusion").says("Nobody lifts their own.").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_client_exclusion", "Put a lifted exclusion back").refuses(MAY);

/// Exclusions from residents.
pub fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients/{id}/exclusions", &LIST, list)
        .post("/api/v1/clients/{id}/exclusions", &ADD, add)
        .get("/api/v1/client-exclusions/{id}", &ONE, get_one::<ClientExclusionOut>)
        .post("/api/v1/client-exclusions/{id}/archive", &ARCHIVE, archive_one::<ClientExclusionOut>)
        .post("/api/v1/client-exclusions/{id}/restore", &RESTORE, restore_one::<ClientExclusionOut>)
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<OfClient>,
) -> Handled<Page<ClientExclusionOut>> {
    let calls = (CLIENT_THERE.with((client,)), EXCLUSIONS_OF.with((client, query.archived())));
    let (there, rows) = app.db.read(&me, calls).await?;
    there.one()?;
    Ok(Page::whole(rows))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<ClientExclusionIn>,
) -> Handled<Created<ClientExclusionOut>> {
    let mut checks = Checks::new();
    let reason = checks.text("reason", &command.value.reason, 1..=500);
    checks.finish()?;
    let insert = ADD_EXCLUSION.with((client, command.value.profile_id, reason));
    create(&app, &me, &command.attempt, Some(CLIENT_THERE.with((client,))), insert).await
}
