//! What went wrong, whom it is about, and how far it has come.

/// An incident with its report.
pub struct Incident {
    pub name: &'static str,
    pub home: &'static str,
    pub client: Option<&'static str>,
    pub kind: &'static str,
    pub harm: &'static str,
    pub priority: &'static str,
    pub status: &'static str,
    /// Members of staff whom it is about.
    pub subjects: &'static [&'static str],
    /// Kept to managers although it is about nobody of the staff.
    pub restricted: bool,
    pub reporter: &'static str,
}

impl Incident {
    /// Whether it is kept to managers and officers.
    pub fn is_restricted(&self) -> bool {
        self.restricted || !self.subjects.is_empty() || self.kind == "safeguarding_allegation"
    }
}

const fn incident(
    name: &'static str,
    home: &'static str,
    client: Option<&'static str>,
    status: &'static str,
    reporter: &'static str,
) -> Incident {
    Incident {
        name,
        home,
        client,
        kind: "fall_unwitnessed",
        harm: "low",
        priority: "high",
        status,
        subjects: &[],
        restricted: false,
        reporter,
    }
}

const fn about(subjects: &'static [&'static str], incident: &Incident) -> Incident {
    Incident { subjects, ..*incident }
}

/// Every manager of H1.
const HEADS: &[&str] = &["mgr1", "mgr12", "cover1", "mgr_kin"];

pub fn incidents() -> Vec<Incident> {
    let r1 = Some("R1");
    vec![
        incident("I1", "H1", r1, "reported", "carer1"),
        // One of each state, with and without a resident.
        incident("I_triaged", "H1", None, "triaged", "senior1"),
        Incident { harm: "no_harm", priority: "low", ..incident("I_minor", "H1", r1, "triaged", "carer1") },
        incident("I_looked_at", "H1", r1, "investigating", "nurse1"),
        incident("I_acted_on", "H1", Some("R1b"), "awaiting_actions", "carer1"),
        incident("I_to_sign", "H1", None, "awaiting_signoff", "mgr1"),
        incident("I_to_sign_open", "H1", r1, "awaiting_signoff", "carer1"),
        incident("I_closed", "H1", r1, "closed", "both"),
        incident("I_again", "H1", r1, "reopened", "carer1"),
        incident("I_void", "H1", None, "voided", "agency"),
        // About a member of staff: a carer, of whom a colleague reports, or who reports it themselves.
        about(&["carer1"], &incident("I_carer", "H1", r1, "reported", "senior1")),
        about(&["nurse1"], &incident("I_self", "H1", r1, "triaged", "nurse1")),
        // A manager, beside whom others can work it; every manager of the home; the owner who manages it.
        about(&["mgr1"], &incident("I_manager", "H1", None, "reported", "carer1")),
        about(
            &["mgr1", "mgr12", "cover1", "mgr_kin"],
            &incident("I_managers", "H1", r1, "reported", "senior1"),
        ),
        about(
            &["mgr1", "mgr12", "cover1", "mgr_kin", "owner1"],
            &incident("I_heads", "H1", None, "investigating", "carer1"),
        ),
        // The same in every further state: an officer works it in the managers' place.
        about(HEADS, &incident("I_heads_triaged", "H1", None, "triaged", "carer1")),
        about(
            HEADS,
            &Incident {
                harm: "no_harm",
                priority: "low",
                ..incident("I_heads_minor", "H1", None, "triaged", "carer1")
            },
        ),
        about(HEADS, &incident("I_heads_acted_on", "H1", None, "awaiting_actions", "carer1")),
        about(HEADS, &incident("I_heads_to_sign", "H1", None, "awaiting_signoff", "carer1")),
        about(HEADS, &incident("I_heads_closed", "H1", None, "closed", "carer1")),
        about(HEADS, &incident("I_heads_again", "H1", None, "reopened", "carer1")),
        about(HEADS, &incident("I_heads_void", "H1", None, "voided", "carer1")),
        about(&["owner_manager"], &incident("I_owner", "H2", Some("R2"), "reported", "carer2")),
        about(&["comp1"], &incident("I_lead", "H1", None, "investigating", "owner1")),
        about(&["both"], &incident("I_both", "H1", r1, "closed", "carer1")),
        about(&["gone", "just_ended"], &incident("I_gone", "H1", r1, "investigating", "mgr1")),
        // Kept to managers without a subject.
        Incident {
            kind: "safeguarding_allegation",
            ..incident("I_allegation", "H1", Some("R1b"), "reported", "carer1")
        },
        Incident { restricted: true, ..incident("I_kept", "H1", None, "triaged", "mgr12") },
        // Happened in H1; the resident lives in H2 now, or left, or was registered in error.
        incident("I_moved", "H1", Some("moved"), "reported", "senior1"),
        Incident {
            restricted: true,
            ..incident("I_moved_kept", "H1", Some("moved"), "investigating", "senior1")
        },
        incident("I_moved_long", "H1", Some("moved_long_ago"), "closed", "carer1"),
        incident("I_left", "H1", Some("left"), "investigating", "carer1"),
        incident("I_left_long", "H1", Some("left_long_ago"), "closed", "carer1"),
        incident("I_error", "H1", Some("archived"), "reported", "carer1"),
        incident("I2", "H2", Some("R2"), "reported", "carer2"),
        incident("I2_home", "H2", None, "reported", "both"),
        incident("I2_moved", "H2", Some("moved"), "reported", "owner_manager"),
        incident("I3", "H3", Some("R3"), "reported", "carer3"),
        about(&["mgr3"], &incident("I3_manager", "H3", Some("R3b"), "reported", "carer3")),
        // A home that nobody manages.
        incident("I0", "H0", None, "triaged", "owner1"),
    ]
}
