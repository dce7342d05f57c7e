//! What makes an instrument whole. Everything that is wrong is said, each with its place and what to do.

use std::collections::{BTreeMap, BTreeSet};

use crate::instruments::model::{
    Band, Instrument, InstrumentDerivedBy, InstrumentItemKind, InstrumentOutcome, Item, Scoring, number,
    units,
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
                self.say(place, "least and most: say both, the bounds of what can be meant")
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
                    self.say(place, format!("derived: {code} has to be a number that is always answered"))
                }
                None => self.say(place, format!("derived: there is no item {code}")),
            }
        }
    }

    /// Bounds covered once, conditions that leave no answer out and none twice.
    fn scoring(&mut self) {
        for (at, item) in self.of.items.iter().enumerate() {
            if item.scoring.is_empty() {
                continue;
            }
            for (n, scoring) in item.scoring.iter().enumerate() {
                for (code, options) in &scoring.when {
                    self.condition(Place::Scoring(at, n), code, options);
                }
                self.steps(at, n, item, scoring);
            }
            if self.wrong.is_empty() {
                self.conditions_divide(at, item);
            }
        }
    }

    fn condition(&mut self, place: Place, code: &str, options: &[String]) {
        match self.of.item(code) {
            None => self.say(place, format!("when: there is no item {code}")),
            Some(item) if item.kind != InstrumentItemKind::Choice || !item.required => {
                self.say(place, format!("when: {code} has to be a choice that is always answered"));
            }
            Some(_) if options.is_empty() => self.say(place, format!("when: name the options of {code}")),
            Some(item) => {
                for option in options.iter().filter(|o| !item.options.iter().any(|known| known.code == **o)) {
                    self.say(place, format!("when: {code} has no option {option}"));
                }
            }
        }
    }

    fn steps(&mut self, at: usize, n: usize, item: &Item, scoring: &Scoring) {
        let decimals = item.decimals.unwrap_or(0);
        let (Some(least), Some(most)) =
            (item.least.and_then(|n| item.units(n)), item.most.and_then(|n| item.units(n)))
        else {
            return;
        };
        if scoring.steps.is_empty() {
            return self.say(Place::Scoring(at, n), "steps: write at least one");
        }
        let mut next = least;
        for (k, step) in scoring.steps.iter().enumerate() {
            let place = Place::Step(at, n, k);
            self.score(place, Some(step.score));
            let (Some(from), Some(to)) = (item.units(step.from), item.units(step.to)) else {
                return self
                    .say(place, format!("write from and to with at most {decimals} digits after the point"));
            };
            if from > next {
                self.say(place, format!("gap: {} scores nothing; begin there", number(next, decimals)));
            } else if from < next {
                self.say(
                    place,
                    format!(
                        "overlap: {} scores twice; begin at {}",
                        number(from, decimals),
                        number(next, decimals)
                    ),
                );
            }
            if to < from {
                return self.say(place, "to: it is below from");
            }
            next = to + 1;
        }
        if next <= most {
            let words =
                format!("gap: {} to {} score nothing", number(next, decimals), number(most, decimals));
            self.say(Place::Scoring(at, n), words);
        } else if next > most + 1 {
            self.say(
                Place::Scoring(at, n),
                format!("the last step ends above most, {}", number(most, decimals)),
            );
        }
    }

    fn conditions_divide(&mut self, at: usize, item: &Item) {
        let asked: BTreeSet<&str> =
            item.scoring.iter().flat_map(|s| s.when.keys().map(String::as_str)).collect();
        let Some(all) = self.combinations(&asked) else {
            return self.say(Place::Item(at), "scoring: its conditions name too many options");
        };
        for chosen in all {
            let fitting = item.scoring.iter().filter(|s| fits(s, &chosen)).count();
            if fitting != 1 {
                let with: Vec<String> =
                    chosen.iter().map(|(item, option)| format!("{item} = {option}")).collect();
                let many = if fitting == 0 { "no scoring" } else { "more than one scoring" };
                let words = format!("scoring: with {} {many} holds; one has to", with.join(", "));
                return self.say(Place::Item(at), words);
            }
        }
    }

    /// Every choice of options of these items.
    fn combinations<'b>(&'b self, items: &BTreeSet<&'b str>) -> Option<Vec<BTreeMap<&'b str, &'b str>>> {
        let mut all = vec![BTreeMap::new()];
        for code in items {
            let item = self.of.item(code)?;
            if all.len() * item.options.len() > MOST_COMBINATIONS {
                return None;
            }
            let longer = all.iter().flat_map(|chosen| {
                item.options.iter().map(|option| {
                    let mut chosen = chosen.clone();
                    chosen.insert(*code, option.code.as_str());
                    chosen
                })
            });
            all = longer.collect();
        }
        Some(all)
    }

    /// Every total that some answers have. Nothing where the conditions are too many to follow.
    fn totals(&self) -> Option<BTreeSet<i32>> {
        let scorings = self.of.items.iter().flat_map(|item| &item.scoring);
        let asked: BTreeSet<&str> = scorings.flat_map(|s| s.when.keys().map(String::as_str)).collect();
        let mut totals = BTreeSet::new();
        for chosen in self.combinations(&asked)? {
            let mut sums = BTreeSet::from([0]);
            for item in self.of.items.iter().filter(|item| item.scores()) {
                let own: BTreeSet<i32> = match item.kind {
                    InstrumentItemKind::Choice => {
                        let options = item
                            .options
                            .iter()
                            .filter(|o| chosen.get(item.code.as_str()).is_none_or(|c| *c == o.code));
                        options.filter_map(|o| o.score).collect()
                    }
                    _ => item
                        .scoring
                        .iter()
                        .filter(|s| fits(s, &chosen))
                        .flat_map(|s| s.steps.iter().map(|step| step.score))
                        .collect(),
                };
                sums = sums.iter().flat_map(|sum| own.iter().map(move |score| sum + score)).collect();
            }
            totals.extend(sums);
        }
        Some(totals)
    }

    fn bands(&mut self) {
        match self.of.outcome {
            InstrumentOutcome::None => {}
            InstrumentOutcome::Change => {
                let item = self.of.change.as_ref().and_then(|change| self.of.item(&change.item));
                if !item.is_some_and(|item| item.kind == InstrumentItemKind::Number && item.required) {
                    self.say(Place::Whole, "change: name an item that is a number and always answered");
                }
                if self
                    .of
                    .change
                    .as_ref()
                    .and_then(|c| c.over_days)
                    .is_some_and(|days| !(1..=1000).contains(&days))
                {
                    self.say(Place::Whole, "over_days: write a whole number from 1 to 1000");
                }
                self.ranges(PER_CENT_DECIMALS, None);
            }
            InstrumentOutcome::Total => {
                if !self.of.items.iter().any(Item::scores) {
                    return self.say(
                        Place::Whole,
                        "outcome: no item scores; give scores, or write outcome = \"none\"",
                    );
                }
                let Some(totals) = self.totals() else {
                    return self.say(Place::Whole, "the conditions of its items name too many options");
                };
                self.ranges(0, Some(&totals));
            }
        }
    }

    /// Ranges that cover what there is, once, and can each be reached.
    fn ranges(&mut self, decimals: i32, totals: Option<&BTreeSet<i32>>) {
        let mut ranges: Vec<(usize, Option<i64>, Option<i64>)> = Vec::new();
        for (at, band) in self.of.bands.iter().enumerate() {
            let place = Place::Band(at);
            if let Some(least) = band.single_item {
                self.single(place, band, least, totals.is_some());
                continue;
            }
            let edge = |n: Option<f64>| n.map(|n| units(n, decimals));
            match (edge(band.from), edge(band.to)) {
                (Some(None), _) | (_, Some(None)) => {
                    return self.say(
                        place,
                        format!("write from and to with at most {decimals} digits after the point"),
                    );
                }
                (Some(Some(from)), Some(Some(to))) if to < from => {
                    return self.say(place, "to: it is below from");
                }
                (from, to) => ranges.push((at, from.flatten(), to.flatten())),
            }
        }
        if ranges.is_empty() {
            if !self.of.bands.is_empty() {
                self.say(Place::Band(0), "no band has a range; write from and to");
            }
            return;
        }
        ranges.sort_by_key(|(_, from, _)| from.unwrap_or(i64::MIN));
        for pair in ranges.windows(2) {
            let ((_, _, to), (at, from, _)) = (pair[0], pair[1]);
            match (to, from) {
                (Some(to), Some(from)) if from > to + 1 => {
                    self.say(
                        Place::Band(at),
                        format!("gap: {} is in no band; begin there", number(to + 1, decimals)),
                    );
                }
                (Some(to), Some(from)) if from == to + 1 => {}
                _ => self.say(Place::Band(at), "overlap: it shares numbers with another band"),
            }
        }
        let (first, last) = (ranges[0], ranges[ranges.len() - 1]);
        let ends = totals.and_then(|t| Some((i64::from(*t.first()?), i64::from(*t.last()?))));
        if first.1.is_some_and(|from| ends.is_none_or(|(least, _)| from > least)) {
            let words = ends
                .map_or("take from out of the lowest: it has to be open".to_owned(), |(least, _)| {
                    format!("gap: the least total is {least}; begin there")
                });
            self.say(Place::Band(first.0), words);
        }
        if last.2.is_some_and(|to| ends.is_none_or(|(_, most)| to < most)) {
            let words = ends
                .map_or("take to out of the highest: it has to be open".to_owned(), |(_, most)| {
                    format!("gap: the greatest total is {most}; end there")
                });
            self.say(Place::Band(last.0), words);
        }
        for (at, from, to) in ranges {
            let within = |total: &&i32| {
                let total = i64::from(**total);
                from.is_none_or(|from| total >= from) && to.is_none_or(|to| total <= to)
            };
            if totals.is_some_and(|totals| totals.iter().find(within).is_none()) {
                self.say(Place::Band(at), "no answers lead to it; take it out, or look at the scores");
            }
        }
    }

    fn single(&mut self, place: Place, band: &Band, least: i32, of_total: bool) {
        if band.from.is_some() || band.to.is_some() {
            self.say(place, "single_item: it stands instead of from and to; take one of the two out");
        }
        if !of_total {
            self.say(place, "single_item: nothing scores here; write from and to");
        }
        let scores = self.of.items.iter().flat_map(|item| {
            let options = item.options.iter().filter_map(|o| o.score);
            options.chain(item.scoring.iter().flat_map(|s| s.steps.iter().map(|step| step.score)))
        });
        if of_total && !scores.into_iter().any(|score| score >= least) {
            self.say(place, format!("no item scores {least}; take it out, or look at the scores"));
        }
    }
}

/// Whether a scoring holds with these choices.
fn fits(scoring: &Scoring, chosen: &BTreeMap<&str, &str>) -> bool {
    scoring.when.iter().all(|(item, options)| {
        chosen.get(item.as_str()).is_some_and(|option| options.iter().any(|known| known == option))
    })
}
