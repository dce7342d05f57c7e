-- How full a home was at the end of each day, as bed stays and absences say. A snapshot can be made
-- again for any past day and comes out the same until somebody corrects a stay.

create table public.occupancy_snapshots (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    census_date date not null,
    registered_beds int not null check (registered_beds >= 0),
    open_beds int not null check (open_beds >= 0),
    occupied int not null check (occupied >= 0),
    beds_taken int not null check (beds_taken >= 0),
    reserved int not null check (reserved >= 0),
    vacant_accepting int not null check (vacant_accepting >= 0),
    hospital int not null check (hospital >= 0),
    on_leave int not null check (on_leave >= 0),
    respite int not null check (respite >= 0),
    admissions int not null check (admissions >= 0),
    discharges int not null check (discharges >= 0),
    deaths int not null check (deaths >= 0),
    first_calculated_at timestamptz not null default now(),
    calculated_at timestamptz not null default now(),
    primary key (organisation_id, id),
    constraint occupancy_snapshots_once unique (organisation_id, care_home_id, census_date),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    constraint occupancy_snapshots_parts check (hospital + on_leave <= occupied and respite <= occupied and deaths <= discharges)
);
comment on table public.occupancy_snapshots is 'A home at the last moment of a day by its own clock. Written by calculate_occupancy_snapshot; numbers of people but where it says beds.';
comment on column public.occupancy_snapshots.registered_beds is 'Beds that the home is registered for, as noted when the day was first calculated: a home has no history of it.';
comment on column public.occupancy_snapshots.open_beds is 'Beds in service, as noted when the day was first calculated.';
comment on column public.occupancy_snapshots.occupied is 'Residents with a stay, those away included; day care does not count in any figure.';
comment on column public.occupancy_snapshots.beds_taken is 'Beds that somebody had. Who came by transfer and has no bed yet is among those who occupied, not here.';
comment on column public.occupancy_snapshots.reserved is 'Beds that are kept for somebody whose stay was entered by then and began later, and that nobody was in.';
comment on column public.occupancy_snapshots.vacant_accepting is 'Beds in service that nobody was in and that were not reserved.';
comment on column public.occupancy_snapshots.respite is 'Of those who occupied: stays of kind respite or rolling_respite.';
comment on column public.occupancy_snapshots.admissions is 'Who came into the home in the day, transfers included, moves between its beds not: occupied is that of the day before, plus admissions, less discharges.';
comment on column public.occupancy_snapshots.discharges is 'Who left the home in the day, deaths and transfers included.';
create index occupancy_snapshots_day on public.occupancy_snapshots (organisation_id, census_date desc, care_home_id);
alter table public.occupancy_snapshots enable row level security;
alter table public.occupancy_snapshots force row level security;
revoke all on public.occupancy_snapshots from public, anon, authenticated, service_role;
grant select on public.occupancy_snapshots to authenticated;
create policy occupancy_snapshots_select on public.occupancy_snapshots for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));

create function app.calculate_occupancy_snapshot(home uuid, census_date date) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
    here record;
    -- From the first instant of the day to the first of the next: 23, 24 or 25 hours.
    starts timestamptz;
    ends timestamptz;
    made uuid;
begin
    select h.organisation_id, h.time_zone, h.registered_beds into here from public.care_homes h where h.id = home;
    if here.organisation_id is null then
        raise exception 'there is no home %', home using errcode = '22023';
    end if;
    starts := app.home_instant(census_date::timestamp, here.time_zone);
    ends := app.home_instant((census_date + 1)::timestamp, here.time_zone);
    if ends > now() then
        raise exception 'the % is not over in this home', census_date using errcode = '22023';
    end if;
    with stay as (
        -- While a stay is live its end is only expected.
        select s.id, s.client_id, s.bed_id, s.kind, s.status, s.admission_id, s.leaving_reason, s.created_at, lower(s.during) as came,
               case when s.status = 'ended' then upper(s.during) else 'infinity' end as went
          from public.bed_stays s
         where s.organisation_id = here.organisation_id and s.care_home_id = home and s.archived_at is null
           and s.status <> 'cancelled' and s.kind <> 'day_care'
    ), there as (
        select x.* from stay x where x.status <> 'planned' and x.came < ends and x.went >= ends
    ), away as (
        select distinct a.client_id, a.kind
          from public.resident_absences a
         where a.organisation_id = here.organisation_id and a.client_id in (select t.client_id from there t) and a.archived_at is null
           and lower(a.during) < ends and (a.status = 'away' or upper(a.during) >= ends)
    ), counted as (
        select
            (select count(*) from public.beds b
              where b.organisation_id = here.organisation_id and b.care_home_id = home and b.archived_at is null and b.state = 'in_service') as open_beds,
            (select count(distinct t.client_id) from there t) as occupied,
            (select count(distinct t.bed_id) from there t) as taken,
            (select count(distinct x.bed_id) from stay x
              where x.came >= ends and x.created_at < ends and x.bed_id is not null
                and not exists (select from there t where t.bed_id = x.bed_id)) as reserved,
            (select count(distinct a.client_id) from away a where a.kind = 'hospital') as hospital,
            (select count(distinct a.client_id) from away a where a.kind = 'leave') as on_leave,
            (select count(distinct t.client_id) from there t where t.kind in ('respite', 'rolling_respite')) as respite,
            (select count(*) from stay x
              where x.status <> 'planned' and x.came >= starts and x.came < ends
                and not exists (select from stay m
                                 where m.admission_id = x.admission_id and m.client_id = x.client_id and m.id <> x.id
                                   and m.leaving_reason = 'moved_bed' and m.went = x.came)) as admissions,
            (select count(*) from stay x
              where x.status = 'ended' and x.went >= starts and x.went < ends and x.leaving_reason <> 'moved_bed') as discharges,
            (select count(*) from stay x
              where x.status = 'ended' and x.went >= starts and x.went < ends and x.leaving_reason = 'deceased') as deaths
    )
    insert into public.occupancy_snapshots as o (organisation_id, care_home_id, census_date, registered_beds, open_beds, occupied, beds_taken,
        reserved, vacant_accepting, hospital, on_leave, respite, admissions, discharges, deaths)
    select here.organisation_id, home, calculate_occupancy_snapshot.census_date, here.registered_beds, c.open_beds, c.occupied, c.taken, c.reserved,
        greatest(c.open_beds - c.taken - c.reserved, 0), c.hospital, c.on_leave, c.respite, c.admissions, c.discharges, c.deaths
      from counted c
    on conflict on constraint occupancy_snapshots_once do update
        set occupied = excluded.occupied, beds_taken = excluded.beds_taken, reserved = excluded.reserved,
            -- What the home could take is known only from when it was first looked at.
            vacant_accepting = greatest(o.open_beds - excluded.beds_taken - excluded.reserved, 0),
            hospital = excluded.hospital, on_leave = excluded.on_leave, respite = excluded.respite,
            admissions = excluded.admissions, discharges = excluded.discharges, deaths = excluded.deaths, calculated_at = now()
    returning o.id into made;
    return made;
end
$$;
comment on function app.calculate_occupancy_snapshot(uuid, date) is 'Counts a home at the end of a past day from bed stays and absences, and stores it, once or again. For jobs; granted to no role that answers requests.';

create materialized view private.occupancy_trend as
    select o.organisation_id, o.care_home_id, date_trunc('month', o.census_date)::date as month, count(*)::int as days,
           sum(o.occupied)::int as occupied_days, sum(o.registered_beds)::int as registered_days, sum(o.hospital)::int as hospital_days,
           sum(o.vacant_accepting)::int as vacant_days, sum(o.admissions)::int as admissions, sum(o.discharges)::int as discharges, sum(o.deaths)::int as deaths
      from public.occupancy_snapshots o
     group by o.organisation_id, o.care_home_id, date_trunc('month', o.census_date)::date;
comment on materialized view private.occupancy_trend is 'Snapshots by month. Read through app.occupancy_trend(), made anew by app.refresh_occupancy_trend().';
create unique index occupancy_trend_month on private.occupancy_trend (organisation_id, care_home_id, month);
revoke all on private.occupancy_trend from public, anon, authenticated, service_role;

create function app.refresh_occupancy_trend() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
    refresh materialized view concurrently private.occupancy_trend;
end
$$;
comment on function app.refresh_occupancy_trend() is 'Makes the trend anew from the snapshots, while others read the old one. For jobs; granted to no role that answers requests.';

create function app.occupancy_trend(since date default '-infinity')
returns table (care_home_id uuid, month date, days int, occupied_days int, registered_days int, hospital_days int, vacant_days int,
    admissions int, discharges int, deaths int)
language plpgsql stable security definer set search_path = ''
as $$
declare
    managed uuid[] := app.managed_home_ids();
    whole uuid := app.org_read_in_full();
    organisation uuid := app.organisation_id();
begin
    return query
    select t.care_home_id, t.month, t.days, t.occupied_days, t.registered_days, t.hospital_days, t.vacant_days, t.admissions, t.discharges, t.deaths
      from private.occupancy_trend t
     where t.organisation_id = organisation and (t.organisation_id = whole or t.care_home_id = any (managed)) and t.month >= since
     order by t.care_home_id, t.month;
end
$$;
comment on function app.occupancy_trend(date) is 'Months of the homes whose snapshots the caller may read.';

revoke execute on function app.calculate_occupancy_snapshot(uuid, date), app.refresh_occupancy_trend(), app.occupancy_trend(date)
    from public, anon, authenticated, service_role;
grant execute on function app.occupancy_trend(date) to authenticated, almoner_request;
