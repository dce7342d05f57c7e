//! Records that are kept in order: key workers, telephone numbers, consent,
//! who must not see whom, and rooms that are not for living in.

use super::life::Life;
use super::residents::Resident;
use crate::calendar::{Day, YESTERDAY};
use crate::tables::EXCLUSIONS;
use crate::words::residents::{EXCLUSIONS as REASONS, REASSESSED};
use crate::words::{landline, mobile};

/// What a manager puts in order.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    KeyWorker,
    Telephone,
    OldContact,
    Consent,
}

/// How often each is done.
pub const TASKS: &[(Task, usize)] =
    &[(Task::KeyWorker, 4), (Task::Telephone, 4), (Task::OldContact, 1), (Task::Consent, 3)];

impl Life<'_> {
    pub fn upkeep(&mut self, home: usize, day: Day) {
        let Some(who) = self.find(home, day, Resident::is_present) else { return };
        let task = self.decks.upkeep.draw(&mut self.maker.rng);
        let at = self.moment(who, day, 9, 17);
        let act = self.as_manager(home, at, None);
        let key_worker = self.key_worker(home, at);
        let rng = &mut self.maker.rng;
        let resident = &mut self.residents[who];
        let reachable = |c: &&mut crate::ledger::Record| {
            !c.is_archived() && matches!(c.word("kind"), "family" | "friend")
        };
        match task {
            Task::KeyWorker => {
                let values = vec![("key_worker_id", key_worker.into())];
                self.maker.ledger.change(&act, &mut resident.client, values);
            }
            Task::Telephone => {
                let number = if rng.chance(70) { mobile(rng) } else { landline(rng) };
                if let Some(contact) = resident.contacts.iter_mut().find(reachable) {
                    self.maker.ledger.change(&act, contact, vec![("phone", number.into())]);
                }
            }
            Task::OldContact => {
                if let Some(contact) = resident.contacts.iter_mut().rev().find(reachable) {
                    self.maker.ledger.archive(&act, contact, "Entered twice.", None);
                }
            }
            Task::Consent => {
                let (consent, capacity, note) = *rng.pick(REASSESSED);
                let note = note.map(|note| self.tell(who, note));
                let values = vec![
                    ("consent", consent.into()),
                    ("capacity", capacity.into()),
                    ("consent_note", note.into()),
                ];
                self.maker.ledger.change(&act, &mut self.residents[who].identity, values);
            }
        }
        self.residents[who].last_day = day;
    }

    /// Somebody of the staff is kept from the record of a resident.
    pub fn exclude(&mut self, home: usize, day: Day) {
        let Some(who) = self.find(home, day, Resident::is_present) else { return };
        let at = self.moment(who, day, 9, 17);
        let act = self.as_manager(home, at, None);
        let here = &self.homes[home];
        // Only those who never write, or the record would name them as author.
        let silent: Vec<_> = here
            .people
            .iter()
            .filter(|p| !p.writes && p.works(here.id, crate::person::Grade::Carer, at))
            .collect();
        if silent.is_empty() {
            return;
        }
        let person = self.maker.rng.pick(&silent).profile;
        let reason = *self.maker.rng.pick(REASONS);
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", here.id.into()),
            ("profile_id", person.into()),
            ("reason", reason.into()),
        ];
        let exclusion = self.maker.ledger.insert(&act, &EXCLUSIONS, self.organisation, values);
        let resident = &mut self.residents[who];
        resident.exclusions.push(exclusion);
        resident.last_day = day;
        // Now and then it was the wrong person, and is taken back the same day.
        if self.rng().chance(20) {
            let at = self.moment(who, day, 17, 19);
            let act = self.as_manager(home, at, None);
            let resident = &mut self.residents[who];
            if let Some(exclusion) = resident.exclusions.last_mut() {
                self.maker.ledger.archive(&act, exclusion, "The wrong member of staff.", None);
            }
        }
    }

    /// Rooms that show what a bed can be, and one that became something else.
    pub fn spare_rooms(&mut self, home: usize) {
        let states: [(Day, &'static str); 3] = [
            (YESTERDAY - 200, "decommissioned"),
            (YESTERDAY - 40, "out_of_service"),
            (YESTERDAY, "deep_clean"),
        ];
        for place in 0..self.homes[home].spare.len() {
            let (day, state) = states.get(place).copied().unwrap_or((YESTERDAY - 120, ""));
            let at = self.maker.some_time(day, 9, 17);
            let act = self.as_manager(home, at, None);
            let spare = &mut self.homes[home].spare[place];
            let ledger = &mut self.maker.ledger;
            if state.is_empty() {
                let why = "Now the staff room.";
                let batch = ledger.archive(&act, &mut spare.room, why, None);
                ledger.archive(&act, &mut spare.bed, why, Some(batch));
            } else {
                ledger.change(&act, &mut spare.bed, vec![("state", state.into())]);
            }
        }
    }
}
