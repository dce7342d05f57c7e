//! New notes, assessments, addenda and concerns, and handovers that are taken in.

use crate::world::{HOMES, HOUR, Row, Seat, World, author, manager};

/// A note in each home of the resident's organisation, of now and of before; an assessment; and
/// what may be added to every note there is. Handovers, by oneself and for somebody else.
pub fn candidates(world: &World, seat: &Seat) -> Vec<Row> {
    let mut rows = Vec::new();
    for r in &world.residents {
        let of = |table, what: String, home: &'static str| {
            Row::candidate(table, format!("{what} of {} in {home}", r.name), r.organisation)
                .client(r.name)
                .of("client_id", r.name)
                .home(home)
                .of("care_home_id", home)
        };
        for home in HOMES.iter().filter(|h| h.organisation == r.organisation).map(|h| h.name) {
            let note = of("daily_notes", "a note".into(), home).kind("care").value("body", "New");
            rows.push(note.occurred(-HOUR));
            if world.gave_care(author(home), home) {
                let claimed = of("daily_notes", "a note that is handed in".into(), home).kind("care");
                let claimed = claimed.value("body", "New").of("claimed_author_id", author(home));
                rows.push(claimed.occurred(-HOUR));
            }
        }
        let before = of("daily_notes", "a note of yesterday".into(), r.registered_in);
        rows.push(before.kind("health").value("body", "New").occurred(-30 * HOUR));
        let together = of("daily_notes", "bingo".into(), r.holding);
        rows.push(together.kind("activity").value("body", "New").occurred(-HOUR));
        for home in [r.registered_in, r.holding] {
            let worry = of("concerns", "a concern".into(), home).value("category", "health");
            rows.push(worry.value("body", "New").occurred(-HOUR));
            if r.registered_in == r.holding {
                break;
            }
        }
        rows.push(
            of("assessments", "an assessment".into(), r.holding)
                .value("instrument", "news2")
                .set("instrument_version", "1")
                .set("answers", "'{\"pulse\": 80}'")
                .occurred(-HOUR),
        );
    }
    for note in world.table("daily_notes") {
        for kind in ["addendum", "strike_out"] {
            let mut row = Row::candidate("addenda", format!("{kind} to {}", note.name), note.organisation)
                .client(note.client.expect("a note is of a resident"))
                .home(note.home.expect("a note is in a home"))
                .value("entity", "daily_notes")
                .uuid("entity_id", note.id)
                .kind(kind)
                .value("body", "New");
            let home = row.home.expect("it is in a home");
            row.by =
                Some(if note.column("claimed_author_id").is_some() { manager(home) } else { author(home) });
            rows.push(row);
        }
    }
    let mut people = vec!["carer1", "mgr3"];
    people.extend(seat.person.filter(|p| !people.contains(p)));
    for handover in world.table("handovers").filter(|h| !h.name.ends_with(".late")) {
        for &person in &people {
            let row = Row::candidate(
                "handover_acknowledgements",
                format!("{person} takes in {}", handover.name),
                handover.organisation,
            )
            .home(handover.home.expect("a handover is of a home"))
            .uuid("handover_id", handover.id)
            .profile(person)
            .of("profile_id", person)
            .occurred(-HOUR);
            rows.push(if handover.archived { row.fact("archived") } else { row });
        }
    }
    rows
}
