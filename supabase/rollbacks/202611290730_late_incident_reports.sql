create or replace function app.open_incident() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    -- A person names people whom they may meet in a record; nobody learns whether another exists.
    if new.subject_ids <> '{}' and exists (
        select from unnest(new.subject_ids) s
         where not exists (select from public.profiles p where p.organisation_id = new.organisation_id and p.id = s)
            or (me.profile_id is not null and s <> all (app.named_profile_ids()))) then
        perform app.refuse('invalid', 'Choose people who work here.', 'subject_ids');
    end if;
    insert into public.incidents as i (organisation_id, id, care_home_id, client_id, kind, occurred_at, harm, psychological_harm, priority, restricted, subject_ids)
    values (new.organisation_id, new.incident_id, new.care_home_id, new.client_id, new.kind, new.occurred_at, new.harm, new.psychological_harm,
            coalesce(new.priority, app.incident_priority(new.kind, new.harm)), new.restricted, new.subject_ids)
    on conflict (organisation_id, id) do nothing;
    -- Another report of the same thing: what it says of people counts at once, before anybody reads it.
    update public.incidents i
       set subject_ids = i.subject_ids || coalesce((select array_agg(distinct s) from unnest(new.subject_ids) s where s <> all (i.subject_ids)), '{}'),
           restricted = i.restricted or new.restricted
     where i.organisation_id = new.organisation_id and i.id = new.incident_id
       and (not (i.subject_ids @> new.subject_ids) or (new.restricted and not i.restricted));
    return null;
end
$$;
revoke execute on function app.open_incident() from public, anon, authenticated, service_role;
alter policy incident_reports_insert on public.incident_reports
    with check (client_id = any ((select app.cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))
        or (client_id is null and care_home_id = any ((select app.managed_home_ids())::uuid[])));
drop trigger keep_late on public.incident_reports;
drop function app.keep_late_report();
drop function app.lately_home_ids();
