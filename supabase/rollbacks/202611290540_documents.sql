delete from app.transitions where table_name = 'resident_documents';
delete from app.column_rights where table_name = 'resident_documents';
delete from app.archive_children where child = 'resident_documents';
drop table public.resident_documents;
drop function app.document_life();
drop function app.document_first();
drop function app.place_document();
