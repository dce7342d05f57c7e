//! An operator's own instruments, loaded by whoever runs the server: a new version is inserted, none is ever
//! changed. No route writes them, so what a licence allows is decided outside.

use tokio_postgres::{Client, types::Json};
use uuid::Uuid;

use crate::instruments::Instrument;

/// An organisation, as a command names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: Uuid,
    pub name: String,
}

/// What came of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    New,
    /// The same was loaded before.
    Known,
}

/// Why nothing was loaded.
#[derive(Debug)]
pub enum LoadError {
    /// What to do instead.
    Refused(String),
    Database(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for LoadError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

/// The organisation of this id or name; without one, the only one there is.
pub async fn organisation(owner: &Client, wanted: Option<&str>) -> Result<Organisation, LoadError> {
    let rows = owner
        .query("select id, name from public.organisations where archived_at is null order by name", &[])
        .await?;
    let all = rows.iter().map(|row| Organisation { id: row.get(0), name: row.get(1) });
    let mut fitting: Vec<Organisation> =
        all.filter(|one| wanted.is_none_or(|w| one.name == w || one.id.to_string() == w)).collect();
    match (fitting.len(), wanted) {
        (1, _) => Ok(fitting.remove(0)),
        (0, Some(wanted)) => Err(LoadError::Refused(format!("there is no organisation {wanted}"))),
        (0, None) => Err(LoadError::Refused("there is no organisation; make one first".to_owned())),
        _ => {
            let names: Vec<String> = fitting.iter().map(|one| format!("{} ({})", one.name, one.id)).collect();
            let words = format!("say which with --organisation, by name or id: {}", names.join(", "));
            Err(LoadError::Refused(words))
        }
    }
}

/// Inserts a version that was read with `read_own`. One that was loaded before and says something else is
/// refused, and so is one that does not follow the last.
pub async fn load(owner: &mut Client, organisation: Uuid, own: &Instrument) -> Result<Loaded, LoadError> {
    let transaction = owner.transaction().await?;
    // Two loads at once: the second sees the first.
    let lock = format!("instruments {organisation} {}", own.code);
    transaction.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", &[&lock]).await?;
    let rows = transaction
        .query(
            "select definition from public.instruments where organisation_id = $1 and code = $2 order by instrument_version",
            &[&organisation, &own.code],
        )
        .await?;
    let known: Vec<Instrument> =
        rows.iter().filter_map(|row| row.try_get::<_, Json<Instrument>>(0).ok()).map(|j| j.0).collect();
    let Instrument { code, version, .. } = own;
    if let Some(same) = known.iter().find(|one| one.version == *version) {
        if same == own {
            return Ok(Loaded::Known);
        }
        let next = known.iter().map(|one| one.version).max().unwrap_or(*version) + 1;
        let words = format!(
            "version {version} of {code} was loaded before and says something else; leave it, and give this one version {next}"
        );
        return Err(LoadError::Refused(words));
    }
    if let Some(last) = known.last() {
        if last.version > *version {
            let words = format!(
                "version {} of {code} is there already; give this one version {}",
                last.version,
                last.version + 1
            );
            return Err(LoadError::Refused(words));
        }
        if last.effective_from > own.effective_from {
            let words = format!(
                "version {} of {code} holds from {}; this one holds from then or later",
                last.version, last.effective_from
            );
            return Err(LoadError::Refused(words));
        }
    }
    transaction
        .execute(
            "insert into public.instruments (organisation_id, code, instrument_version, name, effective_from, withdrawn, definition)
             values ($1, $2, $3, $4, $5, $6, $7)",
            &[&organisation, code, version, &own.name, &own.effective_from, &own.withdrawn, &Json(own)],
        )
        .await?;
    transaction.commit().await?;
    Ok(Loaded::New)
}

/// What an organisation has loaded, by code and version.
pub async fn loaded(owner: &Client, organisation: Uuid) -> Result<Vec<Instrument>, LoadError> {
    let sql = "select definition from public.instruments where organisation_id = $1 order by code, instrument_version";
    let rows = owner.query(sql, &[&organisation]).await?;
    rows.iter().map(|row| Ok(row.try_get::<_, Json<Instrument>>(0)?.0)).collect()
}
