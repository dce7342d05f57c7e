-- The database, schema public and the default privileges of older projects:
-- everything on every new table, function and sequence to the API's roles.

do $database$
begin
  execute format('alter database %I owner to postgres', current_database());
  execute format('alter role postgres in database %I set search_path = "$user", public, extensions', current_database());
end
$database$;

grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;

create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role;
grant usage, create on schema extensions to postgres;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;
