//! How people are told: an operator's own words, its ladder, ways out that were closed, and what its
//! managers prefer.

use std::collections::BTreeSet;

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Maker;
use super::life::Life;
use super::organisation::Organisation;
use crate::calendar::YESTERDAY;
use crate::tables::{CHANNELS, NOTIFICATION_KEYS, PREFERENCES, QUEUE, RUNGS, TEMPLATES};
use crate::value::Value;

/// Step, minutes, who.
const LADDER: &[(i64, i64, &str)] =
    &[(1, 10, "managers"), (2, 20, "compliance_leads"), (2, 20, "owners"), (3, 60, "owners")];

/// Words of the operator's own for one kind: channel, subject, text.
const WORDS: &[(&str, &str, &str)] = &[
    ("in_app", "Your training needs renewing", "It ends on {due_on}. Book the refresher with the office."),
    (
        "email",
        "Your training needs renewing",
        "One of your trainings ends on {due_on}.\n\nBook the refresher with the office, or tell us when you did it:\n{link}",
    ),
    ("sms", "Training", "A training of yours ends on {due_on}. Please book the refresher."),
];

/// The owner sets the ladder and writes the words of one kind anew; ways out were closed.
pub fn ways(maker: &mut Maker, organisation: &Organisation) {
    // Moments without chance: what is told shifts nothing of what is lived.
    let at = maker.calendar.at(4, 11, 20, 0);
    let act = maker.ledger.act(at, &organisation.owner);
    for (step, minutes, who) in LADDER {
        let values = vec![
            ("step", Value::Int(*step)),
            ("after_minutes", Value::Int(*minutes)),
            ("who", (*who).into()),
        ];
        let rung = maker.ledger.insert(&act, &RUNGS, organisation.id, values);
        maker.ledger.keep(&rung);
    }
    for (channel, subject, body) in WORDS {
        let words = vec![
            ("kind", "training_expiring".into()),
            ("channel", (*channel).into()),
            ("subject", (*subject).into()),
            ("body", (*body).into()),
        ];
        let words = maker.ledger.insert(&act, &TEMPLATES, organisation.id, words);
        maker.ledger.keep(&words);
    }
    channels(maker, organisation);
}

/// Each way out was closed once and opened again; text messages are refused since yesterday.
fn channels(maker: &mut Maker, organisation: &Organisation) {
    for (day, channel) in (120..).zip(["email", "slack", "teams", "webhook", "sms"]) {
        let open = channel != "sms";
        let paused = maker.calendar.at(if open { day } else { YESTERDAY }, 3, 12, 40);
        let id = maker.ledger.id(paused);
        let probe = (!open).then(|| paused + SignedDuration::from_mins(5));
        let values: Vec<(&'static str, Value)> = vec![
            ("organisation_id", organisation.id.into()),
            ("id", id.into()),
            ("channel", channel.into()),
            ("status", if open { "open" } else { "paused" }.into()),
            ("code", if channel == "email" { "smtp_login_refused" } else { "login_refused" }.into()),
            ("paused_at", paused.into()),
            ("probe_at", probe.into()),
            ("resumed_by", (channel == "email").then_some(organisation.owner.profile).into()),
            ("created_at", paused.into()),
        ];
        maker.ledger.plain(&CHANNELS, values);
        if !open {
            alarm(maker, organisation, id, paused);
        }
    }
}

/// What the owner finds in the console of it, not acknowledged yet.
fn alarm(maker: &mut Maker, organisation: &Organisation, channel: Uuid, at: Timestamp) {
    let id = maker.ledger.id(at);
    let once: Vec<(&'static str, Value)> = vec![
        ("organisation_id", organisation.id.into()),
        ("kind", "channel_paused".into()),
        ("entity", "notification_channels".into()),
        ("entity_id", channel.into()),
        ("profile_id", organisation.owner.profile.into()),
        ("channel", "in_app".into()),
        ("slot", Value::Text(at.as_second().to_string().into())),
        ("created_at", at.into()),
    ];
    let mut key = once.clone();
    key.push(("notification_id", id.into()));
    maker.ledger.plain(&NOTIFICATION_KEYS, key);
    let payload = format!(
        r#"{{"entity": "notification_channels", "template": "channel_paused", "entity_id": "{channel}"}}"#
    );
    let mut columns = once;
    columns.extend([
        ("id", id.into()),
        ("payload", Value::Json(payload.into())),
        ("class", "incident".into()),
        ("priority", "high".into()),
        ("trigger_at", at.into()),
        ("next_at", at.into()),
        ("status", "delivered".into()),
        ("attempt", Value::Int(1)),
    ]);
    maker.ledger.plain(&QUEUE, columns);
}

impl Life<'_> {
    /// Who runs a home says how they want to be told.
    pub fn prefer(&mut self) {
        let mut asked = BTreeSet::new();
        for home in 0..self.homes.len() {
            let at = self.maker.calendar.at(20, 10, 5, 0);
            let id = self.homes[home].id;
            let people = self.homes[home].people.clone();
            for person in people.iter().filter(|p| p.manages(id, at) && p.account.is_some()) {
                let n = asked.len();
                if !asked.insert(person.profile) {
                    continue;
                }
                let at = at + SignedDuration::from_mins(i64::try_from(n).expect("few"));
                let mut values: Vec<(&'static str, Value)> = vec![
                    ("organisation_id", self.organisation.into()),
                    ("id", self.maker.ledger.id(at).into()),
                    ("profile_id", person.profile.into()),
                    ("created_at", at.into()),
                    ("created_by", person.profile.into()),
                    ("updated_at", at.into()),
                    ("updated_by", person.profile.into()),
                    ("version", Value::Int(1)),
                ];
                values.extend(match n % 3 {
                    0 => vec![("email", "all".into()), ("quiet", "organisation".into())],
                    1 => vec![
                        ("email", "urgent".into()),
                        ("quiet", "own".into()),
                        ("quiet_from", Value::Clock(time(20, 0, 0, 0))),
                        ("quiet_to", Value::Clock(time(8, 0, 0, 0))),
                    ],
                    _ => vec![("email", "none".into()), ("quiet", "never".into())],
                });
                self.maker.ledger.plain(&PREFERENCES, values);
            }
        }
    }
}
