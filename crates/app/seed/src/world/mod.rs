//! The seeded world: organisations, their homes and people, and a year of what
//! happened to the residents. Nothing here knows the database.

mod about_me;
mod accounts;
mod assessments;
mod care;
mod care_looks;
mod care_reviews;
mod care_sleeps;
mod care_tasks;
mod care_versions;
mod census;
mod concerns;
mod departures;
mod duty;
pub mod groups;
mod handovers;
mod homes;
mod incidents;
mod jobs;
mod life;
mod measured;
mod notes;
mod notices;
pub mod organisation;
mod papers;
mod people;
mod photos;
mod residents;
mod roster;
mod rota;
mod staff_file;
mod stays;
mod tablets;
mod telling;
mod training;
mod upkeep;
mod views;
mod watch;

use std::sync::Arc;

use jiff::Timestamp;

use crate::batch::Batch;
use crate::calendar::{Calendar, Day, TODAY};
use crate::faces::{self, Face};
use crate::ledger::Ledger;
use crate::person::Person;
use crate::report::{Object, SignIn};
use crate::rng::Rng;
use groups::{Group, Year};
use homes::Home;
use life::Life;

/// Rows that can be loaded together, once those of all parts before are there.
pub struct Part {
    pub doing: String,
    pub batch: Batch,
    /// Bytes that its rows point at.
    pub objects: Vec<Object>,
    /// Whether it is the last piece of its homes.
    pub whole: bool,
}

/// What everything is made with.
pub struct Maker {
    pub ledger: Ledger,
    pub rng: Rng,
    pub calendar: Calendar,
    pub password_hash: String,
    /// People with addresses to be printed: address, name, what they are, who.
    pub named: Vec<(String, String, &'static str, Arc<Person>)>,
    /// A stream of their own for what has to do with staff and papers, so that they change nothing else.
    pub papers: Rng,
    /// Who owns the business.
    pub owner: Arc<Person>,
    /// What the organisation wants its people to learn and to read.
    pub topics: Vec<training::Topic>,
    pub policies: Vec<papers::Policy>,
    /// What residents look like; none where nobody will look at them.
    pub faces: Arc<[Face]>,
    /// Bytes for the object folder.
    pub objects: Vec<Object>,
}

impl Maker {
    /// When the organisation began to use Almoner.
    pub fn founded(&self) -> Timestamp {
        founded(&self.calendar)
    }

    /// To the other stream of chance, or back.
    pub fn turn_the_page(&mut self) {
        std::mem::swap(&mut self.rng, &mut self.papers);
    }

    pub fn some_time(&mut self, day: Day, from: i8, to: i8) -> Timestamp {
        self.calendar.some_time(&mut self.rng, day, from, to)
    }
}

/// When every organisation began to use Almoner.
pub fn founded(calendar: &Calendar) -> Timestamp {
    calendar.at(0, 7, 0, 0)
}

/// The stream from which the ids of an organisation come.
pub fn ids(number: u64, profile: &str, group: &Group) -> Ledger {
    Ledger::new(Rng::of(number, &[profile, group.key, "ids"]))
}

/// Into how many parts [`build`] cuts the world.
pub fn parts(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.homes.chunks(group.cluster.min(group.homes.len().max(1))).count()).sum()
}

/// Makes the world part by part, until `take` wants no more. Gives back the
/// sign-ins worth printing.
pub fn build(
    groups: &[Group],
    (number, profile, pictured): (u64, &str, bool),
    calendar: &Calendar,
    password_hash: &str,
    mut take: impl FnMut(Part) -> bool,
) -> Vec<SignIn> {
    let mut sign_ins = Vec::new();
    let mut elsewhere = None;
    let faces: Arc<[Face]> = if pictured { faces::all().into() } else { Arc::new([]) };
    for group in groups {
        let mut maker = Maker {
            ledger: ids(number, profile, group),
            rng: Rng::of(number, &[profile, group.key, "life"]),
            calendar: calendar.clone(),
            password_hash: password_hash.to_owned(),
            named: Vec::new(),
            papers: Rng::of(number, &[profile, group.key, "papers"]),
            owner: organisation::nobody(),
            topics: Vec::new(),
            policies: Vec::new(),
            faces: Arc::clone(&faces),
            objects: Vec::new(),
        };
        let mut organisation = organisation::found(&mut maker, group);
        incidents::targets(&mut maker, &organisation);
        telling::ways(&mut maker, &organisation);
        maker.owner = Arc::clone(&organisation.owner);
        maker.turn_the_page();
        training::topics(&mut maker, &organisation);
        assessments::own(&mut maker, &organisation);
        papers::policies(&mut maker, &organisation);
        maker.turn_the_page();
        let cluster = group.cluster.min(group.homes.len().max(1));
        let clusters = group.homes.len().div_ceil(cluster);
        let share = 1_000_000 / u32::try_from(clusters).expect("few");
        let mut names = Vec::new();
        for (n, plans) in group.homes.chunks(cluster).enumerate() {
            let first = n * cluster;
            let mut homes: Vec<Home> =
                plans.iter().map(|plan| homes::build(&mut maker, &organisation, plan)).collect();
            for (place, home) in homes.iter_mut().enumerate() {
                roster::of_home(&mut maker, &mut organisation, group, first + place, home);
            }
            if n == 0 {
                roster::across(&mut maker, &mut organisation, group, &mut homes, &mut elsewhere);
            }
            names.extend(homes.iter().map(|home| (home.id, home.name.clone())));
            let years: Vec<Year> = plans.iter().map(|plan| plan.year).collect();
            let nhs = organisation.nhs.split(share);
            let doing = match clusters {
                1 => group.name.clone(),
                _ => format!("{}, homes {} to {}", group.name, first + 1, first + plans.len()),
            };
            let mut wanted = true;
            let mut piece = |batch| {
                wanted =
                    wanted && take(Part { doing: doing.clone(), batch, objects: Vec::new(), whole: false });
            };
            Life::new(&mut maker, organisation.id, homes, nhs).live(&years, &mut piece);
            let batch = std::mem::replace(&mut maker.ledger.batch, Batch::new());
            let objects = std::mem::take(&mut maker.objects);
            if !wanted || !take(Part { doing, batch, objects, whole: true }) {
                return sign_ins;
            }
        }
        // What "now" is on the first day: the day shift is on.
        let now = calendar.at(TODAY, 12, 0, 0);
        let home_name = |id| names.iter().find(|(home, _)| *home == id).map(|(_, name)| name.clone());
        sign_ins.extend(
            maker.named.iter().map(|named| people::sign_in(named, &organisation.name, home_name, now)),
        );
    }
    sign_ins
}
