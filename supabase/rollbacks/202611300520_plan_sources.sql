-- Versions keep what they say: sources that were written stay readable, and no draft with them can be changed until they are taken out.
create or replace function app.version_content() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    s record;
    f record;
    me uuid := app.profile_id();
begin
    if tg_op = 'INSERT' then
        -- The lock makes two drafts that are begun at once count on, and waits for a publish.
        perform from public.care_plans p where p.organisation_id = new.organisation_id and p.id = new.care_plan_id for no key update;
        if new.number is null then
            select coalesce(max(v.number), 0) + 1 into new.number from public.care_plan_versions v
             where v.organisation_id = new.organisation_id and v.care_plan_id = new.care_plan_id;
        end if;
        if new.based_on_id is null then
            select v.id into new.based_on_id from public.care_plan_versions v
             where v.organisation_id = new.organisation_id and v.client_id = new.client_id and v.status = 'active';
        end if;
    end if;
    if tg_op = 'INSERT' or new.sections is distinct from old.sections then
        if pg_catalog.jsonb_typeof(new.sections) <> 'object' then
            perform app.refuse('invalid', 'Send an object with a member for each domain of the plan.', 'sections');
        end if;
        for s in select e.key, e.value from pg_catalog.jsonb_each(new.sections) e loop
            if not (s.key = any (app.care_domains())) then
                perform app.refuse('invalid', 'There is no such domain of a care plan: ' || left(s.key, 60) || '.', 'sections');
            end if;
            if pg_catalog.jsonb_typeof(s.value) <> 'object' then
                perform app.refuse('invalid', 'A domain is an object of texts.', 'sections.' || s.key);
            end if;
            for f in select e.key, e.value from pg_catalog.jsonb_each(s.value) e loop
                if not (f.key = any (array['need', 'outcome', 'support', 'preferences', 'risks'])) then
                    perform app.refuse('invalid', 'A domain has need, outcome, support, preferences and risks.', 'sections.' || s.key);
                end if;
                if pg_catalog.jsonb_typeof(f.value) <> 'string' or length(s.value ->> f.key) not between 1 and 4000 then
                    perform app.refuse('invalid', 'Write between 1 and 4000 characters, or leave it out.', 'sections.' || s.key || '.' || f.key);
                end if;
            end loop;
        end loop;
    end if;
    if me is not null and not (me = any (new.author_ids)) and (tg_op = 'INSERT'
        or (old.status = 'draft' and (new.sections, new.change_reason, new.consent_note, new.based_on_id)
            is distinct from (old.sections, old.change_reason, old.consent_note, old.based_on_id))) then
        new.author_ids := pg_catalog.array_append(new.author_ids, me);
    end if;
    return new;
end
$$;
comment on column public.care_plan_versions.sections is '{domain: {need, outcome, support, preferences, risks}}, each a text; the domains are those of app.care_domains().';
drop function app.check_plan_sources(uuid, uuid, jsonb, text);
