//! The SQL of the watch over deliveries.

use almoner_pg::{Branch, Filter, List, Sort, lists, statement};
use almoner_web::Made;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::model::{ChannelOut, DeliveryOut, WaitingOut};

macro_rules! columns {
    () => {
        "t.id, t.channel, t.kind, t.profile_id, n.name as person_name, t.care_home_id, h.name as care_home_name, t.priority, t.status, \
         t.attempt, t.last_error, t.trigger_at, t.finished_at, t.acknowledged_at, \
         case when t.status = 'dead' and t.organisation_id = (select app.owned_organisation_id()) then array['replay'] else '{}' end as can \
         /* never null: can */"
    };
}

macro_rules! joins {
    () => {
        "left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
         left join public.care_homes h on h.organisation_id = t.organisation_id and h.id = t.care_home_id"
    };
}

lists! {
    /// The newest first: the whole organisation's, or those of the homes that one manages.
    pub DELIVERIES -> DeliveryOut = List {
        table: "public.notification_delivery",
        columns: columns!(),
        joins: joins!(),
        always: "true",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: Some("unnest((select case when (select app.org_read_in_full()) is null then app.managed_home_ids() end)::uuid[]) h"),
                when: "t.organisation_id = (select app.organisation_id()) and t.care_home_id = h",
            },
        ],
        filters: &[
            Filter { name: "status", sql: "t.status = $?", ty: || Type::TEXT },
            Filter { name: "channel", sql: "t.channel = $?", ty: || Type::TEXT },
            Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
        ],
        sorts: &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}

statement! {
    pub DELIVERY: (Uuid) -> DeliveryOut = concat!("select ", columns!(), " from public.notification_delivery t ", joins!(),
        " where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// The database puts it back into the queue.
    pub REPLAY: (Uuid) -> Made = "update public.notification_delivery set status = 'replayed' \
        where organisation_id = (select app.organisation_id()) and id = $1 returning id";
    /// The soonest first.
    pub WAITING: (i32) -> WaitingOut =
        "select t.id, t.channel, t.kind, t.profile_id, n.name as person_name, t.care_home_id, h.name as care_home_name, t.priority, t.status, \
                t.attempt, t.last_error, t.trigger_at, t.next_at, t.expires_at \
           from app.waiting_notifications($1) t \
           left join public.people_names n on n.organisation_id = (select app.organisation_id()) and n.profile_id = t.profile_id \
           left join public.care_homes h on h.organisation_id = (select app.organisation_id()) and h.id = t.care_home_id \
          order by t.next_at, t.id \
         /* not null: id, channel, kind, priority, status, attempt, trigger_at, next_at (columns of the queue that are never null) */";
    /// That the caller watches over anything.
    pub WATCHES: () -> Made = "select o.id from public.organisations o where o.id = (select app.settings_organisation_id())";
    pub CHANNELS: () -> ChannelOut = concat!(channel!(), "order by t.channel");
    pub CHANNEL: (Uuid) -> ChannelOut = concat!(channel!(), "and t.id = $1");
    pub RESUME: (Uuid) -> Made = "update public.notification_channels set status = 'open' \
        where organisation_id = (select app.organisation_id()) and id = $1 returning id";
}

macro_rules! channel {
    () => {
        "select t.id, t.channel, t.status, t.code, t.paused_at, t.probe_at, n.name as resumed_by_name, \
                case when t.status = 'paused' and t.organisation_id = (select app.owned_organisation_id()) then array['resume'] else '{}' end as can \
                /* never null: can */ \
           from public.notification_channels t \
           left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.resumed_by \
          where t.organisation_id = (select app.organisation_id()) "
    };
}
use channel;
