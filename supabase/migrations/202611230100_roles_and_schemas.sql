-- The roles that answer requests and the schemas that hold what is not a domain table.
--
-- almoner_api      the server's login: NOINHERIT and without a single table grant, so that a
--                  statement that runs outside a request's transaction fails closed
-- almoner_request  what a person's write runs as; only the server may become it, so the data
--                  API of Supabase can read under the same policies but never write
-- almoner_signin   the identity tables of `private`, before there is an identity
-- almoner_worker   claims and finishes jobs, nothing else
-- A rollback never drops roles: they belong to the cluster, not to this database.
do $$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'almoner_api') then
        create role almoner_api login noinherit nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'almoner_request') then
        create role almoner_request nologin inherit nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'almoner_signin') then
        create role almoner_signin nologin noinherit nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'almoner_worker') then
        create role almoner_worker nologin noinherit nocreatedb nocreaterole;
    end if;
    if not pg_catalog.pg_has_role('almoner_request', 'authenticated', 'member') then
        grant authenticated to almoner_request;
    end if;
    if not pg_catalog.pg_has_role('almoner_api', 'almoner_request', 'member') then
        grant almoner_request to almoner_api;
    end if;
    if not pg_catalog.pg_has_role('almoner_api', 'almoner_signin', 'member') then
        grant almoner_signin to almoner_api;
    end if;
    if not pg_catalog.pg_has_role('almoner_api', 'almoner_worker', 'member') then
        grant almoner_worker to almoner_api;
    end if;
end
$$;

-- Only this form, without a schema, takes EXECUTE from PUBLIC on functions to come.
alter default privileges revoke execute on functions from public;

create extension if not exists btree_gist with schema extensions;

create schema if not exists app;
comment on schema app is 'Functions for policies, triggers and requests. Not exposed by the data API.';
create schema if not exists private;
comment on schema private is 'Credentials, sessions, idempotency keys. Reached only through functions, or by almoner_signin before there is an identity.';
create schema if not exists reference;
comment on schema reference is 'Published rules: no organisation, read only, changed only by a release.';

revoke all on schema app, private, reference from public;
grant usage on schema app to authenticated, almoner_api, almoner_request, almoner_signin, almoner_worker;
grant usage on schema private to almoner_signin, almoner_api;
grant usage on schema reference to authenticated;
revoke all on schema public from public, anon;
grant usage on schema public to authenticated, almoner_api, almoner_request;
