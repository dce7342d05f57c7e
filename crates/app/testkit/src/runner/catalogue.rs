//! What the database grants, as its catalogue says.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Client;

use crate::matrix::Grants;

/// Tables, columns and grants of the schema `public`; partitions count as their parent.
pub struct Catalogue {
    /// Column name and type, by table; nobody writes to those that are generated.
    pub columns: BTreeMap<String, Vec<(String, String)>>,
    pub grants: Grants,
    /// Tables and views of the other schemas, with their schema.
    pub inner: Vec<String>,
    /// Those of them that are materialized views, which nothing can write to.
    pub views: BTreeSet<String>,
    /// `app.column_rights`: table, right, columns.
    pub rights: BTreeMap<(String, String), BTreeSet<String>>,
    /// `app.transitions`: table, verb, from, to, given, rights.
    pub transitions: BTreeSet<(String, String, String, String, String, String)>,
    /// What roles of requests may do elsewhere than through columns of `public`: role, table, privilege.
    pub privileges: Vec<(String, String, String)>,
}

impl Catalogue {
    /// Reads it as a role that sees everything.
    ///
    /// # Panics
    /// When a query fails.
    pub async fn read(owner: &Client) -> Self {
        let mut columns: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut grants = Grants::default();
        for row in owner
            .query(
                "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
                        has_column_privilege('almoner_request', c.oid, a.attnum, 'insert'),
                        has_column_privilege('almoner_request', c.oid, a.attnum, 'update')
                   from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                   and a.attgenerated = ''
                  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
                  order by 1, a.attnum",
                &[],
            )
            .await
            .expect("the catalogue can be read")
        {
            let (table, column): (String, String) = (row.get(0), row.get(1));
            for (granted, into) in [(row.get(3), &mut grants.insert), (row.get(4), &mut grants.update)] {
                if granted {
                    into.entry(table.clone()).or_default().insert(column.clone());
                }
            }
            columns.entry(table).or_default().push((column, row.get(2)));
        }
        let rights = owner
            .query(almoner_access::rights::HELD, &[])
            .await
            .expect("app.column_rights can be read")
            .iter()
            .map(|r| ((r.get(0), r.get(1)), r.get::<_, Vec<String>>(2).into_iter().collect()))
            .collect();
        let transitions = owner
            .query(
                "select table_name, verb, from_status, to_status, given::text,
                        array_to_string(array(select r from unnest(rights) r order by 1), ',') from app.transitions",
                &[],
            )
            .await
            .expect("app.transitions can be read")
            .iter()
            .map(|r| (r.get(0), r.get(1), r.get(2), r.get(3), r.get(4), r.get(5)))
            .collect();
        let inner: Vec<(String, bool)> = owner
            .query(
                "select format('%I.%I', n.nspname, c.relname), c.relkind = 'm' from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname in ('app', 'private', 'reference') and c.relkind in ('r', 'p', 'v', 'm') order by 1",
                &[],
            )
            .await
            .expect("the catalogue can be read")
            .iter()
            .map(|r| (r.get(0), r.get(1)))
            .collect();
        let privileges = owner
            .query(
                "select r.rolname::text, format('%I.%I', n.nspname, c.relname), p
                   from pg_roles r
                   cross join pg_class c join pg_namespace n on n.oid = c.relnamespace
                   cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
                  where r.rolname in ('anon', 'authenticated', 'service_role', 'almoner_api', 'almoner_request', 'almoner_signin', 'almoner_worker')
                    and n.nspname in ('public', 'app', 'private', 'reference') and c.relkind in ('r', 'p', 'v', 'm', 'f')
                    and (has_table_privilege(r.oid, c.oid, p)
                         or (p in ('select', 'insert', 'update', 'references') and has_any_column_privilege(r.oid, c.oid, p)))
                  order by 1, 2, 3",
                &[],
            )
            .await
            .expect("the catalogue can be read")
            .iter()
            .map(|r| (r.get(0), r.get(1), r.get(2)))
            .collect();
        let views = inner.iter().filter(|(_, view)| *view).map(|(name, _)| name.clone()).collect();
        let inner = inner.into_iter().map(|(name, _)| name).collect();
        Self { columns, grants, inner, views, rights, transitions, privileges }
    }
}
