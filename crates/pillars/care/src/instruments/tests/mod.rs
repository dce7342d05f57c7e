//! The engine: what is refused, what scores, and what was published.

mod golden;
mod refused;
mod scored;

use super::{Answers, Instrument, Said, shipped};

fn news2() -> &'static Instrument {
    shipped().iter().find(|one| one.code == "news2").expect("it ships")
}

/// Answers from pairs: what reads as a number is one.
fn answers(pairs: &[(&str, &str)]) -> Answers {
    let said = |text: &str| text.parse().map_or_else(|_| Said::Option(text.to_owned()), Said::Number);
    pairs.iter().map(|(item, text)| ((*item).to_owned(), said(text))).collect()
}
