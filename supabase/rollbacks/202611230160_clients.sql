delete from app.archive_children where parent = 'clients' or child = 'clients';
drop table public.client_alerts;
drop table public.client_contacts;
drop table public.client_exclusions;
drop table public.client_identity;
drop table public.clients;
drop function app.place_identity();
drop function app.place_resident_row();
drop function app.check_key_worker();
