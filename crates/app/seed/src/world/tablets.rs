//! Tablets that the people of a home share, with the PINs that some have on them. Nobody holds these tablets: what
//! they would show of themselves is stored as chance bytes.

use jiff::SignedDuration;

use super::life::Life;
use crate::calendar::{Day, TODAY};
use crate::person::Grade;
use crate::tables::{DEVICE_PINS, DEVICE_SECRETS, DEVICES};
use crate::value::Value;

/// What they are called, and how many days ago they were registered.
const NAMES: &[(&str, Day)] =
    &[("Tablet of the medicines room", 200), ("Tablet of the lounge", 140), ("Old tablet", 320)];

impl Life<'_> {
    pub fn tablets(&mut self, home: usize) {
        let id = self.homes[home].id;
        for (n, (name, ago)) in NAMES.iter().enumerate() {
            let at = self.maker.calendar.at(TODAY - ago, 10, 15, 0);
            let act = self.as_manager(home, at, None);
            let values = vec![("care_home_id", id.into()), ("name", (*name).into())];
            let mut device = self.maker.ledger.insert(&act, &DEVICES, self.organisation, values);
            if n + 1 == NAMES.len() {
                let gone = self.maker.calendar.at(TODAY - 139, 9, 40, 0);
                let act = self.as_manager(home, gone, None);
                self.maker.ledger.archive(&act, &mut device, "The screen is broken", None);
                self.maker.ledger.keep(&device);
                continue;
            }
            self.maker.ledger.keep(&device);
            let hash = self.maker.ledger.bytes32();
            let seen = self.maker.calendar.at(TODAY - 1, 20, 2, 0);
            let values = vec![
                ("device_id", device.id.into()),
                ("organisation_id", self.organisation.into()),
                ("hash", Value::Bytes(hash)),
                ("seen_at", seen.into()),
            ];
            self.maker.ledger.plain(&DEVICE_SECRETS, values);
            let there = self.homes[home].people.clone();
            let carers = there
                .iter()
                .filter(|person| person.account.is_some() && person.works(id, Grade::Carer, seen));
            for person in carers.take(4) {
                let mac = self.maker.ledger.bytes32();
                let values = vec![
                    ("organisation_id", self.organisation.into()),
                    ("device_id", device.id.into()),
                    ("profile_id", person.profile.into()),
                    ("mac", Value::Bytes(mac)),
                    ("wrong", Value::Int(0)),
                    ("set_at", (seen - SignedDuration::from_hours(24 * 30)).into()),
                    ("used_at", seen.into()),
                ];
                self.maker.ledger.plain(&DEVICE_PINS, values);
            }
        }
    }
}
