delete from app.column_rights where table_name = 'care_task_definitions';
delete from app.archive_children where child = 'care_task_definitions';
drop table public.care_task_definitions;
drop function app.right_senior_while_draft(jsonb);
drop function app.definition_open();
drop function app.check_task_assignee();
drop function app.draft_version_ids();
