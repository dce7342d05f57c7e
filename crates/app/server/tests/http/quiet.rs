//! Nothing that people wrote, and no secret, in any log (A62): everything that any library logs at
//! the finest level, and everything that PostgreSQL logs when it logs every statement.

use std::collections::BTreeSet;

use almoner_keys::totp::{STEP, TotpSecret};
use almoner_testkit::http::cells::{Access, Cell, prepared, versions};
use almoner_testkit::http::{Operation, PASSWORD, Setup, TestApp, email, found, resolved};
use http::Method;
use serde_json::{Value, json};
use tokio_postgres::Client;

/// What PostgreSQL wrote for the connections of the service.
struct DatabaseLog {
    all: Client,
    path: String,
    backends: BTreeSet<i32>,
}

impl DatabaseLog {
    /// Every statement of new connections, with the settings of a cluster of ours.
    async fn of(app: &TestApp) -> Self {
        let all = app.database.superuser().await;
        all.batch_execute(
            "do $$ declare setting text; begin
                 foreach setting in array array['log_min_duration_statement = 0', 'log_statement = ''all''', 'log_error_verbosity = ''terse''',
                     'log_parameter_max_length = 0', 'log_parameter_max_length_on_error = 0'] loop
                     execute format('alter database %I set %s', current_database(), setting);
                 end loop;
             end $$;
             select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'almoner_api'",
        )
        .await
        .unwrap();
        let path: String = all
            .query_one("select coalesce(pg_current_logfile(), regexp_replace(current_setting('data_directory'), '/data$', '/log'))", &[])
            .await
            .unwrap()
            .get(0);
        Self { all, path, backends: BTreeSet::new() }
    }

    /// Remembers which connections are the service's now.
    async fn look(&mut self) {
        let sql =
            "select pid from pg_stat_activity where datname = current_database() and usename = 'almoner_api'";
        self.backends.extend(self.all.query(sql, &[]).await.unwrap().iter().map(|row| row.get::<_, i32>(0)));
    }

    /// The lines of those connections.
    fn text(&self) -> String {
        let whole =
            std::fs::read(&self.path).unwrap_or_else(|e| panic!("PostgreSQL's log, {}: {e}", self.path));
        let whole = String::from_utf8_lossy(&whole);
        let mut ours = false;
        let lines = whole.lines().filter(|line| {
            // A line that goes on has no prefix.
            if let Some(pid) = line.split_once('[').and_then(|(_, rest)| rest.split_once(']')?.0.parse().ok())
                && line.starts_with("20")
            {
                ours = self.backends.contains(&pid);
            }
            ours
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A body in which every free text says where it was sent.
fn marked(cell: &Cell) -> Option<Value> {
    let mut body = cell.body.clone()?;
    // It is there to be logged: a code, a route and a build, of a few kinds of letters.
    if cell.operation.id == "report_client_error" {
        return Some(body);
    }
    let schema = resolved(cell.operation.body()?);
    for (name, part) in schema["properties"].as_object()? {
        let part = resolved(part);
        let text = part["type"] == "string"
            || part["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
        if text && part["format"].is_null() && part["enum"].is_null() {
            body[name] = format!("CANARY-sent-{name}").into();
        }
    }
    Some(body)
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for letter in text.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == letter).expect("base 32");
        bits = (bits << 5) | u32::try_from(value).unwrap();
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    bytes
}

/// Signs in, adds an authenticator, renews, forgets the password: what was secret in it.
async fn secrets(app: &TestApp) -> Vec<String> {
    let mut secrets = vec![PASSWORD.to_owned(), "Nine black swans 9".to_owned()];
    let path = |id: &str| Operation::named(id).path.clone();
    app.set_password("carer1", PASSWORD).await;
    let mail = email("carer1");
    let sign_in = json!({ "email": mail, "password": PASSWORD, "transport": "bearer" });
    let got = app.ask(Method::POST, path("sign_in")).json(&sign_in).send().await;
    let tokens = got.ok()["tokens"].clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let refresh = json!({ "transport": "bearer", "refresh_token": tokens["refresh_token"] });
    let renewed = app.ask(Method::POST, path("refresh_session")).json(&refresh).send().await;
    let again = renewed.ok()["tokens"].clone();
    let access = text(&again["access_token"]);
    let added =
        app.post(path("add_authenticator"), &json!({ "password": PASSWORD })).bearer(&access).send().await;
    let secret = text(&added.ok()["secret"]).replace(' ', "");
    let seed = TotpSecret::from_bytes(&base32(&secret)).expect("a seed");
    let step = almoner_keys::Clock::system().unix() / STEP;
    let code = String::from_utf8(seed.code(step).to_vec()).unwrap();
    let confirmed =
        app.post(path("confirm_authenticator"), &json!({ "code": code })).bearer(&access).send().await;
    let codes = confirmed.ok()["recovery_codes"].as_array().expect("codes").clone();
    assert!(codes.len() >= 8);
    secrets.extend(codes.iter().map(text));
    let second = app.ask(Method::POST, path("sign_in")).json(&sign_in).send().await;
    let waiting = text(&second.ok()["step"]);
    let wrong = json!({ "step": waiting, "code": "000000" });
    app.ask(Method::POST, path("finish_sign_in")).json(&wrong).send().await.refused(401, "sign_in_refused");
    app.ask(Method::POST, path("request_password_reset")).json(&json!({ "email": mail })).send().await.ok();
    let letter = app.mail.take(&mail).await;
    let mut letters = vec![letter];
    letters.extend(app.mail.all());
    let links =
        letters.iter().flat_map(|l| l.split(['#', '=', ' ', '\n', '\r'])).filter(|w| w.starts_with("alp_"));
    let links: Vec<String> = links.map(str::to_owned).collect();
    secrets.extend(links);
    secrets.extend([secret, format!("\"{code}\""), access, waiting, mail]);
    for set in [&tokens, &again] {
        secrets.extend(["access_token", "refresh_token", "device_token"].map(|name| text(&set[name])));
    }
    secrets.retain(|secret| !secret.is_empty());
    secrets
}

#[tokio::test]
async fn no_log_holds_what_people_wrote_or_keep_secret() {
    let mut app = TestApp::with(Setup { trace: true, ..Setup::default() }).await;
    let mut database = DatabaseLog::of(&app).await;
    let secrets = secrets(&app).await;
    database.look().await;
    assert!(secrets.len() >= 18, "{secrets:?}");
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let versions = versions(&all).await;
    // Everything that there is, once, with marks in every text; and once more, when much of it is refused.
    for cell in access.chosen() {
        for _ in 0..2 {
            let mut ask = prepared(&app, &access, &cell, &versions);
            if let Some(body) = marked(&cell) {
                ask = ask.json(&body);
            }
            ask.header("user-agent", "CANARY-agent")
                .header("x-forwarded-for", "CANARY-hop")
                .unchecked()
                .send()
                .await;
        }
    }
    database.look().await;
    // What breaks constraints, and what can't be read.
    let homes = json!({ "name": "CANARY-again", "code": "CANARY-H1", "registered_beds": 3 });
    app.post("/api/v1/care-homes", &homes).by("owner1").send().await;
    let broken = [
        "{\"CANARY-name\": 1}",
        "{\"name\": \"CANARY-\\ud800\"}",
        "{\"name\": CANARY}",
        "{\"name\": [\"CANARY-x\"]}",
        "{\"CANARY\\n{\\\"level\\\":\\\"ERROR\\\"}\": 1}",
    ];
    for body in broken {
        app.post("/api/v1/care-homes", &json!({})).bytes("application/json", body).by("owner1").send().await;
    }
    for path in [
        "/api/v1/clients?q=CANARY-search",
        "/api/v1/clients?CANARY=1",
        "/api/v1/clients/CANARY-id",
        "/CANARY-path/%0a%0dCANARY%1b[31m",
        "/api/v1/clients?cursor=CANARY-cursor",
        "/api/v1/people?home=CANARY",
        "/api/v1/clients?q=%0a%22CANARY",
    ] {
        app.get(path).by("mgr1").send().await;
    }
    let report = json!({ "code": "x\n{\"level\":\"ERROR\"}", "route": "/CANARY\u{1b}[31m", "build": "1" });
    app.post("/api/v1/client-errors", &report).by("mgr1").send().await.refused(422, "invalid");
    app.raw(b"GET /CANARY HTTP/1.1\r\nhost: CANARY.example\r\nx: CANARY\r\nconnection: close\r\n\r\n").await;
    app.raw(b"CANARY /CANARY HTTP/9.9\r\n\r\n").await;
    database.look().await;
    tracing::trace!("the finest level is on");
    app.stopped().await;

    let (ours, theirs) = (app.log.text(), database.text());
    for (log, text) in [("our log", &ours), ("PostgreSQL's log", &theirs)] {
        let told: Vec<&str> = text.lines().filter(|line| !found(line).is_empty()).collect();
        assert!(told.is_empty(), "{log}: {:#?}", &told[..told.len().min(5)]);
        let lower = text.to_lowercase();
        for word in ["canary", "edith", "moss", "asha.rao", "0117 496"] {
            let line = lower.lines().find(|line| line.contains(word));
            assert!(line.is_none(), "{log} holds {word}: {line:?}");
        }
        for secret in &secrets {
            let line = lower.lines().find(|line| line.contains(&secret.to_lowercase()));
            assert!(line.is_none(), "{log} holds {secret}: {line:?}");
        }
    }
    // Each line of ours is one of ours: an object, whatever was sent.
    for line in ours.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
    }
    assert!(!ours.contains('\u{1b}') && !ours.contains('\r'));
    // They say something: both logs were on.
    assert!(
        ours.contains("the finest level is on") && ours.contains("/api/v1/clients/{id}"),
        "{} bytes",
        ours.len()
    );
    assert!(theirs.contains("duration:") && theirs.contains("app.session_check"), "{} bytes", theirs.len());
    println!("{} and {} bytes of log, {} secrets", ours.len(), theirs.len(), secrets.len());
}
