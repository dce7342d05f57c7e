//! What has changed for the residents of a home since the handover before: plans, alerts, absences, stays.

use almoner_pg::{row, statement};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::handovers::words::HandoverChangeKind;

row! {
    /// Something that has changed for a resident.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HandoverChangeOut {
        pub kind: HandoverChangeKind,
        pub client_id: Uuid,
        pub client_name: String,
        pub at: Timestamp,
        /// What an alert says, why a plan was changed, where somebody went.
        pub text: Option<String>,
        /// The version of the plan, the alert, the absence or the stay.
        pub entity_id: Uuid,
    }
}

statement! {
    /// From the handover before it (of the same unit, or of the home), or the day before, until it was composed.
    pub CHANGES_OF: (Uuid) -> HandoverChangeOut =
        "with h as materialized ( \
             select t.organisation_id, t.care_home_id, t.unit_id, t.created_at as until, \
                    greatest(t.created_at - interval '72 hours', coalesce((select max(p.created_at) from public.handovers p \
                        where p.organisation_id = t.organisation_id and p.care_home_id = t.care_home_id and p.archived_at is null \
                          and p.unit_id is not distinct from t.unit_id and p.created_at < t.created_at and p.id <> t.id), \
                        t.created_at - interval '24 hours')) as since \
               from public.handovers t where t.organisation_id = (select app.organisation_id()) and t.id = $1 \
         ), there as materialized ( \
             select c.id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as name, h.since, h.until, h.care_home_id \
               from h join public.clients c on c.organisation_id = h.organisation_id and c.archived_at is null \
               left join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id \
               left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
              where (c.holding_home_id = h.care_home_id or exists (select from public.bed_stays s \
                        where s.organisation_id = h.organisation_id and s.client_id = c.id and s.care_home_id = h.care_home_id \
                          and s.archived_at is null and s.status = 'ended' and upper(s.during) > h.since)) \
                and (h.unit_id is null or r.unit_id is null or r.unit_id = h.unit_id) \
         ) \
         select x.kind, x.client_id, x.client_name, x.at, x.text, x.entity_id from ( \
             select 'plan_published' as kind, v.client_id, t.name as client_name, v.published_at as at, v.change_reason as text, v.id as entity_id \
               from there t join public.care_plan_versions v on v.organisation_id = (select app.organisation_id()) and v.client_id = t.id \
              where v.archived_at is null and v.published_at > t.since and v.published_at <= t.until \
             union all \
             select e.kind, a.client_id, t.name, e.at, case when a.none_known then 'No known allergies' else a.detail end, a.id \
               from there t join public.client_alerts a on a.organisation_id = (select app.organisation_id()) and a.client_id = t.id and a.archived_at is null \
              cross join lateral (values ('alert_proposed', case when a.verified_at is distinct from a.created_at then a.created_at end), \
                  ('alert_verified', a.verified_at), ('alert_ended', a.ended_at)) e (kind, at) \
              where e.at > t.since and e.at <= t.until \
             union all \
             select e.kind, a.client_id, t.name, e.at, e.text, a.id \
               from there t join public.resident_absences a on a.organisation_id = (select app.organisation_id()) and a.client_id = t.id \
                and a.care_home_id = t.care_home_id and a.archived_at is null \
              cross join lateral (values ('went_away', lower(a.during), concat_ws(', ', a.kind, a.place)), \
                  ('came_back', case when a.status = 'returned' then upper(a.during) end, a.return_note)) e (kind, at, text) \
              where e.at > t.since and e.at <= t.until \
             union all \
             select e.kind, s.client_id, t.name, e.at, null, s.id \
               from there t join public.bed_stays s on s.organisation_id = (select app.organisation_id()) and s.client_id = t.id \
                and s.care_home_id = t.care_home_id and s.archived_at is null and s.status in ('live', 'ended') \
              cross join lateral (values ('moved_in', lower(s.during)), ('left', case when s.status = 'ended' then upper(s.during) end)) e (kind, at) \
              where e.at > t.since and e.at <= t.until \
         ) x order by x.client_name, x.client_id, x.at, x.kind limit 500 \
         /* never null: kind, client_id, client_name, at, entity_id (words; of a resident; compared) */";
}
