//! "What can Asha see?": homes, modules and counts as her rights give them, never a row.
//!
//! Evaluated from her live rows by functions that only read; nobody becomes her for it. That
//! somebody asked is written in the same transaction.

use almoner_kernel::Code;
use almoner_pg::{One, row, statement};
use almoner_web::{Answer, App, Doc, Handled, PathId, Record, Routes, SignedIn};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::person::PersonOut;

row! {
    /// A home that the person sees.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct PreviewHome {
        pub id: Uuid,
        pub name: String,
        pub grades: Vec<String>,
        /// `registered`, `deputy`, `cover`.
        pub manager: Option<String>,
        /// Residents of the home whom they see by name.
        pub residents: i64,
        /// People of the home whom they see.
        pub people: i64,
    }
}

row! {
    /// A module, what the person may do in it, and how much of it they see.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct PreviewModule {
        pub module: String,
        pub can: Vec<String>,
        pub count: Option<i64>,
    }
}

row! {
    #[derive(Clone, Debug)]
    struct Scope { whole: bool }
}

/// What somebody can see and do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewOut {
    pub person: PersonOut,
    /// False when only the homes that you manage were looked at.
    pub whole: bool,
    pub homes: Vec<PreviewHome>,
    pub modules: Vec<PreviewModule>,
}

statement! {
    NOTE: (Uuid) -> () = "select from app.note_preview($1)";
    HOMES: (Uuid) -> PreviewHome =
        "select id, name, grades, manager, residents, people from app.preview_homes($1) \
         /* never null: id, name, grades, residents, people */";
    MODULES: (Uuid) -> PreviewModule =
        "select module, can, count from app.preview_modules($1) /* never null: module, can */";
    SCOPE: () -> Scope = "select app.org_read_in_full() is not null as whole";
}

const GET: Doc = Doc::witnessed("preview_person", "What a person can see and do")
    .says(
        "For people of homes that you manage, or of the whole organisation if you read it in full. Counts, \
         never rows. Your question is written to the audit trail.",
    )
    .refuses(&[Code::NotFound]);

pub fn routes() -> Routes<App> {
    Routes::new("people").get("/api/v1/people/{id}/preview", &GET, preview)
}

async fn preview(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<PreviewOut>> {
    let calls =
        (PersonOut::read(id), SCOPE.with(()), NOTE.with((id,)), HOMES.with((id,)), MODULES.with((id,)));
    let (tx, (people, scope, _, homes, modules)) = app.db.write(&me, calls).await?;
    let out = PreviewOut { person: people.one()?, whole: scope.one()?.whole, homes, modules };
    tx.commit().await?;
    Ok(Answer::of(out))
}
