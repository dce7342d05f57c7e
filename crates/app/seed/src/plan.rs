//! What is to be seeded.

use std::future::Future;
use std::pin::Pin;

use jiff::civil::{Date, Time};

/// The number that the README's sign-ins belong to: with any other, it stands
/// in the domain of every address (`owner@harbour-7.example`).
pub const DEFAULT_NUMBER: u64 = 1;

/// Which world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Three organisations with eight homes, a year of history, every state of everything.
    Demo,
    /// One organisation with two homes and about twelve residents.
    Preview,
    /// Many homes, for measuring.
    Scale(Scale),
}

impl Profile {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Preview => "preview",
            Self::Scale(_) => "scale",
        }
    }
}

/// How much the scale profile holds. Every figure may grow by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Homes of the large organisation; two small ones stand beside it.
    pub homes: usize,
    /// Residents who live there at the start date, over all homes; who left in
    /// the year comes on top.
    pub residents: usize,
    /// People who work in each home.
    pub people_per_home: usize,
    /// Alerts of each resident, on average.
    pub alerts: usize,
    /// Contacts of each resident, on average.
    pub contacts: usize,
    /// Admissions, departures, absences, moves and proposals, in per cent of an ordinary year.
    pub changes: usize,
    /// Notes of the year in the first home, the one at full density; the others have a twentieth each.
    pub notes: usize,
}

impl Default for Scale {
    fn default() -> Self {
        Self {
            homes: 300,
            residents: 15_000,
            people_per_home: 40,
            alerts: 3,
            contacts: 3,
            changes: 100,
            notes: 600_000,
        }
    }
}

impl Scale {
    /// The same density in a fraction of the homes.
    #[must_use]
    pub fn part(self, one_in: usize) -> Self {
        Self {
            homes: (self.homes / one_in).max(1),
            residents: (self.residents / one_in).max(1),
            notes: self.notes / one_in,
            ..self
        }
    }
}

type Refusal = Box<dyn std::error::Error + Send + Sync>;
type Hashing = Pin<Box<dyn Future<Output = Result<String, Refusal>> + Send>>;

/// What to seed, from which number and day, and with which password.
pub struct Plan {
    pub profile: Profile,
    /// The same number, start and time give the same world.
    pub number: u64,
    /// The day that is "today" in the world: history ends with the day before.
    pub start: Date,
    /// What the homes' clock shows on it: noon, unless `at` says otherwise. Who is on follows from it.
    pub time: Time,
    /// Of everybody who can sign in; hashed once.
    pub password: String,
    hasher: Box<dyn Fn(String) -> Hashing + Send + Sync>,
}

impl Plan {
    /// `hasher` makes the PHC string that `private.accounts` stores; it is called once.
    pub fn new<F, R, E>(
        profile: Profile,
        number: u64,
        start: Date,
        password: impl Into<String>,
        hasher: F,
    ) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Refusal>,
    {
        let hasher = move |password| -> Hashing {
            let hashing = hasher(password);
            Box::pin(async move { hashing.await.map_err(Into::into) })
        };
        let (time, password) = (Time::constant(12, 0, 0, 0), password.into());
        Self { profile, number, start, time, password, hasher: Box::new(hasher) }
    }

    /// The same plan at another time of its day.
    #[must_use]
    pub fn at(self, time: Time) -> Self {
        Self { time, ..self }
    }

    pub(crate) async fn password_hash(&self) -> Result<String, Refusal> {
        (self.hasher)(self.password.clone()).await
    }
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan")
            .field("profile", &self.profile)
            .field("number", &self.number)
            .field("start", &self.start)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}
