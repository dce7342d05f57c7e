//! What the lists cost with 15,000 residents: which indexes PostgreSQL takes, and how many rows it
//! looks at. Counted, never timed.

use std::collections::BTreeSet;

use almoner_pg::Registered;
use almoner_testkit::database::{Database, begin_as};
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use serde_json::Value;
use tokio_postgres::Client;

struct Big {
    database: Database,
    api: Client,
}

/// What a plan did.
#[derive(Debug)]
struct Plan {
    indexes: BTreeSet<String>,
    /// Relations that were read from end to end.
    scanned: BTreeSet<String>,
    /// Most rows that a scan of a table looked at, with those that a filter removed.
    looked_at: f64,
    /// Most rows that a sort was given.
    sorted: f64,
}

/// 300 homes with 50 residents each; 50 of the residents live in H1, where the world's people work.
async fn big() -> Big {
    let database = Database::world().await;
    let owner = database.superuser().await;
    let (o1, h1) = (id("O1"), id("H1"));
    owner
        .batch_execute(&format!(
            "set session_replication_role = replica; \
             insert into public.care_homes (organisation_id, id, name, code, registered_beds) \
             select '{o1}', md5('home' || g)::uuid, 'Home ' || g, 'B' || g, 60 from generate_series(1, 299) g; \
             insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name, status, updated_at) \
             select '{o1}', md5('client' || g || '.' || k)::uuid, case when g = 0 then '{h1}' else md5('home' || g)::uuid end, \
                    'G' || (g * 7 + k * 13) % 100, 'F' || (g * 31 + k * 17) % 5000, 'current', now() - (g * 50 + k) * interval '1 minute' \
               from generate_series(0, 299) g, generate_series(1, 50) k; \
             insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, during, status) \
             select c.organisation_id, c.id, c.id, c.holding_home_id, c.id, tstzrange(now() - interval '1 year', null), 'live' \
               from public.clients c where c.family_name like 'F%'; \
             insert into public.client_alerts (organisation_id, client_id, care_home_id, kind, detail, status) \
             select c.organisation_id, c.id, c.holding_home_id, k, 'x', case when c.given_name = 'G7' then 'proposed' else 'verified' end \
               from public.clients c, unnest(array['allergy', 'falls', 'other']) k where c.family_name like 'F%'; \
             insert into public.client_photos (organisation_id, client_id, care_home_id, consent, path, width, height, size_bytes, sha256, small_sha256) \
             select c.organisation_id, c.id, c.holding_home_id, 'given', c.id::text, 1, 1, 1, sha256('x'), sha256('x') \
               from public.clients c where c.family_name like 'F%'; \
             update public.clients set key_worker_id = '{carer1}' where family_name like 'F1%' and holding_home_id = '{h1}'; \
             set session_replication_role = origin; analyze",
            carer1 = id("carer1"),
        ))
        .await
        .unwrap();
    let api = database.api().await;
    Big { database, api }
}

impl Big {
    /// Explains a form of a registered list as an actor. `form` says which form by what it holds.
    async fn plan(&self, who: &str, list: &str, form: impl Fn(&str) -> bool, args: &str) -> Plan {
        let registered = almoner_pg::reexport::inventory::iter::<Registered>()
            .find(|r| r.name.ends_with(list))
            .unwrap_or_else(|| panic!("no list {list}"));
        let (sql, types) = (registered.forms)()
            .into_iter()
            .find(|(sql, _)| form(sql))
            .unwrap_or_else(|| panic!("{list} has no such form"));
        let sql = sql.replace(" limit 2", " limit 26");
        let types: Vec<&str> = types.iter().map(tokio_postgres::types::Type::name).collect();
        let types = if types.is_empty() {
            String::new()
        } else {
            format!("({})", types.join(", ").replace("_text", "text[]"))
        };
        begin_as(&self.api, "authenticated", &World::get().actor(who)).await;
        // A generic plan, as a connection has it after a while.
        let work = format!("set local plan_cache_mode = force_generic_plan; prepare l {types} as {sql}");
        self.api.batch_execute(&work).await.unwrap();
        let explain = format!("explain (analyze, timing off, format json) execute l{args}");
        let rows = self.api.simple_query(&explain).await.unwrap();
        self.api.batch_execute("rollback; deallocate l").await.unwrap();
        let text: String = rows
            .iter()
            .filter_map(|m| match m {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            })
            .collect();
        let whole: Value = serde_json::from_str(&text).unwrap();
        let mut plan =
            Plan { indexes: BTreeSet::new(), scanned: BTreeSet::new(), looked_at: 0.0, sorted: 0.0 };
        walk(&whole[0]["Plan"], &mut plan);
        plan
    }
}

fn walk(node: &Value, plan: &mut Plan) {
    let number = |name: &str| node[name].as_f64().unwrap_or(0.0);
    let loops = number("Actual Loops");
    let rows =
        (number("Actual Rows") + number("Rows Removed by Filter") + number("Rows Removed by Index Recheck"))
            * loops;
    // An index that is asked for "no organisation" is opened and yields nothing.
    if rows > 0.0 {
        if let Some(index) = node["Index Name"].as_str() {
            plan.indexes.insert(index.to_owned());
        }
        if node["Relation Name"].is_string() {
            plan.looked_at = plan.looked_at.max(rows);
        }
        match node["Node Type"].as_str() {
            Some("Seq Scan") => {
                plan.scanned.insert(node["Relation Name"].as_str().unwrap_or_default().to_owned());
            }
            Some("Sort" | "Incremental Sort") => plan.sorted = plan.sorted.max(rows),
            _ => {}
        }
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        walk(child, plan);
    }
}

fn by_name(sql: &str) -> bool {
    sql.ends_with("order by k.family_name, k.given_name, k.id")
}

fn without_filters(sql: &str) -> bool {
    !sql.contains('$')
}

#[tokio::test]
async fn the_list_of_residents_looks_at_a_page_not_at_the_organisation() {
    let big = big().await;
    let count: i64 =
        big.database.owner().await.query_one("select count(*) from clients", &[]).await.unwrap().get(0);
    assert!(count >= 15_000);
    for list in ["list::CLIENTS", "list::CLIENTS_FULL"] {
        // Each way in by its own index; homes are few and may be read whole.
        for (who, index, most) in [
            ("owner1", "clients_name", 120.0),
            ("comp1", "clients_name", 120.0),
            ("mgr1", "clients_home_name", 120.0),
            ("mgr12", "clients_home_name", 120.0),
            // The floor: the 55 residents of the home, of whom a page is sorted out.
            ("carer1", "clients_pkey", 200.0),
            ("ancillary1", "clients_pkey", 200.0),
        ] {
            let plan = big.plan(who, list, |sql| by_name(sql) && without_filters(sql), "").await;
            assert!(plan.indexes.contains(index), "{who} {list}: {plan:#?}");
            assert!(plan.looked_at <= most && plan.sorted <= most, "{who} {list}: {plan:#?}");
            assert!(
                !plan.scanned.contains("clients") && !plan.scanned.contains("client_alerts"),
                "{who} {list}: {plan:#?}"
            );
            if who != "owner1" && who != "comp1" {
                assert!(
                    !plan.indexes.contains("clients_name"),
                    "the organisation's order is not walked: {who}: {plan:#?}"
                );
            }
        }
    }
    let recent = |sql: &str| sql.ends_with("order by k.updated_at desc, k.id desc") && without_filters(sql);
    let plan = big.plan("owner1", "list::CLIENTS", recent, "").await;
    assert!(plan.indexes.contains("clients_recent") && plan.sorted <= 120.0, "{plan:#?}");
}

#[tokio::test]
async fn filters_and_counts_stay_within_what_they_need() {
    let big = big().await;
    let one = |what: &'static str| move |sql: &str| by_name(sql) && sql.contains(what) && !sql.contains("$2");
    let home = id("H1");
    let plan =
        big.plan("owner1", "list::CLIENTS", one("t.holding_home_id = $1"), &format!("('{home}')")).await;
    assert!(plan.indexes.contains("clients_home_name") && plan.looked_at <= 120.0, "{plan:#?}");
    let worker = format!("('{}')", id("carer1"));
    let plan = big.plan("owner1", "list::CLIENTS", one("t.key_worker_id = $1"), &worker).await;
    assert!(plan.indexes.contains("clients_key_worker") && plan.looked_at <= 120.0, "{plan:#?}");
    // A search by an owner looks at every name once, and not at every room for each of them.
    let plan = big.plan("owner1", "list::CLIENTS", one("t.search_name"), "('nobody has this name')").await;
    assert!(plan.looked_at <= 16_000.0 && plan.sorted <= 120.0, "{plan:#?}");
    let plan = big.plan("mgr1", "list::CLIENTS", one("t.search_name"), "('nobody has this name')").await;
    assert!(plan.looked_at <= 400.0, "{plan:#?}");
    // Counting walks an index as far as it has to.
    let plan = big.plan("mgr1", "list::CLIENTS counted", without_filters, "").await;
    assert!(plan.looked_at <= 120.0, "{plan:#?}");
}

#[tokio::test]
async fn alerts_come_by_their_own_indexes() {
    let big = big().await;
    let open = |sql: &str| sql.contains("t.status <> 'ended' and $1") && !sql.contains("$2");
    let proposed = |sql: &str| sql.contains("t.status = 'proposed' and $1") && !sql.contains("$2");
    let plan = big.plan("owner1", "store::ALERTS", open, "(true)").await;
    assert!(
        plan.looked_at <= 200.0 && plan.sorted <= 200.0 && !plan.scanned.contains("client_alerts"),
        "{plan:#?}"
    );
    let plan = big.plan("owner1", "store::ALERTS", proposed, "(true)").await;
    assert!(plan.looked_at <= 200.0 && !plan.scanned.contains("client_alerts"), "{plan:#?}");
    for who in ["mgr1", "carer1"] {
        let plan = big.plan(who, "store::ALERTS", open, "(true)").await;
        assert!(plan.looked_at <= 600.0 && !plan.scanned.contains("client_alerts"), "{who} {plan:#?}");
    }
    let home = format!("('{}')", id("H1"));
    let of_home = |sql: &str| sql.contains("f.holding_home_id = $1") && !sql.contains("$2");
    let plan = big.plan("owner1", "store::ALERTS", of_home, &home).await;
    assert!(plan.looked_at <= 300.0 && plan.sorted <= 300.0, "{plan:#?}");
}

/// What the access rules themselves look at. They run in functions, whose plans EXPLAIN does not
/// show; PostgreSQL counts what their scans read.
#[tokio::test]
async fn the_access_rules_read_no_more_in_a_large_organisation() {
    let big = big().await;
    let (o1, h1) = (id("O1"), id("H1"));
    // Twelve thousand people with a right somewhere, and ten years of residents who left H1.
    big.database
        .superuser()
        .await
        .batch_execute(&format!(
            "set session_replication_role = replica; \
             insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade) \
             select '{o1}', h.id, md5(h.id::text || n)::uuid, 'carer' from public.care_homes h, generate_series(1, 40) n \
              where h.organisation_id = '{o1}' and h.name like 'Home %'; \
             insert into public.bed_stays (organisation_id, client_id, care_home_id, admission_id, during, status, leaving_reason) \
             select '{o1}', md5('left' || g)::uuid, '{h1}', md5('left' || g)::uuid, \
                    tstzrange(now() - interval '9 years', now() - g * interval '8 days'), 'ended', 'other' from generate_series(1, 400) g; \
             set session_replication_role = origin; analyze",
        ))
        .await
        .unwrap();
    // Index entries, scans of constraints' indexes, scans of whole tables. What earlier transactions
    // did may be among them, so what counts is the difference.
    let read = "select coalesce(sum(pg_stat_get_xact_tuples_returned(i.indexrelid)), 0)::int8, \
            coalesce(sum(pg_stat_get_xact_numscans(i.indexrelid)) filter (where a.amname = 'gist'), 0)::int8, \
            coalesce((select sum(pg_stat_get_xact_numscans(c.oid)) from pg_class c \
               where c.relname in ('user_care_homes', 'bed_stays', 'clients') and c.relkind = 'r'), 0)::int8 \
       from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am a on a.oid = x.relam \
       join pg_class t on t.oid = i.indrelid \
      where t.relname in ('user_care_homes', 'manager_care_homes', 'bed_stays', 'clients', 'client_exclusions')";
    let counts = async || -> [i64; 3] {
        let row = big.api.query_one(read, &[]).await.unwrap();
        [row.get(0), row.get(1), row.get(2)]
    };
    for (who, helper, most) in [
        ("carer1", "app.visible_home_ids()", 3),
        ("carer1", "app.visible_client_ids()", 70),
        ("carer1", "app.care_client_ids()", 70),
        ("senior1", "app.senior_client_ids()", 140),
        ("carer1", "app.cared_client_ids()", 140),
        ("mgr1", "app.writable_client_ids()", 140),
    ] {
        begin_as(&big.api, "authenticated", &World::get().actor(who)).await;
        let before = counts().await;
        big.api.batch_execute(&format!("select {helper}")).await.unwrap();
        let after = counts().await;
        big.api.batch_execute("rollback").await.unwrap();
        let [entries, gist, whole]: [i64; 3] = std::array::from_fn(|at| after[at] - before[at]);
        assert!(entries > 0 && entries <= most, "{who} {helper}: {entries} index entries");
        // The index of an exclusion constraint answers the same question a hundred times dearer.
        assert_eq!((gist, whole), (0, 0), "{who} {helper}: scans of constraints' indexes, and whole tables");
    }
}
