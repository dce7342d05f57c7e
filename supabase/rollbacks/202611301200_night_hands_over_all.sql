create or replace function app.adopt_items() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.archived_at is null then
        -- Two handovers at once: the second waits for the rows of the first and finds them taken.
        update public.handover_items i set handover_id = new.id
         where i.organisation_id = new.organisation_id and i.care_home_id = new.care_home_id
           and i.handover_id is null and i.archived_at is null and i.status = 'open' and i.care_day <= new.care_day
           and (new.unit_id is null or i.unit_id is null or i.unit_id = new.unit_id);
    else
        -- Composed in error: what is still open goes to the next.
        update public.handover_items i set handover_id = null
         where i.organisation_id = new.organisation_id and i.handover_id = new.id and i.status = 'open' and i.archived_at is null;
    end if;
    return null;
end
$$;
comment on function app.adopt_items() is 'A handover takes along the open items of its home and unit that no handover has yet, of its care day and earlier; archived, it lets go of those that are still open.';
