//! The tables of schema `reference` and what their columns take; the database's own checks say the same.

/// What a column takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// Up to so many characters, at least one.
    Text(usize),
    Https,
    /// One of these.
    Word(&'static [&'static str]),
    /// A lower-case name with the signs `_ . -`.
    Code,
    /// A list of lower-case names.
    Codes,
    Whole(i64, i64),
    Yes,
    Day,
    Time,
}

/// A column that a file may name.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub takes: Takes,
    /// What holds where no file says it, as JSON; [`MUST`] where one has to.
    pub otherwise: &'static str,
}

/// Has to be said.
pub const MUST: &str = "";

/// A table.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub own: &'static [Column],
}

const fn must(name: &'static str, takes: Takes) -> Column {
    Column { name, takes, otherwise: MUST }
}

const fn may(name: &'static str, takes: Takes, otherwise: &'static str) -> Column {
    Column { name, takes, otherwise }
}

/// Columns of every table.
pub const COMMON: &[Column] = &[
    must("code", Takes::Code),
    must("version", Takes::Whole(1, 10_000)),
    may(
        "jurisdiction",
        Takes::Word(&[
            "england",
            "england_and_wales",
            "scotland",
            "wales",
            "northern_ireland",
            "united_kingdom",
        ]),
        "\"england\"",
    ),
    must("effective_from", Takes::Day),
    may("withdrawn", Takes::Yes, "false"),
    may("legal_standard", Takes::Text(1000), "null"),
    must("source", Takes::Text(300)),
    may("source_url", Takes::Https, "null"),
    must("confidence", Takes::Word(&["primary", "secondary", "common", "house"])),
    must("verified_on", Takes::Day),
];

const SHIFTS: Takes = Takes::Word(&[
    "early",
    "late",
    "long_day",
    "night",
    "twilight",
    "short",
    "waking_night",
    "sleep_in",
    "on_call",
    "training",
    "handover_overlap",
]);

/// Every table.
pub const TABLES: &[Table] = &[
    Table {
        name: "training_topics",
        own: &[
            must("name", Takes::Text(200)),
            must("audience", Takes::Word(&["everybody", "some"])),
            may("job_titles", Takes::Codes, "[]"),
            may("default_months", Takes::Whole(1, 120), "null"),
            may("expiring_days", Takes::Whole(0, 366), "60"),
        ],
    },
    Table {
        name: "sla_defaults",
        own: &[
            must("priority", Takes::Word(&["low", "medium", "high", "critical"])),
            must("clock", Takes::Word(&["triage", "investigation", "closure"])),
            must("target_minutes", Takes::Whole(1, 525_600)),
        ],
    },
    Table {
        name: "bank_holidays",
        own: &[
            must("day", Takes::Day),
            must("name", Takes::Text(100)),
            may("substitute", Takes::Yes, "false"),
        ],
    },
    Table {
        name: "shift_templates",
        own: &[
            must("name", Takes::Text(100)),
            must("shift", SHIFTS),
            must("starts", Takes::Time),
            must("duration_minutes", Takes::Whole(15, 1440)),
            must("break_minutes", Takes::Whole(0, 480)),
        ],
    },
    Table {
        name: "scales",
        own: &[
            must("scale", Takes::Code),
            must("value", Takes::Code),
            must("rank", Takes::Whole(0, 20)),
            must("label", Takes::Text(100)),
            must("meaning", Takes::Text(1000)),
        ],
    },
];

impl Table {
    /// Every column, those of all tables first.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        COMMON.iter().chain(self.own)
    }
}
