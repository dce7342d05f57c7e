-- What a request needs of the database beside its tables: idempotency keys and the denials that are logged.
create table private.idempotency_keys (
    account_id uuid not null,
    route text not null,
    key text not null,
    body_hash bytea not null,
    status int not null,
    kind text not null,
    result_id uuid,
    created_at timestamptz not null default now(),
    primary key (account_id, route, key)
);
comment on table private.idempotency_keys is 'What was done under a key: never the body, only its hash and where the result lies.';
create index idempotency_keys_age on private.idempotency_keys (created_at);
revoke all on private.idempotency_keys from public, anon, authenticated, service_role;

create function app.idempotency_begin(at_route text, with_key text, hash bytea)
returns table (status int, kind text, result_id uuid)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    known private.idempotency_keys;
begin
    if me.account_id is null then
        perform app.refuse('unauthenticated');
    end if;
    -- Busy is answered at once: waiting would hold one connection per impatient retry.
    if not pg_try_advisory_xact_lock(hashtextextended(me.account_id::text || at_route || with_key, 0)) then
        perform app.refuse('in_progress');
    end if;
    select * into known from private.idempotency_keys k
     where k.account_id = me.account_id and k.route = at_route and k.key = with_key
       and k.created_at > now() - interval '24 hours';
    if known.account_id is not null then
        if known.body_hash <> hash then
            perform app.refuse('idempotency_key_reused');
        end if;
        return query select known.status, known.kind, known.result_id;
    end if;
end
$$;
comment on function app.idempotency_begin(text, text, bytea) is 'No row: go on. A row: what was done under this key within 24 hours. Refuses a key that is in use or was used for another body.';

create function app.idempotency_finish(at_route text, with_key text, hash bytea, answered int, of_kind text, id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if me.account_id is null then
        perform app.refuse('unauthenticated');
    end if;
    insert into private.idempotency_keys (account_id, route, key, body_hash, status, kind, result_id)
    values (me.account_id, at_route, with_key, hash, answered, of_kind, id)
    on conflict (account_id, route, key) do update
        set body_hash = excluded.body_hash, status = excluded.status, kind = excluded.kind,
            result_id = excluded.result_id, created_at = now();
end
$$;
comment on function app.idempotency_finish(text, text, bytea, int, text, uuid) is 'Notes what was done under a key, in the transaction that did it.';

create table private.denials (
    id uuid not null primary key default app.new_id(),
    at timestamptz not null default now(),
    account_id uuid,
    organisation_id uuid,
    route text not null,
    asked_id uuid,
    status int not null,
    request_id uuid
);
comment on table private.denials is 'Every 403 and 404 of a route with an id, alike, with the asker''s own organisation; nothing looks up whether the id exists. Operational: pruned by age.';
create index denials_account on private.denials (account_id, at desc);
revoke all on private.denials from public, anon, authenticated, service_role;

create function app.note_denials(batch jsonb) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    noted int;
begin
    -- At most 200 rows an account and hour: a bored teenager must not fill the disk.
    insert into private.denials (at, account_id, organisation_id, route, asked_id, status, request_id)
    select d.at, d.account_id, s.organisation_id, d.route, d.asked_id, d.status, d.request_id
      from jsonb_to_recordset(batch) as d (at timestamptz, account_id uuid, session_id uuid, route text, asked_id uuid, status int, request_id uuid)
      left join private.sessions s on s.id = d.session_id
     where d.account_id is null or (
        select count(*) from private.denials x where x.account_id = d.account_id and x.at > now() - interval '1 hour') < 200;
    get diagnostics noted = row_count;
    return noted;
end
$$;
comment on function app.note_denials(jsonb) is 'Stores a batch of denials, capped per account.';

revoke execute on function app.idempotency_begin(text, text, bytea), app.idempotency_finish(text, text, bytea, int, text, uuid),
    app.note_denials(jsonb) from public, anon, authenticated, service_role;
grant execute on function app.idempotency_begin(text, text, bytea), app.idempotency_finish(text, text, bytea, int, text, uuid) to almoner_request;
grant execute on function app.note_denials(jsonb) to almoner_signin;
