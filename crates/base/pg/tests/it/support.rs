//! A migrated database with three operators in it, each with an owner and three homes.

use std::fmt::Write as _;

use almoner_kernel::{Actor, Assurance, Caller, Person};
use almoner_pg::{Db, DbConfig, row, statement};
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb};
use almoner_schema::{Source, Target};
use tokio_postgres::Client;
use tokio_postgres::config::Host;
use uuid::Uuid;

row! {
    /// A home.
    #[derive(Debug, PartialEq, Eq)]
    pub struct HomeRow { pub id: Uuid, pub name: String, pub version: i32 }
}

row! {
    /// A number.
    #[derive(Debug)]
    pub struct Count { pub count: i64 }
}

row! {
    /// Who the statement ran as.
    #[derive(Debug, PartialEq, Eq)]
    pub struct Who { pub role: Option<String>, pub sub: Option<String>, pub read_only: Option<String>, pub profile: Option<Uuid> }
}

statement! {
    pub HOMES: () -> HomeRow = "select id, name, version from public.care_homes order by name";
    pub COUNT_HOMES: () -> Count = "select count(*) from public.care_homes";
    pub RENAME: (Uuid, String) -> HomeRow = "update public.care_homes set name = $2 where id = $1 returning id, name, version";
    pub WHO: () -> Who = "select current_user::text as role, nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub' as sub, \
        current_setting('transaction_read_only') as read_only, app.profile_id() as profile";
    pub DIVIDE: (i32) -> () = "select 1 / $1";
    pub SLEEP: (f64) -> () = "select pg_sleep($1)";
    pub LOCK: (i64) -> () = "select pg_advisory_xact_lock($1)";
    /// A second home with a code that is taken.
    pub TWICE: (String) -> () = "insert into public.care_homes (organisation_id, name, code, registered_beds) \
        values (app.organisation_id(), 'Twice', $1, 1)";
    pub ACCOUNTS: () -> Count = "select count(*) from private.accounts";
}

/// The operators.
pub const OPERATORS: [&str; 3] = ["a", "b", "c"];

/// The same id for the same name: the letters' bytes, as hexadecimal digits.
pub fn id(name: &str) -> Uuid {
    let mut bytes = [0_u8; 16];
    for (at, byte) in name.bytes().enumerate() {
        bytes[at] = byte;
    }
    Uuid::from_bytes(bytes)
}

/// A database of a test's own.
pub struct World {
    db: TestDb,
    _server: Server,
}

impl World {
    pub async fn new() -> Self {
        let server = Server::shared().await.expect("a PostgreSQL for tests");
        let source = Source::embedded().expect("the migrations are well formed");
        let db = server.database(&source, Layout::Plain).await.unwrap_or_else(|e| panic!("{e}"));
        let world = Self { db, _server: server };
        let owner = world.owner().await;
        for o in OPERATORS {
            owner.batch_execute(&operator(o)).await.unwrap_or_else(|e| panic!("{e:?}"));
        }
        world
    }

    pub async fn owner(&self) -> Client {
        connect(&self.db.owner()).await
    }

    /// The login role, outside any request.
    pub async fn api(&self) -> Client {
        connect(&self.db.role("almoner_api")).await
    }

    pub fn target(&self) -> Target {
        self.db.role("almoner_api")
    }

    pub fn name(&self) -> &str {
        self.db.name()
    }

    /// The folder of the server's socket, or its host.
    pub fn host(&self) -> String {
        match self.target().config().get_hosts().first().expect("a host") {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        }
    }

    pub fn port(&self) -> u16 {
        self.target().config().get_ports().first().copied().unwrap_or(5432)
    }

    /// Pools of the login role.
    pub fn db(&self, size: usize) -> Db {
        self.db_at(&self.host(), self.port(), size, |_| {})
    }

    /// The same by another way, with other settings.
    pub fn db_at(&self, host: &str, port: u16, size: usize, change: impl FnOnce(&mut DbConfig)) -> Db {
        let url = format!("host={host} port={port} user=almoner_api dbname={}", self.name());
        let mut config = DbConfig::new(url);
        config.size = size;
        config.signin_size = 1;
        // The machine may be busy; what waits here is not what is measured.
        config.acquire = std::time::Duration::from_secs(20);
        config.statement = std::time::Duration::from_secs(30);
        change(&mut config);
        Db::new(config).expect("the address is right")
    }

    /// How many other connections of the login role hold locks or are in a transaction.
    pub async fn busy(&self, owner: &Client) -> i64 {
        let sql = "select count(*) from pg_stat_activity a
            where a.datname = current_database() and a.usename = 'almoner_api' and a.pid <> pg_backend_pid()
              and (a.state <> 'idle' or exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory'))";
        owner.query_one(sql, &[]).await.expect("activity can be read").get(0)
    }
}

/// The owner of an operator.
pub fn caller(operator: &str) -> Caller {
    Caller::new(Actor::Person(Person {
        account: id(&format!("account {operator}")),
        session: Some(id(&format!("session {operator}"))),
        assurance: Assurance::Aal1,
    }))
}

async fn connect(target: &Target) -> Client {
    target.connect("test").await.unwrap_or_else(|e| panic!("{e}"))
}

fn operator(o: &str) -> String {
    let [org, account, profile, session] =
        ["org", "account", "profile", "session"].map(|what| id(&format!("{what} {o}")));
    let mut sql = format!(
        "insert into public.organisations (id, name) values ('{org}', 'Operator {o}');
         insert into auth.users (id, email) values ('{account}', '{o}@example.org');
         insert into private.accounts (id, email) values ('{account}', '{o}@example.org');
         insert into public.profiles (organisation_id, id, account_id, status, given_name, family_name)
         values ('{org}', '{profile}', '{account}', 'active', 'Owner', '{o}');
         insert into public.organisation_roles (organisation_id, profile_id, role) values ('{org}', '{profile}', 'business_owner');
         insert into private.sessions (id, account_id, organisation_id, profile_id, idle_ends_at, ends_at)
         values ('{session}', '{account}', '{org}', '{profile}', now() + interval '1 day', now() + interval '1 day');"
    );
    for n in 1..=3 {
        let home = id(&format!("home {o}{n}"));
        let _ = write!(
            sql,
            "insert into public.care_homes (organisation_id, id, name, code, registered_beds)
             values ('{org}', '{home}', 'Home {o}{n}', 'H{n}', 10);"
        );
    }
    sql
}
