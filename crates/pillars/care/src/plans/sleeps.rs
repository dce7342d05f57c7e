//! A plan sleeps between two stays. When the resident is back, whoever runs the shift says whether it is still right;
//! its tasks are made again from then on, or once the manager has published another version.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Changed, row, statement};
use almoner_web::records::{Ask, decide};
use almoner_web::{Answer, App, Checks, Command, Doc, Handled, IfMatch, PathId, Routes, SignedIn, records};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::plans::words::{CarePlanSleepStatus, CarePlanVerdict};

row! {
    /// A time in which a resident's plan slept.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct CarePlanSleepOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub care_plan_id: Uuid,
        pub status: CarePlanSleepStatus,
        /// What somebody said of it when the resident was back; empty: nobody has looked, or another version woke it first.
        pub verdict: Option<CarePlanVerdict>,
        /// When the resident left.
        pub slept_at: Timestamp,
        /// From when its tasks are made again; empty while it sleeps.
        pub woke_at: Option<Timestamp>,
        /// When somebody looked at it after they were back.
        pub said_at: Option<Timestamp>,
        pub said_by: Option<Uuid>,
        pub said_by_name: Option<String>,
        /// What has to change, or what they found, in their words.
        pub note: Option<String>,
        /// The resident lives here again: somebody has to look at it.
        pub is_back: bool,
        /// `confirm`, `question`.
        pub can: Vec<String>,
    }
}

records! {
    CarePlanSleepOut, "care_plan_sleeps", SLEEP;
}

macro_rules! sleep {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.care_plan_id, t.status, t.verdict, t.slept_at, t.woke_at, t.said_at, t.said_by, n.name as said_by_name, \
                 t.note, m.back as is_back, \
                 array_remove(array[case when m.runs and m.back and t.status = 'asleep' then 'confirm' end, \
                     case when m.runs and m.back and t.status = 'asleep' and t.verdict is null then 'question' end], null) as can \
               from public.care_plan_sleeps t \
               left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.said_by \
              cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) \
                      or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
                  exists (select from public.clients c where c.organisation_id = t.organisation_id and c.id = t.client_id \
                      and c.status in ('current', 'hospital', 'on_leave')) as back offset 0) m \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest,
            " /* never null: is_back (it exists or not) */"
        )
    };
}

statement! {
    /// One.
    SLEEP: (Uuid) -> CarePlanSleepOut = sleep!("t.id = $1");
    /// The one in which the plan of a resident sleeps now.
    pub SLEEP_OF: (Uuid) -> CarePlanSleepOut = sleep!("t.client_id = $1 and t.status = 'asleep' limit 1");
    /// The one in which it slept at an instant.
    pub SLEPT_THEN: (Uuid, Timestamp) -> CarePlanSleepOut =
        sleep!("t.client_id = $1 and t.slept_at <= $2 and (t.woke_at is null or t.woke_at > $2) order by t.slept_at desc limit 1");
    /// Says whether it is still right, and why.
    CONFIRM_PLAN: (Uuid, i32, bool, Option<String>) -> Changed =
        "select x.id, x.version from app.confirm_plan($1, $2, $3, $4) x /* never null: id, version (of a row) */";
}

/// Somebody looked at a plan that slept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarePlanConfirmIn {
    /// `still_right` makes its tasks again from now on; `needs_change` makes a review due today, and no task until the
    /// manager has published another version or somebody says that it is right after all.
    pub verdict: CarePlanVerdict,
    /// What has to change: needed with `needs_change`; 1 to 1000 characters.
    pub note: Option<String>,
}

impl CarePlanConfirmIn {
    fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.note = c.maybe_lines("note", self.note.as_deref(), 1000);
        let says = self.verdict == CarePlanVerdict::StillRight || self.note.is_some();
        c.that(says, "note", "required", "Say what has to change.");
        c.finish()?;
        Ok(self)
    }
}

const CONFIRM: Doc = Doc::change("confirm_sleeping_care_plan", "Say of a plan that slept whether it is still right")
    .says("When the resident is back, by who runs the shift there, or the manager. Until then none of its tasks is made or begun.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition]);

/// Waking a plan.
pub fn routes() -> Routes<App> {
    Routes::new("care-plans").post("/api/v1/care-plan-sleeps/{id}/confirm", &CONFIRM, confirm)
}

async fn confirm(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<CarePlanConfirmIn>,
) -> Handled<Answer<CarePlanSleepOut>> {
    let CarePlanConfirmIn { verdict, note } = command.value.check()?;
    let still_right = verdict == CarePlanVerdict::StillRight;
    decide(&app, &me, &command.attempt, Ask { id, version }, |before: &CarePlanSleepOut| {
        if before.status == CarePlanSleepStatus::Awake {
            let words =
                "The plan is awake: somebody has said that it is right, or published another version.";
            return Err(Error::new(Code::IllegalTransition).message(words));
        }
        Ok(CONFIRM_PLAN.with((id, version, still_right, note)))
    })
    .await
}
