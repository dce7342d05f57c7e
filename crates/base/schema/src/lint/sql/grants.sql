-- Rights on tables, columns, functions, schemas, sequences and the database.
with
ours as (
  select n.* from pg_namespace n where nspname in ('public', 'app', 'reference', 'private')
),
relation as (
  select c.*, o.nspname, format('%I.%I', o.nspname, c.relname) as name
  from pg_class c join ours o on o.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
routine as (
  select p.*, o.nspname, p.oid::regprocedure::text as name
  from pg_proc p join ours o on o.oid = p.pronamespace
  where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
),
entitlement as (
  select r.nspname, r.relkind, r.relispartition, r.name as object, a.grantee, a.privilege_type, a.is_grantable
  from relation r, aclexplode(coalesce(r.relacl, acldefault(case r.relkind when 'S' then 's' else 'r' end::"char", r.relowner))) a
  where a.grantee <> r.relowner
  union all
  select r.nspname, r.relkind, r.relispartition, r.name, a.grantee, a.privilege_type, a.is_grantable
  from relation r join pg_attribute t on t.attrelid = r.oid and not t.attisdropped, aclexplode(t.attacl) a
  where a.grantee <> r.relowner
),
-- One line for each table and grantee, the privileges of its columns included.
held as (
  select e.nspname, e.relkind, e.relispartition, e.object,
    case e.grantee when 0 then 'public' else g.rolname end as grantee,
    array_agg(distinct e.privilege_type::text) as privileges, bool_or(e.is_grantable) as grantable
  from entitlement e left join pg_roles g on g.oid = e.grantee group by 1, 2, 3, 4, 5
),
allowed (grantee, privileges) as (
  values ('authenticated', array['SELECT']), ('almoner_request', array['SELECT', 'INSERT', 'UPDATE'])
),
-- Whose rights are judged by rules of their own.
judged (grantee) as (values ('public'), ('anon'), ('service_role'), ('almoner_api')),
function_right as (
  select p.nspname, p.proname, p.name as object, case a.grantee when 0 then 'public' else g.rolname end as grantee, a.is_grantable
  from routine p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a left join pg_roles g on g.oid = a.grantee
  where a.grantee <> p.proowner
),
schema_right as (
  select n.nspname, case a.grantee when 0 then 'public' else g.rolname end as grantee, a.privilege_type, a.is_grantable
  from ours n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a left join pg_roles g on g.oid = a.grantee
  where a.grantee <> n.nspowner and a.grantee <> (select datdba from pg_database where datname = current_database())
)
select 'grant-public' as rule, h.object, format('everybody has %s on it', array_to_string(h.privileges, ', ')) as message
from held h where h.grantee = 'public'
union all
select 'grant-public', f.object, 'everybody may execute it' from function_right f where f.grantee = 'public'
union all
select 'grant-public', 'schema ' || s.nspname, format('everybody has %s on it', s.privilege_type)
from schema_right s
-- USAGE of the exposed schema is what a database starts with, and shows nothing.
where s.grantee = 'public' and not (s.nspname = 'public' and s.privilege_type = 'USAGE')

union all
select 'grant-platform', h.object || ' to ' || h.grantee, format('%s has %s', h.grantee, array_to_string(h.privileges, ', '))
from held h where h.grantee in ('anon', 'service_role')
union all
select 'grant-platform', f.object || ' to ' || f.grantee, format('%s may execute it', f.grantee)
from function_right f where f.grantee in ('anon', 'service_role')
union all
select 'grant-platform', 'schema ' || s.nspname || ' to ' || s.grantee, format('%s has %s', s.grantee, s.privilege_type)
from schema_right s where s.grantee in ('anon', 'service_role') and s.nspname <> 'public'

union all
select 'grant-login', h.object, format('the login role has %s', array_to_string(h.privileges, ', '))
from held h where h.grantee = 'almoner_api'
union all
select 'grant-login', f.object, 'the login role may execute it' from function_right f where f.grantee = 'almoner_api'
union all
select 'grant-login', 'schema ' || s.nspname, format('the login role has %s', s.privilege_type)
from schema_right s where s.grantee = 'almoner_api' and not (s.nspname in ('public', 'app') and s.privilege_type = 'USAGE')

union all
select 'grant-private', h.object || ' to ' || h.grantee, format('%s has %s in a closed schema', h.grantee, array_to_string(h.privileges, ', '))
from held h where h.nspname = 'private' and h.relkind <> 'm' and h.grantee not in (select grantee from judged)
union all
select 'grant-private', 'schema private to ' || s.grantee, format('%s has %s on the closed schema', s.grantee, s.privilege_type)
from schema_right s where s.nspname = 'private' and s.grantee not in (select grantee from judged)

union all
select 'matview-grant', h.object || ' to ' || h.grantee, 'a materialized view has no policies and may be granted to nobody'
from held h where h.relkind = 'm' and h.grantee not in (select grantee from judged)

union all
select 'grant-partition', h.object || ' to ' || h.grantee, format('%s has %s on a partition, past the policies of its parent', h.grantee,
  array_to_string(h.privileges, ', '))
from held h where h.relispartition and h.nspname <> 'private' and h.grantee not in (select grantee from judged)

union all
select 'grant-beyond', h.object || ' to ' || h.grantee, format('%s has %s', h.grantee, array_to_string(
  array(select unnest(h.privileges) except select unnest(a.privileges) order by 1), ', '))
from held h left join allowed a on a.grantee = h.grantee
where h.nspname <> 'private' and h.relkind <> 'm' and not h.relispartition and h.grantee not in (select grantee from judged)
  and not h.privileges <@ coalesce(a.privileges, '{}')
union all
-- The worker acts for nobody until it has claimed something.
select 'grant-beyond', f.object || ' to ' || f.grantee, 'the worker may only claim and finish'
from function_right f
where f.grantee = 'almoner_worker' and not (f.nspname = 'app' and (f.proname like 'claim\_%' or f.proname like 'finish\_%'))
union all
select 'grant-beyond', 'schema ' || s.nspname || ' to ' || s.grantee, format('%s may create in it', s.grantee)
from schema_right s
where s.privilege_type = 'CREATE' and s.nspname <> 'private' and s.grantee not in (select grantee from judged)
  and s.grantee not in ('postgres', 'pg_database_owner')

union all
select 'grant-option', h.object || ' to ' || h.grantee, format('%s may pass its rights on', h.grantee) from held h where h.grantable
union all
select 'grant-option', f.object || ' to ' || f.grantee, format('%s may pass its rights on', f.grantee) from function_right f where f.is_grantable

union all
select 'default-execute', 'functions of ' || d.datdba::regrole, 'functions to come may be executed by everybody'
from pg_database d
where d.datname = current_database() and not exists (
  select from pg_default_acl a where a.defaclrole = d.datdba and a.defaclnamespace = 0 and a.defaclobjtype = 'f'
    and not exists (select from aclexplode(a.defaclacl) e where e.grantee = 0))

union all
-- What older hosted projects give to the platform's roles in public is theirs
-- and taken back file by file; anything else was said by a migration.
select 'default-grant', format('%s%s to %s', case a.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
    when 'f' then 'functions' else a.defaclobjtype::text end, ' in ' || n.nspname, coalesce(g.rolname, 'public')),
  format('objects to come are granted to %s', coalesce(g.rolname, 'public'))
from pg_default_acl a join pg_database d on d.datdba = a.defaclrole and d.datname = current_database()
left join pg_namespace n on n.oid = a.defaclnamespace, aclexplode(a.defaclacl) e left join pg_roles g on g.oid = e.grantee
where e.grantee <> a.defaclrole and a.defaclobjtype in ('r', 'S', 'f')
  and (a.defaclnamespace = 0 or n.nspname in ('public', 'app', 'reference', 'private'))
  and not (n.nspname = 'public' and g.rolname in ('anon', 'authenticated', 'service_role', 'postgres'))
group by 1, 2, 3

union all
select 'database-public', format('database %s', d.datname), format('everybody has %s', string_agg(e.privilege_type, ', ' order by 1))
from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) e
where d.datname = current_database() and e.grantee = 0 and e.privilege_type in ('TEMPORARY', 'CREATE')
group by d.datname

union all
select 'large-objects', 'pg_catalog', 'everybody may use large objects, which have no row level security'
where exists (select from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) e
  where p.pronamespace = 'pg_catalog'::regnamespace and p.proname in ('lo_create', 'lo_open', 'lo_from_bytea', 'lowrite')
    and e.grantee = 0)
