-- What an assessment came to, and what follows from a rise: its band has a rank, the parts of its score
-- lie beside it, and a plan whose resident is in a band of more concern than before is reviewed.

alter table public.assessments add column band_rank int constraint assessments_rank check (band_rank is null or (band_rank between 0 and 100 and band is not null));
alter table public.assessments add column details jsonb not null default '{}'
    constraint assessments_details check (jsonb_typeof(details) = 'object' and length(details::text) <= 20000);
alter table public.assessments add constraint assessments_of_client unique (organisation_id, client_id, id);
comment on column public.assessments.band_rank is 'The place of the band in its instrument, from 0 for the least concern. Empty where there is no band.';
comment on column public.assessments.details is 'What each item scored, numbers that follow from others, and the change against the earlier number with its id: as they were found.';
grant insert (band_rank, details) on public.assessments to almoner_request;

alter table public.care_plan_reviews add column assessment_id uuid;
alter table public.care_plan_reviews add constraint care_plan_reviews_assessment
    foreign key (organisation_id, client_id, assessment_id) references public.assessments (organisation_id, client_id, id);
comment on column public.care_plan_reviews.assessment_id is 'The assessment whose rise in band made it due.';
create unique index care_plan_reviews_of_assessment on public.care_plan_reviews (organisation_id, assessment_id) where assessment_id is not null;

-- Of one instrument, the last that holds before another. For use inside definer triggers only.
create function app.assessment_rank_before(tenant uuid, resident uuid, of_instrument text, happened timestamptz, but uuid) returns int
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select a.band_rank from public.assessments a
         where a.organisation_id = tenant and a.client_id = resident and a.instrument = of_instrument and a.id <> but
           and a.occurred_at <= happened and a.band_rank is not null
           and not exists (select from public.addenda s
                where s.organisation_id = a.organisation_id and s.entity_id = a.id and s.kind = 'strike_out')
         order by a.occurred_at desc, a.id desc limit 1);
end
$$;
comment on function app.assessment_rank_before(uuid, uuid, text, timestamptz, uuid) is 'The rank of the last assessment of an instrument that holds and was made before a moment. For use inside definer triggers only.';

create function app.assessment_rose() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    living public.care_plans;
    before int;
begin
    before := app.assessment_rank_before(new.organisation_id, new.client_id, new.instrument, new.occurred_at, new.id);
    -- A first one has nothing that it rose from. One that arrives after a later one says nothing of today.
    if before is null or new.band_rank <= before or exists (
        select from public.assessments a
         where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.instrument = new.instrument
           and a.occurred_at > new.occurred_at
           and not exists (select from public.addenda s
                where s.organisation_id = a.organisation_id and s.entity_id = a.id and s.kind = 'strike_out')) then
        return null;
    end if;
    -- Two at once: the second finds the review of the first.
    select p.* into living from public.care_plans p
     where p.organisation_id = new.organisation_id and p.client_id = new.client_id and p.archived_at is null
       for no key update;
    if living.id is null or exists (
        select from public.care_plan_reviews r
          join public.assessments a on a.organisation_id = r.organisation_id and a.id = r.assessment_id
         where r.organisation_id = new.organisation_id and r.care_plan_id = living.id and r.status = 'due' and r.archived_at is null
           and a.instrument = new.instrument) then
        return null;
    end if;
    -- Never refused for the plan's sake: an assessment of somebody who is gone is kept and makes nothing due.
    insert into public.care_plan_reviews (organisation_id, client_id, care_home_id, care_plan_id, due_on, reason, assessment_id)
    select new.organisation_id, new.client_id, h.id, living.id, (now() at time zone h.time_zone)::date, 'score_change', new.id
      from public.clients c
      join public.care_homes h on h.organisation_id = c.organisation_id and h.id = c.holding_home_id and h.archived_at is null
     where c.organisation_id = new.organisation_id and c.id = new.client_id and c.archived_at is null
       and c.status in ('current', 'hospital', 'on_leave');
    return null;
end
$$;
comment on function app.assessment_rose() is 'A band of more concern than before makes a review of the plan due, today and once while it is due. Answers nothing.';

create function app.assessment_struck() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    struck public.assessments;
    before int;
    heir uuid;
begin
    select a.* into struck from public.assessments a where a.organisation_id = new.organisation_id and a.id = new.entity_id;
    before := app.assessment_rank_before(struck.organisation_id, struck.client_id, struck.instrument, struck.occurred_at, struck.id);
    -- A later one that is above it too keeps the review: the rise was real.
    select a.id into heir from public.assessments a
     where a.organisation_id = struck.organisation_id and a.client_id = struck.client_id and a.instrument = struck.instrument
       and a.occurred_at >= struck.occurred_at and a.id <> struck.id and a.band_rank > before
       and not exists (select from public.addenda s
            where s.organisation_id = a.organisation_id and s.entity_id = a.id and s.kind = 'strike_out')
       and not exists (select from public.care_plan_reviews r where r.organisation_id = a.organisation_id and r.assessment_id = a.id)
     order by a.occurred_at, a.id limit 1;
    if heir is not null then
        update public.care_plan_reviews r set assessment_id = heir
         where r.organisation_id = struck.organisation_id and r.assessment_id = struck.id and r.status = 'due' and r.archived_at is null;
    else
        update public.care_plan_reviews r set status = 'cancelled'
         where r.organisation_id = struck.organisation_id and r.assessment_id = struck.id and r.status = 'due' and r.archived_at is null;
    end if;
    return null;
end
$$;
comment on function app.assessment_struck() is 'The review that only a struck assessment made due is called off; one that was held stays. Answers nothing.';

create function app.assessment_receipt(with_key text)
returns table (row_id uuid, client_id uuid, instrument text, instrument_version int, score numeric, band text, details jsonb, next_due_on date,
    occurred_at timestamptz, recorded_at timestamptz, late boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query select a.id, a.client_id, a.instrument, a.instrument_version, a.score, a.band, a.details, a.next_due_on, a.occurred_at, a.recorded_at, a.late
      from private.record_keys k
      join public.assessments a on a.organisation_id = k.organisation_id and a.id = k.row_id
     where k.organisation_id = me.organisation_id and k.author_id = me.profile_id and k.key = with_key and k.table_name = 'assessments';
end
$$;
comment on function app.assessment_receipt(text) is 'The assessment that the caller stored under a key of their own and what their answers came to: the answer to one that its author may no longer read.';
revoke execute on function app.assessment_rank_before(uuid, uuid, text, timestamptz, uuid), app.assessment_rose(), app.assessment_struck(),
    app.assessment_receipt(text) from public, anon, authenticated, service_role;
grant execute on function app.assessment_receipt(text) to authenticated, almoner_request;

create trigger rose after insert on public.assessments for each row when (new.band_rank is not null) execute function app.assessment_rose();
create trigger assessment_struck after insert on public.addenda for each row
    when (new.kind = 'strike_out' and new.entity = 'assessments') execute function app.assessment_struck();
