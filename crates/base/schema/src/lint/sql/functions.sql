-- Functions, and whether those who answer requests may do what they must not.
with
ours as (
  select oid, nspname from pg_namespace where nspname in ('public', 'app', 'reference', 'private')
),
routine as (
  select p.*, o.nspname, p.oid::regprocedure::text as name
  from pg_proc p join ours o on o.oid = p.pronamespace
  where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
)
select 'definer-search-path' as rule, p.name as object, 'is security definer and does not pin search_path to nothing' as message
from routine p
where p.prosecdef and not coalesce(p.proconfig && array['search_path=""', 'search_path='], false)

union all
select 'definer-listed', p.name, 'is security definer and not on the reviewed list'
from routine p where p.prosecdef

union all
select 'immutable-reads', p.name, 'is immutable and reads a setting, a table or the clock'
from routine p join pg_language l on l.oid = p.prolang
where p.provolatile = 'i' and l.lanname in ('sql', 'plpgsql')
  and coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
    ~* '\m(current_setting|from|join|auth\.\w+|now|clock_timestamp|current_(user|date|timestamp))\M'

union all
select 'leakproof', p.name, 'is declared leakproof' from routine p where p.proleakproof

union all
select 'trigger-disabled', format('%s.%I', t.tgrelid::regclass, t.tgname), 'is disabled'
from pg_trigger t join pg_class c on c.oid = t.tgrelid join ours o on o.oid = c.relnamespace
where not t.tgisinternal and t.tgenabled in ('D', 'R')
