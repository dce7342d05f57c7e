//! The stream and row level security agree: for every actor and row of the world, whoever may read a
//! row is told of its change, and nobody else.

use std::collections::{BTreeMap, BTreeSet};

use almoner_kernel::{Caller, Code};
use almoner_pg::{Db, Statement, row};
use almoner_server::events::{Change, ChangeKind, QUIET, RULES, Scope, Verdict, rule_of};
use almoner_testkit::runner::{Bench, key_of};
use almoner_testkit::world::Seat;
use tokio_postgres::Client;
use uuid::Uuid;

row! {
    struct Seen { id: Uuid }
}

/// Tables of whose rows a set can't always decide, with why: whoever may see one is told to read anew.
const UNSURE: &[(&str, &str)] = &[
    ("client_alerts", "an ancillary sees some kinds"),
    ("care_task_definitions", "of a draft they are not everybody's"),
    ("incident_evidence", "whoever put it there sees it"),
    ("resident_documents", "a carer sees what is not sealed"),
    ("agency_passes", "of those who give care in the home, seniors and nurses see it"),
];

/// The last change of each row, by table.
async fn changes(all: &Client) -> BTreeMap<String, Vec<Change>> {
    let rows = all
        .query(
            "select distinct on (table_name, row_id) table_name, organisation_id, care_home_id, client_id, profile_id, incident_id,
                    restriction, row_id, kind from private.change_events order by table_name, row_id, xid desc, id desc",
            &[],
        )
        .await
        .unwrap();
    // These are told of by the worker, who is not there, and when somebody changes a plan of jobs.
    let told = all
        .query(
            "select 'notification_queue', organisation_id, care_home_id, null::uuid, profile_id, incident_id, 'recipient', id, 'insert'
               from public.notification_queue
             union all select 'scheduled_jobs', organisation_id, null, null, null, null, null, id, 'update' from public.scheduled_jobs",
            &[],
        )
        .await
        .unwrap();
    let mut by: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for row in rows.iter().chain(&told) {
        by.entry(row.get(0)).or_default().push(Change {
            organisation: row.get(1),
            home: row.get(2),
            client: row.get(3),
            profile: row.get(4),
            incident: row.get(5),
            restriction: row.get(6),
            row: row.get(7),
            kind: ChangeKind::of(row.get(8)),
        });
    }
    by
}

async fn reads(db: &Db, seat: &Seat, table: &str) -> BTreeSet<Uuid> {
    let sql = format!("select {} as id from public.{table}", key_of(table));
    let statement = Statement::<(), Seen>::new(Box::leak(sql.into_boxed_str()));
    let rows = db.read(&Caller::new(seat.actor()), statement.with(())).await.unwrap();
    rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn whoever_reads_a_row_is_told_of_it_and_nobody_else() {
    let bench = Bench::new().await;
    let changes = changes(&bench.database.superuser().await).await;
    let db = bench.database.db();
    let (mut cells, mut told, mut unsure, mut wrong) = (0, 0, BTreeMap::<&str, u32>::new(), Vec::new());
    let mut used: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
    for seat in bench.world.seats() {
        let scope = match Scope::read(&db, &Caller::new(seat.actor())).await {
            Ok(scope) => Some(scope),
            Err(error) if error.code == Code::Unauthenticated => None,
            Err(error) => panic!("{}: {error:?}", seat.name),
        };
        // Who is nobody has no stream.
        let Some(scope) = scope else {
            assert!(seat.acts_as().is_none(), "{} has no scope", seat.name);
            continue;
        };
        for rule in RULES {
            let rows = reads(&db, seat, rule.table).await;
            let listed = UNSURE.iter().any(|(table, _)| *table == rule.table);
            for change in changes.get(rule.table).into_iter().flatten() {
                cells += 1;
                let reads = rows.contains(&change.row);
                used.entry(rule.table).or_default().insert(reads);
                let fits = match rule.judge(change, &scope) {
                    Verdict::Seen => reads,
                    Verdict::Hidden => !reads,
                    Verdict::Unsure => listed,
                };
                match rule.judge(change, &scope) {
                    Verdict::Seen => told += 1,
                    Verdict::Unsure => *unsure.entry(rule.table).or_default() += 1,
                    Verdict::Hidden => {}
                }
                if !fits {
                    let verdict = rule.judge(change, &scope);
                    wrong.push(format!(
                        "{} {} {}: reads {reads}, {verdict:?}",
                        seat.name, rule.table, change.row
                    ));
                }
            }
        }
    }
    println!("{cells} cells tried, {told} told, unsure {unsure:?}");
    assert!(wrong.is_empty(), "{} of {cells}: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    let one_sided: Vec<_> =
        RULES.iter().filter(|rule| used.get(rule.table).is_none_or(|u| u.len() < 2)).collect();
    let one_sided: Vec<&str> = one_sided.iter().map(|rule| rule.table).collect();
    assert_eq!(one_sided, Vec::<&str>::new(), "tables of which the world shows one side only");
    assert_eq!(unsure.len(), UNSURE.len(), "{unsure:?}");
    assert!(cells > 10_000, "{cells}");
}

/// Another organisation's, another restriction, an incident that is kept from them: nobody.
#[tokio::test]
async fn what_no_line_knows_is_hidden() {
    let bench = Bench::new().await;
    let db = bench.database.db();
    let owner = Scope::read(&db, &almoner_testkit::database::caller("owner1")).await.unwrap();
    let changes = changes(&bench.database.superuser().await).await;
    let mut seen = 0;
    for (table, changes) in &changes {
        let Some(rule) = rule_of(table) else { continue };
        for change in changes.iter().filter(|change| rule.judge(change, &owner) == Verdict::Seen) {
            seen += 1;
            let foreign = Change { organisation: Uuid::new_v4(), ..change.clone() };
            assert_eq!(rule.judge(&foreign, &owner), Verdict::Hidden, "{table}");
            let newer = Change { restriction: Some("of a later version".to_owned()), ..change.clone() };
            assert_eq!(rule.judge(&newer, &owner), Verdict::Hidden, "{table}");
        }
    }
    assert!(seen > 300, "{seen}");
}

/// A table whose changes are written has a line, or a reason to have none.
#[tokio::test]
async fn every_table_with_changes_is_in_the_list() {
    let bench = Bench::new().await;
    let all = bench.database.superuser().await;
    let written = all
        .query(
            "select distinct c.relname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
              where c.relnamespace = 'public'::regnamespace and not c.relispartition and p.proname in ('audit', 'audit_added')",
            &[],
        )
        .await
        .unwrap();
    let written: BTreeSet<String> = written.iter().map(|row| row.get(0)).collect();
    let quiet = |table: &str| QUIET.iter().any(|(quiet, _)| *quiet == table);
    let strays: Vec<&String> = written.iter().filter(|t| rule_of(t).is_none() && !quiet(t)).collect();
    assert_eq!(strays, Vec::<&String>::new(), "in neither list of events/words.rs");
    let gone: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.table)
        .chain(QUIET.iter().map(|(table, _)| *table))
        .filter(|table| !written.contains(*table) && *table != "notification_queue")
        .collect();
    assert_eq!(gone, Vec::<&str>::new(), "in the lists, and nothing writes their changes");
}
