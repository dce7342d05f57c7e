//! Why residents are away, and how they come back.

/// Why somebody went to hospital, and what staff write when they are back.
pub const HOSPITAL: &[(&str, &str)] = &[
    (
        "Chest infection, breathing fast and sats 86 %. Ambulance called by the nurse.",
        "Back at tea time with two bags. Letter says another five days of antibiotics.",
    ),
    (
        "Fell in the bathroom and hit the back of the head. On blood thinners, sent for a scan.",
        "Scan was clear. Bruise behind the left ear, marked on the body map.",
    ),
    (
        "Hip painful and leg turned out after a fall by the bed.",
        "Hip pinned. Hoist only until the fracture clinic.",
    ),
    (
        "New confusion and fever, out-of-hours doctor asked for admission.",
        "Urine infection treated. Clearer in the mornings, still muddled after supper.",
    ),
    (
        "Blocked catheter, district nurse could not change it.",
        "Catheter changed, next one due in twelve weeks.",
    ),
    (
        "Planned cataract operation, left eye. One night because of the anaesthetic.",
        "Eye shield stays on tonight, drops four times a day by the nurse.",
    ),
    (
        "Chest pain since 05:00, ECG by the paramedics.",
        "Bloods were normal. Very tired, slept through supper, drank well.",
    ),
    ("Vomiting for a second day and not drinking.", "Weight is down 2 kg. Dietitian's referral asked for."),
    ("Black stools, GP sent straight in.", "Ulcer found and treated. Bloods again in a fortnight."),
    (
        "Left arm weak and face drooping at breakfast. Stroke team alerted.",
        "Speech is back, left hand still clumsy. Physiotherapist comes on Thursday.",
    ),
    (
        "Cellulitis of the right leg spreading in spite of tablets, needs a drip.",
        "Leg much calmer. Red area on the sacrum seen on return, manager told.",
    ),
    (
        "Choked at lunch; airway cleared here, admitted to be watched.",
        "Seen by speech and language therapy on the ward, letter to follow.",
    ),
];

/// Where somebody went, why, and for how many nights.
pub const LEAVE: &[(&str, &str, i32)] = &[
    ("Daughter's house", "Weekend with the family for the christening.", 2),
    ("Son's house in Leeds", "Long weekend, first great-grandchild.", 3),
    ("Nephew's farm", "Two nights, the lambs and the dogs.", 2),
    ("Sister's flat", "Two nights for her ninetieth birthday.", 2),
    ("Seaside hotel with the family", "Three nights, wheelchair taxi booked both ways.", 3),
    ("Brother's house", "Stays over for the funeral of their cousin.", 1),
    ("Family home", "Granddaughter's wedding.", 2),
    ("Family home", "One night with the grandchildren.", 1),
];

pub const LEAVE_RETURN: &[&str] = &[
    "Back in good spirits with photographs.",
    "Tired but happy. Family say the nights were settled.",
    "Glad to be in own bed.",
    "Returned after supper. Medicines counted in by two.",
];
