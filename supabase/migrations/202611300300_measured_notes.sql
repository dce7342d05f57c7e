-- What a note says in numbers and words of closed lists: beside the kinds of 2026-11-29 stand those that
-- are measured. A note may say its measures alone. What is flagged reaches the next handover; what is
-- struck out leaves it.
--
-- Measures lie in the note itself and not in a table of their own: they are written with it, once, under
-- its key and hash, and read by whoever reads it.

create function app.note_measures() returns table (kind text, measure text, lowest numeric, highest numeric, decimals int, choices text[])
language plpgsql stable set search_path = ''
as $$
begin
    return query values
        ('fluid', 'in_ml', 1::numeric, 2000::numeric, 0, null::text[]),
        ('fluid', 'out_ml', 1, 3000, 0, null),
        ('food', 'meal', null, null, null, '{breakfast,lunch,evening_meal,snack,supplement}'),
        ('food', 'eaten', null, null, null, '{none,quarter,half,three_quarters,all}'),
        ('continence', 'stool_type', 1, 7, 0, null),
        ('continence', 'out_ml', 1, 3000, 0, null),
        ('repositioning', 'position', null, null, null, '{left_side,right_side,back,front,chair,standing}'),
        ('repositioning', 'skin', null, null, null, '{intact,red,broken}'),
        ('personal_care', 'care', null, null, null, '{wash,shower,bath,mouth_care,shave,hair,nails,dressing,toilet}'),
        ('personal_care', 'support', null, null, null, '{none,prompt,one_person,two_people}'),
        ('mood', 'mood', null, null, null, '{happy,settled,low,anxious,distressed,angry,withdrawn}'),
        ('sleep', 'sleep', null, null, null, '{asleep,dozing,awake,restless}'),
        ('activity', 'minutes', 1, 720, 0, null),
        ('observation', 'respiration_rate', 3, 70, 0, null),
        ('observation', 'oxygen_saturation', 50, 100, 0, null),
        ('observation', 'systolic', 40, 300, 0, null),
        ('observation', 'diastolic', 20, 200, 0, null),
        ('observation', 'pulse', 20, 250, 0, null),
        ('observation', 'temperature_c', 25, 45, 1, null),
        ('observation', 'glucose_mmol_l', 0.6, 33.3, 1, null),
        ('observation', 'pain', 0, 10, 0, null),
        ('weight', 'weight_kg', 20, 300, 1, null);
end
$$;
comment on function app.note_measures() is 'What a note of each kind may measure: numbers from lowest to highest with so many decimals, or one of the choices. crates/pillars/care says the same and where it comes from; a test compares the two.';

create function app.note_measures_fit(of_kind text, said jsonb) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    if jsonb_typeof(said) <> 'object' then
        return false;
    end if;
    return not exists (
        select from jsonb_each(said) s
          left join app.note_measures() m on m.kind = of_kind and m.measure = s.key
         where not coalesce(case
               when m.choices is not null then jsonb_typeof(s.value) = 'string' and (s.value #>> '{}') = any (m.choices)
               when jsonb_typeof(s.value) = 'number' then (s.value #>> '{}')::numeric between m.lowest and m.highest
                    and round((s.value #>> '{}')::numeric, m.decimals) = (s.value #>> '{}')::numeric
           end, false));
end
$$;
comment on function app.note_measures_fit(text, jsonb) is 'Whether a note of this kind may say these measures.';
revoke execute on function app.note_measures(), app.note_measures_fit(text, jsonb) from public, anon, authenticated, service_role;
-- A check is made as who inserts.
grant execute on function app.note_measures(), app.note_measures_fit(text, jsonb) to almoner_request;

alter table public.daily_notes add column measures jsonb not null default '{}';
alter table public.daily_notes add column flagged boolean not null default false;
alter table public.daily_notes alter column body drop not null;
alter table public.daily_notes drop constraint daily_notes_kind;
alter table public.daily_notes add constraint daily_notes_kind check (kind in
    ('fluid', 'food', 'continence', 'repositioning', 'personal_care', 'mood', 'sleep', 'activity', 'observation', 'weight',
     'care', 'food_drink', 'health', 'family', 'professional', 'general'));
alter table public.daily_notes add constraint daily_notes_says check (body is not null or measures <> '{}');
alter table public.daily_notes add constraint daily_notes_measures check (measures = '{}' or app.note_measures_fit(kind, measures));
comment on column public.daily_notes.body is 'In its author''s words. Empty where the measures say it all.';
comment on column public.daily_notes.measures is 'By name, units in it: {"in_ml": 200}. What each kind may measure says app.note_measures(). Never a medicine or a dose.';
comment on column public.daily_notes.flagged is 'The next handover takes it along.';
grant insert (measures, flagged) on public.daily_notes to almoner_request;

create function app.note_flagged() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.handover_items (organisation_id, care_home_id, care_day, client_id, kind, entity, entity_id)
    select new.organisation_id, new.care_home_id, app.care_day(new.occurred_at, h.time_zone, h.care_day_starts), new.client_id,
           case when new.kind in ('observation', 'health', 'weight') then 'health' else 'observation' end, 'daily_notes', new.id
      from public.care_homes h
      join public.clients c on c.organisation_id = h.organisation_id and c.id = new.client_id and c.archived_at is null
     where h.organisation_id = new.organisation_id and h.id = new.care_home_id and h.archived_at is null
    on conflict (organisation_id, entity, entity_id, care_day) where archived_at is null and entity is not null do nothing;
    return null;
end
$$;
comment on function app.note_flagged() is 'What somebody flagged waits for the next handover of its home. Answers nothing.';

create function app.note_struck() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    update public.handover_items i set status = 'closed', closed_because = 'no_longer_due'
     where i.organisation_id = new.organisation_id and i.entity = 'daily_notes' and i.entity_id = new.entity_id
       and i.status = 'open' and i.archived_at is null;
    return null;
end
$$;
comment on function app.note_struck() is 'What was flagged and then struck out is no longer handed over.';

create function app.note_receipt(with_key text)
returns table (row_id uuid, client_id uuid, occurred_at timestamptz, recorded_at timestamptz, late boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query select n.id, n.client_id, n.occurred_at, n.recorded_at, n.late
      from private.record_keys k
      join public.daily_notes n on n.organisation_id = k.organisation_id and n.id = k.row_id
     where k.organisation_id = me.organisation_id and k.author_id = me.profile_id and k.key = with_key and k.table_name = 'daily_notes';
end
$$;
comment on function app.note_receipt(text) is 'The note that the caller stored under a key of their own, and whether it came late: the answer to one that its author may no longer read.';
revoke execute on function app.note_flagged(), app.note_struck(), app.note_receipt(text) from public, anon, authenticated, service_role;
grant execute on function app.note_receipt(text) to authenticated, almoner_request;

create trigger flagged after insert on public.daily_notes for each row when (new.flagged) execute function app.note_flagged();
create trigger note_struck after insert on public.addenda for each row
    when (new.kind = 'strike_out' and new.entity = 'daily_notes') execute function app.note_struck();
