-- almoner: remade public.compliance_stats
drop trigger training_stats on public.care_homes;
drop trigger training_stats on public.manager_care_homes;
drop trigger training_stats on public.user_care_homes;
drop trigger training_stats on public.profiles;
delete from app.column_rights where table_name in ('training_topics', 'training_requirements', 'training_records');
delete from app.archive_children where child in ('training_requirements', 'training_records');
drop function app.training_counts(date);
drop function app.training_state(date, date, date, date);
drop table public.compliance_stats;
drop table public.training_records;
drop table public.training_requirements;
drop table public.training_topics;
drop function app.topic_in_use();
drop function app.training_record();
drop function app.follow_training();
drop function app.refresh_compliance(uuid, uuid, uuid);
drop function app.compliance_wanted(uuid, uuid, uuid, timestamptz);
