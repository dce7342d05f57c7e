//! Reviews of plans: what is due, why, and what came of it.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Filter, List, One, Sort, Update, lists, row, statement, updates};
use almoner_web::records::{get_one, patch};
use almoner_web::{
    Answer, App, Body, Checks, Command, Commas, Created, Day, Doc, Filters, Handled, IfMatch, ListQuery,
    Made, NothingIn, Page, Patch, PathId, Record, Routes, SignedIn, records,
};
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use tokio_postgres::types::Type;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::plans::words::{
    CarePlanReviewInvolved, CarePlanReviewOutcome, CarePlanReviewReason, CarePlanReviewStatus,
};
use crate::there::{BY_RECORD, CARE_OF_CLIENT, care};
use almoner_web::records::{Ask, decide};

row! {
    /// A review of a care plan.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct CarePlanReviewOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        /// What people call the resident, for lists across a home.
        pub client_name: Option<String>,
        /// The home that holds the resident.
        pub holding_home_id: Option<Uuid>,
        pub care_plan_id: Uuid,
        pub due_on: Date,
        pub reason: CarePlanReviewReason,
        /// What made it due, in somebody's words.
        pub detail: Option<String>,
        /// The assessment whose rise in band made it due, of `score_change`.
        pub assessment_id: Option<Uuid>,
        pub status: CarePlanReviewStatus,
        pub held_on: Option<Date>,
        pub held_by: Option<Uuid>,
        pub held_by_name: Option<String>,
        /// Who took part beside the staff.
        #[schema(value_type = Vec<CarePlanReviewInvolved>)]
        pub involved: Vec<String>,
        pub outcome: Option<CarePlanReviewOutcome>,
        pub note: Option<String>,
        /// When the next one is due.
        pub next_due_on: Option<Date>,
        pub created_at: Timestamp,
        pub created_by: Option<Uuid>,
        pub archived_at: Option<Timestamp>,
        /// `update`, `hold`, `cancel`.
        pub can: Vec<String>,
    }
}

records! {
    CarePlanReviewOut, "care_plan_reviews", REVIEW;
}

/// A review is made due.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarePlanReviewIn {
    pub due_on: Day,
    /// Default `request`. The routine one follows by itself from publishing and from each review held.
    pub reason: Option<CarePlanReviewReason>,
    pub detail: Option<String>,
}

/// What may change of a review that is due.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CarePlanReviewPatch {
    pub due_on: Patch<Day>,
    pub detail: Patch<String>,
}

/// A review was held.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarePlanReviewHoldIn {
    pub outcome: CarePlanReviewOutcome,
    /// Default today; not in the future.
    pub held_on: Option<Day>,
    #[serde(default)]
    pub involved: Vec<CarePlanReviewInvolved>,
    pub note: Option<String>,
    /// Default after the plan's or the organisation's cycle.
    pub next_due_on: Option<Day>,
}

macro_rules! review_columns {
    () => {
        "t.id, t.version, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, c.holding_home_id, \
         t.care_plan_id, t.due_on, t.reason, t.detail, t.assessment_id, t.status, t.held_on, t.held_by, hn.name as held_by_name, t.involved, t.outcome, t.note, \
         t.next_due_on, t.created_at, t.created_by, t.archived_at, \
         case when t.status = 'due' and t.archived_at is null and t.client_id = any ((select app.writable_client_ids())::uuid[]) \
              then array['update', 'hold', 'cancel'] else '{}' end as can /* never null: can (an array) */"
    };
}

macro_rules! review_joins {
    () => {
        " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
          left join public.people_names hn on hn.organisation_id = t.organisation_id and hn.profile_id = t.held_by "
    };
}

macro_rules! review {
    ($rest:literal) => {
        concat!(
            "select ",
            review_columns!(),
            " from public.care_plan_reviews t",
            review_joins!(),
            "where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One review.
    REVIEW: (Uuid) -> CarePlanReviewOut = review!("t.id = $1");
    /// The review of a resident's plan that is due first.
    pub NEXT_REVIEW: (Uuid) -> CarePlanReviewOut =
        review!("t.client_id = $1 and t.status = 'due' and t.archived_at is null order by t.due_on, t.id limit 1");
    /// Every review of a resident's plans, the latest first.
    REVIEWS_OF: (Uuid) -> CarePlanReviewOut =
        review!("t.client_id = $1 and t.archived_at is null order by t.due_on desc, t.id desc limit 500");
    /// A review of the living plan of a resident.
    ADD_REVIEW: (Uuid, Date, &'static str, Option<String>) -> Made =
        "insert into public.care_plan_reviews (organisation_id, client_id, care_plan_id, due_on, reason, detail) \
         select p.organisation_id, p.client_id, p.id, $2, $3, $4 from public.care_plans p \
          where p.organisation_id = (select app.organisation_id()) and p.client_id = $1 and p.archived_at is null returning id";
}

lists! {
    /// Reviews across homes by the day on which they are due: of the whole organisation, of managed
    /// homes, and of the residents of others.
    REVIEWS -> CarePlanReviewOut = List {
        table: "public.care_plan_reviews",
        columns: review_columns!(),
        joins: review_joins!(),
        always: "t.archived_at is null",
        branches: BY_RECORD,
        filters: &[
            Filter {
                name: "home",
                sql: "t.client_id in (select f.id from public.clients f where f.organisation_id = (select app.organisation_id()) \
                      and f.holding_home_id = $? and f.archived_at is null)",
                ty: || Type::UUID,
            },
            // Written out, so that the index of what is due can serve.
            Filter { name: "due", sql: "t.status = 'due' and $?", ty: || Type::BOOL },
            Filter { name: "status", sql: "t.status = $?", ty: || Type::TEXT },
            Filter { name: "reason", sql: "t.reason = any ($?)", ty: || Type::TEXT_ARRAY },
            Filter { name: "due_before", sql: "t.due_on < $?", ty: || Type::DATE },
        ],
        sorts: &[Sort { name: "due_on", keys: &["due_on", "id"], types: &[Type::DATE, Type::UUID], descending: false }],
    };
}

updates! {
    "care_plan_reviews" { due_on: Date, detail: Option<String>, status: &'static str, held_on: Option<Date>, involved: Vec<String>,
        outcome: &'static str, note: Option<String>, next_due_on: Option<Date> };
}

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::Duplicate];
const LIST: Doc =
    Doc::read("list_care_plan_reviews", "Reviews of care plans that you may see, the first due first")
        .says("`status=due&due_before=DAY&home=ID` are those that a home has to hold by then.");
const OF: Doc =
    Doc::read("list_client_care_plan_reviews", "The reviews of a resident's plans, the latest first")
        .refuses(&[Code::Forbidden]);
const ADD: Doc =
    Doc::change("create_care_plan_review", "Make a review due").says("Of the living plan.").refuses(MAY);
const ONE: Doc = Doc::read("get_care_plan_review", "One review");
const CHANGE: Doc =
    Doc::change("update_care_plan_review", "Put a review off, or say why it is due").refuses(MAY);
const HOLD: Doc = Doc::change("hold_care_plan_review", "Say what came of a review")
    .says("It stays as it is then, and the next routine one is made due, unless the plan ceases.")
    .refuses(MAY);
const CANCEL: Doc = Doc::change("cancel_care_plan_review", "Call a review off").refuses(MAY);

/// Reviews.
pub fn routes() -> Routes<App> {
    Routes::new("care-plans")
        .get("/api/v1/care-plan-reviews", &LIST, list)
        .get("/api/v1/clients/{id}/care-plan-reviews", &OF, of)
        .post("/api/v1/clients/{id}/care-plan-reviews", &ADD, add)
        .get("/api/v1/care-plan-reviews/{id}", &ONE, get_one::<CarePlanReviewOut>)
        .patch("/api/v1/care-plan-reviews/{id}", &CHANGE, change)
        .post("/api/v1/care-plan-reviews/{id}/hold", &HOLD, hold)
        .post("/api/v1/care-plan-reviews/{id}/cancel", &CANCEL, cancel)
}

/// Filters of the list of reviews.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ReviewFilters {
    /// Reviews of residents whom this home holds.
    home: Option<Uuid>,
    status: Option<CarePlanReviewStatus>,
    /// Several, separated by commas.
    #[param(value_type = Vec<CarePlanReviewReason>, required = false, style = Form, explode = false)]
    reason: Option<Commas<CarePlanReviewReason>>,
    /// Due before this day.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
}

impl Filters for ReviewFilters {
    const SORTS: &'static [&'static str] = &["due_on"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<ReviewFilters>,
) -> Handled<Page<CarePlanReviewOut>> {
    let filters = &query.filters;
    let reasons = filters.reason.as_ref().map(|all| all.0.iter().map(|r| r.as_str().to_owned()).collect());
    let (due, status) = match filters.status {
        Some(CarePlanReviewStatus::Due) => (Some(true), None),
        other => (None, other.map(CarePlanReviewStatus::as_str)),
    };
    let reviews = REVIEWS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", filters.home)
        .filter("due", due)
        .filter("status", status)
        .filter::<Vec<String>>("reason", reasons)
        .filter("due_before", filters.due_before.map(|day| day.0));
    let key = |review: &CarePlanReviewOut| vec![review.due_on.to_string(), review.id.to_string()];
    Ok(query.answer(&app, &me, reviews, key).await?)
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
) -> Handled<Page<CarePlanReviewOut>> {
    let calls = (CARE_OF_CLIENT.with((client,)), REVIEWS_OF.with((client,)));
    let (there, rows) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

/// A day that can be meant.
fn day(c: &mut Checks, path: &str, Day(day): Day) -> Date {
    c.date_between(path, day, date(1900, 1, 1)..=date(2199, 12, 31));
    day
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<CarePlanReviewIn>,
) -> Handled<Created<CarePlanReviewOut>> {
    let new = command.value;
    let mut c = Checks::new();
    let due_on = day(&mut c, "due_on", new.due_on);
    let detail = c.maybe_lines("detail", new.detail.as_deref(), 1000);
    c.finish()?;
    let reason = new.reason.unwrap_or(CarePlanReviewReason::Request).as_str();
    let attempt = &command.attempt;
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, CARE_OF_CLIENT.with((client,))).await?;
    care(there)?;
    let made = match done {
        Some(done) => {
            let id = done.result_id.ok_or(Code::NotFound)?;
            return Ok(created(tx.finish(CarePlanReviewOut::read(id)).await?.one()?).replayed(true));
        }
        None => tx.run(ADD_REVIEW.with((client, due_on, reason, detail))).await?,
    };
    // Inserted from the living plan: no plan, no row.
    let Some(Made { id }) = made.into_iter().next() else {
        let words = "The resident has no living plan. Begin one first.";
        return Err(Error::new(Code::IllegalTransition).message(words).into());
    };
    let finish = attempt.finish(201, CarePlanReviewOut::TABLE, Some(id));
    let (rows, _) = tx.finish((CarePlanReviewOut::read(id), finish)).await?;
    Ok(created(rows.one()?))
}

fn created(review: CarePlanReviewOut) -> Created<CarePlanReviewOut> {
    let version = review.version;
    Created::of(review).version(version)
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<CarePlanReviewPatch>,
) -> Handled<Answer<CarePlanReviewOut>> {
    let mut c = Checks::new();
    let due_on = c.patch_needed("due_on", sent.due_on).map(|sent| day(&mut c, "due_on", sent));
    let update = Update::of("care_plan_reviews", id, version)
        .set("due_on", due_on)
        .set("detail", c.patch_lines("detail", sent.detail, 1000).into_option());
    c.finish()?;
    patch(&app, &me, (id, version), update).await
}

/// Refuses a verb of a review that is not due any more.
fn is_due(review: &CarePlanReviewOut) -> Result<()> {
    if review.status == CarePlanReviewStatus::Due && review.archived_at.is_none() {
        return Ok(());
    }
    Err(Error::new(Code::IllegalTransition)
        .message("A review that was held or cancelled stays as it is. Make another one due."))
}

async fn hold(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<CarePlanReviewHoldIn>,
) -> Handled<Answer<CarePlanReviewOut>> {
    let sent = command.value;
    let mut c = Checks::new();
    let held_on = sent.held_on.map(|sent| day(&mut c, "held_on", sent));
    let next = sent.next_due_on.map(|sent| day(&mut c, "next_due_on", sent));
    let note = c.maybe_lines("note", sent.note.as_deref(), 4000);
    c.items("involved", &sent.involved, 0..=CarePlanReviewInvolved::ALL.len());
    let ceased = sent.outcome == CarePlanReviewOutcome::Ceased;
    c.that(
        !(ceased && next.is_some()),
        "next_due_on",
        "not_possible",
        "A plan that ceases has no next review.",
    );
    if let Some(next) = next {
        let from = held_on.unwrap_or_else(|| Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date());
        c.that(next > from, "next_due_on", "range", "Give a day after the review.");
    }
    c.finish()?;
    let involved: Vec<String> = sent.involved.iter().map(|who| who.as_str().to_owned()).collect();
    decide(&app, &me, &command.attempt, Ask { id, version }, |before: &CarePlanReviewOut| {
        is_due(before)?;
        let update = Update::of("care_plan_reviews", id, version)
            .set("status", Some("held"))
            .set("outcome", Some(sent.outcome.as_str()))
            .set("involved", Some(involved))
            .set("held_on", held_on)
            .set("note", note)
            .set("next_due_on", next);
        Ok(update.call())
    })
    .await
}

async fn cancel(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<CarePlanReviewOut>> {
    decide(&app, &me, &command.attempt, Ask { id, version }, |before: &CarePlanReviewOut| {
        is_due(before)?;
        Ok(Update::of("care_plan_reviews", id, version).set("status", Some("cancelled")).call())
    })
    .await
}
