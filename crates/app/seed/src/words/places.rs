//! Towns, units and the practices and hospitals beside the homes.

/// A home and what is near it; all but the town is made up.
pub struct Place {
    pub name: &'static str,
    pub code: &'static str,
    pub address: &'static str,
    pub town: &'static str,
    pub postcode: &'static str,
    pub hospital: &'static str,
    pub practice: &'static str,
}

pub const HARBOUR: &[Place] = &[
    Place {
        name: "Harbour View",
        code: "HV",
        address: "12 Esplanade Gardens",
        town: "Scarborough",
        postcode: "YO11 9ZZ",
        hospital: "Northcliff General Hospital",
        practice: "Castle Hill Surgery",
    },
    Place {
        name: "Quay House",
        code: "QH",
        address: "3 Church Street",
        town: "Whitby",
        postcode: "YO22 9ZZ",
        hospital: "Northcliff General Hospital",
        practice: "Abbey Practice",
    },
    Place {
        name: "Lighthouse Court",
        code: "LC",
        address: "41 Marine Drive",
        town: "Bridlington",
        postcode: "YO15 9ZZ",
        hospital: "Wolds District Hospital",
        practice: "Priory Health Centre",
    },
    Place {
        name: "Fisher's Row",
        code: "FR",
        address: "8 Queen Street",
        town: "Filey",
        postcode: "YO14 9ZZ",
        hospital: "Northcliff General Hospital",
        practice: "Carr Naze Surgery",
    },
    Place {
        name: "Saltwick Lodge",
        code: "SL",
        address: "77 Zetland Road",
        town: "Redcar",
        postcode: "TS10 9ZZ",
        hospital: "Teesmouth Hospital",
        practice: "Coatham Medical Centre",
    },
];

pub const LARKFIELD: &[Place] = &[
    Place {
        name: "Larkfield Grange",
        code: "LG",
        address: "19 Stoneygate Avenue",
        town: "Leicester",
        postcode: "LE2 9ZZ",
        hospital: "Soar Valley Hospital",
        practice: "Victoria Park Practice",
    },
    Place {
        name: "Larkfield Mill",
        code: "LM",
        address: "2 Canal Bank",
        town: "Loughborough",
        postcode: "LE11 9ZZ",
        hospital: "Soar Valley Hospital",
        practice: "Charnwood Surgery",
    },
];

pub const ST_ANNES: &[Place] = &[Place {
    name: "St Anne's Nursing Home",
    code: "SA",
    address: "5 Cotham Hill",
    town: "Bristol",
    postcode: "BS6 9ZZ",
    hospital: "Avon Royal Hospital",
    practice: "Whiteladies Medical Group",
}];

pub const PREVIEW: &[Place] = &[
    Place {
        name: "Elm Lodge",
        code: "EL",
        address: "1 Elm Grove",
        town: "Hexham",
        postcode: "NE46 9ZZ",
        hospital: "Tyne Valley Hospital",
        practice: "Abbey Gate Surgery",
    },
    Place {
        name: "Oak Lodge",
        code: "OL",
        address: "6 Battle Hill",
        town: "Hexham",
        postcode: "NE46 9ZY",
        hospital: "Tyne Valley Hospital",
        practice: "Abbey Gate Surgery",
    },
];

/// For the homes of the scale profile: names and towns that are combined.
pub const SCALE_FIRST: &[&str] = &[
    "Ashbourne",
    "Beechwood",
    "Brookside",
    "Cedar",
    "Chestnut",
    "Fairfield",
    "Glebe",
    "Hawthorn",
    "Hillcrest",
    "Holly",
    "Ivy",
    "Laurel",
    "Lime Tree",
    "Meadow",
    "Oakfield",
    "Orchard",
    "Park",
    "Riverside",
    "Rosewood",
    "Springfield",
    "St Mary's",
    "The Willows",
    "Westfield",
    "Woodlands",
    "Yew Tree",
];
pub const SCALE_SECOND: &[&str] = &["House", "Lodge", "Court", "Grange", "Manor", "Hall", "Gardens", "View"];
pub const SCALE_TOWNS: &[(&str, &str)] = &[
    ("Barnsley", "S70"),
    ("Bolton", "BL1"),
    ("Carlisle", "CA1"),
    ("Chester", "CH1"),
    ("Coventry", "CV1"),
    ("Derby", "DE1"),
    ("Doncaster", "DN1"),
    ("Exeter", "EX1"),
    ("Gloucester", "GL1"),
    ("Halifax", "HX1"),
    ("Hereford", "HR1"),
    ("Huddersfield", "HD1"),
    ("Ipswich", "IP1"),
    ("Lincoln", "LN1"),
    ("Norwich", "NR1"),
    ("Oldham", "OL1"),
    ("Plymouth", "PL1"),
    ("Preston", "PR1"),
    ("Shrewsbury", "SY1"),
    ("Stockport", "SK1"),
    ("Taunton", "TA1"),
    ("Wakefield", "WF1"),
    ("Warrington", "WA1"),
    ("Worcester", "WR1"),
    ("York", "YO1"),
];

/// Units of a home, in order.
pub const UNITS: &[&str] = &["Ground floor", "First floor", "Garden wing", "Memory lane"];
