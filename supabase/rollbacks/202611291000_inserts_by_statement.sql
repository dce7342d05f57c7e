do $$
declare
    t text;
begin
    foreach t in array array['clients', 'client_identity', 'client_contacts', 'client_alerts', 'bed_stays'] loop
        execute format('drop trigger parents_live_added on public.%I', t);
        execute format('drop trigger parents_live on public.%I', t);
        execute format('create trigger parents_live after insert or update of archived_at on public.%I for each row when (new.archived_at is null) execute function app.parents_live()', t);
    end loop;
    foreach t in array array['clients', 'client_identity', 'client_contacts', 'client_alerts'] loop
        execute format('drop trigger audit_added on public.%I', t);
        execute format('drop trigger audit on public.%I', t);
        execute format('create trigger audit after insert or update on public.%I for each row execute function app.audit()', t);
    end loop;
end
$$;
drop function app.parents_live_added();
drop function app.audit_added();
create or replace function app.rights_held(home uuid) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
    return array_remove(array[
        case when app.owned_organisation_id() is not null then 'business_owner' end,
        case when app.compliance_organisation_id() is not null then 'compliance_lead' end,
        case when home = any (app.managed_home_ids()) then 'manager' end,
        case when home = any (app.senior_home_ids()) then 'senior'
             when home = any (app.care_home_ids()) then 'carer'
             when home = any (app.visible_home_ids()) and not home = any (app.managed_home_ids()) then 'ancillary' end
    ], null);
end
$$;
drop function app.rights_held(app.me, uuid);
create or replace function app.holds_role(wanted text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if me.profile_id is not null and exists (
        select from public.organisation_roles r
         where r.organisation_id = me.organisation_id and r.profile_id = me.profile_id
           and (wanted is null or r.role = wanted)
           and r.archived_at is null and r.valid @> now()
    ) then
        return me.organisation_id;
    end if;
    return null;
end
$$;
drop function app.holds_role(app.me, text);
