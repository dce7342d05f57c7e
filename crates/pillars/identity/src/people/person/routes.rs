//! The routes of people, and how each is answered.

use almoner_kernel::{Caller, Code};
use almoner_pg::One;
use almoner_web::records::patch;
use almoner_web::{
    Answer, App, Body, Doc, Handled, IfMatch, IfNoneMatch, ListQuery, Page, PathId, QueryOf, Record, Routes,
    SignedIn, settle,
};
use axum::extract::State;
use uuid::Uuid;

use super::model::{
    Beside, PersonFilters, PersonOut, PersonPatch, PersonQuery, PersonStatus, PersonWith, PreferencesOut,
    PreferencesPatch, RightOut, SignInFacts,
};
use super::private::{self, PRIVATE, PrivateOut};
use super::store::{ARCHIVED, PEOPLE, PREFERENCES, RIGHTS_OF, SET_PREFERENCES, SIGN_IN_OF};
use super::{invite, verbs};
use crate::people::membership::Grade;

const ENDS: &[Code] = &[Code::IllegalTransition, Code::LastOwner, Code::SecondFactorRequired];

const LIST: Doc = Doc::read("list_people", "People whom you may see, by name");
const INVITE: Doc = Doc::change("invite_person", "Invite somebody, with their rights")
    .says(
        "A manager gives floor grades in homes that they manage. An owner gives everything; an office only \
         right after a second factor. The answer does not tell whether the e-mail has an account.",
    )
    .refuses(&[Code::Duplicate, Code::ParentArchived, Code::SecondFactorRequired]);
const GET: Doc = Doc::read("get_person", "One person")
    .says("With `include` also their present and coming rights, how they sign in, and what is private, as far as you may read it.");
const UPDATE: Doc = Doc::change("update_person", "Change a name, the job title or the first screen");
const PREFER: Doc = Doc::change("update_preferences", "Change one's own preferences");
const SEE_PRIVATE: Doc = Doc::read("get_private", "Contact and employment of one person");
const SET_PRIVATE: Doc = Doc::change("update_private", "Change contact and employment")
    .says("The person changes their contact; their managers and the owner everything.");
const REINVITE: Doc =
    Doc::change("reinvite_person", "Send the invitation again, to a corrected e-mail if need be")
        .says("Earlier links end. At most five an hour for one person.")
        .refuses(&[Code::IllegalTransition, Code::SecondFactorRequired, Code::TooManyRequests]);
const WITHDRAW: Doc =
    Doc::change("withdraw_invitation", "Withdraw an invitation; its link ends").refuses(ENDS);
const DISABLE: Doc = Doc::change("disable_person", "End somebody's access now")
    .says("Their sign-ins here end. Somebody with an office: right after a second factor. Nobody disables themself.")
    .refuses(ENDS);
const ENABLE: Doc = Doc::change("enable_person", "Give access back").refuses(ENDS);
const ARCHIVE: Doc = Doc::change("archive_person", "Archive a person with their rights").refuses(ENDS);
const RESTORE: Doc = Doc::change("restore_person", "Restore a person and the rights archived with them")
    .refuses(&[Code::Duplicate, Code::ParentArchived, Code::SecondFactorRequired]);

/// Everything under `/api/v1/people`, but for the preview.
pub fn routes() -> Routes<App> {
    Routes::new("people")
        .get("/api/v1/people", &LIST, list)
        .post("/api/v1/people", &INVITE, invite::invite)
        .get("/api/v1/people/{id}", &GET, get)
        .patch("/api/v1/people/{id}", &UPDATE, change)
        .patch("/api/v1/people/{id}/preferences", &PREFER, prefer)
        .get("/api/v1/people/{id}/private", &SEE_PRIVATE, private::get)
        .patch("/api/v1/people/{id}/private", &SET_PRIVATE, private::change)
        .post("/api/v1/people/{id}/reinvite", &REINVITE, invite::reinvite)
        .post("/api/v1/people/{id}/withdraw", &WITHDRAW, verbs::withdraw)
        .post("/api/v1/people/{id}/disable", &DISABLE, verbs::disable)
        .post("/api/v1/people/{id}/enable", &ENABLE, verbs::enable)
        .post("/api/v1/people/{id}/archive", &ARCHIVE, verbs::archive)
        .post("/api/v1/people/{id}/restore", &RESTORE, verbs::restore)
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<PersonFilters>,
) -> Handled<Page<PersonWith>> {
    let people = if query.archived { &ARCHIVED } else { &PEOPLE };
    let call = people
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("q", query.q.clone())
        .filter("status", query.filters.status.map(PersonStatus::as_str));
    let grade = query.filters.grade.map(Grade::as_str);
    let call = match (query.filters.home, grade) {
        // The grade in that home, not a grade somewhere and the home besides.
        (Some(home), Some(grade)) => {
            call.filter("home_grade", Some(vec![home.to_string(), grade.to_owned()]))
        }
        (home, grade) => call.filter("home", home).filter("grade", grade),
    };
    let key = |p: &PersonOut| vec![p.family_name.clone(), p.given_name.clone(), p.id.to_string()];
    let page = query.answer(&app, &me, call, key).await?;
    let Page { items, next_cursor, count } = page;
    let items = beside(&app, &me, items, query.includes("memberships"), query.includes("sign_in")).await?;
    Ok(Page { items, next_cursor, count })
}

/// Adds what was asked for beside the people of one page.
async fn beside(
    app: &App,
    me: &Caller,
    people: Vec<PersonOut>,
    memberships: bool,
    sign_in: bool,
) -> Handled<Vec<PersonWith>> {
    let mut people: Vec<PersonWith> = people.into_iter().map(PersonWith::alone).collect();
    let ids = || -> Vec<Uuid> { people.iter().map(|p| p.person.id).collect() };
    if people.is_empty() || !(memberships || sign_in) {
        return Ok(people);
    }
    let calls = (RIGHTS_OF.with((ids(),)), SIGN_IN_OF.with((ids(),)));
    let (rights, sign_ins) = app.db.read(me, calls).await?;
    if memberships {
        for one in &mut people {
            one.memberships =
                Some(rights.iter().filter(|r| r.profile_id == one.person.id).cloned().collect());
        }
    }
    if sign_in {
        for one in &mut people {
            one.sign_in = sign_ins.iter().find(|s| s.profile_id == one.person.id).cloned();
        }
    }
    Ok(people)
}

async fn get(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    QueryOf(query): QueryOf<PersonQuery>,
    held: IfNoneMatch,
) -> Handled<Answer<PersonWith>> {
    let include = query.include.map(|list| list.0).unwrap_or_default();
    let calls =
        (PersonOut::read(id), RIGHTS_OF.with((vec![id],)), SIGN_IN_OF.with((vec![id],)), PRIVATE.with((id,)));
    let (people, rights, sign_in, private): (
        Vec<PersonOut>,
        Vec<RightOut>,
        Vec<SignInFacts>,
        Vec<PrivateOut>,
    ) = app.db.read(&me, calls).await?;
    let person = people.one()?;
    let version = person.version;
    let asked = |part| include.contains(&part);
    let answer = Answer::of(PersonWith {
        person,
        memberships: asked(Beside::Memberships).then_some(rights),
        sign_in: sign_in.into_iter().next().filter(|_| asked(Beside::SignIn)),
        private: private.into_iter().next().filter(|_| asked(Beside::Private)),
    })
    .version(version);
    // What stands beside changes without the person's version.
    Ok(if include.is_empty() { answer.unless_held(&held) } else { answer })
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<PersonPatch>,
) -> Handled<Answer<PersonOut>> {
    patch(&app, &me, (id, version), new.update(id, version)?).await
}

async fn prefer(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<PreferencesPatch>,
) -> Handled<Answer<PreferencesOut>> {
    let sent = new.check()?;
    let (tx, changed) = app.db.write(&me, SET_PREFERENCES.with((id, version, sent))).await?;
    let row = settle(tx, &changed, version, PREFERENCES.with((id,))).await?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}
