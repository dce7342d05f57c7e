//! Bands: that every total lies in one, and that each can be reached.

use std::collections::BTreeSet;

use super::{Checking, PER_CENT_DECIMALS, Place};
use crate::instruments::model::{Band, InstrumentItemKind, InstrumentOutcome, Item, number, units};

impl Checking<'_> {
    pub(super) fn bands(&mut self) {
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
