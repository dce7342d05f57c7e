//! What a note of each kind may measure, in which unit and within which bounds: one table, for the
//! check of what arrives, for the forms of clients, and for a test that holds the database's own
//! (`app.note_measures()`) against it.
//!
//! A bound says what can be meant, not what is well: 25 °C on a thermometer is a slip of the finger,
//! 34 °C is an emergency that has to be written down. Where the bounds come from:
//! - respiration, saturation, blood pressure, pulse, temperature: wide around every band of the NEWS2
//!   chart (Royal College of Physicians, 2017), whose outermost bands begin at 8 and 25 a minute, 91 %,
//!   90 and 220 mmHg, 40 and 131 a minute, 35.0 and 39.1 °C. The outer bounds are ours.
//! - stool: types 1 to 7 of the Bristol stool form scale (Lewis and Heaton, 1997); numbers alone.
//! - pain: the numeric rating scale of 0 to 10.
//! - glucose: what the usual meters can show as a number; beyond it they say LO or HI, which belongs in words.
//! - fluids, minutes, weight: ours. One drink is at most two litres, one bag or pad three; twelve hours of
//!   one activity; scales in homes weigh to 300 kg. No source was found that states them.

use almoner_web::{App, Handled, Page, SignedIn};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::notes::words::{
    NoteCare, NoteEaten, NoteKind, NoteMeal, NoteMood, NotePosition, NoteSkin, NoteSleep, NoteSupport,
};

/// One thing that a note may measure.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Its name in `measures`.
    pub name: &'static str,
    pub of: Of,
}

/// What its value may be.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    Number { unit: &'static str, least: f64, most: f64, decimals: u8 },
    Choice(&'static [&'static str]),
}

const fn number(name: &'static str, unit: &'static str, least: f64, most: f64, decimals: u8) -> Measure {
    Measure { name, of: Of::Number { unit, least, most, decimals } }
}

const fn choice(name: &'static str, words: &'static [&'static str]) -> Measure {
    Measure { name, of: Of::Choice(words) }
}

impl NoteKind {
    /// What a note of this kind may measure. Whatever is not here it can't.
    pub const fn measures(self) -> &'static [Measure] {
        match self {
            Self::Fluid => const { &[number("in_ml", "ml", 1.0, 2000.0, 0), OUT] },
            Self::Food => const { &[choice("meal", NoteMeal::WORDS), choice("eaten", NoteEaten::WORDS)] },
            Self::Continence => const { &[number("stool_type", "", 1.0, 7.0, 0), OUT] },
            Self::Repositioning => {
                const { &[choice("position", NotePosition::WORDS), choice("skin", NoteSkin::WORDS)] }
            }
            Self::PersonalCare => {
                const { &[choice("care", NoteCare::WORDS), choice("support", NoteSupport::WORDS)] }
            }
            Self::Mood => const { &[choice("mood", NoteMood::WORDS)] },
            Self::Sleep => const { &[choice("sleep", NoteSleep::WORDS)] },
            Self::Activity => const { &[number("minutes", "min", 1.0, 720.0, 0)] },
            Self::Observation => OBSERVED,
            Self::Weight => const { &[number("weight_kg", "kg", 20.0, 300.0, 1)] },
            Self::Care
            | Self::FoodDrink
            | Self::Health
            | Self::Family
            | Self::Professional
            | Self::General => &[],
        }
    }

    /// For people, until their organisation's words are looked up.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Fluid => "Fluids",
            Self::Food => "Food",
            Self::Continence => "Continence",
            Self::Repositioning => "Repositioning",
            Self::PersonalCare => "Personal care",
            Self::Mood => "Mood",
            Self::Sleep => "Sleep",
            Self::Activity => "Activity",
            Self::Observation => "Observation",
            Self::Weight => "Weight",
            Self::Care => "Care",
            Self::FoodDrink => "Eating and drinking",
            Self::Health => "Health",
            Self::Family => "Family",
            Self::Professional => "Professional visit",
            Self::General => "Note",
        }
    }
}

const OUT: Measure = number("out_ml", "ml", 1.0, 3000.0, 0);

const OBSERVED: &[Measure] = &[
    number("respiration_rate", "/min", 3.0, 70.0, 0),
    number("oxygen_saturation", "%", 50.0, 100.0, 0),
    number("systolic", "mmHg", 40.0, 300.0, 0),
    number("diastolic", "mmHg", 20.0, 200.0, 0),
    number("pulse", "/min", 20.0, 250.0, 0),
    number("temperature_c", "°C", 25.0, 45.0, 1),
    number("glucose_mmol_l", "mmol/l", 0.6, 33.3, 1),
    number("pain", "", 0.0, 10.0, 0),
];

/// A kind of note, as a form is built from it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoteKindOut {
    pub kind: NoteKind,
    pub label: &'static str,
    /// Whether the words may be left out where a measure says it.
    pub text_optional: bool,
    pub measures: Vec<NoteMeasureOut>,
}

/// What a note of a kind may measure: a number in bounds, or one of some words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoteMeasureOut {
    pub name: &'static str,
    /// Of a number; empty where it has none.
    pub unit: Option<&'static str>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    /// Digits after the point.
    pub decimals: Option<i32>,
    /// The words to choose from; empty for a number.
    pub choices: Vec<&'static str>,
}

impl From<&Measure> for NoteMeasureOut {
    fn from(measure: &Measure) -> Self {
        let name = measure.name;
        match measure.of {
            Of::Number { unit, least, most, decimals } => Self {
                name,
                unit: Some(unit),
                least: Some(least),
                most: Some(most),
                decimals: Some(decimals.into()),
                choices: Vec::new(),
            },
            Of::Choice(words) => {
                Self { name, unit: None, least: None, most: None, decimals: None, choices: words.to_vec() }
            }
        }
    }
}

/// Handler: the table, in the order in which a screen shows it.
pub async fn list(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<NoteKindOut>> {
    // Whether the sign-in still lives is the database's to say.
    app.db.read(&me, ()).await?;
    let kinds = NoteKind::ALL.iter().map(|kind| NoteKindOut {
        kind: *kind,
        label: kind.label(),
        text_optional: !kind.measures().is_empty(),
        measures: kind.measures().iter().map(NoteMeasureOut::from).collect(),
    });
    Ok(Page::whole(kinds.collect()))
}
