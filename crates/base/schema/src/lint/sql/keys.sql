-- Keys: row level security does not apply to foreign keys and unique
-- constraints, so the tenant must be in them.
with
ours as (
  select oid, nspname from pg_namespace where nspname in ('public', 'app', 'reference', 'private')
),
relation as (
  select c.*, o.nspname, format('%I.%I', o.nspname, c.relname) as name
  from pg_class c join ours o on o.oid = c.relnamespace where c.relkind in ('r', 'p')
),
tenant as (
  select a.attrelid as oid, a.attnum, a.attnotnull from pg_attribute a
  where a.attname = 'organisation_id' and not a.attisdropped
),
-- Partitions inherit the keys of their parents.
foreign_key as (
  select k.*, r.name, format('%s.%I', r.name, k.conname) as object
  from pg_constraint k join relation r on r.oid = k.conrelid
  where k.contype = 'f' and k.conparentid = 0
)
select 'fk-organisation' as rule, f.object,
  format('refers to %s without organisation_id', f.confrelid::regclass) as message
from foreign_key f
where
  -- Between tables that carry the tenant: the same position on both sides.
  (exists (select from tenant t where t.oid = f.confrelid and t.attnotnull)
    and not exists (select from tenant mine, tenant theirs
      where mine.oid = f.conrelid and theirs.oid = f.confrelid and f.conkey @> array[mine.attnum]
        and f.confkey[array_position(f.conkey, mine.attnum)] = theirs.attnum))
  -- To the tenant itself: only by organisation_id.
  or (f.confrelid = to_regclass('public.organisations')
    and not exists (select from tenant mine where mine.oid = f.conrelid and f.conkey = array[mine.attnum]))

union all
select 'fk-action', f.object, format('changes or deletes rows by itself (on %s)',
  case when f.confdeltype not in ('a', 'r') then 'delete' else 'update' end)
from foreign_key f where f.confdeltype not in ('a', 'r') or f.confupdtype not in ('a', 'r')

union all
select 'fk-index', f.object, format('no index of %s begins with its columns', f.name)
from foreign_key f
where not exists (
  select from pg_index i
  where i.indrelid = f.conrelid and i.indisvalid
    and (i.indkey::int2[])[0:array_length(f.conkey, 1) - 1] @> f.conkey
    and (i.indpred is null
      -- A null in the key refers to nothing, so such an index serves as well.
      or exists (select from unnest(f.conkey) n join pg_attribute a on a.attrelid = f.conrelid and a.attnum = n
        where pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname))))

union all
select 'unique-leading', format('%I.%I', n.nspname, x.relname),
  format('is unique on %s and does not begin with organisation_id or care_home_id', r.name)
from pg_index i join pg_class x on x.oid = i.indexrelid join pg_namespace n on n.oid = x.relnamespace
join relation r on r.oid = i.indrelid
where i.indisunique and not r.relispartition
  and (r.nspname = 'public' or exists (select from tenant t where t.oid = r.oid and t.attnotnull))
  and not exists (select from pg_attribute a where a.attrelid = r.oid and a.attnum = i.indkey[0]
    and a.attname in ('organisation_id', 'care_home_id'))
