//! From a TOML file to an instrument, or to every mistake with its line.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::instruments::check::{Place, check};
use crate::instruments::model::{
    Band, Change, Choice, Derived, Instrument, InstrumentItemKind, InstrumentOutcome, Item, Scoring, Step,
};
use crate::instruments::shipped::{FIRST_OWN_VERSION, takes_the_place_of_shipped};

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Reads one instrument. `file` is the name that mistakes are said with.
pub fn read(file: &str, text: &str) -> Result<Instrument, Vec<Mistake>> {
    let mistake = |at: usize, message: String| {
        let before = text.get(..at).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        Mistake { file: file.to_owned(), line, message }
    };
    let said: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![mistake(at, error.message().trim().to_owned())]
    })?;
    let places = Places::of(&said);
    let (instrument, mut wrong) = said.into_instrument();
    if wrong.is_empty() {
        wrong = check(&instrument).into_iter().map(|w| (w.place, w.message)).collect();
    }
    if wrong.is_empty() {
        return Ok(instrument);
    }
    let mut mistakes: Vec<Mistake> =
        wrong.into_iter().map(|(place, message)| mistake(places.at(place), message)).collect();
    mistakes.sort_by_key(|mistake| mistake.line);
    Err(mistakes)
}

/// Reads one of an operator's own: one that is whole, has a version that is never one of ours, and does not
/// stand in the place of one of ours that means the same everywhere.
pub fn read_own(file: &str, text: &str) -> Result<Instrument, Vec<Mistake>> {
    let own = read(file, text)?;
    let line_of =
        |key: &str| text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
    let mistake =
        |key: &str, message: String| vec![Mistake { file: file.to_owned(), line: line_of(key), message }];
    if own.version < FIRST_OWN_VERSION {
        let words = format!(
            "version: yours count from {FIRST_OWN_VERSION}, so that none is taken for one of Almoner's"
        );
        return Err(mistake("version", words));
    }
    if own.operator_bands {
        return Err(mistake("operator_bands", "operator_bands: only of what ships; take it out".to_owned()));
    }
    takes_the_place_of_shipped(&own).map_err(|words| mistake("code", words))?;
    Ok(own)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: Spanned<String>,
    version: i32,
    name: String,
    about: Option<String>,
    licence: String,
    source: String,
    source_url: Option<String>,
    effective_from: Spanned<toml::value::Datetime>,
    #[serde(default)]
    withdrawn: bool,
    repeat_days: Option<i32>,
    #[serde(default)]
    operator_bands: bool,
    outcome: InstrumentOutcome,
    change: Option<Change>,
    #[serde(default)]
    items: Vec<Spanned<RawItem>>,
    #[serde(default)]
    bands: Vec<Spanned<Band>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    code: String,
    label: String,
    help: Option<String>,
    kind: InstrumentItemKind,
    #[serde(default = "yes")]
    required: bool,
    #[serde(default)]
    options: Vec<Spanned<Choice>>,
    unit: Option<String>,
    least: Option<f64>,
    most: Option<f64>,
    decimals: Option<i32>,
    derived: Option<Derived>,
    /// Where one scoring always holds.
    #[serde(default)]
    steps: Vec<Spanned<RawStep>>,
    #[serde(default)]
    scoring: Vec<Spanned<RawScoring>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScoring {
    #[serde(default)]
    when: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    steps: Vec<Spanned<RawStep>>,
}

/// The first may leave out from, the last to: they end where the item does.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    from: Option<f64>,
    to: Option<f64>,
    score: i32,
}

fn yes() -> bool {
    true
}

/// Where each part begins in the text.
struct Places {
    whole: usize,
    parts: BTreeMap<Place, usize>,
}

impl Places {
    fn of(file: &File) -> Self {
        let mut parts = BTreeMap::new();
        for (i, item) in file.items.iter().enumerate() {
            parts.insert(Place::Item(i), item.span().start);
            let item = item.get_ref();
            for (n, option) in item.options.iter().enumerate() {
                parts.insert(Place::Choice(i, n), option.span().start);
            }
            for (k, step) in item.steps.iter().enumerate() {
                parts.insert(Place::Step(i, 0, k), step.span().start);
            }
            for (n, scoring) in item.scoring.iter().enumerate() {
                parts.insert(Place::Scoring(i, n), scoring.span().start);
                for (k, step) in scoring.get_ref().steps.iter().enumerate() {
                    parts.insert(Place::Step(i, n, k), step.span().start);
                }
            }
        }
        for (i, band) in file.bands.iter().enumerate() {
            parts.insert(Place::Band(i), band.span().start);
        }
        Self { whole: file.code.span().start, parts }
    }

    fn at(&self, place: Place) -> usize {
        let around = match place {
            Place::Step(item, ..) | Place::Scoring(item, _) | Place::Choice(item, _) => Place::Item(item),
            other => other,
        };
        *self.parts.get(&place).or_else(|| self.parts.get(&around)).unwrap_or(&self.whole)
    }
}

type Wrongs = Vec<(Place, String)>;

impl File {
    fn into_instrument(self) -> (Instrument, Wrongs) {
        let mut wrong = Vec::new();
        let day = self.effective_from.get_ref();
        let effective_from = if let (Ok(day), None) = (day.to_string().parse::<Date>(), day.time) {
            day
        } else {
            wrong.push((Place::Whole, "effective_from: write a day, 2026-01-31".to_owned()));
            Date::ZERO
        };
        let items =
            self.items.into_iter().enumerate().map(|(at, item)| item.into_inner().into_item(at, &mut wrong));
        let items = items.collect();
        let instrument = Instrument {
            code: self.code.into_inner(),
            version: self.version,
            name: self.name,
            about: self.about,
            licence: self.licence,
            source: self.source,
            source_url: self.source_url,
            effective_from,
            withdrawn: self.withdrawn,
            repeat_days: self.repeat_days,
            operator_bands: self.operator_bands,
            outcome: self.outcome,
            change: self.change,
            items,
            bands: self.bands.into_iter().map(Spanned::into_inner).collect(),
        };
        (instrument, wrong)
    }
}

impl RawItem {
    fn into_item(self, at: usize, wrong: &mut Wrongs) -> Item {
        let ends = (self.least, self.most);
        if !self.steps.is_empty() && !self.scoring.is_empty() {
            wrong.push((
                Place::Item(at),
                "steps: they stand for one scoring; move them into [[items.scoring]]".to_owned(),
            ));
        }
        let mut scoring = Vec::new();
        if !self.steps.is_empty() {
            scoring.push(Scoring { when: BTreeMap::new(), steps: steps(self.steps, ends, (at, 0), wrong) });
        }
        for raw in self.scoring {
            let raw = raw.into_inner();
            let place = (at, scoring.len());
            scoring.push(Scoring { when: raw.when, steps: steps(raw.steps, ends, place, wrong) });
        }
        Item {
            code: self.code,
            label: self.label,
            help: self.help,
            kind: self.kind,
            required: self.required,
            options: self.options.into_iter().map(Spanned::into_inner).collect(),
            unit: self.unit,
            least: self.least,
            most: self.most,
            decimals: self.decimals,
            derived: self.derived,
            scoring,
        }
    }
}

fn steps(
    raw: Vec<Spanned<RawStep>>,
    (least, most): (Option<f64>, Option<f64>),
    (item, scoring): (usize, usize),
    wrong: &mut Wrongs,
) -> Vec<Step> {
    let last = raw.len().saturating_sub(1);
    let mut all = Vec::new();
    for (k, step) in raw.into_iter().map(Spanned::into_inner).enumerate() {
        let from = step.from.or(if k == 0 { least } else { None });
        let to = step.to.or(if k == last { most } else { None });
        match (from, to) {
            (Some(from), Some(to)) => all.push(Step { from, to, score: step.score }),
            // Where the item does not say its own ends, that is the mistake.
            (None, _) if k == 0 => {}
            (_, None) if k == last => {}
            (None, _) => wrong.push((
                Place::Step(item, scoring, k),
                "from: only the first step may leave it out".to_owned(),
            )),
            _ => wrong
                .push((Place::Step(item, scoring, k), "to: only the last step may leave it out".to_owned())),
        }
    }
    all
}
