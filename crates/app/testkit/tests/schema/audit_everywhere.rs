//! A random workload over every table that the audit follows, whatever its family: each row that a
//! statement inserted, changed, archived or restored (itself or by a trigger) has its event, with
//! exactly the columns that changed; each row that did not has none.

use almoner_testkit::dice::Dice;
use std::collections::{BTreeMap, BTreeSet};

use almoner_testkit::runner::{Bench, candidates, changed};
use almoner_testkit::world::World;
use serde_json::{Map, Value};
use tokio_postgres::Client;

/// Columns that triggers keep and the audit leaves out.
const BOOKKEEPING: &[&str] = &[
    "organisation_id",
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "archived_by",
    "archive_batch",
    "search_name",
];

/// Not in the audit, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("audit_events", "the audit itself"),
    ("audit_details", "the audit itself"),
    ("people_names", "follows profiles"),
    ("record_views", "says itself who looked"),
    ("job_runs", "says itself who started it"),
    ("notification_queue", "a queue"),
    ("notification_delivery", "what became of the queue"),
    ("notification_channels", "says itself who opened it"),
    ("notification_preferences", "one's own; nobody else reads it, here neither"),
    ("occupancy_snapshots", "counted from stays, and counted again"),
    ("shift_template_versions", "follows shift_templates"),
    ("compliance_stats", "counted from training records, and counted again"),
];

/// Audited like the others, and written by no statement of a person's: the functions' and commands' own tests are elsewhere.
const BY_FUNCTION: &[(&str, &str)] = &[
    ("agency_passes", "app.admit_agency"),
    ("devices", "app.register_device"),
    ("care_plan_sleeps", "app.confirm_plan, and the triggers of stays"),
    ("allocation_lists", "app.allocate_residents"),
    ("resident_allocations", "app.allocate_residents"),
    ("instruments", "almoner instruments load"),
];

type Rows = BTreeMap<(String, String), Map<String, Value>>;
/// By table and row: the verbs and details of its events, in their order.
type Events = BTreeMap<(String, String), Vec<(String, Map<String, Value>)>>;

struct Workload {
    /// Does, and undoes.
    doer: Client,
    /// Sees what stood before.
    looker: Client,
    tables: Vec<String>,
}

impl Workload {
    /// Rows of every audited table that the open transaction wrote.
    async fn written(&self) -> Rows {
        let sql: Vec<String> = self
            .tables
            .iter()
            .map(|t| format!("select '{t}', id::text, to_jsonb(t) from public.{t} t where t.xmin = pg_current_xact_id()::xid"))
            .collect();
        rows(&self.doer, &sql.join(" union all ")).await
    }

    /// The same rows as they stood before it.
    async fn before(&self, written: &Rows) -> Rows {
        if written.is_empty() {
            return Rows::new();
        }
        let sql: Vec<String> = written
            .keys()
            .map(|(t, id)| format!("select '{t}', id::text, to_jsonb(t) from public.{t} t where id = '{id}'"))
            .collect();
        rows(&self.looker, &sql.join(" union all ")).await
    }

    /// The events of the open transaction: action and changes, by row, in order.
    async fn events(&self) -> Events {
        let mut events: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let sql = "select e.table_name, e.row_id::text, e.action, d.changes from public.audit_events e
             join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
            where e.xmin = pg_current_xact_id()::xid order by e.at, e.id";
        for row in self.doer.query(sql, &[]).await.unwrap() {
            let Value::Object(changes) = row.get(3) else { panic!("changes are an object") };
            events.entry((row.get(0), row.get(1))).or_default().push((row.get(2), changes));
        }
        events
    }

    /// Does it, compares, undoes it. The rows that it wrote, or `None` when a rule refused it.
    async fn attempt(&self, actor: &str, sql: &str) -> Option<BTreeSet<String>> {
        // Past policies and grants, and yet in somebody's name: some rows are only somebody's to write.
        let claims = World::get().actor(actor).claims().to_string().replace('\'', "''");
        let begin = format!("begin; select set_config('request.jwt.claims', '{claims}', true)");
        self.doer.batch_execute(&begin).await.unwrap();
        let done = self.doer.simple_query(sql).await;
        let judged = if done.is_ok() {
            let written = self.written().await;
            let before = self.before(&written).await;
            judge(sql, &written, &before, self.events().await);
            Some(written.into_keys().map(|(table, _)| table).collect())
        } else {
            None
        };
        self.doer.batch_execute("rollback").await.unwrap();
        judged
    }
}

async fn rows(client: &Client, sql: &str) -> Rows {
    let found = client.query(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    found
        .iter()
        .map(|row| {
            let Value::Object(columns) = row.get(2) else { panic!("a row is an object") };
            ((row.get(0), row.get(1)), columns)
        })
        .collect()
}

fn judge(sql: &str, written: &Rows, before: &Rows, mut events: Events) {
    for (key, now) in written {
        let told = events.remove(key).unwrap_or_default();
        let empty = Map::new();
        let was = before.get(key);
        let mut then = was.unwrap_or(&empty).clone();
        for (nth, (action, changes)) in told.iter().enumerate() {
            assert!(!changes.is_empty(), "{sql}: {key:?}: an event without a change");
            assert_eq!(was.is_none() && nth == 0, action == "insert", "{sql}: {key:?}: {action}");
            let archived =
                |state: &Map<String, Value>| state.get("archived_at").is_some_and(|v| !v.is_null());
            let stood = archived(&then);
            for (column, change) in changes {
                assert!(!BOOKKEEPING.contains(&column.as_str()), "{sql}: {key:?}: {column}");
                assert_eq!(
                    change[0],
                    then.get(column).cloned().unwrap_or(Value::Null),
                    "{sql}: {key:?}: {column}"
                );
                assert_ne!(change[0], change[1], "{sql}: {key:?}: {column} did not change");
                then.insert(column.clone(), change[1].clone());
            }
            match (action.as_str(), stood, archived(&then)) {
                ("archive", false, true) | ("restore", true, false) | ("insert", false, _) => {}
                ("update", one, other) if one == other => {}
                wrong => panic!("{sql}: {key:?}: {wrong:?}"),
            }
        }
        let real = |state: &Map<String, Value>| -> Map<String, Value> {
            let kept = |(column, value): &(&String, &Value)| {
                !BOOKKEEPING.contains(&column.as_str()) && !value.is_null()
            };
            state.iter().filter(kept).map(|(column, value)| (column.clone(), value.clone())).collect()
        };
        // Played from what stood before, the events give what stands now: nothing was left out.
        assert_eq!(real(&then), real(now), "{sql}: {key:?}");
        // One for each time that the row was written with a change, and none for the others.
        let version =
            |state: Option<&Map<String, Value>>| state.and_then(|s| s.get("version")).and_then(Value::as_u64);
        if let Some(now) = version(Some(now)) {
            let writes = now - version(was).unwrap_or(0);
            assert!(told.len() as u64 <= writes, "{sql}: {key:?}: {} events for {writes} writes", told.len());
        } else {
            assert_eq!(told.len(), 1, "{sql}: {key:?}: evidence is said once");
        }
    }
    assert!(events.is_empty(), "{sql}: events of rows that were not written: {events:?}");
}

#[tokio::test]
async fn every_audited_table_tells_every_change_once() {
    let bench = Bench::new().await;
    let doer = bench.database.owner().await;
    let looker = bench.database.owner().await;
    let mut audited: BTreeSet<String> = BTreeSet::new();
    for row in doer
        .query(
            "select c.relname::text, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'audit')
               from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition",
            &[],
        )
        .await
        .unwrap()
    {
        let (table, follows): (String, bool) = (row.get(0), row.get(1));
        let exempt = EXEMPT.iter().any(|(name, _)| *name == table);
        assert_ne!(follows, exempt, "{table}: in the audit, or on the list of those that are not with its reason");
        if follows {
            audited.insert(table);
        }
    }
    let workload = Workload { doer, looker, tables: audited.iter().cloned().collect() };

    // What may be done to a table: new rows, each granted column, archiving and restoring.
    let mut work: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    for actor in ["mgr12", "carer1"] {
        for row in candidates(&bench, World::get().seat(actor)) {
            work.entry(row.table).or_default().push((actor, row.insert()));
        }
    }
    for row in bench.world.rows.iter().filter(|row| audited.contains(row.table)) {
        let statements = work.entry(row.table).or_default();
        let at = format!("where id = '{}'", row.id);
        for column in bench.catalogue.grants.all_columns(row.table).iter().filter(|c| *c != "status") {
            let set = changed(&bench, row, column);
            statements.push(("mgr12", format!("update public.{} set {column} = {set} {at}", row.table)));
        }
        let archives = |c: &std::collections::BTreeSet<String>| c.contains("archived_at");
        if bench.catalogue.grants.update.get(row.table).is_some_and(archives) {
            let set = if row.archived { "null" } else { "now(), archive_reason = 'made in error'" };
            statements.push(("mgr12", format!("update public.{} set archived_at = {set} {at}", row.table)));
        }
    }
    let mut dice = Dice::new(0x000a_0d17);
    let (mut tried, mut done, mut reached) = (0, 0, BTreeSet::new());
    for table in &audited {
        let Some(statements) = work.get(table.as_str()).filter(|all| !all.is_empty()) else { continue };
        let mut accepted = 0;
        for _ in 0..160 {
            if accepted == 8 {
                break;
            }
            tried += 1;
            let (actor, sql) = &statements[dice.roll(statements.len())];
            if let Some(tables) = workload.attempt(actor, sql).await {
                accepted += usize::from(!tables.is_empty());
                reached.extend(tables);
            }
        }
        done += accepted;
    }
    println!("{tried} statements, {done} of them changed something, in {} tables", reached.len());
    let by_function = |table: &&String| BY_FUNCTION.iter().any(|(known, _)| known == table);
    let missed: Vec<_> = audited.difference(&reached).filter(|table| !by_function(table)).collect();
    assert!(missed.is_empty(), "nothing was changed in {missed:?}");
}
