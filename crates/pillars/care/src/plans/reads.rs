//! Who was shown which version and said that they have read it, and what was known when.
//!
//! Receipts are evidence: a row for each, never changed. A new version simply has none.

use almoner_kernel::{Code, Error};
use almoner_pg::{One, row, statement};
use almoner_web::{
    Answer, App, Checks, Command, Created, Doc, Handled, Instant, Made, Page, PathId, QueryOf, Routes,
    SignedIn,
};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::plans::model::CarePlanVersionOut;
use crate::plans::sleeps::{CarePlanSleepOut, SLEPT_THEN};
use crate::plans::store::{version, version_columns, version_joins};
use crate::plans::there::VERSION_THERE;
use crate::there::{CARE_OF_CLIENT, care};

row! {
    /// That somebody was shown a version, and whether they said that they have read it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct CarePlanReadOut {
        pub id: Uuid,
        pub client_id: Uuid,
        pub care_plan_version_id: Uuid,
        /// Of the version, within its plan.
        pub number: i32,
        pub profile_id: Uuid,
        pub person_name: Option<String>,
        pub shown_at: Timestamp,
        /// Null: shown, and not confirmed.
        pub confirmed_at: Option<Timestamp>,
        /// How old the device's copy was, in seconds; 0 when it was fetched to be shown.
        pub copy_age_seconds: i32,
        /// When it arrived here.
        pub recorded_at: Timestamp,
    }
}

/// The plan was shown to the person who says so, and perhaps read.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CarePlanReadIn {
    /// Default now; at most 72 hours ago.
    pub shown_at: Option<Instant>,
    /// When they said that they have read it: not before it was shown.
    pub confirmed_at: Option<Instant>,
    /// How old the device's copy of the plan was, in seconds: 0 (the default) to 2592000.
    pub copy_age_seconds: i32,
}

/// What was known of a resident's plan at an instant, three things apart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarePlanAsOfOut {
    pub at: Timestamp,
    /// Of whom it is said what they were shown.
    pub profile_id: Uuid,
    /// The version that was active then.
    pub published: Option<CarePlanVersionOut>,
    /// Where it is set, the plan slept then: since when, and until when. Nothing was made of `published`.
    pub asleep: Option<CarePlanSleepOut>,
    /// What the person was shown last until then.
    pub shown: Option<CarePlanReadOut>,
    /// What the person confirmed last until then.
    pub confirmed: Option<CarePlanReadOut>,
}

macro_rules! read_of {
    ($rest:literal) => {
        concat!(
            "select t.id, t.client_id, t.care_plan_version_id, v.number, t.profile_id, n.name as person_name, t.shown_at, t.confirmed_at, \
                 t.copy_age_seconds, t.recorded_at \
               from public.care_plan_version_reads t \
               join public.care_plan_versions v on v.organisation_id = t.organisation_id and v.id = t.care_plan_version_id \
               left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

row! {
    /// That somebody has a plan.
    #[derive(Clone, Copy, Debug)]
    struct PlanThere { id: Uuid }
}

statement! {
    /// One receipt.
    READ: (Uuid) -> CarePlanReadOut = read_of!("t.id = $1");
    /// For each person who was shown a version: that they confirmed it, or the last time it was shown.
    READS_OF: (Uuid) -> CarePlanReadOut = read_of!(
        "t.id in (select distinct on (r.profile_id) r.id from public.care_plan_version_reads r \
            where r.organisation_id = (select app.organisation_id()) and r.care_plan_version_id = $1 \
            order by r.profile_id, r.confirmed_at is null, r.shown_at desc, r.id desc) \
         order by t.confirmed_at is null, n.name, t.id limit 1000");
    /// A receipt of the caller's.
    ADD_READ: (Uuid, Timestamp, Option<Timestamp>, i32) -> Made =
        "insert into public.care_plan_version_reads (organisation_id, client_id, care_plan_version_id, profile_id, shown_at, confirmed_at, copy_age_seconds) \
         select v.organisation_id, v.client_id, v.id, (select app.profile_id()), $2, $3, $4 from public.care_plan_versions v \
          where v.organisation_id = (select app.organisation_id()) and v.id = $1 returning id";
    /// That a resident has a plan, or had one.
    PLAN_EVER: (Uuid) -> PlanThere =
        "select t.id from public.care_plans t where t.organisation_id = (select app.organisation_id()) and t.client_id = $1 limit 1";
    /// The version that was active at an instant.
    PUBLISHED_THEN: (Uuid, Timestamp) -> CarePlanVersionOut = version!("t.client_id = $1 and t.effective @> $2 limit 1");
    /// What a person, or the caller, was shown last until an instant.
    SHOWN_THEN: (Uuid, Option<Uuid>, Timestamp) -> CarePlanReadOut = read_of!(
        "t.client_id = $1 and t.profile_id = coalesce($2, (select app.profile_id())) and t.shown_at <= $3 order by t.shown_at desc, t.id desc limit 1");
    /// What they confirmed last until then.
    CONFIRMED_THEN: (Uuid, Option<Uuid>, Timestamp) -> CarePlanReadOut = read_of!(
        "t.client_id = $1 and t.profile_id = coalesce($2, (select app.profile_id())) and t.confirmed_at <= $3 \
         order by t.confirmed_at desc, t.id desc limit 1");
    /// Who asks.
    ME: () -> Made = "select app.profile_id() as id /* never null: id (the session was checked) */";
}

almoner_pg::constraints! {
    "care_plan_version_reads_confirmed" => Duplicate, "", "", "You have confirmed this version already.";
    "care_plan_version_reads_order" => Invalid, "confirmed_at", "range", "Give a time after it was shown.";
}

const CONFIRM: Doc = Doc::change("confirm_care_plan_read", "Say that you were shown a version, and have read it")
    .says("Of a version that was published, also of one that was superseded meanwhile. One confirmation for each person and version; sending another answers `duplicate`, and nothing is lost.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition, Code::Duplicate]);
const WHO: Doc = Doc::read("list_care_plan_reads", "Who was shown a version, and who has confirmed it")
    .says("One line for each person, those who confirmed first. Managers see everybody's; whoever gives care sees their own.");
const AS_OF: Doc = Doc::read("get_care_plan_as_of", "What was known of a resident's plan at an instant")
    .says("Three things apart: what was published then, what this person was shown until then, and what they confirmed until then. Of somebody whose receipts are not yours to see the last two are null.")
    .refuses(&[Code::Forbidden]);

/// Receipts.
pub fn routes() -> Routes<App> {
    Routes::new("care-plans")
        .post("/api/v1/care-plan-versions/{id}/reads", &CONFIRM, confirm)
        .get("/api/v1/care-plan-versions/{id}/reads", &WHO, who)
        .get("/api/v1/clients/{id}/care-plan/as-of", &AS_OF, as_of)
}

/// How far a device's clock may be ahead; what it sends is then taken as now.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// How late a receipt may arrive.
const LATE: SignedDuration = SignedDuration::from_hours(72);

/// Now, to the microsecond that the database keeps.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// When it happened, by our clock.
fn happened(c: &mut Checks, path: &str, Instant(at): Instant, now: Timestamp) -> Timestamp {
    if at > now + AHEAD {
        let words =
            format!("The clock of this device is ahead: ours says {now:.0}. Set it, and send this again.");
        c.wrong(path, "range", words);
    } else if at < now - LATE {
        c.wrong(path, "range", "This is more than 72 hours ago. Show the plan again, and confirm that.");
    }
    at.min(now)
}

async fn confirm(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<CarePlanReadIn>,
) -> Handled<Created<CarePlanReadOut>> {
    let sent = command.value;
    let (mut c, now) = (Checks::new(), now());
    let confirmed = sent.confirmed_at.map(|at| happened(&mut c, "confirmed_at", at, now));
    let shown = sent.shown_at.map(|at| happened(&mut c, "shown_at", at, now));
    // Shown and read in one go: what is confirmed was shown.
    let shown = shown.or(confirmed).unwrap_or(now);
    c.that(
        confirmed.is_none_or(|at| at >= shown),
        "confirmed_at",
        "range",
        "Give a time after it was shown.",
    );
    c.number("copy_age_seconds", sent.copy_age_seconds, 0..=2_592_000);
    c.finish()?;
    let attempt = &command.attempt;
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, VERSION_THERE.with((id,))).await?;
    let there = there.one()?;
    if let Some(done) = done {
        let receipt = tx.finish(READ.with((done.result_id.ok_or(Code::NotFound)?,))).await?.one()?;
        return Ok(Created::of(receipt).replayed(true));
    }
    if !there.was_published {
        let words = "Care is not given by this version: it was never published, or it was withdrawn.";
        return Err(Error::new(Code::IllegalTransition).message(words).into());
    }
    let age = sent.copy_age_seconds;
    let Made { id } = tx.run(ADD_READ.with((id, shown, confirmed, age))).await?.one()?;
    let finish = attempt.finish(201, "care_plan_version_reads", Some(id));
    let (receipt, _) = tx.finish((READ.with((id,)), finish)).await?;
    Ok(Created::of(receipt.one()?))
}

async fn who(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Page<CarePlanReadOut>> {
    let calls = (VERSION_THERE.with((id,)), READS_OF.with((id,)));
    let (there, receipts) = app.db.read(&me, calls).await?;
    there.one()?;
    Ok(Page::whole(receipts))
}

/// When, and of whom.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AsOf {
    /// Default now.
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<Instant>,
    /// The person who was shown it; default you.
    person: Option<Uuid>,
}

async fn as_of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<AsOf>,
) -> Handled<Answer<CarePlanAsOfOut>> {
    let now = now();
    let at = query.at.map_or(now, |Instant(at)| at);
    if at > now + AHEAD {
        let words = "This lies in the future. Ask for the plan as it is, or for a time that has passed.";
        return Err(Error::field("at", "range", words).into());
    }
    let calls = (
        CARE_OF_CLIENT.with((client,)),
        PLAN_EVER.with((client,)),
        PUBLISHED_THEN.with((client, at)),
        SHOWN_THEN.with((client, query.person, at)),
        CONFIRMED_THEN.with((client, query.person, at)),
        SLEPT_THEN.with((client, at)),
        ME.with(()),
    );
    let (there, plan, published, shown, confirmed, asleep, mine) = app.db.read(&me, calls).await?;
    care(there)?;
    plan.one()?;
    Ok(Answer::of(CarePlanAsOfOut {
        at,
        profile_id: query.person.unwrap_or(mine.one()?.id),
        published: published.into_iter().next(),
        asleep: asleep.into_iter().next(),
        shown: shown.into_iter().next(),
        confirmed: confirmed.into_iter().next(),
    }))
}
