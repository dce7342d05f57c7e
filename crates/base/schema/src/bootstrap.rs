//! What a plain PostgreSQL lacks before the migrations can run.
//!
//! The SQL is in `supabase/bootstrap`, where its README says what is made and
//! why; here it is only run, in one transaction.

use tokio_postgres::Client;

use crate::target::{quote_ident, quote_literal};
use crate::{Error, Result};

macro_rules! sql {
    ($($file:literal),+ $(,)?) => {
        &[$(($file, include_str!(concat!("../../../../supabase/bootstrap/", $file)))),+]
    };
}

const PLAIN: &[(&str, &str)] =
    sql!["10_roles.sql", "20_extensions.sql", "30_auth.sql", "40_storage.sql", "50_database.sql"];
const HOSTED: &[(&str, &str)] = sql![
    "hosted/10_roles.sql",
    "hosted/20_public.sql",
    "hosted/30_auth.sql",
    "hosted/40_storage.sql",
    "hosted/50_limits.sql",
];

/// The owner's name wherever it is ours to choose.
pub const OWNER: &str = "almoner_owner";

/// Prepares the database that `superuser` is connected to, and makes
/// `database_owner` the role that owns it and runs its migrations. May be run
/// again at any time.
pub async fn run(superuser: &mut Client, database_owner: &str) -> Result<()> {
    apply(superuser, database_owner, PLAIN).await
}

/// Lays the database out as a hosted Supabase project, for tests: its owner is
/// `postgres` with only the rights that it has there.
pub async fn run_hosted(superuser: &mut Client) -> Result<()> {
    apply(superuser, "postgres", HOSTED).await
}

/// Gives a copy of a prepared database what `create database ... template`
/// leaves behind: owner, rights and settings of the database itself.
pub async fn copy_database_rights(superuser: &Client, from: &str, to: &str) -> Result<()> {
    let failed = || Error::database(format!("copying the rights of database {from}"));
    let rows = superuser
        .query(
            "select format('grant %s on database %I to %s', a.privilege_type, $2::text,
                      case a.grantee when 0 then 'public' else quote_ident(r.rolname) end)
               from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a left join pg_roles r on r.oid = a.grantee
              where d.datname = $1 and a.grantee <> d.datdba
             union all
             select format('alter %s database %I set %s = %s',
                      case s.setrole when 0 then '' else format('role %I in', r.rolname) end, $2::text,
                      split_part(c, '=', 1),
                      case when split_part(c, '=', 1) = 'search_path' then substr(c, strpos(c, '=') + 1)
                           else quote_literal(substr(c, strpos(c, '=') + 1)) end)
               from pg_database d join pg_db_role_setting s on s.setdatabase = d.oid
               left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) c
              where d.datname = $1",
            &[&from, &to],
        )
        .await
        .map_err(failed())?;
    let mut batch = format!("revoke all on database {} from public;", quote_ident(to));
    for row in rows {
        batch.push_str(row.get::<_, &str>(0));
        batch.push(';');
    }
    superuser.batch_execute(&batch).await.map_err(failed())
}

async fn apply(superuser: &mut Client, owner: &str, files: &[(&str, &str)]) -> Result<()> {
    let transaction = superuser.transaction().await.map_err(Error::database("beginning the bootstrap"))?;
    // Roles belong to the whole cluster: two bootstraps in two databases would
    // trip over each other ("tuple concurrently updated"). Advisory locks know
    // only their own database, this lock knows the cluster; sign-ins only read.
    let head = format!(
        "lock table pg_catalog.pg_authid in share row exclusive mode; set local almoner.owner = {}; \
         set local client_min_messages = warning",
        quote_literal(owner)
    );
    transaction.batch_execute(&head).await.map_err(|cause| {
        if cause.code() == Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) {
            return Error::refused(
                "the bootstrap needs a superuser. Connect as one (not named postgres where postgres is to own \
                 the database); on a hosted Supabase project there is nothing to bootstrap",
            );
        }
        Error::database("preparing the bootstrap")(cause)
    })?;
    for (file, sql) in files {
        transaction
            .batch_execute(sql)
            .await
            .map_err(Error::database(format!("supabase/bootstrap/{file}")))?;
    }
    transaction.commit().await.map_err(Error::database("committing the bootstrap"))
}

/// One checksum over all files of the bootstrap: a template made by another
/// one is of no use.
#[cfg(feature = "testdb")]
pub(crate) fn checksum() -> String {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    for (_, sql) in PLAIN.iter().chain(HOSTED) {
        hash.update(sql);
    }
    hex::encode(hash.finalize())
}
