revoke execute on function app.occurrences(public.care_task_definitions, text, time, timestamptz, timestamptz) from authenticated, almoner_request;
drop function app.tasks_ready_until(uuid);
