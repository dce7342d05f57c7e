alter policy organisation_roles_update on public.organisation_roles
    with check (organisation_id = (select app.owned_organisation_id()) and (select app.fresh_second_factor()));
create or replace function app.holds_right(right_name text, j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
    home uuid := coalesce(j ->> 'care_home_id', j ->> 'holding_home_id')::uuid;
    person uuid := coalesce(j ->> 'profile_id', j ->> 'id')::uuid;
    resident uuid := coalesce(j ->> 'client_id', j ->> 'id')::uuid;
begin
    return coalesce(case right_name
        when 'owner' then coalesce(j ->> 'organisation_id', j ->> 'id')::uuid = app.owned_organisation_id()
        when 'compliance_lead' then (j ->> 'organisation_id')::uuid = app.compliance_organisation_id()
        when 'manager_of_home' then coalesce(home, (j ->> 'id')::uuid) = any (app.managed_home_ids())
        when 'manager_of_person' then person = any (app.managed_profile_ids())
        when 'manager_of_resident' then resident = any (app.writable_client_ids())
        when 'senior_of_resident' then resident = any (app.senior_client_ids())
        when 'self' then person = app.profile_id()
        when 'author_while_proposed' then j ->> 'status' = 'proposed' and (j ->> 'created_by')::uuid = app.profile_id()
    end, false);
end
$$;
