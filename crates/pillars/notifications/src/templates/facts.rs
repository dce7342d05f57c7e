//! All that a notification may say. There is no field for a person, a resident or a text that somebody
//! wrote about one: what has no field gets into no message.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How urgent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    Low,
    Medium,
    High,
    Critical,
}

impl Priority {
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High, Self::Critical].into_iter().find(|one| one.word() == text)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What may be said. Names of organisation and home, and an organisation's own words, are user-made:
/// each channel makes them harmless for itself.
#[derive(Clone, Debug)]
pub struct Facts {
    pub organisation: String,
    pub home: Option<String>,
    pub priority: Option<Priority>,
    pub due_on: Option<Date>,
    /// Told in `time_zone`, which is the home's.
    pub due_at: Option<Timestamp>,
    pub time_zone: TimeZone,
    pub count: Option<u32>,
    /// Address of a page of the console; see [`crate::links`].
    pub link: String,
    pub words: Words,
}

/// What an organisation calls things (`organisation_labels`), singular and plural.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words([(String, String); Word::ALL.len()]);

/// The words that an organisation may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Resident,
    Home,
    Rota,
    KeyWorker,
    Handover,
}

impl Word {
    pub(super) const ALL: [Self; 5] =
        [Self::Resident, Self::Home, Self::Rota, Self::KeyWorker, Self::Handover];

    /// As the table names it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.ours().0 == text)
    }

    fn ours(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Resident => ("resident", "resident", "residents"),
            Self::Home => ("home", "home", "homes"),
            Self::Rota => ("rota", "rota", "rotas"),
            Self::KeyWorker => ("key_worker", "key worker", "key workers"),
            Self::Handover => ("handover", "handover", "handovers"),
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self(Word::ALL.map(|word| {
            let (_, singular, plural) = word.ours();
            (singular.to_owned(), plural.to_owned())
        }))
    }
}

impl Words {
    /// The organisation's own word.
    pub fn set(&mut self, word: Word, singular: String, plural: String) {
        self.0[word as usize] = (singular, plural);
    }

    fn get(&self, word: Word, many: bool) -> &str {
        let (singular, plural) = &self.0[word as usize];
        if many { plural } else { singular }
    }
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
    Word(Word, bool),
}

/// A value, and whether somebody chose its letters.
pub(super) enum Value<'a> {
    Ours(String),
    Theirs(&'a str),
}

impl Placeholder {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        use Placeholder::{Count, DueAt, DueOn, Home, Link, Organisation, Priority};
        let fixed = [Home, Priority, DueOn, DueAt, Count, Link, Organisation].into_iter();
        fixed.chain(Word::ALL.into_iter().flat_map(|word| [Self::Word(word, false), Self::Word(word, true)]))
    }

    /// What stands between the braces.
    pub(super) fn name(self) -> String {
        match self {
            Self::Home => "home".to_owned(),
            Self::Priority => "priority".to_owned(),
            Self::DueOn => "due_on".to_owned(),
            Self::DueAt => "due_at".to_owned(),
            Self::Count => "count".to_owned(),
            Self::Link => "link".to_owned(),
            Self::Organisation => "organisation".to_owned(),
            Self::Word(word, false) => format!("word.{}", word.ours().0),
            Self::Word(word, true) => format!("words.{}", word.ours().0),
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::all().find(|one| one.name() == name)
    }

    /// Whether every kind knows it.
    pub(super) fn of_all(self) -> bool {
        matches!(self, Self::Link | Self::Organisation | Self::Word(..))
    }

    /// The most letters that its value can have in a text message, where names are cut.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Home | Self::Organisation | Self::Word(..) => super::escape::SHORT,
            Self::Priority => 8,
            Self::DueOn => "30 September 2026".len(),
            Self::DueAt => "00:00 on 30 September 2026".len(),
            Self::Count => 10,
            Self::Link => 60,
        }
    }

    /// Its value; `None` when the facts have none.
    pub(super) fn value(self, facts: &Facts) -> Option<Value<'_>> {
        Some(match self {
            Self::Home => Value::Theirs(facts.home.as_deref()?),
            Self::Organisation => Value::Theirs(&facts.organisation),
            Self::Word(word, many) => Value::Theirs(facts.words.get(word, many)),
            Self::Priority => Value::Ours(facts.priority?.word().to_owned()),
            Self::DueOn => Value::Ours(facts.due_on?.strftime("%-d %B %Y").to_string()),
            Self::DueAt => {
                let there = facts.due_at?.to_zoned(facts.time_zone.clone());
                Value::Ours(there.strftime("%H:%M on %-d %B %Y").to_string())
            }
            Self::Count => Value::Ours(facts.count?.to_string()),
            Self::Link if facts.link.is_empty() => return None,
            Self::Link => Value::Ours(facts.link.clone()),
        })
    }
}
