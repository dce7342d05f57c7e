//! What the tests share: databases, plans, and shorthands for SQL.

use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb, this_build};
use almoner_schema::{Source, Target};
use almoner_seed::{Plan, Profile, Report};
use jiff::civil::{Date, date};
use tokio_postgres::Client;

/// A day of winter time, with a clock change on either side in the year before it.
pub const START: Date = date(2026, 11, 23);

/// A migrated database and its owner's connection.
pub struct World {
    pub db: TestDb,
    pub owner: Client,
    /// Holds the lock that keeps the throwaway cluster running.
    _server: Server,
}

pub async fn empty(layout: Layout) -> World {
    let server = Server::shared().await.expect("a PostgreSQL for tests");
    let db = server.database(&migrations(), layout).await.expect("a migrated database");
    World::of(server, db).await
}

fn migrations() -> Source {
    Source::embedded().expect("the migrations are well formed")
}

pub fn plan(profile: Profile, number: u64, start: Date) -> Plan {
    Plan::new(profile, number, start, "tide-table-9", |password| async move {
        Ok::<_, std::io::Error>(format!("$test${password}"))
    })
}

pub async fn seed(world: &mut World, profile: Profile, number: u64) -> Report {
    fill(&mut world.owner, profile, number).await
}

async fn fill(owner: &mut Client, profile: Profile, number: u64) -> Report {
    let plan = plan(profile, number, START);
    almoner_seed::seed(owner, &plan, &|_| {}).await.unwrap_or_else(|error| panic!("{error}"))
}

/// The demo of a number, loaded once by this build and copied for each test that asks.
pub async fn demo(number: u64) -> World {
    let server = Server::shared().await.expect("a PostgreSQL for tests");
    let mark = format!("demo {number} {START} {}", this_build());
    let load = async |target: Target| {
        let mut owner = target.connect("seed test").await.expect("the owner may connect");
        fill(&mut owner, Profile::Demo, number).await;
    };
    let db = server.prepared(&migrations(), Layout::Plain, &mark, load).await.expect("a copy of the demo");
    World::of(server, db).await
}

impl World {
    async fn of(server: Server, db: TestDb) -> Self {
        let owner = db.owner().connect("seed test").await.expect("the owner may connect");
        Self { db, owner, _server: server }
    }

    /// The one number that a query answers.
    pub async fn count(&self, sql: &str) -> i64 {
        self.owner.query_one(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}")).get(0)
    }

    /// The rows of a query of one text column: what is wrong, by its name.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.owner.query(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        rows.iter().map(|row| row.get::<_, Option<String>>(0).unwrap_or_default()).collect()
    }

    /// Fails with the first findings of a query that should find nothing.
    pub async fn nothing(&self, what: &str, sql: &str) {
        let found = self.texts(sql).await;
        assert!(
            found.is_empty(),
            "{what}: {} found, such as {:?}",
            found.len(),
            &found[..found.len().min(5)]
        );
    }

    /// Every row of every table in which a person's data may lie, without the
    /// password hashes, by table.
    pub async fn dump(&self) -> Vec<(String, String)> {
        let tables = self
            .texts(
                "select format('%I.%I', n.nspname, c.relname)
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname in ('public', 'private', 'auth') and c.relkind in ('r', 'p') and not c.relispartition
                  order by 1",
            )
            .await;
        let mut dump = Vec::with_capacity(tables.len());
        for table in tables {
            let rows = self
                .texts(&format!(
                    "select coalesce(string_agg(r, E'\\n' order by r collate \"C\"), '')
                       from (select (to_jsonb(t) - 'password_hash')::text r from {table} t) x"
                ))
                .await;
            dump.push((table, rows.concat()));
        }
        dump
    }
}

/// They have a version, and are in the audit only by what a person changes of them, or not at all.
const NOT_AUDITED: &[&str] = &["public.scheduled_jobs", "public.job_runs", "public.notification_preferences"];

/// The tables that the audit follows.
pub fn audited_tables() -> Vec<String> {
    almoner_seed::tables()
        .into_iter()
        .filter(|(_, columns)| {
            // Versions of a template follow it and are not in the audit themselves.
            // Who looked (by the quarter of an hour) says so itself.
            let evidence = columns.contains(&"recorded_at")
                && !columns.contains(&"recorded_by")
                && !columns.contains(&"quarter");
            columns.contains(&"version") || columns.contains(&"allocated_at") || evidence
        })
        .map(|(table, _)| table)
        .filter(|table| !NOT_AUDITED.contains(&table.as_str()))
        .collect()
}

/// The tables of records.
pub fn record_tables() -> Vec<String> {
    almoner_seed::tables()
        .into_iter()
        .filter(|(_, columns)| columns.contains(&"version"))
        .map(|(table, _)| table)
        .filter(|table| !NOT_AUDITED.contains(&table.as_str()))
        .collect()
}
