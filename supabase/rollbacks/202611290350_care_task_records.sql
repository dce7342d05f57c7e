drop table public.care_task_records;
drop function app.receipt(text);
drop function app.task_follows_record();
drop function app.task_recorded();
drop table private.record_keys;
