//! The routes of a resident's words about themselves.

use almoner_kernel::Code;
use almoner_web::records::{Ask, archive_one, get_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Command, Created, Doc, Handled, IfMatch, Page, PathId, QueryOf, Routes, SignedIn,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::about_me::model::{AboutMeEndIn, AboutMeIn, AboutMeOut, AboutMePatch};
use crate::about_me::store::{ADD, VERIFY_NEW, WORD_HISTORY, WORDS_OF};
use crate::proposals::{Stage, over, propose, verify};
use crate::there::{CARE_THERE, care};
use crate::words::AboutMeSaidBy;

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::Duplicate];
const OF: Doc = Doc::read("list_about_me", "What matters to a resident, and how they like to be supported")
    .says("In force or proposed, in a fixed order of topics; `show=all` answers every word there ever was, the newest first.")
    .refuses(&[Code::Forbidden]);
const ADD_ONE: Doc = Doc::change("create_about_me", "Write down what a resident says about themselves")
    .says(
        "By anybody who gives care. It shows at once, marked as not yet checked. `verify` is for who runs the shift, and for the \
         manager: the word that was in force on the topic ends then, and is kept.",
    )
    .refuses(MAY);
const ONE: Doc = Doc::read("get_about_me", "One word of a resident");
const CHANGE: Doc = Doc::change("update_about_me", "Change a resident's word")
    .says("The manager; or its author as long as nobody has checked it.")
    .refuses(MAY);
const VERIFY: Doc = Doc::change("verify_about_me", "Say that a proposed word is right").refuses(MAY);
const REJECT: Doc = Doc::change("reject_about_me", "Say that a proposed word is wrong").refuses(MAY);
const END: Doc = Doc::change("end_about_me", "End a word that holds no more").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_about_me", "Archive a word that was written in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_about_me", "Restore a word").refuses(MAY);

/// What a resident says about themselves.
pub fn routes() -> Routes<App> {
    Routes::new("about-me")
        .get("/api/v1/clients/{id}/about-me", &OF, of)
        .post("/api/v1/clients/{id}/about-me", &ADD_ONE, add)
        .get("/api/v1/about-me/{id}", &ONE, get_one::<AboutMeOut>)
        .patch("/api/v1/about-me/{id}", &CHANGE, change)
        .post("/api/v1/about-me/{id}/verify", &VERIFY, verify::<AboutMeOut>)
        .post("/api/v1/about-me/{id}/reject", &REJECT, reject)
        .post("/api/v1/about-me/{id}/end", &END, end)
        .post("/api/v1/about-me/{id}/archive", &ARCHIVE, archive_one::<AboutMeOut>)
        .post("/api/v1/about-me/{id}/restore", &RESTORE, restore_one::<AboutMeOut>)
}

/// What the list of one resident takes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct WordsOf {
    /// `all` for those that ended too, `archived` for those that were written in error.
    #[param(value_type = Option<String>, pattern = "^(all|archived)$")]
    show: Option<Show>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Show {
    All,
    Archived,
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<WordsOf>,
) -> Handled<Page<AboutMeOut>> {
    let words = match query.show {
        None => WORDS_OF.with((client,)),
        Some(show) => WORD_HISTORY.with((client, matches!(show, Show::Archived))),
    };
    let (there, rows) = app.db.read(&me, (CARE_THERE.with((client,)), words)).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<AboutMeIn>,
) -> Handled<Created<AboutMeOut>> {
    let new = command.value.check()?;
    let said_by = new.said_by.unwrap_or(AboutMeSaidBy::Resident).as_str();
    let insert = ADD.with((client, new.topic.as_str(), new.text, said_by));
    let verify = new.verify.then_some(|id| VERIFY_NEW.with((id,)));
    propose(&app, &me, &command.attempt, client, insert, verify).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<AboutMePatch>,
) -> Handled<Answer<AboutMeOut>> {
    patch(&app, &me, (id, version), sent.update(id, version)?).await
}

async fn reject(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<AboutMeEndIn>,
) -> Handled<Answer<AboutMeOut>> {
    over(&app, &me, &command.attempt, Ask { id, version }, Stage::Proposed, &command.value.reason).await
}

async fn end(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<AboutMeEndIn>,
) -> Handled<Answer<AboutMeOut>> {
    over(&app, &me, &command.attempt, Ask { id, version }, Stage::Verified, &command.value.reason).await
}
