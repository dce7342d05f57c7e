//! The names under which an earlier project may keep what has a place here. docs/import.md repeats
//! them; a test compares the two.

use crate::error::Error;
use crate::read::Source;

/// What we need of a table, with the names it may have there, the likeliest first.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub candidates: &'static [&'static str],
}

/// A table of the source.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub name: &'static str,
    pub fields: &'static [Field],
    /// Of each of these groups one field has to be there.
    pub needed: &'static [&'static [&'static str]],
}

const fn field(name: &'static str, candidates: &'static [&'static str]) -> Field {
    Field { name, candidates }
}

/// Columns that say nothing that would have to be carried.
pub const BOOKKEEPING: &[&str] = &[
    "id",
    "created_at",
    "updated_at",
    "created_by",
    "updated_by",
    "version",
    "company_id",
    "organisation_id",
    "organization_id",
    "tenant_id",
];

const GIVEN: Field = field("given_name", &["given_name", "first_name", "forename"]);
const FAMILY: Field = field("family_name", &["family_name", "last_name", "surname"]);
const FULL: Field = field("name", &["full_name", "name", "display_name"]);
const PREFERRED: Field = field("preferred_name", &["preferred_name", "known_as"]);
const HOME: Field = field("home", &["care_home_id", "home_id", "site_id"]);
const PERSON: Field = field("person", &["profile_id", "user_id", "manager_id", "staff_id"]);
const ENDED: Field = field("ended", &["archived_at", "deleted_at", "deactivated_at"]);

pub const COMPANY_SETTINGS: Table = Table {
    name: "company_settings",
    fields: &[
        field("review_cycle_days", &["review_cycle_days", "care_plan_review_days", "review_interval_days"]),
        field("retention_years", &["retention_years", "data_retention_years"]),
        field("two_person_publish", &["two_person_publish", "require_two_person_approval"]),
        field("second_factor_required", &["second_factor_required", "mfa_required", "require_mfa"]),
    ],
    needed: &[],
};

pub const CARE_HOMES: Table = Table {
    name: "care_homes",
    fields: &[
        field("name", &["name", "home_name", "title"]),
        field("code", &["code", "short_code", "slug"]),
        field("cqc_location_id", &["cqc_location_id", "cqc_id", "cqc_number"]),
        field("address_line", &["address_line", "address_line1", "address_line_1", "address", "street"]),
        field("town", &["town", "city"]),
        field("postcode", &["postcode", "post_code", "zip"]),
        field("phone", &["phone", "telephone", "phone_number"]),
        field("registered_beds", &["registered_beds", "total_beds", "bed_count", "capacity", "beds"]),
        field("time_zone", &["time_zone", "timezone"]),
        ENDED,
    ],
    needed: &[&["name"]],
};

pub const PROFILES: Table = Table {
    name: "profiles",
    fields: &[
        GIVEN,
        FAMILY,
        FULL,
        PREFERRED,
        field("email", &["email", "email_address", "work_email"]),
        field("phone", &["phone", "phone_number", "mobile"]),
        field("role", &["role", "persona", "user_role"]),
        field("job_title", &["job_title", "position"]),
        field("staff_number", &["staff_number", "employee_number", "payroll_number"]),
        ENDED,
    ],
    needed: &[&["family_name", "name"]],
};

pub const USER_CARE_HOMES: Table = Table {
    name: "user_care_homes",
    fields: &[PERSON, HOME, field("grade", &["grade", "role", "position"]), ENDED],
    needed: &[&["person"], &["home"]],
};

pub const MANAGER_CARE_HOMES: Table = Table {
    name: "manager_care_homes",
    fields: &[PERSON, HOME, field("kind", &["kind", "role", "type"]), ENDED],
    needed: &[&["person"], &["home"]],
};

pub const CLIENTS: Table = Table {
    name: "clients",
    fields: &[
        GIVEN,
        FAMILY,
        FULL,
        PREFERRED,
        HOME,
        field("title", &["title", "salutation"]),
        field("birth_date", &["date_of_birth", "birth_date", "dob"]),
        field("nhs_number", &["nhs_number", "nhs_no"]),
        field("gender", &["gender", "sex"]),
        field("room", &["room", "room_number", "room_no"]),
        field("admitted", &["admission_date", "admitted_at", "admitted_on", "move_in_date"]),
        field("left", &["discharge_date", "discharged_at", "left_on", "date_of_death"]),
        field("status", &["status"]),
        field("allergies", &["allergies", "known_allergies"]),
        field("contact_name", &["next_of_kin_name", "next_of_kin", "emergency_contact_name"]),
        field("contact_relationship", &["next_of_kin_relationship", "emergency_contact_relationship"]),
        field("contact_phone", &["next_of_kin_phone", "emergency_contact_phone"]),
        field("key_worker", &["key_worker_id", "keyworker_id"]),
        ENDED,
    ],
    needed: &[&["family_name", "name"], &["home"]],
};

/// Every table that is carried.
pub const TABLES: &[Table] =
    &[COMPANY_SETTINGS, CARE_HOMES, PROFILES, USER_CARE_HOMES, MANAGER_CARE_HOMES, CLIENTS];

/// Refuses a source that lacks what nothing can do without, naming all of it.
pub fn check(source: &Source<'_>) -> Result<(), Error> {
    let mut missing = Vec::new();
    for table in TABLES {
        let Some(columns) = source.columns(table.name) else { continue };
        if !columns.iter().any(|column| column == "id")
            && !table.needed.is_empty()
            && !table.name.ends_with("_care_homes")
        {
            missing.push(format!("{} has no id", table.name));
        }
        for group in table.needed {
            let names: Vec<&str> = group.iter().flat_map(|name| candidates(table, name)).copied().collect();
            if !names.iter().any(|name| columns.iter().any(|column| column == name)) {
                missing.push(format!("{} has none of {}", table.name, names.join(", ")));
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Error::Missing(missing)) }
}

/// The names that a field may have.
pub fn candidates(table: &Table, name: &str) -> &'static [&'static str] {
    table.fields.iter().find(|field| field.name == name).map_or(&[], |field| field.candidates)
}

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn the_page_knows_every_name() {
        let page = include_str!("../../../../docs/import.md");
        for table in TABLES {
            assert!(page.contains(&format!("| `{}` |", table.name)), "{}", table.name);
            for name in table.fields.iter().flat_map(|field| field.candidates) {
                assert!(page.contains(name), "docs/import.md lacks {name} of {}", table.name);
            }
        }
    }
}
