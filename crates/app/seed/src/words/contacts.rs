//! The people around a resident.

/// Family of somebody who lives in a home: what they are to the resident, and whether a woman.
pub const FAMILY: &[(&str, bool)] = &[
    ("Daughter", true),
    ("Daughter", true),
    ("Daughter", true),
    ("Son", false),
    ("Son", false),
    ("Niece", true),
    ("Nephew", false),
    ("Granddaughter", true),
    ("Grandson", false),
    ("Sister", true),
    ("Brother", false),
    ("Daughter-in-law", true),
];

/// Relationships of the other kinds.
pub const FRIEND: &[&str] = &["Friend", "Old neighbour", "Friend from church", "Friend from the bowls club"];
pub const SOCIAL_WORKER: &[&str] =
    &["Social worker, adult care team", "Social worker, hospital discharge team"];
pub const ADVOCATE: &[&str] = &["Independent mental capacity advocate", "Advocate"];
pub const LPA: &[&str] =
    &["Attorney for health and welfare (son)", "Attorney for health and welfare (daughter)"];
pub const DEPUTY: &[&str] = &["Deputy appointed by the Court of Protection"];
pub const OTHER: &[&str] = &[
    "Parish priest",
    "Chiropodist, comes every six weeks",
    "Solicitor",
    "Granthi, brings the congregation's post",
];

/// What staff note beside a contact.
pub const FAMILY_NOTES: &[&str] = &[
    "Ring at any hour if there is a change.",
    "Works nights: text first, rings back after two.",
    "Not before nine in the morning unless it is urgent.",
    "Lives in Canada; e-mail is best.",
    "Visits every Sunday and Wednesday.",
    "Please do not leave messages with the children.",
    "Prefers to hear from the manager.",
];

/// Streets for private addresses.
pub const STREETS: &[&str] = &[
    "Albert Road",
    "Ashfield Close",
    "Beech Avenue",
    "Bridge Street",
    "Castle Terrace",
    "Cherry Tree Lane",
    "Church Walk",
    "Coronation Street",
    "Elm Grove",
    "Garden Road",
    "Hawthorn Drive",
    "High Street",
    "Kingsway",
    "Manor Way",
    "Mill Lane",
    "North Parade",
    "Orchard Rise",
    "Park View",
    "Prospect Place",
    "Queen's Road",
    "Railway Cottages",
    "St John's Road",
    "Station Road",
    "The Crescent",
    "Victoria Street",
    "Westgate",
    "Wharf Street",
];

/// Doctors of the practices that look after the homes.
pub const DOCTORS: &[&str] = &[
    "Dr Amara Okafor",
    "Dr Neil Bradshaw",
    "Dr Sunita Rao",
    "Dr Helen Pritchard",
    "Dr Yusuf Rahman",
    "Dr Katarzyna Wolska",
    "Dr Owen Hughes",
    "Dr Mei Tan",
];
