delete from app.transitions where table_name = 'care_plan_tasks' and verb = 'call_off';
drop trigger look_again on public.care_task_records;
drop trigger says_effect on public.care_task_records;
drop function app.effect_said();
drop function app.effect_followed();
drop index public.care_plan_tasks_follows_once;
alter table public.care_plan_tasks drop constraint care_plan_tasks_follows, drop constraint care_plan_tasks_follows_task;
alter table public.care_plan_tasks drop column follows_ordinal, drop column follows_task_id,
    drop constraint care_plan_tasks_status_reason,
    add constraint care_plan_tasks_status_reason check (status_reason in ('absent', 'prompt_over', 'plan_changed', 'plan_ceased', 'left', 'died'));
update app.column_rights set columns = array_remove(columns, 'effect_minutes')
 where (table_name, right_name) in (values ('care_task_definitions', 'manager_of_resident'), ('care_task_definitions', 'senior_while_draft'));
alter table public.care_task_definitions drop constraint care_task_definitions_effect_of, drop constraint care_task_definitions_effect;
alter table public.care_task_definitions drop column effect_minutes;
comment on column public.care_plan_tasks.status_reason is 'Why, where no record says it: absent (the resident was away when it was due), prompt_over, plan_changed, plan_ceased, left, died.';
