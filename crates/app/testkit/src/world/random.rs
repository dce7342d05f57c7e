//! The same people, homes and residents with rights given out by dice (A14): combinations that
//! nobody thought of, in every state of time.

use super::actors;
use super::incidents;
use super::people::{self, Exclusion, Management, Membership, Office, PEOPLE};
use super::residents;
use super::rows;
use super::window::{DAY, HOUR, MINUTE, Window};
use super::{World, organisation_of};
use crate::dice::Dice;

const WINDOWS: &[Window] = &[
    Window::since(-365 * DAY),
    Window::since(-365 * DAY),
    Window::between(-2 * HOUR, 2 * DAY),
    Window::since(DAY),
    Window::between(-90 * DAY, -MINUTE),
];
/// A cover ends within 28 days.
const COVERS: &[Window] = &[Window::between(-2 * DAY, 20 * DAY), Window::between(-20 * DAY, -DAY)];
const HOMES: &[&str] = &["H1", "H2", "H3"];

impl World {
    /// A world of chance; the same for the same seed.
    pub fn random(seed: u64) -> Self {
        let mut dice = Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (mut memberships, mut managements, mut offices, mut exclusions) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let residents = residents::residents();
        for person in PEOPLE {
            let name = person.name;
            for home in HOMES.iter().copied().filter(|home| organisation_of(home) == person.organisation) {
                if dice.roll(5) < 2 {
                    let grade = dice.of(&["carer", "carer", "senior", "nurse", "ancillary"]);
                    let (valid, archived) = (dice.of(WINDOWS), dice.roll(8) == 0);
                    memberships.push(Membership { person: name, home, grade, valid, archived });
                }
                if dice.roll(5) == 0 {
                    let kind = dice.of(&["deputy", "deputy", "registered", "cover"]);
                    let valid = dice.of(if kind == "cover" { COVERS } else { WINDOWS });
                    managements.push(Management {
                        person: name,
                        home,
                        kind,
                        valid,
                        archived: dice.roll(8) == 0,
                    });
                }
            }
            if dice.roll(6) == 0 && !matches!(name, "owner1" | "owner2") {
                let (role, archived) = (dice.of(&["business_owner", "compliance_lead"]), dice.roll(4) == 0);
                offices.push(Office { person: name, role, valid: dice.of(WINDOWS), archived });
            }
            for resident in residents.iter().filter(|r| r.organisation == person.organisation) {
                if dice.roll(12) == 0 {
                    let home = dice.of(&[resident.registered_in, resident.holding]);
                    let archived = dice.roll(4) == 0;
                    exclusions.push(Exclusion { person: name, resident: resident.name, home, archived });
                }
            }
        }
        // An organisation keeps an owner.
        offices.extend(people::offices().into_iter().filter(|o| matches!(o.person, "owner1" | "owner2")));
        let mut world = Self {
            memberships,
            managements,
            offices,
            exclusions,
            residents,
            incidents: incidents::incidents(),
            rows: Vec::new(),
            seats: actors::seats(),
        };
        world.rows = rows::all(&world);
        world
    }
}
