-- Policies, functions, triggers, rules and rights. $1: schemas that are not
-- ours. Policies on storage tables and triggers on auth.users that the
-- migrations made are ours although the tables are not.
with
ours as (
  select n.oid, n.nspname from pg_namespace n
  where n.nspname not like 'pg\_%' and n.nspname <> 'information_schema' and n.nspname <> all ($1::text[])
),
extension_member as (
  select d.classid, d.objid from pg_depend d where d.deptype = 'e'
),
database_owner as (
  select datdba as oid from pg_database where datname = current_database()
),
relation as (
  select c.*, format('%I.%I', o.nspname, c.relname) as name
  from pg_class c join ours o on o.oid = c.relnamespace
  where not exists (select from extension_member e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
),
routine as (
  select p.*, format('%I.%I(%s)', o.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p join ours o on o.oid = p.pronamespace
  where not exists (select from extension_member e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
),
-- Rights of everybody but the owner. MAINTAIN exists from 17 on only.
entitlement as (
  select case c.relkind when 'S' then 'sequence ' else '' end || c.name as object, a.grantee, a.privilege_type,
    a.is_grantable
  from relation c, aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S') and a.grantee <> c.relowner
  union all
  select format('column %s.%I', c.name, t.attname), a.grantee, a.privilege_type, a.is_grantable
  from relation c join pg_attribute t on t.attrelid = c.oid and not t.attisdropped, aclexplode(t.attacl) a
  where a.grantee <> c.relowner
  union all
  select 'function ' || p.name, a.grantee, a.privilege_type, a.is_grantable
  from routine p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner
  union all
  select 'schema ' || quote_ident(o.nspname), a.grantee, a.privilege_type, a.is_grantable
  from ours o join pg_namespace n on n.oid = o.oid, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
  where a.grantee <> n.nspowner and a.grantee not in (select oid from database_owner)
    and a.grantee <> 'pg_database_owner'::regrole
  union all
  select format('type %I.%I', o.nspname, t.typname), a.grantee, a.privilege_type, a.is_grantable
  from pg_type t join ours o on o.oid = t.typnamespace, aclexplode(t.typacl) a where a.grantee <> t.typowner
)
select 'policy', format('%I on %I.%I', p.polname, n.nspname, c.relname),
  concat_ws(' ',
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    case when not p.polpermissive then 'RESTRICTIVE' end,
    'to ' || (select string_agg(case r when 0 then 'public' else r::regrole::text end, ', '
      order by case r when 0 then 'public' else r::regrole::text end) from unnest(p.polroles) r),
    'using ' || regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g'),
    'check ' || regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\s+', ' ', 'g'),
    'comment ' || quote_literal(obj_description(p.oid, 'pg_policy')))
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where n.oid in (select oid from ours) or n.nspname = 'storage'

union all
select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, p.name,
  concat_ws(', ',
    pg_get_function_arguments(p.oid),
    'returns ' || pg_get_function_result(p.oid),
    (select lanname from pg_language where oid = p.prolang),
    case p.provolatile when 'i' then 'IMMUTABLE' when 's' then 'stable' else 'volatile' end,
    case when p.prosecdef then 'SECURITY DEFINER' else 'security invoker' end,
    case when p.proleakproof then 'LEAKPROOF' end,
    case when p.proisstrict then 'strict' end,
    'parallel ' || p.proparallel::text,
    case when p.proowner in (select oid from database_owner) then 'owner' else 'owned by ' || p.proowner::regrole end,
    'set ' || array_to_string(p.proconfig, '; '),
    'cost ' || nullif(p.procost, 100), 'rows ' || nullif(p.prorows, 0),
    'body ' || md5(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)),
    'comment ' || quote_literal(obj_description(p.oid, 'pg_proc')))
from routine p

union all
select 'trigger', format('%I on %I.%I', t.tgname, n.nspname, c.relname),
  concat_ws(', ', pg_get_triggerdef(t.oid),
    case t.tgenabled when 'D' then 'DISABLED' when 'R' then 'on replicas' when 'A' then 'always' end,
    'comment ' || quote_literal(obj_description(t.oid, 'pg_trigger')))
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
join pg_proc f on f.oid = t.tgfoid
-- A partition's copy of its parent's trigger follows from the parent.
where not t.tgisinternal and t.tgparentid = 0
  and (n.oid in (select oid from ours) or f.pronamespace in (select oid from ours))

union all
select 'rule', format('%I on %s', r.rulename, c.name), regexp_replace(pg_get_ruledef(r.oid), '\s+', ' ', 'g')
from pg_rewrite r join relation c on c.oid = r.ev_class where r.rulename <> '_RETURN'

union all
select 'grant', format('on %s to %s', e.object, case e.grantee when 0 then 'public' else e.grantee::regrole::text end),
  string_agg(lower(e.privilege_type) || case when e.is_grantable then ' WITH GRANT OPTION' else '' end, ', '
    order by e.privilege_type)
from entitlement e where e.privilege_type <> 'MAINTAIN' group by e.object, e.grantee

union all
-- What the owner's future objects get. The grants of older hosted projects to
-- the platform's roles in public are the platform's, and each migration takes
-- them back from what it makes.
select 'default', format('%s%s',
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
      when 'n' then 'schemas' else d.defaclobjtype::text end,
    ' in schema ' || quote_ident(o.nspname)),
  coalesce(g.said, 'nobody')
from pg_default_acl d left join pg_namespace o on o.oid = d.defaclnamespace,
lateral (
  select string_agg(format('%s to %s', lower(a.privilege_type),
    case a.grantee when 0 then 'public' else a.grantee::regrole::text end), ', '
    order by case a.grantee when 0 then 'public' else a.grantee::regrole::text end, a.privilege_type) as said
  from aclexplode(d.defaclacl) a
  where a.grantee <> d.defaclrole and a.privilege_type <> 'MAINTAIN'
    and not (o.nspname = 'public' and a.grantee in (select oid from pg_roles
      where rolname in ('anon', 'authenticated', 'service_role', 'postgres')))
) g
where d.defaclrole in (select oid from database_owner)
  -- For one schema only what is added counts; for all, what is taken away too.
  and (d.defaclnamespace = 0 or d.defaclnamespace in (select oid from ours) and g.said is not null)
