-- The events of an organisation in a row: each link holds the hash of the one before and of its event, so
-- that no event can be changed, taken out or put in between without breaking every link after it. The
-- order is the order of chaining; nothing claims the order of commits. That the tail was not cut off, or
-- a whole end made anew, only a head that was kept elsewhere can show: audit_anchors, and the printed heads.

create table private.audit_chain (
    organisation_id uuid not null references public.organisations (id),
    seq bigint not null check (seq > 0),
    event_id uuid not null,
    previous bytea not null check (octet_length(previous) = 32),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (organisation_id, seq),
    unique (organisation_id, event_id)
);
comment on table private.audit_chain is 'The place of each audit event in its organisation''s chain. Insert only, by the worker.';
comment on column private.audit_chain.hash is 'SHA-256 of the hash before (32 zero bytes for the first) and the event''s line (app.audit_line).';

create table private.audit_heads (
    organisation_id uuid primary key references public.organisations (id),
    seq bigint not null default 0,
    hash bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(hash) = 32)
);
comment on table private.audit_heads is 'The last link of each chain: whoever chains holds this row.';

create table private.audit_anchors (
    organisation_id uuid not null references public.organisations (id),
    seq bigint not null,
    hash bytea not null check (octet_length(hash) = 32),
    at timestamptz not null default clock_timestamp(),
    place text not null check (length(place) between 1 and 200),
    primary key (organisation_id, seq, place)
);
comment on table private.audit_anchors is 'Heads that were kept elsewhere, and where. Insert only.';

alter table private.audit_chain enable row level security;
alter table private.audit_chain force row level security;
alter table private.audit_heads enable row level security;
alter table private.audit_heads force row level security;
alter table private.audit_anchors enable row level security;
alter table private.audit_anchors force row level security;
revoke all on private.audit_chain, private.audit_heads, private.audit_anchors from public, anon, authenticated, service_role;

create function app.audit_line(number bigint, e public.audit_events) returns text
language plpgsql stable set search_path = ''
as $$
begin
    -- Fields of a fixed order, none of which can hold the mark between them. The first is the form of the
    -- line: a column that comes later gets a form of its own, and old links keep theirs.
    return concat_ws('|', '1', number, e.organisation_id, e.id, (extract(epoch from e.at) * 1000000)::bigint,
        coalesce(e.profile_id::text, ''), coalesce(e.account_id::text, ''), array_to_string(e.rights, ','), coalesce(e.request_id::text, ''),
        e.action, coalesce(e.verb, ''), e.table_name, e.row_id, coalesce(e.care_home_id::text, ''), coalesce(e.client_id::text, ''),
        coalesce(e.subject_profile_id::text, ''), coalesce(e.incident_id::text, ''), encode(e.details_hash, 'hex'));
end
$$;
comment on function app.audit_line(bigint, public.audit_events) is 'What a link of the chain commits to. The verifier builds the same line by itself.';

-- A plan that was made while few waited would read all that wait at each step once many do.
create function app.claim_audit_chain(at_most int) returns int
language plpgsql volatile security definer set search_path = '' set enable_seqscan = off
as $$
declare
    head private.audit_heads;
    e public.audit_events;
    link bytea;
    chained int := 0;
begin
    insert into private.audit_heads (organisation_id)
    select distinct u.organisation_id from private.audit_unchained u
     where not exists (select from private.audit_heads h where h.organisation_id = u.organisation_id)
    on conflict do nothing;
    -- Whose head another worker holds is chained by that one.
    for head in
        select h.* from private.audit_heads h
         where exists (select from private.audit_unchained u where u.organisation_id = h.organisation_id)
         order by h.organisation_id for update skip locked
    loop
        for e in
            select a.* from private.audit_unchained u
              join public.audit_events a on a.organisation_id = u.organisation_id and a.id = u.event_id
             where u.organisation_id = head.organisation_id
             order by u.event_id limit at_most
        loop
            head.seq := head.seq + 1;
            link := sha256(head.hash || convert_to(app.audit_line(head.seq, e), 'UTF8'));
            insert into private.audit_chain (organisation_id, seq, event_id, previous, hash)
            values (head.organisation_id, head.seq, e.id, head.hash, link);
            delete from private.audit_unchained u where u.organisation_id = head.organisation_id and u.event_id = e.id;
            head.hash := link;
            chained := chained + 1;
        end loop;
        update private.audit_heads h set seq = head.seq, hash = head.hash where h.organisation_id = head.organisation_id;
    end loop;
    return chained;
end
$$;
comment on function app.claim_audit_chain(int) is 'Gives waiting events their place, at most so many of each organisation, and says how many it did. Any number of workers at once.';

create function app.finish_audit_anchor(at_place text)
returns table (organisation_id uuid, seq bigint, hash bytea)
language plpgsql volatile security definer set search_path = ''
as $$
begin
    return query
    insert into private.audit_anchors as a (organisation_id, seq, hash, place)
    select h.organisation_id, h.seq, h.hash, at_place from private.audit_heads h where h.seq > 0
    on conflict do nothing
    returning a.organisation_id, a.seq, a.hash;
end
$$;
comment on function app.finish_audit_anchor(text) is 'Notes the heads that the worker has kept in a place outside, and answers those that are new to it.';

revoke execute on function app.audit_line(bigint, public.audit_events), app.claim_audit_chain(int), app.finish_audit_anchor(text)
    from public, anon, authenticated, service_role;
grant execute on function app.claim_audit_chain(int), app.finish_audit_anchor(text) to almoner_worker;

create trigger evidence before update or delete on private.audit_chain for each row execute function app.evidence_stays();
create trigger evidence_whole before truncate on private.audit_chain for each statement execute function app.evidence_stays();
create trigger evidence before update or delete on private.audit_anchors for each row execute function app.evidence_stays();
create trigger evidence_whole before truncate on private.audit_anchors for each statement execute function app.evidence_stays();
