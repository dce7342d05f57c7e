//! The routes of duty.

use almoner_kernel::{Code, Error};
use almoner_pg::{One, Update};
use almoner_web::records::{Ask, archive_one, decide, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Doc, Handled, IfMatch, Instant, Made, PathId, QueryOf,
    Record, Routes, SignedIn, Versioned,
};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{DutyBoardOut, DutyEndIn, DutyIn, DutyOut, DutyPatch, MyDutyOut};
use super::store::{EXPECTED, MINE, MY_SHIFT, ON, START, STARTS};
use crate::notes::given;
use crate::there::{CARE_IN_HOME, care};

const MAY: &[Code] = &[Code::Forbidden, Code::Duplicate, Code::ParentArchived];
const START_DOC: Doc = Doc::change("start_duty", "Start a shift")
    .says("For oneself; a senior, nurse or manager of the home starts it for somebody else who gives care there. Nobody is on twice, \
           in whatever home: `duplicate`. What somebody forgot to end is ended after 16 hours, or when they start the next.")
    .refuses(MAY);
const BOARD: Doc = Doc::read("list_duty", "Who is on in a home")
    .says("With who is on a published shift of the rota and has not started it. By default of now.")
    .refuses(&[Code::Forbidden]);
const MY: Doc = Doc::read("get_my_duty", "What you are on")
    .says("And your published shift of now, or the next within 12 hours.");
const END: Doc = Doc::change("end_duty", "End a shift")
    .says("By the person, or by who runs the shift. What has ended is a manager's to correct.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition]);
const CHANGE: Doc = Doc::change("update_duty", "Correct a shift")
    .says("By a manager of the home; the audit trail keeps what stood there.")
    .refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_duty", "Archive a shift that was started in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_duty", "Restore a shift").refuses(MAY);

/// How far back, and ahead, one may ask who is on.
const LONGEST_AGO: SignedDuration = SignedDuration::from_hours(24 * 366);
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Who is on.
pub fn routes() -> Routes<App> {
    Routes::new("duty")
        .get("/api/v1/duty", &BOARD, board)
        .post("/api/v1/duty", &START_DOC, start)
        .get("/api/v1/duty/mine", &MY, mine)
        .patch("/api/v1/duty/{id}", &CHANGE, change)
        .post("/api/v1/duty/{id}/end", &END, end)
        .post("/api/v1/duty/{id}/archive", &ARCHIVE, archive_one::<DutyOut>)
        .post("/api/v1/duty/{id}/restore", &RESTORE, restore_one::<DutyOut>)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct DutyOf {
    /// Needed.
    home: Option<Uuid>,
    /// Default now; at most a year back and a day ahead.
    at: Option<Instant>,
}

async fn board(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<DutyOf>,
) -> Handled<Answer<DutyBoardOut>> {
    let now = Timestamp::now();
    let at = query.at.map_or(now, |at| at.0);
    let mut checks = Checks::new();
    checks.that(query.home.is_some(), "home", "required", "Say which home.");
    let near = at >= now - LONGEST_AGO && at <= now + AHEAD;
    checks.that(near, "at", "range", "Give an instant at most a year back and a day ahead.");
    if let Err(wrong) = checks.finish() {
        // Whose sign-in has ended is told that first.
        app.db.read(&me, ()).await?;
        return Err(wrong.into());
    }
    let home = query.home.unwrap_or_default();
    let calls = (CARE_IN_HOME.with((home,)), ON.with((home, at)), EXPECTED.with((home, at)));
    let (there, on, expected) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Answer::of(DutyBoardOut { care_home_id: home, at, on, expected }))
}

async fn mine(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Answer<MyDutyOut>> {
    let (duty, shift) = app.db.read(&me, (MINE.with(()), MY_SHIFT.with(()))).await?;
    Ok(Answer::of(MyDutyOut { duty: duty.into_iter().next(), shift: shift.into_iter().next() }))
}

async fn start(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<DutyIn>,
) -> Handled<Created<DutyOut>> {
    let new = command.value;
    let mut checks = Checks::new();
    let at = given(&mut checks, "started_at", new.started_at);
    checks.finish()?;
    let attempt = &command.attempt;
    let starts = STARTS.with((new.care_home_id, new.profile_id));
    let (mut tx, done, homes) = attempt.begin_with(&app.db, &me, starts).await?;
    if let Some(done) = done {
        let row = tx.finish(DutyOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Created::of(row).version(version).replayed(true));
    }
    let Some(home) = homes.into_iter().next() else {
        return Err(Error::field("care_home_id", "reference", "Choose one of your homes.").into());
    };
    if home.other && home.runs && !home.gives {
        return Err(
            Error::field("profile_id", "reference", "Choose somebody who gives care in this home.").into()
        );
    }
    if !home.gives {
        return Err(Code::Forbidden.into());
    }
    let insert = START.with((home.id, new.unit_id, new.profile_id, at));
    let Made { id } = tx.run(insert).await?.one()?;
    let (rows, _) = tx.finish((DutyOut::read(id), attempt.finish(201, DutyOut::TABLE, Some(id)))).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Created::of(row).version(version))
}

async fn end(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<DutyEndIn>,
) -> Handled<Answer<DutyOut>> {
    let mut checks = Checks::new();
    let at = given(&mut checks, "ended_at", command.value.ended_at);
    checks.finish()?;
    decide(&app, &me, &command.attempt, Ask { id, version }, |duty: &DutyOut| {
        let corrects = duty.can.iter().any(|verb| verb == "update");
        if duty.ended_at.is_some() && corrects {
            return Err(
                Error::new(Code::IllegalTransition).message("This shift has ended. Correct it instead.")
            );
        }
        if duty.ended_at.is_some() || !duty.can.iter().any(|verb| verb == "end") {
            return Err(Code::Forbidden.into());
        }
        let change = Update::of("duty_periods", id, version);
        Ok(match at {
            Some(at) => change.set("ended_at", Some(Some(at))),
            None => change.set_to("ended_at", "now()"),
        }
        .call())
    })
    .await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<DutyPatch>,
) -> Handled<Answer<DutyOut>> {
    patch(&app, &me, (id, version), sent.update(id, version)?).await
}
