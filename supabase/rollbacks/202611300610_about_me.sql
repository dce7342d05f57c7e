delete from app.transitions where table_name = 'client_about_me';
delete from app.column_rights where table_name = 'client_about_me';
delete from app.archive_children where child = 'client_about_me';
drop table public.client_about_me;
drop function app.about_me_status();
