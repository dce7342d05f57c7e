//! The routes of passes.

use almoner_kernel::{Code, Error};
use almoner_keys::handed::HandedCode;
use almoner_pg::One;
use almoner_web::records::get_one;
use almoner_web::{
    Answer, App, Command, Created, Doc, Filters, Handled, ListQuery, NothingIn, Page, PathId, Record, Routes,
    SignedIn, Versioned,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{AgencyPassCodeOut, AgencyPassIn, AgencyPassOut};
use super::store::{ADMIT, Admitted, PASSES, RENEW};
use crate::there::CARE_IN_HOME;

const MAY: &[Code] = &[Code::Forbidden, Code::ParentArchived, Code::TooManyRequests];
const LIST: Doc = Doc::read("list_agency_passes", "Passes for one shift, the latest first")
    .says("Of homes that you run a shift in, manage, or read in full.");
const ONE: Doc = Doc::read("get_agency_pass", "A pass");
const ADMIT_DOC: Doc = Doc::change("admit_agency", "Let an agency worker in for one shift")
    .says("By a senior, nurse or manager of the home, who has seen who they are. The answer holds a code, once: they type it on \
           the device that they work with (`POST /api/v1/session/pass`), within 30 minutes. Every right ends with the pass; the \
           home's managers are told.")
    .refuses(MAY);
const RENEW_DOC: Doc = Doc::change("renew_pass_code", "Give another code for a pass")
    .says("For a code that was lost, or another device. The sign-in that there was ends.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition, Code::TooManyRequests]);

pub fn routes() -> Routes<App> {
    Routes::new("duty")
        .get("/api/v1/agency-passes", &LIST, list)
        .post("/api/v1/agency-passes", &ADMIT_DOC, admit)
        .get("/api/v1/agency-passes/{id}", &ONE, get_one::<AgencyPassOut>)
        .post("/api/v1/agency-passes/{id}/code", &RENEW_DOC, renew)
}

/// Filters of the list of passes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct PassFilters {
    home: Option<Uuid>,
}

impl Filters for PassFilters {
    const SORTS: &'static [&'static str] = &["-created_at"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<PassFilters>,
) -> Handled<Page<AgencyPassOut>> {
    let passes =
        PASSES.run(Some(query.sort), query.fetch()).ok_or(Code::Invalid)?.filter("home", query.filters.home);
    Ok(query.answer(&app, &me, passes, |pass: &AgencyPassOut| vec![pass.id.to_string()]).await?)
}

async fn admit(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<AgencyPassIn>,
) -> Handled<Created<AgencyPassCodeOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, homes) =
        attempt.begin_with(&app.db, &me, CARE_IN_HOME.with((new.care_home_id,))).await?;
    if let Some(done) = done {
        let pass = tx.finish(AgencyPassOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = pass.version();
        // Its code was shown, and is nowhere kept.
        let out = AgencyPassCodeOut { pass, code: None, code_ends_at: None };
        return Ok(Created::of(out).version(version).replayed(true));
    }
    if homes.is_empty() {
        return Err(Error::field("care_home_id", "reference", "Choose one of your homes.").into());
    }
    let code = HandedCode::generate();
    let call = ADMIT.with((
        new.care_home_id,
        new.given_name,
        new.family_name,
        new.agency,
        new.identity_document.as_str(),
        new.identity_seen_at.map(|at| at.0),
        new.ends_at.0,
        code.hash().to_vec(),
    ));
    let Admitted { id, code_ends_at } = tx.run(call).await?.one()?;
    let noted = attempt.finish(201, AgencyPassOut::TABLE, Some(id));
    let (rows, _) = tx.finish((AgencyPassOut::read(id), noted)).await?;
    let pass = rows.one()?;
    let version = pass.version();
    let out =
        AgencyPassCodeOut { pass, code: Some(code.expose().to_owned()), code_ends_at: Some(code_ends_at) };
    Ok(Created::of(out).version(version))
}

async fn renew(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<NothingIn>,
) -> Handled<Answer<AgencyPassCodeOut>> {
    let attempt = &command.attempt;
    let (mut tx, done, passes) = attempt.begin_with(&app.db, &me, AgencyPassOut::read(id)).await?;
    let pass = passes.one()?;
    if done.is_some() {
        tx.commit().await?;
        let version = pass.version();
        let out = AgencyPassCodeOut { pass, code: None, code_ends_at: None };
        return Ok(Answer::of(out).version(version).replayed(true));
    }
    let code = HandedCode::generate();
    let Admitted { code_ends_at, .. } = tx.run(RENEW.with((id, code.hash().to_vec()))).await?.one()?;
    tx.finish(attempt.finish(200, AgencyPassOut::TABLE, Some(id))).await?;
    let version = pass.version();
    let out =
        AgencyPassCodeOut { pass, code: Some(code.expose().to_owned()), code_ends_at: Some(code_ends_at) };
    Ok(Answer::of(out).version(version))
}
