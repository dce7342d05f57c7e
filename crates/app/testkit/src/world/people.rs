//! People, and where their rights come from.

use super::window::{DAY, HOUR, MINUTE, Window};

/// A profile: a person in one organisation.
pub struct Person {
    pub name: &'static str,
    pub organisation: &'static str,
    /// The account that signs in; `None` for somebody who has not accepted yet.
    pub account: Option<&'static str>,
    pub status: &'static str,
    pub job_title: &'static str,
    pub persona: &'static str,
    pub archived: bool,
}

const fn person(
    name: &'static str,
    organisation: &'static str,
    job_title: &'static str,
    persona: &'static str,
) -> Person {
    Person { name, organisation, account: Some(name), status: "active", job_title, persona, archived: false }
}

/// Everybody. The names say what they are for; `people.rs` below says where their rights are.
pub const PEOPLE: &[Person] = &[
    person("carer1", "O1", "carer", "carer"),
    person("senior1", "O1", "senior_carer", "carer"),
    person("nurse1", "O1", "nurse", "carer"),
    person("ancillary1", "O1", "ancillary", "carer"),
    person("carer2", "O1", "carer", "carer"),
    person("mgr1", "O1", "registered_manager", "manager"),
    person("mgr12", "O1", "regional_manager", "manager"),
    person("cover1", "O1", "deputy_manager", "manager"),
    person("owner1", "O1", "org_owner", "business_owner"),
    person("comp1", "O1", "compliance_lead", "compliance_lead"),
    person("owner_manager", "O1", "org_owner", "business_owner"),
    person("both", "O1", "carer", "carer"),
    person("owner2", "O2", "org_owner", "business_owner"),
    person("carer3", "O2", "carer", "carer"),
    person("mgr3", "O2", "registered_manager", "manager"),
    Person { status: "disabled", ..person("gone", "O1", "carer", "carer") },
    person("agency", "O1", "agency_worker", "carer"),
    person("not_yet", "O1", "carer", "carer"),
    person("just_ended", "O1", "carer", "carer"),
    // One account with a profile in each organisation.
    person("two_orgs", "O1", "carer", "carer"),
    Person { account: Some("two_orgs"), ..person("two_orgs_2", "O2", "registered_manager", "manager") },
    person("excluded", "O1", "carer", "carer"),
    person("nobody", "O1", "finance_officer", "carer"),
    // Rights that have ended or were taken back, one of each kind.
    person("cover_ended", "O1", "deputy_manager", "manager"),
    person("owner_ended", "O1", "org_owner", "business_owner"),
    person("unmade", "O1", "carer", "carer"),
    // Manages H1, where a relative lives.
    person("mgr_kin", "O1", "deputy_manager", "manager"),
    Person { account: None, status: "invited", ..person("invitee", "O1", "carer", "carer") },
    Person { archived: true, ..person("mistake", "O1", "carer", "carer") },
];

/// Work on the floor of a home (`user_care_homes`).
pub struct Membership {
    pub person: &'static str,
    pub home: &'static str,
    pub grade: &'static str,
    pub valid: Window,
    pub archived: bool,
}

/// Management of a home (`manager_care_homes`).
pub struct Management {
    pub person: &'static str,
    pub home: &'static str,
    pub kind: &'static str,
    pub valid: Window,
    pub archived: bool,
}

/// An office of the organisation (`organisation_roles`).
pub struct Office {
    pub person: &'static str,
    pub role: &'static str,
    pub valid: Window,
    pub archived: bool,
}

/// Who must not see a resident whom they otherwise could.
pub struct Exclusion {
    pub person: &'static str,
    pub resident: &'static str,
    /// Where it was made.
    pub home: &'static str,
    pub archived: bool,
}

const YEAR_AGO: Window = Window::since(-365 * DAY);

pub fn memberships() -> Vec<Membership> {
    let m = |person, home, grade, valid| Membership { person, home, grade, valid, archived: false };
    vec![
        m("carer1", "H1", "carer", YEAR_AGO),
        m("senior1", "H1", "senior", YEAR_AGO),
        m("nurse1", "H1", "nurse", YEAR_AGO),
        m("ancillary1", "H1", "ancillary", YEAR_AGO),
        m("carer2", "H2", "carer", YEAR_AGO),
        m("both", "H1", "carer", YEAR_AGO),
        m("gone", "H1", "carer", YEAR_AGO),
        m("agency", "H1", "carer", Window::between(-2 * HOUR, 2 * DAY)),
        m("not_yet", "H1", "carer", Window::since(DAY)),
        m("just_ended", "H1", "senior", Window::between(-90 * DAY, -MINUTE)),
        m("two_orgs", "H1", "carer", YEAR_AGO),
        m("excluded", "H1", "carer", YEAR_AGO),
        m("carer3", "H3", "carer", YEAR_AGO),
        Membership { archived: true, ..m("unmade", "H1", "nurse", YEAR_AGO) },
        // Gave care before leading: nobody changes a right of their own, not even one that is over.
        m("owner_manager", "H2", "carer", Window::between(-800 * DAY, -400 * DAY)),
        m("invitee", "H1", "carer", YEAR_AGO),
        m("mistake", "H1", "carer", YEAR_AGO),
    ]
}

pub fn managements() -> Vec<Management> {
    let m = |person, home, kind, valid| Management { person, home, kind, valid, archived: false };
    vec![
        m("mgr1", "H1", "registered", YEAR_AGO),
        m("mgr12", "H1", "deputy", YEAR_AGO),
        m("mgr12", "H2", "registered", YEAR_AGO),
        m("cover1", "H1", "cover", Window::between(-2 * DAY, 20 * DAY)),
        m("owner_manager", "H2", "registered", YEAR_AGO),
        m("both", "H2", "deputy", YEAR_AGO),
        m("mgr3", "H3", "registered", YEAR_AGO),
        m("two_orgs_2", "H3", "deputy", YEAR_AGO),
        m("cover_ended", "H1", "cover", Window::between(-20 * DAY, -DAY)),
        m("mgr_kin", "H1", "deputy", YEAR_AGO),
        Management { archived: true, ..m("unmade", "H1", "cover", Window::between(-2 * DAY, 20 * DAY)) },
    ]
}

pub fn offices() -> Vec<Office> {
    let o = |person, role, valid| Office { person, role, valid, archived: false };
    vec![
        o("owner1", "business_owner", YEAR_AGO),
        o("owner_manager", "business_owner", YEAR_AGO),
        o("comp1", "compliance_lead", YEAR_AGO),
        o("owner2", "business_owner", YEAR_AGO),
        o("owner_ended", "business_owner", Window::between(-90 * DAY, -DAY)),
        Office { archived: true, ..o("unmade", "compliance_lead", YEAR_AGO) },
    ]
}

pub fn exclusions() -> Vec<Exclusion> {
    vec![
        Exclusion { person: "excluded", resident: "R1", home: "H1", archived: false },
        Exclusion { person: "mgr_kin", resident: "R1b", home: "H1", archived: false },
        // Made in error: it must not count.
        Exclusion { person: "carer1", resident: "R1b", home: "H1", archived: true },
        // Made in error in H1, of somebody who never worked there.
        Exclusion { person: "carer2", resident: "R1", home: "H1", archived: true },
        // Made in H1 before the resident moved to H2, where the person now works.
        Exclusion { person: "carer2", resident: "moved", home: "H1", archived: false },
        Exclusion { person: "carer3", resident: "R3b", home: "H3", archived: false },
    ]
}
