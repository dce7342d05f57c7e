-- What matters to a resident, in their own words where they can say it: by topic, proposed by anybody who gives care, checked
-- by who runs the shift or the manager. What was said before is kept: a newer word on a topic ends the older one.

create table public.client_about_me (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    topic text not null constraint client_about_me_topic check (topic in
        ('matters_to_me', 'how_to_support_me', 'please_do_not', 'communication', 'languages', 'information_needs', 'faith_culture',
         'food_drink', 'routine', 'people', 'life_story', 'interests')),
    body text not null check (length(body) between 1 and 4000),
    said_by text not null default 'resident' constraint client_about_me_said_by check (said_by in ('resident', 'family', 'friend', 'advocate', 'staff')),
    status text not null default 'proposed' constraint client_about_me_status check (status in ('proposed', 'verified', 'ended')),
    verified_at timestamptz,
    verified_by uuid,
    ended_at timestamptz,
    end_reason text check (length(end_reason) between 1 and 500),
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
    foreign key (organisation_id, verified_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.client_about_me is 'What matters to a resident and how they like to be supported, by topic. One checked word on a topic at a time; a proposed one shows at once, marked as not yet checked.';
comment on column public.client_about_me.care_home_id is 'Where it was said; set from the resident at insert, never changed by a move.';
comment on column public.client_about_me.topic is 'information_needs: how information reaches them (large print, easy read, a hearing loop), as the Accessible Information Standard asks.';
comment on column public.client_about_me.said_by is 'Whose words these are.';
create unique index client_about_me_once on public.client_about_me (organisation_id, client_id, topic) where status = 'verified' and archived_at is null;
create index client_about_me_client on public.client_about_me (organisation_id, client_id, topic) where archived_at is null and status <> 'ended';
create index client_about_me_history on public.client_about_me (organisation_id, client_id, id);
create index client_about_me_home on public.client_about_me (organisation_id, care_home_id);

create function app.about_me_status() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.status = 'verified' and old.status = 'proposed' then
        -- Of two at once the second waits for the resident and finds the first in force.
        perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
        update public.client_about_me a set status = 'ended', end_reason = 'Said anew'
         where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.topic = new.topic
           and a.status = 'verified' and a.archived_at is null and a.id <> new.id;
        new.verified_at := now();
        new.verified_by := app.profile_id();
    elsif new.status = 'ended' and old.status <> 'ended' then
        new.ended_at := now();
    end if;
    return new;
end
$$;
comment on function app.about_me_status() is 'Who checked what a resident said, and when; the word that it takes the place of ends.';
revoke execute on function app.about_me_status() from public, anon, authenticated, service_role;

alter table public.client_about_me enable row level security;
alter table public.client_about_me force row level security;
revoke all on public.client_about_me from public, anon, authenticated, service_role;
create trigger place before insert on public.client_about_me for each row execute function app.place_resident_row();
create trigger column_rights before update on public.client_about_me for each row execute function app.column_rights();
create trigger record before insert or update on public.client_about_me for each row execute function app.record_row();
create trigger transition before update of status on public.client_about_me for each row execute function app.transition();
create trigger transition_effect before update of status on public.client_about_me for each row execute function app.about_me_status();
create trigger parents_live after insert or update of archived_at on public.client_about_me for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.client_about_me for each row execute function app.audit();
grant select on public.client_about_me to authenticated;
grant insert (organisation_id, client_id, topic, body, said_by) on public.client_about_me to almoner_request;
grant update (body, said_by, status, end_reason, archived_at, archive_reason) on public.client_about_me to almoner_request;
create policy client_about_me_select on public.client_about_me for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy client_about_me_insert on public.client_about_me for insert to almoner_request
    with check (client_id = any ((select app.cared_client_ids())::uuid[]));
create policy client_about_me_update on public.client_about_me for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[])
        or (created_by = (select app.profile_id()) and client_id = any ((select app.cared_client_ids())::uuid[])))
    with check (client_id = any ((select app.cared_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column) values ('clients', 'client_about_me', 'client_id');
insert into app.column_rights (table_name, right_name, columns) values
    ('client_about_me', 'manager_of_resident', '{body,said_by,status,end_reason,archived_at,archive_reason}'),
    ('client_about_me', 'senior_of_resident', '{status,end_reason}'),
    ('client_about_me', 'author_while_proposed', '{body,said_by}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('client_about_me', 'verify', 'proposed', 'verified', '{}', '{manager_of_resident,senior_of_resident}'),
    ('client_about_me', 'reject', 'proposed', 'ended', '{}', '{manager_of_resident,senior_of_resident}'),
    ('client_about_me', 'end', 'verified', 'ended', '{}', '{manager_of_resident,senior_of_resident}');
