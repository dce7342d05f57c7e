//! Notifications: a year of what was sent and what became of it, what waits in the console, and
//! what is still to be told.

use jiff::Timestamp;
use uuid::Uuid;

use super::life::Life;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::person::Grade;
use crate::rng::Deck;
use crate::tables::{DELIVERY, NOTIFICATION_KEYS, QUEUE};
use crate::value::Value;

/// One notification, as both tables hold it.
struct Notice {
    to: Option<Uuid>,
    channel: &'static str,
    kind: &'static str,
    /// An alert and the resident whom it is about.
    about: (Uuid, Uuid),
    home: Uuid,
    day: Day,
    at: Timestamp,
    priority: &'static str,
    class: &'static str,
}

const PRIORITIES: &[(&str, usize)] = &[("low", 2), ("medium", 6), ("high", 2), ("critical", 1)];
const CLASSES: &[(&str, usize)] = &[("reminder", 8), ("incident", 1)];
/// Nothing is shown in the console that was meant for a channel of the home.
const CHANNELS: &[(&str, usize)] =
    &[("in_app", 4), ("email", 6), ("sms", 1), ("slack", 1), ("teams", 1), ("webhook", 1)];
const OUTCOMES: &[(&str, usize)] = &[
    ("sent", 34),
    ("delivered", 8),
    ("suppressed", 2),
    ("expired", 2),
    ("failed", 1),
    ("dead", 1),
    ("unknown", 1),
    ("replayed", 1),
];

impl Life<'_> {
    /// What was told in the year and is to be told in the next days.
    pub fn tell_people(&mut self) {
        let (mut priorities, mut classes) = (Deck::new(PRIORITIES), Deck::new(CLASSES));
        let (mut channels, mut outcomes) = (Deck::new(CHANNELS), Deck::new(OUTCOMES));
        let mut soon = Deck::new(&CHANNELS.iter().map(|(channel, _)| (*channel, 1)).collect::<Vec<_>>());
        for home in 0..self.homes.len() {
            for week in 1..52 {
                let day = week * 7;
                let channel = channels.draw(&mut self.maker.rng);
                let Some(notice) = self.notice(home, day, channel) else {
                    continue;
                };
                let notice = Notice {
                    priority: priorities.draw(&mut self.maker.rng),
                    class: classes.draw(&mut self.maker.rng),
                    ..notice
                };
                let outcome = outcomes.draw(&mut self.maker.rng);
                self.finished(&notice, outcome);
            }
            // In the console of whoever runs the shift: some read, the latest not yet.
            for day in YESTERDAY - 5..=YESTERDAY {
                let Some(notice) = self.notice(home, day, "in_app") else { continue };
                let notice = Notice {
                    priority: priorities.draw(&mut self.maker.rng),
                    class: classes.draw(&mut self.maker.rng),
                    ..notice
                };
                let read = (day < YESTERDAY - 1).then(|| self.maker.some_time(day, 14, 17));
                self.waiting(&notice, "delivered", read);
            }
            for n in 0..12 {
                let channel = soon.draw(&mut self.maker.rng);
                let Some(notice) = self.notice(home, TODAY + 1 + n, channel) else { continue };
                let notice = Notice {
                    priority: priorities.draw(&mut self.maker.rng),
                    class: classes.draw(&mut self.maker.rng),
                    ..notice
                };
                self.waiting(&notice, "queued", None);
            }
            // Being sent when the year ended: whoever claims next sends it again.
            if let Some(notice) = self.notice(home, YESTERDAY, "email") {
                self.waiting(&notice, "leased", None);
            }
        }
    }

    /// A reminder about an alert of somebody who lives in a home, to whoever answers for it.
    fn notice(&mut self, home: usize, day: Day, channel: &'static str) -> Option<Notice> {
        let at = self.maker.some_time(day.min(TODAY + 20), 7, 12);
        let here = &self.homes[home];
        let rng = &mut self.maker.rng;
        let with_alert: Vec<usize> = here
            .residents
            .iter()
            .copied()
            .filter(|who| self.residents[*who].is_present() && !self.residents[*who].alerts.is_empty())
            .collect();
        if with_alert.is_empty() {
            return None;
        }
        let resident = &self.residents[*rng.pick(&with_alert)];
        let alert = rng.pick(&resident.alerts);
        let person = here.someone(rng, |p| {
            p.manages(here.id, at)
                || p.works(here.id, Grade::Senior, at)
                || p.works(here.id, Grade::Nurse, at)
        })?;
        Some(Notice {
            to: (!matches!(channel, "slack" | "teams" | "webhook")).then_some(person.profile),
            channel,
            kind: if rng.chance(60) { "alert_review_due" } else { "alert_to_check" },
            about: (alert.id, resident.client.id),
            home: here.id,
            day,
            at,
            priority: "medium",
            class: "reminder",
        })
    }

    fn columns(&mut self, notice: &Notice) -> (Uuid, Vec<(&'static str, Value)>) {
        let id = self.maker.ledger.id(notice.at);
        let (alert, client) = notice.about;
        let slot = self.maker.calendar.date(notice.day).to_string();
        let once: Vec<(&'static str, Value)> = vec![
            ("organisation_id", self.organisation.into()),
            ("kind", notice.kind.into()),
            ("entity", "client_alerts".into()),
            ("entity_id", alert.into()),
            ("profile_id", notice.to.into()),
            ("channel", notice.channel.into()),
            ("slot", slot.into()),
            ("created_at", notice.at.into()),
        ];
        let mut key = once.clone();
        key.push(("notification_id", id.into()));
        self.maker.ledger.plain(&NOTIFICATION_KEYS, key);
        // As PostgreSQL prints jsonb: shorter keys first.
        let payload = format!(
            r#"{{"entity": "client_alerts", "template": "{}", "client_id": "{client}", "entity_id": "{alert}", "care_home_id": "{}"}}"#,
            notice.kind, notice.home
        );
        let mut columns = once;
        columns.extend([
            ("id", id.into()),
            ("care_home_id", notice.home.into()),
            ("client_id", client.into()),
            ("payload", Value::Json(payload.into())),
            ("class", notice.class.into()),
            ("priority", notice.priority.into()),
            ("trigger_at", notice.at.into()),
        ]);
        (id, columns)
    }

    fn waiting(&mut self, notice: &Notice, status: &'static str, read: Option<Timestamp>) {
        let (_, mut columns) = self.columns(notice);
        let hours = if notice.class == "incident" { 72 } else { 24 };
        let expires =
            (notice.channel != "in_app").then(|| notice.at + jiff::SignedDuration::from_hours(hours));
        columns.extend([
            ("next_at", notice.at.into()),
            ("expires_at", expires.into()),
            ("status", status.into()),
            ("attempt", Value::Int(i64::from(status != "queued"))),
            ("read_at", read.into()),
        ]);
        if status == "leased" {
            columns.push(("lease_until", (notice.at + jiff::SignedDuration::from_mins(1)).into()));
        }
        self.maker.ledger.plain(&QUEUE, columns);
    }

    fn finished(&mut self, notice: &Notice, outcome: &'static str) {
        let (id, mut columns) = self.columns(notice);
        let later = |minutes| notice.at + jiff::SignedDuration::from_mins(minutes);
        let (attempt, minutes, error) = match outcome {
            "failed" => (1, 1, Some("address_refused")),
            "dead" | "replayed" => (8, 70, Some("unreachable")),
            "expired" => (3, 1441, Some("too_old")),
            "suppressed" => (1, 1, Some("no_longer_due")),
            "unknown" => (1, 2, Some("answer_lost")),
            _ => (1, 1, None),
        };
        let taken = matches!(outcome, "sent" | "delivered") && notice.channel != "in_app";
        let read = (notice.channel == "in_app" && outcome == "delivered").then(|| later(45));
        columns.extend([
            ("status", outcome.into()),
            ("attempt", Value::Int(attempt)),
            ("provider_id", taken.then(|| format!("msg-{}", &id.simple().to_string()[20..])).into()),
            ("last_error", error.into()),
            ("finished_at", later(minutes).into()),
            ("read_at", read.into()),
            ("replayed_at", (outcome == "replayed").then(|| later(600)).into()),
        ]);
        self.maker.ledger.plain(&DELIVERY, columns);
    }
}
