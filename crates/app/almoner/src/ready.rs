//! Whether the database fits this program: looked at whole before a server starts, and by one
//! small query as the server's own login while it serves.

use std::sync::Arc;
use std::time::Duration;

use almoner_schema::migrate::{self, State, Status};
use almoner_schema::{Source, Target, lint};
use almoner_server::Checking;
use anyhow::{Result, anyhow};
use tokio::sync::Mutex;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::clock;
use crate::database::Place;

/// This program, as migrations name the oldest one that they allow.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// How long the database may take for the small query.
const PATIENCE: Duration = Duration::from_secs(2);
/// In one message, and in a transaction: so it may go through a pooler in transaction mode.
const APPLIED: &str = "begin read only; set local role almoner_signin; \
    select version, minimum_binary from app.schema_versions(); commit";

/// What a database answers that does not have the function yet, or none of ours at all.
const NOT_MIGRATED: [SqlState; 3] =
    [SqlState::UNDEFINED_FUNCTION, SqlState::INVALID_SCHEMA_NAME, SqlState::INVALID_PARAMETER_VALUE];

/// Refuses a database whose migrations don't fit this program, or in which a table stands without
/// its walls: one bare table would show everything to everyone.
pub async fn check(place: &Place) -> Result<()> {
    let findings = if place.has_owner() {
        let client = place.owner_client("checks the schema").await?;
        tell_skew(&client).await?;
        let status = migrate::status(&client, &Source::embedded()?).await?;
        migrate::check_binary(&status, VERSION)?;
        if let Some(why) = refusal(&status) {
            return Err(anyhow!(why));
        }
        lint::walls(&client, &lint::Config::embedded()?).await?
    } else {
        let client = place.login()?.connect("checks the schema").await?;
        tell_skew(&client).await?;
        if let Some(why) = lacking(&client, &own_versions()?).await? {
            return Err(anyhow!(why));
        }
        if place.is_pooled() {
            // The lint needs a session, which a pooler in transaction mode does not give.
            tracing::warn!(
                "row level security was not looked at, for want of DATABASE_URL; almoner doctor does"
            );
            return Ok(());
        }
        lint::walls(&client, &lint::Config::embedded()?).await?
    };
    if findings.is_empty() {
        return Ok(());
    }
    let list = findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Err(anyhow!("the database is not safe to serve; mend it with a migration, then start again:\n{list}"))
}

async fn tell_skew(client: &Client) -> Result<()> {
    if let Some(skew) = clock::skew(client).await? {
        tracing::warn!("{skew}; {}", clock::REMEDY);
    }
    Ok(())
}

/// Asks now and then whether the database has been migrated away from this program.
pub fn migrations(place: &Place) -> Result<Arc<dyn Fn() -> Checking + Send + Sync>> {
    let watch = Arc::new(Watch { login: place.login()?, client: Mutex::new(None), own: own_versions()? });
    Ok(Arc::new(move || {
        let watch = Arc::clone(&watch);
        Box::pin(async move {
            match tokio::time::timeout(PATIENCE, watch.look()).await {
                Ok(Ok(lacking)) => lacking,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some(format!("the database did not answer in {} s", PATIENCE.as_secs())),
            }
        })
    }))
}

/// A connection that is kept, so that a look is one round trip.
struct Watch {
    login: Target,
    client: Mutex<Option<Client>>,
    own: Vec<String>,
}

impl Watch {
    async fn look(&self) -> Result<Option<String>> {
        let mut kept = self.client.lock().await;
        // Taken out, and put back only when the look has ended well.
        let client = match kept.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.login.connect("ready").await?,
        };
        let lacking = lacking(&client, &self.own).await?;
        *kept = Some(client);
        Ok(lacking)
    }
}

/// Every version that this program knows.
fn own_versions() -> Result<Vec<String>> {
    Ok(Source::embedded()?.migrations().iter().map(|migration| migration.version.clone()).collect())
}

/// Why the database does not fit, if so.
async fn lacking(client: &Client, own: &[String]) -> Result<Option<String>> {
    let answer = match client.simple_query(APPLIED).await {
        Ok(answer) => answer,
        Err(error) if error.code().is_some_and(|code| NOT_MIGRATED.contains(code)) => {
            return Ok(Some("migrations are pending: run almoner migrate up".to_owned()));
        }
        Err(error) => return Err(anyhow!("{}", almoner_schema::described(&error))),
    };
    let mut applied = Vec::new();
    for message in answer {
        let SimpleQueryMessage::Row(row) = message else { continue };
        let version = row.try_get(0)?.unwrap_or_default().to_owned();
        let minimum_binary = row.try_get(1)?.map(str::to_owned);
        let status = Status { entries: Vec::new(), invalid_indexes: Vec::new(), minimum_binary };
        if let Err(error) = migrate::check_binary(&status, VERSION) {
            return Ok(Some(error.to_string()));
        }
        applied.push(version);
    }
    let missing: Vec<&str> = own.iter().filter(|own| !applied.contains(own)).map(String::as_str).collect();
    Ok(pending(&missing))
}

/// Why a server must not start on a database in this state, if so.
pub fn refusal(status: &Status) -> Option<String> {
    let why = status.refusal()?;
    // The list of a new database is long and says nothing.
    let pending =
        pending(&status.in_state(State::Pending)).filter(|_| why.starts_with("migrations are pending"));
    Some(pending.unwrap_or(why))
}

fn pending(versions: &[&str]) -> Option<String> {
    let which = match versions {
        [] => return None,
        [first, _, _, .., last] => format!("{} migrations are pending ({first} to {last})", versions.len()),
        few => format!("migrations are pending ({})", few.join(", ")),
    };
    Some(format!("{which}: run almoner migrate up"))
}
