delete from app.transitions where table_name = 'concerns';
delete from app.column_rights where table_name = 'concerns';
drop table public.concerns;
drop function app.concern_receipt(text);
drop function app.reason_concern_raised(uuid, uuid, jsonb);
drop function app.concern_told();
drop function app.concern_recipients(uuid, uuid);
drop function app.concern_moves();
