//! Shifts, time off, trainings, policies and papers.

/// Name, code, hour and minute of the begin, minutes, unpaid minutes, people, and a skill.
pub type Shift = (&'static str, &'static str, (i8, i8), i32, i64, i64, Option<&'static str>);

/// The first four make the rota; the others are there to be used.
pub const SHIFTS: &[Shift] = &[
    ("Early", "early", (7, 30), 420, 30, 4, Some("medication")),
    ("Late", "late", (14, 0), 420, 30, 4, Some("medication")),
    ("Long day", "long_day", (7, 30), 750, 60, 3, Some("medication")),
    ("Night", "night", (19, 45), 735, 60, 2, Some("basic_life_support")),
    ("Twilight", "twilight", (17, 0), 300, 0, 1, None),
    ("Breakfast", "short", (7, 0), 240, 0, 1, Some("food_hygiene")),
    ("Waking night", "waking_night", (21, 45), 600, 30, 1, None),
    ("Sleep-in", "sleep_in", (22, 0), 540, 0, 1, None),
    ("Manager on call", "on_call", (17, 0), 960, 0, 1, None),
    ("Training day", "training", (9, 0), 450, 30, 8, None),
    ("Handover overlap", "handover_overlap", (13, 45), 30, 0, 2, None),
];

pub const DECLINED: &[&str] = &[
    "Childcare fell through.",
    "Asked for this week off in September.",
    "Already promised to my sister's wedding.",
];
pub const CANCELLED: &[&str] = &["Two residents in hospital, one fewer needed.", "Covered by the deputy."];
pub const ABSENT: &[&str] =
    &["Did not come and did not ring. Rang back at noon, car broken down.", "No answer on the telephone."];
pub const SWAPPED: &[&str] = &["Swapped with a colleague for Sunday.", "Changed places, both asked for it."];
pub const SHIFT_NOTES: &[&str] = &[
    "Shadowing Oak unit, second shift.",
    "Light duties until the physiotherapist says otherwise.",
    "Finishes at six for the parents' evening.",
];

/// Kinds of time off, with what is said of them and how many days they last.
pub const TIME_OFF: &[(&str, &[&str], i32)] = &[
    ("leave", &["Summer holiday.", "Visiting my mother in Gdansk.", "Moving house."], 7),
    (
        "sick",
        &[
            "Vomiting since the night, 48 hours clear before coming back.",
            "Back pain, seen by the GP.",
            "Chest infection.",
        ],
        3,
    ),
    ("study", &["Nursing associate, block week.", "Level 3 diploma, exam."], 5),
    ("unavailable", &["School play.", "Court date, jury service."], 1),
    ("available", &["Could do extra in half-term week."], 7),
    ("preferred", &["Nights suit me best this month."], 28),
];

/// Code, name, months, for everybody or for whom.
pub const TOPICS: &[(&str, &str, Option<i64>, &[&str])] = &[
    ("fire_safety", "Fire safety", Some(12), &[]),
    ("infection_prevention", "Infection prevention and control", Some(12), &[]),
    ("safeguarding_adults", "Safeguarding adults", Some(12), &[]),
    ("learning_disability_and_autism", "Learning disability and autism", Some(36), &[]),
    (
        "moving_people",
        "Moving and assisting people",
        Some(12),
        &["nurse", "senior_carer", "carer", "agency_worker"],
    ),
    ("basic_life_support", "Basic life support", Some(12), &["nurse", "senior_carer"]),
    ("medication", "Medication", Some(12), &["nurse", "senior_carer"]),
    ("food_hygiene", "Food hygiene", Some(36), &["ancillary", "activities"]),
    ("care_certificate", "Care Certificate (16 standards)", None, &["carer"]),
    (
        "data_security",
        "Data security and protection",
        Some(12),
        &[
            "org_owner",
            "nominated_individual",
            "regional_manager",
            "registered_manager",
            "deputy_manager",
            "compliance_lead",
            "nurse",
            "senior_carer",
            "carer",
            "activities",
            "ancillary",
            "rota_coordinator",
            "finance_officer",
            "hr_officer",
            "agency_worker",
            "external_professional",
        ],
    ),
];

pub const PROVIDERS: &[&str] = &[
    "In house, Denise Whitlock",
    "Online course",
    "Northern Care Training",
    "County council, free course",
    "St Cuthbert's Hospice",
];

/// Title, what it says in a sentence, for whom, days to read it, and how far it is.
pub type PolicyText =
    (&'static str, &'static str, &'static [&'static str], Option<i64>, &'static [&'static str]);

/// The statuses of its versions, the oldest first.
pub const POLICIES: &[PolicyText] = &[
    (
        "Safeguarding adults",
        "What abuse looks like, whom to tell and when, and that nobody is punished for telling.",
        &[],
        Some(14),
        &["superseded", "in_force"],
    ),
    (
        "Medication",
        "Who gives medicines, how they are checked, and what is done when something went wrong.",
        &["nurse", "senior_carer"],
        Some(14),
        &["in_force", "draft"],
    ),
    (
        "Fire",
        "How to raise the alarm, which doors close, who counts and where we meet.",
        &[],
        Some(7),
        &["in_force"],
    ),
    (
        "Moving and handling",
        "Two people for every hoist. Slings are named and checked before use.",
        &["nurse", "senior_carer", "carer"],
        Some(30),
        &["in_force"],
    ),
    (
        "Winter visiting",
        "Masks and times for visitors in the winter of the outbreak.",
        &[],
        None,
        &["expired"],
    ),
    (
        "Mobile telephones",
        "Where they are kept on shift. Taken back: it forbade the work telephones too.",
        &[],
        None,
        &["withdrawn"],
    ),
    (
        "Lone working at night",
        "What a person alone on a unit may do and what waits for the second.",
        &["nurse", "senior_carer", "carer"],
        Some(14),
        &["draft"],
    ),
];

/// Kinds of a resident's document, with titles.
pub const PAPERS: &[(&str, &str)] = &[
    ("contract", "Contract of residence"),
    ("assessment", "Pre-admission assessment of the hospital"),
    ("consent", "Consent to photographs and flu vaccination"),
    ("capacity", "Capacity assessment, decision to live here"),
    ("dols", "Standard authorisation"),
    ("dnacpr_respect", "ReSPECT form"),
    ("advance_decision", "Advance decision"),
    ("power_of_attorney", "Lasting power of attorney, health and welfare"),
    ("hospital", "Discharge letter"),
    ("medication", "Repeat prescription list"),
    ("professional", "Speech and language therapy report"),
    ("correspondence", "Letter of the daughter about visits"),
    ("other", "Inventory of belongings"),
];
