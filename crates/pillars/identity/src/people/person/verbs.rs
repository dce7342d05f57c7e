//! What ends somebody's access and gives it back: withdraw, disable, enable, archive.

use almoner_kernel::{Caller, Code, Error};
use almoner_pg::{Call, Changed, One, row, statement};
use almoner_web::{
    Answer, App, ArchiveIn, Attempt, Checks, Command, Handled, IfMatch, NothingIn, PathId, Record, SignedIn,
    refusal,
};
use axum::extract::State;
use uuid::Uuid;

use super::model::PersonOut;
use super::store::{ARCHIVE, DISABLE, ENABLE, WITHDRAW};

row! {
    /// What stands between the caller and ending somebody's access.
    #[derive(Clone, Debug)]
    struct Gate { is_me: bool, holds_office: bool, owner: bool, fresh: bool }
}

statement! {
    GATE: (Uuid) -> Gate =
        "select $1 is not distinct from app.profile_id() as is_me, \
                exists (select from public.organisation_roles r \
                          join public.profiles p on p.organisation_id = r.organisation_id and p.id = r.profile_id \
                         where r.organisation_id = (select app.organisation_id()) and r.profile_id = $1 \
                           and (r.archived_at is null or r.archive_batch = p.archive_batch) \
                           and coalesce(upper(r.valid), 'infinity') > now()) as holds_office, \
                app.owned_organisation_id() is not null as owner, app.fresh_second_factor() as fresh \
         /* never null: holds_office, owner, fresh */";
}

/// One verb: the status it begins in, whether the person must be archived (or must not), and
/// whether it ends an access.
struct Verb {
    from: Option<&'static str>,
    archived: Option<bool>,
    ends: bool,
}

async fn act(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    (id, version): (Uuid, i32),
    verb: Verb,
    change: Call<Changed>,
) -> Handled<Answer<PersonOut>> {
    let answered = |row: PersonOut| {
        let version = row.version;
        Answer::of(row).version(version)
    };
    let (mut tx, done, rows) = attempt.begin_with(&app.db, me, PersonOut::read(id)).await?;
    let person = rows.one()?;
    if done.is_some() {
        return Ok(answered(person).replayed(true));
    }
    if person.version != version {
        return Err(refusal(&person, version).into());
    }
    let gate = tx.run(GATE.with((id,))).await?.one()?;
    if !gate.owner {
        return Err(Code::Forbidden.into());
    }
    if verb.ends && gate.is_me {
        return Err(Error::new(Code::Forbidden).message("Ask another owner to end your own access.").into());
    }
    if verb.from.is_some_and(|from| from != person.status) {
        return Err(Code::IllegalTransition.into());
    }
    if verb.archived.is_some_and(|archived| archived != person.archived_at.is_some()) {
        return Err(Code::IllegalTransition.into());
    }
    // An office needs a second factor whichever way it is taken or given back.
    if gate.holds_office && !gate.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    if tx.run(change).await?.is_empty() {
        return Err(refusal(&tx.run(PersonOut::read(id)).await?.one()?, version).into());
    }
    let (rows, _) = tx.finish((PersonOut::read(id), attempt.finish(200, PersonOut::TABLE, Some(id)))).await?;
    Ok(answered(rows.one()?))
}

pub async fn withdraw(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<PersonOut>> {
    let verb = Verb { from: Some("invited"), archived: None, ends: false };
    act(&app, &me, &command.attempt, (id, version), verb, WITHDRAW.with((id, version))).await
}

pub async fn disable(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<PersonOut>> {
    let verb = Verb { from: Some("active"), archived: None, ends: true };
    act(&app, &me, &command.attempt, (id, version), verb, DISABLE.with((id, version))).await
}

pub async fn enable(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<PersonOut>> {
    let verb = Verb { from: Some("disabled"), archived: None, ends: false };
    act(&app, &me, &command.attempt, (id, version), verb, ENABLE.with((id, version))).await
}

pub async fn archive(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<ArchiveIn>,
) -> Handled<Answer<PersonOut>> {
    let mut checks = Checks::new();
    let reason = checks.text("reason", &command.value.reason, 1..=500);
    checks.finish()?;
    let verb = Verb { from: None, archived: Some(false), ends: true };
    act(&app, &me, &command.attempt, (id, version), verb, ARCHIVE.with((id, version, reason))).await
}

pub async fn restore(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<PersonOut>> {
    let verb = Verb { from: None, archived: Some(true), ends: false };
    let change = almoner_pg::restore(PersonOut::TABLE, id, version);
    act(&app, &me, &command.attempt, (id, version), verb, change).await
}
