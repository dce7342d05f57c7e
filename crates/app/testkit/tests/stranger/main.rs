//! A stranger's client: PostgREST on our database, and supabase-js signed in as each person.
//!
//! Everything that our server validates is out of the way here; what is left is the database. The
//! test makes the world, says what the matrix's model expects of each actor, and `client.mjs` tries it
//! with the client that any front-end engineer would reach for. `make prove` runs it, since both
//! programs come from npm: `ALMONER_POSTGREST` is the one, `ALMONER_SUPABASE_JS` the folder of the other.

mod expected;

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use almoner_testkit::database::{Database, url};
use almoner_testkit::runner::Bench;
use serde_json::json;

/// As a hosted project's own: a member of the platform's roles and of nothing of ours.
const AUTHENTICATOR: &str = "stranger_authenticator";
const SECRET: &str = "a secret of forty characters or more, ok?";

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn from_environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} says where it is; scripts/prove sets it"))
}

/// PostgREST on a free port of the loopback.
fn postgrest(database: &Database, schemas: &str) -> (Running, String) {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let child = Command::new(from_environment("ALMONER_POSTGREST"))
        .env("PGRST_DB_URI", url(&database.role(AUTHENTICATOR)))
        .env("PGRST_DB_SCHEMAS", schemas)
        .env("PGRST_DB_ANON_ROLE", "anon")
        .env("PGRST_JWT_SECRET", SECRET)
        .env("PGRST_DB_CHANNEL_ENABLED", "false")
        .env("PGRST_DB_POOL", "4")
        .env("PGRST_SERVER_HOST", "127.0.0.1")
        .env("PGRST_SERVER_PORT", port.to_string())
        .env("PGRST_LOG_LEVEL", "crit")
        .stdout(Stdio::null())
        .spawn()
        .expect("PostgREST starts");
    (Running(child), format!("http://127.0.0.1:{port}"))
}

#[tokio::test]
#[ignore = "needs PostgREST and supabase-js from npm: make prove"]
async fn a_strangers_client_gets_what_the_matrix_says_and_writes_nothing() {
    let bench = Bench::new().await;
    let superuser = bench.database.superuser().await;
    superuser
        .batch_execute(&format!(
            "do $$ begin create role {AUTHENTICATOR} login noinherit; exception when duplicate_object then null; end $$; \
             grant anon, authenticated, service_role to {AUTHENTICATOR}"
        ))
        .await
        .expect("an authenticator can be made");
    let before = expected::contents(&superuser, &bench.catalogue).await;
    let (_one, url) = postgrest(&bench.database, "public,reference");
    // What an operator could open by mistake: the schemas that nobody is meant to reach.
    let (_two, open) = postgrest(&bench.database, "app,private");
    let plan = json!({
        "url": url,
        "open": open,
        "secret": SECRET,
        "seats": expected::seats(&bench).await,
        "tables": expected::tables(&bench),
        "keys": expected::keys(&superuser, &bench).await,
        "never": expected::never(&superuser).await,
    });
    let file = std::env::temp_dir().join(format!("almoner-stranger-{}.json", std::process::id()));
    std::fs::write(&file, plan.to_string()).expect("the plan can be written");
    let node = std::env::var("ALMONER_NODE").unwrap_or_else(|_| "node".to_owned());
    let ran = Command::new(node)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stranger/client.mjs"))
        .arg(&file)
        .env("ALMONER_SUPABASE_JS", from_environment("ALMONER_SUPABASE_JS"))
        .output()
        .expect("node runs");
    let _ = std::fs::remove_file(&file);
    println!("{}", String::from_utf8_lossy(&ran.stdout));
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    // The role is the cluster's and others may have it at this moment; what is left has no right of its own.
    let truncated = truncate(&bench).await;
    let after = expected::contents(&superuser, &bench.catalogue).await;
    assert_eq!(before, after, "something was changed");
    println!(
        "truncate and roles, on a connection of the same login: {truncated}, all refused; every table holds what it held"
    );
}

/// What no data API offers and a connection of the same role would.
async fn truncate(bench: &Bench) -> usize {
    let client = bench.database.role(AUTHENTICATOR).connect("stranger").await.expect("the role signs in");
    let mut tried = 0;
    for role in ["anon", "authenticated", "service_role"] {
        for table in bench.catalogue.columns.keys() {
            let sql = format!("begin; set local role {role}; truncate public.{table} cascade");
            let error = client.batch_execute(&sql).await.expect_err("nobody truncates");
            assert_eq!(
                error.code().map(tokio_postgres::error::SqlState::code),
                Some("42501"),
                "{role} {table}"
            );
            client.batch_execute("rollback").await.expect("a transaction can be given up");
            tried += 1;
        }
    }
    for role in
        ["almoner_request", "almoner_api", "almoner_signin", "almoner_worker", "almoner_owner", "postgres"]
    {
        let refused = client.batch_execute(&format!("begin; set local role {role}")).await;
        assert!(refused.is_err(), "a stranger became {role}");
        client.batch_execute("rollback").await.expect("a transaction can be given up");
        tried += 1;
    }
    tried
}
