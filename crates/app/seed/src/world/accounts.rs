//! Accounts: an invitation is sent, accepted or left open.

use jiff::Timestamp;
use uuid::Uuid;

use super::Maker;
use super::people::Hire;
use crate::ledger::Record;
use crate::tables::{ACCOUNTS, LINKS, USERS};
use crate::value::Value;

/// Accepts the invitation: from now on there is an account.
pub fn accept(maker: &mut Maker, hire: &Hire, invited: Timestamp, profile: &mut Record, email: &str) -> Uuid {
    // Within the day, so that nobody acts before they have an account.
    let at = later(invited, if hire.by.is_none() { 1 } else { maker.rng.between(1, 6) });
    let account = if let Some(known) = &hire.known {
        known.account
    } else {
        let account = maker.ledger.id(at);
        let email = Value::from(email.to_owned());
        maker.ledger.plain(
            &USERS,
            vec![
                ("id", account.into()),
                ("aud", "authenticated".into()),
                ("role", "authenticated".into()),
                ("email", email.clone()),
                ("email_confirmed_at", at.into()),
                ("created_at", at.into()),
                ("updated_at", at.into()),
                ("is_sso_user", false.into()),
                ("is_anonymous", false.into()),
            ],
        );
        maker.ledger.plain(
            &ACCOUNTS,
            vec![
                ("id", account.into()),
                ("email", email),
                ("password_hash", maker.password_hash.clone().into()),
                ("totp_last_step", Value::Int(0)),
                ("verified_at", at.into()),
                ("created_at", at.into()),
                ("updated_at", at.into()),
            ],
        );
        account
    };
    let act = maker.ledger.stranger(at, "accept");
    maker.ledger.change(&act, profile, vec![("account_id", account.into()), ("status", "active".into())]);
    let of = (Some(account), profile.organisation, profile.id);
    if hire.by.is_none() {
        link(maker, "owner_setup", of, email, (invited, week_after(invited), Some(at)));
        let asked = maker.some_time(200, 7, 9);
        link(maker, "password_reset", of, email, (asked, later(asked, 1), Some(later(asked, 0))));
    } else {
        link(maker, "invitation", of, email, (invited, week_after(invited), Some(at)));
    }
    account
}

/// An invitation that nobody has accepted, open for a week or until it was taken back.
pub fn invitation(
    maker: &mut Maker,
    (organisation, profile): (Uuid, Uuid),
    email: &str,
    at: Timestamp,
    ends: Option<Timestamp>,
) {
    let ends = ends.unwrap_or_else(|| week_after(at));
    link(maker, "invitation", (None, organisation, profile), email, (at, ends, None));
}

/// A one-time link. Its secret was never made, so it opens nothing.
fn link(
    maker: &mut Maker,
    kind: &'static str,
    (account, organisation, profile): (Option<Uuid>, Uuid, Uuid),
    email: &str,
    (made, ends, used): (Timestamp, Timestamp, Option<Timestamp>),
) {
    let values = vec![
        ("hash", Value::Bytes(maker.ledger.bytes32())),
        ("kind", kind.into()),
        ("account_id", account.into()),
        ("organisation_id", organisation.into()),
        ("profile_id", profile.into()),
        ("email", email.to_owned().into()),
        ("created_at", made.into()),
        ("ends_at", ends.into()),
        ("used_at", used.into()),
    ];
    maker.ledger.plain(&LINKS, values);
}

fn week_after(at: Timestamp) -> Timestamp {
    at + jiff::SignedDuration::from_hours(7 * 24)
}

/// So many hours and some minutes later.
pub fn later(at: Timestamp, hours: i32) -> Timestamp {
    at + jiff::SignedDuration::from_secs(i64::from(hours) * 3600 + 17 * 60)
}
