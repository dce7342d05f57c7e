//! What makes a definition valid: one set of rules for a new one and for one that changes.

use almoner_kernel::Result;
use almoner_web::{Checks, Day};
use jiff::civil::{Date, Time, date};

use super::model::TaskDefinitionIn;
use crate::tasks::words::TaskDefinitionKind as Kind;

/// Words that stand behind the number of a dose. A prompt points to the MAR chart and names none (product.md).
const DOSES: &[&str] = &[
    "mg", "mcg", "µg", "μg", "g", "ml", "iu", "unit", "units", "tablet", "tablets", "tab", "tabs", "capsule",
    "capsules", "puff", "puffs", "drop", "drops", "dose", "doses", "patch", "patches", "sachet", "sachets",
];

/// Whether a text names an amount of a medicine: `500 mg`, `2x10ml`, `two` is not caught.
fn names_dose(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let after = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        let word: String = after.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
        if DOSES.contains(&word.as_str()) {
            return true;
        }
        rest = after;
    }
    false
}

fn day(c: &mut Checks, path: &str, sent: Option<Day>) -> Option<Date> {
    if let Some(Day(day)) = sent {
        c.date_between(path, day, date(1900, 1, 1)..=date(2199, 12, 31));
    }
    sent.map(|day| day.0)
}

fn times(c: &mut Checks, kind: Kind, times: &[Time]) {
    if kind == Kind::AsNeeded {
        c.that(
            times.is_empty(),
            "times",
            "not_possible",
            "An as-needed task has no times: it is begun when it is needed.",
        );
        return;
    }
    if times.is_empty() {
        c.wrong("times", "required", "Give at least one time, such as 08:00.");
    }
    c.items("times", times, 0..=48);
    for (at, time) in times.iter().enumerate() {
        let path = format!("times.{at}");
        c.that(!times[..at].contains(time), &path, "duplicate", "This time stands twice.");
        let whole = time.second() == 0 && time.subsec_nanosecond() == 0;
        c.that(whole, &path, "format", "Give hours and minutes, such as 08:00.");
    }
}

fn days(c: &mut Checks, new: &TaskDefinitionIn) {
    let every = new.every_days.unwrap_or(1);
    c.number("every_days", every, 1..=366);
    let (starts, ends) = (day(c, "starts_on", new.starts_on), day(c, "ends_on", new.ends_on));
    c.that(
        every <= 1 || starts.is_some(),
        "starts_on",
        "required",
        "Say from which day every so many days are counted.",
    );
    if let (Some(starts), Some(ends)) = (starts, ends) {
        c.that(ends >= starts, "ends_on", "range", "Give the day on which it starts, or a later one.");
    }
    let Some(weekdays) = &new.weekdays else { return };
    c.items("weekdays", weekdays, 1..=7);
    for (at, weekday) in weekdays.iter().enumerate() {
        let path = format!("weekdays.{at}");
        c.number(&path, *weekday, 1..=7);
        c.that(!weekdays[..at].contains(weekday), &path, "duplicate", "This day stands twice.");
    }
    if let Some(starts) = starts {
        let never = every % 7 == 0 && !weekdays.contains(&i32::from(starts.weekday().to_monday_one_offset()));
        c.that(
            !never,
            "weekdays.0",
            "not_possible",
            "Counted in whole weeks from its start it never falls on these days.",
        );
    }
}

impl TaskDefinitionIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        let kind = self.kind.unwrap_or(Kind::Scheduled);
        self.title = c.text("title", &self.title, 1..=200);
        self.instructions = c.maybe_lines("instructions", self.instructions.as_deref(), 4000);
        times(&mut c, kind, &self.times);
        self.times.sort_unstable();
        days(&mut c, &self);
        c.number("due_minutes", self.due_minutes.unwrap_or(60), 1..=1440);
        c.number("missed_minutes", self.missed_minutes.unwrap_or(60), 0..=2880);
        c.number("people", self.people.unwrap_or(1), 1..=2);
        c.number("position", self.position.unwrap_or(0), 0..=10_000);
        let as_needed = kind == Kind::AsNeeded;
        for (path, sent, within) in [
            ("min_interval_minutes", self.min_interval_minutes, 1..=10_080),
            ("max_per_day", self.max_per_day, 1..=48),
            ("effect_minutes", self.effect_minutes, 5..=1440),
        ] {
            if let Some(sent) = sent {
                c.number(path, sent, within);
                c.that(as_needed, path, "not_possible", "Only an as-needed task has this.");
            }
        }
        let both = self.assignee_id.is_some() && self.shift_template_id.is_some();
        c.that(!both, "shift_template_id", "not_possible", "Give it to a person or to a shift, not to both.");
        let nobody = self.named_only == Some(true) && self.assignee_id.is_none();
        c.that(!nobody, "assignee_id", "required", "Name the one person whose it is.");
        if kind == Kind::Prompt {
            let said = "A prompt names no medicine and no dose: \"Give and sign on the MAR chart\".";
            c.that(!names_dose(&self.title), "title", "not_possible", said);
            c.that(
                !self.instructions.as_deref().is_some_and(names_dose),
                "instructions",
                "not_possible",
                said,
            );
            c.that(
                self.people.unwrap_or(1) == 1,
                "people",
                "not_possible",
                "Who witnesses a medicine signs the MAR chart.",
            );
        }
        c.finish()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{TaskDefinitionIn, names_dose};
    use serde_json::{Value, json};

    fn said(change: &Value) -> Vec<String> {
        let mut body = json!({ "domain": "skin", "title": "Turn", "times": ["08:00"] });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        match serde_json::from_value::<TaskDefinitionIn>(body).unwrap().check() {
            Ok(_) => Vec::new(),
            Err(error) => error.fields.iter().map(|f| format!("{}:{}", f.path, f.code)).collect(),
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        let table = [
            (json!({}), &[][..]),
            (json!({ "times": [] }), &["times:required"]),
            (json!({ "times": ["08:00", "08:00"] }), &["times.1:duplicate"]),
            (json!({ "times": ["08:00:30"] }), &["times.0:format"]),
            (json!({ "every_days": 2 }), &["starts_on:required"]),
            (json!({ "every_days": 400, "starts_on": "2027-01-01" }), &["every_days:range"]),
            (json!({ "starts_on": "2027-01-02", "ends_on": "2027-01-01" }), &["ends_on:range"]),
            (json!({ "weekdays": [] }), &["weekdays:too_short"]),
            (json!({ "weekdays": [0, 3, 3] }), &["weekdays.0:range", "weekdays.2:duplicate"]),
            // 2027-01-01 is a Friday.
            (
                json!({ "every_days": 14, "starts_on": "2027-01-01", "weekdays": [1] }),
                &["weekdays.0:not_possible"],
            ),
            (json!({ "every_days": 14, "starts_on": "2027-01-01", "weekdays": [5] }), &[]),
            (
                json!({ "due_minutes": 0, "missed_minutes": -1, "people": 3 }),
                &["due_minutes:range", "missed_minutes:range", "people:range"],
            ),
            (json!({ "max_per_day": 4 }), &["max_per_day:not_possible"]),
            (json!({ "effect_minutes": 60 }), &["effect_minutes:not_possible"]),
            (json!({ "kind": "as_needed", "times": [], "effect_minutes": 4 }), &["effect_minutes:range"]),
            (json!({ "kind": "as_needed", "times": [], "effect_minutes": 5 }), &[]),
            (json!({ "kind": "as_needed" }), &["times:not_possible"]),
            (json!({ "kind": "as_needed", "times": [], "min_interval_minutes": 240, "max_per_day": 4 }), &[]),
            (json!({ "named_only": true }), &["assignee_id:required"]),
            (json!({ "kind": "prompt", "title": "Give 500mg" }), &["title:not_possible"]),
            (
                json!({ "kind": "prompt", "title": "Give and sign on the MAR chart", "instructions": "2 tablets" }),
                &["instructions:not_possible"],
            ),
            (json!({ "kind": "prompt", "title": "Give and sign on the MAR chart" }), &[]),
        ];
        for (change, expected) in table {
            assert_eq!(said(&change), expected, "{change}");
        }
    }

    #[test]
    fn doses() {
        for dose in ["500 mg", "paracetamol 1g", "Give 2x10ml", "0,5 mg at 8", "4 puffs", "10 units"] {
            assert!(names_dose(dose), "{dose}");
        }
        for fine in ["Give and sign on the MAR chart", "at 8 with breakfast", "page 2", "room 12, good light"]
        {
            assert!(!names_dose(fine), "{fine}");
        }
    }
}
