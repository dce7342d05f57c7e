-- Whether the database fits the program that serves it, asked by a server that knows nothing but its
-- own login: which migrations were applied, and the oldest program that each allows.

create function app.schema_versions()
returns table (version text, minimum_binary text)
language plpgsql stable security definer set search_path = ''
as $$
begin
    -- What the Supabase CLI pushed has no checksums of ours until `almoner migrate up` has looked at it.
    if to_regclass('supabase_migrations.almoner_checksums') is null then
        return query select m.version, null::text from supabase_migrations.schema_migrations m;
    else
        return query
        select m.version, c.minimum_binary
          from supabase_migrations.schema_migrations m
          left join supabase_migrations.almoner_checksums c on c.version = m.version;
    end if;
end
$$;
comment on function app.schema_versions() is 'The applied migrations, each with the oldest program that may serve from then on. Names of files, and nothing that anybody entered.';

revoke execute on function app.schema_versions() from public, anon, authenticated, service_role;
grant execute on function app.schema_versions() to almoner_signin;
