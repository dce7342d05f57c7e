//! The columns of a file of staff, and the words in them. docs/import.md says what each may hold; a
//! test compares the two.

use almoner_sheet::Column;

use crate::people::membership::{Grade, ManagerKind};
use crate::people::person::JobTitle;

const fn column(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

/// In the order in which they are told.
pub const COLUMNS: &[Column] = &[
    needed("family_name", &["surname", "last name"]),
    needed("given_name", &["first name", "forename", "forenames"]),
    column("preferred_name", &["known as"]),
    needed("email", &["e mail", "email address", "work email"]),
    column("job_title", &["job", "role", "position"]),
    needed("home", &["care home", "home code", "site", "location"]),
    column("grade", &[]),
    column("manager", &["manages", "manager kind"]),
    column("from", &["start date", "starts", "start"]),
    column("until", &["end date", "ends", "end"]),
    column("agency", &[]),
    column("staff_number", &["payroll number", "employee number", "staff no", "staff id"]),
];

pub const GRADES: &[(&str, Grade)] = &[
    ("carer", Grade::Carer),
    ("senior", Grade::Senior),
    ("nurse", Grade::Nurse),
    ("ancillary", Grade::Ancillary),
];

pub const MANAGERS: &[(&str, ManagerKind)] = &[
    ("registered", ManagerKind::Registered),
    ("deputy", ManagerKind::Deputy),
    ("cover", ManagerKind::Cover),
];

pub const JOB_TITLES: &[(&str, JobTitle)] = &[
    ("org_owner", JobTitle::OrgOwner),
    ("nominated_individual", JobTitle::NominatedIndividual),
    ("regional_manager", JobTitle::RegionalManager),
    ("registered_manager", JobTitle::RegisteredManager),
    ("deputy_manager", JobTitle::DeputyManager),
    ("compliance_lead", JobTitle::ComplianceLead),
    ("nurse", JobTitle::Nurse),
    ("senior_carer", JobTitle::SeniorCarer),
    ("carer", JobTitle::Carer),
    ("activities", JobTitle::Activities),
    ("ancillary", JobTitle::Ancillary),
    ("rota_coordinator", JobTitle::RotaCoordinator),
    ("finance_officer", JobTitle::FinanceOfficer),
    ("hr_officer", JobTitle::HrOfficer),
    ("agency_worker", JobTitle::AgencyWorker),
    ("external_professional", JobTitle::ExternalProfessional),
];

#[cfg(test)]
mod tests {
    use super::COLUMNS;

    #[test]
    fn the_page_and_the_example_know_every_column() {
        let page = include_str!("../../../../../../docs/import.md");
        for column in COLUMNS {
            let needed = if column.needed { " (needed)" } else { "" };
            let line = format!("| `{}`{needed} | {}", column.name, column.also.join(", "));
            assert!(page.contains(line.trim_end()), "docs/import.md lacks: {line}");
        }
        let example = include_str!("../../../../../../docs/examples/staff.csv");
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        let header: Vec<&str> = example.lines().next().unwrap_or_default().split(',').collect();
        assert!(names.iter().all(|name| header.contains(name)), "docs/examples/staff.csv lacks a column");
    }
}
