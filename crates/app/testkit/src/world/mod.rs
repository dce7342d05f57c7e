//! The named fixture world: two operators, three homes, the people who work there and the
//! residents who live there, in every relation that an access rule distinguishes.
//!
//! The world is Rust data first. Its rows are written to the database from that data, and what an
//! access rule means is computed from the same data by [`crate::matrix`], so the database's own
//! helper functions are never asked what they themselves decide.

mod actors;
mod homes;
mod incidents;
mod load;
mod people;
mod random;
mod residents;
mod rows;
mod window;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use almoner_kernel::Actor;

pub use actors::{Seat, SignIn};
pub use homes::{Bed, HOMES, Home, ORGANISATIONS, beds};
pub use incidents::Incident;
pub use people::{Exclusion, Management, Membership, Office, PEOPLE, Person};
pub use residents::{Resident, Stay};
pub(crate) use rows::care;
pub(crate) use rows::notes::{author, manager};
pub(crate) use rows::schedules::job;
pub use rows::{CARER1_IN_H2, POLICIES, Row, SHIFT_STATUSES, Sql, topic};
pub use window::{DAY, HOUR, MINUTE, Window, instant};

/// Everything in the world, by name.
pub struct World {
    pub memberships: Vec<Membership>,
    pub managements: Vec<Management>,
    pub offices: Vec<Office>,
    pub exclusions: Vec<Exclusion>,
    pub residents: Vec<Resident>,
    pub incidents: Vec<Incident>,
    /// Every row of every table, in the order in which it is written.
    pub rows: Vec<Row>,
    seats: BTreeMap<&'static str, Seat>,
}

static WORLD: LazyLock<World> = LazyLock::new(World::build);

impl World {
    /// The world; the same in every test.
    pub fn get() -> &'static Self {
        &WORLD
    }

    fn build() -> Self {
        let mut world = Self {
            memberships: people::memberships(),
            managements: people::managements(),
            offices: people::offices(),
            exclusions: people::exclusions(),
            residents: residents::residents(),
            incidents: incidents::incidents(),
            rows: Vec::new(),
            seats: actors::seats(),
        };
        world.rows = rows::all(&world);
        world
    }

    /// A named actor: a person of the world in their ordinary session, or one of the variants in
    /// [`World::seats`] (`owner1@stale`, `carer1@external`, ...).
    ///
    /// # Panics
    /// When the world has nobody of that name.
    pub fn actor(&self, name: &str) -> Actor {
        self.seat(name).actor()
    }

    /// How a named actor is signed in.
    ///
    /// # Panics
    /// When the world has nobody of that name.
    pub fn seat(&self, name: &str) -> &Seat {
        self.seats.get(name).unwrap_or_else(|| panic!("the world has no actor {name}"))
    }

    /// Every actor.
    pub fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.seats.values()
    }

    /// A person by name.
    ///
    /// # Panics
    /// When the world has nobody of that name.
    pub fn person(&self, name: &str) -> &'static Person {
        PEOPLE.iter().find(|p| p.name == name).unwrap_or_else(|| panic!("the world has no person {name}"))
    }

    /// A resident by name.
    ///
    /// # Panics
    /// When the world has nobody of that name.
    pub fn resident(&self, name: &str) -> &Resident {
        self.residents
            .iter()
            .find(|r| r.name == name)
            .unwrap_or_else(|| panic!("the world has no resident {name}"))
    }

    /// An incident by name.
    ///
    /// # Panics
    /// When the world has nothing of that name.
    pub fn incident(&self, name: &str) -> &Incident {
        self.incidents
            .iter()
            .find(|i| i.name == name)
            .unwrap_or_else(|| panic!("the world has no incident {name}"))
    }

    /// The rows of a table.
    pub fn table<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.table == table)
    }

    /// A row by table and name.
    ///
    /// # Panics
    /// When the table has no such row.
    pub fn row(&self, table: &str, name: &str) -> &Row {
        self.rows
            .iter()
            .find(|row| row.table == table && row.name == name)
            .unwrap_or_else(|| panic!("the world has no row {name} in {table}"))
    }

    /// Whether the person gave care in the home an hour ago, so that something may be claimed as theirs.
    pub fn gave_care(&self, person: &str, home: &str) -> bool {
        self.memberships.iter().any(|m| {
            let then = m.valid.from.is_none_or(|f| f <= -HOUR) && m.valid.until.is_none_or(|u| u > -HOUR);
            m.person == person && m.home == home && m.grade != "ancillary" && !m.archived && then
        })
    }

    /// The statements that write the world into a migrated database, as its owner.
    pub fn sql(&self) -> String {
        load::sql(self)
    }
}

/// The organisation of a home.
pub fn organisation_of(home: &str) -> &'static str {
    HOMES
        .iter()
        .find(|h| h.name == home)
        .unwrap_or_else(|| panic!("the world has no home {home}"))
        .organisation
}
