//! What this program carries, and which version of an instrument is the one to answer.
//!
//! The files are compiled in, so that what scores is what was published with it: no database can lag
//! behind or be edited. A version that was published stays as it is; a test holds each to its digest.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::instruments::{Instrument, InstrumentItemKind, read};

/// Versions of an operator's own count from here: none is ever mistaken for one of ours.
pub const FIRST_OWN_VERSION: i32 = 1000;

macro_rules! files {
    ($($name:literal)+) => {
        &[$((concat!($name, ".toml"), include_str!(concat!("../../../../../reference/instruments/", $name, ".toml")))),+]
    };
}
const FILES: &[(&str, &str)] = files!["falls_checklist_v1" "news2_v1" "weight_change_v1"];

static SHIPPED: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    // A test reads each of them: what can't be read is not built.
    FILES.iter().filter_map(|(name, text)| read(name, text).ok()).collect()
});

/// Every version of every instrument of ours.
pub fn shipped() -> &'static [Instrument] {
    &SHIPPED
}

/// The versions to answer on a day, one for each code: the operator's own before ours, the latest that
/// holds by then, and none that was withdrawn. By name.
pub fn in_force(own: &[Instrument], on: Date) -> Vec<&Instrument> {
    let mut all: Vec<&Instrument> =
        own.iter().chain(shipped().iter()).filter(|one| one.effective_from <= on).collect();
    // Own versions are the greater numbers.
    all.sort_by(|a, b| a.code.cmp(&b.code).then(b.version.cmp(&a.version)));
    all.dedup_by(|later, kept| later.code == kept.code);
    all.retain(|one| !one.withdrawn);
    all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
    all
}

/// Whether an operator may load this under the code of one of ours: only one that ships without bands, and
/// that asks the same. Says why not; nothing where the code is not ours.
pub fn takes_the_place_of_shipped(own: &Instrument) -> Result<(), String> {
    let Some(ours) = shipped().iter().filter(|one| one.code == own.code).max_by_key(|one| one.version) else {
        return Ok(());
    };
    if !ours.operator_bands {
        return Err(format!("code: {} is Almoner's own; choose another code", own.code));
    }
    let asked = |of: &Instrument| -> Vec<(String, InstrumentItemKind, Option<String>)> {
        of.items.iter().map(|item| (item.code.clone(), item.kind, item.unit.clone())).collect()
    };
    if asked(ours) != asked(own) || ours.outcome != own.outcome {
        return Err(format!(
            "items: {} is Almoner's own and takes bands of yours; its items, their units and its outcome stay",
            own.code
        ));
    }
    Ok(())
}

#[cfg(test)]
pub(super) fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}
