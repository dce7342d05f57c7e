drop table public.record_views;
drop function app.record_viewed();
