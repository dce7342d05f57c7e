//! The columns of a resident, for one and for lists.
//!
//! A list answers a screen in one statement: names of home, room and bed, what is critical, and
//! what the reader may do. What `include` asks for stands in a second set of columns, so that a
//! list without it does not pay for it.
//!
//! Each helper of the access rules is named once and behind `offset 0`: PostgreSQL would otherwise
//! copy it into every place that uses it and run each copy. The wider right comes first, so that a
//! helper is not run at all for people whom it can't tell anything new.

/// Alerts always come in this order of kinds: the same thing stands in the same place.
macro_rules! alert_order {
    ($alert:literal) => {
        concat!(
            "array_position(array['allergy', 'choking', 'diet_texture', 'falls', 'dnacpr_respect', 'dols', 'infection', \
             'communication', 'moving_handling', 'other'], ",
            $alert,
            ".kind), ",
            $alert,
            ".id"
        )
    };
}
pub(crate) use alert_order;

macro_rules! alert_brief {
    () => {
        "jsonb_build_object('id', a.id, 'kind', a.kind, 'none_known', a.none_known, 'detail', a.detail, \
         'reaction', a.reaction, 'severity', a.severity, 'status', a.status, 'review_due', a.review_due)"
    };
}

/// From the resident `t`: home, room, bed, alerts `a`, rights `m`, verbs `o`. `$extra` adds columns to `a`.
macro_rules! client_joins {
    ($extra:expr) => {
        concat!(
            " left join public.care_homes hh on hh.organisation_id = t.organisation_id and hh.id = t.holding_home_id \
              left join public.beds b on b.organisation_id = t.organisation_id and b.id = t.bed_id \
              left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
              cross join lateral (select \
                  case when bool_or(a.kind = 'allergy' and not a.none_known) then 'recorded' \
                       when bool_or(a.none_known) then 'none_known' else 'not_asked' end as allergy_state, \
                  coalesce(jsonb_agg(",
            $crate::clients::columns::alert_brief!(),
            " order by ",
            $crate::clients::columns::alert_order!("a"),
            ") filter (where not a.none_known and (a.kind in ('allergy', 'choking', 'diet_texture', 'falls', 'dnacpr_respect', 'dols') \
                       or a.severity in ('severe', 'life_threatening'))), '[]') as critical",
            $extra,
            " from public.client_alerts a where a.organisation_id = t.organisation_id and a.client_id = t.id \
                and a.archived_at is null and a.status <> 'ended') a \
              cross join lateral (select t.holding_home_id = any ((select app.managed_home_ids())::uuid[]) as manages offset 0) h \
              cross join lateral (select h.manages, h.manages and t.id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
              cross join lateral (select w.manages, w.writes, \
                  w.writes or t.id = any ((select app.senior_client_ids())::uuid[]) as runs, \
                  w.writes or t.id = any ((select app.cared_client_ids())::uuid[]) as cares, \
                  coalesce(t.organisation_id = (select app.owned_organisation_id()), false) and t.archived_at is null as owns offset 0) m \
              cross join lateral (select array_remove(array[ \
                  case when m.manages then 'update' end, \
                  case when m.manages then case when t.archived_at is null then 'archive' else 'restore' end end, \
                  case when m.cares or ",
            $crate::there::reads_care!(),
            " then 'read_care' end, \
                  case when m.manages or coalesce(t.organisation_id = (select app.org_read_in_full()), false) then 'read_views' end, \
                  case when m.writes then 'edit_identity' end, \
                  case when m.writes then 'add_contact' end, \
                  case when m.writes then 'add_photo' end, \
                  case when m.cares then 'propose_alert' end, \
                  case when m.runs then 'verify_alert' end, \
                  case when m.writes or m.owns then 'exclude' end, \
                  case when m.writes and t.status in ('prospective', 'discharged') then 'admit' end, \
                  case when m.runs and t.status = 'current' then 'note_absence' end \
                  ], null) as can) o "
        )
    };
}
pub(crate) use client_joins;

macro_rules! client_base {
    () => {
        "t.id, t.version, t.holding_home_id, hh.name as home_name, t.status, t.title, t.given_name, t.family_name, \
         t.preferred_name, t.key_worker_id, t.bed_id, b.name as bed_name, r.name as room_name, \
         (select p.id from public.client_photos p where p.organisation_id = t.organisation_id and p.client_id = t.id \
             and p.archived_at is null) as photo_id, a.allergy_state, a.critical, \
         t.created_at, t.updated_at, t.archived_at, t.archive_reason, o.can, "
    };
}
pub(crate) use client_base;

/// A list that nobody asked to include anything.
macro_rules! plain_columns {
    () => {
        concat!(
            $crate::clients::columns::client_base!(),
            "null::jsonb as home, null::jsonb as bed, null::jsonb as key_worker, null::jsonb as alerts, null::jsonb as stay \
             /* never null: allergy_state, critical, can (each lateral answers one row, and none of them null) */"
        )
    };
}
pub(crate) use plain_columns;

macro_rules! plain_joins {
    () => {
        $crate::clients::columns::client_joins!("")
    };
}
pub(crate) use plain_joins;

/// With everything that may be included.
macro_rules! full_columns {
    () => {
        concat!(
            $crate::clients::columns::client_base!(),
            "case when hh.id is not null then jsonb_build_object('id', hh.id, 'name', hh.name, 'code', hh.code, \
                'phone', hh.phone, 'time_zone', hh.time_zone) end as home, \
             case when u.id is not null then jsonb_build_object('id', b.id, 'name', b.name, 'room_id', r.id, 'room_name', r.name, \
                'unit_id', u.id, 'unit_name', u.name) end as bed, \
             case when kw.profile_id is not null then jsonb_build_object('id', kw.profile_id, 'name', kw.name, \
                'job_title', kw.job_title) end as key_worker, \
             a.alerts, st.stay /* never null: allergy_state, critical, can (each lateral answers one row, and none of them null) */"
        )
    };
}
pub(crate) use full_columns;

macro_rules! full_joins {
    () => {
        concat!(
            $crate::clients::columns::client_joins!(concat!(
                ", coalesce(jsonb_agg(",
                $crate::clients::columns::alert_brief!(),
                " order by ",
                $crate::clients::columns::alert_order!("a"),
                ") filter (where a.id is not null), '[]') as alerts"
            )),
            " left join public.units u on u.organisation_id = r.organisation_id and u.id = r.unit_id \
              left join public.people_names kw on kw.organisation_id = t.organisation_id and kw.profile_id = t.key_worker_id \
              left join lateral (select jsonb_build_object('id', s.id, 'version', s.version, 'kind', s.kind, 'status', s.status, \
                  'from', lower(s.during), 'until', upper(s.during), 'absence', case when t.status in ('hospital', 'on_leave') then ( \
                      select jsonb_build_object('id', x.id, 'version', x.version, 'kind', x.kind, 'from', lower(x.during), \
                             'expected_return', x.expected_return) \
                        from public.resident_absences x where x.organisation_id = t.organisation_id and x.client_id = t.id \
                         and x.archived_at is null and x.status = 'away' order by lower(x.during) desc limit 1) end) as stay \
                from public.bed_stays s where s.organisation_id = t.organisation_id and s.client_id = t.id \
                 and s.archived_at is null and s.status in ('live', 'planned') order by s.status, lower(s.during) limit 1) st on true "
        )
    };
}
pub(crate) use alert_brief;
pub(crate) use full_joins;
