-- The roles that are ours: they belong to the cluster, so no rollback touches
-- them and a round trip does not compare them; a drift check does.
select 'role', r.rolname::text,
  concat_ws(', ',
    case when r.rolcanlogin then 'login' else 'nologin' end,
    case when r.rolinherit then 'inherit' else 'noinherit' end,
    case when r.rolsuper then 'SUPERUSER' end, case when r.rolbypassrls then 'BYPASSRLS' end,
    case when r.rolcreaterole then 'CREATEROLE' end, case when r.rolcreatedb then 'CREATEDB' end,
    case when r.rolreplication then 'REPLICATION' end,
    'member of ' || (select string_agg(g.rolname, ', ' order by g.rolname) from pg_auth_members m
      join pg_roles g on g.oid = m.roleid where m.member = r.oid))
from pg_roles r
where r.rolname like 'almoner\_%' and r.rolname not in ('almoner_owner', 'almoner_superuser')
