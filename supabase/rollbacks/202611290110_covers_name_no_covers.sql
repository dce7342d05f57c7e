alter policy manager_care_homes_update on public.manager_care_homes
    using ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and kind = 'cover'))
        and profile_id <> (select app.profile_id()))
    with check ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and kind = 'cover'))
        and profile_id <> (select app.profile_id()));
alter policy manager_care_homes_insert on public.manager_care_homes
    with check ((organisation_id = (select app.owned_organisation_id()) and (profile_id <> (select app.profile_id()) or (select app.fresh_second_factor())))
        or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and kind = 'cover' and profile_id <> (select app.profile_id())
            and profile_id = any ((select app.managed_profile_ids())::uuid[])));
drop function app.led_home_ids();
