//! How people are told: an operator's own words, its ladder, a way out that was closed for an hour, and
//! what its managers prefer.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::time;

use super::Maker;
use super::life::Life;
use super::organisation::Organisation;
use crate::tables::{CHANNELS, PREFERENCES, RUNGS, TEMPLATES};
use crate::value::Value;

/// Step, minutes, who.
const LADDER: &[(i64, i64, &str)] =
    &[(1, 10, "managers"), (2, 20, "compliance_leads"), (2, 20, "owners"), (3, 60, "owners")];

/// The owner sets the ladder and writes one of the mails anew; a provider once refused the password.
pub fn ways(maker: &mut Maker, organisation: &Organisation) {
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
    let words = vec![
        ("kind", "training_expiring".into()),
        ("channel", "email".into()),
        ("subject", "Your training needs renewing".into()),
        (
            "body",
            "One of your trainings ends on {due_on}.\n\nBook the refresher with the office, or tell us when you did it:\n{link}\n"
                .into(),
        ),
    ];
    let words = maker.ledger.insert(&act, &TEMPLATES, organisation.id, words);
    maker.ledger.keep(&words);
    let paused = maker.calendar.at(120, 3, 12, 40);
    let id = maker.ledger.id(paused);
    maker.ledger.plain(
        &CHANNELS,
        vec![
            ("organisation_id", organisation.id.into()),
            ("id", id.into()),
            ("channel", "email".into()),
            ("status", "open".into()),
            ("code", "sign_in_refused".into()),
            ("paused_at", paused.into()),
            ("resumed_by", organisation.owner.profile.into()),
            ("created_at", paused.into()),
        ],
    );
}

impl Life<'_> {
    /// Who runs a home says how they want to be told.
    pub fn prefer(&mut self) {
        let mut asked = BTreeSet::new();
        for home in 0..self.homes.len() {
            let at = self.maker.calendar.at(20, 10, 5, 0);
            let id = self.homes[home].id;
            let people = self.homes[home].people.clone();
            for (n, person) in people.iter().filter(|p| p.manages(id, at) && p.account.is_some()).enumerate()
            {
                if !asked.insert(person.profile) {
                    continue;
                }
                let act = self
                    .maker
                    .ledger
                    .act(at + SignedDuration::from_mins(i64::try_from(n).expect("few")), person);
                let mut values = vec![("profile_id", person.profile.into())];
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
                let row = self.maker.ledger.insert(&act, &PREFERENCES, self.organisation, values);
                self.maker.ledger.keep(&row);
            }
        }
    }
}
