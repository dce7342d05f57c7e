-- How a person wants to be told, what an organisation says in its own words, who is told next when
-- nobody acknowledges, and which ways out are closed.

create table public.notification_preferences (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    profile_id uuid not null,
    email text not null default 'urgent' constraint notification_preferences_email check (email in ('none', 'urgent', 'all')),
    quiet text not null default 'organisation' constraint notification_preferences_quiet check (quiet in ('organisation', 'own', 'never')),
    quiet_from time,
    quiet_to time,
    time_zone text,
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
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint notification_preferences_once unique (organisation_id, profile_id),
    constraint notification_preferences_hours check ((quiet = 'own') = (quiet_from is not null and quiet_to is not null))
);
comment on table public.notification_preferences is 'How a person wants to be told. Nobody else reads it; whoever has none is told as the organisation says.';
comment on column public.notification_preferences.email is 'Which of what is shown in the console comes by e-mail as well: nothing, what is of high or critical priority, or all.';
comment on column public.notification_preferences.quiet is 'Which quiet hours apply: the organisation''s, their own, or none.';
comment on column public.notification_preferences.quiet_from is 'On the wall clock of time_zone, own hours only. From and to alike: the whole day. What is of high or critical priority comes all the same.';
comment on column public.notification_preferences.quiet_to is 'The first minute at which the person may be told again.';
comment on column public.notification_preferences.time_zone is 'IANA zone in which the person lives; empty: that of the home.';

create function app.check_zone() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.time_zone is not null and not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
        perform app.refuse('invalid', 'Use a time zone name such as Europe/London.', 'time_zone');
    end if;
    return new;
end
$$;
comment on function app.check_zone() is 'A time zone is one that PostgreSQL knows.';
create trigger check_zone before insert or update of time_zone on public.notification_preferences for each row execute function app.check_zone();

create table public.notification_channels (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    channel text not null constraint notification_channels_channel check (channel in ('email', 'sms', 'slack', 'teams', 'webhook')),
    status text not null default 'open' constraint notification_channels_status check (status in ('open', 'paused')),
    code text check (code ~ '^[a-z0-9_]{1,60}$'),
    paused_at timestamptz,
    probe_at timestamptz,
    resumed_by uuid,
    created_at timestamptz not null default now(),
    primary key (organisation_id, id),
    constraint notification_channels_once unique (organisation_id, channel),
    foreign key (organisation_id, resumed_by) references public.profiles (organisation_id, id),
    constraint notification_channels_paused check ((status = 'paused') = (probe_at is not null) and (status = 'open' or (paused_at is not null and code is not null)))
);
comment on table public.notification_channels is 'Ways out that were closed because the other side refused our credentials. A channel without a row is open.';
comment on column public.notification_channels.code is 'A code of ours for why it is or was paused.';
comment on column public.notification_channels.probe_at is 'While paused: when one notification is tried again. When it passes, the channel opens by itself.';
comment on column public.notification_channels.resumed_by is 'Who opened it last; empty when it opened by itself.';

create table public.notification_templates (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
    channel text not null constraint notification_templates_channel check (channel in ('in_app', 'email', 'sms')),
    subject text not null check (length(subject) between 1 and 120 and subject !~ '[\x01-\x1f\x7f]'),
    body text not null check (length(body) between 1 and 2000),
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.notification_templates is 'What an organisation says in its own words instead of ours, by kind and channel. The placeholders are a closed list, which the server checks when they are written and again when they are used.';
comment on column public.notification_templates.subject is 'Subject of a mail, title in the console.';
create unique index notification_templates_once on public.notification_templates (organisation_id, kind, channel) where archived_at is null;

create table public.escalation_policies (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    step int not null check (step between 1 and 5),
    after_minutes int not null check (after_minutes between 1 and 1440),
    who text not null constraint escalation_policies_who check (who in ('managers', 'owners', 'compliance_leads')),
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.escalation_policies is 'The ladder of an organisation: who is told of something urgent that nobody has acknowledged, and after how long. Without rows: the managers again after 15 minutes, the owners after 30.';
comment on column public.escalation_policies.step is 'Which rung, from 1. Rung 0 is that those concerned are told at once.';
comment on column public.escalation_policies.after_minutes is 'Minutes after the beginning, of elapsed time.';
create unique index escalation_policies_once on public.escalation_policies (organisation_id, step, who) where archived_at is null;

do $$
declare
    t text;
begin
    foreach t in array array['notification_preferences', 'notification_channels', 'notification_templates', 'escalation_policies'] loop
        execute format('alter table public.%I enable row level security', t);
        execute format('alter table public.%I force row level security', t);
        execute format('revoke all on public.%I from public, anon, authenticated, service_role', t);
        execute format('grant select on public.%I to authenticated', t);
        execute format('create trigger column_rights before update on public.%I for each row execute function app.column_rights()', t);
    end loop;
    -- How a person wants to be told is theirs alone: nobody reads it in the audit either, so it is not in it.
    foreach t in array array['notification_preferences', 'notification_templates', 'escalation_policies'] loop
        execute format('create trigger record before insert or update on public.%I for each row execute function app.record_row()', t);
    end loop;
    foreach t in array array['notification_templates', 'escalation_policies'] loop
        execute format('create trigger audit after insert or update on public.%I for each row execute function app.audit()', t);
    end loop;
end
$$;

grant insert (organisation_id, profile_id, email, quiet, quiet_from, quiet_to, time_zone) on public.notification_preferences to almoner_request;
grant update (email, quiet, quiet_from, quiet_to, time_zone) on public.notification_preferences to almoner_request;
create policy notification_preferences_select on public.notification_preferences for select to authenticated
    using (profile_id = (select app.profile_id()));
create policy notification_preferences_insert on public.notification_preferences for insert to almoner_request
    with check (profile_id = (select app.profile_id()));
create policy notification_preferences_update on public.notification_preferences for update to almoner_request
    using (profile_id = (select app.profile_id()))
    with check (profile_id = (select app.profile_id()));

grant update (status) on public.notification_channels to almoner_request;
create policy notification_channels_select on public.notification_channels for select to authenticated
    using (organisation_id = (select app.settings_organisation_id()));
create policy notification_channels_update on public.notification_channels for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));
create trigger transition before update of status on public.notification_channels for each row execute function app.transition();

create function app.channel_resumed() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status = 'open' and old.status = 'paused' then
        new.probe_at := null;
        new.resumed_by := app.profile_id();
    end if;
    return new;
end
$$;
comment on function app.channel_resumed() is 'Who opened a channel; NULL when it opened by itself.';
create trigger transition_effect before update of status on public.notification_channels for each row execute function app.channel_resumed();

grant insert (organisation_id, kind, channel, subject, body) on public.notification_templates to almoner_request;
grant update (subject, body, archived_at, archive_reason) on public.notification_templates to almoner_request;
create policy notification_templates_select on public.notification_templates for select to authenticated
    using (organisation_id = (select app.organisation_id()));
create policy notification_templates_insert on public.notification_templates for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()));
create policy notification_templates_update on public.notification_templates for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));

grant insert (organisation_id, step, after_minutes, who) on public.escalation_policies to almoner_request;
grant update (after_minutes, who, archived_at, archive_reason) on public.escalation_policies to almoner_request;
create policy escalation_policies_select on public.escalation_policies for select to authenticated
    using (organisation_id = (select app.settings_organisation_id()));
create policy escalation_policies_insert on public.escalation_policies for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()));
create policy escalation_policies_update on public.escalation_policies for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));

insert into app.column_rights (table_name, right_name, columns) values
    ('notification_preferences', 'self', '{email,quiet,quiet_from,quiet_to,time_zone}'),
    ('notification_channels', 'owner', '{status}'),
    ('notification_templates', 'owner', '{subject,body,archived_at,archive_reason}'),
    ('escalation_policies', 'owner', '{after_minutes,who,archived_at,archive_reason}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('notification_channels', 'resume', 'paused', 'open', '{}', '{owner}'),
    ('notification_channels', 'pause', 'open', 'paused', '{}', '{}');

revoke execute on function app.check_zone(), app.channel_resumed() from public, anon, authenticated, service_role;
