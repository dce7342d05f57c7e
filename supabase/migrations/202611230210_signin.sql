-- What signing in needs of people and organisations before there is anybody to ask as.
--
-- almoner_signin reads and writes the identity tables of `private` and nothing else. Each function
-- here opens one narrow way past that, to whoever proves an account (the server, after a password or
-- a session) or holds the secret of a one-time link. None asks app.me(): there may be nobody yet.

create function app.profiles_of_account(account uuid)
returns table (organisation_id uuid, profile_id uuid, organisation text, second_factor_required boolean)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select p.organisation_id, p.id, o.name, coalesce(s.second_factor_required, false)
      from public.profiles p
      join public.organisations o on o.id = p.organisation_id
      left join public.company_settings s on s.organisation_id = p.organisation_id and s.archived_at is null
     where p.account_id = account and p.status = 'active' and p.archived_at is null and o.archived_at is null
       and not exists (select from private.accounts a where a.id = account and a.disabled_at is not null)
     order by o.name, p.organisation_id;
end
$$;
comment on function app.profiles_of_account(uuid) is 'The organisations in which an account may work, and whether one of them wants a second factor.';

create function app.address_known(address text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    return exists (select from private.accounts a where a.email = address)
        or exists (select from auth.users u where u.email = address and u.deleted_at is null);
end
$$;
comment on function app.address_known(text) is 'Whether an e-mail, in its stored form, belongs to an account, of ours or of Supabase Auth. Told only to the holder of a link that was sent there.';

create function app.open_invitation(secret_hash bytea)
returns table (kind text, email text, organisation text, given_name text, ends_at timestamptz, address_known boolean)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select l.kind, l.email, o.name, p.given_name, l.ends_at, app.address_known(l.email)
      from private.links l
      join public.profiles p on p.organisation_id = l.organisation_id and p.id = l.profile_id
      join public.organisations o on o.id = l.organisation_id
     where l.hash = secret_hash and l.kind in ('invitation', 'owner_setup') and l.used_at is null and l.ends_at > now()
       and p.status = 'invited' and p.archived_at is null and o.archived_at is null;
end
$$;
comment on function app.open_invitation(bytea) is 'What an invitation says to whoever holds its secret; nothing when it was used, replaced, withdrawn or is too old.';

create function app.accept_invitation(secret_hash bytea, account uuid)
returns table (organisation_id uuid, profile_id uuid)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    found_link private.links;
begin
    select * into found_link from private.links l where l.hash = secret_hash and l.kind in ('invitation', 'owner_setup');
    -- The profile first, then the link: inviting again takes the same two in this order.
    perform from public.profiles p where p.organisation_id = found_link.organisation_id and p.id = found_link.profile_id
        and p.status = 'invited' and p.archived_at is null for update;
    if not found then
        perform app.refuse('link_expired');
    end if;
    perform from private.links l where l.hash = secret_hash and l.used_at is null and l.ends_at > now() for update;
    if not found or not exists (select from public.organisations o where o.id = found_link.organisation_id and o.archived_at is null) then
        perform app.refuse('link_expired');
    end if;
    -- The address was proven by whoever runs the account: by our own mail, or by Supabase Auth.
    if not exists (select from private.accounts a
                    where a.id = account and a.email = found_link.email and a.verified_at is not null and a.disabled_at is null)
       and not exists (select from auth.users u
                        where u.id = account and u.email = found_link.email and u.email_confirmed_at is not null and u.deleted_at is null
                          and not exists (select from private.accounts a where a.id = u.id)) then
        perform app.refuse('forbidden', 'This invitation was sent to another e-mail address.');
    end if;
    if exists (select from public.profiles p where p.organisation_id = found_link.organisation_id and p.account_id = account) then
        perform app.refuse('duplicate', 'You belong to this organisation already.');
    end if;
    update public.profiles p set account_id = account, status = 'active'
     where p.organisation_id = found_link.organisation_id and p.id = found_link.profile_id;
    update private.links l set used_at = now() where l.hash = secret_hash;
    return query select found_link.organisation_id, found_link.profile_id;
end
$$;
comment on function app.accept_invitation(bytea, uuid) is 'Binds the invited profile to an account whose proven e-mail is the one that the link was sent to, and uses the link up.';

create function app.register_invited(secret_hash bytea, new_password_hash text)
returns table (account_id uuid, email text, organisation_id uuid, profile_id uuid)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    address text;
    account uuid := gen_random_uuid();
begin
    select l.email into address from private.links l
     where l.hash = secret_hash and l.kind in ('invitation', 'owner_setup') and l.used_at is null and l.ends_at > now();
    if address is null then
        perform app.refuse('link_expired');
    end if;
    if app.address_known(address) then
        perform app.refuse('duplicate', 'There is an account with this e-mail address. Sign in with it, then accept the invitation.');
    end if;
    insert into auth.users (id, aud, role, email, email_confirmed_at, created_at, updated_at)
    values (account, 'authenticated', 'authenticated', address, now(), now(), now());
    -- Whoever holds the secret reads that mailbox, so the address is proven.
    insert into private.accounts (id, email, password_hash, verified_at) values (account, address, new_password_hash, now());
    return query select account, address, j.organisation_id, j.profile_id from app.accept_invitation(secret_hash, account) as j;
end
$$;
comment on function app.register_invited(bytea, text) is 'Makes the account of an invited person, with the address that the link was sent to, and accepts the invitation with it.';

revoke execute on function app.profiles_of_account(uuid), app.address_known(text), app.open_invitation(bytea),
    app.accept_invitation(bytea, uuid), app.register_invited(bytea, text) from public, anon, authenticated, service_role;
grant execute on function app.profiles_of_account(uuid), app.open_invitation(bytea), app.accept_invitation(bytea, uuid),
    app.register_invited(bytea, text) to almoner_signin;
