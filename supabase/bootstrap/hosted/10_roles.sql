-- Roles as a hosted project has them. For tests: see ../README.md.

do $roles$
declare
  role_name text;
  options text := '';
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    raise exception 'laying out a hosted project needs a superuser, and % is none', current_user;
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'postgres' and rolsuper) then
    raise exception 'postgres is a superuser on this server; on a hosted project it is none'
      using hint = 'Initialise the cluster with another superuser, such as almoner_superuser.';
  end if;

  foreach role_name in array array['anon', 'authenticated'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;
  if not exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
  foreach role_name in array array['supabase_auth_admin', 'supabase_storage_admin', 'dashboard_user'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticator') then
    create role authenticator login noinherit;
    grant anon, authenticated, service_role to authenticator;
  end if;
  -- Stands in for the platform's extension that lets postgres write policies
  -- on storage tables and triggers on auth.users, and drop them again: it owns
  -- these tables, postgres is a member, and the event triggers of
  -- 50_limits.sql refuse everything else.
  if not exists (select from pg_catalog.pg_roles where rolname = 'hosted_stand_in') then
    create role hosted_stand_in nologin noinherit;
  end if;

  if not exists (select from pg_catalog.pg_roles where rolname = 'postgres') then
    create role postgres login;
  end if;
  alter role postgres nosuperuser createdb createrole replication bypassrls;
  if current_setting('server_version_num')::int >= 160000 then
    options := ' with admin true, inherit true, set true';
  end if;
  execute 'grant anon, authenticated, service_role to postgres' || options;
  if current_setting('server_version_num')::int >= 160000 then
    execute 'grant hosted_stand_in to postgres with inherit true, set false';
  else
    grant hosted_stand_in to postgres;
  end if;
  -- Only where an earlier test made it so: a hosted postgres is in neither.
  revoke supabase_auth_admin, supabase_storage_admin from postgres;
end
$roles$;
