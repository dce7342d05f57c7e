//! Markers in an answer that whoever asked has no right to read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::matrix::Model;
use crate::names::canary;
use crate::world::{PEOPLE, Row, Seat, World};

/// The rows in which each marker of the world stands.
static MARKERS: LazyLock<BTreeMap<String, Vec<&'static Row>>> = LazyLock::new(|| {
    let mut markers: BTreeMap<String, Vec<&'static Row>> = BTreeMap::new();
    let world = World::get();
    for row in &world.rows {
        for (_, sql) in &row.columns {
            for marker in found(sql) {
                markers.entry(marker).or_default().push(row);
            }
        }
        if row.archive_here {
            markers.entry(canary(&row.name, "archive_reason").to_lowercase()).or_default().push(row);
        }
    }
    // A name may be known where the person is not.
    for row in world.table("people_names") {
        for column in ["given_name", "family_name", "preferred_name"] {
            markers.entry(canary(&row.name, column).to_lowercase()).or_default().push(row);
        }
    }
    markers
});

/// Markers in a text, in lower case.
pub fn found(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let starts = text.match_indices("canary-").map(|(at, _)| at);
    let markers = starts.map(|at| {
        let rest = &text[at..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(rest.len());
        rest[..end].trim_end_matches('.').to_owned()
    });
    markers.collect()
}

/// Markers in a text that the actor may not read.
pub fn leaks(text: &str, model: &Model<'_>, seat: &Seat) -> Vec<String> {
    let mut leaks = found(text);
    leaks.retain(|marker| !allowed(marker, model, seat));
    leaks.sort();
    leaks.dedup();
    leaks
}

fn allowed(marker: &str, model: &Model<'_>, seat: &Seat) -> bool {
    let world = World::get();
    // What an account keeps for itself: its e-mail, the names of its devices.
    if let Some(person) = seat.person.map(|name| world.person(name)) {
        let account = person.account.unwrap_or_default().to_lowercase();
        let of_account = |name: &str| {
            let other = World::get().seats().find(|s| s.name.to_lowercase() == name);
            other.and_then(|s| s.person).and_then(|p| World::get().person(p).account) == person.account
        };
        if marker == format!("canary-{account}-account") {
            return true;
        }
        if marker.strip_prefix("canary-").and_then(|m| m.strip_suffix("-device")).is_some_and(of_account) {
            return true;
        }
    }
    let mine = |row: &Row| model.reads(row) || of_own_account(row, seat);
    MARKERS.get(marker).is_some_and(|rows| rows.iter().any(|row| mine(row)))
}

/// Somebody with profiles in several organisations chooses between them by name.
fn of_own_account(row: &Row, seat: &Seat) -> bool {
    let Some(account) = seat.acts_as().and_then(|me| me.account) else { return false };
    let mut profiles = PEOPLE.iter().filter(|p| p.account == Some(account));
    match row.table {
        "organisations" => profiles.any(|p| p.organisation == row.name),
        "people_names" => profiles.any(|p| row.profile == Some(p.name)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn markers_are_found_wherever_they_stand() {
        let text = r#"{"name":"CANARY-R1-given_name CANARY-R1-family_name","mail":"canary-mgr1-account@example.org"}, CANARY-H1.bed.a-name."#;
        assert_eq!(
            found(text),
            ["canary-r1-given_name", "canary-r1-family_name", "canary-mgr1-account", "canary-h1.bed.a-name"]
        );
    }
}
