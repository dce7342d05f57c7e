-- Who signs in. Nothing here belongs to an organisation, and nothing here is reachable by a
-- request: only almoner_signin, which has no other right, before there is an identity.
create table private.accounts (
    id uuid not null primary key references auth.users (id),
    email text not null unique check (email = lower(email) and length(email) between 3 and 254),
    password_hash text,
    totp_secret text,
    totp_confirmed_at timestamptz,
    totp_last_step bigint not null default 0,
    totp_pending text,
    totp_pending_at timestamptz,
    disabled_at timestamptz,
    verified_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table private.accounts is 'One per person who signs in here. password_hash is a PHC string (argon2id).';
comment on column private.accounts.totp_secret is 'Sealed with a key of the keyring; never the plain seed.';
comment on column private.accounts.totp_last_step is 'The last 30-second step whose code was used: an earlier or equal one is a replay.';
comment on column private.accounts.totp_pending is 'The sealed seed of an authenticator that is being added; it replaces the present one when its first code was right.';

create table private.account_identities (
    issuer text not null,
    subject text not null,
    account_id uuid not null references private.accounts (id),
    created_at timestamptz not null default now(),
    primary key (issuer, subject)
);
comment on table private.account_identities is 'Accounts of external issuers that a signed-in person has linked.';
create index account_identities_account on private.account_identities (account_id);

create table private.recovery_codes (
    account_id uuid not null references private.accounts (id),
    code_hash bytea not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);
comment on table private.recovery_codes is 'Single-use codes in place of a lost authenticator.';

create table private.sessions (
    id uuid not null primary key default app.new_id(),
    account_id uuid not null references private.accounts (id),
    organisation_id uuid,
    profile_id uuid,
    created_at timestamptz not null default now(),
    last_refresh_at timestamptz not null default now(),
    idle_ends_at timestamptz not null,
    ends_at timestamptz not null,
    second_factor_at timestamptz,
    revoked_at timestamptz,
    revoked_because text,
    device text check (length(device) <= 200),
    transport text not null default 'bearer' constraint sessions_transport check (transport in ('cookie', 'bearer'))
);
comment on table private.sessions is 'A sign-in. The idle and the absolute limit both outlast a night shift of 12 h 15 min.';
comment on column private.sessions.created_at is 'When the person signed in. A session that takes the place of another (new second factor, other organisation) keeps it.';
comment on column private.sessions.transport is 'How its tokens travel, fixed at sign-in: what lies in cookies is never handed to a script.';
create index sessions_account on private.sessions (account_id);

create table private.refresh_tokens (
    hash bytea not null primary key,
    session_id uuid not null references private.sessions (id),
    parent bytea,
    child bytea,
    created_at timestamptz not null default now(),
    used_at timestamptz
);
comment on table private.refresh_tokens is 'Rotating; the use of one that was already exchanged ends the session, but for a short grace in which the same child is given again.';
create index refresh_tokens_session on private.refresh_tokens (session_id);

create table private.links (
    hash bytea not null primary key,
    kind text not null constraint links_kind check (kind in ('invitation', 'password_reset', 'owner_setup')),
    account_id uuid references private.accounts (id),
    organisation_id uuid,
    profile_id uuid,
    email text not null,
    created_at timestamptz not null default now(),
    ends_at timestamptz not null,
    used_at timestamptz
);
comment on table private.links is 'One-time links: invitations and password resets, by the hash of their secret.';
create index links_profile on private.links (organisation_id, profile_id);
create index links_account on private.links (account_id);

create table private.throttles (
    key bytea not null primary key,
    window_start timestamptz not null,
    attempts int not null
);
comment on table private.throttles is 'Attempts per account and per network, as rows so that replicas agree. Keys are keyed hashes.';

create table private.known_devices (
    account_id uuid not null references private.accounts (id),
    hash bytea not null,
    seen_at timestamptz not null default now(),
    primary key (account_id, hash)
);
comment on table private.known_devices is 'Devices that an account has signed in from: they keep their own allowance while somebody else guesses.';
create index known_devices_hash on private.known_devices (hash);

create table private.chosen_profiles (
    account_id uuid not null primary key,
    organisation_id uuid not null,
    profile_id uuid not null
);
comment on table private.chosen_profiles is 'The organisation that a person with an external issuer''s token works in.';

do $$
declare
    t text;
begin
    foreach t in array array['accounts', 'account_identities', 'recovery_codes', 'sessions', 'refresh_tokens',
                             'links', 'throttles', 'known_devices', 'chosen_profiles'] loop
        execute format('revoke all on private.%I from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update on private.%I to almoner_signin', t);
    end loop;
end
$$;
grant delete on private.throttles, private.recovery_codes, private.refresh_tokens, private.known_devices,
    private.account_identities to almoner_signin;
