//! Buildings: a home with its units, rooms and beds.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::Maker;
use super::groups::HomePlan;
use super::organisation::Organisation;
use crate::calendar::Day;
use crate::ledger::{Act, Record};
use crate::person::Person;
use crate::tables::{BEDS, CARE_HOMES, ROOMS, UNITS};
use crate::value::Value;
use crate::words::contacts::DOCTORS;
use crate::words::{landline, places};

/// A home and what changes in it.
pub struct Home {
    pub id: Uuid,
    pub name: String,
    pub hospital: &'static str,
    pub practice: &'static str,
    pub gp: &'static str,
    /// The practice's number.
    pub gp_phone: String,
    /// For how many residents it is registered.
    pub registered: usize,
    pub beds: Vec<Bed>,
    /// Rooms that nobody lives in; each will show another state.
    pub spare: Vec<SpareRoom>,
    /// Everybody who ever had a post in it.
    pub people: Vec<Arc<Person>>,
    /// Residents who are held by it, by their place in the list of all.
    pub residents: Vec<usize>,
    /// Its shifts: code, template, and since when there is one.
    pub shifts: Vec<(&'static str, Uuid, Timestamp)>,
}

/// A bed that residents hold.
pub struct Bed {
    pub record: Record,
    pub unit: Uuid,
    /// By whom, or for whom it is kept.
    pub holder: Option<usize>,
    /// The last day on which somebody held it.
    pub held_until: Day,
}

pub struct SpareRoom {
    pub room: Record,
    pub bed: Record,
}

impl Home {
    /// Somebody of this home who may write at an instant.
    pub fn someone(&self, rng: &mut crate::rng::Rng, fits: impl Fn(&Person) -> bool) -> Option<&Arc<Person>> {
        let from = rng.below(self.people.len().max(1));
        self.people
            .iter()
            .cycle()
            .skip(from)
            .take(self.people.len())
            .find(|person| person.writes && fits(person))
    }

    /// The shift of a code, if there was one by then.
    pub fn shift(&self, code: &str, by: Timestamp) -> Option<Uuid> {
        self.shifts.iter().find(|(known, _, since)| *known == code && *since < by).map(|(_, id, _)| *id)
    }

    /// The bed's place in [`Home::beds`].
    pub fn bed_of(&self, resident: usize) -> Option<usize> {
        self.beds.iter().position(|bed| bed.holder == Some(resident))
    }

    /// A bed that nobody holds, nor held today.
    pub fn free_bed(&self, rng: &mut crate::rng::Rng, today: Day) -> Option<usize> {
        let from = rng.below(self.beds.len());
        let free = |bed: &Bed| bed.holder.is_none() && bed.held_until < today;
        (0..self.beds.len()).map(|n| (from + n) % self.beds.len()).find(|place| free(&self.beds[*place]))
    }
}

/// The owner enters a home on the first day.
pub fn build(maker: &mut Maker, organisation: &Organisation, plan: &HomePlan) -> Home {
    let at = maker.some_time(0, 10, 17);
    let act = maker.ledger.act(at, &organisation.owner);
    let phone = landline(&mut maker.rng);
    let cqc = format!("1-{:010}", maker.rng.next() % 10_000_000_000);
    let registered = plan.year.beds + if plan.spare_rooms { 2 } else { 0 };
    let home = maker.ledger.insert(
        &act,
        &CARE_HOMES,
        organisation.id,
        vec![
            ("name", plan.name.clone().into()),
            ("code", plan.code.clone().into()),
            ("cqc_location_id", cqc.into()),
            ("address_line", plan.address.clone().into()),
            ("town", plan.town.clone().into()),
            ("postcode", plan.postcode.clone().into()),
            ("phone", phone.into()),
            ("registered_beds", count(registered)),
            ("time_zone", "Europe/London".into()),
            ("care_day_starts", Value::Clock(jiff::civil::time(7, 0, 0, 0))),
        ],
    );
    maker.ledger.keep(&home);
    let mut building = Building { maker, act, organisation: organisation.id, home: home.id, position: 0 };
    let (beds, spare) = building.fill(plan);
    let gp = *maker.rng.pick(DOCTORS);
    Home {
        id: home.id,
        name: plan.name.clone(),
        hospital: plan.hospital,
        practice: plan.practice,
        gp,
        gp_phone: landline(&mut maker.rng),
        registered,
        beds,
        spare,
        people: Vec::new(),
        residents: Vec::new(),
        shifts: Vec::new(),
    }
}

fn count(n: usize) -> Value {
    Value::Int(i64::try_from(n).expect("fits"))
}

/// A home while its rooms are entered.
struct Building<'m> {
    maker: &'m mut Maker,
    act: Act,
    organisation: Uuid,
    home: Uuid,
    /// Rooms so far.
    position: usize,
}

impl Building<'_> {
    fn fill(&mut self, plan: &HomePlan) -> (Vec<Bed>, Vec<SpareRoom>) {
        let wanted = plan.year.beds;
        let units = (wanted / 14).clamp(1, places::UNITS.len());
        let mut beds = Vec::with_capacity(wanted);
        let mut spare = Vec::new();
        for (n, name) in places::UNITS.iter().copied().take(units).enumerate() {
            let unit = self.insert(&UNITS, vec![("name", name.into()), ("position", count(n))]);
            self.maker.ledger.keep(&unit);
            while beds.len() < wanted * (n + 1) / units {
                let room = self.room(unit.id);
                self.maker.ledger.keep(&room);
                // Every eighth room is shared.
                let shared = self.position.is_multiple_of(8) && beds.len() + 1 < wanted;
                let names: &[&'static str] = if shared { &["Window", "Door"] } else { &["Bed"] };
                for name in names {
                    let record = self.bed(room.id, name);
                    beds.push(Bed { record, unit: unit.id, holder: None, held_until: -1 });
                }
            }
            if plan.spare_rooms && n + 1 == units {
                for _ in 0..4 {
                    let room = self.room(unit.id);
                    let bed = self.bed(room.id, "Bed");
                    spare.push(SpareRoom { room, bed });
                }
            }
        }
        (beds, spare)
    }

    fn room(&mut self, unit: Uuid) -> Record {
        self.position += 1;
        let name = self.position.to_string();
        let position = count(self.position);
        self.insert(&ROOMS, vec![("unit_id", unit.into()), ("name", name.into()), ("position", position)])
    }

    fn bed(&mut self, room: Uuid, name: &'static str) -> Record {
        self.insert(
            &BEDS,
            vec![("room_id", room.into()), ("name", name.into()), ("state", "in_service".into())],
        )
    }

    fn insert(&mut self, table: &'static crate::tables::Table, values: Vec<(&'static str, Value)>) -> Record {
        let values = [vec![("care_home_id", self.home.into())], values].concat();
        self.maker.ledger.insert(&self.act, table, self.organisation, values)
    }
}
