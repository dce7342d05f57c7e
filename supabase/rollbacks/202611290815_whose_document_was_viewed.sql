comment on column public.record_views.entity_id is 'The document that was opened, where kind is document. No foreign key: a look outlives what was looked at.';
