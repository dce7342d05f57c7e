//! What the primary lists cost in a large organisation, with row level security on: which index of
//! the list's table is walked, how many rows are looked at and sorted, and which kinds of node the
//! plan is made of. Counted, never timed.
//!
//! The rules hold on every version of PostgreSQL; the node types are compared with `nodes.txt` on
//! the version that wrote it (`ALMONER_WRITE_PLANS=1` writes it).

mod plan;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use almoner_testkit::database::{Database, begin_as};
use almoner_testkit::lists::{PRIMARY, Primary};
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use tokio_postgres::{Client, SimpleQueryMessage};

use plan::Plan;

/// Per list and actor: the index that serves it, the most rows of its table that are looked at, and the
/// most that a sort is given. A page is 25 to 50 rows, a home has 40 residents, 20 staff; there are 100.
const SERVED_BY: &[(&str, &str, &str, f64)] = &[
    ("residents", "owner1", "clients_name", 120.0),
    ("residents", "mgr1", "clients_home_name", 120.0),
    // The floor sorts those whom it sees.
    ("residents", "carer1", "clients_pkey", 200.0),
    ("tasks due", "owner1", "care_plan_tasks_due", 200.0),
    ("tasks due", "mgr1", "care_plan_tasks_open", 200.0),
    ("tasks due", "carer1", "care_plan_tasks_open", 200.0),
    ("notes", "owner1", "daily_notes_pkey", 120.0),
    ("notes", "mgr1", "daily_notes_home", 120.0),
    ("notes", "carer1", "daily_notes_home", 120.0),
    ("notes of a resident", "owner1", "daily_notes_client", 120.0),
    ("notes of a resident", "mgr1", "daily_notes_client", 120.0),
    ("notes of a resident", "carer1", "daily_notes_client", 120.0),
    ("notes of a home", "owner1", "daily_notes_home", 120.0),
    ("notes of a home", "mgr1", "daily_notes_home", 120.0),
    ("notes of a home", "carer1", "daily_notes_home", 120.0),
    ("incidents open", "owner1", "incidents_open", 120.0),
    ("incidents open", "mgr1", "incidents_open_home", 120.0),
    ("incidents open", "carer1", "incidents_open_home", 120.0),
    // All shifts of the home's week: 20 people on 7 days.
    ("rota week", "owner1", "shift_assignments_rota", 320.0),
    ("rota week", "mgr1", "shift_assignments_rota", 320.0),
    ("rota week", "carer1", "shift_assignments_rota", 320.0),
    ("training expiring", "owner1", "compliance_stats_expiring_list", 200.0),
    ("training expiring", "mgr1", "compliance_stats_expiring", 200.0),
    ("documents", "owner1", "resident_documents_pkey", 120.0),
    // The floor's branch goes resident by resident: 4 of each of 40, of whom managers have had all.
    ("documents", "mgr1", "resident_documents_home", 500.0),
    ("documents", "carer1", "resident_documents_client", 500.0),
    ("documents expiring", "owner1", "resident_documents_expiring", 120.0),
    ("documents expiring", "mgr1", "resident_documents_expiring_home", 120.0),
    ("notifications", "owner1", "notification_queue_mine", 120.0),
    ("notifications", "mgr1", "notification_queue_mine", 120.0),
    ("notifications", "carer1", "notification_queue_mine", 120.0),
    ("audit", "owner1", "audit_events_pkey", 120.0),
    ("audit", "mgr1", "audit_events_home", 120.0),
];

/// The first resident of H1 in `data.sql`: md5 of `client0.1`.
const RESIDENT: &str = "7f4ae541-6b68-a7d0-6d87-7b8a89e964e6";

async fn large() -> (Database, Client) {
    let database = Database::world().await;
    let mut sql = include_str!("data.sql").to_owned();
    for (name, of) in
        [("o1", "O1"), ("h1", "H1"), ("carer1", "carer1"), ("mgr1", "mgr1"), ("owner1", "owner1")]
    {
        sql = sql.replace(&format!("{{{name}}}"), &id(of).to_string());
    }
    database.superuser().await.batch_execute(&sql).await.unwrap_or_else(|error| panic!("{error:?}"));
    let api = database.api().await;
    (database, api)
}

/// Explains a list as an actor, with the plan that a connection has after a while.
async fn explain(api: &Client, who: &str, primary: &Primary) -> Plan {
    let sql = primary.sql().replace("{home}", &id("H1").to_string()).replace("{resident}", RESIDENT);
    begin_as(api, "authenticated", &World::get().actor(who)).await;
    // A partition whose quarter has just begun is small enough to be read whole, and that would depend on the day.
    let whole = if ["notes", "notes of a resident", "notes of a home", "audit"].contains(&primary.name) {
        "off"
    } else {
        "on"
    };
    api.batch_execute(&format!(
        "set local plan_cache_mode = force_generic_plan; set local enable_seqscan = {whole}; prepare l as {sql}"
    ))
        .await
        .unwrap_or_else(|error| panic!("{}: {error:?}", primary.name));
    let answered = api.simple_query("explain (analyze, timing off, format json) execute l").await.unwrap();
    api.batch_execute("rollback; deallocate l").await.unwrap();
    let text: String = answered
        .iter()
        .filter_map(|m| if let SimpleQueryMessage::Row(row) = m { row.get(0) } else { None })
        .collect();
    Plan::read(&text, primary.list.table.trim_start_matches("public."))
}

#[tokio::test]
async fn a_primary_list_looks_at_a_page_not_at_the_organisation() {
    let (database, api) = large().await;
    let version: String = database
        .superuser()
        .await
        .query_one("select current_setting('server_version_num')::int / 10000 || ''", &[])
        .await
        .unwrap()
        .get(0);
    let mut nodes: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, primary) in PRIMARY.iter().enumerate() {
        for who in primary.who {
            let plan = explain(&api, who, primary).await;
            let (_, _, index, most) = SERVED_BY
                .iter()
                .find(|(list, actor, ..)| *list == primary.name && actor == who)
                .unwrap_or_else(|| panic!("nothing is said of {} as {who}", primary.name));
            if plan.rows == 0.0 {
                wrong.push(format!("{} as {who}: an empty page says nothing", primary.name));
            }
            if !plan.indexes.iter().any(|i| i == index) {
                wrong.push(format!("{} as {who}: not by {index} but {:?}", primary.name, plan.indexes));
            }
            if plan.looked_at > *most || plan.sorted > *most || !plan.scanned.is_empty() {
                wrong.push(format!(
                    "{} as {who}: {} rows looked at, {} sorted, read from end to end: {:?}",
                    primary.name, plan.looked_at, plan.sorted, plan.scanned
                ));
            }
            nodes.insert((at, who), plan.nodes);
        }
    }
    let mut text = format!("PostgreSQL {version}\n");
    for ((at, who), nodes) in &nodes {
        let _ = write!(text, "\n{} as {who}\n", PRIMARY[*at].name);
        for node in nodes {
            text.extend(["  ", node, "\n"]);
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/nodes.txt");
    if std::env::var_os("ALMONER_WRITE_PLANS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let held = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
    if held.lines().next() == text.lines().next() {
        assert!(
            held == text,
            "the plans have other nodes than nodes.txt says; where that is meant, write it again\n{text}"
        );
    }
}
