//! One connection whose transaction holds a mutant that nobody else sees.

use std::collections::BTreeSet;

use tokio_postgres::{Client, SimpleQueryMessage};
use uuid::Uuid;

use super::bytes;
use super::make::{Kind, Mutant, Verb};
use super::plan::{Plan, Tried, likeliest};
use super::published;
use crate::runner::{self, Bench, Cell, Observed, Reading, Report, alone};
use crate::world::{Row, Seat};

/// Where mutants are made and tried.
pub struct Lab {
    bench: Bench,
    client: Client,
    events: Vec<(Uuid, Row)>,
}

/// What became of a mutant.
#[derive(Debug)]
pub struct Outcome<'m> {
    pub mutant: &'m Mutant,
    /// The cell that showed it.
    pub seen: Option<String>,
    pub cells: usize,
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

    /// Tries the mutants of one table, each until a cell shows it.
    ///
    /// # Panics
    /// When a mutant can't be made.
    pub async fn table<'m>(&self, table: &str, mutants: &[&'m Mutant]) -> Vec<Outcome<'m>> {
        let plan = Plan::of(&self.bench, table, &self.events);
        self.begin(table).await;
        let mut outcomes = Vec::new();
        for mutant in mutants {
            self.go(&format!("rollback to healthy; {}; savepoint cell", mutant.sql)).await;
            let mut report = Report::default();
            self.attempt(mutant, &plan, &mut report).await;
            let seen = report.disagreements.first().map(|d| d.join(" · "));
            outcomes.push(Outcome { mutant, seen, cells: report.cells });
        }
        self.go("rollback").await;
        outcomes
    }

    /// What the policies alone let pass, table by table, with nothing taken away: one cell in so many.
    ///
    /// # Panics
    /// When a statement of the lab's own fails.
    pub async fn alone(&self, one_in: usize) -> Report {
        let mut report = Report::default();
        for table in self.bench.matrix.tables.keys() {
            let plan = Plan::of(&self.bench, table, &self.events);
            self.begin(table).await;
            self.go(&format!("{}; savepoint cell", alone::prepare(table))).await;
            let alone = plan.alone();
            self.read(&alone.found, "almoner_request", &mut report, false).await;
            let cells = alone.changes.iter().chain(&alone.inserts);
            self.cells(cells.step_by(one_in), &mut report, false).await;
            self.go("rollback").await;
        }
        for table in published::tables(&self.bench).chain([bytes::TABLE]) {
            self.begin(table).await;
            self.go("savepoint cell").await;
            let plan = Plan::of(&self.bench, table, &self.events);
            self.read(plan.readings(), "authenticated", &mut report, false).await;
            self.go("rollback").await;
        }
        report
    }

    async fn begin(&self, table: &str) {
        let copies = match table {
            bytes::TABLE => bytes::fill().to_owned(),
            table if published::is(table) => published::fill(table),
            table => alone::twin(table),
        };
        self.go(&format!("begin; {copies}; savepoint healthy")).await;
    }

    async fn go(&self, sql: &str) {
        self.client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Tries cells until one shows the mutant.
    async fn attempt(&self, mutant: &Mutant, plan: &Plan<'_>, report: &mut Report) {
        if mutant.kind == Kind::Grant {
            let seat = self.bench.world.seat("mgr1");
            for cell in plan.grant(mutant) {
                self.cell(seat, &cell, report).await;
            }
        }
        if mutant.verb == Verb::Read {
            self.read(plan.readings(), "authenticated", report, true).await;
        } else if mutant.column.is_none() {
            self.go(&format!("rollback to cell; {}; savepoint cell", alone::prepare(&mutant.table))).await;
            let alone = plan.alone();
            if mutant.verb == Verb::Update {
                self.read(&alone.found, "almoner_request", report, true).await;
                self.cells(likeliest(mutant, alone.changes.iter()), report, true).await;
            } else {
                self.cells(likeliest(mutant, alone.inserts.iter()), report, true).await;
            }
            self.go(&format!("rollback to healthy; {}; savepoint cell", mutant.sql)).await;
        }
        if report.disagreements.is_empty() {
            self.cells(plan.cells(mutant), report, true).await;
        }
    }

    async fn cells<'c>(
        &self,
        cells: impl IntoIterator<Item = &'c Tried<'c>>,
        report: &mut Report,
        first: bool,
    ) {
        for (seat, cell) in cells {
            if first && !report.disagreements.is_empty() {
                return;
            }
            self.cell(seat, cell, report).await;
        }
    }

    async fn cell(&self, seat: &Seat, cell: &Cell, report: &mut Report) {
        let sql =
            format!("rollback to cell; {}; {}; {}", cell.before, act(seat, "almoner_request"), cell.sql);
        let observed = runner::run(&self.client, &sql).await;
        // What the database did not understand says nothing of it.
        if let Observed::Refused(code) = &observed {
            let misspelt = ["42601", "42703", "42883", "42P01"].contains(&code.as_str());
            assert!(!misspelt, "{code}: {sql}");
        }
        report.cell(cell.table, seat.name, &cell.what, cell.expected, &observed);
    }

    async fn read(&self, readings: &[(&Seat, Reading)], role: &str, report: &mut Report, first: bool) {
        for (seat, reading) in readings {
            if first && !report.disagreements.is_empty() {
                return;
            }
            let sql = format!("rollback to cell; {}; {}", act(seat, role), reading.sql);
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
        }
    }
}

/// What makes the following statements an actor's.
fn act(seat: &Seat, role: &str) -> String {
    let claims = almoner_schema::quote_literal(&seat.actor().claims().to_string());
    format!("set local role {role}; set local request.jwt.claims = {claims}")
}
