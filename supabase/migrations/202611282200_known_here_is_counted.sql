-- An NHS number is unique in an organisation, and the refusal tells that some home of it knows the
-- person. So asking is counted per account, in the rows that sign-in counts in (replicas agree; the
-- sweep takes them an hour later), and every answer of "known here" is noted.

create function app.known_here_begin() returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    allowed constant int := 5;
    span constant interval := '1 hour';
    counted private.throttles;
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    -- Counted before it is judged, so that many at once can't outrun the count; the key says whose.
    insert into private.throttles as t (key, window_start, attempts)
    values (sha256(convert_to('person_known_here ' || me.account_id, 'UTF8')), now(), 1)
    on conflict (key) do update set
        attempts = case when t.window_start > now() - span then t.attempts + 1 else 1 end,
        window_start = case when t.window_start > now() - span then t.window_start else now() end
    returning * into counted;
    if counted.attempts > allowed then
        return greatest(1, ceil(extract(epoch from counted.window_start + span - now())))::int;
    end if;
    return 0;
end
$$;
comment on function app.known_here_begin() is 'Counts that the caller gives an NHS number. 0: go on. Otherwise the seconds until the caller may again.';

create function app.known_here_end(was_known boolean, at_route text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    if was_known then
        -- Until there is a queue that tells the owner, this row is the record that the owner is owed.
        insert into private.denials (account_id, organisation_id, route, status, request_id)
        values (me.account_id, me.organisation_id, at_route, 409, nullif(current_setting('app.request_id', true), '')::uuid);
    else
        update private.throttles t set attempts = greatest(t.attempts - 1, 0)
         where t.key = sha256(convert_to('person_known_here ' || me.account_id, 'UTF8'));
    end if;
end
$$;
comment on function app.known_here_end(boolean, text) is 'Notes that a number was known, or gives the attempt back.';
revoke execute on function app.known_here_begin(), app.known_here_end(boolean, text) from public, anon, authenticated, service_role;
grant execute on function app.known_here_begin(), app.known_here_end(boolean, text) to almoner_request;
comment on table private.denials is 'Every 403 and 404 of a route with an id, alike, with the asker''s own organisation; nothing looks up whether the id exists. And every 409 that told somebody that an NHS number is known. Operational: pruned by age.';
comment on table private.throttles is 'Attempts per account and per network, and NHS numbers that an account gave, as rows so that replicas agree. Keys are hashes.';
