//! The routes of importing residents.

use almoner_kernel::Code;
use almoner_sheet::{ImportFileIn, refusal};
use almoner_web::{Answer, App, Body, Command, Doc, Handled, Routes, SignedIn};
use axum::extract::State;

use super::model::ClientImportOut;
use super::run::{File, Understood, import_under, preview};
use crate::known::counted_when;

/// Bytes of a request: a file of 5 MB, whose quotation marks and line ends JSON writes with two.
const MOST: usize = 12 * 1024 * 1024;

const MAY: &[Code] = &[Code::Forbidden, Code::PersonKnownHere];
const PREVIEW: Doc = Doc::change("preview_client_import", "What importing a file of residents would do")
    .says(
        "Names every wrong cell, and leaves nothing behind: what only the database can judge is tried and undone. Problems \
         are in the answer, not a refusal. An account that was told `person_known_here` five times within the hour waits.",
    );
const IMPORT: Doc = Doc::change("import_clients", "Import a file of residents")
    .says(
        "All of it or nothing: a file with a problem is refused with every problem in `fields`, whose paths are \
         `content.LINE.COLUMN`. Residents who are here already (by NHS number, or by names and birth date) stay as they \
         are, so the same file can be sent again. An account that was told `person_known_here` five times within the hour \
         waits. Sent again under the same key, it answers what the file means now.",
    )
    .refuses(MAY);

/// Importing residents.
pub fn routes() -> Routes<App> {
    Routes::new("clients").post("/api/v1/clients/import/preview", &PREVIEW, look).post(
        "/api/v1/clients/import",
        &IMPORT,
        run,
    )
}

async fn look(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Body(file): Body<ImportFileIn, MOST>,
) -> Handled<Answer<ClientImportOut>> {
    let file = Understood::of(&File::sent(&file)?);
    let asks = (file.asks_for_numbers(), "preview_client_import");
    let told = |done: &Handled<ClientImportOut>| done.as_ref().is_ok_and(tells_of_a_number);
    let work = Box::pin(async { Ok(preview(&app.db, &me, file).await?) });
    Ok(Answer::of(counted_when(&app, &me, asks, told, work).await?))
}

async fn run(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<ImportFileIn, MOST>,
) -> Handled<Answer<ClientImportOut>> {
    let file = Understood::of(&File::sent(&command.value)?);
    let asks = (file.asks_for_numbers(), "import_clients");
    let told =
        |done: &Handled<(ClientImportOut, bool)>| done.as_ref().is_ok_and(|(out, _)| tells_of_a_number(out));
    let work = Box::pin(async { Ok(import_under(&app.db, &me, file, &command.attempt).await?) });
    let (out, replayed) = counted_when(&app, &me, asks, told, work).await?;
    if out.problem_count > 0 && !replayed {
        return Err(refusal(&out.problems, usize::try_from(out.problem_count).unwrap_or_default()).into());
    }
    Ok(Answer::of(out).replayed(replayed))
}

/// Whether a line was refused because its NHS number is known in a home that the person may not see.
fn tells_of_a_number(out: &ClientImportOut) -> bool {
    out.problems.iter().any(|problem| problem.code == Code::PersonKnownHere.as_str())
}
