//! The kinds of notifications and what each may speak of.

use super::facts::Placeholder::{self, Count, DueAt, DueOn, Home, Priority};

/// One kind: the name that the database knows it by, and its file.
pub(super) struct Kind {
    pub name: &'static str,
    pub file: &'static str,
    /// What is known of it, beside what is known of all: organisation, link and words.
    pub facts: &'static [Placeholder],
}

macro_rules! kinds {
    ($($name:literal: $facts:expr;)+) => {
        pub(super) const KINDS: &[Kind] = &[$(Kind {
            name: $name,
            file: include_str!(concat!("../../templates/", $name, ".toml")),
            facts: &$facts,
        }),+];
    };
}

kinds! {
    "channel_paused": [];
    "document_expired": [Home, DueOn];
    "document_expiring": [Home, DueOn];
    "incident_opened": [Home, Priority];
    "incident_overdue": [Home, Priority, DueAt];
    "jobs_dead": [Count];
    "task_missed": [Home];
    "tasks_missed": [Home];
    "training_expired": [Home, DueOn];
    "training_expiring": [Home, DueOn];
}

/// The kind of a name.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl Kind {
    pub(super) fn knows(&self, placeholder: Placeholder) -> bool {
        self.facts.contains(&placeholder) || placeholder.of_all()
    }

    /// What its templates may hold, for a message.
    pub(super) fn known(&self) -> String {
        let names =
            Placeholder::all().filter(|one| self.knows(*one)).map(|one| format!("{{{}}}", one.name()));
        names.collect::<Vec<_>>().join(", ")
    }
}
