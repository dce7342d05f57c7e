//! What an instrument is made of. The same shapes are stored and answered to clients.

use std::collections::BTreeMap;

use almoner_pg::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// How an item is answered.
    InstrumentItemKind {
        /// By one of its options.
        Choice = "choice",
        /// By a number with its unit, within bounds.
        Number = "number",
        /// By nobody: it follows from other items.
        Derived = "derived",
    }
    /// How a derived number follows from others.
    InstrumentDerivedBy {
        /// All of them added up.
        Sum = "sum",
        /// The first less the second.
        Difference = "difference",
        /// Kilograms by the square of metres, of a weight in kg and a height in cm.
        Bmi = "bmi",
    }
    /// What comes of the answers.
    InstrumentOutcome {
        /// The scores of the items, added up.
        Total = "total",
        /// How far one number is from what it was, in its unit and in per cent.
        Change = "change",
        /// Nothing but the answers: a checklist.
        None = "none",
    }
}

/// One version of an instrument.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    pub code: String,
    /// Counts up from 1; an operator's own from 1000.
    pub version: i32,
    pub name: String,
    /// What it is for and who answers it.
    pub about: Option<String>,
    /// Whose it is, and on what terms it is used here.
    pub licence: String,
    pub source: String,
    pub source_url: Option<String>,
    /// The day from which this version is the one to answer.
    pub effective_from: Date,
    /// From that day on it is not answered any more.
    #[serde(default)]
    pub withdrawn: bool,
    /// Days until it is due again; empty where only the author says.
    pub repeat_days: Option<i32>,
    /// Ships without bands: an operator loads a version of their own with them.
    #[serde(default)]
    pub operator_bands: bool,
    pub outcome: InstrumentOutcome,
    pub change: Option<Change>,
    pub items: Vec<Item>,
    /// From the least concern to the most: the place in the list is the rank.
    #[serde(default)]
    pub bands: Vec<Band>,
}

/// Which number's change is looked at.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentChange)]
pub struct Change {
    /// The item.
    pub item: String,
    /// Against the earliest within so many days before; without it, against the last one.
    pub over_days: Option<i32>,
}

/// One thing that is asked, or follows.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentItem)]
pub struct Item {
    pub code: String,
    pub label: String,
    pub help: Option<String>,
    pub kind: InstrumentItemKind,
    /// Whether it has to be answered. One that scores always has to.
    pub required: bool,
    /// Of a choice.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Of a number: empty where it has none.
    pub unit: Option<String>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    /// Digits after the point.
    pub decimals: Option<i32>,
    /// Of a derived number.
    pub derived: Option<Derived>,
    /// How a number scores. One that fits holds.
    #[serde(default)]
    pub scoring: Vec<Scoring>,
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentChoice)]
pub struct Choice {
    pub code: String,
    pub label: String,
    pub score: Option<i32>,
    /// What to think of when it is chosen.
    pub action: Option<String>,
}

/// What a derived number follows from.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentDerived)]
pub struct Derived {
    pub by: InstrumentDerivedBy,
    /// Items that are numbers, in this order.
    pub of: Vec<String>,
}

/// The scores of a number, where some choices were made.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentScoring)]
pub struct Scoring {
    /// By item, the options with which this holds. Empty: always.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    pub steps: Vec<Step>,
}

/// From and to are both within.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentStep)]
pub struct Step {
    pub from: f64,
    pub to: f64,
    pub score: i32,
}

/// What a total or a change means: a range of it, or that any one item scores so much.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstrumentBand)]
pub struct Band {
    pub code: String,
    pub label: String,
    /// Of a total in points, of a change in per cent; both within. Empty: open.
    pub from: Option<f64>,
    pub to: Option<f64>,
    /// Instead of a range: any one item scores at least this.
    pub single_item: Option<i32>,
    /// What to do.
    pub action: Option<String>,
}

/// An answer: a number, or the code of an option.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AssessmentAnswer)]
pub enum Said {
    Number(#[serde(serialize_with = "plainly")] f64),
    Option(String),
}

/// Answers by item.
pub type Answers = BTreeMap<String, Said>;

impl Instrument {
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }
}

impl Item {
    /// Whether any answer of it scores.
    pub fn scores(&self) -> bool {
        !self.scoring.is_empty() || self.options.iter().any(|option| option.score.is_some())
    }

    /// A number as whole units of its last digit; nothing where it has more digits than that.
    pub fn units(&self, number: f64) -> Option<i64> {
        units(number, self.decimals.unwrap_or(0))
    }
}

/// A number as whole units of its last digit, so that bounds are compared exactly.
pub fn units(number: f64, decimals: i32) -> Option<i64> {
    let scaled = number * 10f64.powi(decimals);
    let whole = scaled.round();
    if !(scaled.is_finite() && whole.abs() < 1e12 && (scaled - whole).abs() < 1e-6) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below a million million")]
    Some(whole as i64)
}

/// Back from units to the number, as it is written.
pub fn number(units: i64, decimals: i32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "below a million million")]
    let whole = units as f64;
    whole / 10f64.powi(decimals)
}

/// 16 as it was sent, not 16.0.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's own signature")]
fn plainly<S: serde::Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    match units(*number, 0) {
        Some(whole) if number.fract() == 0.0 => to.serialize_i64(whole),
        _ => to.serialize_f64(*number),
    }
}
