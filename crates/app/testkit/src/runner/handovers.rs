//! New rows of handovers.

use crate::world::{HOMES, Row, World};

/// A handover of each home; an item of each home, and of each resident in each home of their
/// organisation.
pub fn candidates(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for home in HOMES {
        let at = |table, what: &str| {
            Row::candidate(table, format!("{what} in {}", home.name), home.organisation)
                .home(home.name)
                .of("care_home_id", home.name)
                .set("care_day", "current_date")
        };
        rows.push(at("handovers", "a handover").value("shift", "early").value("summary", "New"));
        rows.push(at("handover_items", "an item").kind("equipment").value("what", "New"));
        for resident in world.residents.iter().filter(|r| r.organisation == home.organisation) {
            rows.push(
                at("handover_items", &format!("an item about {}", resident.name))
                    .client(resident.name)
                    .of("client_id", resident.name)
                    .kind("observation")
                    .value("what", "New"),
            );
        }
    }
    rows
}
