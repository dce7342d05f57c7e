-- A cover ends after at most 28 days; but a cover manager could name the next one for a colleague, who
-- then named the first again, without end. Who manages a home only as its cover now gives, changes and
-- takes back no covers; a registered or deputy manager does, and an owner.

create function app.led_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return coalesce((
        select array_agg(distinct m.care_home_id)
          from public.manager_care_homes m
         where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id
           and m.kind in ('registered', 'deputy') and m.archived_at is null and m.valid @> now()
    ), '{}');
end
$$;
comment on function app.led_home_ids() is 'Homes that the caller manages as registered or deputy manager, not only as a cover.';
revoke execute on function app.led_home_ids() from public, anon, authenticated, service_role;
grant execute on function app.led_home_ids() to authenticated, almoner_request;

alter policy manager_care_homes_insert on public.manager_care_homes
    with check ((organisation_id = (select app.owned_organisation_id()) and (profile_id <> (select app.profile_id()) or (select app.fresh_second_factor())))
        or (care_home_id = any ((select app.led_home_ids())::uuid[]) and kind = 'cover' and profile_id <> (select app.profile_id())
            and profile_id = any ((select app.managed_profile_ids())::uuid[])));
alter policy manager_care_homes_update on public.manager_care_homes
    using ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.led_home_ids())::uuid[]) and kind = 'cover'))
        and profile_id <> (select app.profile_id()))
    with check ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.led_home_ids())::uuid[]) and kind = 'cover'))
        and profile_id <> (select app.profile_id()));
