//! How a person wants to be told. One's own, and nobody else's.

use almoner_kernel::Code;
use almoner_pg::{One, Update, constraints, row, statement, updates};
use almoner_web::{
    Answer, App, Body, Checks, Doc, Handled, IfMatch, Made, Routes, SignedIn, Versioned, refusal, settle,
};
use axum::extract::State;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

row! {
    /// How you want to be told. Version 0: you have said nothing yet, and these are the defaults.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct NotificationPreferencesOut {
        pub version: i32,
        /// Which of what the console shows comes by e-mail too: `none`, `urgent` (high and critical), `all`.
        pub email: String,
        /// Which quiet hours apply: `organisation`, `own`, `never`.
        pub quiet: String,
        #[schema(value_type = Option<String>, format = "time-local")]
        pub quiet_from: Option<Time>,
        #[schema(value_type = Option<String>, format = "time-local")]
        pub quiet_to: Option<Time>,
        /// The organisation's quiet hours.
        #[schema(value_type = String, format = "time-local")]
        pub organisation_quiet_from: Time,
        #[schema(value_type = String, format = "time-local")]
        pub organisation_quiet_to: Time,
        /// Zone of your own quiet hours; null: that of the home that you are told of.
        pub time_zone: Option<String>,
    }
}

row! {
    /// The row behind it, where there is one.
    #[derive(Clone, Copy, Debug)]
    struct Mine { id: Uuid, version: i32 }
}

impl Versioned for NotificationPreferencesOut {
    fn version(&self) -> i32 {
        self.version
    }
}

/// All of it, each time.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationPreferencesIn {
    pub email: ByMail,
    pub quiet: Quiet,
    /// `22:00`. With `own`, and only then.
    #[schema(value_type = Option<String>, format = "time-local")]
    pub quiet_from: Option<Time>,
    /// The first minute at which you may be told again. As `quiet_from`: the whole day is quiet.
    #[schema(value_type = Option<String>, format = "time-local")]
    pub quiet_to: Option<Time>,
    /// Name of a zone, such as `Europe/London`.
    pub time_zone: Option<String>,
}

/// What comes by e-mail too.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ByMail {
    None,
    Urgent,
    All,
}

/// Which quiet hours apply.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Quiet {
    Organisation,
    Own,
    Never,
}

statement! {
    PREFERENCES: () -> NotificationPreferencesOut =
        "select coalesce(p.version, 0) as version, coalesce(p.email, 'urgent') as email, coalesce(p.quiet, 'organisation') as quiet, \
                p.quiet_from, p.quiet_to, coalesce(s.quiet_from, '22:00') as organisation_quiet_from, \
                coalesce(s.quiet_to, '07:00') as organisation_quiet_to, p.time_zone \
                /* never null: version, email, quiet, organisation_quiet_from, organisation_quiet_to */ \
           from (select (select app.organisation_id()) as organisation, (select app.profile_id()) as profile) me \
           left join public.notification_preferences p on p.organisation_id = me.organisation and p.profile_id = me.profile \
           left join public.company_settings s on s.organisation_id = me.organisation";
    MINE: () -> Mine = "select p.id, p.version from public.notification_preferences p \
        where p.organisation_id = (select app.organisation_id()) and p.profile_id = (select app.profile_id())";
    SAY: (&'static str, &'static str, Option<Time>, Option<Time>, Option<String>) -> Made =
        "insert into public.notification_preferences (organisation_id, profile_id, email, quiet, quiet_from, quiet_to, time_zone) \
         values (app.organisation_id(), app.profile_id(), $1, $2, $3, $4, $5) returning id";
}

updates! {
    "notification_preferences" { email: &'static str, quiet: &'static str, quiet_from: Option<Time>, quiet_to: Option<Time>,
        time_zone: Option<String> };
}

constraints! {
    "notification_preferences_once" => Stale, "", "taken", "You said this on another screen meanwhile.";
    "notification_preferences_hours" => Invalid, "quiet_from", "not_possible", "Own quiet hours have a beginning and an end; others have neither.";
}

const MAY: &[Code] = &[Code::Stale];
const MINE_DOC: Doc = Doc::read("get_notification_preferences", "How you want to be told")
    .says("Version 0 stands for nothing said yet: the defaults.");
const SAY_DOC: Doc = Doc::change("set_notification_preferences", "Say how you want to be told")
    .says("What is of high or critical priority comes in quiet hours too. `If-Match: \"v0\"` when you have said nothing yet.")
    .refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("notifications").get("/api/v1/notification-preferences", &MINE_DOC, mine).patch(
        "/api/v1/notification-preferences",
        &SAY_DOC,
        say,
    )
}

async fn mine(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Answer<NotificationPreferencesOut>> {
    let row = app.db.read(&me, PREFERENCES.with(())).await?.one()?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}

async fn say(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    IfMatch(version): IfMatch,
    Body(new): Body<NotificationPreferencesIn>,
) -> Handled<Answer<NotificationPreferencesOut>> {
    let mut checks = Checks::new();
    let own = new.quiet == Quiet::Own;
    for (field, hour) in [("quiet_from", new.quiet_from), ("quiet_to", new.quiet_to)] {
        if own && hour.is_none() {
            checks.wrong(field, "required", "Say from when to when, such as 22:00 and 07:00.");
        } else if !own && hour.is_some() {
            checks.wrong(field, "not_possible", "Leave this out, or set quiet to own.");
        }
    }
    if new.time_zone.as_deref().is_some_and(|zone| TimeZone::get(zone).is_err()) {
        checks.wrong("time_zone", "format", "Use a time zone name such as Europe/London.");
    }
    checks.finish()?;
    let email = match new.email {
        ByMail::None => "none",
        ByMail::Urgent => "urgent",
        ByMail::All => "all",
    };
    let quiet = match new.quiet {
        Quiet::Organisation => "organisation",
        Quiet::Own => "own",
        Quiet::Never => "never",
    };
    let (mut tx, mine) = app.db.write(&me, MINE.with(())).await?;
    let read = || PREFERENCES.with(());
    let row = match mine.into_iter().next() {
        None if version == 0 => {
            tx.run(SAY.with((email, quiet, new.quiet_from, new.quiet_to, new.time_zone))).await?;
            tx.finish(read()).await?.one()?
        }
        None => return Err(refusal(&tx.run(read()).await?.one()?, version).into()),
        Some(Mine { id, .. }) => {
            let update = Update::of("notification_preferences", id, version)
                .set("email", Some(email))
                .set("quiet", Some(quiet))
                .set("quiet_from", Some(new.quiet_from))
                .set("quiet_to", Some(new.quiet_to))
                .set("time_zone", Some(new.time_zone));
            let changed = tx.run(update.call()).await?;
            settle(tx, &changed, version, read()).await?
        }
    };
    let version = row.version;
    Ok(Answer::of(row).version(version))
}
