create or replace function app.people_who_lead(home uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    -- Asked by those who work incidents of the home; nobody else learns who manages it.
    if not (home = any (app.managed_home_ids(me))) and app.org_read_in_full() is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(distinct p.id)
          from public.profiles p
         where p.organisation_id = me.organisation_id and p.status = 'active' and p.archived_at is null
           and (exists (select from public.manager_care_homes m
                 where m.organisation_id = p.organisation_id and m.profile_id = p.id and m.care_home_id = home
                   and m.archived_at is null and m.valid @> now())
             or exists (select from public.organisation_roles r
                 where r.organisation_id = p.organisation_id and r.profile_id = p.id and r.archived_at is null and r.valid @> now()))), '{}');
end
$$;
revoke execute on function app.people_who_lead(uuid) from public, anon, authenticated, service_role;
grant execute on function app.people_who_lead(uuid) to almoner_request;
comment on table public.sla_policies is 'The operator''s own targets for the steps of an incident: of a home, or of the organisation where the home has none.';
create or replace function app.sla_minutes(tenant uuid, home uuid, of_priority text, of_clock text) returns int
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select p.target_minutes from public.sla_policies p
         where p.organisation_id = tenant and (p.care_home_id = home or p.care_home_id is null)
           and p.priority = of_priority and p.clock = of_clock and p.archived_at is null
         order by p.care_home_id is null
         limit 1);
end
$$;
comment on function app.sla_minutes(uuid, uuid, text, text) is 'The target of a home, else of its organisation; NULL where neither has one. For use inside definer functions only.';
revoke execute on function app.sla_minutes(uuid, uuid, text, text) from public, anon, authenticated, service_role;
