//! The audit's event of each change.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Act, Ledger, Record};
use crate::tables::{AUDIT_DETAILS, AUDIT_EVENTS};
use crate::value::Value;

/// What an event is about.
struct Place {
    table: &'static str,
    row: Uuid,
    home: Option<Uuid>,
    client: Option<Uuid>,
    subject: Option<Uuid>,
    incident: Option<Uuid>,
}

/// Why fewer people read the events of a table, as its trigger says it.
fn restriction(table: &str) -> Option<&'static str> {
    match table {
        "resident_documents" => Some("sealable"),
        "staff_availability" => Some("not_compliance"),
        _ => None,
    }
}

impl Ledger {
    pub(super) fn audit(&mut self, act: &Act, action: &'static str, record: &Record, changes: String) {
        let column = |name: &str| record.table.column(name).and_then(|place| record.own[place].id());
        let of = |table: &str| (record.table.name == table).then_some(record.id);
        let home = of("care_homes").or_else(|| column("care_home_id")).or_else(|| column("holding_home_id"));
        let rights = act.by.as_ref().map(|person| person.rights(home, act.at)).unwrap_or_default();
        let place = Place {
            table: record.table.name,
            row: record.id,
            home,
            client: of("clients").or_else(|| column("client_id")),
            subject: of("profiles").or_else(|| column("profile_id")),
            incident: of("incidents").or_else(|| column("incident_id")),
        };
        self.event(act, action, record.organisation, &place, rights, changes);
    }

    /// Somebody asked what another person can see, which leaves a trace without a change.
    pub fn preview(&mut self, act: &Act, organisation: Uuid, profile: Uuid) {
        let kinds = act.by.as_ref().map(|person| person.kinds(act.at)).unwrap_or_default();
        let place = Place {
            table: "profiles",
            row: profile,
            home: None,
            client: None,
            subject: Some(profile),
            incident: None,
        };
        self.event(act, "view", organisation, &place, kinds, "{}".to_owned());
    }

    fn event(
        &mut self,
        act: &Act,
        action: &'static str,
        organisation: Uuid,
        place: &Place,
        rights: Vec<&'static str>,
        changes: String,
    ) {
        let event = self.id(act.at);
        let restriction = restriction(place.table);
        let salt = self.bytes32();
        let hash = Sha256::new().chain_update(&salt).chain_update(changes.as_bytes()).finalize();
        // In the order of the columns: these are the rows of which there are most.
        let row: [Value; 17] = [
            organisation.into(),
            event.into(),
            act.at.into(),
            act.profile().into(),
            act.by.as_ref().and_then(|person| person.account).into(),
            Value::Words(rights),
            act.request.into(),
            action.into(),
            act.verb.into(),
            place.table.into(),
            place.row.into(),
            place.home.into(),
            place.client.into(),
            place.subject.into(),
            Value::Bytes(hash.to_vec()),
            place.incident.into(),
            restriction.into(),
        ];
        self.batch.row(&AUDIT_EVENTS, &row);
        let row: [Value; 8] = [
            organisation.into(),
            event.into(),
            place.home.into(),
            Value::Bytes(salt),
            Value::Json(changes.into()),
            place.incident.into(),
            restriction.into(),
            restriction.map(|_| place.row).into(),
        ];
        self.batch.row(&AUDIT_DETAILS, &row);
    }
}
