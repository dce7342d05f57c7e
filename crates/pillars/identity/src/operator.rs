//! An operator's command that acts with the rights of a named person: through a session of its own,
//! made for the command and ended with it, so that everything it does passes the same policies and
//! stands in the audit trail under that person.

use almoner_kernel::{Actor, Assurance, Caller, Person, text};
use tokio_postgres::Client;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// Minutes after which such a session ends by itself, if the command was killed.
const MINUTES: i32 = 60;

/// Somebody in whose name a command acts.
#[derive(Clone, Debug)]
pub struct Acting {
    pub caller: Caller,
    pub name: String,
    pub organisation: String,
    session: Option<Uuid>,
}

/// Why a command can't act for somebody, with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum ActAsError {
    #[error("{0:?} is no e-mail address; give the one with which the person signs in")]
    Email(String),
    #[error("nobody who works here signs in with {0}; they have to accept their invitation first")]
    Nobody(String),
    #[error("{email} works in several organisations: {}; name one with --organisation", names.join(", "))]
    Several { email: String, names: Vec<String> },
    #[error("the database refused: {0}; check that its migrations are current with `almoner migrate status`")]
    Database(#[from] tokio_postgres::Error),
}

const PROFILES: &str = "
    select a.id, a.ours, p.organisation_id, p.id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name, o.name
      from (select x.id, true as ours from private.accounts x where x.email = $1 and x.disabled_at is null
            union all
            select u.id, false from auth.users u
             where lower(u.email) = $1 and not exists (select from private.accounts x where x.id = u.id)) a
      join public.profiles p on p.account_id = a.id and p.status = 'active' and p.archived_at is null
      join public.organisations o on o.id = p.organisation_id and o.archived_at is null
     where $2::text is null or o.id::text = lower($2) or lower(o.name) = lower($2)
     order by o.name, o.id";

/// Begins to act as the person who signs in with this e-mail, in one organisation. As the owner of
/// the schema.
pub async fn act_as(client: &Client, email: &str, organisation: Option<&str>) -> Result<Acting, ActAsError> {
    let email = text::email(email).ok_or_else(|| ActAsError::Email(email.to_owned()))?;
    let organisation = organisation.map(str::to_owned);
    let rows = client.query_typed(PROFILES, &[(&email, Type::TEXT), (&organisation, Type::TEXT)]).await?;
    let [row] = &rows[..] else {
        if rows.is_empty() {
            return Err(ActAsError::Nobody(email));
        }
        let names = rows.iter().map(|row| row.get(5)).collect();
        return Err(ActAsError::Several { email, names });
    };
    let (account, ours): (Uuid, bool) = (row.try_get(0)?, row.try_get(1)?);
    let (of, profile): (Uuid, Uuid) = (row.try_get(2)?, row.try_get(3)?);
    let session = if ours {
        let made = client
            .query_typed_one(
                "insert into private.sessions (account_id, organisation_id, profile_id, idle_ends_at, ends_at, device) \
                 values ($1, $2, $3, now() + make_interval(mins => $4), now() + make_interval(mins => $4), 'almoner import') \
                 returning id",
                &[(&account, Type::UUID), (&of, Type::UUID), (&profile, Type::UUID), (&MINUTES, Type::INT4)],
            )
            .await?;
        Some(made.try_get(0)?)
    } else {
        None
    };
    let person = Person { account, session, assurance: Assurance::Aal1 };
    Ok(Acting {
        caller: Caller::new(Actor::Person(person)),
        name: row.try_get(4)?,
        organisation: row.try_get(5)?,
        session,
    })
}

impl Acting {
    /// Ends the session of the command.
    pub async fn end(&self, client: &Client) -> Result<(), ActAsError> {
        let Some(session) = self.session else { return Ok(()) };
        client
            .execute_typed(
                "update private.sessions set revoked_at = now(), revoked_because = 'the command ended' where id = $1",
                &[(&session, Type::UUID)],
            )
            .await?;
        Ok(())
    }
}
