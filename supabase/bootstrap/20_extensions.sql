-- Extensions live in a schema of their own, as on a hosted project. The
-- migrations add what they need (btree_gist, pg_trgm: both trusted).

create schema if not exists extensions;
revoke all on schema extensions from public;
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists pgcrypto with schema extensions;

do $grants$
declare
  owner_name text := coalesce(nullif(current_setting('almoner.owner', true), ''), 'almoner_owner');
begin
  execute format('grant usage, create on schema extensions to %I', owner_name);
end
$grants$;
