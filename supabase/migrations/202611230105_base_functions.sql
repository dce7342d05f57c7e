-- What every table stands on: ids, refusals with a stable code, record columns, home-local time.

create function app.new_id() returns uuid
language sql volatile set search_path = ''
as $$
    -- UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits.
    -- Setting bits 52 and 53 turns the version nibble of a random UUID, 4, into 7.
    select encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                from 1 for 6),
            52, 1), 53, 1), 'hex')::uuid
$$;
comment on function app.new_id() is 'A time-ordered id (UUID version 7).';

create function app.id_at(instant timestamptz) returns uuid
language sql stable set search_path = ''
as $$
    select encode(
        substring(int8send((extract(epoch from instant) * 1000)::bigint) from 3)
        || '\x70008000000000000000'::bytea, 'hex')::uuid
$$;
comment on function app.id_at(timestamptz) is 'The smallest id of an instant: the bound of a partition, or of a list that prunes.';

create function app.refuse(code text, message text default '', field text default '') returns void
language plpgsql volatile set search_path = ''
as $$
begin
    -- SQLSTATE AL000 is ours: MESSAGE is a code of the API's closed list, DETAIL a sentence
    -- for people, COLUMN the field it concerns. The server passes all three on.
    raise exception using errcode = 'AL000', message = code, detail = message, column = field;
end
$$;
comment on function app.refuse(text, text, text) is 'Raises a refusal that the API answers with its stable code.';

create function app.home_instant(local_time timestamp, zone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
    -- PostgreSQL reads a wall time in a gap or an overlap with the standard offset. Our rule:
    -- in the gap the first instant after it, in the overlap the first of the two.
    found timestamptz := local_time at time zone zone;
    skipped interval := (found at time zone zone) - local_time;
    step interval;
begin
    if skipped <> interval '0' then
        -- Walk up to the transition; a gap is an hour in nearly every zone, so this is short.
        -- Transitions are on whole minutes, whatever the seconds of the wall time.
        found := date_trunc('minute', found - 2 * greatest(skipped, -skipped));
        while (found at time zone zone) < local_time loop
            found := found + interval '1 minute';
        end loop;
        return found;
    end if;
    foreach step in array array[interval '1 hour', interval '30 minutes'] loop
        if ((found - step) at time zone zone) = local_time then
            return found - step;
        end if;
    end loop;
    return found;
end
$$;
comment on function app.home_instant(timestamp, text) is 'The instant that a wall time of a home means; the one rule for clock changes (gap: first instant after it; overlap: the first). The server has the same rule, and a test compares them.';

create function app.record_row() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        new.created_at := now();
        new.created_by := app.profile_id();
        new.updated_at := new.created_at;
        new.updated_by := new.created_by;
        new.version := 1;
        return new;
    end if;
    new.updated_at := now();
    new.updated_by := app.profile_id();
    new.version := old.version + 1;
    if (old.archived_at is null) <> (new.archived_at is null) then
        if new.archived_at is null then
            new.archived_by := null;
            new.archive_reason := null;
            new.archive_batch := null;
        else
            new.archived_at := now();
            new.archived_by := app.profile_id();
            -- A cascade brings its parent's batch; an archive of its own starts one.
            new.archive_batch := coalesce(new.archive_batch, app.new_id());
        end if;
    else
        new.archived_at := old.archived_at;
        new.archived_by := old.archived_by;
        new.archive_reason := old.archive_reason;
        new.archive_batch := old.archive_batch;
    end if;
    return new;
end
$$;
comment on function app.record_row() is 'Keeps the columns that every record has: who and when, the version behind the ETag, the archive batch.';

create table app.archive_children (
    parent text not null,
    child text not null,
    child_column text not null,
    goes_along boolean not null default true,
    primary key (parent, child, child_column)
);
comment on table app.archive_children is 'Which rows belong to which parent: nothing is inserted under an archived one. Where goes_along, they are archived with it and come back with it; evidence never goes along.';
alter table app.archive_children enable row level security;
alter table app.archive_children force row level security;
revoke all on app.archive_children from public, anon, authenticated, service_role;

create function app.archive_cascade() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    link record;
begin
    if (old.archived_at is null) = (new.archived_at is null) then
        return null;
    end if;
    for link in select c.child, c.child_column from app.archive_children c where c.parent = tg_table_name and c.goes_along loop
        if new.archived_at is not null then
            execute format(
                'update public.%I set archived_at = $1, archive_reason = $2, archive_batch = $3
                  where organisation_id = $4 and %I = $5 and archived_at is null', link.child, link.child_column)
                using new.archived_at, new.archive_reason, new.archive_batch, new.organisation_id, new.id;
        else
            execute format(
                'update public.%I set archived_at = null
                  where organisation_id = $1 and %I = $2 and archive_batch = $3', link.child, link.child_column)
                using new.organisation_id, new.id, old.archive_batch;
        end if;
    end loop;
    return null;
end
$$;
comment on function app.archive_cascade() is 'Archives the children of an archived row in the same transaction; restoring brings back that batch and no other.';

create function app.parents_live() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    link record;
    gone boolean;
    j jsonb := to_jsonb(new);
begin
    for link in select c.parent, c.child_column from app.archive_children c where c.child = tg_table_name order by c.parent loop
        if j ->> link.child_column is not null then
            -- The lock makes an insert and the archiving of its parent meet: whichever comes second
            -- sees the other. It goes with the key locks of foreign keys, which are weaker.
            execute format('select archived_at is not null from public.%I where organisation_id = $1 and id = $2 for no key update', link.parent)
                into gone using new.organisation_id, (j ->> link.child_column)::uuid;
            if gone then
                perform app.refuse('parent_archived', '', link.child_column);
            end if;
        end if;
    end loop;
    return null;
end
$$;
comment on function app.parents_live() is 'Refuses a row under an archived parent, and the restore of a row whose parent is still archived. An AFTER trigger: the policies have decided by then, so nobody learns of a parent that they may not write under.';

revoke execute on all functions in schema app from public, anon, authenticated, service_role;
grant execute on function app.new_id() to authenticated, almoner_request, almoner_signin;
grant execute on function app.id_at(timestamptz) to authenticated;
grant execute on function app.refuse(text, text, text) to authenticated, almoner_request, almoner_signin;
grant execute on function app.home_instant(timestamp, text) to authenticated, almoner_request;
