//! Invitations. The person, their rights and the link come into being together, in a function of
//! the database that asks for itself what the caller may give; the mail leaves after the commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use almoner_kernel::{Code, Error, Result};
use almoner_keys::Secret;
use almoner_pg::{Call, Json, One, row, statement};
use almoner_web::{
    Answer, App, Checks, Command, Created, Handled, IfMatch, Instant, PathId, Record, SignedIn, refusal,
};
use axum::Extension;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{JobTitle, PersonOut, Persona};
use crate::Identity;
use crate::links::Link;
use crate::people::membership::{Grade, ManagerKind, Office, range};

row! {
    /// The organisation's name, for the mail.
    #[derive(Clone, Debug)]
    pub struct Organisation { pub name: String }
}

row! {
    /// Who was invited, by their e-mail.
    #[derive(Clone, Debug)]
    pub struct Invited { pub id: Uuid, pub email: String }
}

row! {
    #[derive(Clone, Debug)]
    struct Reinvited { email: String }
}

statement! {
    /// The caller's organisation.
    pub ORGANISATION: () -> Organisation = "select o.name from public.organisations o where o.id = (select app.organisation_id())";
    /// Invites one after the other.
    INVITE: (Json<Vec<Invitation>>) -> Invited =
        "select i.id, r.email from jsonb_to_recordset($1) as r (given_name text, family_name text, preferred_name text, job_title text, persona text, \
             email text, memberships jsonb, homes_managed jsonb, offices text[], secret_hash bytea) \
         cross join lateral app.invite_person(r.given_name, r.family_name, r.preferred_name, r.job_title, r.persona, r.email, r.memberships, \
             r.homes_managed, r.offices, r.secret_hash) i /* never null: id, email */";
    REINVITE: (Uuid, Option<String>, Vec<u8>) -> Reinvited =
        "select email from app.reinvite_person($1, $2, $3) /* never null: email */";
}

/// Somebody to invite, and what they are to be given.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteIn {
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: Option<String>,
    /// Default `carer`.
    pub job_title: Option<JobTitle>,
    /// Default: what the rights suggest.
    pub persona: Option<Persona>,
    /// Where the invitation goes.
    pub email: String,
    #[serde(default)]
    pub memberships: Vec<InviteMembership>,
    /// An owner's to give.
    #[serde(default)]
    pub homes_managed: Vec<InviteManager>,
    /// An owner's to give, right after a second factor.
    #[serde(default)]
    pub offices: Vec<Office>,
}

/// A grade in a home.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteMembership {
    pub care_home_id: Uuid,
    pub grade: Grade,
    /// Default now.
    pub from: Option<Instant>,
    /// Default: until it is ended.
    pub until: Option<Instant>,
    /// The agency, for somebody with a pass for one shift.
    pub agency: Option<String>,
}

/// A home to manage.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteManager {
    pub care_home_id: Uuid,
    pub kind: ManagerKind,
    /// Default now.
    pub from: Option<Instant>,
    /// Needed for a cover, at most 28 days after `from`.
    pub until: Option<Instant>,
}

/// Rights in one invitation; a regional manager has some dozen homes.
const MOST: usize = 50;

/// An invitation that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    given_name: String,
    family_name: String,
    preferred_name: Option<String>,
    job_title: &'static str,
    persona: &'static str,
    pub email: String,
    memberships: Value,
    homes_managed: Value,
    offices: Vec<String>,
}

/// One with its link.
#[derive(Debug, Serialize)]
struct Invitation {
    #[serde(flatten)]
    checked: Checked,
    /// As PostgreSQL reads bytes.
    secret_hash: String,
}

/// Makes people, their rights and the links whose secrets these are.
pub fn invite_each<'a>(people: impl Iterator<Item = (&'a Checked, &'a Secret)>) -> Call<Invited> {
    let invitation = |(checked, secret): (&Checked, &Secret)| {
        let secret_hash = format!("\\x{}", hex::encode(secret.hash().as_bytes()));
        Invitation { checked: checked.clone(), secret_hash }
    };
    INVITE.with((Json(people.map(invitation).collect()),))
}

/// A secret for one invitation.
pub fn invitation_secret() -> Secret {
    Secret::generate(Link::Invitation.secret_kind())
}

impl InviteIn {
    fn persona(&self) -> Persona {
        if self.offices.contains(&Office::BusinessOwner) {
            Persona::BusinessOwner
        } else if self.offices.contains(&Office::ComplianceLead) {
            Persona::ComplianceLead
        } else if self.homes_managed.is_empty() {
            Persona::Carer
        } else {
            Persona::Manager
        }
    }

    /// Cleaned, or every wrong field.
    pub fn check(self) -> Result<Checked> {
        let mut c = Checks::new();
        let persona = self.persona.unwrap_or_else(|| self.persona()).as_str();
        let given_name = c.text("given_name", &self.given_name, 1..=100);
        let family_name = c.text("family_name", &self.family_name, 1..=100);
        let preferred_name = c.maybe_text("preferred_name", self.preferred_name.as_deref(), 100);
        let email = c.email("email", &self.email);
        c.items("memberships", &self.memberships, 0..=MOST);
        c.items("homes_managed", &self.homes_managed, 0..=MOST);
        let none = self.memberships.is_empty() && self.homes_managed.is_empty() && self.offices.is_empty();
        c.that(!none, "memberships", "required", "Give at least one right.");
        let distinct: BTreeSet<_> = self.offices.iter().map(|office| office.as_str()).collect();
        c.that(distinct.len() == self.offices.len(), "offices", "duplicate", "An office is given twice.");
        let mut memberships = Vec::new();
        for (at, right) in self.memberships.iter().take(MOST).enumerate() {
            memberships.push(c.within(&format!("memberships.{at}"), |c| {
                let valid = range(c, right.from, right.until);
                let agency = c.maybe_text("agency", right.agency.as_deref(), 200);
                json!({
                    "care_home_id": right.care_home_id, "grade": right.grade.as_str(),
                    "from": valid.from, "until": valid.until, "agency": agency,
                })
            }));
        }
        let mut homes_managed = Vec::new();
        for (at, right) in self.homes_managed.iter().take(MOST).enumerate() {
            homes_managed.push(c.within(&format!("homes_managed.{at}"), |c| {
                let valid = range(c, right.from, right.until);
                if right.kind == ManagerKind::Cover {
                    crate::people::membership::cover(c, valid);
                }
                json!({
                    "care_home_id": right.care_home_id, "kind": right.kind.as_str(),
                    "from": valid.from, "until": valid.until,
                })
            }));
        }
        c.finish()?;
        Ok(Checked {
            given_name,
            family_name,
            preferred_name,
            job_title: self.job_title.unwrap_or(JobTitle::Carer).as_str(),
            persona,
            email,
            memberships: Value::Array(memberships),
            homes_managed: Value::Array(homes_managed),
            offices: distinct.into_iter().map(str::to_owned).collect(),
        })
    }
}

pub async fn invite(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Extension(identity): Extension<Arc<Identity>>,
    command: Command<InviteIn>,
) -> Handled<Created<PersonOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, organisation) = attempt.begin_with(&app.db, &me, ORGANISATION.with(())).await?;
    let answered = |row: PersonOut| {
        let version = row.version;
        Created::of(row).version(version)
    };
    if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        return Ok(answered(tx.finish(PersonOut::read(id)).await?.one()?).replayed(true));
    }
    let secret = invitation_secret();
    let to = new.email.clone();
    let Invited { id, .. } = tx.run(invite_each(std::iter::once((&new, &secret)))).await?.one()?;
    let finish = attempt.finish(201, PersonOut::TABLE, Some(id));
    let (rows, _) = tx.finish((PersonOut::read(id), finish)).await?;
    // The answer neither waits for the mail nor fails with it; one that was lost is sent by `reinvite`.
    identity.invite(&to, &organisation.one()?.name, &secret);
    Ok(answered(rows.one()?))
}

/// Send the invitation again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReinviteIn {
    /// A corrected address; without it the one that the invitation went to.
    pub email: Option<String>,
}

pub async fn reinvite(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Extension(identity): Extension<Arc<Identity>>,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<ReinviteIn>,
) -> Handled<Answer<PersonOut>> {
    let mut c = Checks::new();
    let email = command.value.email.as_deref().map(|email| c.email("email", email));
    c.finish()?;
    let attempt = &command.attempt;
    let (mut tx, done, people) = attempt.begin_with(&app.db, &me, PersonOut::read(id)).await?;
    let person = people.one()?;
    let answered = |row: PersonOut| {
        let version = row.version;
        Answer::of(row).version(version)
    };
    if done.is_some() {
        return Ok(answered(person).replayed(true));
    }
    if person.version != version {
        return Err(refusal(&person, version).into());
    }
    if person.status != "invited" {
        return Err(Error::new(Code::IllegalTransition).message("They are not waiting to accept.").into());
    }
    let secret = invitation_secret();
    let again = REINVITE.with((id, email, secret.hash().as_bytes().to_vec()));
    let (sent, organisation) = tx.run((again, ORGANISATION.with(()))).await?;
    tx.finish(attempt.finish(200, PersonOut::TABLE, Some(id))).await?;
    identity.invite(&sent.one()?.email, &organisation.one()?.name, &secret);
    Ok(answered(person))
}
