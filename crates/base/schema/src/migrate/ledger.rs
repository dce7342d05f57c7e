//! The ledger: which files a database has had.
//!
//! `supabase_migrations.schema_migrations` is the Supabase CLI's table, column
//! for column. Ours stands beside it: checksums, times, and the oldest binary
//! that each file allows. There is no foreign key between them, because the CLI
//! truncates its table in `migration repair`; a row of ours without its partner
//! means nothing.

use jiff::Timestamp;
use tokio_postgres::{Client, GenericClient};

use crate::source::{MINIMUM_BINARY, Migration, head_directive};
use crate::{Error, Result};

/// What the ledger says of one version.
#[derive(Debug, Clone)]
pub struct Row {
    /// `YYYYMMDDHHmm`.
    pub version: String,
    /// The description, where the CLI or we recorded one.
    pub name: String,
    /// The statements as recorded; the CLI leaves them out of old entries.
    pub statements: Option<Vec<String>>,
    /// Our checksum; nothing when the CLI pushed the file.
    pub checksum: Option<String>,
    /// When we applied or adopted it.
    pub applied_at: Option<Timestamp>,
    /// Pushed by the CLI and compared with our file since.
    pub adopted: bool,
    /// The oldest binary that may serve the database from here on.
    pub minimum_binary: Option<String>,
}

const CREATE: &str = "
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
create table if not exists supabase_migrations.almoner_checksums (
  version text primary key,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp(),
  applied_by text not null default session_user,
  duration_ms bigint not null,
  adopted boolean not null default false,
  minimum_binary text
);
revoke all on supabase_migrations.almoner_checksums from public, anon, authenticated, service_role;
comment on table supabase_migrations.almoner_checksums is
  'Checksum of each applied migration (text without comments and white space), beside the CLI''s ledger.';
";

/// Whether both tables are there.
pub async fn exists(client: &impl GenericClient) -> Result<bool> {
    let row = client
        .query_one(
            "select to_regclass('supabase_migrations.schema_migrations') is not null
                and to_regclass('supabase_migrations.almoner_checksums') is not null",
            &[],
        )
        .await
        .map_err(Error::database("looking for the ledger"))?;
    Ok(row.get(0))
}

/// Makes the tables where they are missing.
pub(super) async fn ensure(client: &Client) -> Result<()> {
    if exists(client).await? {
        return Ok(());
    }
    let missing = client
        .query(
            "select r from unnest(array['anon', 'authenticated', 'service_role']) r
              where r not in (select rolname from pg_roles)",
            &[],
        )
        .await
        .map_err(Error::database("looking for the roles"))?;
    if let Some(role) = missing.first() {
        let role: &str = role.get(0);
        return Err(Error::refused(format!(
            "this server has no role {role}. Run `almoner migrate bootstrap` as a superuser first: it provides what \
             a plain PostgreSQL lacks"
        )));
    }
    client
        .batch_execute(&format!("begin; {CREATE} commit"))
        .await
        .map_err(Error::database("creating the ledger in schema supabase_migrations"))
}

/// All rows, oldest first; none where there is no ledger yet.
pub async fn read(client: &impl GenericClient) -> Result<Vec<Row>> {
    let failed = || Error::database("reading the ledger");
    let there = client
        .query_one(
            "select to_regclass('supabase_migrations.schema_migrations') is not null,
                    to_regclass('supabase_migrations.almoner_checksums') is not null",
            &[],
        )
        .await
        .map_err(failed())?;
    if !there.get::<_, bool>(0) {
        return Ok(Vec::new());
    }
    let sql = if there.get(1) {
        "select m.version, coalesce(m.name, ''), m.statements, c.checksum, c.applied_at,
                coalesce(c.adopted, false), c.minimum_binary
           from supabase_migrations.schema_migrations m
           left join supabase_migrations.almoner_checksums c using (version)
          order by m.version collate \"C\""
    } else {
        "select version, coalesce(name, ''), statements, null::text, null::timestamptz, false, null::text
           from supabase_migrations.schema_migrations order by version collate \"C\""
    };
    let rows = client.query(sql, &[]).await.map_err(failed())?;
    Ok(rows
        .iter()
        .map(|row| {
            let statements: Option<Vec<String>> = row.get(2);
            let checksum: Option<String> = row.get(3);
            let ours: Option<String> = row.get(6);
            // The CLI records a file's comments with its first statement, so a
            // pushed file says what it asks for before anybody adopts it.
            let pushed = || head_directive(statements.as_ref()?.first()?, MINIMUM_BINARY).map(str::to_owned);
            let minimum_binary = if checksum.is_some() { ours } else { pushed() };
            Row {
                version: row.get(0),
                name: row.get(1),
                statements,
                checksum,
                applied_at: row.get(4),
                adopted: row.get(5),
                minimum_binary,
            }
        })
        .collect())
}

/// The CLI's row. Written before the statements of a file: whoever comes second
/// with the same version then waits and is refused by the key.
pub(super) async fn record_version(
    client: &Client,
    migration: &Migration,
) -> Result<(), tokio_postgres::Error> {
    let statements: Vec<String> = migration.up.statements().into_iter().map(|s| s.text).collect();
    client
        .execute(
            "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
            &[&migration.version, &migration.name, &statements],
        )
        .await
        .map(drop)
}

/// Our row.
pub(super) async fn record_checksum(
    client: &Client,
    migration: &Migration,
    duration_ms: i64,
    adopted: bool,
) -> Result<(), tokio_postgres::Error> {
    client
        .execute(
            "insert into supabase_migrations.almoner_checksums (version, checksum, duration_ms, adopted, minimum_binary)
             values ($1, $2, $3, $4, $5)
             on conflict (version) do update set checksum = excluded.checksum, applied_at = clock_timestamp(),
               applied_by = session_user, duration_ms = excluded.duration_ms, adopted = excluded.adopted,
               minimum_binary = excluded.minimum_binary",
            &[&migration.version, &migration.up.checksum(), &duration_ms, &adopted, &migration.minimum_binary()],
        )
        .await
        .map(drop)
}

/// Forgets a version that was rolled back.
pub(super) async fn forget(client: &Client, version: &str) -> Result<(), tokio_postgres::Error> {
    client
        .execute("delete from supabase_migrations.schema_migrations where version = $1", &[&version])
        .await?;
    client
        .execute("delete from supabase_migrations.almoner_checksums where version = $1", &[&version])
        .await?;
    Ok(())
}
