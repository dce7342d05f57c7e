//! From answers to score, band and change. Nothing else in the system computes them.

use std::collections::BTreeMap;

use crate::instruments::check::PER_CENT_DECIMALS;
use crate::instruments::model::{
    Answers, Band, Instrument, InstrumentDerivedBy, InstrumentItemKind, InstrumentOutcome, Item, Said, Step,
    number, units,
};

/// What the answers mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The scores added up; empty where nothing is.
    pub total: Option<i32>,
    /// What each item that scores came to.
    pub parts: BTreeMap<String, i32>,
    /// Numbers that follow from others.
    pub derived: BTreeMap<String, f64>,
    /// The change in the item's unit; empty without an earlier number.
    pub change: Option<f64>,
    /// The same in per cent of the earlier number, to one digit after the point.
    pub change_per_cent: Option<f64>,
    pub band: Option<&'a Band>,
    /// The band's place in the list, from 0 for the least concern.
    pub rank: Option<i32>,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The item; empty for what is no item.
    pub item: String,
    pub code: &'static str,
    pub message: String,
}

fn fault(item: &str, code: &'static str, message: impl Into<String>) -> Fault {
    Fault { item: item.to_owned(), code, message: message.into() }
}

impl Instrument {
    /// What these answers come to. `before` is the earlier number of the item whose change is looked at.
    pub fn find(&self, answers: &Answers, before: Option<f64>) -> Result<Found<'_>, Vec<Fault>> {
        let numbers = self.numbers(answers)?;
        let mut derived = BTreeMap::new();
        let mut parts = BTreeMap::new();
        for item in self.items.iter().filter(|item| item.scores()) {
            let score = match (item.kind, answers.get(&item.code)) {
                (InstrumentItemKind::Choice, Some(Said::Option(chosen))) => {
                    item.options.iter().find(|o| o.code == *chosen).and_then(|o| o.score)
                }
                _ => numbers
                    .get(item.code.as_str())
                    .and_then(|n| step(item, *n, answers))
                    .map(|step| step.score),
            };
            parts.extend(score.map(|score| (item.code.clone(), score)));
        }
        for item in self.items.iter().filter(|item| item.kind == InstrumentItemKind::Derived) {
            let value = numbers.get(item.code.as_str()).map(|n| number(*n, item.decimals.unwrap_or(0)));
            derived.extend(value.map(|value| (item.code.clone(), value)));
        }
        let total = (self.outcome == InstrumentOutcome::Total).then(|| parts.values().sum());
        let (change, change_per_cent) = self.change(&numbers, before);
        let at = match self.outcome {
            InstrumentOutcome::Total => total.and_then(|total| self.band_of(i64::from(total), 0, &parts)),
            InstrumentOutcome::Change => change_per_cent
                .and_then(|percent| units(percent, PER_CENT_DECIMALS))
                .and_then(|percent| self.band_of(percent, PER_CENT_DECIMALS, &parts)),
            InstrumentOutcome::None => None,
        };
        Ok(Found {
            total,
            parts,
            derived,
            change,
            change_per_cent,
            band: at.and_then(|at| self.bands.get(at)),
            rank: at.and_then(|at| i32::try_from(at).ok()),
        })
    }

    /// Every number in units of its last digit, those that follow from others too; or what is wrong.
    fn numbers(&self, answers: &Answers) -> Result<BTreeMap<&str, i64>, Vec<Fault>> {
        let mut faults = Vec::new();
        let asked = || self.items.iter().filter(|item| item.kind != InstrumentItemKind::Derived);
        if answers.keys().any(|code| !asked().any(|item| item.code == *code)) {
            // A name that is not ours is not said back.
            let names: Vec<&str> = asked().map(|item| item.code.as_str()).collect();
            faults.push(fault("", "unknown", format!("Answer some of: {}.", names.join(", "))));
        }
        let mut numbers = BTreeMap::new();
        for item in asked() {
            match answers.get(&item.code) {
                None if item.required => faults.push(fault(&item.code, "required", "Answer this.")),
                None => {}
                Some(said) => match answered(item, said) {
                    Ok(Some(number)) => drop(numbers.insert(item.code.as_str(), number)),
                    Ok(None) => {}
                    Err(fault) => faults.push(fault),
                },
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for item in self.items.iter().filter(|item| item.kind == InstrumentItemKind::Derived) {
            let Some(value) = self.derive(item, &numbers) else { continue };
            if !bounds(item).is_some_and(|(least, most)| (least..=most).contains(&value)) {
                let first = item.derived.as_ref().and_then(|d| d.of.first()).map_or("", String::as_str);
                let words = format!(
                    "{} can't be {}. Check these numbers.",
                    item.label,
                    number(value, item.decimals.unwrap_or(0))
                );
                faults.push(fault(first, "range", words));
            }
            numbers.insert(item.code.as_str(), value);
        }
        if faults.is_empty() { Ok(numbers) } else { Err(faults) }
    }

    fn derive(&self, item: &Item, numbers: &BTreeMap<&str, i64>) -> Option<i64> {
        let derived = item.derived.as_ref()?;
        let mut of = Vec::new();
        for code in &derived.of {
            let decimals = self.item(code)?.decimals.unwrap_or(0);
            of.push(number(*numbers.get(code.as_str())?, decimals));
        }
        let value = match derived.by {
            InstrumentDerivedBy::Sum => of.iter().sum(),
            InstrumentDerivedBy::Difference => of.first()? - of.get(1)?,
            InstrumentDerivedBy::Bmi => {
                let metres = of.get(1)? / 100.0;
                of.first()? / (metres * metres)
            }
        };
        rounded(value, item.decimals.unwrap_or(0))
    }
    fn change(&self, numbers: &BTreeMap<&str, i64>, before: Option<f64>) -> (Option<f64>, Option<f64>) {
        let found = || {
            let item = self.item(&self.change.as_ref()?.item)?;
            let decimals = item.decimals.unwrap_or(0);
            let (now, before) = (*numbers.get(item.code.as_str())?, rounded(before?, decimals)?);
            let per_cent = if before == 0 {
                None
            } else {
                let share = number(now - before, 0) * 100.0 / number(before, 0);
                rounded(share, PER_CENT_DECIMALS).map(|units| number(units, PER_CENT_DECIMALS))
            };
            Some((number(now - before, decimals), per_cent))
        };
        found().map_or((None, None), |(change, per_cent)| (Some(change), per_cent))
    }

    /// The place of the band of most concern that holds.
    fn band_of(&self, value: i64, decimals: i32, parts: &BTreeMap<String, i32>) -> Option<usize> {
        self.bands.iter().rposition(|band| match band.single_item {
            Some(least) => parts.values().any(|score| *score >= least),
            None => {
                band.from.and_then(|n| units(n, decimals)).is_none_or(|from| value >= from)
                    && band.to.and_then(|n| units(n, decimals)).is_none_or(|to| value <= to)
            }
        })
    }
}

fn bounds(item: &Item) -> Option<(i64, i64)> {
    Some((item.units(item.least?)?, item.units(item.most?)?))
}

fn rounded(value: f64, decimals: i32) -> Option<i64> {
    let scale = 10f64.powi(decimals);
    units((value * scale).round() / scale, decimals)
}

/// A number in units, or nothing for an option.
fn answered(item: &Item, said: &Said) -> Result<Option<i64>, Fault> {
    match (item.kind, said) {
        (InstrumentItemKind::Choice, Said::Option(chosen))
            if item.options.iter().any(|o| o.code == *chosen) =>
        {
            Ok(None)
        }
        (InstrumentItemKind::Choice, _) => {
            let codes: Vec<&str> = item.options.iter().map(|o| o.code.as_str()).collect();
            Err(fault(&item.code, "choice", format!("Choose one of: {}.", codes.join(", "))))
        }
        (_, Said::Option(_)) => Err(fault(&item.code, "type", "Give a number.")),
        (_, Said::Number(sent)) => {
            let (least, most) = (item.least.unwrap_or_default(), item.most.unwrap_or_default());
            let unit = item.unit.as_deref().unwrap_or_default();
            if !(least..=most).contains(sent) {
                let words =
                    format!("Give a number from {least} to {most} {unit}").trim_end().to_owned() + ".";
                return Err(fault(&item.code, "range", words));
            }
            let digits = item.decimals.unwrap_or(0);
            let wrong =
                || fault(&item.code, "format", format!("Give at most {digits} digits after the point."));
            item.units(*sent).ok_or_else(wrong).map(Some)
        }
    }
}

fn step<'a>(item: &'a Item, value: i64, answers: &Answers) -> Option<&'a Step> {
    let scoring = item.scoring.iter().find(|scoring| {
        scoring.when.iter().all(|(code, options)| match answers.get(code) {
            Some(Said::Option(chosen)) => options.contains(chosen),
            _ => false,
        })
    })?;
    scoring.steps.iter().find(|step| {
        item.units(step.from).is_some_and(|from| value >= from)
            && item.units(step.to).is_some_and(|to| value <= to)
    })
}
