//! Foreign keys and indexes, set aside while much is loaded and made again afterwards: one pass over a
//! table that is full costs a fraction of what a key and a page of an index cost for each row on its
//! way in. All in the transaction of the load; what comes back is compared with what was there.

use tokio_postgres::Transaction;

use crate::error::{Error, Result};
use crate::tables::ALL;

/// Keys first, then indexes: taken away from the first to the last, made again from the last to the first.
/// Unique indexes stay, since a row that breaks one is to be named when it comes.
const FOUND: &str = "
    with loaded as (select to_regclass(n)::oid as id from unnest($1::text[]) n)
    select 1 as turn, c.conname::text as name, format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as away,
           format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as back, c.oid
      from pg_constraint c join loaded l on l.id = c.conrelid
     where c.contype = 'f' and c.conparentid = 0
       and not exists (select from pg_description d where d.classoid = 'pg_constraint'::regclass and d.objoid = c.oid)
    union all
    select 2, i.indexrelid::regclass::text, format('drop index %s', i.indexrelid::regclass),
           replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), i.indexrelid
      from pg_index i join loaded l on l.id = i.indrelid join pg_class c on c.oid = i.indexrelid
     where not i.indisunique and not i.indisexclusion and not c.relispartition and not i.indisreplident
       and not exists (select from pg_description d where d.classoid = 'pg_class'::regclass and d.objoid = i.indexrelid)
     order by turn, oid";

/// Every key and index of the loaded tables and of their partitions, as it is defined.
const SHAPE: &str = "
    with recursive loaded as (
        select to_regclass(n)::oid as id from unnest($1::text[]) n
        union all
        select i.inhrelid from loaded l join pg_inherits i on i.inhparent = l.id join pg_class c on c.oid = i.inhrelid and c.relkind = 'r')
    select d from (
        select format('%s: %s %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) from pg_constraint c join loaded l on l.id = c.conrelid
        union all
        select pg_get_indexdef(i.indexrelid) from pg_index i join loaded l on l.id = i.indrelid) x (d)
     order by d";

/// What was taken away.
pub struct Aside {
    names: Vec<String>,
    shape: Vec<String>,
    /// Name, and the statement that makes it again.
    back: Vec<(String, String)>,
}

impl Aside {
    /// Takes keys and indexes away from every table that is loaded.
    pub async fn set(transaction: &Transaction<'_>) -> Result<Self> {
        let doing = || Error::database("setting keys and indexes aside");
        let names: Vec<String> = ALL.iter().map(|table| table.qualified()).collect();
        let shape = shape(transaction, &names).await?;
        let found = transaction.query(FOUND, &[&names]).await.map_err(doing())?;
        let away: Vec<String> = found.iter().map(|row| row.get("away")).collect();
        transaction.batch_execute(&away.join(";")).await.map_err(doing())?;
        let back = found.iter().rev().map(|row| (row.get("name"), row.get("back"))).collect();
        Ok(Self { names, shape, back })
    }

    /// Makes them again, saying which before each.
    pub async fn put_back(self, transaction: &Transaction<'_>, tell: &dyn Fn(&str)) -> Result<()> {
        // For this transaction: an index is sorted in memory as far as it fits.
        transaction
            .batch_execute("set local maintenance_work_mem = '512MB'")
            .await
            .map_err(Error::database("asking for memory to sort in"))?;
        for (name, statement) in &self.back {
            tell(name);
            let doing = format!("making {name} again");
            transaction.batch_execute(statement).await.map_err(Error::database(doing))?;
        }
        let now = shape(transaction, &self.names).await?;
        if let Some(lost) = self.shape.iter().find(|was| now.binary_search(was).is_err()) {
            return Err(Error::NotReady(format!("nothing was done: this would not be as it was: {lost}")));
        }
        Ok(())
    }
}

/// Sorted by the bytes of each line.
async fn shape(transaction: &Transaction<'_>, names: &[String]) -> Result<Vec<String>> {
    let rows = transaction.query(SHAPE, &[&names]).await;
    let rows = rows.map_err(Error::database("looking at keys and indexes"))?;
    let mut lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    lines.sort_unstable();
    Ok(lines)
}
