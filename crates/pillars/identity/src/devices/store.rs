//! The SQL of shared tablets.

use almoner_pg::{Branch, Changed, Filter, List, Sort, lists, row, statement};
use almoner_web::Made;
use almoner_web::records::There;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::model::{DeviceOut, ThisDeviceOut};
use crate::sessions::store::{Session, live, session};

macro_rules! device_columns {
    () => {
        "t.id, t.version, t.care_home_id, h.name as care_home, t.name, t.created_at as registered_at, n.name as registered_by_name, \
         coalesce(u.people, 0) as people, u.seen_at, t.archived_at, t.archive_reason, \
         array_remove(array[case when t.archived_at is null and (t.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
             or t.organisation_id is not distinct from (select app.owned_organisation_id())) then 'revoke' end], null) as can"
    };
}

macro_rules! device_joins {
    () => {
        " left join public.care_homes h on h.organisation_id = t.organisation_id and h.id = t.care_home_id \
          left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.created_by \
          left join lateral app.device_use(t.id) u on true "
    };
}

row! {
    /// Whose PIN is tried, and what it is checked by.
    pub struct Tried {
        pub organisation_id: Uuid,
        pub account_id: Uuid,
        pub email: String,
        pub care_home_id: Uuid,
        pub device_name: String,
        pub mac: Vec<u8>,
    }
}

row! {
    /// Who somebody is on a tablet.
    pub struct OnDevice { pub organisation_id: Uuid, pub care_home_id: Uuid, pub device_name: String }
}

statement! {
    /// A home that the caller works in or manages.
    pub HOME: (Uuid) -> There =
        "select h.id from public.care_homes h where h.organisation_id = (select app.organisation_id()) and h.id = $1 \
            and h.id = any ((select app.visible_home_ids())::uuid[])";
    /// One.
    pub DEVICE: (Uuid) -> DeviceOut = concat!("select ", device_columns!(), " from public.devices t", device_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// Registers one: home, name, hash of its secret.
    pub REGISTER: (Uuid, String, Vec<u8>) -> Made =
        "select x.id from app.register_device($1, $2, $3) x (id) /* never null: id */";
    /// Revokes one: which, the version that was seen, why.
    pub REVOKE: (Uuid, i32, String) -> Changed =
        "select x.id, x.version from app.revoke_device($1, $2, $3) x /* never null: id, version */";

    /// The tablet that shows this.
    pub SHOWN: (Vec<u8>) -> ThisDeviceOut =
        "select x.device_id, x.name, x.care_home_id, x.care_home, x.people from app.device_shown($1) x \
         /* never null: device_id, name, care_home_id, care_home, people */";
    /// Who somebody is on a tablet, while they give care in its home.
    pub ON_DEVICE: (Uuid, Uuid) -> OnDevice =
        "select x.organisation_id, x.care_home_id, x.device_name from app.device_person($1, $2) x \
         /* never null: organisation_id, care_home_id, device_name */";
    /// Takes a person's PIN on a tablet, so that tries count one after the other; the first lock of its transaction.
    pub LOCK_PIN: (Uuid, Uuid) -> () = "select from private.device_pins p where p.device_id = $1 and p.profile_id = $2 for update";
    /// What it is checked by; after [`LOCK_PIN`], in the same flush.
    pub PIN: (Uuid, Uuid) -> Tried =
        "select x.organisation_id, x.account_id, x.email, x.care_home_id, x.device_name, p.mac \
           from private.device_pins p cross join lateral app.device_person(p.device_id, p.profile_id) x \
          where p.device_id = $1 and p.profile_id = $2 \
         /* never null: organisation_id, account_id, email, care_home_id, device_name */";
    /// A right one: what was counted is forgotten, and one of an older key is kept by today's.
    pub RIGHT: (Uuid, Uuid, Vec<u8>) -> () =
        "update private.device_pins set wrong = 0, used_at = now(), mac = $3 where device_id = $1 and profile_id = $2";
    pub SEEN: (Uuid) -> () = "update private.device_secrets set seen_at = now() where device_id = $1";
    /// A wrong one; the tenth takes the PIN away.
    pub WRONG: (Uuid, Uuid) -> () =
        "with counted as (update private.device_pins set wrong = wrong + 1 where device_id = $1 and profile_id = $2 and wrong < 9 returning 1) \
         delete from private.device_pins where device_id = $1 and profile_id = $2 and not exists (select from counted)";
    /// Chooses a PIN, or another.
    pub CHOOSE: (Uuid, Uuid, Uuid, Vec<u8>) -> () =
        "insert into private.device_pins (organisation_id, device_id, profile_id, mac) values ($1, $2, $3, $4) \
         on conflict (device_id, profile_id) do update set mac = excluded.mac, wrong = 0, set_at = now(), used_at = null";

    /// Ends what sign-ins there are on a tablet: one person at a time works on it.
    pub END_ON: (Uuid) -> () =
        "update private.sessions s set revoked_at = now(), revoked_because = 'switched' where s.device_id = $1 and s.revoked_at is null";
    /// Begins a sign-in on a tablet: account, organisation, person, tablet, its home, its name, transport, idle and
    /// absolute limit in seconds, hash of the refresh token.
    pub OPEN_ON: (Uuid, Uuid, Uuid, Uuid, Uuid, String, &'static str, f64, f64, Vec<u8>) -> Session = concat!(
        "with s as (insert into private.sessions (account_id, organisation_id, profile_id, device_id, device_home_id, device, transport, idle_ends_at, ends_at) \
            values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8), now() + make_interval(secs => $9)) returning *), \
         t as (insert into private.refresh_tokens (hash, session_id) select $10, s.id from s) \
         select ", session!(), " from s");
    /// Ends the sign-in that a PIN was chosen in, which the one on the tablet takes the place of.
    pub END_FULL: (Uuid) -> () = concat!(
        "update private.sessions s set revoked_at = now(), revoked_because = 'rotated' where s.id = $1 and ", live!());
}

lists! {
    /// Tablets, the latest first.
    pub DEVICES -> DeviceOut = List {
        table: "public.devices",
        columns: device_columns!(),
        joins: device_joins!(),
        always: "true",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: Some("unnest((select app.managed_home_ids())) h (id)"),
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.care_home_id = h.id",
            },
        ],
        filters: &[
            Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
            Filter { name: "archived", sql: "(t.archived_at is not null) = $?", ty: || Type::BOOL },
        ],
        sorts: &[Sort { name: "-registered_at", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}
