do $$
declare
    t record;
begin
    for t in select g.tgname, c.relname from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid
              where c.relnamespace = 'public'::regnamespace and g.tgname in ('column_rights', 'transition', 'transition_effect') loop
        execute format('drop trigger %I on public.%I', t.tgname, t.relname);
    end loop;
end
$$;
drop function app.alert_status();
drop function app.transition();
drop function app.check_transition(text, jsonb, jsonb, boolean);
drop function app.column_rights();
drop function app.changed_columns(jsonb, jsonb);
drop function app.writable_columns(text, jsonb);
drop function app.holds_right(text, jsonb);
drop table app.transitions;
drop table app.column_rights;
