-- The roles that answer requests. They belong to the cluster.
with
wanted (name, login) as (
  values ('almoner_api', true), ('almoner_request', false), ('almoner_signin', false), ('almoner_worker', false)
),
owner as (
  select r.* from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = current_database()
),
-- From 16 on whoever makes a role is its member, with the admin option and
-- without its rights; 15 has no columns to say so.
membership as (
  select m.roleid, m.member, g.rolname as role, w.rolname as who
  from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles w on w.oid = m.member
  where not w.rolsuper and w.oid not in (select oid from owner)
    and not (w.rolcreaterole and m.admin_option
      and to_jsonb(m) ->> 'inherit_option' = 'false' and to_jsonb(m) ->> 'set_option' = 'false')
)
select 'role-missing' as rule, w.name as object, 'there is no such role' as message
from wanted w where not exists (select from pg_roles r where r.rolname = w.name)

union all
select 'role-attributes', r.rolname, format('has %s', concat_ws(', ',
  case when r.rolsuper then 'SUPERUSER' end, case when r.rolbypassrls then 'BYPASSRLS' end,
  case when r.rolcreaterole then 'CREATEROLE' end, case when r.rolcreatedb then 'CREATEDB' end,
  case when r.rolreplication then 'REPLICATION' end,
  case when r.rolname = 'almoner_api' and r.rolinherit then 'INHERIT' end,
  case when r.rolcanlogin and not coalesce(w.login, false) then 'LOGIN' end))
from pg_roles r left join wanted w on w.name = r.rolname
where (w.name is not null or r.rolname in ('anon', 'authenticated'))
  and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
    or (r.rolname = 'almoner_api' and r.rolinherit) or (r.rolcanlogin and not coalesce(w.login, false)))

union all
select 'role-owner', o.rolname, concat_ws(', ', case when o.rolsuper then 'owns the database and is a superuser' end,
  case when not o.rolbypassrls then 'owns the database and has no BYPASSRLS' end)
from owner o where o.rolsuper or not o.rolbypassrls

union all
select 'role-member', format('%s in %s', m.who, m.role), 'is a membership that no design gives'
from membership m
where (m.who in (select name from wanted)
    and (m.who, m.role) not in (('almoner_request', 'authenticated'), ('almoner_api', 'almoner_request'),
      ('almoner_api', 'almoner_signin'), ('almoner_api', 'almoner_worker')))
  or (m.role in (select name from wanted) and m.who not in (select name from wanted))

union all
select 'role-owns', w.rolname, format('owns %s', string_agg(distinct x.what, ', '))
from pg_roles w join (
  select c.relowner as owner, c.oid::regclass::text as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'app', 'reference', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  union all select p.proowner, p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'app', 'reference', 'private')
  union all select n.nspowner, 'schema ' || n.nspname from pg_namespace n
  union all select d.datdba, 'database ' || d.datname from pg_database d where d.datname = current_database()
) x on x.owner = w.oid
where w.rolname in (select name from wanted) or w.rolname in ('anon', 'authenticated', 'service_role')
group by w.rolname
