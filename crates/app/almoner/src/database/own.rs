//! The operator's own database, named by `DATABASE_URL`, `ALMONER_API_DATABASE_URL` or both.

use almoner_pg::tls;
use almoner_schema::{Target, bootstrap};
use anyhow::Result;
use tokio_postgres::{Client, Config};

use super::private::bootstrap_once;
use super::{LOGIN, Owner, Use, conninfo, trouble};
use crate::cli::{self, Pooler, Wrong};
use crate::data::Folder;

/// Where the password is kept that this installation gives to the login role.
pub const PASSWORD: &str = "almoner_api.password";

/// How an own database is reached.
pub struct Own {
    pub owner: Option<Owner>,
    pub login: Config,
    /// The login's password, where it is ours to set.
    pub password: Option<String>,
}

pub async fn open(folder: &Folder, flags: &cli::Database, purpose: Use) -> Result<Own> {
    let api = flags.api_url.as_deref();
    let login = api.map(|url| conninfo::read("ALMONER_API_DATABASE_URL", url, LOGIN)).transpose()?;
    refuse_pooled_owner(flags)?;
    let Some(url) = &flags.url else {
        // A server may know nothing but its own login.
        return match login {
            Some(login) if purpose == Use::Serve => Ok(Own { owner: None, login, password: None }),
            _ => Err(Wrong::with_remedy(
                "DATABASE_URL is not set, and ALMONER_API_DATABASE_URL alone is enough for almoner serve only",
                "Set DATABASE_URL to the role that owns the schema, or unset both for the private database.",
            )),
        };
    };
    let config = conninfo::read("DATABASE_URL", url, "OWNER")?;
    let owner = owner(&config, purpose).await?;
    if let Some(login) = login {
        return Ok(Own { owner: Some(owner), login, password: None });
    }
    let password = match purpose {
        Use::Look => folder.known_secret(PASSWORD),
        _ => Some(folder.secret(PASSWORD)?),
    };
    let mut login = config;
    login.user(LOGIN);
    if let Some(password) = &password {
        login.password(password);
    }
    Ok(Own { owner: Some(owner), login, password })
}

/// Behind a pooler in transaction mode an owner's session is not its own: what it sets, roles
/// included, would land on other people's connections.
fn refuse_pooled_owner(flags: &cli::Database) -> Result<()> {
    if flags.pooler == Pooler::Transaction && flags.api_url.is_none() {
        return Err(Wrong::with_remedy(
            "ALMONER_POOLER=transaction goes with ALMONER_API_DATABASE_URL, which is not set",
            "Set ALMONER_API_DATABASE_URL to almoner_api through the pooler, and DATABASE_URL to the owner's direct connection.",
        ));
    }
    Ok(())
}

async fn owner(config: &Config, purpose: Use) -> Result<Owner> {
    let target = target_of(config.clone())?;
    let mut client = match target.connect("opens the database").await {
        Ok(client) => client,
        Err(error) => return Err(trouble::unreachable("DATABASE_URL", config, error)),
    };
    let superuser: bool =
        client.query_one("select rolsuper from pg_roles where rolname = current_user", &[]).await?.get(0);
    if !superuser {
        return Ok(Owner { target, run_as: None });
    }
    if matches!(purpose, Use::Up | Use::Work) {
        bootstrap_once(&mut client).await?;
    }
    let run_as = has_role(&client, bootstrap::OWNER).await?.then(|| bootstrap::OWNER.to_owned());
    Ok(Owner { target, run_as })
}

async fn has_role(client: &Client, role: &str) -> Result<bool> {
    Ok(client.query_opt("select from pg_roles where rolname = $1", &[&role]).await?.is_some())
}

/// With TLS unless it is a socket of this machine.
pub fn target_of(config: Config) -> Result<Target> {
    Ok(if tls::is_local(&config) { Target::plain(config) } else { Target::with(config, tls::connector()?) })
}
