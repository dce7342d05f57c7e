drop function app.resolve_overdue_tasks(timestamptz);
