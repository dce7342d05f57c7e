//! The target: one organisation, one transaction, one savepoint a row.

use std::collections::BTreeMap;

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

use crate::error::Error;

/// A parameter with its type.
pub type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// The organisation that everything goes into.
pub struct Target<'a> {
    tx: Transaction<'a>,
    pub organisation: Uuid,
    /// Homes here, with the zone of each one's clock.
    pub homes: BTreeMap<Uuid, String>,
    /// Who of there is who here.
    pub people: BTreeMap<String, Uuid>,
}

impl<'a> Target<'a> {
    pub async fn open(client: &'a mut Client, organisation: &str) -> Result<Self, Error> {
        let tx = client.transaction().await?;
        let wanted = organisation.to_owned();
        let rows = tx
            .query_typed(
                "select id from public.organisations where archived_at is null and (id::text = lower($1) or lower(name) = lower($1)) order by id",
                &[(&wanted, Type::TEXT)],
            )
            .await?;
        let organisation = match &rows[..] {
            [] => return Err(Error::NoOrganisation(wanted)),
            [row] => row.try_get(0)?,
            several => {
                let ids = several.iter().map(|row| row.get::<_, Uuid>(0).to_string()).collect();
                return Err(Error::SeveralOrganisations(wanted, ids));
            }
        };
        tx.batch_execute("select set_config('app.request_id', gen_random_uuid()::text, true)").await?;
        let rows = tx
            .query_typed(
                "select id, time_zone from public.care_homes where organisation_id = $1 and archived_at is null",
                &[(&organisation, Type::UUID)],
            )
            .await?;
        let mut homes = BTreeMap::new();
        for row in &rows {
            homes.insert(row.try_get(0)?, row.try_get(1)?);
        }
        Ok(Self { tx, organisation, homes, people: BTreeMap::new() })
    }

    /// Whether a row is there.
    pub async fn is_there(&self, table: &str, id: Uuid) -> Result<bool, Error> {
        let sql = format!("select from public.{table} where organisation_id = $1 and id = $2");
        Ok(!self
            .tx
            .query_typed(&sql, &[(&self.organisation, Type::UUID), (&id, Type::UUID)])
            .await?
            .is_empty())
    }

    /// The first column of the first row.
    pub async fn find(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<Uuid>, Error> {
        let rows = self.tx.query_typed(sql, params).await?;
        Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
    }

    /// Runs one statement within a savepoint: what the database refuses leaves the rest as it is, and
    /// is told in words that quote no value.
    pub async fn store(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Result<u64, String>, Error> {
        let point = self.tx.savepoint("a_row").await?;
        match point.execute_typed(sql, params).await {
            Ok(changed) => {
                point.commit().await?;
                Ok(Ok(changed))
            }
            Err(error) => {
                let Some(db) = error.as_db_error() else { return Err(error.into()) };
                let said = match db.detail().filter(|_| db.code().code() == "AL000") {
                    Some(detail) if !detail.is_empty() => detail.to_owned(),
                    _ => plainly(db.code().code()).to_owned(),
                };
                point.rollback().await?;
                Ok(Err(said))
            }
        }
    }

    /// Commits, or undoes everything.
    pub async fn end(self, keep: bool) -> Result<(), Error> {
        if keep {
            self.tx.commit().await?;
        } else {
            self.tx.rollback().await?;
        }
        Ok(())
    }
}

fn plainly(code: &str) -> &'static str {
    match code {
        "23505" => "something with the same key is here already",
        "23P01" => "it overlaps with something that is here",
        "23503" => "it refers to something that is not here",
        "23514" | "22001" | "22003" => "a value is not one that is possible here",
        _ => "the database refused it",
    }
}
