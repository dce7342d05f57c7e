//! Consent, capacity and departures, in the words that managers write.

/// Consent, capacity, and the note that goes with them.
pub type Consent = (&'static str, &'static str, Option<&'static str>);

pub const CONSENT: &[(Consent, usize)] = &[
    (("given", "assumed", None), 7),
    (
        (
            "given",
            "assessed_has",
            Some("Assessed for the move here: understood, weighed it up, chose to come."),
        ),
        2,
    ),
    (
        (
            "best_interests",
            "assessed_lacks",
            Some("Best interests meeting with the family and {gp}: to live here, with the garden door open."),
        ),
        4,
    ),
    (
        (
            "lpa",
            "assessed_lacks",
            Some("Attorney for health and welfare consents to the plan. Deed seen, copy in the file."),
        ),
        3,
    ),
    (
        ("given", "fluctuating", Some("Clear in the mornings. Ask then, and ask again if {name} is unsure.")),
        2,
    ),
    (
        (
            "refused",
            "assumed",
            Some("Will not have a photograph taken or shared. Everything else is agreed."),
        ),
        1,
    ),
    (("not_asked", "assumed", None), 2),
];

/// What a later assessment found.
pub const REASSESSED: &[Consent] = &[
    (
        "best_interests",
        "assessed_lacks",
        Some(
            "Reassessed after the infection cleared: could not hold on to the information long enough to decide.",
        ),
    ),
    ("given", "assessed_has", Some("Reassessed: has capacity for this decision with pictures and time.")),
    (
        "given",
        "fluctuating",
        Some("Capacity comes and goes since the stroke. Decisions wait for a good morning."),
    ),
];

pub const DEATH: &[&str] = &[
    "Died peacefully with {her} family at the bedside. {gp} has confirmed.",
    "Found at the check, no longer breathing. ReSPECT form followed, {gp} rung.",
    "Died quietly, music on, key worker holding {her} hand.",
    "Expected death. Family had been here since the day before. Undertaker called.",
];

/// The ward rang.
pub const DEATH_IN_HOSPITAL: &[&str] = &[
    "Died in hospital. The ward rang, family were with {name}.",
    "Died on the ward after a second stroke. Family will come for {her} things.",
];

/// Why a stay ended, other than by death.
pub fn leaving_note(reason: &str) -> &'static str {
    match reason {
        "returned_home" => {
            "Gone home with a package of four calls a day. Equipment delivered the day before."
        }
        "other_care_home" => "Moved to a home nearer to {her} daughter. Summary and chart copies sent along.",
        "nursing_need" => "Needs a nurse day and night now, more than this home is registered for.",
        "hospital_permanent" => {
            "Ward says {name} will not be well enough to come back. Family have cleared the room."
        }
        "notice_given" => "Family gave four weeks' notice; a place came up in the village.",
        "safeguarding" => {
            "Moved at short notice under the safeguarding plan agreed with the local authority."
        }
        _ => "Left by agreement with the family; reasons in the letter of this date.",
    }
}

/// Why a planned admission did not happen.
pub const CANCELLED: &[&str] = &[
    "Family chose a home nearer to them.",
    "Went home from hospital with support instead.",
    "Funding was not agreed in time.",
];

/// Why a contact was archived by mistake, and a duplicate on purpose.
pub const SLIP: &str = "Added to the wrong resident.";
pub const DUPLICATE: &str =
    "Registered twice: the enquiry form and the hospital's referral were both entered.";

/// Why somebody who works in the home does not see a resident.
pub const EXCLUSIONS: &[&str] = &[
    "Her mother.",
    "Grandson of the resident.",
    "Close family friend; asked by the family.",
    "His father-in-law.",
];
