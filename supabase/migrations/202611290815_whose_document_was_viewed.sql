comment on column public.record_views.entity_id is 'The sealed document, where one was viewed. No foreign key: its versions come and go.';
