//! Who opened whose record in the last two days.

use jiff::Timestamp;
use uuid::Uuid;

use super::life::Life;
use super::residents::Resident;
use crate::calendar::YESTERDAY;
use crate::ledger::Act;
use crate::tables::RECORD_VIEWS;
use crate::value::Value;

impl Life<'_> {
    /// Carers look before they give care; now and then a manager takes a copy for a hospital.
    pub fn look_up(&mut self) {
        for who in 0..self.residents.len() {
            if !Resident::is_present(&self.residents[who]) {
                continue;
            }
            let home = self.residents[who].home;
            for day in [YESTERDAY - 1, YESTERDAY] {
                let at = self.maker.some_time(day, 7, 20);
                let act = self.as_carer(home, at);
                self.view(&act, who, "record", None);
            }
            if who % 12 == 0 {
                let at = self.maker.some_time(YESTERDAY, 9, 16);
                let act = self.as_manager(home, at, None);
                self.view(&act, who, "export", None);
            }
        }
    }

    /// One look, in its quarter of an hour.
    pub fn view(&mut self, act: &Act, who: usize, kind: &'static str, document: Option<Uuid>) {
        let resident = &self.residents[who];
        let (client, home) = (resident.client.id, self.homes[resident.home].id);
        let second = act.at.as_second();
        let quarter = Timestamp::from_second(second - second.rem_euclid(900)).expect("an instant");
        let id = self.maker.ledger.id(act.at);
        self.maker.ledger.plain(
            &RECORD_VIEWS,
            vec![
                ("organisation_id", self.organisation.into()),
                ("id", id.into()),
                ("client_id", client.into()),
                ("care_home_id", home.into()),
                ("profile_id", act.author().into()),
                ("kind", kind.into()),
                ("entity_id", document.into()),
                ("quarter", Value::At(quarter)),
                ("recorded_at", act.at.into()),
            ],
        );
    }
}
