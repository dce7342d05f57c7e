delete from app.transitions where table_name = 'handover_items';
delete from app.column_rights where table_name in ('handovers', 'handover_items');
delete from app.archive_children where child in ('handovers', 'handover_items');
drop table public.handover_items;
drop table public.handovers;
drop function app.adopt_items();
drop function app.place_handover_item();
drop function app.check_handover_day();
