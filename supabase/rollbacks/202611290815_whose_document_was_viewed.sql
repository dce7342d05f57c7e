comment on column public.record_views.entity_id is null;
