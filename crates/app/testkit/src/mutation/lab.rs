//! One connection whose transaction holds a mutant that nobody else sees.

use std::collections::BTreeSet;

use tokio_postgres::{Client, SimpleQueryMessage};
use uuid::Uuid;

use super::make::{Mutant, Verb};
use super::plan::Plan;
use crate::runner::{self, Bench, Report};
use crate::world::{Row, Seat};

/// Where mutants are made and tried.
pub struct Lab {
    bench: Bench,
    client: Client,
    events: Vec<(Uuid, Row)>,
}

impl Lab {
    /// With a database of its own.
    ///
    /// # Panics
    /// When the database can't be made.
    pub async fn new() -> Self {
        let bench = Bench::new().await;
        let owner = bench.database.owner().await;
        let events = runner::events(&owner, &bench).await;
        let client = bench.database.superuser().await;
        Self { bench, client, events }
    }

    /// Every mutant that there is.
    ///
    /// # Panics
    /// When the catalogue can't be read.
    pub async fn mutants(&self) -> Vec<Mutant> {
        super::all(&self.bench.database.owner().await).await
    }

    /// Tries the mutants of one table: for each, the first cell that shows it, and how many were tried.
    ///
    /// # Panics
    /// When a mutant can't be made, or the table's cells are red without one.
    pub async fn table<'m>(
        &self,
        table: &str,
        mutants: impl Iterator<Item = &'m Mutant>,
    ) -> Vec<(&'m Mutant, Option<String>, usize)> {
        let plan = Plan::of(&self.bench, table, &self.events);
        self.client.batch_execute("begin; savepoint healthy").await.expect("a transaction can begin");
        let mut found = Vec::new();
        for mutant in mutants {
            let sql = format!("rollback to healthy; {}; savepoint cell", mutant.sql);
            self.client
                .batch_execute(&sql)
                .await
                .unwrap_or_else(|error| panic!("{}: {}: {error:?}", mutant.name, mutant.sql));
            let mut report = Report::default();
            self.attempt(mutant, &plan, &mut report).await;
            let seen = report.disagreements.first().map(|d| d.join(" · "));
            found.push((mutant, seen, report.cells));
        }
        self.client.batch_execute("rollback").await.expect("a transaction can end");
        found
    }

    /// Tries cells until one shows the mutant.
    async fn attempt(&self, mutant: &Mutant, plan: &Plan<'_>, report: &mut Report) {
        if mutant.verb == Verb::Read {
            self.read(plan, report).await;
        }
        if !report.disagreements.is_empty() {
            return;
        }
        for (seat, cell) in plan.cells(mutant) {
            let observed =
                runner::run(&self.client, &format!("{}; {}", begin(seat, "almoner_request"), cell.sql)).await;
            report.cell(cell.table, seat.name, &cell.what, cell.expected, &observed);
            if !report.disagreements.is_empty() {
                return;
            }
        }
        if mutant.verb != Verb::Read && mutant.column.is_none() {
            self.read(plan, report).await;
        }
    }

    async fn read(&self, plan: &Plan<'_>, report: &mut Report) {
        for (seat, reading) in &plan.readings {
            let sql = format!("{}; {}", begin(seat, "authenticated"), reading.sql);
            let messages =
                self.client.simple_query(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
            let seen: BTreeSet<Uuid> = messages
                .iter()
                .filter_map(|m| match m {
                    SimpleQueryMessage::Row(row) => row.get(0).map(|id| id.parse().expect("an id")),
                    _ => None,
                })
                .collect();
            reading.judge(seat, &seen, report);
            if !report.disagreements.is_empty() {
                return;
            }
        }
    }
}

/// From where the mutant was made, as an actor.
fn begin(seat: &Seat, role: &str) -> String {
    let claims = almoner_schema::quote_literal(&seat.actor().claims().to_string());
    format!("rollback to cell; set local role {role}; set local request.jwt.claims = {claims}")
}
