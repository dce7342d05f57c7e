//! Which tables live screens are told of, under which word, and who is told: a reviewed list.
//!
//! Each line says again, over the columns that a change carries, what the table's SELECT policy says
//! over the row. A test compares the two for every actor and every row of the world: a line that is
//! wrong fails it, and a table that has neither a line here nor a reason in [`QUIET`] does too.

use super::change::Change;
use super::scope::Scope;

/// A table of the list.
#[derive(Debug)]
pub struct Rule {
    pub table: &'static str,
    /// The word of the API, as clients' caches are keyed by.
    pub word: &'static str,
    /// Who certainly sees the row: any of these.
    seen: &'static [Part],
    /// Who may see it by something that a change doesn't carry: they are told to read again.
    unsure: &'static [Part],
    /// What the restriction of its changes is, where it has one. Any other hides them from everybody.
    restriction: Option<&'static str>,
    /// Whose rights its rows decide: their scopes are looked up again before it is told.
    pub decides: Decides,
}

/// One way to see a row.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Reads the organisation in full.
    Full,
    /// Likewise, and the document is not sealed from them.
    FullUnsealed,
    Owner,
    /// Managers, and whoever reads in full.
    Settings,
    Member,
    Managed,
    VisibleHome,
    CareHome,
    /// What happened in a home and to no resident.
    CareHomeAlone,
    VisibleClient,
    CareClient,
    /// Likewise, and the version is no draft.
    CarePublished,
    DraftClient,
    WritableClient,
    /// About oneself, or by oneself.
    Own,
    /// What has no home, or is of one that one still sees.
    OwnInReach,
    ManagedPerson,
    /// The row is a person whom one sees.
    VisiblePerson,
    /// The row is a policy in force for oneself.
    PolicyForMe,
    /// May have put the piece of evidence there, of an incident that is not about themselves.
    MayHaveUploaded,
}

/// Whose rights a row decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decides {
    Nothing,
    /// Those of its person, and of everybody of its home and resident.
    Near,
    /// Likewise, and what whoever reads in full sees.
    NearAndFull,
    /// Those of everybody in the organisation.
    All,
}

/// What a scope says of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Seen,
    /// Only the database could say.
    Unsure,
    Hidden,
}

const RECORD: &[Part] = &[Part::Full, Part::Managed, Part::CareClient];
const HOME: &[Part] = &[Part::Full, Part::VisibleHome];
const INCIDENT: &[Part] = &[Part::Full, Part::Managed, Part::CareClient, Part::CareHomeAlone];
const ROSTER: &[Part] = &[Part::Full, Part::Managed, Part::CareHome];
const PERSON: &[Part] = &[Part::Full, Part::ManagedPerson, Part::Own];

const fn rule(table: &'static str, word: &'static str, seen: &'static [Part]) -> Rule {
    Rule { table, word, seen, unsure: &[], restriction: None, decides: Decides::Nothing }
}

impl Rule {
    const fn unsure(mut self, unsure: &'static [Part]) -> Self {
        self.unsure = unsure;
        self
    }

    const fn restricted(mut self, restriction: &'static str) -> Self {
        self.restriction = Some(restriction);
        self
    }

    const fn decides(mut self, decides: Decides) -> Self {
        self.decides = decides;
        self
    }
}

/// The list.
pub static RULES: &[Rule] = &[
    // The house.
    rule("organisations", "organisation", &[Part::Member]).decides(Decides::All),
    rule("organisation_labels", "labels", &[Part::Member]),
    rule("company_settings", "settings", &[Part::Settings]),
    rule("care_homes", "care-homes", HOME).decides(Decides::Near),
    rule("units", "care-homes", HOME),
    rule("rooms", "care-homes", HOME),
    rule("beds", "care-homes", HOME),
    // People and their rights.
    rule("profiles", "people", &[Part::Full, Part::VisiblePerson]).decides(Decides::Near),
    rule("profile_private", "people", PERSON),
    rule("user_care_homes", "memberships", &[Part::Full, Part::Managed, Part::Own]).decides(Decides::Near),
    rule("manager_care_homes", "home-managers", HOME).decides(Decides::Near),
    rule("organisation_roles", "offices", &[Part::Full]).decides(Decides::Near),
    // Residents.
    rule("clients", "clients", &[Part::Full, Part::Managed, Part::VisibleClient]).decides(Decides::Near),
    rule("client_identity", "identity", RECORD),
    rule("client_contacts", "contacts", RECORD),
    // An ancillary sees some kinds.
    rule("client_alerts", "alerts", RECORD).unsure(&[Part::VisibleClient]),
    rule("client_about_me", "about-me", RECORD),
    rule("client_photos", "photos", &[Part::Full, Part::Managed, Part::CareClient, Part::VisibleClient]),
    rule("client_exclusions", "exclusions", &[Part::Full, Part::Managed, Part::WritableClient, Part::Own])
        .decides(Decides::Near),
    rule("bed_stays", "stays", RECORD).decides(Decides::Near),
    rule("resident_absences", "absences", RECORD),
    // Care.
    rule("care_plans", "care-plans", RECORD),
    rule(
        "care_plan_versions",
        "care-plans",
        &[Part::Full, Part::Managed, Part::DraftClient, Part::CarePublished],
    )
    .decides(Decides::Near),
    // Of a draft they are not yet everybody's, and a change doesn't say of which version one is.
    rule("care_task_definitions", "care-plans", &[Part::Full, Part::Managed, Part::DraftClient])
        .unsure(&[Part::CareClient]),
    rule("care_plan_reviews", "care-plans", RECORD),
    rule("care_plan_sleeps", "care-plans", RECORD),
    rule(
        "care_plan_version_reads",
        "care-plans",
        &[Part::Full, Part::Managed, Part::WritableClient, Part::Own],
    ),
    rule("care_plan_tasks", "tasks", RECORD),
    rule("care_task_records", "tasks", RECORD),
    rule("daily_notes", "notes", RECORD),
    rule("addenda", "notes", RECORD),
    rule("assessments", "assessments", RECORD),
    rule("concerns", "concerns", RECORD),
    rule("instruments", "instruments", &[Part::Member]),
    rule("handovers", "handovers", ROSTER),
    rule("handover_items", "handovers", INCIDENT),
    rule("handover_acknowledgements", "handovers", ROSTER),
    // What went wrong.
    rule("incidents", "incidents", INCIDENT).decides(Decides::NearAndFull),
    rule("incident_addenda", "incidents", INCIDENT),
    rule("incident_actions", "incidents", INCIDENT),
    rule("incident_followups", "incidents", INCIDENT),
    rule("incident_evidence", "incidents", &[Part::Full, Part::Managed, Part::WritableClient])
        .unsure(&[Part::MayHaveUploaded]),
    rule("sla_timers", "incidents", INCIDENT),
    rule("sla_policies", "settings", &[Part::Settings]),
    // Staffing and papers.
    rule("shift_templates", "shifts", ROSTER),
    rule("shift_assignments", "shifts", &[Part::Full, Part::Managed, Part::CareHome, Part::Own]),
    rule("allocation_lists", "allocations", ROSTER),
    rule("resident_allocations", "allocations", RECORD),
    rule("agency_passes", "agency-passes", &[Part::Full, Part::Managed]).unsure(&[Part::CareHome]),
    rule("devices", "devices", &[Part::Full, Part::Managed]),
    rule("duty_periods", "duty", &[Part::Full, Part::Managed, Part::CareHome, Part::Own]),
    rule("staff_availability", "availability", &[Part::Owner, Part::ManagedPerson, Part::Own])
        .restricted("not_compliance"),
    rule("training_topics", "training", &[Part::Member]),
    rule("training_requirements", "training", &[Part::Member]),
    rule("training_records", "training", PERSON),
    rule("policy_documents", "policies", &[Part::Settings, Part::PolicyForMe]).decides(Decides::All),
    rule("policy_acknowledgements", "policies", PERSON),
    // Sealed, it is the managers'. Which are sealed from carers, no set says.
    rule("resident_documents", "documents", &[Part::FullUnsealed, Part::Managed, Part::WritableClient])
        .unsure(&[Part::CareClient])
        .restricted("sealable")
        .decides(Decides::NearAndFull),
    // What was delivered to one's inbox, and read there.
    rule("notification_queue", "notifications", &[Part::OwnInReach]).restricted("recipient"),
    rule("notification_templates", "notification-words", &[Part::Member]),
    rule("escalation_policies", "escalation-steps", &[Part::Settings]),
    rule("scheduled_jobs", "scheduled-jobs", &[Part::Settings]),
];

/// Tables with changes of which nobody is told, and why.
pub static QUIET: &[(&str, &str)] = &[(
    "incident_reports",
    "the incident is told of; a report never changes, and a change doesn't say whose words it holds",
)];

/// The line of a table.
pub fn rule_of(table: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.table == table)
}

impl Rule {
    /// Whether whoever has this scope sees the row that was changed.
    pub fn judge(&self, change: &Change, scope: &Scope) -> Verdict {
        if change.organisation != scope.organisation || change.restriction.as_deref() != self.restriction {
            return Verdict::Hidden;
        }
        let holds = |parts: &[Part]| parts.iter().any(|part| part.holds(change, scope));
        let kept_from_me = change.incident.is_some_and(|incident| scope.hidden_incidents.has(incident));
        if !kept_from_me && holds(self.seen) {
            Verdict::Seen
        } else if (!kept_from_me || self.unsure_of_hidden()) && holds(self.unsure) {
            Verdict::Unsure
        } else {
            Verdict::Hidden
        }
    }

    /// Whoever put a piece of evidence there keeps seeing it when the incident is kept to managers.
    fn unsure_of_hidden(&self) -> bool {
        matches!(self.unsure, [Part::MayHaveUploaded])
    }

    /// Whether the change may give or take rights of whoever has this scope.
    pub fn decides_for(&self, change: &Change, scope: &Scope) -> bool {
        if self.decides == Decides::Nothing || change.organisation != scope.organisation {
            return false;
        }
        let near = change.profile == Some(scope.profile)
            || change.row == scope.profile
            || change.home.is_some_and(|home| scope.visible_homes.has(home))
            || change
                .client
                .is_some_and(|client| scope.visible_clients.has(client) || scope.care_clients.has(client));
        match self.decides {
            Decides::Nothing => false,
            Decides::Near => near,
            Decides::NearAndFull => near || scope.full,
            Decides::All => true,
        }
    }
}

impl Part {
    fn holds(self, change: &Change, scope: &Scope) -> bool {
        let home = |set: &super::scope::Ids| change.home.is_some_and(|home| set.has(home));
        let client = |set: &super::scope::Ids| change.client.is_some_and(|client| set.has(client));
        let person = |set: &super::scope::Ids| change.profile.is_some_and(|person| set.has(person));
        match self {
            Self::Full => scope.full,
            Self::FullUnsealed => scope.full && !scope.sealed_documents.has(change.row),
            Self::Owner => scope.owner,
            Self::Settings => scope.settings,
            Self::Member => true,
            Self::Managed => home(&scope.managed_homes),
            Self::VisibleHome => home(&scope.visible_homes),
            Self::CareHome => home(&scope.care_homes),
            Self::CareHomeAlone => change.client.is_none() && home(&scope.care_homes),
            Self::VisibleClient => client(&scope.visible_clients),
            Self::CareClient => client(&scope.care_clients),
            Self::CarePublished => client(&scope.care_clients) && !scope.draft_versions.has(change.row),
            Self::DraftClient => client(&scope.draft_clients),
            Self::WritableClient => client(&scope.writable_clients),
            Self::Own => change.profile == Some(scope.profile),
            Self::OwnInReach => {
                change.profile == Some(scope.profile)
                    && (change.home.is_none() || scope.full || home(&scope.visible_homes))
            }
            Self::ManagedPerson => person(&scope.managed_people),
            Self::VisiblePerson => scope.visible_people.has(change.row),
            Self::PolicyForMe => scope.policies.has(change.row),
            Self::MayHaveUploaded => {
                change.incident.is_some_and(|incident| !scope.incidents_about_me.has(incident))
                    && (client(&scope.care_clients) || (change.client.is_none() && home(&scope.care_homes)))
            }
        }
    }
}
