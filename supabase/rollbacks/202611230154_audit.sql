do $$
declare
    t record;
begin
    for t in select c.relname from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid
              where c.relnamespace = 'public'::regnamespace and g.tgname = 'audit' loop
        execute format('drop trigger audit on public.%I', t.relname);
    end loop;
end
$$;
drop function app.audit();
drop function app.rights_held(uuid);
drop table public.audit_details;
drop table public.audit_events;
drop function app.make_partition(text, text, timestamptz, timestamptz);
