//! Concerns about the residents of a handover: those that were raised since the one before it, and those that
//! nobody saw to yet when it was composed, however old they are. Looked up as the reader, like changes.

use almoner_pg::statement;
use uuid::Uuid;

use crate::concerns::{ConcernOut, concern_columns, concern_joins};

statement! {
    /// What waits for somebody comes first, then what is urgent, then the latest. What was raised after it was composed
    /// is of the next handover; it was told at once.
    pub CONCERNS_IN: (Uuid) -> ConcernOut = concat!(
        "with h as materialized ( \
             select t.organisation_id, t.care_home_id, t.unit_id, t.created_at as until, \
                    coalesce((select max(p.created_at) from public.handovers p \
                        where p.organisation_id = t.organisation_id and p.care_home_id = t.care_home_id and p.archived_at is null \
                          and p.unit_id is not distinct from t.unit_id and p.created_at < t.created_at and p.id <> t.id), \
                        t.created_at - interval '24 hours') as since \
               from public.handovers t where t.organisation_id = (select app.organisation_id()) and t.id = $1 \
         ), there as materialized ( \
             select k.id, h.since, h.until \
               from h join public.clients k on k.organisation_id = h.organisation_id and k.archived_at is null \
               left join public.beds kb on kb.organisation_id = k.organisation_id and kb.id = k.bed_id \
               left join public.rooms kr on kr.organisation_id = kb.organisation_id and kr.id = kb.room_id \
              where (k.holding_home_id = h.care_home_id or exists (select from public.bed_stays s \
                        where s.organisation_id = h.organisation_id and s.client_id = k.id and s.care_home_id = h.care_home_id \
                          and s.archived_at is null and s.status = 'ended' and upper(s.during) > h.since)) \
                and (h.unit_id is null or kr.unit_id is null or kr.unit_id = h.unit_id) \
         ) \
         select ",
        concern_columns!(),
        " from there h join public.concerns t on t.organisation_id = (select app.organisation_id()) and t.client_id = h.id",
        concern_joins!(),
        "where t.recorded_at <= h.until and (t.recorded_at > h.since or t.acknowledged_at > h.until or t.status = 'raised') \
         order by t.status <> 'raised', not t.urgent, t.recorded_at desc, t.id desc limit 200");
}
