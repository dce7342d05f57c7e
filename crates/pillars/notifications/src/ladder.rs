//! The ladder: who is told of something urgent that nobody has acknowledged, and after how long.

use almoner_kernel::Code;
use almoner_pg::{Branch, List, Sort, Update, constraints, lists, row, statement, updates};
use almoner_web::records::{archive_one, create, get_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Doc, Filters, Handled, IfMatch, ListQuery, Made, Page,
    Patch, PathId, Routes, SignedIn, records,
};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_postgres::types::Type;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

row! {
    /// A rung of the ladder.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RungOut {
        pub id: Uuid,
        pub version: i32,
        /// Its place, from 1; several may stand on one.
        pub step: i32,
        /// Minutes after the beginning.
        pub after_minutes: i32,
        /// `managers` of the home, `owners`, `compliance_leads`.
        pub who: String,
        pub archived_at: Option<Timestamp>,
        /// `update`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    RungOut, "escalation_policies", RUNG;
}

/// Who stands on a rung.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Managers,
    Owners,
    ComplianceLeads,
}

impl Who {
    fn as_str(self) -> &'static str {
        match self {
            Self::Managers => "managers",
            Self::Owners => "owners",
            Self::ComplianceLeads => "compliance_leads",
        }
    }
}

/// A new rung.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RungIn {
    /// 1 to 5.
    pub step: i32,
    /// 1 to 1,440: minutes after the beginning, not after the rung below.
    pub after_minutes: i32,
    pub who: Who,
}

/// What of a rung changes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RungPatch {
    #[serde(default)]
    pub after_minutes: Patch<i32>,
    #[serde(default)]
    pub who: Patch<Who>,
}

macro_rules! columns {
    () => {
        "t.id, t.version, t.step, t.after_minutes, t.who, t.archived_at, \
         case when t.organisation_id is distinct from (select app.owned_organisation_id()) then '{}' \
              when t.archived_at is null then array['update', 'archive'] else array['restore'] end as can /* never null: can */"
    };
}

lists! {
    /// From the first rung up.
    LADDER -> RungOut = List {
        table: "public.escalation_policies",
        columns: columns!(),
        joins: "",
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.settings_organisation_id())" }],
        filters: &[almoner_pg::Filter { name: "archived", sql: "(t.archived_at is not null) = $?", ty: || Type::BOOL }],
        sorts: &[Sort { name: "step", keys: &["step", "id"], types: &[Type::INT4, Type::UUID], descending: false }],
    };
}

statement! {
    RUNG: (Uuid) -> RungOut = concat!("select ", columns!(), " from public.escalation_policies t \
        where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    ADD_RUNG: (i32, i32, &'static str) -> Made =
        "insert into public.escalation_policies (organisation_id, step, after_minutes, who) values (app.organisation_id(), $1, $2, $3) returning id";
}

updates! {
    "escalation_policies" { after_minutes: i32, who: &'static str } archives;
}

constraints! {
    "escalation_policies_once" => Duplicate, "who", "taken", "They stand on this rung already.";
}

const MAY: &[Code] = &[Code::Forbidden, Code::Duplicate, Code::IllegalTransition];
const LIST: Doc = Doc::read("list_escalation_steps", "The ladder: who is told when nobody acknowledges")
    .says("Without a rung of your own it is: the managers again after 15 minutes, the owners after 30.");
const ADD: Doc = Doc::change("create_escalation_step", "Add a rung to the ladder")
    .says("What was told before keeps the ladder that there was then.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_escalation_step", "One rung");
const CHANGE: Doc = Doc::change("update_escalation_step", "Change a rung").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_escalation_step", "Take a rung away").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_escalation_step", "Put a rung back").refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("notifications")
        .get("/api/v1/escalation-steps", &LIST, list)
        .post("/api/v1/escalation-steps", &ADD, add)
        .get("/api/v1/escalation-steps/{id}", &ONE, get_one::<RungOut>)
        .patch("/api/v1/escalation-steps/{id}", &CHANGE, change)
        .post("/api/v1/escalation-steps/{id}/archive", &ARCHIVE, archive_one::<RungOut>)
        .post("/api/v1/escalation-steps/{id}/restore", &RESTORE, restore_one::<RungOut>)
}

/// A ladder has no filters of its own.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct LadderFilters {}

impl Filters for LadderFilters {
    const SORTS: &'static [&'static str] = &["step"];
    const ARCHIVED: bool = true;
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<LadderFilters>,
) -> Handled<Page<RungOut>> {
    let rows = LADDER
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("archived", Some(query.archived));
    Ok(query.answer(&app, &me, rows, |row: &RungOut| vec![row.step.to_string(), row.id.to_string()]).await?)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<RungIn>,
) -> Handled<Created<RungOut>> {
    let new = command.value;
    let mut checks = Checks::new();
    checks.number("step", new.step, 1..=5);
    checks.number("after_minutes", new.after_minutes, 1..=1440);
    checks.finish()?;
    let insert = ADD_RUNG.with((new.step, new.after_minutes, new.who.as_str()));
    create(&app, &me, &command.attempt, None, insert).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<RungPatch>,
) -> Handled<Answer<RungOut>> {
    let mut checks = Checks::new();
    let minutes: Option<i32> = checks.patch_needed("after_minutes", new.after_minutes);
    if let Some(minutes) = minutes {
        checks.number("after_minutes", minutes, 1..=1440);
    }
    let who: Option<Who> = checks.patch_needed("who", new.who);
    checks.finish()?;
    let update = Update::of("escalation_policies", id, version)
        .set("after_minutes", minutes)
        .set("who", who.map(Who::as_str));
    patch(&app, &me, (id, version), update).await
}
