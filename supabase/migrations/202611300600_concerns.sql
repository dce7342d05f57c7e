-- A worry about a resident that cannot wait for the next handover. Whoever gives care says it in a tap and a
-- line; it goes at once to whoever runs the shift and to the managers, and up the ladder until one of
-- them says that they see to it. What was said stays as it was said; what became of it is added by those who saw to it.

create table public.concerns (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    category text not null constraint concerns_category check (category in
        ('health', 'fall_or_injury', 'eating_drinking', 'skin', 'mood_behaviour', 'safety', 'safeguarding', 'other')),
    urgent boolean not null default false,
    body text not null check (length(body) between 1 and 4000),
    occurred_at timestamptz not null default now(),
    device_at timestamptz,
    recorded_at timestamptz not null default now(),
    author_id uuid not null,
    late boolean not null default false,
    idempotency_key text check (length(idempotency_key) between 8 and 200),
    body_hash bytea check (length(body_hash) = 32),
    status text not null default 'raised' constraint concerns_status check (status in ('raised', 'acknowledged', 'closed')),
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    outcome text check (length(outcome) between 1 and 4000),
    closed_at timestamptz,
    closed_by uuid,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, author_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, acknowledged_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, closed_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint concerns_key check ((idempotency_key is null) = (body_hash is null)),
    constraint concerns_acknowledged check ((status = 'raised') = (acknowledged_at is null) and (acknowledged_at is null) = (acknowledged_by is null)),
    constraint concerns_over check ((status = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null)),
    constraint concerns_outcome check ((status = 'closed') = (outcome is not null))
);
comment on table public.concerns is 'A worry about a resident, as somebody raised it, and who saw to it. What was said never changes, and nothing is archived or deleted.';
comment on column public.concerns.care_home_id is 'Where it happened: said by the author, or where the resident lived then.';
comment on column public.concerns.urgent is 'Somebody may come to harm now: told as critical, in quiet hours too.';
comment on column public.concerns.occurred_at is 'When it was seen, by its author: at most 72 hours before it arrives, but for a manager of the home.';
comment on column public.concerns.device_at is 'What the device said, where its clock was up to 10 minutes ahead; occurred_at is then the time of arrival.';
comment on column public.concerns.body_hash is 'SHA-256 of what was sent: a second sending under the same key with other words is refused.';
comment on column public.concerns.late is 'Arrived more than 12 hours after it happened.';
comment on column public.concerns.acknowledged_by is 'Who said that they see to it: from then on nobody else is told.';
comment on column public.concerns.outcome is 'What was done about it, by who closed it.';
create index concerns_open_home on public.concerns (organisation_id, care_home_id, id desc) where status <> 'closed';
create index concerns_home on public.concerns (organisation_id, care_home_id, id desc);
create index concerns_client on public.concerns (organisation_id, client_id, id desc);
create index concerns_list on public.concerns (organisation_id, id desc);
create index concerns_author on public.concerns (organisation_id, author_id, id desc);

create function app.concern_moves() returns trigger
language plpgsql set search_path = ''
as $$
declare
    word text;
begin
    -- For every role: what was said is evidence.
    select c into word from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
     where c <> all ('{status,acknowledged_at,acknowledged_by,outcome,closed_at,closed_by}') limit 1;
    if word is not null then
        perform app.refuse('illegal_transition', 'What was said stays as it was said.', word);
    end if;
    if old.status = 'closed' then
        perform app.refuse('illegal_transition', 'It is closed and stays as it is. Raise another.', 'status');
    end if;
    if new.status = 'acknowledged' and old.status = 'raised' then
        new.acknowledged_at := now();
        new.acknowledged_by := app.profile_id();
    end if;
    if new.status = 'closed' then
        if new.outcome is null then
            perform app.refuse('invalid', 'Say what was done.', 'outcome');
        end if;
        new.closed_at := now();
        new.closed_by := app.profile_id();
    end if;
    return new;
end
$$;
comment on function app.concern_moves() is 'What was said of a concern stays; who saw to it, and when, is written by the step.';

create function app.concern_recipients(of_organisation uuid, of_home uuid) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select array_agg(distinct p.id)
          from public.profiles p
         where p.organisation_id = of_organisation and p.status = 'active' and p.archived_at is null
           and (exists (select from public.manager_care_homes m where m.organisation_id = of_organisation and m.care_home_id = of_home
                           and m.profile_id = p.id and m.archived_at is null and m.valid @> now())
             or exists (select from public.user_care_homes u where u.organisation_id = of_organisation and u.care_home_id = of_home
                           and u.profile_id = p.id and u.grade in ('senior', 'nurse') and u.archived_at is null and u.valid @> now()))), '{}');
end
$$;
comment on function app.concern_recipients(uuid, uuid) is 'Who is told of a concern: managers of the home, and who runs its shifts. For use inside definer functions only.';

create function app.concern_told() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    told jsonb := jsonb_build_object('organisation_id', new.organisation_id, 'template', 'concern_raised', 'entity', 'concerns', 'entity_id', new.id,
        'care_home_id', new.care_home_id, 'client_id', new.client_id, 'priority', case when new.urgent then 'critical' else 'high' end);
    of_priority text := told ->> 'priority';
    who uuid;
begin
    if new.status <> 'raised' then
        -- What a seed or an import brings is over: nobody is called for it.
        return null;
    end if;
    foreach who in array array_remove(app.concern_recipients(new.organisation_id, new.care_home_id), new.author_id) loop
        perform app.schedule_notification(who, told, now(), 'in_app', of_priority, 'incident', 'raised');
        perform app.schedule_notification(who, told, now(), 'email', of_priority, 'incident', 'raised');
    end loop;
    perform app.schedule_ladder(told, of_priority, 'incident', now(), array[new.author_id]);
    return null;
end
$$;
comment on function app.concern_told() is 'Tells at once who runs the shift and the managers, and queues the ladder. Ids only: what it is about stands in the console.';

create function app.reason_concern_raised(tenant uuid, about uuid, payload jsonb) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (select from public.concerns c where c.organisation_id = tenant and c.id = about and c.status = 'raised')
        and (payload ->> 'step' is null or not app.acknowledged(tenant, 'concern_raised', about));
end
$$;
comment on function app.reason_concern_raised(uuid, uuid, jsonb) is 'Nobody sees to it yet; on a later rung of the ladder, nobody has even acknowledged what they were told.';

create function app.concern_receipt(with_key text)
returns table (row_id uuid, client_id uuid, occurred_at timestamptz, recorded_at timestamptz, late boolean, told bigint)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query select c.id, c.client_id, c.occurred_at, c.recorded_at, c.late,
           (select count(distinct n.profile_id) from private.notification_keys n
             where n.organisation_id = c.organisation_id and n.kind = 'concern_raised' and n.entity_id = c.id and n.slot = 'raised')
      from private.record_keys k
      join public.concerns c on c.organisation_id = k.organisation_id and c.id = k.row_id
     where k.organisation_id = me.organisation_id and k.author_id = me.profile_id and k.key = with_key and k.table_name = 'concerns';
end
$$;
comment on function app.concern_receipt(text) is 'The concern that the caller raised under a key of their own, and how many people were told at once: the answer to one that its author may no longer read.';

revoke execute on function app.concern_moves(), app.concern_recipients(uuid, uuid), app.concern_told(), app.reason_concern_raised(uuid, uuid, jsonb),
    app.concern_receipt(text) from public, anon, authenticated, service_role;
grant execute on function app.concern_receipt(text) to authenticated, almoner_request;

alter table public.concerns enable row level security;
alter table public.concerns force row level security;
revoke all on public.concerns from public, anon, authenticated, service_role;
create trigger recorded before insert on public.concerns for each row execute function app.care_recorded('concerns');
create trigger record before insert or update on public.concerns for each row execute function app.record_row();
create trigger column_rights before update on public.concerns for each row execute function app.column_rights();
create trigger transition before update of status on public.concerns for each row execute function app.transition();
create trigger transition_effect before update on public.concerns for each row execute function app.concern_moves();
create trigger evidence before delete on public.concerns for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.concerns for each statement execute function app.evidence_stays();
create trigger told after insert on public.concerns for each row execute function app.concern_told();
create trigger audit after insert or update on public.concerns for each row execute function app.audit();
grant select on public.concerns to authenticated;
grant insert (organisation_id, client_id, care_home_id, category, urgent, body, occurred_at, idempotency_key, body_hash) on public.concerns to almoner_request;
grant update (status, outcome) on public.concerns to almoner_request;
create policy concerns_select on public.concerns for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
-- An outer bound; app.care_recorded says who may, when and where.
create policy concerns_insert on public.concerns for insert to almoner_request
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[]));
-- Whoever answers for the resident now sees to it: it is about somebody who may need help, wherever it happened.
create policy concerns_update on public.concerns for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]));

insert into app.column_rights (table_name, right_name, columns) values
    ('concerns', 'manager_of_resident', '{status,outcome}'),
    ('concerns', 'senior_of_resident', '{status,outcome}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('concerns', 'acknowledge', 'raised', 'acknowledged', '{}', '{manager_of_resident,senior_of_resident}'),
    ('concerns', 'close', 'acknowledged', 'closed', '{}', '{manager_of_resident,senior_of_resident}');
