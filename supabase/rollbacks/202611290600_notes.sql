delete from app.archive_children where child = 'handover_acknowledgements';
drop table public.handover_acknowledgements;
drop table public.addenda;
drop table public.assessments;
drop table public.daily_notes;
drop function app.handover_acknowledged();
drop function app.addendum_recorded();
drop function app.care_recorded();
drop function app.home_of_resident_at(uuid, uuid, timestamptz);
drop function app.stored_before(uuid, uuid, text, bytea, text, uuid);
drop function app.held_right_in(app.me, uuid, timestamptz);
do $$
declare
    child record;
begin
    for child in
        select c.relname from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
         where t.tgname = 'evidence_all' and c.relispartition
    loop
        execute format('drop trigger evidence_all on public.%I', child.relname);
    end loop;
end
$$;
create or replace function app.make_partition(parent text, suffix text, starts timestamptz, ends timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    child text := parent || '_' || suffix;
begin
    if starts is null then
        execute format('create table public.%I partition of public.%I default', child, parent);
    else
        execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
            child, parent, app.id_at(starts), app.id_at(ends));
    end if;
    -- A partition can be read directly, past its parent's policies: it gets its own walls.
    execute format('alter table public.%I enable row level security', child);
    execute format('alter table public.%I force row level security', child);
    execute format('revoke all on public.%I from public, anon, authenticated, service_role', child);
    execute format('comment on table public.%I is %L', child, 'Partition of ' || parent || '. Read through its parent.');
end
$$;
drop function app.keep_evidence(name, name);
