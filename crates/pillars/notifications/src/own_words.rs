//! An operator's own words for what people are told, by kind and channel.

use almoner_kernel::Code;
use almoner_pg::{Branch, Filter, List, Sort, Update, constraints, lists, row, statement, updates};
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

use crate::templates::{Channel, check, kinds};

row! {
    /// An operator's own words.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct OwnWordsOut {
        pub id: Uuid,
        pub version: i32,
        pub kind: String,
        /// `in_app`, `email`, `sms`.
        pub channel: String,
        /// Subject of a mail, title in the console.
        pub subject: String,
        pub body: String,
        pub archived_at: Option<Timestamp>,
        /// `update`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    OwnWordsOut, "notification_templates", OWN_WORDS;
}

/// Where words are told.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum WordsChannel {
    InApp,
    Email,
    Sms,
}

impl WordsChannel {
    const ALL: [Self; 3] = [Self::InApp, Self::Email, Self::Sms];

    fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    fn channel(self) -> Channel {
        match self {
            Self::InApp => Channel::InApp,
            Self::Email => Channel::Email,
            Self::Sms => Channel::Sms,
        }
    }
}

/// New words for a kind and channel.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnWordsIn {
    /// One of the kinds that there are.
    pub kind: String,
    pub channel: WordsChannel,
    /// 1 to 120 characters, one line.
    pub subject: String,
    /// 1 to 2,000 characters; placeholders of the kind in braces.
    pub body: String,
}

/// What of them changes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnWordsPatch {
    /// Both are sent, so that both are checked together.
    #[serde(default)]
    pub subject: Patch<String>,
    #[serde(default)]
    pub body: Patch<String>,
}

/// A kind of notification and what it says without words of your own.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KindOut {
    pub kind: String,
    /// What may stand in braces.
    pub placeholders: Vec<String>,
    pub words: Vec<KindWordsOut>,
}

/// Our words on one channel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KindWordsOut {
    pub channel: WordsChannel,
    pub subject: String,
    pub body: String,
}

macro_rules! columns {
    () => {
        "t.id, t.version, t.kind, t.channel, t.subject, t.body, t.archived_at, \
         case when t.organisation_id is distinct from (select app.owned_organisation_id()) then '{}' \
              when t.archived_at is null then array['update', 'archive'] else array['restore'] end as can /* never null: can */"
    };
}

lists! {
    /// By kind. Everybody's screens use them, so everybody reads them.
    ALL_OWN_WORDS -> OwnWordsOut = List {
        table: "public.notification_templates",
        columns: columns!(),
        joins: "",
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
        filters: &[Filter { name: "archived", sql: "(t.archived_at is not null) = $?", ty: || Type::BOOL }],
        sorts: &[Sort { name: "kind", keys: &["kind", "id"], types: &[Type::TEXT, Type::UUID], descending: false }],
    };
}

statement! {
    OWN_WORDS: (Uuid) -> OwnWordsOut = concat!("select ", columns!(), " from public.notification_templates t \
        where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    ADD: (String, &'static str, String, String) -> Made =
        "insert into public.notification_templates (organisation_id, kind, channel, subject, body) values (app.organisation_id(), $1, $2, $3, $4) returning id";
}

updates! {
    "notification_templates" { subject: String, body: String } archives;
}

constraints! {
    "notification_templates_once" => Duplicate, "kind", "taken", "There are words of your own for this kind and channel already. Change those.";
}

const MAY: &[Code] = &[Code::Forbidden, Code::Duplicate, Code::IllegalTransition];
const KINDS: Doc = Doc::read("list_notification_kinds", "The kinds of notification, and what each says")
    .says("Our words, and the placeholders that words of your own may hold.");
const LIST: Doc = Doc::read("list_own_words", "Your organisation's own words for notifications");
const WRITE: Doc = Doc::change("create_own_words", "Write words of your own for a kind")
    .says("For owners. Ours are used again when these are archived, or can't be used any more.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_own_words", "One of them");
const CHANGE: Doc = Doc::change("update_own_words", "Change your own words").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_own_words", "Go back to our words").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_own_words", "Use archived words again").refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("notifications")
        .get("/api/v1/notification-kinds", &KINDS, list_kinds)
        .get("/api/v1/notification-words", &LIST, list)
        .post("/api/v1/notification-words", &WRITE, add)
        .get("/api/v1/notification-words/{id}", &ONE, get_one::<OwnWordsOut>)
        .patch("/api/v1/notification-words/{id}", &CHANGE, change)
        .post("/api/v1/notification-words/{id}/archive", &ARCHIVE, archive_one::<OwnWordsOut>)
        .post("/api/v1/notification-words/{id}/restore", &RESTORE, restore_one::<OwnWordsOut>)
}

/// The list has no filters of its own.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct WordsFilters {}

impl Filters for WordsFilters {
    const SORTS: &'static [&'static str] = &["kind"];
    const ARCHIVED: bool = true;
}

async fn list_kinds(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<KindOut>> {
    // Nothing of them is in the database; the session is looked at all the same.
    app.db.read(&me, ()).await?;
    let all = kinds().map(|kind| KindOut {
        kind: kind.name.to_owned(),
        placeholders: kind.placeholders.iter().map(|&p| p.to_owned()).collect(),
        words: WordsChannel::ALL
            .into_iter()
            .map(|channel| {
                let words = kind.words(channel.channel());
                KindWordsOut { channel, subject: words.subject.clone(), body: words.text.clone() }
            })
            .collect(),
    });
    Ok(Page::whole(all.collect()))
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<WordsFilters>,
) -> Handled<Page<OwnWordsOut>> {
    let rows = ALL_OWN_WORDS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("archived", Some(query.archived));
    let key = |row: &OwnWordsOut| vec![row.kind.clone(), row.id.to_string()];
    Ok(query.answer(&app, &me, rows, key).await?)
}

/// Checks words by the rules of our own.
fn checked(
    kind: &str,
    channel: Channel,
    subject: &str,
    body: &str,
) -> almoner_kernel::Result<(String, String)> {
    let mut checks = Checks::new();
    let subject = checks.text("subject", subject, 1..=120);
    let body = checks.lines("body", body, 1..=2000);
    checks.finish()?;
    let mut checks = Checks::new();
    if let Err(wrong) = check(kind, channel, &subject, &body) {
        checks.wrong(wrong.field, wrong.code, wrong.message);
    }
    checks.finish()?;
    Ok((subject, body))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<OwnWordsIn>,
) -> Handled<Created<OwnWordsOut>> {
    let new = command.value;
    let (subject, body) = checked(&new.kind, new.channel.channel(), &new.subject, &new.body)?;
    create(&app, &me, &command.attempt, None, ADD.with((new.kind, new.channel.as_str(), subject, body))).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<OwnWordsPatch>,
) -> Handled<Answer<OwnWordsOut>> {
    let mut checks = Checks::new();
    let subject: Option<String> = checks.patch_needed("subject", new.subject);
    let body: Option<String> = checks.patch_needed("body", new.body);
    checks.finish()?;
    // What stays is checked with what comes: a placeholder may be in either.
    let rows = app.db.read(&me, OWN_WORDS.with((id,))).await?;
    let update = Update::of("notification_templates", id, version);
    let update = match rows.into_iter().next() {
        None => return Err(Code::NotFound.into()),
        Some(now) => {
            let channel = WordsChannel::ALL
                .into_iter()
                .find(|c| c.as_str() == now.channel)
                .unwrap_or(WordsChannel::InApp);
            let (whole_subject, whole_body) =
                (subject.clone().unwrap_or(now.subject), body.clone().unwrap_or(now.body));
            let (checked_subject, checked_body) =
                checked(&now.kind, channel.channel(), &whole_subject, &whole_body)?;
            update.set("subject", subject.map(|_| checked_subject)).set("body", body.map(|_| checked_body))
        }
    };
    patch(&app, &me, (id, version), update).await
}
