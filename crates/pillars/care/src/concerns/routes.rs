//! The routes of concerns: raised by whoever gives care, seen to by whoever answers for the resident.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{ListCall, One, Update};
use almoner_web::records::{Ask, decide, get_one};
use almoner_web::{
    Answer, App, Checks, Command, Commas, Created, Doc, Filters, Handled, IfMatch, ListQuery, NothingIn,
    Page, PathId, Routes, SignedIn,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::concerns::model::{ConcernCloseIn, ConcernIn, ConcernOut, ConcernReceiptOut};
use crate::concerns::store::{CONCERNS, CONCERNS_OF, RAISE, RECEIPT};
use crate::concerns::words::{ConcernCategory, ConcernStatus};
use crate::there::{CARE_OF_CLIENT, as_seen, care};

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition];
const LIST: Doc =
    Doc::read("list_concerns", "Concerns about residents whose record you may read, the newest first")
        .says("`open=true&home=ID` are those that nobody has closed yet.");
const OF: Doc = Doc::read("list_client_concerns", "The concerns about a resident, the newest first")
    .refuses(&[Code::Forbidden]);
const RAISED: Doc = Doc::change("raise_concern", "Raise a concern about a resident")
    .says(
        "It goes at once to the managers of the home and to whoever runs its shifts, and up the ladder until one of them \
         says that they see to it. As with notes, it is never refused for when it arrives: the answer is a receipt, and says how many \
         people were told. The Idempotency-Key is kept with the concern for good: at least 8 characters.",
    )
    .refuses(&[Code::Forbidden]);
const ONE: Doc = Doc::read("get_concern", "One concern");
const ACKNOWLEDGE: Doc = Doc::change("acknowledge_concern", "Say that you see to a concern")
    .says("Nobody else is told from then on.")
    .refuses(MAY);
const CLOSE: Doc = Doc::change("close_concern", "Say what was done about a concern")
    .says("By whoever answers for the resident, after somebody has said that they see to it. It stays as it is then.")
    .refuses(MAY);

/// Concerns.
pub fn routes() -> Routes<App> {
    Routes::new("concerns")
        .get("/api/v1/concerns", &LIST, list)
        .get("/api/v1/clients/{id}/concerns", &OF, of)
        .post("/api/v1/clients/{id}/concerns", &RAISED, raise)
        .get("/api/v1/concerns/{id}", &ONE, get_one::<ConcernOut>)
        .post("/api/v1/concerns/{id}/acknowledge", &ACKNOWLEDGE, acknowledge)
        .post("/api/v1/concerns/{id}/close", &CLOSE, close)
}

/// Filters of the concerns of homes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ConcernFilters {
    /// Of what happened in this home.
    home: Option<Uuid>,
    /// Only those that nobody has closed, or only the others.
    open: Option<bool>,
    /// Several, separated by commas.
    #[param(value_type = Vec<ConcernStatus>, required = false, style = Form, explode = false)]
    status: Option<Commas<ConcernStatus>>,
    /// Several, separated by commas.
    #[param(value_type = Vec<ConcernCategory>, required = false, style = Form, explode = false)]
    category: Option<Commas<ConcernCategory>>,
    urgent: Option<bool>,
    author: Option<Uuid>,
}

impl Filters for ConcernFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

impl ConcernFilters {
    fn on<'a>(&self, list: ListCall<'a>) -> ListCall<'a> {
        let categories =
            self.category.as_ref().map(|all| all.0.iter().map(|c| c.as_str().to_owned()).collect());
        let mut statuses: Option<Vec<String>> =
            self.status.as_ref().map(|all| all.0.iter().map(|s| s.as_str().to_owned()).collect());
        if self.open == Some(false) && statuses.is_none() {
            statuses = Some(vec![ConcernStatus::Closed.as_str().to_owned()]);
        }
        list.filter("home", self.home)
            .filter("open", self.open.filter(|open| *open))
            .filter::<Vec<String>>("status", statuses)
            .filter::<Vec<String>>("category", categories)
            .filter("urgent", self.urgent)
            .filter("author", self.author)
    }
}

fn last(concern: &ConcernOut) -> Vec<String> {
    vec![concern.id.to_string()]
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<ConcernFilters>,
) -> Handled<Page<ConcernOut>> {
    let concerns = CONCERNS.run(Some(query.sort), query.fetch()).ok_or(Code::Invalid)?;
    Ok(query.answer(&app, &me, query.filters.on(concerns), last).await?)
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    query: ListQuery<ConcernFilters>,
) -> Handled<Page<ConcernOut>> {
    let concerns = CONCERNS_OF.run(Some(query.sort), query.fetch()).ok_or(Code::Invalid)?;
    let concerns = query.filters.on(concerns.filter("client", Some(client)));
    let (there, page) =
        query.answer_beside(&app, &me, CARE_OF_CLIENT.with((client,)), concerns, last).await?;
    care(there)?;
    Ok(page)
}

async fn raise(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<ConcernIn>,
) -> Handled<Created<ConcernReceiptOut>> {
    let (new, at) = command.value.check()?;
    let (key, hash) = command.attempt.evidence(None)?;
    let category = new.category.as_str();
    let insert =
        RAISE.with((client, new.care_home_id, category, new.urgent, new.text, at, key.clone(), hash));
    match app.db.write(&me, (insert, RECEIPT.with((key,)))).await {
        Ok((tx, (_, receipt))) => {
            tx.finish(()).await?;
            let receipt = receipt.one()?;
            let replayed = receipt.replayed;
            Ok(Created::of(receipt.into()).replayed(replayed))
        }
        Err(error) => Err(as_seen(&app, &me, CARE_OF_CLIENT.with((client,)), error).await.into()),
    }
}

/// Refuses a step that does not follow from where a concern is.
fn stands(concern: &ConcernOut, at: ConcernStatus) -> Result<()> {
    if concern.status == at {
        return Ok(());
    }
    Err(Error::new(Code::IllegalTransition).message(match concern.status {
        ConcernStatus::Raised => "Say first that you see to it.",
        ConcernStatus::Acknowledged => "Somebody sees to it already.",
        ConcernStatus::Closed => "It is closed and stays as it is. Raise another.",
    }))
}

async fn acknowledge(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<ConcernOut>> {
    decide(&app, &me, &command.attempt, Ask { id, version }, |before: &ConcernOut| {
        stands(before, ConcernStatus::Raised)?;
        Ok(Update::of("concerns", id, version).set("status", Some("acknowledged")).call())
    })
    .await
}

async fn close(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<ConcernCloseIn>,
) -> Handled<Answer<ConcernOut>> {
    let mut c = Checks::new();
    let outcome = c.lines("outcome", &command.value.outcome, 1..=4000);
    c.finish()?;
    decide(&app, &me, &command.attempt, Ask { id, version }, |before: &ConcernOut| {
        stands(before, ConcernStatus::Acknowledged)?;
        let update = Update::of("concerns", id, version).set("status", Some("closed"));
        Ok(update.set("outcome", Some(outcome)).call())
    })
    .await
}
