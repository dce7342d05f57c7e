delete from app.archive_children where child = 'allocation_lists';
drop function app.allocate_residents(uuid, uuid, date, text, int, uuid[], uuid[]);
drop table public.resident_allocations;
drop table public.allocation_lists;
