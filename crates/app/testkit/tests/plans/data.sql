-- 100 homes of O1 with 40 residents each beside the world's own; H1, where the world's people work, is home 0.
-- Enough of everything that the planner decides as with ten million notes.
set session_replication_role = replica;
create temporary table homes as
select g, case when g = 0 then '{h1}'::uuid else md5('home' || g)::uuid end as id from generate_series(0, 99) g;
create temporary table residents as
select h.g, h.id as home, k, md5('client' || h.g || '.' || k)::uuid as id from homes h, generate_series(1, 40) k;
create temporary table staff as
select h.g, h.id as home, k, case when h.g = 0 and k = 1 then '{carer1}'::uuid when h.g = 0 and k = 2 then '{mgr1}'::uuid
    when h.g = 1 and k = 1 then '{owner1}'::uuid else md5('person' || h.g || '.' || k)::uuid end as id from homes h, generate_series(1, 20) k;
create function pg_temp.id(at timestamptz, salt text) returns uuid language sql as
$$ select overlay(app.id_at(at)::text placing substr(md5(salt), 1, 12) from 25)::uuid $$;

insert into public.care_homes (organisation_id, id, name, code, registered_beds)
select '{o1}', id, 'Home ' || g, 'B' || g, 60 from homes where g > 0;
insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name, status)
select '{o1}', id, home, 'G' || (g * 7 + k * 13) % 100, 'F' || (g * 31 + k * 17) % 5000, 'current' from residents;
insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, during, status)
select '{o1}', id, id, home, id, tstzrange(now() - interval '1 year', null), 'live' from residents;
-- 12 tasks a resident: half of them done, the others due from hours ago to a day ahead.
insert into public.care_plan_tasks (organisation_id, client_id, care_home_id, kind, title, care_day, due_from, due_by, missed_after, status)
select '{o1}', r.id, r.home, 'ad_hoc', 'Task', current_date, at, at + interval '1 hour', at + interval '4 hours', case when n <= 6 then 'done' else 'due' end
  from residents r, generate_series(1, 12) n, lateral (select now() + (n - 9) * interval '8 hours' + r.k * interval '1 minute' as at) a;
-- 10 notes a resident in 40 days.
insert into public.daily_notes (organisation_id, id, client_id, care_home_id, kind, body, author_id, occurred_at, recorded_at)
select '{o1}', pg_temp.id(at, 'note' || r.id || n), r.id, r.home, 'care', 'Ate well and sat in the garden with the others.', '{carer1}', at, at
  from residents r, generate_series(1, 10) n, lateral (select now() - n * interval '4 days' - r.g * interval '1 second' as at) a;
-- 6 incidents a resident, one in twelve open.
insert into public.incidents (organisation_id, client_id, care_home_id, kind, harm, priority, status, occurred_at, conclusion)
select '{o1}', r.id, r.home, 'fall_witnessed', 'low', 'medium', case when (r.k + n) % 12 = 0 then 'triaged' else 'closed' end,
       now() - n * interval '50 days' - (r.g * 40 + r.k) * interval '1 minute', 'Concluded' from residents r, generate_series(1, 6) n;
-- Four weeks of shifts.
insert into public.shift_assignments (organisation_id, care_home_id, profile_id, during, starts_at, status)
select '{o1}', s.home, s.id, tstzrange(at, at + interval '8 hours', '[)'), at, 'published'
  from staff s, generate_series(-14, 13) d, lateral (select date_trunc('day', now()) + d * interval '1 day' + (s.k % 3) * interval '8 hours' as at) a
 where (s.k + d + 100) % 5 <> 0
   -- The world's own people are on some shift already.
   and not exists (select from public.shift_assignments b where b.profile_id = s.id and b.during && tstzrange(at, at + interval '8 hours'));
-- 15 topics a person; one in six expires within 60 days.
insert into public.compliance_stats (organisation_id, id, care_home_id, profile_id, topic_id, due_on, member_from, completed_on, expires_on)
select '{o1}', md5('stat' || s.id || n)::uuid, s.home, s.id, md5('topic' || n)::uuid, current_date, now() - interval '1 year', current_date - 100, current_date + (s.g * 20 + s.k * 37 + n * 23) % 360
  from staff s, generate_series(1, 15) n;
-- 4 documents a resident, one in four with an end.
insert into public.resident_documents (organisation_id, id, client_id, care_home_id, document_id, kind, title, file_name, path, media_type, size_bytes, sha256, status, number, expires_on)
select '{o1}', d.id, r.id, r.home, d.id, 'other', 'Paper', 'paper.pdf', d.id::text, 'application/pdf', 1, sha256('x'), 'in_force', 1,
       case when n = 1 then current_date + (r.g + r.k * 29) % 700 end
  from residents r, generate_series(1, 4) n, lateral (select md5('document' || r.id || n)::uuid as id) d;
-- 12 notifications a person.
insert into public.notification_queue (organisation_id, id, profile_id, channel, kind, entity, entity_id, payload, class, priority, trigger_at, next_at, status)
select '{o1}', pg_temp.id(at, 'notice' || s.id || n), s.id, 'in_app', 'task_missed', 'care_plan_tasks', s.id, '{}', 'reminder', 'medium', at, at, 'delivered'
  from staff s, generate_series(1, 12) n, lateral (select now() - n * interval '9 hours' as at) a;
-- 8 events a resident in 40 days.
insert into public.audit_events (organisation_id, id, at, profile_id, action, table_name, row_id, care_home_id, client_id, details_hash)
select '{o1}', pg_temp.id(at, 'event' || r.id || n), at, '{mgr1}', 'update', 'clients', r.id, r.home, r.id, sha256('x')
  from residents r, generate_series(1, 8) n, lateral (select now() - n * interval '5 days' - r.k * interval '1 second' as at) a;
set session_replication_role = origin;
analyze;
