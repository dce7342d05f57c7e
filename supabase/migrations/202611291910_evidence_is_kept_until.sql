-- What an incident's file is kept for ends sooner than the incident's: footage of a home's own cameras, a
-- photograph that a resident allowed for a purpose.

alter table public.incident_evidence add column expires_on date
    constraint incident_evidence_expires check (expires_on between '1950-01-01' and '2200-01-01');
comment on column public.incident_evidence.expires_on is 'From this day on nothing asks for it to be kept, and whoever answers for it decides; empty: as long as the incident. Nothing is removed by it.';
grant insert (expires_on), update (expires_on) on public.incident_evidence to almoner_request;
update app.column_rights set columns = array_append(columns, 'expires_on')
 where table_name = 'incident_evidence' and right_name = 'manager_of_home';
