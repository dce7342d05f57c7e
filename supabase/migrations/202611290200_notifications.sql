-- What is to be told to whom and when, and what became of it.
--
-- A row of the queue is written in the transaction of the change that causes it and holds a kind and
-- ids, never a name or a word that somebody wrote: what a person may read of it is decided when it is
-- rendered, in the rights that they have then. The worker claims with a lease and counts the attempt
-- before the work, so that one which kills its worker ends after a few. What is finished moves to
-- notification_delivery, so that the queue stays as long as what is still to be done; what is shown in
-- the console stays until it has been read.

create function app.only_ids(payload jsonb) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
    part record;
    said text;
    fits boolean;
begin
    if jsonb_typeof(payload) <> 'object' or length(payload::text) > 2000 then
        return false;
    end if;
    for part in select * from jsonb_each(payload) loop
        said := part.value #>> '{}';
        fits := case
            when part.key !~ '^[a-z][a-z0-9_]{0,62}$' then false
            when jsonb_typeof(part.value) in ('null', 'boolean') then true
            -- Counts and minutes; an NHS number or a telephone number has more digits.
            when jsonb_typeof(part.value) = 'number' then said ~ '^-?[0-9]{1,6}$'
            when jsonb_typeof(part.value) <> 'string' then false
            when part.key ~ '_id$' then said ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            when part.key ~ '_on$' then said ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
            when part.key ~ '_at$' then said ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,15}(Z|[+-][0-9:]{2,5})?$'
            when part.key in ('template', 'entity', 'verb', 'status', 'priority', 'class') then said ~ '^[a-z][a-z0-9_]{0,62}$'
            else false end;
        if not fits then
            return false;
        end if;
    end loop;
    return true;
end
$$;
comment on function app.only_ids(jsonb) is 'Whether a payload holds ids (…_id), dates (…_on), instants (…_at), small numbers, flags and the words of closed lists (template, entity, verb, status, priority, class), and nothing that could be about a person.';

create table public.notification_queue (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    profile_id uuid,
    channel text not null constraint notification_queue_channel check (channel in ('in_app', 'email', 'sms', 'slack', 'teams', 'webhook')),
    kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
    entity text not null check (entity ~ '^[a-z][a-z0-9_]{0,62}$'),
    entity_id uuid not null,
    care_home_id uuid,
    client_id uuid,
    incident_id uuid,
    slot text not null default '' check (slot ~ '^[A-Za-z0-9_:.+-]{0,80}$'),
    payload jsonb not null constraint notification_queue_ids check (app.only_ids(payload)),
    class text not null default 'reminder' constraint notification_queue_class check (class in ('reminder', 'incident')),
    priority text not null default 'medium' constraint notification_queue_priority check (priority in ('low', 'medium', 'high', 'critical')),
    trigger_at timestamptz not null,
    next_at timestamptz not null,
    expires_at timestamptz,
    status text not null default 'queued' constraint notification_queue_status check (status in ('queued', 'leased', 'delivered')),
    attempt int not null default 0 check (attempt >= 0),
    lease_until timestamptz,
    last_error text check (last_error ~ '^[a-z0-9_]{1,60}$'),
    read_at timestamptz,
    acknowledged_at timestamptz,
    replay_of uuid,
    created_at timestamptz not null default now(),
    primary key (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    constraint notification_queue_recipient check ((profile_id is null) = (channel = 'slack' or channel = 'teams' or channel = 'webhook')),
    constraint notification_queue_lease check ((status = 'leased') = (lease_until is not null)),
    constraint notification_queue_shown check (channel = 'in_app' or (status <> 'delivered' and read_at is null and acknowledged_at is null))
);
comment on table public.notification_queue is 'What is still to be sent, and what a person finds in the console. Kind and ids only; written by app.schedule_notification and by nothing else.';
comment on column public.notification_queue.profile_id is 'The recipient. Empty for what goes to a channel of the home or organisation (slack, teams, webhook): to whoever listens when it is sent.';
comment on column public.notification_queue.kind is 'Name of the template that it is rendered with.';
comment on column public.notification_queue.slot is 'Which of several for the same thing: the day of a daily reminder, the step of an escalation. Once per organisation, kind, entity, recipient, channel and slot.';
comment on column public.notification_queue.trigger_at is 'When it is to be told; next_at is that moment or, after an attempt that failed, the next.';
comment on column public.notification_queue.expires_at is 'Later than this nobody is told outside the console: 24 hours after trigger_at for reminders, 72 for incidents.';
comment on column public.notification_queue.attempt is 'Counted when it is claimed, before anything is sent. Who finishes names it: an older attempt changes nothing.';
comment on column public.notification_queue.lease_until is 'By the clock of the database. Afterwards whoever claims gets it again.';
comment on column public.notification_queue.last_error is 'A code of ours, never a provider''s words.';
comment on column public.notification_queue.replay_of is 'The dead notification that this one says again.';
create index notification_queue_mine on public.notification_queue (organisation_id, profile_id, id desc) where channel = 'in_app';
create index notification_queue_due on public.notification_queue (channel, next_at) where status <> 'delivered';
create index notification_queue_leased on public.notification_queue (channel, lease_until) where status = 'leased';
create index notification_queue_shown on public.notification_queue (trigger_at) where status = 'delivered';

create table public.notification_delivery (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null,
    profile_id uuid,
    channel text not null constraint notification_delivery_channel check (channel in ('in_app', 'email', 'sms', 'slack', 'teams', 'webhook')),
    kind text not null,
    entity text not null,
    entity_id uuid not null,
    care_home_id uuid,
    client_id uuid,
    incident_id uuid,
    slot text not null default '',
    payload jsonb not null,
    class text not null constraint notification_delivery_class check (class in ('reminder', 'incident')),
    priority text not null constraint notification_delivery_priority check (priority in ('low', 'medium', 'high', 'critical')),
    trigger_at timestamptz not null,
    status text not null constraint notification_delivery_status check (status in
        ('sent', 'delivered', 'failed', 'dead', 'expired', 'suppressed', 'unknown', 'replayed')),
    attempt int not null,
    provider_id text check (length(provider_id) between 1 and 200),
    last_error text check (last_error ~ '^[a-z0-9_]{1,60}$'),
    read_at timestamptz,
    acknowledged_at timestamptz,
    replay_of uuid,
    created_at timestamptz not null,
    finished_at timestamptz not null default now(),
    replayed_at timestamptz,
    replayed_by uuid,
    primary key (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, replayed_by) references public.profiles (organisation_id, id),
    constraint notification_delivery_replayed check ((status = 'replayed') = (replayed_at is not null))
);
comment on table public.notification_delivery is 'What became of a notification: the finished rows of the queue, under the same id.';
comment on column public.notification_delivery.status is 'sent: a provider took it; unknown: the answer was lost, which is not a failure; dead: attempted too often; suppressed: the reason or the right was gone when it was to be sent.';
create index notification_delivery_home on public.notification_delivery (organisation_id, care_home_id, id desc);
create index notification_delivery_list on public.notification_delivery (organisation_id, id desc);
create index notification_delivery_dead on public.notification_delivery (organisation_id, id desc) where status = 'dead';

-- Outlives the queue row, so that what was told once is not told again after it has moved.
create table private.notification_keys (
    organisation_id uuid not null,
    kind text not null,
    entity text not null,
    entity_id uuid not null,
    profile_id uuid,
    channel text not null,
    slot text not null,
    notification_id uuid not null,
    created_at timestamptz not null default now(),
    constraint notification_keys_once unique nulls not distinct (organisation_id, kind, entity, entity_id, profile_id, channel, slot)
);
comment on table private.notification_keys is 'Everything that was ever scheduled, by what makes it the same: the dedup key of delivery.';
create index notification_keys_age on private.notification_keys (created_at);
revoke all on private.notification_keys from public, anon, authenticated, service_role;

create function app.keeps_from(person uuid, resident uuid, of_organisation uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from public.client_exclusions x
         where x.organisation_id = of_organisation and x.client_id = resident and x.profile_id = person and x.archived_at is null)
       and not exists (
        select from public.clients c
          join public.manager_care_homes m on m.organisation_id = c.organisation_id and m.care_home_id = c.holding_home_id
         where c.organisation_id = of_organisation and c.id = resident and m.profile_id = person
           and m.archived_at is null and m.valid @> now());
end
$$;
comment on function app.keeps_from(uuid, uuid, uuid) is 'Whether a person must not hear of a resident: excluded, and not the manager who answers for them. For use inside definer functions only.';

create function app.schedule_notification(recipient uuid, payload jsonb, trigger_at timestamptz default now(),
    channel text default 'in_app', priority text default 'medium', class text default 'reminder', slot text default '')
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
    made uuid := app.new_id();
    tenant uuid := (payload ->> 'organisation_id')::uuid;
    about uuid := (payload ->> 'client_id')::uuid;
    told uuid;
begin
    if tenant is null or payload ->> 'template' is null or payload ->> 'entity' is null or payload ->> 'entity_id' is null then
        raise exception 'a notification says organisation_id, template, entity and entity_id' using errcode = '22023';
    end if;
    if not app.only_ids(payload) then
        raise exception 'a notification holds ids and the name of its template, nothing else' using errcode = '22023';
    end if;
    if recipient is not null then
        -- Who has left is told nothing, nor is anybody of a resident whom they are kept from.
        if not exists (
            select from public.profiles p
             where p.organisation_id = tenant and p.id = recipient and p.status = 'active' and p.archived_at is null)
           or (about is not null and app.keeps_from(recipient, about, tenant)) then
            return null;
        end if;
    end if;
    -- Of two at once the second waits here until the first has committed or not.
    insert into private.notification_keys as k (organisation_id, kind, entity, entity_id, profile_id, channel, slot, notification_id)
    values (tenant, payload ->> 'template', payload ->> 'entity', (payload ->> 'entity_id')::uuid, recipient, channel, slot, made)
    on conflict on constraint notification_keys_once do nothing
    returning k.notification_id into told;
    if told is null then
        return null;
    end if;
    insert into public.notification_queue (organisation_id, id, profile_id, channel, kind, entity, entity_id, care_home_id, client_id,
        incident_id, slot, payload, class, priority, trigger_at, next_at, expires_at)
    values (tenant, made, recipient, channel, payload ->> 'template', payload ->> 'entity', (payload ->> 'entity_id')::uuid,
        (payload ->> 'care_home_id')::uuid, about,
        case when payload ->> 'entity' = 'incidents' then (payload ->> 'entity_id')::uuid else (payload ->> 'incident_id')::uuid end,
        slot, payload - 'organisation_id', class, priority, trigger_at, trigger_at,
        case when channel <> 'in_app' then trigger_at + case class when 'incident' then interval '72 hours' else interval '24 hours' end end);
    return made;
end
$$;
comment on function app.schedule_notification(uuid, jsonb, timestamptz, text, text, text, text) is 'Queues what is to be told, in the transaction of the change that causes it, and answers its id; NULL when the same was scheduled before (organisation, template, entity, recipient, channel, slot) or the recipient may not hear of it. payload: organisation_id, template, entity, entity_id, and where they apply care_home_id, client_id, incident_id; ids only. recipient NULL: a channel of the home (slack, teams, webhook). Called by definer triggers, functions and jobs; no role that answers requests may.';

create function app.move_notification(tenant uuid, notification uuid, outcome text, provider text, error_code text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    with gone as (
        delete from public.notification_queue q where q.organisation_id = tenant and q.id = notification returning q.*
    )
    insert into public.notification_delivery (organisation_id, id, profile_id, channel, kind, entity, entity_id, care_home_id, client_id,
        incident_id, slot, payload, class, priority, trigger_at, status, attempt, provider_id, last_error, read_at, acknowledged_at,
        replay_of, created_at)
    select g.organisation_id, g.id, g.profile_id, g.channel, g.kind, g.entity, g.entity_id, g.care_home_id, g.client_id,
        g.incident_id, g.slot, g.payload, g.class, g.priority, g.trigger_at, outcome, g.attempt, provider, coalesce(error_code, g.last_error),
        g.read_at, g.acknowledged_at, g.replay_of, g.created_at
      from gone g;
end
$$;
comment on function app.move_notification(uuid, uuid, text, text, text) is 'Moves a row of the queue to notification_delivery. For use inside definer functions only.';

create function app.claim_notifications(of_channel text, up_to int default 20, lease interval default '60 seconds')
returns table (organisation_id uuid, id uuid, attempt int, profile_id uuid, kind text, entity text, entity_id uuid, care_home_id uuid,
    client_id uuid, incident_id uuid, payload jsonb, class text, priority text, trigger_at timestamptz, lease_until timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    over record;
begin
    -- What nobody needs to hear any more, and what has taken its worker down with it too often.
    for over in
        select q.organisation_id, q.id, case when q.expires_at <= clock_timestamp() then 'expired' else 'dead' end as outcome
          from public.notification_queue q
         where q.channel = of_channel
           and ((q.status = 'queued' and q.next_at <= clock_timestamp() and q.expires_at <= clock_timestamp())
                or (q.status = 'leased' and q.lease_until <= clock_timestamp() and (q.attempt >= 8 or q.expires_at <= clock_timestamp())))
         order by q.next_at limit 200 for update skip locked
    loop
        perform app.move_notification(over.organisation_id, over.id, over.outcome, null, case over.outcome when 'dead' then 'attempts' else 'too_old' end);
    end loop;
    return query
    update public.notification_queue q
       set status = 'leased', attempt = q.attempt + 1, lease_until = clock_timestamp() + least(greatest(lease, interval '1 second'), interval '10 minutes')
      from (
        select w.organisation_id, w.id from public.notification_queue w
         where w.channel = of_channel
           and ((w.status = 'queued' and w.next_at <= clock_timestamp()) or (w.status = 'leased' and w.lease_until <= clock_timestamp()))
         order by case w.priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end, w.next_at, w.id
         limit least(greatest(up_to, 1), 200) for update skip locked
      ) due
     where q.organisation_id = due.organisation_id and q.id = due.id
    returning q.organisation_id, q.id, q.attempt, q.profile_id, q.kind, q.entity, q.entity_id, q.care_home_id,
        q.client_id, q.incident_id, q.payload, q.class, q.priority, q.trigger_at, q.lease_until;
end
$$;
comment on function app.claim_notifications(text, int, interval) is 'Gives a worker what is due on a channel, most urgent first, under a lease, the attempt counted. Two workers never get the same row.';

create function app.finish_notification(tenant uuid, notification uuid, of_attempt int, outcome text,
    provider text default null, error_code text default null, retry_after interval default null)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
    q public.notification_queue;
begin
    if outcome is null or outcome not in ('sent', 'delivered', 'failed', 'suppressed', 'unknown', 'retry') then
        raise exception 'a notification ends as sent, delivered, failed, suppressed or unknown, or is tried again (retry)' using errcode = '22023';
    end if;
    select * into q from public.notification_queue x where x.organisation_id = tenant and x.id = notification for update;
    -- Somebody else has it now, or has finished it.
    if q.id is null or q.status <> 'leased' or q.attempt <> of_attempt then
        return false;
    end if;
    if outcome = 'retry' and q.attempt < 8 then
        update public.notification_queue x
           set status = 'queued', lease_until = null, last_error = error_code,
               -- Full jitter up to a quarter of an hour; what the provider asks for, up to an hour.
               next_at = clock_timestamp() + greatest(
                   random() * least(interval '15 minutes', interval '5 seconds' * power(2, q.attempt)),
                   least(coalesce(retry_after, interval '0'), interval '1 hour'))
         where x.organisation_id = tenant and x.id = notification;
    elsif outcome = 'delivered' and q.channel = 'in_app' then
        update public.notification_queue x set status = 'delivered', lease_until = null
         where x.organisation_id = tenant and x.id = notification;
    else
        perform app.move_notification(tenant, notification, case outcome when 'retry' then 'dead' else outcome end, provider, error_code);
    end if;
    return true;
end
$$;
comment on function app.finish_notification(uuid, uuid, int, text, text, text, interval) is 'Ends an attempt; false, and nothing changed, when it is not the latest. retry puts it back until the eighth attempt, after which it is dead. What is shown in the console stays in the queue until app.finish_shown_notifications.';

create function app.finish_shown_notifications(as_of timestamptz default now()) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    done record;
    moved int := 0;
begin
    for done in
        select q.organisation_id, q.id from public.notification_queue q
         where q.status = 'delivered'
           and (greatest(q.read_at, q.acknowledged_at) < as_of - interval '30 days' or q.trigger_at < as_of - interval '90 days')
         for update skip locked
    loop
        perform app.move_notification(done.organisation_id, done.id, 'delivered', null, null);
        moved := moved + 1;
    end loop;
    return moved;
end
$$;
comment on function app.finish_shown_notifications(timestamptz) is 'Moves what was read 30 days ago, or is 90 days old, out of the console; answers how many.';

create function app.notification_seen() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- Said once, and at the moment it is said.
    new.read_at := coalesce(old.read_at, case when new.read_at is not null or new.acknowledged_at is not null then now() end);
    new.acknowledged_at := coalesce(old.acknowledged_at, case when new.acknowledged_at is not null then now() end);
    return new;
end
$$;
comment on function app.notification_seen() is 'When a notification was read and acknowledged is the moment of the first time; nobody chooses or takes it back.';
create trigger seen before update of read_at, acknowledged_at on public.notification_queue for each row execute function app.notification_seen();

create function app.note_replay() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status = 'replayed' and old.status <> 'replayed' then
        new.replayed_at := now();
        new.replayed_by := app.profile_id();
    end if;
    return new;
end
$$;
comment on function app.note_replay() is 'Who had a dead notification said again, and when.';

create function app.replay_notification() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.notification_queue (organisation_id, profile_id, channel, kind, entity, entity_id, care_home_id, client_id,
        incident_id, slot, payload, class, priority, trigger_at, next_at, expires_at, replay_of)
    values (new.organisation_id, new.profile_id, new.channel, new.kind, new.entity, new.entity_id, new.care_home_id, new.client_id,
        new.incident_id, new.slot, new.payload, new.class, new.priority, now(), now(),
        case when new.channel <> 'in_app' then now() + case new.class when 'incident' then interval '72 hours' else interval '24 hours' end end, new.id);
    return null;
end
$$;
comment on function app.replay_notification() is 'Puts a dead notification back into the queue, as a new one.';

alter table public.notification_queue enable row level security;
alter table public.notification_queue force row level security;
revoke all on public.notification_queue from public, anon, authenticated, service_role;
grant select on public.notification_queue to authenticated;
grant update (read_at, acknowledged_at) on public.notification_queue to almoner_request;
create policy notification_queue_select on public.notification_queue for select to authenticated
    using (profile_id = (select app.profile_id())
        and (care_home_id is null or organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.visible_home_ids())::uuid[])));
create policy notification_queue_update on public.notification_queue for update to almoner_request
    using (profile_id = (select app.profile_id()))
    with check (profile_id = (select app.profile_id()));
create trigger column_rights before update on public.notification_queue for each row execute function app.column_rights();

alter table public.notification_delivery enable row level security;
alter table public.notification_delivery force row level security;
revoke all on public.notification_delivery from public, anon, authenticated, service_role;
grant select on public.notification_delivery to authenticated;
grant update (status) on public.notification_delivery to almoner_request;
create policy notification_delivery_select on public.notification_delivery for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
create policy notification_delivery_update on public.notification_delivery for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));
create trigger column_rights before update on public.notification_delivery for each row execute function app.column_rights();
create trigger transition before update of status on public.notification_delivery for each row execute function app.transition();
create trigger transition_effect before update of status on public.notification_delivery for each row execute function app.note_replay();
create trigger replay after update of status on public.notification_delivery for each row
    when (old.status = 'dead' and new.status = 'replayed') execute function app.replay_notification();

insert into app.column_rights (table_name, right_name, columns) values
    ('notification_queue', 'self', '{read_at,acknowledged_at}'),
    ('notification_delivery', 'owner', '{status}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('notification_delivery', 'replay', 'dead', 'replayed', '{}', '{owner}');

revoke execute on function app.only_ids(jsonb), app.keeps_from(uuid, uuid, uuid),
    app.schedule_notification(uuid, jsonb, timestamptz, text, text, text, text), app.move_notification(uuid, uuid, text, text, text),
    app.claim_notifications(text, int, interval), app.finish_notification(uuid, uuid, int, text, text, text, interval),
    app.finish_shown_notifications(timestamptz), app.notification_seen(), app.note_replay(), app.replay_notification()
    from public, anon, authenticated, service_role;
-- A check constraint runs as whoever changes the row.
grant execute on function app.only_ids(jsonb) to almoner_request;
grant execute on function app.claim_notifications(text, int, interval), app.finish_notification(uuid, uuid, int, text, text, text, interval),
    app.finish_shown_notifications(timestamptz) to almoner_worker;
