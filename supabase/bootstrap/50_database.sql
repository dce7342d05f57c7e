-- The owner gets the database (from 15 on that brings CREATE on public), and
-- PUBLIC loses what row level security cannot see.

do $database$
declare
  owner_name text := coalesce(nullif(current_setting('almoner.owner', true), ''), 'almoner_owner');
  db text := current_database();
  large_object_function regprocedure;
begin
  execute format('alter database %I owner to %I', db, owner_name);
  -- A temporary table or object outside the schemas has no policy.
  execute format('revoke create, temporary on database %I from public', db);
  execute format('alter database %I set timezone = %L', db, 'UTC');
  -- The same search path that a hosted project gives to the role that
  -- migrates, so that a file means the same in both homes.
  execute format('alter role %I in database %I set search_path = "$user", public, extensions', owner_name, db);

  -- Large objects have no row level security. Only a superuser can say this.
  for large_object_function in
    select oid::regprocedure from pg_catalog.pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and (proname like 'lo\_%' or proname in ('loread', 'lowrite'))
  loop
    execute format('revoke execute on function %s from public', large_object_function);
  end loop;
end
$database$;

revoke create on schema public from public;
grant usage on schema public to anon, authenticated, service_role;
