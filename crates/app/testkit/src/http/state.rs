//! What a database holds, in short: to see whether anything changed.

use std::collections::BTreeMap;

use tokio_postgres::Client;

/// Rows and hash of each table, by schema and name.
pub type Fingerprint = BTreeMap<String, (i64, String)>;

/// Counts and hashes every table of ours. `client` must see everything.
///
/// # Panics
/// When a table can't be read.
pub async fn fingerprint(client: &Client) -> Fingerprint {
    let tables = client
        .query(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
              where n.nspname in ('public', 'private', 'app', 'reference', 'auth', 'storage') and c.relkind = 'r' order by 1",
            &[],
        )
        .await
        .expect("the catalogue can be read");
    let each: Vec<String> = tables
        .iter()
        .map(|row| {
            let table: String = row.get(0);
            format!("select '{table}', count(*), coalesce(md5(string_agg(h, '' order by h)), '') from (select md5(t::text) as h from {table} t) t")
        })
        .collect();
    let rows = client.query(&each.join(" union all "), &[]).await.expect("the tables can be read");
    rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect()
}

/// The tables in which two differ.
pub fn changed<'a>(before: &'a Fingerprint, after: &Fingerprint) -> Vec<&'a str> {
    before
        .iter()
        .filter(|(table, was)| after.get(*table) != Some(*was))
        .map(|(table, _)| table.as_str())
        .collect()
}
