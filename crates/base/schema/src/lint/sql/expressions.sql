-- The expressions of policies: as text, and as the tree that knows which
-- operators and functions are meant.
select format('%I.%I: %I', n.nspname, c.relname, p.polname), n.nspname::text, c.relname::text, p.polcmd::text,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
  p.polqual::text, p.polwithcheck::text
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'app', 'reference', 'private', 'storage')
order by 1
