//! All that a notification may say. There is no place for a person, a resident or a text that somebody
//! wrote about one: what has no place gets into no message.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

/// A notification as the queue knows it. Names of organisation and home are user-made: each channel makes
/// them harmless for itself.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub kind: &'a str,
    pub priority: &'a str,
    pub care_home_name: Option<&'a str>,
    pub organisation_name: Option<&'a str>,
    /// The home's; that of the United Kingdom where there is none.
    pub time_zone: Option<&'a str>,
    /// Ids, dates, instants and numbers. Of these nothing is told but dates, instants and counts.
    pub payload: &'a Json,
    /// Address of a page of the console.
    pub link: Option<&'a str>,
}

/// The closed list of what a template may hold in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    Home,
    Priority,
    DueOn,
    DueAt,
    Count,
    Link,
    Organisation,
}

/// A value, and whether somebody chose its letters.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Ours(String),
    Theirs(&'a str),
}

impl Placeholder {
    pub(super) const ALL: [Self; 7] =
        [Self::Home, Self::Priority, Self::DueOn, Self::DueAt, Self::Count, Self::Link, Self::Organisation];

    /// What stands between the braces.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Priority => "priority",
            Self::DueOn => "due_on",
            Self::DueAt => "due_at",
            Self::Count => "count",
            Self::Link => "link",
            Self::Organisation => "organisation",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether every kind knows it.
    pub(super) fn of_all(self) -> bool {
        matches!(self, Self::Link | Self::Organisation)
    }

    /// The most letters that its value can have in a text message, where names are cut.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Home | Self::Organisation => super::escape::SHORT,
            Self::Priority => 8,
            Self::DueOn => "30 September 2026".len(),
            Self::DueAt => "00:00 on 30 September 2026".len(),
            Self::Count => 6,
            Self::Link => 60,
        }
    }

    /// Its value; `None` when the notification says nothing of it.
    pub(super) fn value<'a>(self, facts: &Facts<'a>) -> Option<Value<'a>> {
        let said = |keys: &[&str]| keys.iter().find_map(|key| facts.payload.get(key)?.as_str());
        Some(match self {
            Self::Home => Value::Theirs(facts.care_home_name?),
            Self::Organisation => Value::Theirs(facts.organisation_name?),
            // What is not of the list is said by nobody.
            Self::Priority => {
                let words = ["low", "medium", "high", "critical"];
                Value::Ours((*words.iter().find(|word| **word == facts.priority)?).to_owned())
            }
            Self::DueOn => {
                let day: Date = said(&["due_on", "expires_on"])?.parse().ok()?;
                Value::Ours(day.strftime("%-d %B %Y").to_string())
            }
            Self::DueAt => {
                let moment: Timestamp = said(&["due_at"])?.parse().ok()?;
                let zone = TimeZone::get(facts.time_zone.unwrap_or("Europe/London")).ok()?;
                Value::Ours(moment.to_zoned(zone).strftime("%H:%M on %-d %B %Y").to_string())
            }
            Self::Count => {
                let count = facts.payload.get("count")?.as_u64().filter(|count| *count < 1_000_000)?;
                Value::Ours(count.to_string())
            }
            Self::Link => Value::Ours(facts.link?.to_owned()),
        })
    }
}
