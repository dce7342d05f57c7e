//! Feature flags: the closed list, each with the day by which it is gone.

use std::collections::BTreeMap;

use almoner_pg::Json;
use jiff::civil::{Date, date};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One flag. It is off until an organisation switches it on.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    pub name: &'static str,
    /// What it switches on.
    pub says: &'static str,
    /// By then the feature is for everybody, or was given up: a flag is not a setting.
    pub gone_by: Date,
}

/// Every flag there is. Anything else is refused on its way in and dropped on its way out.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "offline_round",
        says: "The carer's round keeps working without a network.",
        gone_by: date(2027, 6, 30),
    },
    Flag {
        name: "agency_passes",
        says: "Seniors admit agency staff for one shift.",
        gone_by: date(2027, 6, 30),
    },
];

/// A flag as an organisation has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Feature {
    pub name: String,
    pub on: bool,
    /// What it switches on.
    pub says: String,
    /// The day by which the flag is gone.
    #[schema(value_type = String, format = "date")]
    pub gone_by: Date,
}

/// The flag of a name.
pub fn known(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.name == name)
}

/// The flags as a row holds them. Anything but `true` is off.
pub type Stored = Json<BTreeMap<String, Value>>;

fn on(stored: &Stored, flag: &Flag) -> bool {
    stored.0.get(flag.name) == Some(&Value::Bool(true))
}

/// Every flag with what is stored for it.
pub fn features(stored: &Stored) -> Vec<Feature> {
    let feature = |flag: &Flag| Feature {
        name: flag.name.to_owned(),
        on: on(stored, flag),
        says: flag.says.to_owned(),
        gone_by: flag.gone_by,
    };
    FLAGS.iter().map(feature).collect()
}

/// Every flag and whether it is on, for a session.
pub fn effective(stored: &Stored) -> BTreeMap<String, bool> {
    FLAGS.iter().map(|flag| (flag.name.to_owned(), on(stored, flag))).collect()
}

/// What to store: what was sent over what is there, and nothing of flags that are gone.
pub fn switched(stored: &Stored, sent: BTreeMap<String, bool>) -> Stored {
    let mut all = stored.0.clone();
    all.retain(|name, _| known(name).is_some());
    all.extend(sent.into_iter().map(|(name, on)| (name, Value::Bool(on))));
    Json(all)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use almoner_pg::Json;
    use serde_json::json;

    use super::{FLAGS, effective, known, switched};

    #[test]
    fn flags_are_few_distinct_and_leave_within_a_year() {
        let names: BTreeSet<_> = FLAGS.iter().map(|f| f.name).collect();
        assert_eq!(names.len(), FLAGS.len());
        for flag in FLAGS {
            assert!(flag.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", flag.name);
            assert!(flag.gone_by < jiff::civil::date(2027, 12, 31), "{} stays too long", flag.name);
            assert_eq!(known(flag.name).map(|f| f.says), Some(flag.says));
        }
    }

    #[test]
    fn what_is_stored_under_a_flag_that_is_gone_neither_comes_out_nor_stays() {
        let stored = Json(BTreeMap::from([
            ("gone".to_owned(), json!(true)),
            (FLAGS[0].name.to_owned(), json!(true)),
            (FLAGS[1].name.to_owned(), json!("yes")),
        ]));
        let on = effective(&stored);
        assert_eq!(on.len(), FLAGS.len());
        assert!(on[FLAGS[0].name] && !on[FLAGS[1].name]);
        let after = switched(&stored, BTreeMap::from([(FLAGS[1].name.to_owned(), true)]));
        assert_eq!(after.0.len(), 2);
        assert!(effective(&after).values().all(|on| *on));
    }
}
