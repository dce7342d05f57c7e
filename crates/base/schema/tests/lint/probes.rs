//! One thing done wrong at a time, on the sample's database.

/// A table that breaks nothing, for probes that break one thing of it.
const TABLE: &str = "
  create table public.probe (
    organisation_id uuid not null references public.organisations (id), id uuid not null, other_id uuid,
    label text, version int not null default 1, primary key (organisation_id, id));
  comment on table public.probe is 'A probe.';
  alter table public.probe enable row level security;
  alter table public.probe force row level security;
  revoke all on public.probe from public, anon, authenticated, service_role;";

/// A policy for it, with its grant.
fn policy(using: &str) -> String {
    format!(
        "{TABLE} grant select on public.probe to authenticated;
         create policy probe_read on public.probe for select to authenticated using ({using})"
    )
}

fn helper(name: &str, rest: &str) -> String {
    format!(
        "create function {name} returns uuid {rest};
         revoke all on function {name} from public, anon, authenticated, service_role;"
    )
}

const NOTHING: &str = "as $$ begin return null; end $$";

/// What is done, the rule it breaks, and the object that the finding names.
pub fn probes() -> Vec<(String, &'static str, &'static str)> {
    let table = |sql: &str| format!("{TABLE} {sql}");
    let own = |sql: &str| sql.to_owned();
    vec![
        // Tables.
        (own("alter table public.shifts disable row level security"), "rls-enabled", "public.shifts"),
        (own("alter table public.notes_rest disable row level security"), "rls-enabled", "public.notes_rest"),
        (own("alter table public.shifts no force row level security"), "rls-forced", "public.shifts"),
        (own("alter table public.notes_rest no force row level security"), "rls-forced", "public.notes_rest"),
        (
            own("create table public.bare (id uuid primary key)"),
            "rls-enabled+tenant-column+kind-columns+table-comment+unique-leading",
            "public.bare+public.bare+public.bare+public.bare+public.bare_pkey",
        ),
        (own("alter table public.notes drop column version"), "kind-columns", "public.notes"),
        (own("comment on table public.notes is null"), "table-comment", "public.notes"),
        (table("alter table public.probe add column at timestamp"), "column-type", "public.probe.at"),
        (table("alter table public.probe add column during tsrange[]"), "column-type", "public.probe.during"),
        (
            own("create domain app.moment as timetz; alter table private.secrets add column at app.moment"),
            "column-type",
            "private.secrets.at",
        ),
        (own("create type app.mood as enum ('a')"), "enum-type", "app.mood"),
        (
            own("alter table public.notes_rest add constraint once exclude using gist (organisation_id with =)"),
            "exclusion-partitioned",
            "public.notes_rest",
        ),
        (
            own("update pg_index set indisvalid = false where indexrelid = 'public.shifts_home'::regclass;
                 create index shifts_home_again on public.shifts (organisation_id, care_home_id)"),
            "index-invalid",
            "public.shifts_home",
        ),
        (
            table("alter table public.probe add constraint labelled check (label <> '') not valid"),
            "constraint-not-validated",
            "public.probe.labelled",
        ),
        (
            own("create extension postgres_fdw; create server s foreign data wrapper postgres_fdw;
                 create foreign table private.far (a int) server s"),
            "foreign-table",
            "private.far",
        ),
        (own("alter view public.home_names reset (security_invoker)"), "view-invoker", "public.home_names"),
        (
            own("alter view public.home_names set (security_invoker = false, security_barrier = true)"),
            "view-invoker",
            "public.home_names",
        ),
        (
            own("create materialized view public.trend as select 1 as a; comment on materialized view public.trend is 'x'"),
            "matview-schema",
            "public.trend",
        ),
        (
            own("create materialized view private.trend as select 1 as a;
                 comment on materialized view private.trend is 'x'; grant select on private.trend to authenticated"),
            "matview-grant",
            "private.trend to authenticated",
        ),
        (own("create rule r as on delete to public.shifts do instead nothing"), "rule-on-table", "public.shifts.r"),
        // Keys.
        (
            table("alter table public.probe add unique (organisation_id, other_id);
                   alter table private.secrets add column probe_id uuid;
                   alter table public.probe add constraint by_other unique (other_id);
                   alter table private.secrets add constraint simple foreign key (probe_id) references public.probe (other_id);
                   create index secrets_probe on private.secrets (probe_id)"),
            "fk-organisation+unique-leading",
            "private.secrets.simple+public.by_other",
        ),
        (
            table("alter table public.probe add constraint own foreign key (id) references public.organisations (id);
                   create index probe_own on public.probe (id)"),
            "fk-organisation",
            "public.probe.own",
        ),
        (
            table("create index probe_other on public.probe (organisation_id, other_id);
                   alter table public.probe add constraint shift foreign key (organisation_id, other_id)
                     references public.shifts on delete cascade"),
            "fk-action",
            "public.probe.shift",
        ),
        (
            table("alter table public.probe add constraint shift foreign key (organisation_id, other_id)
                     references public.shifts"),
            "fk-index",
            "public.probe.shift",
        ),
        (
            table("create index half on public.probe (organisation_id, other_id) where label = 'x';
                   alter table public.probe add constraint shift foreign key (organisation_id, other_id)
                     references public.shifts"),
            "fk-index",
            "public.probe.shift",
        ),
        (table("create unique index told on public.probe (label, organisation_id)"), "unique-leading", "public.told"),
        (table("create unique index told on public.probe (lower(label))"), "unique-leading", "public.told"),
        // Rights.
        (own("grant select on public.shifts to public"), "grant-public", "public.shifts"),
        (own("grant select (id) on private.secrets to public"), "grant-public", "private.secrets"),
        (own("grant execute on function app.org_read_in_full() to public"), "grant-public", "app.org_read_in_full()"),
        (own("grant create on schema public to public"), "grant-public", "schema public"),
        (own("grant usage on schema private to public"), "grant-public", "schema private"),
        (own("grant select on public.shifts to anon"), "grant-platform", "public.shifts to anon"),
        (own("grant insert (name) on public.care_homes to service_role"), "grant-platform", "public.care_homes to service_role"),
        (
            own("grant execute on function app.org_read_in_full() to service_role"),
            "grant-platform",
            "app.org_read_in_full() to service_role",
        ),
        (own("grant usage on schema app to anon"), "grant-platform", "schema app to anon"),
        (own("grant select on public.shifts to almoner_api"), "grant-login", "public.shifts"),
        (own("grant execute on function app.org_read_in_full() to almoner_api"), "grant-login", "app.org_read_in_full()"),
        (own("grant usage on schema private to almoner_api"), "grant-login", "schema private"),
        (
            own("grant select on private.secrets to almoner_signin"),
            "grant-private+policy-missing",
            "private.secrets to almoner_signin+private.secrets: select for almoner_signin",
        ),
        (
            own("alter table private.secrets disable row level security;
                 grant select on private.secrets to almoner_signin"),
            "grant-private",
            "private.secrets to almoner_signin",
        ),
        (own("grant usage on schema private to authenticated"), "grant-private", "schema private to authenticated"),
        (own("grant select on public.notes_rest to authenticated"), "grant-partition", "public.notes_rest to authenticated"),
        (own("grant truncate on public.shifts to authenticated"), "grant-beyond", "public.shifts to authenticated"),
        (own("grant references on public.shifts to almoner_request"), "grant-beyond", "public.shifts to almoner_request"),
        (own("grant trigger on public.shifts to almoner_request"), "grant-beyond", "public.shifts to almoner_request"),
        (
            own("grant delete on public.shifts to almoner_request;
                 create policy shifts_drop on public.shifts for delete to almoner_request
                   using (organisation_id = (select app.org_read_in_full()))"),
            "grant-beyond",
            "public.shifts to almoner_request",
        ),
        (
            own("grant update (during) on public.shifts to authenticated;
                 create policy shifts_change on public.shifts for update to authenticated
                   using (organisation_id = (select app.org_read_in_full()))
                   with check (organisation_id = (select app.org_read_in_full()))"),
            "grant-beyond",
            "public.shifts to authenticated",
        ),
        (own("grant execute on function public.touch_version() to almoner_worker"), "grant-beyond", "public.touch_version() to almoner_worker"),
        (own("grant create on schema app to authenticated"), "grant-beyond", "schema app to authenticated"),
        (own("grant select on public.shifts to authenticated with grant option"), "grant-option", "public.shifts to authenticated"),
        (own("alter default privileges for role almoner_owner grant execute on functions to public"), "default-execute", "functions of almoner_owner"),
        (
            own("alter default privileges for role almoner_owner in schema app grant select on tables to authenticated"),
            "default-grant",
            "tables in app to authenticated",
        ),
        (own("grant temporary on database {db} to public"), "database-public", "database {db}"),
        (own("grant execute on function lo_create(oid) to public"), "large-objects", "pg_catalog"),
        // Policies.
        (
            own("create policy extra on public.shifts for update to public
                   using (organisation_id = (select app.org_read_in_full())) with check (false);
                 grant update (during) on public.shifts to almoner_request"),
            "policy-not-row-bound+policy-role",
            "public.shifts: extra+public.shifts: extra",
        ),
        (
            own("alter policy shifts_read on public.shifts to service_role; revoke select on public.shifts from authenticated"),
            "policy-role+policy-unused",
            "public.shifts: shifts_read+public.shifts: shifts_read",
        ),
        (
            own("drop policy shifts_read on public.shifts; create policy shifts_all on public.shifts to authenticated
                   using (organisation_id = (select app.org_read_in_full()))
                   with check (organisation_id = (select app.org_read_in_full()))"),
            "policy-all",
            "public.shifts: shifts_all",
        ),
        (
            own("drop policy care_homes_change on public.care_homes;
                 create policy care_homes_change on public.care_homes for update to almoner_request
                   using (organisation_id = (select app.org_read_in_full()))"),
            "policy-check",
            "public.care_homes: care_homes_change",
        ),
        (
            own("create policy narrow on public.shifts as restrictive for select to authenticated
                   using (organisation_id = (select app.org_read_in_full()))"),
            "policy-restrictive",
            "public.shifts: narrow",
        ),
        (
            own("create policy more on public.shifts for select to almoner_request
                   using (organisation_id = (select app.org_read_in_full()))"),
            "policy-duplicate",
            "public.shifts: select for almoner_request",
        ),
        (own("drop policy shifts_read on public.shifts"), "policy-missing", "public.shifts: select for authenticated"),
        (
            own("grant update (during) on public.shifts to almoner_request"),
            "policy-missing",
            "public.shifts: update for almoner_request",
        ),
        (own("revoke select on public.shifts from authenticated"), "policy-unused", "public.shifts: shifts_read"),
        (policy("true"), "policy-true", "public.probe: probe_read"),
        (policy("organisation_id = (select app.org_read_in_full()) or true"), "policy-true", "public.probe: probe_read"),
        (policy("1 = 1 and true"), "policy-not-row-bound", "public.probe: probe_read"),
        (policy("(select app.org_read_in_full()) is not null"), "policy-not-row-bound", "public.probe: probe_read"),
        (
            policy("organisation_id = (select app.org_read_in_full()) or label = 'public'"),
            "policy-not-row-bound",
            "public.probe: probe_read",
        ),
        (
            helper("app.org()", &format!("language plpgsql stable set search_path = '' {NOTHING}"))
                + &policy("organisation_id = (select app.org())"),
            "policy-organisation-only",
            "public.probe: probe_read",
        ),
        (
            helper("app.org()", &format!("language plpgsql stable set search_path = '' {NOTHING}"))
                + &policy("organisation_id = (select app.org()) and (other_id is null or other_id <> (select app.org()))"),
            "policy-organisation-only",
            "public.probe: probe_read",
        ),
        (policy("organisation_id = app.org_read_in_full()"), "policy-bare-helper", "public.probe: probe_read"),
        (policy("other_id = auth.uid()"), "policy-bare-helper", "public.probe: probe_read"),
        (
            helper("app.may(row_id uuid)", &format!("language plpgsql stable set search_path = '' {NOTHING}"))
                + &policy("other_id = (select app.may(other_id))"),
            "policy-correlated-helper",
            "public.probe: probe_read",
        ),
        (
            policy("other_id in (select o.id from public.organisations o where o.id = (select auth.uid()))"),
            "policy-reads-table",
            "public.probe: probe_read",
        ),
        (
            policy("other_id = (select auth.uid()) and label ilike '%x%'"),
            "policy-operator",
            "public.probe: probe_read",
        ),
        (
            helper("app.org()", &format!("language plpgsql immutable set search_path = '' {NOTHING}"))
                + &policy("other_id = (select app.org())"),
            "policy-volatility",
            "public.probe: probe_read",
        ),
        (
            helper("app.org()", "language sql stable set search_path = '' as 'select null::uuid'")
                + &policy("other_id = (select app.org())"),
            "policy-language",
            "public.probe: probe_read",
        ),
        // Functions.
        (
            own("alter function app.org_read_in_full() reset search_path"),
            "definer-search-path",
            "app.org_read_in_full()",
        ),
        (
            own("alter function app.org_read_in_full() set search_path = public"),
            "definer-search-path",
            "app.org_read_in_full()",
        ),
        (own("alter function public.touch_version() security definer"), "definer-listed", "public.touch_version()"),
        (
            helper("app.me()", "language sql immutable as $$ select nullif(current_setting('a.b', true), '')::uuid $$"),
            "immutable-reads",
            "app.me()",
        ),
        (
            helper("app.me()", "language sql immutable begin atomic select h.id as id from public.care_homes h; end"),
            "immutable-reads",
            "app.me()",
        ),
        (own("alter function public.touch_version() leakproof"), "leakproof", "public.touch_version()"),
        (own("alter table public.shifts disable trigger shifts_version"), "trigger-disabled", "public.shifts.shifts_version"),
        (
            helper("app.wrong()", "language plpgsql as $$ begin return (select h.nme from public.care_homes h); end $$"),
            "plpgsql",
            "app.wrong()",
        ),
        // Roles: undone with the transaction, like the rest.
        (
            own("alter role almoner_worker rename to almoner_idler"),
            "role-member+role-missing",
            "almoner_api in almoner_idler+almoner_worker",
        ),
        (own("alter role almoner_api inherit"), "role-attributes", "almoner_api"),
        (own("alter role almoner_request createrole"), "role-attributes", "almoner_request"),
        (own("alter role authenticated bypassrls"), "role-attributes", "authenticated"),
        (own("alter role almoner_signin login"), "role-attributes", "almoner_signin"),
        (own("alter role almoner_owner nobypassrls"), "role-owner", "almoner_owner"),
        (own("grant service_role to almoner_api"), "role-member", "almoner_api in service_role"),
        (own("grant almoner_request to anon"), "role-member", "anon in almoner_request"),
        (own("alter function public.touch_version() owner to almoner_request"), "role-owns", "almoner_request"),
    ]
}
