-- Lists that their readers have for the whole organisation, and that nothing served in its order:
-- a plan test at 100 homes sorted all open tasks, all training that expires, and walked every
-- home's papers for the manager of one.

-- Only what is due is in it, so it stays as large as two days of tasks.
create index care_plan_tasks_due on public.care_plan_tasks (organisation_id, due_by, id) where status = 'due' and archived_at is null;
create index compliance_stats_expiring_list on public.compliance_stats (organisation_id, expires_on, id) where expires_on is not null;
create index resident_documents_expiring_home on public.resident_documents (organisation_id, care_home_id, expires_on)
    where status = 'in_force' and archived_at is null and expires_on is not null;
