//! A database of the operator's own: what a server refuses to stand on, and the commands on it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb};
use almoner_schema::{Source, Target};
use tokio::runtime::Runtime;
use tokio_postgres::config::Host;
use tokio_postgres::types::FromSql;

use crate::kit::*;

/// A database that lives as long as the test, and how to reach it.
pub struct Own {
    runtime: Runtime,
    pub db: TestDb,
    pub data: tempfile::TempDir,
    _server: Server,
}

impl Own {
    pub fn migrated() -> Self {
        Self::with(&Source::embedded().unwrap())
    }

    fn empty() -> Self {
        Self::with(&Source::from_files(&[], &[]).unwrap())
    }

    fn with(source: &Source) -> Self {
        let runtime = Runtime::new().unwrap();
        let (server, db) = runtime.block_on(async {
            let server = Server::shared().await.expect("a PostgreSQL for tests");
            let db = server.database(source, Layout::Plain).await.unwrap_or_else(|e| panic!("{e}"));
            (server, db)
        });
        Self { runtime, db, data: folder(), _server: server }
    }

    /// A command on this database.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = almoner(args);
        command
            .env("DATABASE_URL", url(&self.db.owner()))
            .env("ALMONER_API_DATABASE_URL", url(&self.db.role("almoner_api")))
            .env("ALMONER_DATA", self.data.path());
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        run(&mut self.command(args))
    }

    pub fn sql(&self, sql: &str) {
        self.runtime.block_on(async {
            let client = self.db.owner().connect("test").await.unwrap();
            client.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        });
    }

    pub fn as_superuser(&self, sql: &str) {
        self.runtime.block_on(async {
            let client = self.db.superuser().connect("test").await.unwrap();
            client.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        });
    }

    fn count(&self, sql: &str) -> i64 {
        self.value(sql)
    }

    pub fn value<T: for<'a> FromSql<'a>>(&self, sql: &str) -> T {
        self.runtime.block_on(async {
            self.db.owner().connect("test").await.unwrap().query_one(sql, &[]).await.unwrap().get(0)
        })
    }

    /// The doctor finds so many faults and says this. The tests' server is made to be thrown away,
    /// which the doctor rightly calls a fault too.
    pub fn finds(&self, faults: usize, flags: &[&str], said: &[&str]) {
        let found = self.run(&[&["doctor"], flags].concat());
        found.ended(1, &["fsync or full_page_writes is off"]).ended(1, said);
        assert_eq!(found.out.matches('✕').count(), faults + 1, "{}", found.out);
    }

    /// `serve` ends at once, and says this.
    fn serve_is_refused(&self, said: &[&str]) {
        self.run(&["serve", "--listen", "127.0.0.1:0"]).ended(1, said);
    }
}

pub fn url(target: &Target) -> String {
    let config = target.config();
    let host = match config.get_hosts().first().unwrap() {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let (user, name) = (config.get_user().unwrap(), config.get_dbname().unwrap());
    let password = config
        .get_password()
        .map_or_else(String::new, |password| format!(" password='{}'", String::from_utf8_lossy(password)));
    format!("host={host} port={port} user={user} dbname={name}{password}")
}

#[test]
fn a_server_stands_on_nothing_that_does_not_fit() {
    let own = Own::migrated();
    let mut serving = Running::start(&mut own.command(&["serve", "--listen", "127.0.0.1:0"]));
    serving.says("serving http://");
    assert_eq!(ask(&serving.address(), "GET", "/ready", &[], "").0, 200);
    // A server that runs says so when the database is migrated away from it.
    let newest = Source::embedded().unwrap().migrations().last().unwrap().version.clone();
    let forget = format!("delete from supabase_migrations.schema_migrations where version = '{newest}'");
    own.sql(&format!(
        "create schema keep; create table keep.ledger as select * from supabase_migrations.schema_migrations; {forget}"
    ));
    eventually("it is not ready", || ask(&serving.address(), "GET", "/ready", &[], "").0 == 503);
    serving.interrupt();
    assert_eq!(serving.ended().code(), Some(0), "{}", serving.said);

    // Behind.
    own.serve_is_refused(&["migrations are pending", &newest, "almoner migrate up"]);
    own.run(&["doctor"]).ended(1, &["migrations are pending"]);
    let back = "insert into supabase_migrations.schema_migrations select * from keep.ledger on conflict do nothing; drop schema keep cascade";
    own.sql(back);
    // Ahead, by a migration that asks for a later program.
    own.sql(
        "insert into supabase_migrations.schema_migrations (version, name, statements)
         values ('209901010000', 'later', array['-- almoner: minimum-binary 9.0.0' || chr(10) || 'select 1'])",
    );
    own.serve_is_refused(&["9.0.0"]);
    own.run(&["doctor"]).ended(1, &["9.0.0"]);
    own.run(&["migrate", "up"]).ended(1, &["209901010000"]);
    own.run(&["migrate", "status"]).ended(0, &["209901010000\tlater\tfrom a newer almoner"]);
    own.sql("delete from supabase_migrations.schema_migrations where version = '209901010000'");
    // A table without its walls.
    own.sql("create table public.bare (id int)");
    own.serve_is_refused(&["not safe to serve", "public.bare", "migration"]);
    own.run(&["migrate", "lint"]).ended(1, &["public.bare", "mend"]);
    own.run(&["migrate", "drift"]).ended(1, &["bare", "undo that, or write it down as a migration"]);
    own.run(&["doctor"]).ended(1, &["public.bare"]);
    own.sql("drop table public.bare");
    own.finds(0, &[], &["every table has its walls", "almoner_api can sign in"]);
    // A keyring that nobody drew; one that is named and not there is never made up.
    let keyring = own.data.path().join("short.json");
    let named = keyring.to_str().unwrap().to_owned();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--keyring", &named];
    own.run(&serve).ended(2, &["short.json"]);
    let drawn = std::fs::read_to_string(own.data.path().join("keys/keyring.json")).unwrap();
    let root = drawn.split("\"root\"").nth(1).unwrap().split('"').nth(1).unwrap();
    for (text, why) in [
        ("changeme".to_owned(), "almoner keys generate"),
        (drawn.replace(root, "Y2hhbmdlbWU"), "shorter than 32 bytes"),
        (drawn.replace(root, &"A".repeat(root.len())), "all its bytes are the same"),
    ] {
        std::fs::write(&keyring, text).unwrap();
        std::fs::set_permissions(&keyring, std::fs::Permissions::from_mode(0o600)).unwrap();
        own.run(&serve).ended(2, &["short.json", why]);
    }
}

#[test]
fn migrations_from_end_to_end() {
    let own = Own::empty();
    let all = Source::embedded().unwrap().migrations().len();
    own.run(&["migrate", "status"]).ended(1, &["migrations are pending", "almoner migrate up"]);
    let (first, last) = {
        let source = Source::embedded().unwrap();
        (source.migrations()[0].version.clone(), source.migrations()[all - 1].version.clone())
    };
    own.run(&["migrate", "up", "--to", "209901010000"]).ended(2, &["there is no migration 209901010000"]);
    own.run(&["migrate", "up", "--to", &first]).ended(0, &[&first]);
    let rest = own.run(&["migrate", "up"]).ok();
    assert_eq!(rest.out.lines().count(), all - 1, "{}", rest.out);
    own.run(&["migrate", "up"]).ended(0, &["nothing to apply"]);
    let status = own.run(&["migrate", "status"]).ok();
    assert_eq!(status.out.matches("\tapplied").count(), all);
    own.run(&["migrate", "lint"]).ended(0, &["✓"]);
    own.run(&["migrate", "drift"]).ended(0, &["the catalogue is what the files make"]);
    own.run(&["migrate", "down"]).ended(0, &["undone: ", &last]);
    own.run(&["migrate", "status"]).ended(1, &[&format!("{last}\t"), "pending"]);
    own.run(&["migrate", "up"]).ended(0, &[&last]);
    own.run(&["migrate", "down", "99", "--discard"]).ended(0, &[&first]);
    own.run(&["migrate", "down"]).ended(0, &["nothing to undo"]);
}

#[test]
fn a_new_migration_comes_last_with_its_rollback() {
    let dir = folder();
    let at = dir.path();
    std::fs::create_dir(at.join("migrations")).unwrap();
    std::fs::create_dir(at.join("rollbacks")).unwrap();
    std::fs::write(at.join("migrations/209901010000_far.sql"), "select 1;").unwrap();
    let new = ["migrate", "new", "a", "good name", "--folder", at.to_str().unwrap()];
    run(&mut almoner(&new)).ended(0, &["209901010001_a_good_name.sql"]);
    for folder in ["migrations", "rollbacks"] {
        assert!(at.join(folder).join("209901010001_a_good_name.sql").is_file(), "{folder}");
    }
    let wrong = ["migrate", "new", "../x", "--folder", at.to_str().unwrap()];
    run(&mut almoner(&wrong)).ended(2, &["error"]);
    assert!(!Path::new(&at.join("x.sql")).exists());
}

/// `migrate new --rights`: what it writes brings the files to what the matrix says, so that it finds
/// nothing more to write; and its rollback brings back what was.
#[test]
fn the_rights_of_the_matrix_become_a_migration() {
    let own = Own::empty();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let copy = folder();
    for name in ["migrations", "rollbacks"] {
        std::fs::create_dir(copy.path().join(name)).unwrap();
        for file in std::fs::read_dir(top.join("supabase").join(name)).unwrap().flatten() {
            std::fs::copy(file.path(), copy.path().join(name).join(file.file_name())).unwrap();
        }
    }
    let files = || std::fs::read_dir(copy.path().join("migrations")).unwrap().count();
    let before = files();
    let matrix = copy.path().join("matrix.toml");
    let superuser = url(&own.db.superuser());
    let new = |args: &[&str]| {
        let mut command = own.command(&["migrate", "new", "rights of the matrix", "--rights"]);
        command.args(["--folder", copy.path().to_str().unwrap()]).args(args).env("DATABASE_URL", &superuser);
        run(&mut command)
    };
    let with = |from: &str, to: &str| {
        let text = std::fs::read_to_string(top.join("access/matrix.toml")).unwrap();
        assert!(from.is_empty() || text.contains(from), "{from} is not in the matrix");
        std::fs::write(&matrix, text.replacen(from, to, usize::from(!from.is_empty()))).unwrap();
        new(&["--matrix", matrix.to_str().unwrap()])
    };
    new(&["--matrix", "/no/matrix.toml"]).ended(2, &["/no/matrix.toml can't be read", "--matrix"]);
    with("", "").ended(0, &["is what the access matrix says: nothing to write"]);
    assert_eq!(files(), before);
    // What nobody may update is no right.
    let people = r#"person = ["given_name", "#;
    with(people, r#"person = ["version", "given_name", "#)
        .ended(2, &["may not update profiles.version", "Grant it"]);
    assert_eq!(files(), before);
    // A column less.
    let made = with(people, "person = [").ended(0, &["_rights_of_the_matrix.sql"]).out.clone();
    assert_eq!(files(), before + 1);
    let file = made.lines().find_map(|line| Some(line.split_once("migrations/")?.1)).unwrap().to_owned();
    let text = |folder: &str| std::fs::read_to_string(copy.path().join(folder).join(&file)).unwrap();
    assert!(text("migrations").contains("-- -given_name\nupdate app.column_rights set columns = '{"));
    assert!(text("rollbacks").contains("-- +given_name\n"));
    with(people, "person = [").ended(0, &["nothing to write"]);
    // There and back on a database.
    let source = Source::folder(copy.path()).unwrap();
    let rights = "select columns::text from app.column_rights where table_name = 'profiles' and right_name = 'manager_of_person'";
    let changed = Own::with(&source);
    let columns = |own: &Own| -> String {
        own.runtime.block_on(async {
            own.db.owner().connect("test").await.unwrap().query_one(rights, &[]).await.unwrap().get(0)
        })
    };
    assert!(!columns(&changed).contains("given_name"));
    changed.sql(&text("rollbacks"));
    assert_eq!(columns(&changed), columns(&Own::migrated()));
}

/// Figures have a listener of their own, and the port that people use has none of them.
#[test]
fn metrics_are_told_where_they_are_asked_for() {
    let own = Own::migrated();
    let flags = ["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "0"];
    let mut serving = Running::start(&mut own.command(&flags));
    serving.says("metrics on 127.0.0.1:");
    let metrics = serving.said.split_once("metrics on ").unwrap().1.lines().next().unwrap().to_owned();
    let people = serving.address();
    assert_eq!(ask(&people, "GET", "/health", &[], "").0, 200);
    let (status, text) = ask(&metrics, "GET", "/metrics", &[], "");
    assert_eq!(status, 200, "{text}");
    let counted =
        r#"almoner_http_request_duration_seconds_count{route="/health",method="GET",status="2xx"} 1"#;
    assert!(text.contains(counted) && text.contains("almoner_build_info{"), "{text}");
    assert_ne!(ask(&people, "GET", "/metrics", &[], "").0, 200);
    for path in ["/", "/health", "/api/v1/session"] {
        assert_eq!(ask(&metrics, "GET", path, &[], "").0, 404, "{path}");
    }
    serving.interrupt();
    assert_eq!(serving.ended().code(), Some(0), "{}", serving.said);
}

#[test]
fn an_organisation_and_made_data() {
    let own = Own::migrated();
    let create = ["organisation", "create", "--name", "Elm", "--owner-email", "o@elm.example"];
    let made = own.run(&create).ok();
    let links =
        made.out.lines().filter(|line| line.trim_start().starts_with("http://localhost:8080/")).count();
    assert_eq!(links, 1, "{}", made.out);
    assert!(made.out.contains("works once") && made.out.contains("not shown again"));
    assert_eq!(own.count("select count(*) from public.organisations"), 1);
    let wrong = ["organisation", "create", "--name", "Elm", "--owner-email", "nobody"];
    own.run(&wrong).ended(2, &["e-mail", "Nothing was made"]);
    assert_eq!(own.count("select count(*) from public.organisations"), 1);
    own.run(&[
        "organisation",
        "create",
        "--name",
        "Oak",
        "--owner-email",
        "o@oak.example",
        "--base-url",
        "oak",
    ])
    .ended(2, &["--base-url", "https://care.example.org"]);

    let seed = ["seed", "--profile", "preview", "--number", "7", "--start", "2026-11-20"];
    own.run(&seed).ended(0, &["password"]);
    let homes = own.count("select count(*) from public.care_homes");
    assert!(homes > 0);
    own.run(&seed).ended(1, &["error"]);
    assert_eq!(own.count("select count(*) from public.care_homes"), homes, "twice adds nothing");
}

#[test]
fn reference_data_is_loaded_once_and_a_wrong_file_not_at_all() {
    let own = Own::migrated();
    let load = ["reference", "load"];
    let first = own.run(&load).ok();
    assert!(first.out.contains("reference.bank_holidays"), "{}", first.out);
    let topics = own.count("select count(*) from reference.training_topics");
    assert!(topics > 10);
    let again = own.run(&load).ok();
    assert!(again.out.lines().all(|line| line.ends_with(" 0 new")), "{}", again.out);
    let files = folder();
    std::fs::write(files.path().join("scales.toml"), "\n[[scales]]\ncode = \"x.y\"\n").unwrap();
    let path = files.path().to_str().unwrap();
    own.run(&["reference", "load", path])
        .ended(1, &["scales.toml:2", "version is missing", "nothing was loaded"]);
    own.run(&["reference", "load", "/no/such/folder"]).ended(1, &["/no/such/folder"]);
    assert_eq!(own.count("select count(*) from reference.training_topics"), topics);
}

#[test]
fn an_operators_instrument_is_loaded_once_and_a_wrong_file_not_at_all() {
    let own = Own::migrated();
    let files = folder();
    let write = |name: &str, top: &str, rest: &str| {
        let path = files.path().join(name);
        let text = format!(
            "code = \"mouth\"\nversion = {top}\nname = \"Mouth\"\nlicence = \"ours\"\nsource = \"ours\"\neffective_from = 2026-01-01\n\
             outcome = \"total\"\n[[items]]\ncode = \"lips\"\nlabel = \"Lips\"\nkind = \"choice\"\n\
             options = [{{ code = \"moist\", label = \"Moist\", score = 0 }}, {{ code = \"dry\", label = \"Dry\", score = 2 }}]\n{rest}"
        );
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = write("good.toml", "1000", "");
    let wrong = write("wrong.toml", "1000", "[[bands]]\ncode = \"low\"\nlabel = \"Low\"\nfrom = 0\nto = 1\n");
    let ours = write("ours.toml", "1", "");
    let count = || own.count("select count(*) from public.instruments");
    own.run(&["instruments", "check", &good]).ended(0, &["mouth version 1000 is whole"]);
    own.run(&["instruments", "check", &wrong])
        .ended(2, &["wrong.toml:13", "the greatest total is 2", "Nothing was loaded"]);
    own.run(&["instruments", "load", &ours]).ended(2, &["ours.toml:2", "count from 1000"]);
    own.run(&["instruments", "load", "/no/such/file"]).ended(1, &["/no/such/file"]);
    own.run(&["instruments", "load", &good]).ended(2, &["there is no organisation"]);
    own.run(&["organisation", "create", "--name", "Elm", "--owner-email", "o@elm.example"]).ok();
    own.run(&["instruments", "load", &wrong]).ended(2, &["wrong.toml:13"]);
    assert_eq!(count(), 0);
    own.run(&["instruments", "load", &good]).ended(0, &["Elm", "mouth version 1000"]);
    own.run(&["instruments", "load", &good, "--organisation", "Elm"]).ended(0, &["it was there already"]);
    own.run(&["instruments", "load", &good, "--organisation", "Oak"])
        .ended(2, &["there is no organisation Oak"]);
    let other = write("other.toml", "1000", "[[bands]]\ncode = \"any\"\nlabel = \"Any\"\nfrom = 0\nto = 2\n");
    own.run(&["instruments", "load", &other]).ended(2, &["give this one version 1001"]);
    assert_eq!(count(), 1);
    let list = own.run(&["instruments", "list"]).ok();
    for line in ["mouth", "news2", "falls_checklist", "weight_change"] {
        assert!(list.out.contains(line), "{}", list.out);
    }
}
