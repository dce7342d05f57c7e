//! `almoner import` and the refusal of `almoner migrate up`, with the real binary.

use std::path::{Path, PathBuf};
use std::process::Output;

use almoner_schema::Source;
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb};
use almoner_testkit::database::url;
use almoner_testkit::smtp::{Encryption, Smtp};
use tempfile::TempDir;
use tokio_postgres::Client;

const WORLD: &str = "
    insert into public.organisations (id, name) values ('00000000-0000-4000-8000-000000000001', 'Rose Care');
    insert into public.company_settings (organisation_id) values ('00000000-0000-4000-8000-000000000001');
    insert into public.care_homes (organisation_id, id, name, code, registered_beds) values
        ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000011', 'Rose Court', 'ROSE', 20),
        ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000012', 'Elm House', 'ELM', 20);
    insert into public.units (organisation_id, id, care_home_id, name) values
        ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000021', '00000000-0000-4000-8000-000000000011', 'Main');
    insert into public.rooms (organisation_id, care_home_id, unit_id, name)
        select organisation_id, care_home_id, id, n::text from public.units, generate_series(21, 24) n;
    insert into public.beds (organisation_id, care_home_id, room_id, name)
        select r.organisation_id, r.care_home_id, r.id, b from public.rooms r, unnest(array['A', 'B']) b where b = 'A' or r.name = '24';
    insert into auth.users (id, email) values
        ('00000000-0000-4000-8000-000000000031', 'mona@rosecourt.example'), ('00000000-0000-4000-8000-000000000032', 'olive@rosecourt.example');
    insert into private.accounts (id, email, verified_at) select id, email, now() from auth.users;
    insert into public.profiles (organisation_id, id, account_id, status, given_name, family_name) values
        ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000041', '00000000-0000-4000-8000-000000000031', 'active', 'Mona', 'Manager'),
        ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000042', '00000000-0000-4000-8000-000000000032', 'active', 'Olive', 'Owner');
    insert into public.profile_private (organisation_id, profile_id, email)
        select p.organisation_id, p.id, a.email from public.profiles p join private.accounts a on a.id = p.account_id;
    insert into public.manager_care_homes (organisation_id, care_home_id, profile_id, kind)
        select organisation_id, id, '00000000-0000-4000-8000-000000000041', 'registered' from public.care_homes;
    insert into public.organisation_roles (organisation_id, profile_id, role)
        values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000042', 'business_owner');";

struct Kit {
    database: TestDb,
    server: Server,
    folder: TempDir,
}

impl Kit {
    async fn new() -> Self {
        let server = Server::shared().await.expect("a PostgreSQL for tests");
        let files = Source::embedded().expect("files");
        let database = server.database(&files, Layout::Plain).await.expect("a database");
        let kit = Self { database, server, folder: tempfile::tempdir().expect("a folder") };
        kit.superuser().await.batch_execute(WORLD).await.expect("the world");
        kit
    }

    async fn superuser(&self) -> Client {
        self.database.superuser().connect("test").await.expect("a connection")
    }

    async fn count(&self, what: &str) -> i64 {
        let row = self.superuser().await.query_one(&format!("select count(*) from {what}"), &[]).await;
        row.expect("a count").get(0)
    }

    async fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        self.run_on(&url(&self.database.owner()), arguments).await
    }

    /// Exit code, standard output, standard error.
    async fn run_on(&self, database: &str, arguments: &[&str]) -> (i32, String, String) {
        let output: Output = tokio::process::Command::new(env!("CARGO_BIN_EXE_almoner"))
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", database)
            .env("ALMONER_DATA", self.folder.path())
            .output()
            .await
            .expect("the binary runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    }

    fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path().join("mail")).into_iter().flatten().flatten();
        let mails = files.filter(|f| f.path().extension().is_some_and(|e| e == "eml"));
        mails.map(|f| std::fs::read_to_string(f.path()).expect("a mail")).collect()
    }
}

#[tokio::test]
async fn invitations_go_by_the_mail_server() {
    let server = Smtp::start(Encryption::None, Some(("care", "sesame")));
    let url = format!("smtp://care@127.0.0.1:{}", server.port());
    for (password, lost) in [("wrong", true), ("sesame", false)] {
        let kit = Kit::new().await;
        let (staff, password) = (example("staff.csv"), kit.file("password", password));
        let mut arguments = vec!["import", "staff", &staff, "--as", "Mona@RoseCourt.example"];
        arguments.extend(["--base-url", "https://care.example.org", "--mail-from", "Elm <care@example.org>"]);
        arguments.extend(["--smtp-url", &url, "--smtp-password-file", &password]);
        let (code, out, err) = kit.run(&arguments).await;
        assert_eq!((code, out.contains("5 lines of staff added")), (0, true), "{out}{err}");
        // Stored all the same, and told: they can be invited again.
        assert_eq!(
            format!("{out}{err}").contains("4 invitations could not be handed on"),
            lost,
            "{out}{err}"
        );
        assert!(!format!("{out}{err}").contains("@rosecourt.example"), "no log names anybody: {err}");
        let taken = server.taken();
        assert_eq!(taken.len(), if lost { 0 } else { 4 });
        assert!(
            taken.iter().all(|mail| mail.text.contains("https://care.example.org/invitation#")),
            "{taken:?}"
        );
        assert!(kit.mails().is_empty(), "nothing stays behind in the folder");
    }
}

fn example(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/examples").join(name);
    path.display().to_string()
}

#[tokio::test]
async fn residents_are_looked_at_imported_and_found_again() {
    let kit = Kit::new().await;
    let (residents, staff) = (example("residents.csv"), example("staff.csv"));
    let import = async |what: &str, file: &str, more: &[&str]| {
        let mut arguments = vec!["import", what, file, "--as", "Mona@RoseCourt.example"];
        arguments.extend(more);
        kit.run(&arguments).await
    };
    // The example names a key worker who is in the other example.
    let (code, out, err) = import("residents", &residents, &["--dry-run"]).await;
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("2\tkey_worker\tasha.rao@rosecourt.example\tNobody of your homes has this e-mail"),
        "{out}"
    );
    assert!(err.contains("2 problems in this file; nothing was stored"), "{err}");
    assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "no colour in a pipe");

    let (code, out, err) = import("staff", &staff, &["--base-url", "https://care.example.org"]).await;
    assert_eq!((code, out.contains("5 lines of staff added, 0 were here already")), (0, true), "{out}{err}");
    let mails = kit.mails();
    assert_eq!(mails.len(), 4, "sent before the command ended");
    assert!(mails.iter().all(|mail| mail.contains("https://care.example.org/invitation#")), "{mails:?}");

    let (code, out, err) = import("residents", &residents, &["--dry-run"]).await;
    let would = out.contains("6 residents would be added, 0 are here already; nothing was stored");
    assert_eq!((code, would), (0, true), "{out}{err}");
    assert_eq!(kit.count("public.clients").await, 0);
    let (code, out, err) = import("residents", &residents, &[]).await;
    assert_eq!((code, out.contains("6 residents added, 0 were here already")), (0, true), "{out}{err}");
    let (code, out, _) = import("residents", &residents, &["--json"]).await;
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &json["already_here"], &json["stored"]), (0, &6.into(), &true.into()));
    assert_eq!(kit.count("public.clients").await, 6);
    let audited = "public.audit_events where table_name = 'clients' and action = 'insert' \
        and profile_id = '00000000-0000-4000-8000-000000000041' and rights @> '{manager}'";
    assert_eq!(kit.count(audited).await, 6);
    assert_eq!(
        kit.count("private.sessions where revoked_at is null").await,
        0,
        "each command ends its sign-in"
    );
}

#[tokio::test]
async fn mistakes_say_what_to_do_and_store_nothing() {
    let kit = Kit::new().await;
    let good = kit.file("good.csv", "home,surname,first name,dob\nROSE,Moss,Edith,11/02/1938\n");
    let bad = kit.file("bad.csv", "home,surname,first name,dob,hobby\nROSE,Moss,,31/02/1938,chess\n");
    let missing = kit.folder.path().join("none.csv").display().to_string();
    let (mona, olive) = ("mona@rosecourt.example", "olive@rosecourt.example");
    let table: [(&[&str], i32, &str); 7] = [
        (&["import", "residents", &good, "--as", olive], 2, "an owner can take a home on"),
        (
            &["import", "residents", &good, "--as", "nobody@rosecourt.example"],
            2,
            "accept their invitation first",
        ),
        (
            &["import", "residents", &good, "--as", mona, "--organisation", "Other"],
            2,
            "accept their invitation first",
        ),
        (&["import", "residents", &missing, "--as", mona], 2, "can't be read"),
        (&["import", "residents", &good], 2, "--as <EMAIL>"),
        (&["import", "residents", &bad, "--as", mona], 1, "3 problems in this file; nothing was stored"),
        (
            &["import", "phase1", "--from", "nonsense", "--organisation", "Rose Care"],
            2,
            "--from (ALMONER_PHASE1_URL) can't be read",
        ),
    ];
    for (arguments, code, words) in table {
        let (got, out, err) = kit.run(arguments).await;
        assert_eq!(got, code, "{arguments:?}: {out}{err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
    let (_, out, _) = kit.run(&["import", "residents", &bad, "--as", mona, "--json"]).await;
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let problems: Vec<String> = json["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| format!("{}:{}:{}", p["line"], text(&p["column"]), text(&p["code"])))
        .collect();
    assert_eq!(problems, ["1:hobby:unknown", "2:birth_date:format", "2:given_name:required"]);
    assert_eq!(json["stored"], false);
    assert_eq!(kit.count("public.clients").await, 0);
    // An owner invites, though they register nobody.
    let staff = kit.file(
        "staff.csv",
        "home,surname,first name,email,manager\nROSE,Rao,Asha,asha@example.org,registered\n",
    );
    let (code, out, err) = kit.run(&["import", "staff", &staff, "--as", olive]).await;
    assert_eq!(code, 0, "{out}{err}");
}

#[tokio::test]
async fn an_earlier_project_is_refused_by_migrate_and_carried_by_import() {
    let kit = Kit::new().await;
    let project = kit.server.empty(Layout::Hosted).await.expect("a project");
    let client = project.owner().connect("test").await.expect("a connection");
    client
        .batch_execute(
            "create table public.profiles (id uuid primary key, full_name text, email text); \
             create table public.care_homes (id uuid primary key, name text, capacity int); \
             create table public.clients (id uuid primary key, full_name text, care_home_id uuid, hobby text); \
             insert into public.care_homes values ('00000000-0000-4000-8000-0000000000c1', 'Oak Lodge', 12); \
             insert into public.clients values ('00000000-0000-4000-8000-0000000000d1', 'Edith Moss', \
                 '00000000-0000-4000-8000-0000000000c1', 'chess')",
        )
        .await
        .expect("the project's tables");
    let theirs = url(&project.owner());
    let (code, out, err) = kit.run_on(&theirs, &["migrate", "up"]).await;
    assert_eq!(code, 1, "{out}{err}");
    for part in ["public.profiles", "fresh project", "almoner import phase1 --from"] {
        assert!(err.contains(part), "{part}: {err}");
    }
    let made =
        "select to_regnamespace('app') is not null or to_regnamespace('supabase_migrations') is not null";
    let made = client.query_one(made, &[]).await.expect("an answer");
    assert!(!made.get::<_, bool>(0), "it is left as it is");

    let carry = ["import", "phase1", "--from", &theirs, "--organisation", "rose care"];
    let with = |more| carry.iter().copied().chain([more]).collect::<Vec<&str>>();
    let (code, out, err) = kit.run(&with("--dry-run")).await;
    assert_eq!(code, 0, "{out}{err}");
    for part in ["clients\t1\t1\t0\t0\t", "no place for hobby", "nothing was stored"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert_eq!(kit.count("public.clients").await, 0);
    let (code, out, err) = kit.run(&carry).await;
    assert_eq!(code, 0, "{out}{err}");
    let (_, out, _) = kit.run(&with("--json")).await;
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let clients = report["tables"].as_array().expect("a list").iter().find(|t| t["table"] == "clients");
    let clients = clients.expect("clients");
    assert_eq!((&clients["carried"], &clients["already_here"]), (&0.into(), &1.into()));
    assert_eq!(kit.count("public.clients").await, 1);
    let (code, _, err) = kit.run(&["import", "phase1", "--from", &theirs, "--organisation", "none"]).await;
    assert_eq!((code, err.contains("almoner organisation create")), (2, true), "{err}");
}
