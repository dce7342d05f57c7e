//! The SQL of accounts, one-time codes, devices and links.

use almoner_pg::{row, statement};
use jiff::Timestamp;
use uuid::Uuid;

row! {
    /// What is known of an account before its password was given.
    pub struct Found {
        pub id: Uuid,
        pub email: String,
        pub password_hash: Option<String>,
        /// Verified and not disabled.
        pub open: bool,
        /// The account has signed in from this device before.
        pub known_device: bool,
    }
}

row! {
    /// An account, for whoever holds its row.
    pub struct Account {
        pub id: Uuid,
        pub email: String,
        pub password_hash: Option<String>,
        pub open: bool,
        pub totp_secret: Option<String>,
        pub totp_confirmed: bool,
        pub totp_last_step: i64,
        pub totp_pending: Option<String>,
    }
}

row! {
    /// An organisation that an account may work in.
    pub struct Workplace {
        pub organisation_id: Uuid,
        pub profile_id: Uuid,
        pub organisation: String,
        pub second_factor_required: bool,
    }
}

row! {
    /// What an update touched.
    pub struct Touched { pub account_id: Uuid }
}

row! {
    /// Yes or no.
    pub struct Said { pub yes: bool }
}

row! {
    /// What an invitation says.
    pub struct Invitation {
        pub kind: String,
        pub email: String,
        pub organisation: String,
        pub given_name: String,
        pub ends_at: Timestamp,
        pub address_known: bool,
    }
}

row! {
    /// Where an accepted invitation leads.
    pub struct Joined { pub organisation_id: Uuid, pub profile_id: Uuid }
}

row! {
    /// The account of an invited person, just made.
    pub struct Registered { pub account_id: Uuid, pub email: String, pub organisation_id: Uuid, pub profile_id: Uuid }
}

row! {
    /// Whose password a link sets.
    pub struct Reset { pub account_id: Uuid, pub email: String }
}

row! {
    /// Whose pass a code was, and for how long its sign-in lasts.
    pub struct UsedPass {
        pub account_id: Uuid,
        pub email: String,
        pub organisation_id: Uuid,
        pub profile_id: Uuid,
        pub session_seconds: f64,
    }
}

/// A device counts as known for half a year after its last sign-in.
macro_rules! known_device {
    () => {
        "exists (select from private.known_devices d where d.account_id = a.id and d.hash = $2 \
            and d.seen_at > now() - interval '180 days') as known_device"
    };
}

macro_rules! open {
    () => {
        "(a.disabled_at is null and a.verified_at is not null) as open"
    };
}

statement! {
    /// An account by its address, and whether it knows a device.
    pub FIND: (String, Option<Vec<u8>>) -> Found = concat!(
        "select a.id, a.email, a.password_hash, ", open!(), ", ", known_device!(),
        " from private.accounts a where a.email = $1");
    /// The same by its id.
    pub FIND_AGAIN: (Uuid, Option<Vec<u8>>) -> Found = concat!(
        "select a.id, a.email, a.password_hash, ", open!(), ", ", known_device!(),
        " from private.accounts a where a.id = $1");
    /// Takes an account's row before anything of it changes: the first lock of every such transaction.
    /// Not `for update`, which new sessions of the account would wait for.
    pub LOCK: (Uuid) -> () = "select from private.accounts a where a.id = $1 for no key update";
    /// An account by its id; after [`LOCK`], in the same flush.
    pub ACCOUNT: (Uuid) -> Account = concat!(
        "select a.id, a.email, a.password_hash, ", open!(), ", a.totp_secret, \
            a.totp_confirmed_at is not null as totp_confirmed, a.totp_last_step, \
            case when a.totp_pending_at > now() - interval '15 minutes' then a.totp_pending end as totp_pending \
           from private.accounts a where a.id = $1");
    /// Where an account may work.
    pub WORKPLACES: (Uuid) -> Workplace =
        "select organisation_id, profile_id, organisation, second_factor_required from app.profiles_of_account($1) \
         /* not null: organisation_id, profile_id, organisation, second_factor_required (its function gives no other) */";
    /// Uses the step of a code, unless it or a later one was used.
    pub USE_STEP: (Uuid, i64) -> Touched =
        "update private.accounts set totp_last_step = $2 where id = $1 and totp_last_step < $2 returning id as account_id";
    /// Uses a recovery code.
    pub USE_RECOVERY: (Uuid, Vec<u8>) -> Touched =
        "update private.recovery_codes set used_at = now() where account_id = $1 and code_hash = $2 and used_at is null returning account_id";
    /// Seals a seed anew, with today's key.
    pub RESEAL: (Uuid, String) -> () = "update private.accounts set totp_secret = $2 where id = $1";
    /// Stores a password's hash.
    pub SET_PASSWORD: (Uuid, String) -> () =
        "update private.accounts set password_hash = $2, updated_at = now() where id = $1";
    /// Whether a mark was given to any account by us: one device, several people.
    pub DEVICE_IS_OURS: (Option<Vec<u8>>) -> Said =
        "select exists (select from private.known_devices where hash = $1) as yes";
    /// Remembers a device.
    pub KEEP_DEVICE: (Uuid, Vec<u8>) -> () =
        "insert into private.known_devices (account_id, hash) values ($1, $2) on conflict (account_id, hash) do update set seen_at = now()";

    /// Makes a link for an account that can use it; nothing otherwise.
    pub ADD_RESET: (Vec<u8>, String, i32) -> Reset =
        "insert into private.links (hash, kind, account_id, email, ends_at) \
         select $1, 'password_reset', a.id, a.email, now() + make_interval(mins => $3) from private.accounts a \
          where a.email = $2 and a.disabled_at is null and a.verified_at is not null returning account_id, email \
         /* not null: account_id (such a link has one) */";
    /// Whose password a link sets, while it can be used.
    pub RESET: (Vec<u8>) -> Reset =
        "select l.account_id, l.email from private.links l join private.accounts a on a.id = l.account_id \
          where l.hash = $1 and l.kind = 'password_reset' and l.used_at is null and l.ends_at > now() and a.disabled_at is null \
         /* not null: account_id (such a link has one) */";
    /// Uses a link up.
    pub USE_RESET: (Vec<u8>) -> Touched =
        "update private.links set used_at = now() where hash = $1 and kind = 'password_reset' and used_at is null and ends_at > now() \
         returning account_id /* not null: account_id (such a link has one) */";
    /// Ends what other links to set an account's password there are.
    pub END_RESETS: (Uuid) -> () =
        "update private.links set used_at = now() where account_id = $1 and kind = 'password_reset' and used_at is null";

    /// Uses the code of a pass for one shift.
    pub USE_PASS: (Vec<u8>) -> UsedPass =
        "select account_id, email, organisation_id, profile_id, session_seconds from app.use_agency_pass($1) \
         /* not null: account_id, email, organisation_id, profile_id, session_seconds (its function gives no other) */";

    /// What an invitation says.
    pub INVITATION: (Vec<u8>) -> Invitation =
        "select kind, email, organisation, given_name, ends_at, address_known from app.open_invitation($1) \
         /* not null: kind, email, organisation, given_name, ends_at, address_known (its function gives no other) */";
    /// Accepts an invitation with an account.
    pub ACCEPT: (Vec<u8>, Uuid) -> Joined =
        "select organisation_id, profile_id from app.accept_invitation($1, $2) /* not null: organisation_id, profile_id (its function gives no other) */";
    /// Makes the invited person's account and accepts with it.
    pub REGISTER: (Vec<u8>, String) -> Registered =
        "select account_id, email, organisation_id, profile_id from app.register_invited($1, $2) \
         /* not null: account_id, email, organisation_id, profile_id (its function gives no other) */";
}
