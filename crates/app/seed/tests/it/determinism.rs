//! The same number and start date, the same bytes.

use almoner_schema::scratch::Layout;
use almoner_seed::{Plan, Profile};
use jiff::civil::date;

use crate::support::{START, demo, empty, plan};

#[tokio::test]
async fn two_databases_hold_the_same_bytes() {
    // One as it was loaded for all tests, one that is loaded now.
    let (one, mut other) = (demo(1).await, empty(Layout::Plain).await);
    // Another password: only the hashes may differ.
    let hasher = |password: String| async move { Ok::<_, std::io::Error>(format!("$other${password}")) };
    let again = Plan::new(Profile::Demo, 1, START, "other-words", hasher);
    almoner_seed::seed(&mut other.owner, &again, &|_| {}).await.unwrap();

    let (first, second) = (one.dump().await, other.dump().await);
    for ((table, rows), (_, others)) in first.iter().zip(&second) {
        assert!(rows == others, "{table} differs");
    }
    let hash = "select password_hash from private.accounts limit 1";
    assert_ne!(one.texts(hash).await, other.texts(hash).await);
    // What was compared is what was seeded.
    for (table, _) in almoner_seed::tables() {
        assert!(first.iter().any(|(name, rows)| *name == table && !rows.is_empty()), "{table} is empty");
    }
}

#[tokio::test]
async fn number_and_start_make_another_world() {
    let mut dumps = Vec::new();
    for (number, start) in [(1, START), (2, START), (1, date(2026, 11, 24))] {
        let mut world = empty(Layout::Plain).await;
        almoner_seed::seed(&mut world.owner, &plan(Profile::Preview, number, start), &|_| {}).await.unwrap();
        let dump = world.dump().await;
        dumps.push(dump.into_iter().find(|(table, _)| table == "public.clients").unwrap().1);
    }
    assert_ne!(dumps[0], dumps[1]);
    assert_ne!(dumps[0], dumps[2]);
}

/// A column that the seeder does not name would be filled by a default: the
/// present time, a random id.
#[tokio::test]
async fn every_column_is_given() {
    let world = empty(Layout::Plain).await;
    for (table, mut columns) in almoner_seed::tables() {
        let mut there = world
            .texts(&format!(
                "select attname::text from pg_attribute where attrelid = '{table}'::regclass
                    and attnum > 0 and not attisdropped and attgenerated = ''"
            ))
            .await;
        there.sort_unstable();
        columns.sort_unstable();
        if table == "auth.users" {
            // The platform's own table has more, without defaults that matter here.
            there.retain(|column| columns.contains(&column.as_str()));
        }
        assert_eq!(there, columns, "{table}");
    }
    // And no table of records is left out. Jobs are nobody's record: only what people change of one is audited.
    let mut tables = world
        .texts(
            "select format('public.%s', c.relname) from pg_trigger t join pg_class c on c.oid = tgrelid where tgname = 'audit' and not c.relispartition and c.relname <> 'scheduled_jobs'",
        )
        .await;
    let mut seeded = crate::support::audited_tables();
    tables.sort_unstable();
    seeded.sort_unstable();
    assert_eq!(tables, seeded);
}
