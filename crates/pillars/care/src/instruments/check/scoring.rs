//! Scores of items: that every answer has one and no more, and which totals there can be.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checking, MOST_COMBINATIONS, Place};
use crate::instruments::model::{InstrumentItemKind, Item, Scoring, number};

impl Checking<'_> {
    /// Bounds covered once, conditions that leave no answer out and none twice.
    pub(super) fn scoring(&mut self) {
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
    pub(super) fn totals(&self) -> Option<BTreeSet<i32>> {
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
}

/// Whether a scoring holds with these choices.
fn fits(scoring: &Scoring, chosen: &BTreeMap<&str, &str>) -> bool {
    scoring.when.iter().all(|(item, options)| {
        chosen.get(item.as_str()).is_some_and(|option| options.iter().any(|known| known == option))
    })
}
