drop function app.tasks_ready_until(uuid);
