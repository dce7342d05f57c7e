//! Wrong flags and broken configuration: each names the mistake and the remedy, ends with 2, starts
//! nothing and repeats no secret.

use std::net::TcpListener;
use std::path::Path;

use crate::kit::{almoner, folder, run};

/// What must never be repeated.
const CANARY: &str = "canary-secret";

#[test]
fn wrong_flags_of_every_command() {
    let dir = folder();
    let data = dir.path().join("none");
    let at = data.to_str().unwrap();
    let table: &[(&[&str], &[&str])] = &[
        (&[], &["Usage: almoner"]),
        (&["upp"], &["unrecognized subcommand 'upp'", "'up'"]),
        (&["up", "--port", "80"], &["unexpected argument '--port'", "--help"]),
        (&["up", "--no-demos"], &["--no-demos", "--no-demo"]),
        (&["up", "--listen", "8080"], &["--listen", "127.0.0.1:8080"]),
        (&["up", "--look-every", "0"], &["--look-every", "1.."]),
        (&["up", "--pool-size", "0"], &["--pool-size", "1..=1000"]),
        (&["up", "--base-url", "care.example.org"], &["--base-url", "https://care.example.org"]),
        (&["up", "--dev-origin", "https://evil.example"], &["--dev-origin", "not on this machine"]),
        (&["up", "--trusted-proxy", "10.0.0.0/99"], &["--trusted-proxy", "10.0.0.0/99"]),
        (&["serve", "--pooler", "session"], &["--pooler", "none, transaction"]),
        (&["serve", "--drain-delay", "301"], &["--drain-delay", "300"]),
        (&["serve", "--issuers", "/no/such/file"], &["/no/such/file", "ALMONER_ISSUERS"]),
        (&["serve", "--keyring", "/no/such/file"], &["/no/such/file", "--keyring"]),
        (&["serve"], &["DATABASE_URL is not set", "almoner up"]),
        (&["migrate"], &["Usage: almoner migrate"]),
        (&["migrate", "sideways"], &["'sideways'", "Usage: almoner migrate"]),
        (&["migrate", "up", "--to", "1"], &["--to", "twelve digits", "almoner migrate status"]),
        (&["migrate", "down", "0"], &["'0'", "1..=65535"]),
        (&["migrate", "down", "-1"], &["-1"]),
        (&["migrate", "status"], &["there is no database yet", "DATABASE_URL", "almoner up"]),
        (&["migrate", "lint"], &["there is no database yet", "almoner up"]),
        (&["migrate", "drift"], &["there is no database yet", "almoner up"]),
        (&["migrate", "new"], &["<NAME>", "Usage: almoner migrate new"]),
        (
            &["migrate", "new", "x", "--folder", "/nowhere"],
            &["/nowhere has no folder migrations", "--folder"],
        ),
        (
            &["migrate", "new", "x", "--rights", "--folder", "/nowhere"],
            &["/nowhere has no folder migrations", "--folder"],
        ),
        (&["migrate", "new", "x", "--matrix", "a.toml"], &["--rights"]),
        (&["serve", "--metrics-listen", "on"], &["--metrics-listen", "9464"]),
        (
            &["serve", "--smtp-url", "smtp://mail.example.org"],
            &["--mail-from", "Elm Care <care@example.org>"],
        ),
        (&["serve", "--smtp-url", "smtp://u@mail.example.org"], &["--smtp-password-file", "no password"]),
        (
            &["serve", "--smtp-url", "smtp://u@h", "--smtp-password-file", "/no/such/file"],
            &["--smtp-password-file", "/no/such/file can't be read"],
        ),
        (
            &["serve", "--smtp-url", "smtp://127.0.0.1", "--mail-from", "Elm Care"],
            &["--mail-from", "no address", "care@example.org"],
        ),
        (&["seed", "--profile", "huge"], &["--profile", "demo, preview, scale"]),
        (&["seed", "--start", "yesterday"], &["--start", "yesterday"]),
        (&["organisation", "create"], &["--name", "--owner-email"]),
        (&["organisation", "create", "--name", "Elm"], &["--owner-email"]),
        (&["doctor", "--fix"], &["unexpected argument '--fix'", "Usage: almoner doctor"]),
        (&["openapi", "--yaml"], &["unexpected argument '--yaml'"]),
        (&["keys", "rotate", "/no/such/file"], &["/no/such/file"]),
        (&["keys", "generate", "/no/such/folder/file"], &["/no/such/folder/file", "a folder that is there"]),
        (&["up", "--log", "wran"], &["--log", "off, error, warn"]),
        (&["up", "--log-format", "xml"], &["--log-format", "text, json"]),
    ];
    for (args, said) in table {
        let mut command = almoner(args);
        if !args.is_empty() && args[0] != "upp" {
            command.env("ALMONER_DATA", at);
        }
        let ended = run(&mut command);
        assert!(!ended.err.contains("panic"), "{args:?}: {}", ended.err);
        eprintln!("{args:?}");
        ended.ended(2, said);
        assert!(!data.join("postgres").exists(), "{args:?} made a database");
    }
}

/// Every variable of docs/operations.md with a value that it can't have.
#[test]
fn wrong_values_of_every_variable() {
    let dir = folder();
    let file = dir.path().join("file");
    std::fs::write(&file, format!("{{\"{CANARY}\": 1")).unwrap();
    let file = file.to_str().unwrap();
    let issuers = dir.path().join("issuers");
    std::fs::write(
        &issuers,
        format!("[{{\"name\": \"x\", \"keys\": {{\"hs256\": {{\"secret\": \"{CANARY}\"}}}}}}]"),
    )
    .unwrap();
    let issuers = issuers.to_str().unwrap();
    let database = format!("mysql://u:{CANARY}@h/x");
    let mail = format!("smtp://u:{CANARY}@mail.example.org");
    let pasted = format!("host=h user=u pasword={CANARY}");
    let table: &[(&str, &str, &[&str])] = &[
        ("ALMONER_DATA", file, &["is no folder", "--data"]),
        ("ALMONER_DATA", "", &["--data", "it is empty"]),
        ("DATABASE_URL", &database, &["can't be read", "postgres://OWNER:PASSWORD@HOST"]),
        ("DATABASE_URL", &pasted, &["can't be read", "%2F"]),
        ("DATABASE_URL", " ", &["--database-url", "it is empty"]),
        ("ALMONER_API_DATABASE_URL", &database, &["can't be read", "postgres://almoner_api:PASSWORD@HOST"]),
        (
            "ALMONER_DIRECT_DATABASE_URL",
            &database,
            &["can't be read", "postgres://almoner_api:PASSWORD@HOST"],
        ),
        ("ALMONER_POOLER", "pgbouncer", &["--pooler", "none, transaction"]),
        ("ALMONER_POOL_SIZE", "many", &["--pool-size", "many"]),
        ("ALMONER_LISTEN", "localhost", &["--listen", "127.0.0.1:8080"]),
        ("ALMONER_BASE_URL", "https://u@h", &["--base-url", "https://care.example.org"]),
        ("ALMONER_DEV_ORIGIN", "http://192.168.1.2:3000", &["--dev-origin", "not on this machine"]),
        ("ALMONER_TRUSTED_PROXIES", "everybody", &["--trusted-proxy", "everybody"]),
        ("ALMONER_DRAIN_DELAY", "soon", &["--drain-delay", "soon"]),
        ("ALMONER_METRICS_LISTEN", "", &["--metrics-listen", "9464"]),
        ("ALMONER_ISSUERS", file, &["is not right at line 1", "Issuers"]),
        ("ALMONER_ISSUERS", issuers, &["is not right at line 1", "Issuers"]),
        ("ALMONER_KEYRING_FILE", file, &[file]),
        ("ALMONER_SMTP_URL", "smtp.example.org", &["--smtp-url", "smtp://USER@HOST:587"]),
        ("ALMONER_SMTP_URL", &mail, &["--smtp-url", "ALMONER_SMTP_PASSWORD_FILE"]),
        ("ALMONER_SMTP_PASSWORD_FILE", "/no/such/file", &["--smtp-password-file", "no mail server"]),
        ("ALMONER_MAIL_FROM", "care@example.org", &["--mail-from", "no mail server"]),
        ("ALMONER_POSTGRES_BIN", "", &["--postgres-bin", "it is empty"]),
        ("ALMONER_LOG", "loud", &["--log", "off, error, warn"]),
        ("ALMONER_LOG_FORMAT", "xml", &["--log-format", "text, json"]),
    ];
    let documented = include_str!("../../../../../docs/operations.md");
    let rows = documented.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    for (name, _) in rows.filter(|(name, _)| name.starts_with("ALMONER_") || *name == "DATABASE_URL") {
        assert!(table.iter().any(|(tried, ..)| *tried == name), "{name} is not tried");
    }
    for (variable, value, said) in table {
        let data = dir.path().join("data");
        let command = if variable.contains("DATABASE_URL") { "serve" } else { "up" };
        let mut command = almoner(&[command]);
        command.env("ALMONER_LISTEN", "127.0.0.1:0").env("ALMONER_DATA", &data).env(variable, value);
        let ended = run(&mut command);
        eprintln!("{variable}={value}");
        ended.ended(2, said).ended(2, &[variable]);
        assert!(!format!("{ended:?}").contains(CANARY), "{ended:?}");
        assert!(!data.join("postgres").exists(), "{variable}: it made a database");
    }
}

#[test]
fn programs_that_are_not_there() {
    let dir = folder();
    let data = dir.path().join("data");
    let ended = run(almoner(&["up", "--listen", "127.0.0.1:0"])
        .env("ALMONER_DATA", &data)
        .env("ALMONER_POSTGRES_BIN", dir.path()));
    ended.ended(1, &["PostgreSQL 15 to 18 is needed", "Install it"]);
}

#[test]
fn a_port_that_is_taken() {
    let dir = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = dir.path().join("data");
    let ended = run(almoner(&["up", "--listen", &address]).env("ALMONER_DATA", &data));
    ended.ended(1, &["another program listens on", &address, "--listen"]);
    assert!(!Path::new(&data).join("postgres").exists());
}

#[test]
fn what_is_asked_for_goes_to_standard_output() {
    let help = run(&mut almoner(&["--help"])).ok();
    assert!(help.out.contains("almoner up") && help.err.is_empty(), "{help:?}");
    assert!(!help.out.contains('\x1b'), "plain when piped");
    assert!(run(&mut almoner(&["--version"])).ok().out.starts_with("almoner "));
    let document = run(&mut almoner(&["openapi"])).ok();
    let document: serde_json::Value = serde_json::from_str(&document.out).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
}
