//! What care plans say, and what is written when it is given. A medicine is only ever a prompt.

/// A domain of a plan and the task that it asks for.
pub struct Care {
    pub domain: &'static str,
    pub need: &'static str,
    pub outcome: &'static str,
    pub support: &'static str,
    pub title: &'static str,
    pub instructions: &'static str,
    pub kind: &'static str,
    /// Wall times, as PostgreSQL prints them.
    pub times: &'static [&'static str],
    pub due_minutes: i64,
    pub people: i64,
    /// The shift whose it is, by its code; else it is the unit's team's.
    pub shift: Option<&'static str>,
}

#[allow(clippy::too_many_arguments)]
const fn care(
    domain: &'static str,
    (need, outcome, support): (&'static str, &'static str, &'static str),
    title: &'static str,
    instructions: &'static str,
    times: &'static [&'static str],
    due_minutes: i64,
) -> Care {
    Care {
        domain,
        need,
        outcome,
        support,
        title,
        instructions,
        kind: "scheduled",
        times,
        due_minutes,
        people: 1,
        shift: None,
    }
}

pub const CARE: &[Care] = &[
    care(
        "personal_care",
        (
            "{name} washes {her} own face and hands and needs help with the rest.",
            "To be clean and dressed in what {name} chose, before breakfast.",
            "Lay out two outfits. Offer the flannel first, then help with back and feet.",
        ),
        "Morning wash and dressing",
        "One carer. Warm the bathroom first; {name} feels the cold.",
        &["08:00:00"],
        90,
    ),
    care(
        "nutrition_hydration",
        (
            "{name} forgets to drink between meals.",
            "At least 1,500 ml a day.",
            "Offer tea in the blue mug, squash after lunch. Write down what was drunk.",
        ),
        "Offer a drink",
        "Stay until at least half is drunk.",
        &["10:30:00", "15:00:00"],
        60,
    ),
    Care {
        people: 2,
        ..care(
            "mobility_falls",
            (
                "{name} can stand for a moment with help and does not walk.",
                "To sit in the lounge every day without a fall.",
                "Standing hoist with the medium sling. Two carers, always.",
            ),
            "Hoist to the armchair",
            "Two people. Check the sling before each use.",
            &["09:30:00"],
            90,
        )
    },
    Care {
        shift: Some("night"),
        ..care(
            "sleep",
            (
                "{name} is often awake at two and looks for company.",
                "To feel safe at night.",
                "Look in quietly. If awake, sit down for five minutes rather than telling {name} to sleep.",
            ),
            "Look in at night",
            "Torch, not the ceiling light.",
            &["23:00:00", "02:00:00"],
            60,
        )
    },
    Care {
        kind: "prompt",
        ..care(
            "medication",
            (
                "{name} takes tablets in the morning and at night.",
                "Every dose as prescribed, seen to be swallowed.",
                "Give and sign on the MAR chart. Nothing of it is recorded here.",
            ),
            "MAR chart checked",
            "Give and sign on the MAR chart.",
            &["08:30:00"],
            60,
        )
    },
    Care {
        kind: "as_needed",
        ..care(
            "pain",
            (
                "{name} has pain in the left hip when it rains, and does not say so.",
                "Comfort within the hour.",
                "Watch for a hand on the hip. Heat pad for 20 minutes, then ask again.",
            ),
            "Heat pad for the hip",
            "No longer than 20 minutes. Look at the skin afterwards.",
            &[],
            45,
        )
    },
    Care {
        shift: Some("night"),
        ..care(
            "skin",
            (
                "The skin over {her} heels is thin.",
                "No sore.",
                "Heels off the mattress. Look at both heels when {name} goes to bed.",
            ),
            "Look at the heels",
            "Tell the nurse of any redness that stays when pressed.",
            &["21:00:00"],
            60,
        )
    },
    care(
        "social_activities",
        (
            "{name} was in a choir for thirty years.",
            "To sing at least once a week.",
            "Take {name} to the music hour, in the front row.",
        ),
        "Ask about the music hour",
        "Ask at lunch, not before.",
        &["13:00:00"],
        120,
    ),
];

/// Why a version was written, but for the first.
pub const CHANGED: &[&str] = &[
    "After the monthly review with {name} and {her} daughter.",
    "The physiotherapist came and advised a standing hoist.",
    "{name} sleeps better since the room was changed.",
    "Weight went down by two kilograms in a month.",
    "Back from hospital, weaker in the legs.",
];

/// Why something was not done, or not all of it.
pub const DECLINED: &[&str] =
    &["Wanted to be left alone this morning", "Said not today, thank you", "Was asleep and not woken"];
pub const NOT_NEEDED: &[&str] =
    &["Did it without help", "Family had seen to it", "Out with the daughter for lunch"];
pub const PARTLY: &[&str] =
    &["Half a cup, then tired", "Washed, but stayed in the nightgown", "For ten minutes"];
pub const NOTES: &[&str] = &[
    "Cheerful, told me about the allotment.",
    "All well.",
    "A little slower than yesterday, no complaint.",
    "Chose the green cardigan.",
    "Sang along with the radio.",
];

/// What one saw who looked again.
pub const EFFECTS: &[&str] = &[
    "Asleep within the half hour.",
    "Says it is better, hand off the hip.",
    "A little easier; will ask again after tea.",
    "No change. Told the nurse.",
];
/// Why what was recorded as given was not.
pub const TAKEN_BACK: &str = "Pushed it away before it was warm";

/// What a review came to, in words.
pub const REVIEWED: &[&str] = &[
    "Went through every section with {name}. Nothing to change.",
    "{name} says the mornings feel rushed; agreed to begin half an hour later.",
    "Talked it over with the family by telephone. They are content.",
];

/// What nobody planned.
pub const AD_HOC: &[&str] =
    &["Ring the optician about the glasses", "Help to write a birthday card", "Sort the wardrobe for winter"];
