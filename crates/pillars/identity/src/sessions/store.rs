//! The SQL of sessions and their refresh tokens.

use almoner_pg::{row, statement};
use jiff::Timestamp;
use uuid::Uuid;

row! {
    /// A session that lives.
    #[derive(Clone, Debug)]
    pub struct Session {
        pub id: Uuid,
        pub account_id: Uuid,
        pub organisation_id: Option<Uuid>,
        pub profile_id: Option<Uuid>,
        /// When the person signed in.
        pub created_at: Timestamp,
        pub idle_ends_at: Timestamp,
        pub ends_at: Timestamp,
        pub second_factor_at: Option<Timestamp>,
        pub transport: String,
        /// The shared tablet on which it was begun with a PIN.
        pub device_id: Option<Uuid>,
        /// A second factor was given within the last 10 minutes, as `app.fresh_second_factor()` counts.
        pub fresh: bool,
        /// Seconds until the absolute limit.
        pub seconds_left: i64,
    }
}

row! {
    /// A refresh token that was presented, with its session.
    pub struct Presented {
        pub session_id: Uuid,
        pub account_id: Uuid,
        pub email: String,
        /// The session lives, and so does its account.
        pub live: bool,
        pub transport: String,
        /// It was exchanged before.
        pub used: bool,
        /// It was exchanged so lately that this is the same client again.
        pub in_grace: bool,
        pub child: Option<Vec<u8>>,
    }
}

row! {
    /// One of a person's sign-ins.
    pub struct Listed {
        pub id: Uuid,
        pub device: Option<String>,
        pub transport: String,
        pub created_at: Timestamp,
        pub last_refresh_at: Timestamp,
        pub ends_at: Timestamp,
        pub second_factor: bool,
        pub current: bool,
    }
}

row! {
    /// A session that was ended.
    pub struct Ended { pub id: Uuid }
}

/// Seconds for which a sign-in on a shared tablet lasts without a refresh: one that was put down somewhere.
pub const IDLE_ON_DEVICE: f64 = 3600.0;

/// The columns of [`Session`], of an alias `s`.
macro_rules! session {
    () => {
        "s.id, s.account_id, s.organisation_id, s.profile_id, s.created_at, s.idle_ends_at, s.ends_at, s.second_factor_at, \
         s.transport, s.device_id, coalesce(s.second_factor_at > now() - interval '10 minutes', false) as fresh, \
         greatest(floor(extract(epoch from s.ends_at - now())), 0)::int8 as seconds_left"
    };
}

macro_rules! live {
    () => {
        "s.revoked_at is null and least(s.idle_ends_at, s.ends_at) > now()"
    };
}

pub(crate) use {live, session};

statement! {
    /// Begins a session with its first refresh token. Account, organisation, profile, second factor
    /// given, device, transport, idle and absolute limit in seconds, hash of the token.
    pub OPEN: (Uuid, Option<Uuid>, Option<Uuid>, bool, Option<String>, &'static str, f64, f64, Vec<u8>) -> Session = concat!(
        "with s as (insert into private.sessions (account_id, organisation_id, profile_id, second_factor_at, device, transport, idle_ends_at, ends_at) \
            values ($1, $2, $3, case when $4 then now() end, $5, $6, now() + make_interval(secs => $7), now() + make_interval(secs => $8)) returning *), \
         t as (insert into private.refresh_tokens (hash, session_id) select $9, s.id from s) \
         select ", session!(), " from s");
    /// Puts a session in the place of another, which ends: whatever was known of the old id is worth
    /// nothing. `$4` says whether the second factor was `given` now, is `kept` or is `gone`.
    pub ROTATE: (Uuid, Option<Uuid>, Option<Uuid>, &'static str, f64, Vec<u8>) -> Session = concat!(
        "with old as (update private.sessions s set revoked_at = now(), revoked_because = 'rotated' where s.id = $1 and ", live!(), " returning *), \
         s as (insert into private.sessions (account_id, organisation_id, profile_id, created_at, second_factor_at, device, transport, idle_ends_at, ends_at) \
            select old.account_id, $2, $3, old.created_at, \
                   case $4 when 'given' then now() when 'kept' then old.second_factor_at end, old.device, old.transport, \
                   least(now() + make_interval(secs => $5), old.ends_at), old.ends_at from old returning *), \
         t as (insert into private.refresh_tokens (hash, session_id) select $6, s.id from s) \
         select ", session!(), " from s");
    /// The caller's own session, while it lives.
    pub LIVE: (Uuid, Uuid) -> Session = concat!(
        "select ", session!(), " from private.sessions s join private.accounts a on a.id = s.account_id \
          where s.id = $1 and s.account_id = $2 and a.disabled_at is null and ", live!());

    /// A refresh token. The session and the token stay locked: of tabs that refresh at once the
    /// second finds what the first did. The grace in seconds.
    pub PRESENTED: (Vec<u8>, f64) -> Presented = concat!(
        "select t.session_id, s.account_id, a.email, (a.disabled_at is null and ", live!(), ") as live, s.transport, \
                t.used_at is not null as used, coalesce(t.used_at > now() - make_interval(secs => $2), false) as in_grace, t.child \
                /* not null: live (made of columns that are there) */ \
           from private.refresh_tokens t join private.sessions s on s.id = t.session_id join private.accounts a on a.id = s.account_id \
          where t.hash = $1 for update of s, t");
    /// Exchanges a token for its child and counts idle time anew: seconds, and those on a shared tablet.
    pub EXCHANGE: (Vec<u8>, Vec<u8>, f64, f64) -> Session = concat!(
        "with used as (update private.refresh_tokens t set used_at = now(), child = $2 where t.hash = $1 and t.used_at is null returning t.session_id), \
         made as (insert into private.refresh_tokens (hash, session_id, parent) select $2, used.session_id, $1 from used) \
         update private.sessions s set last_refresh_at = now(), idle_ends_at = least(now() + make_interval(secs => case when s.device_id is null then $3 else $4 end), s.ends_at) \
           from used where s.id = used.session_id returning ", session!());
    /// A session by its id, whoever asks.
    pub SESSION: (Uuid) -> Session = concat!("select ", session!(), " from private.sessions s where s.id = $1 and ", live!());

    /// The person's sign-ins that live.
    pub LIST: (Uuid, Uuid) -> Listed = concat!(
        "select s.id, s.device, s.transport, s.created_at, s.last_refresh_at, s.ends_at, s.second_factor_at is not null as second_factor, \
                s.id = $2 as current /* not null: current (the parameter is) */ \
           from private.sessions s where s.account_id = $1 and ", live!(), " order by s.last_refresh_at desc, s.id limit 200");
    /// Ends one session of an account.
    pub END: (Uuid, Uuid, &'static str) -> Ended = concat!(
        "update private.sessions s set revoked_at = now(), revoked_because = $3 where s.account_id = $1 and s.id = $2 and ", live!(), " returning s.id");
    /// Ends every session of an account but one (or none of them, for null).
    pub END_OTHERS: (Uuid, Option<Uuid>, &'static str) -> Ended =
        "update private.sessions s set revoked_at = now(), revoked_because = $3 \
          where s.account_id = $1 and s.id is distinct from $2 and s.revoked_at is null returning s.id";
    /// Ends the session of a refresh token, exchanged or not.
    pub END_BY_TOKEN: (Vec<u8>) -> Ended = concat!(
        "update private.sessions s set revoked_at = now(), revoked_because = 'signed_out' from private.refresh_tokens t \
          where t.hash = $1 and s.id = t.session_id and ", live!(), " returning s.id");
    /// The organisation that a person with another issuer's token works in.
    pub CHOOSE: (Uuid, Uuid, Uuid) -> () =
        "insert into private.chosen_profiles (account_id, organisation_id, profile_id) values ($1, $2, $3) \
         on conflict (account_id) do update set organisation_id = excluded.organisation_id, profile_id = excluded.profile_id";
}
