-- A pass for one shift: an agency worker who stands at the door at 19:45 is let in by the senior, who has
-- seen who they are. The pass is a person with one membership that ends by itself, and a code that signs
-- them in once, on one device.

alter table private.links drop constraint links_kind;
alter table private.links add constraint links_kind check (kind in ('invitation', 'password_reset', 'owner_setup', 'agency_pass'));

create table public.agency_passes (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    profile_id uuid not null,
    membership_id uuid not null,
    agency text not null check (length(agency) between 1 and 200),
    identity_document text not null constraint agency_passes_identity_document
        check (identity_document in ('passport', 'driving_licence', 'agency_badge', 'other')),
    identity_seen_at timestamptz not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    handover_id uuid,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    constraint agency_passes_person unique (organisation_id, profile_id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, membership_id) references public.user_care_homes (organisation_id, id),
    foreign key (organisation_id, care_home_id, handover_id) references public.handovers (organisation_id, care_home_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint agency_passes_one_shift check (ends_at > starts_at and ends_at <= starts_at + interval '14 hours')
);
comment on table public.agency_passes is 'An agency worker was let in for one shift: by whom (created_by), who they are, and what was seen of it. Written by app.admit_agency only.';
comment on column public.agency_passes.membership_id is 'What lets them in: grade carer, for exactly that time. A manager ends it like any other.';
comment on column public.agency_passes.identity_document is 'The kind of document that was seen. Its number is not kept.';
comment on column public.agency_passes.ends_at is 'At most 14 hours after it began.';
comment on column public.agency_passes.handover_id is 'The handover with which the shift begins: the latest of the home then; empty where there was none within a day.';
create index agency_passes_home on public.agency_passes (organisation_id, care_home_id, id desc);
create index agency_passes_list on public.agency_passes (organisation_id, id desc);
alter table public.agency_passes enable row level security;
alter table public.agency_passes force row level security;
revoke all on public.agency_passes from public, anon, authenticated, service_role;
create trigger record before insert or update on public.agency_passes for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.agency_passes for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.agency_passes for each row execute function app.audit();
grant select on public.agency_passes to authenticated;
create policy agency_passes_select on public.agency_passes for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.senior_home_ids())::uuid[]));
insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'agency_passes', 'care_home_id', false),
    ('profiles', 'agency_passes', 'profile_id', false);

create function app.pass_code(account uuid, tenant uuid, person uuid, secret_hash bytea, until timestamptz) returns timestamptz
language plpgsql volatile set search_path = ''
as $$
declare
    good_until timestamptz := least(now() + interval '30 minutes', until);
begin
    update private.links l set ends_at = now()
     where l.organisation_id = tenant and l.profile_id = person and l.kind = 'agency_pass' and l.used_at is null and l.ends_at > now();
    insert into private.links (hash, kind, account_id, organisation_id, profile_id, email, ends_at)
    select secret_hash, 'agency_pass', a.id, tenant, person, a.email, good_until from private.accounts a where a.id = account;
    return good_until;
end
$$;
comment on function app.pass_code(uuid, uuid, uuid, bytea, timestamptz) is 'Makes the code of a pass, by its hash, and ends the one before. For use inside definer functions only.';

create function app.admit_agency(home uuid, given text, family text, of_agency text, document text, seen_at timestamptz,
    until timestamptz, secret_hash bytea)
returns table (id uuid, code_ends_at timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    account uuid := gen_random_uuid();
    person uuid;
    membership uuid;
    made uuid;
    told uuid;
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    if not (home = any (app.managed_home_ids(me)) or home = any (app.member_home_ids(me, '{senior,nurse}'))) then
        perform app.refuse('forbidden');
    end if;
    if until <= now() + interval '15 minutes' or until > now() + interval '14 hours' then
        perform app.refuse('invalid', 'A pass is for one shift: it ends in 15 minutes to 14 hours.', 'ends_at');
    end if;
    if seen_at > now() + interval '10 minutes' or seen_at < now() - interval '12 hours' then
        perform app.refuse('invalid', 'Say when you saw who they are: today, before you let them in.', 'identity_seen_at');
    end if;
    -- Two at once count one after the other.
    perform from public.care_homes h where h.organisation_id = me.organisation_id and h.id = home and h.archived_at is null for no key update;
    if not found then
        perform app.refuse('parent_archived', '', 'care_home_id');
    end if;
    if (select count(*) from public.agency_passes p
         where p.organisation_id = me.organisation_id and p.care_home_id = home and p.starts_at > now() - interval '24 hours') >= 40 then
        perform app.refuse('too_many_requests');
    end if;
    insert into auth.users (id, aud, role, email, email_confirmed_at, created_at, updated_at)
    values (account, 'authenticated', 'authenticated', 'pass-' || account || '@agency.invalid', now(), now(), now());
    -- No password, so nothing but the code signs in; no mail ever goes to a name that can't exist.
    insert into private.accounts (id, email, verified_at) values (account, 'pass-' || account || '@agency.invalid', now());
    insert into public.profiles as p (organisation_id, account_id, status, given_name, family_name, job_title, persona)
    values (me.organisation_id, account, 'active', given, family, 'agency_worker', 'carer') returning p.id into person;
    insert into public.profile_private (organisation_id, profile_id) values (me.organisation_id, person);
    insert into public.user_care_homes as u (organisation_id, care_home_id, profile_id, grade, valid, agency)
    values (me.organisation_id, home, person, 'carer', tstzrange(now(), until), of_agency) returning u.id into membership;
    insert into public.agency_passes as p (organisation_id, care_home_id, profile_id, membership_id, agency, identity_document, identity_seen_at,
        starts_at, ends_at, handover_id)
    values (me.organisation_id, home, person, membership, of_agency, document, least(seen_at, now()), now(), until, app.latest_handover(me.organisation_id, home))
    returning p.id into made;
    -- The managers hear of it, but for the one who did it.
    for told in select distinct m.profile_id from public.manager_care_homes m
                 where m.organisation_id = me.organisation_id and m.care_home_id = home and m.archived_at is null and m.valid @> now()
                   and m.profile_id <> me.profile_id loop
        perform app.schedule_notification(told, jsonb_build_object('organisation_id', me.organisation_id, 'template', 'agency_admitted',
            'entity', 'agency_passes', 'entity_id', made, 'care_home_id', home));
    end loop;
    return query select made, app.pass_code(account, me.organisation_id, person, secret_hash, until);
end
$$;
comment on function app.admit_agency(uuid, text, text, text, text, timestamptz, timestamptz, bytea) is 'Lets an agency worker in for one shift: the person, the membership, the pass and the code, or nothing. By a senior, nurse or manager of the home; its managers are told.';

create function app.latest_handover(tenant uuid, home uuid) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
    return (select h.id from public.handovers h
             where h.organisation_id = tenant and h.care_home_id = home and h.archived_at is null
               and h.created_at > now() - interval '24 hours' and h.care_day >= (now() - interval '3 days')::date
             order by h.created_at desc, h.id desc limit 1);
end
$$;
comment on function app.latest_handover(uuid, uuid) is 'The latest handover of a home within a day. For use inside definer functions only.';

create function app.renew_pass_code(pass uuid, secret_hash bytea) returns table (id uuid, code_ends_at timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    p public.agency_passes;
    account uuid;
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    select x.* into p from public.agency_passes x where x.organisation_id = me.organisation_id and x.id = pass for no key update;
    if p.id is null
       or not (p.care_home_id = any (app.managed_home_ids(me)) or p.care_home_id = any (app.member_home_ids(me, '{senior,nurse}'))) then
        perform app.refuse('forbidden');
    end if;
    select x.account_id into account from public.profiles x
     where x.organisation_id = p.organisation_id and x.id = p.profile_id and x.status = 'active' and x.archived_at is null;
    if account is null or not exists (
        select from public.user_care_homes u
         where u.organisation_id = p.organisation_id and u.id = p.membership_id and u.archived_at is null and u.valid @> now()) then
        perform app.refuse('illegal_transition', 'This pass has ended.');
    end if;
    if (select count(*) from private.links l
         where l.organisation_id = p.organisation_id and l.profile_id = p.profile_id and l.created_at > now() - interval '1 hour') >= 5 then
        perform app.refuse('too_many_requests');
    end if;
    -- One device at a time: what was signed in before is out.
    update private.sessions s set revoked_at = now(), revoked_because = 'pass renewed' where s.account_id = account and s.revoked_at is null;
    return query select p.id, app.pass_code(account, p.organisation_id, p.profile_id, secret_hash, p.ends_at);
end
$$;
comment on function app.renew_pass_code(uuid, bytea) is 'Another code for a pass that holds: the first was lost, or the device. Ends the sign-in that there was.';

create function app.use_agency_pass(secret_hash bytea)
returns table (account_id uuid, email text, organisation_id uuid, profile_id uuid, session_seconds float8)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    l private.links;
    p public.agency_passes;
begin
    select x.* into l from private.links x
     where x.hash = secret_hash and x.kind = 'agency_pass' and x.used_at is null and x.ends_at > now() for update;
    if l.hash is null then
        return;
    end if;
    select x.* into p from public.agency_passes x where x.organisation_id = l.organisation_id and x.profile_id = l.profile_id;
    if p.id is null
       or not exists (
            select from public.user_care_homes u
             where u.organisation_id = p.organisation_id and u.id = p.membership_id and u.archived_at is null and u.valid @> now())
       or not exists (
            select from public.profiles x join public.organisations o on o.id = x.organisation_id and o.archived_at is null
             where x.organisation_id = p.organisation_id and x.id = p.profile_id and x.status = 'active' and x.archived_at is null)
       or exists (select from private.accounts a where a.id = l.account_id and a.disabled_at is not null) then
        return;
    end if;
    update private.links x set used_at = now() where x.hash = secret_hash;
    -- Every right ends with the pass. The sign-in lasts for as long as care that was given is still taken late.
    return query select l.account_id, l.email, p.organisation_id, p.profile_id,
        extract(epoch from p.ends_at + interval '72 hours' - now())::float8;
end
$$;
comment on function app.use_agency_pass(bytea) is 'Uses the code of a pass up, and says whose it is and how long its sign-in lasts: until 72 hours after the pass, in which the person reads nothing and sends what they had recorded. No row for a code that is nobody''s, was used, is too old, or of a pass that has ended.';

create function app.handover_unread(home uuid) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    latest uuid;
begin
    if not (home = any (app.member_home_ids(me, '{carer,senior,nurse}')) or home = any (app.managed_home_ids(me))) then
        return null;
    end if;
    latest := app.latest_handover(me.organisation_id, home);
    if exists (select from public.handovers h
                where h.organisation_id = me.organisation_id and h.id = latest and h.created_by = me.profile_id)
       or exists (select from public.handover_acknowledgements a
                where a.organisation_id = me.organisation_id and a.handover_id = latest and a.profile_id = me.profile_id) then
        return null;
    end if;
    return latest;
end
$$;
comment on function app.handover_unread(uuid) is 'The latest handover of a home of the caller''s, within a day, that they have neither composed nor taken in; nothing for any other home.';

revoke execute on function app.pass_code(uuid, uuid, uuid, bytea, timestamptz), app.latest_handover(uuid, uuid),
    app.admit_agency(uuid, text, text, text, text, timestamptz, timestamptz, bytea), app.renew_pass_code(uuid, bytea),
    app.use_agency_pass(bytea), app.handover_unread(uuid)
    from public, anon, authenticated, service_role;
grant execute on function app.admit_agency(uuid, text, text, text, text, timestamptz, timestamptz, bytea), app.renew_pass_code(uuid, bytea) to almoner_request;
grant execute on function app.use_agency_pass(bytea) to almoner_signin;
grant execute on function app.handover_unread(uuid) to authenticated, almoner_request;
