//! Profiles, what is private of them, and the rows that give rights.

use super::Row;
use crate::names::canary;
use crate::world::people::PEOPLE;
use crate::world::{World, organisation_of};

pub fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for person in PEOPLE {
        let (p, o) = (person.name, person.organisation);
        let mut row = Row::new("profiles", p, o)
            .profile(p)
            .texts(&["given_name", "family_name", "preferred_name"])
            .value("job_title", person.job_title)
            .value("persona", person.persona)
            .set("preferences", format!("'{{\"canary\": \"{}\"}}'", canary(p, "preferences")))
            .status(person.status)
            .archived(person.archived, false);
        if let Some(account) = person.account {
            row = row.of("account_id", &format!("account:{account}"));
        }
        rows.push(row);
    }
    for (at, person) in PEOPLE.iter().enumerate() {
        let (p, o) = (person.name, person.organisation);
        let mut names = Row::new("people_names", p, o).profile(p);
        names.id = crate::names::id(p);
        names.derived = true;
        rows.push(names);
        rows.push(
            Row::new("profile_private", p, o)
                .profile(p)
                .of("profile_id", p)
                .value("email", &format!("canary-{p}-email@example.org"))
                .texts(&[
                    "phone",
                    "emergency_contact",
                    "staff_number",
                    "weekly_hours_cap_reason",
                    "registration_number",
                ])
                .set("birth_date", format!("date '1980-01-01' + {at}"))
                .set("contract_hours", "37.5")
                .set("weekly_hours_cap", "20")
                .set("right_to_work_until", "current_date + 365")
                .set("right_to_work_checked_on", "current_date - 30")
                .set("dbs_certificate_date", "current_date - 400")
                .set("dbs_update_service", "true")
                .value("registration_body", "NMC")
                .set("registration_expires", "current_date + 200"),
        );
    }
    let archived = |p: &str| world.person(p).archived;
    for m in &world.memberships {
        rows.push(
            Row::new("user_care_homes", format!("{}.{}", m.person, m.home), organisation_of(m.home))
                .home(m.home)
                .of("care_home_id", m.home)
                .profile(m.person)
                .of("profile_id", m.person)
                .fact(m.grade)
                .value("grade", m.grade)
                .valid("valid", m.valid)
                .text("agency")
                .archived(m.archived, archived(m.person)),
        );
    }
    for m in &world.managements {
        rows.push(
            Row::new("manager_care_homes", format!("{}.{}", m.person, m.home), organisation_of(m.home))
                .home(m.home)
                .of("care_home_id", m.home)
                .profile(m.person)
                .of("profile_id", m.person)
                .kind(m.kind)
                .valid("valid", m.valid)
                .archived(m.archived, archived(m.person)),
        );
    }
    for office in &world.offices {
        let o = world.person(office.person).organisation;
        rows.push(
            Row::new("organisation_roles", format!("{}.{}", office.person, office.role), o)
                .profile(office.person)
                .of("profile_id", office.person)
                .fact(office.role)
                .value("role", office.role)
                .valid("valid", office.valid)
                .archived(office.archived, archived(office.person)),
        );
    }
    rows
}
