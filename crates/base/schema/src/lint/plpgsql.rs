//! plpgsql_check over every plpgsql function, where the server has it.

use tokio_postgres::Client;

use super::Finding;
use crate::{Error, Result};

/// A trigger function is checked for each table that it serves. `search_path`
/// must not be empty here: the check resolves names as a caller would.
const CHECK: &str = "
with ours as (
  select p.oid, p.prorettype, format('%s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
  where n.nspname in ('public', 'app', 'reference', 'private') and l.lanname = 'plpgsql'
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
),
call as (
  select o.oid, o.name, coalesce(t.tgrelid, 0)::regclass as relation, t.tgoldtable as before, t.tgnewtable as after
  from ours o left join pg_trigger t on t.tgfoid = o.oid and not t.tgisinternal and t.tgparentid = 0
  where o.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype) or t.oid is not null
)
select distinct c.name, f.level, f.message, coalesce(f.detail, ''), f.lineno
from (select distinct * from call) c,
  lateral {schema}.plpgsql_check_function_tb(c.oid, c.relation, oldtable => c.before, newtable => c.after,
    fatal_errors => false, other_warnings => true,
    extra_warnings => false, performance_warnings => false, security_warnings => true) f
-- Literals such as '{}' are text until they are assigned: no mistake.
where f.message not like 'target type is different type than source type%'
order by 1, 5, 3";

/// One finding per complaint. As a superuser on a server that has the
/// extension, it is brought in and taken out again in one transaction.
pub(super) async fn check(client: &Client) -> Result<Vec<Finding>> {
    let failed = || Error::database("running plpgsql_check");
    let row = client
        .query_one(
            "select (select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace
                      where e.extname = 'plpgsql_check'),
                    exists (select from pg_available_extensions where name = 'plpgsql_check')
                      and (select rolsuper from pg_roles where rolname = current_user)",
            &[],
        )
        .await
        .map_err(failed())?;
    let (installed, at_hand): (Option<String>, bool) = (row.get(0), row.get(1));
    if let Some(schema) = installed {
        return complaints(client, &schema).await;
    }
    if !at_hand {
        return Ok(vec![Finding::new("plpgsql-unchecked", "plpgsql", "functions were not checked")?]);
    }
    // A savepoint works inside a caller's transaction, and begin outside one.
    let open = client.batch_execute("savepoint before_plpgsql_check").await.is_ok();
    let (begin, end) =
        if open { ("select 1", "rollback to savepoint before_plpgsql_check") } else { ("begin", "rollback") };
    client.batch_execute(begin).await.map_err(failed())?;
    client.batch_execute("create extension plpgsql_check with schema extensions").await.map_err(failed())?;
    let found = complaints(client, "extensions").await;
    client.batch_execute(end).await.map_err(failed())?;
    found
}

async fn complaints(client: &Client, schema: &str) -> Result<Vec<Finding>> {
    let rows = client
        .query(&CHECK.replace("{schema}", schema), &[])
        .await
        .map_err(Error::database("running plpgsql_check"))?;
    rows.iter()
        .map(|row| {
            let (name, level, message): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            let (detail, line): (String, Option<i32>) = (row.get(3), row.get(4));
            let line = line.map_or_else(String::new, |line| format!(" at line {line}"));
            let detail = if detail.is_empty() { detail } else { format!(" ({detail})") };
            Finding::new("plpgsql", name, format!("{level}{line}: {message}{detail}"))
        })
        .collect()
}
