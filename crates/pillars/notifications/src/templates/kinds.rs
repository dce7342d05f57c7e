//! The kinds of notifications and what each may speak of.

use super::facts::Placeholder::{self, DueAt, DueOn, Home, Priority};

/// A kind as it is written: the name that the database knows it by, and its file.
pub(super) struct Source {
    pub name: &'static str,
    pub file: &'static str,
    /// What is known of each of them, beside what is known of every kind: organisation and link.
    pub facts: &'static [Placeholder],
}

macro_rules! kinds {
    ($($name:literal: $facts:expr;)+) => {
        pub(super) const KINDS: &[Source] = &[$(Source {
            name: $name,
            file: include_str!(concat!("../../templates/", $name, ".toml")),
            facts: &$facts,
        }),+];
    };
}

kinds! {
    "agency_admitted": [Home];
    "alert_review_due": [Home];
    "alert_to_check": [Home];
    "channel_paused": [];
    "concern_raised": [Home, Priority];
    "digest": [];
    "document_expired": [Home, DueOn];
    "document_expiring": [Home, DueOn];
    "handed_in": [Home];
    "incident_opened": [Home, Priority];
    "incident_overdue": [Home, Priority, DueAt];
    "jobs_dead": [];
    "policy_due": [];
    "task_missed": [Home];
    "tasks_missed": [Home];
    "tasks_short": [Home];
    "training_expired": [Home, DueOn];
    "training_expiring": [Home, DueOn];
}

/// The kind of a name.
pub(super) fn kind(name: &str) -> Option<&'static Source> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl Source {
    pub(super) fn knows(&self, placeholder: Placeholder) -> bool {
        self.facts.contains(&placeholder) || placeholder.of_all()
    }

    /// What its templates may hold.
    pub(super) fn known(&self) -> impl Iterator<Item = Placeholder> {
        Placeholder::ALL.into_iter().filter(|one| self.knows(*one))
    }
}
