-- The roles of a Supabase project, and the owner that runs the migrations.
-- Roles belong to the cluster, so every statement first looks.

do $roles$
declare
  owner_name text := coalesce(nullif(current_setting('almoner.owner', true), ''), 'almoner_owner');
  role_name text;
  options text := '';
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    raise exception 'the bootstrap needs a superuser, and % is none', current_user
      using hint = 'On a hosted Supabase project there is nothing to bootstrap.';
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = owner_name and rolsuper) then
    raise exception 'the owner % is a superuser; the migrations must not run as one', owner_name
      using hint = 'Every security definer helper would act as a superuser. Name another owner, such as almoner_owner.';
  end if;

  foreach role_name in array array['anon', 'authenticated'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;
  if not exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;

  -- The admins that own the platform's schemas: nobody logs in as them.
  foreach role_name in array array['supabase_auth_admin', 'supabase_storage_admin'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;

  -- Hosted, postgres is no superuser. Where an existing server's superuser has
  -- that name we leave it alone; the owner is then almoner_owner.
  if not exists (select from pg_catalog.pg_roles where rolname = 'postgres') then
    create role postgres login nosuperuser createdb createrole bypassrls;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = owner_name) then
    execute format('create role %I login', owner_name);
  end if;
  execute format('alter role %I nosuperuser createrole bypassrls', owner_name);

  -- From 16 on a grant says for itself whether it is inherited and may be
  -- switched to; before, the member's own INHERIT and membership decide.
  if current_setting('server_version_num')::int >= 160000 then
    options := ' with admin true, inherit true, set true';
  else
    options := ' with admin option';
  end if;
  foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
    execute format('grant %I to %I%s', role_name, owner_name, options);
    if not (select rolsuper from pg_catalog.pg_roles where rolname = 'postgres') then
      execute format('grant %I to postgres%s', role_name, options);
    end if;
  end loop;

  -- On plain PostgreSQL only its owner may write a policy on storage.objects,
  -- or drop a trigger from auth.users again.
  if current_setting('server_version_num')::int >= 160000 then
    options := ' with inherit true, set true';
  else
    options := '';
  end if;
  execute format('grant supabase_auth_admin, supabase_storage_admin to %I%s', owner_name, options);
end
$roles$;
