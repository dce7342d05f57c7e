delete from public.job_runs where handler = 'forgotten_duty';
delete from public.scheduled_jobs where handler = 'forgotten_duty';
delete from app.job_handlers where handler = 'forgotten_duty';
drop function app.job_forgotten_duty(uuid, timestamptz);
create or replace function app.handle_job(of_handler text, tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$
begin
    return case of_handler
        when 'overdue_tasks' then app.resolve_overdue_tasks(app.clock(), tenant)
        when 'extend_tasks' then app.extend_tasks(app.clock(), tenant)
        when 'occupancy_snapshot' then app.snapshot_nights(tenant, slot)
        when 'refresh_compliance' then app.refresh_compliance(tenant, null, null)
        when 'compliance_reminders' then app.remind_of_compliance(tenant, slot)
        else app.no_handler(of_handler)
    end;
end
$$;
delete from app.column_rights where table_name = 'duty_periods';
delete from app.archive_children where child = 'duty_periods';
drop table public.duty_periods;
drop function app.close_forgotten_duty(uuid, timestamptz, uuid);
drop function app.duty_kept();
drop function app.right_senior_of_home(jsonb);
drop function app.grade_in(uuid, uuid, timestamptz);
drop function app.duty_places();
