//! Shifts and times off, for every person in every home.

use super::{DAY, HOMES, LATER, Row, Window, organisation_of};
use crate::names::id;
use crate::world::{CARER1_IN_H2, World};

/// When nobody is on a shift.
const FREE: Window = Window::between(1000 * DAY, 1000 * DAY + 480);

pub fn candidates(people: &[&'static str]) -> Vec<Row> {
    let mut rows = Vec::new();
    for home in HOMES.iter().map(|h| h.name) {
        let o = organisation_of(home);
        rows.push(
            Row::candidate("shift_templates", format!("a shift in {home}"), o)
                .home(home)
                .of("care_home_id", home)
                .value("name", "New")
                .value("code", "late")
                .set("starts", "time '14:00'")
                .set("duration_minutes", "420"),
        );
        let shift = |what: &str, during| {
            Row::candidate("shift_assignments", format!("{what} in {home}"), o)
                .home(home)
                .of("care_home_id", home)
                .valid("during", during)
        };
        let of = |what: &str, person: &'static str, during| {
            shift(&format!("{person} {what}"), during).profile(person).of("profile_id", person)
        };
        rows.push(shift("an open shift", FREE));
        rows.push(
            shift("an open shift of a shift not in use", FREE)
                .fact("disused")
                .uuid("template_id", id("shift_templates:H1.disused")),
        );
        for person in people {
            rows.push(of("on a shift", person, FREE));
            rows.push(
                Row::candidate("duty_periods", format!("{person} is on in {home}"), o)
                    .home(home)
                    .of("care_home_id", home)
                    .profile(person)
                    .of("profile_id", person)
                    .in_status("on"),
            );
        }
        // In H1 or in H2: never in two places at once.
        rows.push(of("on two shifts at once", "carer1", CARER1_IN_H2));
    }
    for person in people {
        rows.push(
            Row::candidate(
                "staff_availability",
                format!("leave of {person}"),
                World::get().person(person).organisation,
            )
            .profile(person)
            .of("profile_id", person)
            .kind("leave")
            .valid("during", LATER),
        );
    }
    rows
}
