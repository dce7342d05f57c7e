-- For people who use the Supabase CLI's convention: `supabase test db`. What every table has, what some people see
-- of residents, and what nobody may write. The exhaustive proof is the matrix runner's (docs/access-matrix.md).
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;
select plan(21);

select is_empty($$
    select c.oid::regclass from pg_class c
     where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace, 'reference'::regnamespace)
       and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
$$, 'row security is enabled and forced on every table that a person could reach');
select is_empty($$
    select r.rolname, c.oid::regclass from pg_class c, pg_roles r
     where c.relnamespace = 'private'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
       and r.rolname in ('anon', 'authenticated', 'service_role', 'almoner_request', 'almoner_api')
       and (has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate') or has_any_column_privilege(r.oid, c.oid, 'select, insert, update'))
$$, 'nobody reaches what is private, whoever asks');
select is_empty($$
    select c.relname, p from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate']) p
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and (has_table_privilege('anon', c.oid, 'select') or has_table_privilege('anon', c.oid, p) or has_table_privilege('authenticated', c.oid, p))
$$, 'anon has nothing, and authenticated writes nothing');
select is_empty($$
    select p.oid::regprocedure from pg_proc p
     where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace, 'private'::regnamespace)
       and p.prosecdef and not coalesce(p.proconfig @> array['search_path=""'], false)
$$, 'every definer function pins its search path');

-- Two operators. Asha works in Rowan House, Joan manages it, Priya works in Elm Court, Sam for somebody else.
insert into auth.users (id, email) select ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'tap' || n || '@example.org' from generate_series(1, 4) n;
insert into public.organisations (id, name) values
    ('00000000-0000-4000-8000-0000000000a1', 'Rowan Care'), ('00000000-0000-4000-8000-0000000000a2', 'Another operator');
insert into public.care_homes (organisation_id, id, name, code, registered_beds) values
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', 'Rowan House', 'ROWAN', 20),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b2', 'Elm Court', 'ELM', 20),
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000b3', 'Far Away', 'FAR', 20);
insert into public.profiles (organisation_id, id, account_id, status, given_name, family_name) values
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-000000000001', 'active', 'Asha', 'Patel'),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-000000000002', 'active', 'Joan', 'Mensah'),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000c3', '00000000-0000-4000-8000-000000000003', 'active', 'Priya', 'Nair'),
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000c4', '00000000-0000-4000-8000-000000000004', 'active', 'Sam', 'Okoro');
insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade) values
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000c1', 'carer'),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000c3', 'carer'),
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000b3', '00000000-0000-4000-8000-0000000000c4', 'carer');
insert into public.manager_care_homes (organisation_id, care_home_id, profile_id, kind) values
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000c2', 'registered');
insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name) values
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000b1', 'Edith', 'Lives here'),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000d2', '00000000-0000-4000-8000-0000000000b1', 'Walter', 'Only asked'),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000d3', '00000000-0000-4000-8000-0000000000b2', 'Ivy', 'Elm Court'),
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000d4', '00000000-0000-4000-8000-0000000000b3', 'Stan', 'Far Away');
insert into public.bed_stays (organisation_id, client_id, care_home_id, during, status)
    select c.organisation_id, c.id, c.holding_home_id, tstzrange(now() - interval '30 days', null), 'live'
      from public.clients c where c.id in ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000d3', '00000000-0000-4000-8000-0000000000d4');

-- Reading as the data API does.
set local role authenticated;
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}', true);
select results_eq('select given_name from public.clients order by 1', array['Edith'], 'a carer sees who lives in the home');
select throws_ok($$update public.clients set given_name = 'Changed'$$, '42501', null, 'and changes nothing by the data API');
select throws_ok($$insert into public.clients (organisation_id, holding_home_id, given_name, family_name)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', 'New', 'Here')$$, '42501', null, 'nor adds');
select throws_ok('delete from public.clients', '42501', null, 'nor deletes');
select throws_ok('truncate public.clients', '42501', null, 'nor empties');
select is_empty('select from public.organisation_roles', 'who holds an office is not the carer''s to see');
select throws_ok('select from private.accounts', '42501', null, 'nor any account');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000002"}', true);
select results_eq('select given_name from public.clients order by 1', array['Edith', 'Walter'], 'a manager sees all whom the home holds');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000003"}', true);
select results_eq('select given_name from public.clients order by 1', array['Ivy'], 'a carer of another home sees others');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000004"}', true);
select results_eq('select given_name from public.clients order by 1', array['Stan'], 'another operator sees its own');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000009"}', true);
select is_empty('select from public.clients', 'an account without a profile sees nobody');
select set_config('request.jwt.claims', '{"role": "service_role", "sub": "00000000-0000-4000-8000-000000000002"}', true);
select is_empty('select from public.clients', 'nor does a token of another role, whoever it names');

-- Writing as the server does: it alone may become almoner_request; here the right lasts until the rollback.
reset role;
grant almoner_request to current_user;
set local role almoner_request;
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}', true);
select throws_ok($$insert into public.clients (organisation_id, holding_home_id, given_name, family_name)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', 'New', 'Here')$$, '42501', null, 'a carer registers nobody');
select throws_ok($$insert into public.manager_care_homes (organisation_id, care_home_id, profile_id, kind)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000c1', 'deputy')$$,
    '42501', null, 'nor becomes a manager');
select throws_ok($$update public.clients set organisation_id = '00000000-0000-4000-8000-0000000000a2'$$, '42501', null, 'nobody moves a row to another operator');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000002"}', true);
select lives_ok($$insert into public.clients (organisation_id, holding_home_id, given_name, family_name)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', 'New', 'Here')$$, 'a manager registers a resident');
select throws_ok($$insert into public.clients (organisation_id, holding_home_id, given_name, family_name)
    values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b2', 'New', 'There')$$, '42501', null, 'in their own home');

reset role;
select * from finish();
rollback;
