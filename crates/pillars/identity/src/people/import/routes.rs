//! The routes of importing staff.

use std::sync::Arc;

use almoner_kernel::Code;
use almoner_sheet::{ImportFileIn, refusal};
use almoner_web::{Answer, App, Body, Checks, Command, Doc, Handled, Routes, SignedIn};
use axum::Extension;
use axum::extract::State;

use super::model::PersonImportOut;
use super::run::{import, import_under};
use crate::Identity;

/// Bytes of a request: a file of 5 MB, whose quotation marks and line ends JSON writes with two.
const MOST: usize = 12 * 1024 * 1024;

const PREVIEW: Doc = Doc::change("preview_people_import", "What importing a file of staff would do").says(
    "Names every wrong cell, and leaves nothing behind: what would be stored is tried and undone, and nobody is written to. \
     Problems are in the answer, not a refusal.",
);
const IMPORT: Doc = Doc::change("import_people", "Import a file of staff")
    .says(
        "Invites everybody in it, as inviting one by one would: all of it or nothing. A file with a problem is refused with \
         every problem in `fields`, whose paths are `content.LINE.COLUMN`. Several lines with one e-mail are one person with \
         several rights. Who is here or invited already stays as they are, so the same file can be sent again. Sent again \
         under the same key, it answers what the file means now.",
    )
    .refuses(&[Code::Forbidden, Code::Duplicate, Code::ParentArchived]);

/// Importing staff.
pub fn routes() -> Routes<App> {
    Routes::new("people").post("/api/v1/people/import/preview", &PREVIEW, look).post(
        "/api/v1/people/import",
        &IMPORT,
        run,
    )
}

/// The file's name is kept nowhere here, and is refused where one of residents would be.
fn named(file: &ImportFileIn) -> almoner_kernel::Result<()> {
    let mut checks = Checks::new();
    checks.maybe_text("file_name", file.file_name.as_deref(), 200);
    checks.finish()
}

async fn look(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Body(file): Body<ImportFileIn, MOST>,
) -> Handled<Answer<PersonImportOut>> {
    named(&file)?;
    let (out, _) = import(&app.db, &me, file.content.as_bytes(), true, &|_, _| {}).await?;
    Ok(Answer::of(out))
}

async fn run(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Extension(identity): Extension<Arc<Identity>>,
    command: Command<ImportFileIn, MOST>,
) -> Handled<Answer<PersonImportOut>> {
    named(&command.value)?;
    let bytes = command.value.content.as_bytes();
    let (out, invitations) = import_under(&app.db, &me, bytes, &command.attempt).await?;
    let Some(invitations) = invitations else { return Ok(Answer::of(out).replayed(true)) };
    if out.problem_count > 0 {
        return Err(refusal(&out.problems, usize::try_from(out.problem_count).unwrap_or_default()).into());
    }
    // The answer neither waits for the mails nor fails with them; one that was lost is sent by `reinvite`.
    tokio::spawn(async move { identity.deliver(invitations).await });
    Ok(Answer::of(out))
}
