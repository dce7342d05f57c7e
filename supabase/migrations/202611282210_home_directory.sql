-- Who transfers a resident, or names a cover, chooses among homes that they don't see.
create function app.home_directory()
returns table (id uuid, name text, code text, town text)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select h.id, h.name, h.code, h.town
      from public.care_homes h
     where h.organisation_id = app.settings_organisation_id() and h.archived_at is null
     order by h.name, h.id;
end
$$;
comment on function app.home_directory() is 'Name, code and town of every live home of the organisation, for managers and for those who read it in full; nothing of what happens in them. No row for anybody else.';
revoke execute on function app.home_directory() from public, anon, authenticated, service_role;
grant execute on function app.home_directory() to authenticated, almoner_request;
