-- A night hands over when the next care day has begun. What was flagged in its last minutes, and in those of the handover itself,
-- is of the new day, and waited for the early shift's handover in the afternoon; who came on in the morning did not hear of it.

create or replace function app.adopt_items() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    overlap_until timestamptz;
begin
    if new.archived_at is null then
        if new.shift = 'night' then
            select ((new.care_day + 1) + h.care_day_starts + interval '2 hours') at time zone h.time_zone into overlap_until
              from public.care_homes h where h.organisation_id = new.organisation_id and h.id = new.care_home_id;
        end if;
        -- Two handovers at once: the second waits for the rows of the first and finds them taken.
        update public.handover_items i set handover_id = new.id
         where i.organisation_id = new.organisation_id and i.care_home_id = new.care_home_id
           and i.handover_id is null and i.archived_at is null and i.status = 'open'
           and (i.care_day <= new.care_day or (i.care_day = new.care_day + 1 and i.created_at < overlap_until))
           and (new.unit_id is null or i.unit_id is null or i.unit_id = new.unit_id);
    else
        -- Composed in error: what is still open goes to the next.
        update public.handover_items i set handover_id = null
         where i.organisation_id = new.organisation_id and i.handover_id = new.id and i.status = 'open' and i.archived_at is null;
    end if;
    return null;
end
$$;
comment on function app.adopt_items() is 'A handover takes along the open items of its home and unit that no handover has yet, of its care day and earlier, a night''s also those of the first two hours of the next; archived, it lets go of those that are still open.';
revoke execute on function app.adopt_items() from public, anon, authenticated, service_role;
