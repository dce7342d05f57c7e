//! The SQL of the inbox. The policy of notification_queue says who reads: the recipient, of what they may
//! still see.

use almoner_pg::{Branch, Filter, List, Sort, lists, statement};
use almoner_web::Made;
use jiff::Timestamp;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::model::{ReadOut, Shown, UnreadOut};

macro_rules! columns {
    () => {
        "t.id, t.kind, t.entity, t.entity_id, t.care_home_id, h.name as care_home_name, h.time_zone, o.name as organisation_name, \
         c.id as client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, \
         t.payload, t.priority, t.trigger_at, t.read_at, t.acknowledged_at, w.subject, w.body"
    };
}

macro_rules! joins {
    () => {
        "left join public.organisations o on o.id = t.organisation_id \
         left join public.care_homes h on h.organisation_id = t.organisation_id and h.id = t.care_home_id \
         left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
         left join public.notification_templates w on w.organisation_id = t.organisation_id and w.kind = t.kind \
              and w.channel = 'in_app' and w.archived_at is null"
    };
}

macro_rules! mine {
    () => {
        "t.organisation_id = (select app.organisation_id()) and t.profile_id = (select app.profile_id()) \
         and t.channel = 'in_app' and t.status = 'delivered'"
    };
}

lists! {
    /// One's own, the newest first.
    pub NOTIFICATIONS -> Shown = List {
        table: "public.notification_queue",
        columns: columns!(),
        joins: joins!(),
        always: "true",
        branches: &[Branch { per: None, when: mine!() }],
        filters: &[
            Filter { name: "unread", sql: "(t.read_at is null) = $?", ty: || Type::BOOL },
            Filter { name: "urgent", sql: "(t.priority in ('high', 'critical')) = $?", ty: || Type::BOOL },
            Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
        ],
        sorts: &[Sort { name: "-told_at", keys: &["trigger_at", "id"], types: &[Type::TIMESTAMPTZ, Type::UUID], descending: true }],
    };
}

statement! {
    /// One of one's own.
    pub NOTIFICATION: (Uuid) -> Shown =
        concat!("select ", columns!(), " from public.notification_queue t ", joins!(), " where ", mine!(), " and t.id = $1");
    /// How much there is to read.
    pub UNREAD: () -> UnreadOut = concat!(
        "select (select count(*) from (select from public.notification_queue t where ", mine!(), " and t.read_at is null limit 100) u) as unread, \
                (select count(*) from (select from public.notification_queue t where ", mine!(), " \
                    and t.priority in ('high', 'critical') and t.acknowledged_at is null limit 100) u) as urgent /* never null: unread, urgent */"
    );
    pub READ: (Uuid) -> Made = concat!("update public.notification_queue t set read_at = now() where ", mine!(), " and t.id = $1 returning t.id");
    pub ACKNOWLEDGE: (Uuid) -> Made =
        concat!("update public.notification_queue t set acknowledged_at = now() where ", mine!(), " and t.id = $1 returning t.id");
    pub READ_ALL: (Timestamp) -> ReadOut = concat!(
        "with marked as (update public.notification_queue t set read_at = now() where ", mine!(), " and t.read_at is null and t.trigger_at <= $1 returning 1) \
         select count(*) as marked from marked /* never null: marked */"
    );
}
