//! Tries every cell of the access matrix on a real database.
//!
//! Each function takes one kind of cell, runs a real statement for every actor and row, and
//! returns a [`Report`] of how many it tried and where the database and the matrix disagree.
//! Statements run as the login role does it: one transaction per actor, the settings first; each
//! cell then starts from a savepoint, so that none sees what another did.

pub(crate) mod alone;
mod care;
mod catalogue;
mod cell;
mod coverage;
mod factory;
mod handovers;
mod incidents;
mod inserts;
mod notes;
mod notifications;
mod reads;
mod refusals;
mod report;
mod rules;
mod schedules;
mod session;
mod updates;
mod verbs;

pub use catalogue::Catalogue;
pub use cell::Cell;
pub use coverage::coverage;
pub use factory::changed;
pub use inserts::{candidates, insert_cells, inserts};
pub use reads::{Reading, events, key_of, readable, reading, reads};
pub use refusals::{granted_cells, refusals, roles};
pub use report::{Expected, Observed, Report};
pub(crate) use session::run;
pub use updates::{archive_cells, archives, update_cells, updates};
pub use verbs::{verb_cells, verbs};

use crate::database::Database;
use crate::matrix::{Matrix, Model};
use crate::world::{Seat, World};

/// What every part of the runner needs.
pub struct Bench {
    pub database: Database,
    pub world: &'static World,
    pub matrix: Matrix,
    pub catalogue: Catalogue,
    /// The actors to try; all when empty.
    pub only: Vec<&'static str>,
}

impl Bench {
    /// A database with the world in it, the matrix file, and what is granted.
    ///
    /// # Panics
    /// When the file is not well formed or the database can't be made.
    pub async fn new() -> Self {
        Self::of(World::get()).await
    }

    /// The same of another world.
    ///
    /// # Panics
    /// When the file is not well formed or the database can't be made.
    pub async fn of(world: &'static World) -> Self {
        let database = Database::with_world(world).await;
        let catalogue = Catalogue::read(&database.owner().await).await;
        let matrix = Matrix::load().unwrap_or_else(|error| panic!("{error}"));
        Self { database, world, matrix, catalogue, only: Vec::new() }
    }

    /// One actor's rights.
    pub fn model<'a>(&'a self, seat: &'a Seat) -> Model<'a> {
        Model::new(self.world, &self.matrix, &self.catalogue.grants, seat)
    }

    /// Runs `each` for every actor, a few at a time, and adds up what they report.
    async fn every_seat<'a, F>(&'a self, each: impl Fn(&'a Seat) -> F) -> Report
    where
        F: Future<Output = Report> + 'a,
    {
        use futures_util::StreamExt as _;
        // The server runs each connection in a process of its own; few cores, few connections.
        futures_util::stream::iter(
            self.world.seats().filter(|s| self.only.is_empty() || self.only.contains(&s.name)).map(each),
        )
        .buffer_unordered(3)
        .fold(Report::default(), |mut all, one| async move {
            all.add(one);
            all
        })
        .await
    }
}
