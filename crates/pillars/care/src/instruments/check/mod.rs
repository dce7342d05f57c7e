//! What makes an instrument whole. Everything that is wrong is said, each with its place and what to do.

mod bands;
mod scoring;

use crate::instruments::model::{
    Instrument, InstrumentDerivedBy, InstrumentItemKind, InstrumentOutcome, Item,
};

/// Where in an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The instrument itself.
    Whole,
    /// An item, by its place in the list.
    Item(usize),
    Choice(usize, usize),
    Scoring(usize, usize),
    /// Item, scoring, step.
    Step(usize, usize, usize),
    Band(usize),
}

/// What is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub place: Place,
    pub message: String,
}

/// Digits after the point of a change in per cent.
pub const PER_CENT_DECIMALS: i32 = 1;
const MOST_SCORE: i32 = 100;
const MOST_COMBINATIONS: usize = 5000;
const MOST_ITEMS: usize = 100;
const MOST_OPTIONS: usize = 50;
const MOST_STEPS: usize = 200;
const MOST_BANDS: usize = 20;

/// Everything that is wrong; empty for an instrument that can be answered.
pub fn check(of: &Instrument) -> Vec<Wrong> {
    let mut checking = Checking { of, wrong: Vec::new() };
    checking.top();
    for (at, item) in of.items.iter().enumerate() {
        checking.item(at, item);
    }
    // What follows looks across items that each stand for themselves.
    if checking.wrong.is_empty() {
        checking.scoring();
    }
    if checking.wrong.is_empty() {
        checking.bands();
    }
    checking.wrong
}

struct Checking<'a> {
    of: &'a Instrument,
    wrong: Vec<Wrong>,
}

impl Checking<'_> {
    fn say(&mut self, place: Place, message: impl Into<String>) {
        self.wrong.push(Wrong { place, message: message.into() });
    }

    fn code(&mut self, place: Place, code: &str) {
        let mut chars = code.chars();
        let fits = chars.next().is_some_and(|c| c.is_ascii_lowercase())
            && code.len() <= 63
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !fits {
            self.say(
                place,
                "code: write lower-case letters, digits and _, beginning with a letter, at most 63",
            );
        }
    }

    fn text(&mut self, place: Place, name: &str, text: &str, most: usize) {
        if text.trim().is_empty() || text.chars().count() > most {
            self.say(place, format!("{name}: write 1 to {most} characters"));
        }
    }

    fn maybe(&mut self, place: Place, name: &str, text: Option<&String>, most: usize) {
        if let Some(text) = text {
            self.text(place, name, text, most);
        }
    }

    fn top(&mut self) {
        let (of, whole) = (self.of, Place::Whole);
        self.code(whole, &of.code);
        self.text(whole, "name", &of.name, 200);
        self.maybe(whole, "about", of.about.as_ref(), 2000);
        self.text(whole, "licence", &of.licence, 2000);
        self.text(whole, "source", &of.source, 500);
        if of.source_url.as_ref().is_some_and(|url| !url.starts_with("https://") || url.len() > 300) {
            self.say(whole, "source_url: write an address that begins with https://");
        }
        if !(1..=10_000).contains(&of.version) {
            self.say(whole, "version: write a whole number from 1 to 10000");
        }
        if of.repeat_days.is_some_and(|days| !(1..=1000).contains(&days)) {
            self.say(whole, "repeat_days: write a whole number from 1 to 1000");
        }
        if of.items.is_empty() || of.items.len() > MOST_ITEMS {
            self.say(whole, format!("items: write 1 to {MOST_ITEMS} [[items]]"));
        }
        if of.bands.len() > MOST_BANDS {
            self.say(whole, format!("bands: write at most {MOST_BANDS} [[bands]]"));
        }
        for (at, item) in of.items.iter().enumerate() {
            self.code(Place::Item(at), &item.code);
            if of.items[..at].iter().any(|other| other.code == item.code) {
                self.say(Place::Item(at), format!("code: another item is {} already", item.code));
            }
        }
        for (at, band) in of.bands.iter().enumerate() {
            let place = Place::Band(at);
            self.code(place, &band.code);
            self.text(place, "label", &band.label, 200);
            self.maybe(place, "action", band.action.as_ref(), 2000);
            if of.bands[..at].iter().any(|other| other.code == band.code) {
                self.say(place, format!("code: another band is {} already", band.code));
            }
        }
        match (of.outcome, &of.change) {
            (InstrumentOutcome::Change, None) => {
                self.say(whole, "change: say which item's change is looked at, change = { item = \"...\" }");
            }
            (InstrumentOutcome::Total | InstrumentOutcome::None, Some(_)) => {
                self.say(whole, "change: only of an instrument with outcome = \"change\"; take it out");
            }
            _ => {}
        }
        if of.outcome == InstrumentOutcome::None && !of.bands.is_empty() {
            self.say(
                Place::Band(0),
                "bands: a checklist has none; take them out, or write outcome = \"total\"",
            );
        }
        if of.operator_bands && !of.bands.is_empty() {
            self.say(whole, "operator_bands: it has bands; take one of the two out");
        }
    }

    fn item(&mut self, at: usize, item: &Item) {
        let place = Place::Item(at);
        self.text(place, "label", &item.label, 500);
        self.maybe(place, "help", item.help.as_ref(), 2000);
        if item.scores() && self.of.outcome != InstrumentOutcome::Total {
            self.say(
                place,
                "it scores, and nothing is added up; take the scores out, or write outcome = \"total\"",
            );
        }
        match item.kind {
            InstrumentItemKind::Choice => self.choice(at, item),
            InstrumentItemKind::Number => {
                self.number(at, item);
                if item.derived.is_some() {
                    self.say(place, "derived: only of an item with kind = \"derived\"; take it out");
                }
            }
            InstrumentItemKind::Derived => {
                self.number(at, item);
                self.derived(at, item);
            }
        }
        if item.scores() && !item.required && item.kind != InstrumentItemKind::Derived {
            self.say(place, "required: what scores has to be answered; take required = false out");
        }
    }

    fn choice(&mut self, at: usize, item: &Item) {
        let place = Place::Item(at);
        let numbers =
            item.unit.is_some() || item.least.is_some() || item.most.is_some() || item.decimals.is_some();
        if numbers || !item.scoring.is_empty() || item.derived.is_some() {
            self.say(place, "a choice has options and no unit, bounds, scoring or derived; take them out");
        }
        if !(2..=MOST_OPTIONS).contains(&item.options.len()) {
            self.say(place, format!("options: write 2 to {MOST_OPTIONS}"));
        }
        let scored = item.options.iter().filter(|option| option.score.is_some()).count();
        for (n, option) in item.options.iter().enumerate() {
            let place = Place::Choice(at, n);
            self.code(place, &option.code);
            self.text(place, "label", &option.label, 300);
            self.maybe(place, "action", option.action.as_ref(), 2000);
            if item.options[..n].iter().any(|other| other.code == option.code) {
                self.say(place, format!("code: another option is {} already", option.code));
            }
            if scored > 0 && option.score.is_none() {
                self.say(
                    place,
                    "score: the other options have one; give this one too, 0 if it counts nothing",
                );
            }
            self.score(place, option.score);
        }
    }

    fn score(&mut self, place: Place, score: Option<i32>) {
        if score.is_some_and(|score| !(-MOST_SCORE..=MOST_SCORE).contains(&score)) {
            self.say(place, format!("score: write a whole number from -{MOST_SCORE} to {MOST_SCORE}"));
        }
    }

    fn number(&mut self, at: usize, item: &Item) {
        let place = Place::Item(at);
        if !item.options.is_empty() {
            self.say(place, "options: only of a choice; take them out");
        }
        self.maybe(place, "unit", item.unit.as_ref().filter(|unit| !unit.is_empty()), 20);
        if item.unit.is_none() {
            self.say(place, "unit: say it, \"\" if it has none");
        }
        let decimals = item.decimals.unwrap_or(0);
        if !(0..=3).contains(&decimals) {
            return self.say(place, "decimals: write 0 to 3");
        }
        let bounds = (item.least.map(|n| item.units(n)), item.most.map(|n| item.units(n)));
        match bounds {
            (Some(Some(least)), Some(Some(most))) if least < most => {}
            (Some(Some(_)), Some(Some(_))) => self.say(place, "least: it is not below most"),
            (None, _) | (_, None) => {
                self.say(place, "least and most: say both, the bounds of what can be meant");
            }
            _ => self.say(
                place,
                format!("least and most: write them with at most {decimals} digits after the point"),
            ),
        }
        if item.scoring.iter().map(|s| s.steps.len()).sum::<usize>() > MOST_STEPS {
            self.say(place, format!("scoring: write at most {MOST_STEPS} steps"));
        }
    }

    fn derived(&mut self, at: usize, item: &Item) {
        let place = Place::Item(at);
        let Some(derived) = &item.derived else {
            return self.say(place, "derived: say what it follows from, { by = \"sum\", of = [...] }");
        };
        let wanted = match derived.by {
            InstrumentDerivedBy::Sum => 2..=20,
            InstrumentDerivedBy::Difference | InstrumentDerivedBy::Bmi => 2..=2,
        };
        if !wanted.contains(&derived.of.len()) {
            self.say(place, "derived: a sum has 2 to 20 items, a difference and a bmi have 2");
        }
        for code in &derived.of {
            match self.of.item(code) {
                Some(from) if from.kind == InstrumentItemKind::Number && from.required => {}
                Some(_) => {
                    self.say(place, format!("derived: {code} has to be a number that is always answered"));
                }
                None => self.say(place, format!("derived: there is no item {code}")),
            }
        }
    }
}
