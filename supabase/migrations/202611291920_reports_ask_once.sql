-- Who could have given care lately includes who gives it now (app.lately_home_ids, app.lately_cared_client_ids), so
-- the ways in of 202611290400 let nobody pass whom those of 202611290730 keep out.

alter policy incident_reports_insert on public.incident_reports
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.lately_home_ids())::uuid[])));
