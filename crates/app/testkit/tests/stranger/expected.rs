//! What the client is to find, from the model and the catalogue.

use std::collections::BTreeMap;

use almoner_testkit::runner::{self, Bench, Catalogue};
use serde_json::{Value, json};
use tokio_postgres::Client;

/// Every actor with the claims of their token and the rows that they read, by table.
pub async fn seats(bench: &Bench) -> Value {
    let readable = runner::readable(bench).await;
    let seats = bench.world.seats().map(|seat| {
        json!({
            "name": seat.name,
            "claims": seat.actor().claims(),
            "reads": readable[seat.name],
        })
    });
    Value::Array(seats.collect())
}

/// Every table with its key for a row, its columns and those of text.
pub fn tables(bench: &Bench) -> Value {
    let tables: BTreeMap<&String, Value> = bench
        .catalogue
        .columns
        .iter()
        .map(|(table, columns)| {
            let names: Vec<&String> = columns.iter().map(|(name, _)| name).collect();
            let text: Vec<&String> =
                columns.iter().filter(|(_, ty)| ty == "text").map(|(name, _)| name).collect();
            (table, json!({ "key": runner::key_of(table), "columns": names, "text": text }))
        })
        .collect();
    json!(tables)
}

/// Every foreign key between two tables of `public`, with the pairs of rows that it joins.
pub async fn keys(superuser: &Client, bench: &Bench) -> Value {
    let rows = superuser
        .query(
            "select k.conname::text, c.relname::text, p.relname::text,
                    (select string_agg(format('c.%I = p.%I', a.attname, b.attname), ' and ')
                       from unnest(k.conkey, k.confkey) u (child, parent)
                       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.child
                       join pg_attribute b on b.attrelid = k.confrelid and b.attnum = u.parent)
               from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
              where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = 'public'::regnamespace
                and p.relnamespace = 'public'::regnamespace and not c.relispartition
              order by 2, 1",
            &[],
        )
        .await
        .expect("the catalogue can be read");
    let mut keys = Vec::new();
    for row in rows {
        let (name, child, parent, on): (String, String, String, String) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        if !bench.matrix.tables.contains_key(&child) || !bench.matrix.tables.contains_key(&parent) {
            continue;
        }
        let (of, to) = (runner::key_of(&child), runner::key_of(&parent));
        let pairs: Vec<(String, String)> = superuser
            .query(
                &format!("select c.{of}::text, p.{to}::text from public.{child} c join public.{parent} p on {on} order by 1, 2"),
                &[],
            )
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"))
            .iter()
            .map(|pair| (pair.get(0), pair.get(1)))
            .collect();
        keys.push(json!({ "name": name, "child": child, "parent": parent, "pairs": pairs }));
    }
    Value::Array(keys)
}

/// Names that must lead nowhere: partitions, tables and views of other schemas, functions.
pub async fn never(superuser: &Client) -> Value {
    let list = async |sql: &str| -> Vec<String> {
        let rows = superuser.query(sql, &[]).await.expect("the catalogue can be read");
        rows.iter().map(|row| row.get(0)).collect()
    };
    json!({
        "partitions": list("select relname::text from pg_class where relispartition and relkind = 'r' and relnamespace = 'public'::regnamespace order by 1").await,
        "inner": list("select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname in ('app', 'private') and c.relkind in ('r', 'p', 'v', 'm') order by 1").await,
        "functions": list("select distinct proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                            where n.nspname in ('app', 'private', 'auth', 'storage') or proname in
                              ('set_config', 'current_setting', 'pg_sleep', 'pg_read_file', 'pg_ls_dir', 'lo_import', 'lo_export', 'lo_get',
                               'pg_terminate_backend', 'pg_cancel_backend', 'pg_advisory_lock', 'pg_notify', 'query_to_xml', 'table_to_xml',
                               'database_to_xml', 'pg_reload_conf', 'pg_stat_get_activity', 'txid_current', 'pg_relation_size', 'has_table_privilege',
                               'pg_get_viewdef', 'dblink', 'pg_export_snapshot', 'pg_logical_emit_message')
                            order by 1").await,
        // Those of ours that the reading role may run at all: helpers of policies, which answer about the caller.
        "helpers": list("select proname::text from pg_proc p where pronamespace in ('app'::regnamespace, 'private'::regnamespace)
                           and has_function_privilege('authenticated', p.oid, 'execute') and prorettype <> 'trigger'::regtype
                         group by 1 order by 1").await,
    })
}

/// How many rows every table has and what they add up to.
pub async fn contents(superuser: &Client, catalogue: &Catalogue) -> BTreeMap<String, String> {
    let mut held = BTreeMap::new();
    let public = catalogue.columns.keys().map(|t| format!("public.{t}"));
    // Denials are noted by our server, which is not there; everything else must stand still too.
    for table in public.chain(catalogue.inner.iter().cloned()) {
        let sql = format!(
            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t"
        );
        let row = superuser.query_one(&sql, &[]).await.unwrap_or_else(|error| panic!("{table}: {error:?}"));
        held.insert(table, row.get(0));
    }
    held
}
