delete from app.column_rights where table_name = 'client_photos';
delete from app.archive_children where child = 'client_photos';
drop table public.client_photos;
drop function app.place_photo();
drop function app.photo_life();
