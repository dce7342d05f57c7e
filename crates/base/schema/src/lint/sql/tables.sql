-- Tables and their columns. $1: kinds as json, {"kind": {"columns": [..], "tables": [..]}},
-- $2: the kind of a public table that no list names.
with
ours as (
  select oid, nspname from pg_namespace where nspname in ('public', 'app', 'reference', 'private')
),
relation as (
  select c.*, o.nspname, format('%I.%I', o.nspname, c.relname) as name
  from pg_class c join ours o on o.oid = c.relnamespace
  where not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
kind as (
  select k.key as kind, array(select jsonb_array_elements_text(k.value -> 'columns')) as columns,
    array(select jsonb_array_elements_text(k.value -> 'tables')) as tables
  from jsonb_each($1::text::jsonb) k
),
table_kind as (
  select r.oid, r.name, coalesce((select k.kind from kind k where r.name = any (k.tables)), $2::text) as kind
  from relation r where r.nspname = 'public' and r.relkind in ('r', 'p') and not r.relispartition
)
select 'rls-enabled' as rule, r.name as object, 'row level security is not enabled' as message
from relation r where r.relkind in ('r', 'p') and r.nspname <> 'private' and not r.relrowsecurity

union all
select 'rls-forced', r.name, 'row level security is not forced'
from relation r where r.relkind in ('r', 'p') and r.nspname <> 'private' and r.relrowsecurity and not r.relforcerowsecurity

union all
select 'tenant-column', r.name, 'has no column organisation_id uuid not null'
from relation r
where r.relkind in ('r', 'p') and r.nspname = 'public'
  and not exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'organisation_id'
    and a.attnotnull and a.atttypid = 'uuid'::regtype and not a.attisdropped)

union all
select 'kind-columns', t.name, format('is a table of kind %s and lacks %s', t.kind, string_agg(wanted, ', ' order by wanted))
from table_kind t join kind k on k.kind = t.kind, unnest(k.columns) wanted
where not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = wanted and not a.attisdropped)
group by t.name, t.kind

union all
select 'kind-unknown', listed, format('is listed as %s and is no table of public', k.kind)
from kind k, unnest(k.tables) listed where not exists (select from table_kind t where t.name = listed)

union all
select 'table-comment', r.name, 'has no comment'
from relation r where r.relkind in ('r', 'p', 'v', 'm') and obj_description(r.oid, 'pg_class') is null

union all
select 'column-type', format('%s.%I', r.name, a.attname), format('is of type %s', format_type(a.atttypid, a.atttypmod))
from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
-- Domains and arrays are what is inside them.
join pg_type inner_type on inner_type.oid = coalesce(nullif(t.typelem, 0), nullif(t.typbasetype, 0), t.oid)
where r.relkind in ('r', 'p')
  and inner_type.oid in ('timestamp'::regtype, 'timetz'::regtype, 'tsrange'::regtype, 'tsmultirange'::regtype, 'money'::regtype)

union all
select 'enum-type', t.oid::regtype::text, 'is an enumeration type'
from pg_type t join ours o on o.oid = t.typnamespace where t.typtype = 'e'

union all
select 'exclusion-partitioned', r.name, format('is partitioned and has the exclusion constraint %I', k.conname)
from relation r join pg_constraint k on k.conrelid = r.oid and k.contype = 'x'
where r.relkind = 'p' or (r.relispartition and k.conparentid = 0)

union all
select 'index-invalid', r.name, 'is invalid: writes pay for it and reads do not use it'
from relation r join pg_index i on i.indexrelid = r.oid
where not i.indisvalid and r.relkind = 'i'
  and not exists (select from pg_stat_progress_create_index p where p.index_relid = r.oid)

union all
select 'constraint-not-validated', format('%s.%I', r.name, k.conname), 'is not validated'
from relation r join pg_constraint k on k.conrelid = r.oid where not k.convalidated

union all
select 'foreign-table', r.name, 'is a foreign table' from relation r where r.relkind = 'f'

union all
select 'view-invoker', r.name, 'runs with the rights of its owner, past every policy'
from relation r where r.relkind = 'v'
  and not coalesce(r.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)

union all
select 'matview-schema', r.name, 'is a materialized view outside private'
from relation r where r.relkind = 'm' and r.nspname <> 'private'

union all
select 'rule-on-table', format('%s.%I', r.name, w.rulename), 'is a rewrite rule'
from relation r join pg_rewrite w on w.ev_class = r.oid where w.rulename <> '_RETURN'
