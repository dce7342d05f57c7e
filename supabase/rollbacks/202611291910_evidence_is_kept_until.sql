update app.column_rights set columns = array_remove(columns, 'expires_on')
 where table_name = 'incident_evidence' and right_name = 'manager_of_home';
alter table public.incident_evidence drop column expires_on;
