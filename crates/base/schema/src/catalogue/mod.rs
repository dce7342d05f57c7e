//! A database's shape as sorted lines of text, the same on PostgreSQL 15 to 18.
//!
//! Two such texts can be compared: a database with what the files make, or a
//! database before a migration with the same after its rollback. Nothing that
//! depends on history is in them: no oids, no order of columns, no owner's name
//! (the owner is `postgres` on one kind of database and `almoner_owner` on the
//! other), no privilege that only some versions know.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tokio_postgres::Client;

use crate::{Error, Result};

/// Schemas of the platform and of its extensions: not ours to compare.
pub const PLATFORM_SCHEMAS: &[&str] = &[
    "auth",
    "storage",
    "extensions",
    "supabase_migrations",
    "supabase_functions",
    "realtime",
    "_realtime",
    "_analytics",
    "graphql",
    "graphql_public",
    "vault",
    "pgsodium",
    "pgsodium_masks",
    "pgbouncer",
    "net",
    "cron",
    "hosted_limits",
];

/// Extensions that a platform or an operator brings and no migration makes.
const PLATFORM_EXTENSIONS: &[&str] = &[
    "plpgsql",
    "pgcrypto",
    "uuid-ossp",
    "pg_stat_statements",
    "pg_graphql",
    "pg_net",
    "pg_cron",
    "pgjwt",
    "pgsodium",
    "supabase_vault",
    "plpgsql_check",
    "pgtap",
    "pg_buffercache",
    "pgstattuple",
];

/// A database's shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// By kind and name: what it says.
    lines: BTreeMap<String, String>,
}

impl Catalogue {
    /// Reads a text that [`Catalogue`]'s Display wrote; lines that begin with
    /// `#` are comments.
    pub fn parse(text: &str) -> Self {
        let lines =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
        Self { lines: lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines, sorted.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.lines.iter().map(|(key, value)| format!("{key}: {value}"))
    }

    /// What `actual` has and lacks against this one, which is how it should be.
    pub fn differences(&self, actual: &Self) -> Vec<Difference> {
        let keys: std::collections::BTreeSet<&String> =
            self.lines.keys().chain(actual.lines.keys()).collect();
        keys.into_iter()
            .filter_map(|key| {
                let (expected, found) = (self.lines.get(key), actual.lines.get(key));
                (expected != found).then(|| Difference {
                    object: key.clone(),
                    expected: expected.cloned(),
                    found: found.cloned(),
                })
            })
            .collect()
    }

    /// The lines that begin so.
    #[must_use]
    pub fn only(&self, start: &str) -> Self {
        let lines = self.lines.iter().filter(|(key, _)| key.starts_with(start));
        Self { lines: lines.map(|(key, value)| (key.clone(), value.clone())).collect() }
    }

    /// The same and other lines together.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.lines.extend(other.lines);
        self
    }
}

impl std::fmt::Display for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.lines().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// One object that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Kind and name.
    pub object: String,
    /// How it should be; nothing when it should not be there.
    pub expected: Option<String>,
    /// How it is; nothing when it is missing.
    pub found: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { object, expected, found } = self;
        match (expected, found) {
            (Some(expected), None) => write!(f, "- {object}: {expected}"),
            (None, Some(found)) => write!(f, "+ {object}: {found}"),
            _ => write!(
                f,
                "~ {object}\n  - {}\n  + {}",
                expected.as_deref().unwrap_or_default(),
                found.as_deref().unwrap_or_default()
            ),
        }
    }
}

/// All differences, one below the other: `-` should be there, `+` should not,
/// `~` is otherwise than it should be.
pub fn render(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        let _ = writeln!(text, "{difference}");
    }
    text
}

/// The shape of the database that `client` is connected to, without roles.
pub async fn snapshot(client: &Client) -> Result<Catalogue> {
    let mut catalogue =
        read(client, include_str!("shape.sql"), &[&PLATFORM_SCHEMAS, &PLATFORM_EXTENSIONS]).await?;
    catalogue.lines.extend(read(client, include_str!("rules.sql"), &[&PLATFORM_SCHEMAS]).await?.lines);
    Ok(catalogue)
}

/// Our roles with their attributes and memberships: the cluster's, not the
/// database's.
pub async fn roles(client: &Client) -> Result<Catalogue> {
    read(client, include_str!("roles.sql"), &[]).await
}

async fn read(
    client: &Client,
    sql: &str,
    parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)],
) -> Result<Catalogue> {
    let failed = || Error::database("reading the catalogue");
    let with_names = qualified(client).await?;
    let rows = client.query(sql, parameters).await.map_err(failed());
    with_names.restore(client).await?;
    let mut lines = BTreeMap::new();
    for row in rows? {
        let (kind, name, text): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        // Comments and defaults may hold line ends; a line is a line.
        lines.insert(format!("{kind} {name}"), text.replace('\n', "\\n"));
    }
    Ok(Catalogue { lines })
}

/// With an empty search path PostgreSQL writes every name with its schema.
pub(crate) struct Qualified {
    before: String,
}

pub(crate) async fn qualified(client: &Client) -> Result<Qualified> {
    let row = client
        .query_one(
            "with before as materialized (select current_setting('search_path') as path)
             select path, set_config('search_path', '', false) from before",
            &[],
        )
        .await
        .map_err(Error::database("emptying the search path"))?;
    Ok(Qualified { before: row.get(0) })
}

impl Qualified {
    pub(crate) async fn restore(self, client: &Client) -> Result<()> {
        client
            .execute("select set_config('search_path', $1, false)", &[&self.before])
            .await
            .map(drop)
            .map_err(Error::database("putting the search path back"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_reads_back_what_it_wrote() {
        let text = "column public.a.b: text not null default 'x: y'\ntable public.a: owner\n";
        let catalogue = Catalogue::parse(text);
        assert_eq!(catalogue.to_string(), text);
        let other = Catalogue::parse("table public.a: owner, forced\ntable public.c: owner\n");
        assert_eq!(
            render(&catalogue.differences(&other)),
            "- column public.a.b: text not null default 'x: y'\n~ table public.a\n  - owner\n  + owner, forced\n+ \
             table public.c: owner\n"
        );
        assert!(catalogue.differences(&catalogue).is_empty());
    }
}
