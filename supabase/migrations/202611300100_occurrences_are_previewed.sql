-- What a task that is being written would ask for, and when, is shown before it is published. The function reads
-- nothing: it counts days from the row that it is given.
grant execute on function app.occurrences(public.care_task_definitions, text, time, timestamptz, timestamptz) to authenticated, almoner_request;
