//! What the organisation has decided: its name, the words its people see, its settings and flags.

mod company;
mod flags;
mod labels;
mod organisation;

use almoner_web::{App, Routes};

pub use flags::{Stored as StoredFlags, effective};
pub use labels::{LABELS, LabelWord, words_of};

pub fn routes() -> Routes<App> {
    organisation::routes().merge(labels::routes()).merge(company::routes())
}
