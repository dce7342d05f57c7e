//! The organisations of each profile, and how much happens in their homes.

use crate::plan::{DEFAULT_NUMBER, Profile, Scale};
use crate::rng::Rng;
use crate::words::places::{self, Place};

/// An organisation to be.
pub struct Group {
    /// Names it in the generator's streams; never shown.
    pub key: &'static str,
    pub name: String,
    /// Of its people's addresses.
    pub domain: String,
    pub homes: Vec<HomePlan>,
    /// So many homes know each other: residents and staff move between them.
    pub cluster: usize,
    pub named: Named,
    /// What its people call a resident, where it is another word.
    pub resident_word: Option<(&'static str, &'static str)>,
}

/// Whose addresses are easy to remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Everybody of the list in [`super::people`].
    All,
    /// One for each persona.
    Personas,
    /// A single home whose owner is its registered manager.
    OwnerManager,
}

/// A home to be.
pub struct HomePlan {
    pub name: String,
    pub code: String,
    pub address: String,
    pub town: String,
    pub postcode: String,
    pub hospital: &'static str,
    pub practice: &'static str,
    /// People who work in it.
    pub staff: usize,
    /// Rooms that nobody lives in, because each shows a state of its own.
    pub spare_rooms: bool,
    pub year: Year,
}

/// What happens in a home in its year.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// Beds for residents.
    pub beds: usize,
    /// Residents who lived there when the year began.
    pub settled: usize,
    pub enquiries: usize,
    pub departures: usize,
    pub hospital: usize,
    pub leave: usize,
    pub bed_moves: usize,
    pub transfers: usize,
    pub proposals: usize,
    pub endings: usize,
    pub upkeep: usize,
    /// Registered twice, archived; archived by mistake, restored.
    pub mistakes: usize,
    pub exclusions: usize,
    /// Open at the end: in hospital, on leave, planned, only asking, just proposed, just left.
    pub open: usize,
    /// One resident arrives by transfer on the last day and has no bed yet.
    pub arrives_without_bed: bool,
    /// Alerts and contacts of each resident, on average.
    pub alerts: usize,
    pub contacts: usize,
    /// The last days of which handovers are kept.
    pub handover_days: i32,
    /// Notes of the year, and how many in a hundred of them in its last fortnight.
    pub notes: usize,
    pub notes_of_last_days: usize,
}

impl Year {
    /// An ordinary year of a home with so many residents.
    pub fn of(residents: usize) -> Self {
        let per_cent = |n: usize| (residents * n).div_ceil(100);
        Self {
            beds: per_cent(112) + 1,
            settled: per_cent(104),
            enquiries: per_cent(36),
            departures: per_cent(22),
            hospital: per_cent(45),
            leave: per_cent(25),
            bed_moves: per_cent(5),
            transfers: per_cent(3),
            proposals: per_cent(70),
            endings: per_cent(25),
            upkeep: per_cent(40),
            mistakes: 1,
            exclusions: 1,
            open: (residents / 20).clamp(1, 3),
            arrives_without_bed: false,
            alerts: 3,
            contacts: 3,
            handover_days: 14,
            notes: residents * 18,
            notes_of_last_days: 80,
        }
    }

    /// The same with more or less of what changes.
    fn scaled(self, per_cent: usize) -> Self {
        let part = |n: usize| n * per_cent / 100;
        Self {
            enquiries: part(self.enquiries),
            departures: part(self.departures),
            hospital: part(self.hospital),
            leave: part(self.leave),
            bed_moves: part(self.bed_moves),
            transfers: part(self.transfers),
            proposals: part(self.proposals),
            endings: part(self.endings),
            upkeep: part(self.upkeep),
            ..self
        }
    }
}

/// The organisations of a profile.
pub fn of(profile: Profile, number: u64) -> Vec<Group> {
    match profile {
        Profile::Demo => vec![
            demo(number, "harbour", "Harbour Care Group", places::HARBOUR, &[46, 40, 58, 34, 38], Named::All),
            Group {
                resident_word: Some(("tenant", "tenants")),
                ..demo(number, "larkfield", "Larkfield Homes", places::LARKFIELD, &[44, 38], Named::All)
            },
            demo(number, "st-annes", "St Anne's", places::ST_ANNES, &[36], Named::OwnerManager),
        ],
        Profile::Preview => vec![Group {
            homes: places::PREVIEW
                .iter()
                .map(|place| HomePlan { staff: 9, spare_rooms: false, ..home(place, 6) })
                .collect(),
            ..demo(number, "preview", "Tynedale Care", &[], &[], Named::Personas)
        }],
        Profile::Scale(scale) => vec![
            large(number, scale),
            demo(number, "scale-north", "Northfield Care", &places::LARKFIELD[..1], &[30], Named::Personas),
            demo(number, "scale-south", "Southdown Homes", places::ST_ANNES, &[30], Named::Personas),
        ],
    }
}

fn demo(
    number: u64,
    key: &'static str,
    name: &str,
    places: &[Place],
    residents: &[usize],
    named: Named,
) -> Group {
    let mut homes: Vec<HomePlan> =
        places.iter().zip(residents).map(|(place, residents)| home(place, *residents)).collect();
    if let [_, second, ..] = &mut homes[..] {
        second.year.arrives_without_bed = true;
    }
    Group {
        key,
        name: name.to_owned(),
        domain: domain(key, number),
        homes,
        cluster: usize::MAX,
        named,
        resident_word: None,
    }
}

fn domain(key: &str, number: u64) -> String {
    if number == DEFAULT_NUMBER { format!("{key}.example") } else { format!("{key}-{number}.example") }
}

fn home(place: &Place, residents: usize) -> HomePlan {
    HomePlan {
        name: place.name.to_owned(),
        code: place.code.to_owned(),
        address: place.address.to_owned(),
        town: place.town.to_owned(),
        postcode: place.postcode.to_owned(),
        hospital: place.hospital,
        practice: place.practice,
        staff: residents * 6 / 10 + 4,
        spare_rooms: true,
        year: Year::of(residents),
    }
}

fn large(number: u64, scale: Scale) -> Group {
    let mut rng = Rng::of(number, &["scale", "names"]);
    let homes = (0..scale.homes)
        .map(|place| {
            let near = rng.pick(places::HARBOUR);
            let (town, area) = *rng.pick(places::SCALE_TOWNS);
            // Spread so that the homes together have exactly as many as asked for.
            let residents =
                scale.residents * (place + 1) / scale.homes - scale.residents * place / scale.homes;
            let year = Year {
                alerts: scale.alerts,
                contacts: scale.contacts,
                mistakes: 0,
                handover_days: 7,
                notes: if place == 0 { scale.notes } else { scale.notes / 20 },
                notes_of_last_days: 4,
                ..Year::of(residents)
            };
            HomePlan {
                name: format!("{} {}", rng.pick(places::SCALE_FIRST), rng.pick(places::SCALE_SECOND)),
                code: format!("H{:03}", place + 1),
                address: format!("{} {}", rng.between(1, 199), rng.pick(crate::words::contacts::STREETS)),
                town: town.to_owned(),
                postcode: format!("{area} 9ZZ"),
                staff: scale.people_per_home,
                spare_rooms: false,
                year: year.scaled(scale.changes),
                ..home(near, 0)
            }
        })
        .collect();
    Group {
        key: "scale",
        name: "Meridian Care".to_owned(),
        domain: domain("scale", number),
        homes,
        cluster: 10,
        named: Named::Personas,
        resident_word: None,
    }
}
