//! Indexes that a killed `create index concurrently` left behind: they cost
//! every write and serve no read, and `if not exists` takes them for made.

use tokio_postgres::{Client, GenericClient};

use crate::target::quote_ident;
use crate::{Error, Result};

/// An index that PostgreSQL does not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidIndex {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
}

impl std::fmt::Display for InvalidIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

impl InvalidIndex {
    fn quoted(&self) -> String {
        format!("{}.{}", quote_ident(&self.schema), quote_ident(&self.name))
    }

    /// A copy that `reindex concurrently` did not get to swap in.
    fn is_leftover_copy(&self) -> bool {
        let stem = self.name.trim_end_matches(|c: char| c.is_ascii_digit());
        stem.ends_with("_ccnew") || stem.ends_with("_ccold")
    }
}

/// Invalid indexes of our tables, without those that are being built right now
/// and without parents of partitions (theirs follow from their children).
pub(super) async fn invalid(client: &impl GenericClient) -> Result<Vec<InvalidIndex>> {
    let rows = client
        .query(
            "select n.nspname::text, c.relname::text
               from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
              where not i.indisvalid and c.relkind = 'i' and n.nspname <> 'information_schema'
                and n.nspname not like 'pg\\_%' and n.nspname not in ('auth', 'storage')
                and not exists (select from pg_stat_progress_create_index p where p.datname = current_database() and p.index_relid = i.indexrelid)
              order by 1, 2",
            &[],
        )
        .await
        .map_err(Error::database("looking for invalid indexes"))?;
    Ok(rows.iter().map(|row| InvalidIndex { schema: row.get(0), name: row.get(1) }).collect())
}

pub(super) async fn drop_index(client: &Client, index: &InvalidIndex) -> Result<()> {
    client
        .batch_execute(&format!("drop index concurrently if exists {}", index.quoted()))
        .await
        .map_err(Error::database(format!("dropping the invalid index {index}")))
}

/// Builds every invalid index again; gives their names.
pub(super) async fn rebuild(client: &Client) -> Result<Vec<InvalidIndex>> {
    let broken = invalid(client).await?;
    for index in &broken {
        if index.is_leftover_copy() {
            drop_index(client, index).await?;
        } else {
            client.batch_execute(&format!("reindex index concurrently {}", index.quoted())).await.map_err(
                Error::database(format!(
                    "rebuilding the invalid index {index} (a unique one may have found rows that it forbids)"
                )),
            )?;
        }
    }
    Ok(broken)
}
