//! Why residents are away, and how they come back.

pub const HOSPITAL: &[&str] = &[
    "Chest infection, breathing fast and sats 86 %. Ambulance called by the nurse.",
    "Fell in the bathroom and hit the back of the head. On blood thinners, sent for a scan.",
    "Hip painful and leg turned out after a fall by the bed.",
    "New confusion and fever, out-of-hours doctor asked for admission.",
    "Blocked catheter, district nurse could not change it.",
    "Planned cataract operation, left eye. One night because of the anaesthetic.",
    "Chest pain since 05:00, ECG by the paramedics.",
    "Vomiting for a second day and not drinking.",
    "Black stools, GP sent straight in.",
    "Left arm weak and face drooping at breakfast. Stroke team alerted.",
    "Cellulitis of the right leg spreading in spite of tablets, needs a drip.",
    "Choked at lunch; airway cleared here, admitted to be watched.",
];

pub const HOSPITAL_RETURN: &[&str] = &[
    "Back at tea time with two bags. Letter says finish antibiotics by Friday.",
    "Scan was clear. Bruise on the left temple, marked on the body map.",
    "Hip pinned. Hoist only until the fracture clinic.",
    "Discharged late, no letter with the crew. Ward rung, letter to follow.",
    "Catheter changed, next one due in twelve weeks.",
    "Very tired, slept through supper, drank well.",
    "Weight is down 2 kg. Dietitian's referral asked for.",
    "Glad to be in own bed. Red area on the sacrum seen on return, manager told.",
];

pub const LEAVE: &[(&str, &str)] = &[
    ("Daughter's house", "Weekend with the family for the christening."),
    ("Son's house in Leeds", "Long weekend, first great-grandchild."),
    ("Nephew's farm", "Sunday to Tuesday for the harvest supper."),
    ("Sister's flat", "Two nights for her ninetieth birthday."),
    ("Seaside hotel with the family", "Three nights, wheelchair taxi booked both ways."),
    ("Brother's house", "Stays over for the funeral of their cousin."),
    ("Family home", "Eid with the family."),
    ("Family home", "Vaisakhi with the grandchildren."),
];

pub const LEAVE_RETURN: &[&str] = &[
    "Back in good spirits with photographs.",
    "Tired but happy. Family say the nights were settled.",
    "Back earlier than planned, wanted own bed.",
    "Returned after supper. Medicines counted in by two.",
];
