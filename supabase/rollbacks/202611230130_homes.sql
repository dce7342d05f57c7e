delete from app.archive_children where parent in ('care_homes', 'units', 'rooms') and child in ('units', 'rooms', 'beds');
drop table public.beds;
drop table public.rooms;
drop table public.units;
drop table public.care_homes;
drop function app.check_home();
