//! What the policy on residents' rows costs, beside the same predicates written by hand.
//!
//! Makes an operator of 300 homes with 50 residents each (and as many who left), beside another of
//! the same size, and reads the residents as a carer, a manager of one home and of twenty, and an
//! owner: under the policy, and as the owner of the tables with the caller's homes and residents
//! written into the condition. Prints the table of `docs/adr/0003-resident-row-policy.md`.
//!
//! `cargo run -p almoner-testkit --example resident_row_policy`

use std::fmt::Write as _;

use almoner_kernel::{Actor, Assurance, Person};
use almoner_testkit::database::{Database, begin_as};
use almoner_testkit::names::id;
use tokio_postgres::Client;

const HOMES: u32 = 300;
const RUNS: usize = 15;
/// What a screen asks, without and with the organisation that every statement of the server names,
/// and the list as the server writes it (ADR 0004).
const QUERIES: &[(&str, &str)] = &[
    (
        "first page by name",
        "select id, given_name, family_name, status from public.clients t where archived_at is null /*and*/ order by family_name, given_name, id limit 25",
    ),
    (
        "the same in branches",
        "with page as materialized (select * from (
           (select t.family_name, t.given_name, t.id from public.clients t where t.organisation_id = (select app.org_read_in_full())
             and t.archived_at is null order by t.family_name, t.given_name, t.id limit 25)
           union all (select t.* from unnest((select app.managed_home_ids())) h (id) cross join lateral
             (select t.family_name, t.given_name, t.id from public.clients t where t.organisation_id = (select app.organisation_id())
               and (select app.org_read_in_full()) is null and t.holding_home_id = h.id and t.archived_at is null
               order by t.family_name, t.given_name, t.id limit 25) t)
           union all (select t.family_name, t.given_name, t.id from public.clients t where t.organisation_id = (select app.organisation_id())
             and (select app.org_read_in_full()) is null and t.id = any ((select app.visible_client_ids())::uuid[])
             and t.holding_home_id <> all ((select app.managed_home_ids())::uuid[]) and t.archived_at is null
             order by t.family_name, t.given_name, t.id limit 25)) t order by t.family_name, t.given_name, t.id limit 25)
         select t.id, t.given_name, t.family_name, t.status from page k
           join public.clients t on t.organisation_id = (select app.organisation_id()) and t.id = k.id order by k.family_name, k.given_name, k.id",
    ),
    ("count of residents", "select count(*) from public.clients t where t.archived_at is null and t.organisation_id = $organisation /*and*/"),
    (
        "alerts of one resident",
        "select id, kind, detail from public.client_alerts t where t.organisation_id = $organisation and client_id = '$resident'
            and archived_at is null and status <> 'ended' /*and*/",
    ),
    (
        "count of alerts",
        "select count(*) from public.client_alerts t where t.organisation_id = $organisation and archived_at is null and status <> 'ended' /*and*/",
    ),
];

/// Policies to compare: as they are, with the caller's organisation in front, and with the big
/// arrays in a form that is hashed.
const FORMS: &[(&str, &str)] = &[
    ("= any ((select app.f())::uuid[])", "select"),
    (
        "organisation_id = (select app.organisation_id()) and (...)",
        "alter policy clients_select on public.clients using (organisation_id = (select app.organisation_id())
            and (organisation_id = (select app.org_read_in_full())
                or holding_home_id = any ((select app.managed_home_ids())::uuid[])
                or id = any ((select app.visible_client_ids())::uuid[])));
         alter policy client_alerts_select on public.client_alerts using (organisation_id = (select app.organisation_id())
            and (organisation_id = (select app.org_read_in_full())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])
                or client_id = any ((select app.care_client_ids())::uuid[])
                or (kind in ('allergy', 'diet_texture', 'choking', 'communication', 'infection')
                    and client_id = any ((select app.visible_client_ids())::uuid[]))));",
    ),
    (
        "in (select unnest(app.f()))",
        "alter policy clients_select on public.clients using (organisation_id = (select app.org_read_in_full())
            or holding_home_id = any ((select app.managed_home_ids())::uuid[])
            or id in (select unnest(app.visible_client_ids())));
         alter policy client_alerts_select on public.client_alerts using (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id in (select unnest(app.care_client_ids()))
            or (kind in ('allergy', 'diet_texture', 'choking', 'communication', 'infection')
                and client_id in (select unnest(app.visible_client_ids()))));",
    ),
];

/// Cost of one statement: milliseconds, buffers touched, rows.
struct Cost {
    run: f64,
    buffers: i64,
    /// As the plan says it; some versions count in hundredths.
    rows: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let database = Database::bare().await;
    let owner = database.owner().await;
    fill(&owner).await;
    let resident = id("resident 1");
    for (form, change) in FORMS {
        owner.batch_execute(change).await.expect("the policies can be altered");
        println!(
            "\n`{form}`\n\n| reader | statement | policy ms | by hand ms | policy buffers | by hand buffers |"
        );
        println!("|---|---|--:|--:|--:|--:|");
        for (reader, homes, all) in [
            ("carer, 1 home", 1, false),
            ("manager, 1 home", 1, false),
            ("manager, 20 homes", 20, false),
            ("owner, 300 homes", 0, true),
        ] {
            let name = reader.split(',').next().expect("a kind");
            let person = if all { "owner".to_owned() } else { format!("{name} of {homes}") };
            for (what, sql) in QUERIES {
                let sql = sql.replace("$resident", &resident.to_string());
                let policy_sql =
                    sql.replace("/*and*/", "").replace("$organisation", "(select app.organisation_id())");
                let policy = as_person(&database, &person, &policy_sql).await;
                if sql.contains("/*and*/") {
                    let hand_sql = sql.replace("$organisation", &format!("'{}'", id("operator 1")));
                    let hand = by_hand(&database, &person, &hand_sql, all, name == "carer").await;
                    println!(
                        "| {reader} | {what} | {:.2} | {:.2} | {} | {} |",
                        policy.run, hand.run, policy.buffers, hand.buffers
                    );
                    assert_eq!(policy.rows, hand.rows, "{reader}: {what}: both must read the same");
                } else {
                    println!("| {reader} | {what} | {:.2} | | {} | |", policy.run, policy.buffers);
                }
            }
        }
    }
    helpers(&database).await;
}

/// What the helper functions cost by themselves: the floor of any statement under the policies.
async fn helpers(database: &Database) {
    println!("\n| helper | carer, 1 home | manager, 20 homes | owner |\n|---|--:|--:|--:|");
    for helper in [
        "app.me()",
        "app.org_read_in_full()",
        "app.managed_home_ids()",
        "app.visible_client_ids()",
        "app.care_client_ids()",
        "app.writable_client_ids()",
    ] {
        let mut line = format!("| `{helper}` ms |");
        for person in ["carer of 1", "manager of 20", "owner"] {
            let cost = as_person(database, person, &format!("select {helper}")).await;
            let _ = write!(line, " {:.2} |", cost.run);
        }
        println!("{line}");
    }
}

async fn as_person(database: &Database, person: &str, sql: &str) -> Cost {
    let client = database.api().await;
    let actor = Actor::Person(Person {
        account: id(&format!("account {person}")),
        session: Some(id(&format!("session {person}"))),
        assurance: Assurance::Aal1,
    });
    begin_as(&client, "authenticated", &actor).await;
    explain(&client, sql).await
}

/// The same rows without row security: what the helpers would answer, as constants.
async fn by_hand(database: &Database, person: &str, sql: &str, all: bool, carer: bool) -> Cost {
    let client = database.api().await;
    let actor = Actor::Person(Person {
        account: id(&format!("account {person}")),
        session: Some(id(&format!("session {person}"))),
        assurance: Assurance::Aal1,
    });
    begin_as(&client, "authenticated", &actor).await;
    let array = |sql: &'static str| {
        let client = &client;
        async move { client.query_one(sql, &[]).await.expect("the helper answers").get::<_, String>(0) }
    };
    let homes = array("select app.managed_home_ids()::text").await;
    let residents = array("select app.care_client_ids()::text").await;
    let table = sql.contains("public.clients");
    let condition = if all {
        format!("organisation_id = '{}'", id("operator 1"))
    } else {
        let (home, client) = if table { ("holding_home_id", "id") } else { ("care_home_id", "client_id") };
        let of_home = if carer { String::new() } else { format!("{home} = any ('{homes}'::uuid[]) or ") };
        format!("({of_home}{client} = any ('{residents}'::uuid[]))")
    };
    let owner = database.owner().await;
    explain(&owner, &sql.replace("/*and*/", &format!("and {condition}"))).await
}

/// The median of some runs, by their execution time, after two that warm up.
async fn explain(client: &Client, sql: &str) -> Cost {
    let mut costs = Vec::new();
    for _ in 0..RUNS + 2 {
        let row = client
            .query_one(&format!("explain (analyze, buffers, format json) {sql}"), &[])
            .await
            .unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        let json: serde_json::Value = row.get(0);
        let plan = &json[0]["Plan"];
        let number = |value: &serde_json::Value| value.as_f64().expect("a number");
        let buffers = |key: &str| plan[key].as_i64().unwrap_or(0);
        costs.push(Cost {
            run: number(&json[0]["Execution Time"]),
            buffers: buffers("Shared Hit Blocks") + buffers("Shared Read Blocks"),
            rows: plan["Actual Rows"].to_string(),
        });
    }
    let mut costs = costs.split_off(2);
    costs.sort_by(|a, b| a.run.total_cmp(&b.run));
    costs.swap_remove(RUNS / 2)
}

async fn fill(owner: &Client) {
    let mut sql = String::new();
    for table in [
        "care_homes",
        "clients",
        "client_alerts",
        "bed_stays",
        "profiles",
        "user_care_homes",
        "manager_care_homes",
        "organisation_roles",
        "organisations",
    ] {
        let _ = write!(sql, "alter table public.{table} disable trigger user;");
    }
    for n in 1..=2 {
        let o = id(&format!("operator {n}"));
        let _ = write!(
            sql,
            "insert into public.organisations (id, name) values ('{o}', 'Operator {n}');
             insert into public.care_homes (organisation_id, name, code, registered_beds)
             select '{o}', 'Home ' || h, 'H' || h, 60 from generate_series(1, {HOMES}) h;
             -- 50 who live there and 50 who left over the years, spread over every name.
             insert into public.clients (organisation_id, holding_home_id, given_name, family_name, status)
             select '{o}', h.id, 'Given' || (hashint4(n) & 1023), 'Family' || (hashint4(n * 31 + hashtext(h.name)) & 4095),
                    case when n <= 50 then 'current' else 'discharged' end
               from public.care_homes h cross join generate_series(1, 100) n where h.organisation_id = '{o}';"
        );
    }
    let (o, resident) = (id("operator 1"), id("resident 1"));
    let _ = write!(
        sql,
        "update public.clients set id = '{resident}' where id = (select c.id from public.clients c join public.care_homes h on h.id = c.holding_home_id
           where c.organisation_id = '{o}' and h.name = 'Home 1' and c.status = 'current' order by c.id limit 1);
         insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, during, status, leaving_reason)
         select s.organisation_id, s.new_id, s.id, s.holding_home_id, s.new_id,
                case s.status when 'current' then tstzrange(now() - interval '1 year', null) else tstzrange(now() - interval '3 years', now() - interval '1 year') end,
                case s.status when 'current' then 'live' else 'ended' end, case s.status when 'current' then null else 'other' end
           from (select c.*, app.new_id() as new_id from public.clients c offset 0) s;
         insert into public.client_alerts (organisation_id, client_id, care_home_id, kind, detail, status)
         select c.organisation_id, c.id, c.holding_home_id, k.kind, 'Something that must be known', 'verified'
           from public.clients c cross join unnest('{{allergy,falls,choking,dols}}'::text[]) k (kind);"
    );
    for (person, homes) in [("carer of 1", 1), ("manager of 1", 1), ("manager of 20", 20), ("owner", 0)] {
        let [account, profile, session] =
            ["account", "profile", "session"].map(|what| id(&format!("{what} {person}")));
        let right = if person == "owner" {
            format!(
                "insert into public.organisation_roles (organisation_id, profile_id, role) values ('{o}', '{profile}', 'business_owner');"
            )
        } else {
            let (table, column, value) = if person.starts_with("carer") {
                ("user_care_homes", "grade", "carer")
            } else {
                ("manager_care_homes", "kind", "registered")
            };
            format!(
                    "insert into public.{table} (organisation_id, care_home_id, profile_id, {column})
                     select '{o}', h.id, '{profile}', '{value}' from public.care_homes h where h.organisation_id = '{o}'
                      and substr(h.name, 6)::int <= {homes};"
                )
        };
        let _ = write!(
            sql,
            "insert into auth.users (id, email) values ('{account}', '{profile}@example.org');
             insert into private.accounts (id, email) values ('{account}', '{profile}@example.org');
             insert into public.profiles (organisation_id, id, account_id, status, given_name, family_name) values ('{o}', '{profile}', '{account}', 'active', 'A', 'B');
             insert into private.sessions (id, account_id, organisation_id, profile_id, idle_ends_at, ends_at)
             values ('{session}', '{account}', '{o}', '{profile}', now() + interval '1 day', now() + interval '1 day'); {right}"
        );
    }
    // Other people's rights, so that looking one's own up is a look-up.
    let _ = write!(
        sql,
        "insert into public.profiles (organisation_id, given_name, family_name) select '{o}', 'A', 'B' || n from generate_series(1, 3000) n;
         insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade)
         select p.organisation_id, h.id, p.id, 'carer' from (select *, row_number() over () n from public.profiles where family_name <> 'B' and organisation_id = '{o}') p
           join (select *, row_number() over () n from public.care_homes where organisation_id = '{o}') h on h.n = p.n % {HOMES} + 1;
         analyze;"
    );
    owner.batch_execute(&sql).await.unwrap_or_else(|e| panic!("{e:?}"));
}
