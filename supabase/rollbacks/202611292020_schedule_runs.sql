drop function app.run_job(text, uuid, timestamptz);
drop function app.finish_failed_run(uuid, uuid, int, text);
drop function app.finish_job_run(uuid, uuid, int);
drop function app.claim_longer(uuid, uuid, int, interval);
drop function app.claim_job_runs(int, interval);
drop function app.finish_slots(uuid, uuid, timestamptz[], timestamptz, timestamptz, timestamptz);
drop function app.claim_schedules();
