-- A prompt points to the MAR chart: that it was checked is all that is recorded of it, whatever way a record comes in by.

create function app.prompt_says_no_more() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    said text;
begin
    -- After app.task_recorded has found that the caller may record this task. An operator's import has no caller.
    if app.profile_id() is null or new.outcome is null or not exists (
        select from public.care_plan_tasks t
         where t.organisation_id = new.organisation_id and t.id = new.task_id and t.kind = 'prompt') then
        return new;
    end if;
    said := case when new.outcome <> 'done' then 'outcome' when new.reason is not null then 'reason'
                 when new.note is not null then 'note' when new.measures <> '{}' then 'measures' end;
    if said is not null then
        perform app.refuse('invalid', 'No medicine and no dose is recorded here; sign the MAR chart.', said);
    end if;
    return new;
end
$$;
comment on function app.prompt_says_no_more() is 'Of a prompt only that it was seen to is recorded: no reason, no words, no measure (product.md: not a medicines record).';
revoke execute on function app.prompt_says_no_more() from public, anon, authenticated, service_role;
-- By its name it comes after "recorded", which says no to whoever may not record at all.
create trigger says_no_dose before insert on public.care_task_records for each row execute function app.prompt_says_no_more();
