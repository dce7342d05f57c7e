-- Late truth for incident reports: whoever was there says what went wrong, also when their right in the
-- home ended meanwhile (at most 72 hours ago), or the resident has just moved on. As for notes and records
-- of care: judged by who the person is now, and by the right that they held when it happened.

create function app.lately_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.lately_home_ids(app.me()); end $$;
comment on function app.lately_home_ids() is 'Homes in which the caller gives care or manages, or did until at most 72 hours ago: an outer bound for policies. The trigger of each table asks what they held when it happened.';

create function app.keep_late_report() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    at timestamptz := least(new.occurred_at, now());
    home uuid;
    was_there boolean;
begin
    -- Nobody: the policy says no. The owner's own paths (a seed, an import) say every column themselves.
    if me.profile_id is null or coalesce(case when new.client_id is not null then new.client_id = any (app.cared_client_ids())
        else new.care_home_id = any (app.care_home_ids() || app.managed_home_ids()) end, false) then
        return new;
    end if;
    -- Where the incident was that it adds to, or where the resident lived then.
    home := coalesce(new.care_home_id, app.home_of_resident_at(me.organisation_id, new.client_id, at));
    if new.client_id is null then
        was_there := app.held_right_in(me, home, at);
    else
        was_there := app.may_record(me, new.client_id, home, at);
    end if;
    if not coalesce(was_there, false) then
        perform app.refuse('forbidden');
    end if;
    new.care_home_id := home;
    return new;
end
$$;
comment on function app.keep_late_report() is 'Who has no right to a report now may have had it when it happened: then it happened in the home where they had it.';
revoke execute on function app.lately_home_ids(), app.keep_late_report() from public, anon, authenticated, service_role;
grant execute on function app.lately_home_ids() to authenticated, almoner_request;

-- Named so that it follows on "keep", which says of which incident and home it is, and goes before "place".
create trigger keep_late before insert on public.incident_reports for each row execute function app.keep_late_report();

alter policy incident_reports_insert on public.incident_reports
    with check (client_id = any ((select app.cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))
        or (client_id is null and care_home_id = any ((select app.managed_home_ids())::uuid[]))
        or client_id = any ((select app.lately_cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.lately_home_ids())::uuid[])));

create or replace function app.open_incident() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    -- A person names people whom they may meet in a record, or did lately; nobody learns whether another exists.
    if new.subject_ids <> '{}' and exists (
        select from unnest(new.subject_ids) s
         where not exists (select from public.profiles p where p.organisation_id = new.organisation_id and p.id = s)
            or (me.profile_id is not null and s <> all (app.named_profile_ids() || app.people_of(me, app.lately_home_ids(me), true)))) then
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
