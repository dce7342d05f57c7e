drop trigger says_no_dose on public.care_task_records;
drop function app.prompt_says_no_more();
