//! The SQL of what an account keeps for its sign-in.

use almoner_pg::{row, statement};
use jiff::Timestamp;
use uuid::Uuid;

row! {
    /// What an account has.
    pub struct Kept {
        pub email: String,
        pub has_password: bool,
        pub authenticator_since: Option<Timestamp>,
        pub recovery_codes_left: i64,
    }
}

row! {
    /// A linked sign-in of another service.
    pub struct Linked { pub issuer: String, pub created_at: Timestamp }
}

row! {
    /// What an insert or delete touched.
    pub struct Touched { pub account_id: Uuid }
}

statement! {
    /// What an account has.
    pub KEPT: (Uuid) -> Kept =
        "select a.email, a.password_hash is not null as has_password, a.totp_confirmed_at as authenticator_since, \
                (select count(*) from private.recovery_codes c where c.account_id = a.id and c.used_at is null) as recovery_codes_left \
           from private.accounts a where a.id = $1";
    /// Notes an authenticator that is being added.
    pub PEND: (Uuid, String) -> () =
        "update private.accounts set totp_pending = $2, totp_pending_at = now() where id = $1";
    /// Takes the pending authenticator for the account's; `$2` is the step of the code that proved it.
    pub CONFIRM: (Uuid, i64) -> () =
        "update private.accounts set totp_secret = totp_pending, totp_confirmed_at = now(), totp_last_step = $2, \
                totp_pending = null, totp_pending_at = null, updated_at = now() where id = $1 and totp_pending is not null";
    /// Takes the authenticator away. The last step stays: the seed may have been a copy.
    pub REMOVE: (Uuid) -> () =
        "update private.accounts set totp_secret = null, totp_confirmed_at = null, totp_pending = null, totp_pending_at = null, \
                updated_at = now() where id = $1";
    /// Takes the recovery codes away.
    pub NO_CODES: (Uuid) -> () = "delete from private.recovery_codes where account_id = $1";
    /// Stores recovery codes, given as hashes in hex.
    pub CODES: (Uuid, Vec<String>) -> () =
        "insert into private.recovery_codes (account_id, code_hash) select $1, decode(h, 'hex') from unnest($2) as h";

    /// The linked services of an account.
    pub LINKS: (Uuid) -> Linked =
        "select i.issuer, i.created_at from private.account_identities i where i.account_id = $1 order by i.issuer, i.created_at";
    /// Links a subject; nothing when it is linked already, to whomever.
    pub LINK: (String, String, Uuid) -> Touched =
        "insert into private.account_identities (issuer, subject, account_id) values ($1, $2, $3) on conflict do nothing returning account_id";
    /// Takes the links of a service away.
    pub UNLINK: (Uuid, String) -> Touched =
        "delete from private.account_identities where account_id = $1 and issuer = $2 returning account_id";
}
