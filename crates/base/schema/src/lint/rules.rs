//! Every rule by name, with what to do about it. The names are stable: they
//! stand in `supabase/lint.toml` beside the exceptions.

/// A rule of the lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// What to do about a finding.
    pub remedy: &'static str,
    /// Whether a finding fails the check; otherwise it is told and no more.
    pub fails: bool,
}

const fn rule(id: &'static str, remedy: &'static str) -> Rule {
    Rule { id, remedy, fails: true }
}

const fn note(id: &'static str, remedy: &'static str) -> Rule {
    Rule { id, remedy, fails: false }
}

/// The rules that look at the catalogue of a migrated database.
pub const CATALOGUE: &[Rule] = &[
    // Tables.
    rule("rls-enabled", "alter table ... enable row level security, in the migration that makes it"),
    rule(
        "rls-forced",
        "alter table ... force row level security: without it the owner sees past every policy",
    ),
    rule(
        "tenant-column",
        "give it organisation_id uuid not null, or list it with the reason why it has no tenant",
    ),
    rule("kind-columns", "add the columns, or list the table under its kind in supabase/lint.toml"),
    rule("kind-unknown", "correct or remove the line in supabase/lint.toml"),
    rule("table-comment", "comment on table ... is 'what a row is'"),
    rule(
        "column-type",
        "use timestamptz, tstzrange or numeric: the others depend on the session or lose the zone",
    ),
    rule(
        "enum-type",
        "use text with a named check: enumeration operators are not leakproof, so their indexes are unusable under row level security, and values can't be removed",
    ),
    rule(
        "exclusion-partitioned",
        "keep tables with exclusion constraints in one piece: PostgreSQL checks each partition alone",
    ),
    rule("index-invalid", "reindex index concurrently ..., or run `almoner migrate up`, which does"),
    rule("constraint-not-validated", "alter table ... validate constraint, in a later migration"),
    rule(
        "foreign-table",
        "row level security does not reach through foreign tables: copy the data, or drop it",
    ),
    rule("view-invoker", "create view ... with (security_invoker = true); security_barrier alone leaks"),
    rule("matview-schema", "make it in private and read it through a function that filters"),
    rule("matview-grant", "revoke it, and read it through a function that filters"),
    rule("rule-on-table", "use a trigger: rewrite rules run past row level security in surprising ways"),
    // Keys.
    rule(
        "fk-organisation",
        "carry organisation_id in the key: foreign keys ignore row level security, so a simple one lets a person attach a row to another tenant's",
    ),
    rule("fk-action", "use no action: cascades ignore row level security; archive children in a trigger"),
    rule(
        "fk-index",
        "create an index that begins with the columns of the key, or list it with the reason why the parent's rows are never deleted or joined to",
    ),
    rule(
        "unique-leading",
        "begin it with organisation_id or care_home_id: unique constraints ignore row level security and would tell that a hidden row exists",
    ),
    // Rights.
    rule(
        "grant-public",
        "revoke all ... from public, anon, authenticated, service_role, then grant the minimum",
    ),
    rule("grant-platform", "revoke it: anon answers nobody here, and service_role is for nothing of ours"),
    rule("grant-login", "revoke it: a statement that runs outside a request's transaction must fail"),
    rule("grant-private", "revoke it and reach the table through a function, or list it with its reason"),
    rule("grant-partition", "revoke it: a partition can be read directly, past the policies of its parent"),
    rule(
        "grant-beyond",
        "revoke it: authenticated reads, almoner_request inserts and updates, nobody deletes, truncates, references or adds triggers",
    ),
    rule("grant-option", "grant it without grant option"),
    rule(
        "default-execute",
        "alter default privileges revoke execute on functions from public (the form with a schema does nothing)",
    ),
    rule("default-grant", "grant per object instead: what is granted by default is granted unseen"),
    rule(
        "database-public",
        "revoke create, temporary on database ... from public: temporary tables have no row level security",
    ),
    note(
        "large-objects",
        "as a superuser, revoke execute on the lo_ functions from public; on a hosted project nobody can",
    ),
    // Policies.
    rule("policy-role", "name the role: to authenticated, almoner_request or another that answers requests"),
    rule("policy-all", "write one policy per command: for all also adds to select"),
    rule("policy-check", "add with check: without it a row can be moved to where its writer may not write"),
    rule("policy-restrictive", "say it in the permissive policy, where a reader sees the whole condition"),
    rule(
        "policy-duplicate",
        "join them into one policy with or: each further one is evaluated for every row",
    ),
    rule("policy-missing", "write the policy, or revoke the grant"),
    rule("policy-unused", "grant the command, or drop the policy"),
    rule(
        "policy-true",
        "say who may see which rows; only published rules in schema reference are for everybody",
    ),
    rule(
        "policy-not-row-bound",
        "compare a column of the row: this part lets whoever passes it see every tenant's rows",
    ),
    rule(
        "policy-organisation-only",
        "use a helper that is null without a role that reads in full, or bind the row to a home, resident or person: everybody in the organisation passes this",
    ),
    rule(
        "policy-bare-helper",
        "call it in a sub-select, (select app.f()): once a query instead of once a row",
    ),
    rule(
        "policy-correlated-helper",
        "pass nothing of the row to it, so that it runs once: return the ids and compare them",
    ),
    rule(
        "policy-reads-table",
        "read other tables only through a security definer helper: their policies would run for each row, or for ever",
    ),
    rule(
        "policy-operator",
        "use = or < on uuid, text, int, date or timestamptz: an operator that is not leakproof keeps indexes from being used",
    ),
    rule(
        "policy-volatility",
        "declare the function stable: an immutable one leaks across people through cached plans, a volatile one runs for each row",
    ),
    rule(
        "policy-language",
        "write the helper in plpgsql: SQL-language helpers are planned again at every call",
    ),
    // Functions.
    rule("definer-search-path", "set search_path = '' on the function and name every schema in its body"),
    rule("definer-listed", "have it reviewed and list it in supabase/lint.toml with what it may do"),
    rule(
        "immutable-reads",
        "declare it stable: an immutable function is folded into cached plans and answers for somebody else",
    ),
    rule("leakproof", "drop the claim: on a hosted project nobody may make it"),
    rule("trigger-disabled", "alter table ... enable trigger"),
    rule("plpgsql", "correct the function; plpgsql_check says what is wrong"),
    note("plpgsql-unchecked", "install the extension plpgsql_check on the server that runs the lint"),
    // Roles.
    rule("role-missing", "run the migrations: the first of them makes the roles"),
    rule(
        "role-attributes",
        "alter role ... nosuperuser nobypassrls nocreaterole nocreatedb noreplication; the login role noinherit",
    ),
    rule("role-owner", "let a role own the database that is no superuser and has BYPASSRLS"),
    rule("role-member", "revoke the membership"),
    rule("role-owns", "alter ... owner to the database's owner"),
    // The exceptions themselves.
    rule("allow-stale", "remove the exception from supabase/lint.toml: nothing needs it any more"),
];

/// The rules that read the text of the migration files.
pub const FILES: &[Rule] = &[
    rule("file-name", "name it YYYYMMDDHHmm_description.sql after a minute that exists"),
    rule(
        "file-rollback",
        "write supabase/rollbacks/ with the same name; where nothing is to be undone say so in it",
    ),
    rule("file-force-rls", "alter table ... enable and force row level security in the file that creates it"),
    rule(
        "file-revoke",
        "revoke all on ... from public, anon, authenticated, service_role after creating it: older hosted projects grant everything on every new object",
    ),
    rule("file-cascade", "drop what depends on it by name, so that a reviewer sees what goes"),
    rule(
        "file-default-privileges",
        "leave out the schema: with one this revoke does nothing, and nothing says so",
    ),
    rule("file-owner", "name no owner: it is postgres on a hosted project and almoner_owner elsewhere"),
    rule(
        "file-platform",
        "leave the platform's schemas alone: on a hosted project their objects belong to others",
    ),
    rule("file-portable", "use only what PostgreSQL 15 to 18 and a hosted project's owner both allow"),
    rule("file-transaction", "see the message"),
    note(
        "file-outside",
        "the Supabase CLI pushes every file in one transaction, so it can't push this one: use `almoner migrate up`",
    ),
];

/// The rule of a name.
pub fn find(id: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().chain(FILES).find(|rule| rule.id == id)
}
