-- What the platform's own extension forbids to postgres and plain PostgreSQL
-- would allow: held by event triggers, which no ordinary role can drop.

create schema if not exists hosted_limits;
revoke all on schema hosted_limits from public;

create or replace function hosted_limits.refuse_ddl() returns event_trigger language plpgsql as $$
declare
  command record;
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    return;
  end if;
  -- Policies and triggers have no schema of their own: "name on schema.table".
  for command in select * from pg_event_trigger_ddl_commands() loop
    if (command.schema_name in ('auth', 'storage') or command.object_identity ~ ' on (auth|storage)\.')
      and not (command.command_tag in ('CREATE POLICY', 'ALTER POLICY') and command.object_identity ~ ' on storage\.')
      and not (command.command_tag = 'CREATE TRIGGER' and command.object_identity like '% on auth.users')
    then
      raise exception 'must be owner of %', command.object_identity using errcode = '42501';
    end if;
  end loop;
end
$$;

create or replace function hosted_limits.refuse_drop() returns event_trigger language plpgsql as $$
declare
  dropped record;
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    return;
  end if;
  for dropped in select * from pg_event_trigger_dropped_objects() loop
    -- Foreign keys to auth.users leave their internal triggers there.
    if (dropped.schema_name in ('auth', 'storage') or dropped.object_identity ~ ' on (auth|storage)\.')
      and not (dropped.object_type = 'policy' and dropped.object_identity ~ ' on storage\.')
      and not (dropped.object_type = 'trigger' and dropped.object_identity ~ ' on auth\.')
    then
      raise exception 'must be owner of %', dropped.object_identity using errcode = '42501';
    end if;
  end loop;
end
$$;

create or replace function hosted_limits.refuse_extension() returns event_trigger language plpgsql as $$
declare
  command record;
  allowed text[] := array['btree_gin', 'btree_gist', 'citext', 'fuzzystrmatch', 'hstore', 'ltree', 'pg_trgm',
    'pgcrypto', 'unaccent', 'uuid-ossp'];
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = session_user) then
    return;
  end if;
  for command in select * from pg_event_trigger_ddl_commands() where object_type = 'extension' loop
    if not (trim(both '"' from command.object_identity) = any (allowed)) then
      raise exception 'extension % is not on the allow list', command.object_identity using errcode = '42501';
    end if;
    if current_query() ~* 'create\s+extension[^;]*\mversion\M' then
      raise exception 'the version of an extension is the platform''s choice' using errcode = '42501';
    end if;
  end loop;
end
$$;

drop event trigger if exists hosted_refuse_ddl;
drop event trigger if exists hosted_refuse_drop;
drop event trigger if exists hosted_refuse_extension;
create event trigger hosted_refuse_ddl on ddl_command_end execute function hosted_limits.refuse_ddl();
create event trigger hosted_refuse_drop on sql_drop execute function hosted_limits.refuse_drop();
create event trigger hosted_refuse_extension on ddl_command_end when tag in ('CREATE EXTENSION')
  execute function hosted_limits.refuse_extension();
