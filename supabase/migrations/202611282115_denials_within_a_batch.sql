-- The cap on an account's noted denials counted only what was stored before, so that one batch of
-- 500 went past it as a whole.
create or replace function app.note_denials(batch jsonb) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    noted int;
begin
    -- At most 200 rows an account and hour: a bored teenager must not fill the disk.
    insert into private.denials (at, account_id, organisation_id, route, asked_id, status, request_id)
    select d.at, d.account_id, s.organisation_id, d.route, d.asked_id, d.status, d.request_id
      from (select b.*, row_number() over (partition by b.account_id order by b.at) as nth
              from jsonb_to_recordset(batch) as b (at timestamptz, account_id uuid, session_id uuid, route text, asked_id uuid, status int, request_id uuid)) d
      left join private.sessions s on s.id = d.session_id
     where d.account_id is null or d.nth + (
        select count(*) from private.denials x where x.account_id = d.account_id and x.at > now() - interval '1 hour') <= 200;
    get diagnostics noted = row_count;
    return noted;
end
$$;
revoke all on function app.note_denials(jsonb) from public, anon, authenticated, service_role;
