alter policy incident_reports_insert on public.incident_reports
    with check (client_id = any ((select app.cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))
        or (client_id is null and care_home_id = any ((select app.managed_home_ids())::uuid[]))
        or client_id = any ((select app.lately_cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.lately_home_ids())::uuid[])));
