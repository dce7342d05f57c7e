-- Policies against grants, roles and each other. What their expressions say is
-- read in policies.rs.
with
relation as (
  select c.*, n.nspname, format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname in ('public', 'app', 'reference', 'private')
),
-- Those of ours on a table of the platform count too, but for its grants.
policy as (
  select p.*, format('%I.%I', n.nspname, c.relname) as name, format('%I.%I: %I', n.nspname, c.relname, p.polname) as object,
    n.nspname
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'app', 'reference', 'private', 'storage')
),
command (letter, privilege) as (values ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')),
granted as (
  select r.oid, r.name, a.grantee, a.privilege_type from relation r, aclexplode(r.relacl) a
  where a.grantee <> r.relowner and not r.relispartition
  union
  select r.oid, r.name, a.grantee, a.privilege_type
  from relation r join pg_attribute t on t.attrelid = r.oid and not t.attisdropped, aclexplode(t.attacl) a
  where a.grantee <> r.relowner and not r.relispartition
),
answering as (
  select oid, rolname from pg_roles where rolname in ('authenticated', 'almoner_request', 'almoner_signin', 'almoner_worker')
),
-- A role has the policies of every role that it is a member of.
applies as (
  select a.oid as role, a.rolname, p.oid as policy, p.polrelid, p.name, c.letter, p.polpermissive
  from answering a join policy p on exists (select from unnest(p.polroles) r where r = 0 or pg_has_role(a.oid, r, 'member'))
  join command c on p.polcmd = c.letter::"char" or p.polcmd = '*'
)
select 'policy-role' as rule, p.object, format('is for %s', case r when 0 then 'everybody' else r::regrole::text end) as message
from policy p, unnest(p.polroles) r where r <> all (select oid from answering)

union all
select 'policy-all', p.object, 'is for all commands at once' from policy p where p.polcmd = '*'

union all
select 'policy-check', p.object, 'has no with check' from policy p where p.polcmd in ('a', 'w', '*') and p.polwithcheck is null

union all
select 'policy-restrictive', p.object, 'is restrictive' from policy p where not p.polpermissive

union all
select 'policy-duplicate', format('%s: %s for %s', a.name, lower(c.privilege), a.rolname),
  format('%s permissive policies apply', count(*))
from applies a join command c on c.letter = a.letter
where a.polpermissive and a.name not like 'storage.%' group by a.name, c.privilege, a.rolname having count(*) > 1

union all
select distinct 'policy-missing', format('%s: %s for %s', g.name, lower(g.privilege_type), a.rolname), 'is granted and has no policy'
from granted g join answering a on a.oid = g.grantee join command c on c.privilege = g.privilege_type
join relation r on r.oid = g.oid and r.relrowsecurity
where not exists (select from applies p where p.role = a.oid and p.polrelid = g.oid and p.letter = c.letter)

union all
select distinct 'policy-unused', p.object, format('nobody has %s on the table', lower(c.privilege))
from policy p join command c on p.polcmd = c.letter::"char"
where p.nspname <> 'storage' and not exists (
  select from granted g where g.oid = p.polrelid and g.privilege_type = c.privilege
    and g.grantee <> 0
      and exists (select from unnest(p.polroles) r
        where r = 0 or pg_has_role(g.grantee, r, 'member') or pg_has_role(r, g.grantee, 'member')))
