//! The routes of allocations.

use almoner_kernel::{Code, Error};
use almoner_pg::One;
use almoner_web::{
    Answer, App, Checks, Command, Day, Doc, Handled, Made, Page, QueryOf, Record, Routes, SignedIn,
    Versioned, refusal,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use jiff::civil::date;

use super::model::{AllocationListIn, AllocationListOut};
use super::store::{ALLOCATE, LIST_FOR, LISTS_OF};
use crate::there::{CARE_IN_HOME, care};

const LISTS: Doc = Doc::read("list_allocations", "Who looks after whom in a care day of a home")
    .says("One list for each unit (or the whole home) and shift that has one. An allocation orders the screens of those named; \
           everybody who gives care sees and records as without it.")
    .refuses(&[Code::Forbidden]);
const REPLACE: Doc = Doc::change("allocate_residents", "Say who looks after whom on a shift")
    .says("The whole list: a resident who is not in it is nobody's in particular. By a senior, nurse or manager of the home. \
           `version` is the one that was seen, 0 where there was none; `stale` when somebody has replaced it since.")
    .refuses(&[Code::Forbidden, Code::Stale, Code::ParentArchived]);

pub fn routes() -> Routes<App> {
    Routes::new("duty").get("/api/v1/allocations", &LISTS, lists).post(
        "/api/v1/allocations",
        &REPLACE,
        replace,
    )
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AllocationsOf {
    /// Needed.
    home: Option<Uuid>,
    /// Default the care day now.
    care_day: Option<Day>,
}

async fn lists(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<AllocationsOf>,
) -> Handled<Page<AllocationListOut>> {
    let mut checks = Checks::new();
    checks.that(query.home.is_some(), "home", "required", "Say which home.");
    if let Some(Day(day)) = query.care_day {
        checks.date_between("care_day", day, date(2000, 1, 1)..=date(2199, 12, 31));
    }
    if let Err(wrong) = checks.finish() {
        // Whose sign-in has ended is told that first.
        app.db.read(&me, ()).await?;
        return Err(wrong.into());
    }
    let home = query.home.unwrap_or_default();
    let day = query.care_day.map(|day| day.0);
    let (there, rows) = app.db.read(&me, (CARE_IN_HOME.with((home,)), LISTS_OF.with((home, day)))).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

async fn replace(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<AllocationListIn>,
) -> Handled<Answer<AllocationListOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (home, day, shift) = (new.care_home_id, new.care_day.map(|day| day.0), new.shift.as_str());
    let (mut tx, done, homes) = attempt.begin_with(&app.db, &me, CARE_IN_HOME.with((home,))).await?;
    if let Some(done) = done {
        let row = tx.finish(AllocationListOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Answer::of(row).version(version).replayed(true));
    }
    if homes.is_empty() {
        return Err(Error::field("care_home_id", "reference", "Choose one of your homes.").into());
    }
    let (clients, people) = new.allocations.iter().map(|one| (one.client_id, one.profile_id)).unzip();
    let call = ALLOCATE.with((home, new.unit_id, day, shift, new.version, clients, people));
    let made = match tx.run(call).await {
        Ok(made) => made,
        Err(error) if error.code == Code::Stale => {
            drop(tx);
            let present = app.db.read(&me, LIST_FOR.with((home, new.unit_id, day, shift))).await?;
            // Where there is none, what was seen never was.
            return Err(present.first().map_or(error, |present| refusal(present, new.version)).into());
        }
        Err(error) => return Err(error.into()),
    };
    let Made { id } = made.one()?;
    let noted = attempt.finish(200, AllocationListOut::TABLE, Some(id));
    let (rows, _) = tx.finish((AllocationListOut::read(id), noted)).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Answer::of(row).version(version))
}
