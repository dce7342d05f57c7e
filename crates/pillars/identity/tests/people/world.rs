//! Two organisations, three homes, and somebody of every kind; and how to ask as one of them.
//!
//! A name followed by `+` is the same person right after a second factor.

use std::sync::{Arc, Mutex};

use almoner_identity::{Identity, IdentityConfig, routes};
use almoner_kernel::{Assurance, Person};
use almoner_keys::Keyring;
use almoner_mail::{Mail, Message, Sending};
use almoner_pg::Db;
use almoner_testkit::database::Database;
use almoner_web::{App, Authenticate, Authenticating, Opened, Sealer};
use axum::body::{Body, to_bytes};
use axum::{Extension, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_postgres::Client;
use tower::ServiceExt;
use uuid::Uuid;

use crate::seed::seed;

/// The id of a thing of the world.
pub fn id(name: &str) -> Uuid {
    let digest = Sha256::digest(name.as_bytes());
    Uuid::from_slice(&digest[..16]).expect("16 bytes")
}

pub struct World {
    pub router: Router,
    pub db: Db,
    pub outbox: Arc<Mutex<Vec<Message>>>,
    /// As the superuser: row security does not bind it.
    pub owner: Client,
    _database: Database,
}

/// Takes every mail.
struct Outbox(Arc<Mutex<Vec<Message>>>);

impl Mail for Outbox {
    fn send(&self, message: Message) -> Sending<'_> {
        self.0.lock().expect("not poisoned").push(message);
        Box::pin(async { Ok(()) })
    }
}

/// Believes the header `x-as`.
struct Believing;

impl Authenticate for Believing {
    fn person<'a>(&'a self, parts: &'a Parts) -> Authenticating<'a> {
        let person = parts.headers.get("x-as").and_then(|v| v.to_str().ok()).map(|name| Person {
            account: id(&format!("account:{}", name.trim_end_matches('+'))),
            session: Some(id(&format!("session:{name}"))),
            assurance: Assurance::Aal1,
        });
        Box::pin(async move { Ok(person) })
    }
}

/// Binds to what it must, hides nothing: enough for a test.
struct Plain;

impl Sealer for Plain {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> almoner_kernel::Result<String> {
        Ok(format!("{}.{}", hex::encode(Sha256::digest(aad)), URL_SAFE_NO_PAD.encode(plain)))
    }

    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened> {
        let (bound, plain) = text.split_once('.').ok_or(Opened::Invalid)?;
        if bound != hex::encode(Sha256::digest(aad)) {
            return Err(Opened::Invalid);
        }
        URL_SAFE_NO_PAD.decode(plain).map_err(|_| Opened::Invalid)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    /// `path:code` of each wrong field.
    pub fn fields(&self) -> Vec<String> {
        let fields = self.body["error"]["fields"].as_array().cloned().unwrap_or_default();
        fields.iter().map(|f| format!("{}:{}", text(&f["path"]), text(&f["code"]))).collect()
    }

    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    pub fn version(&self) -> i64 {
        self.data()["version"].as_i64().unwrap_or_else(|| panic!("no version: {}", self.body))
    }

    pub fn id(&self) -> Uuid {
        self.data()["id"]
            .as_str()
            .and_then(|t| t.parse().ok())
            .unwrap_or_else(|| panic!("no id: {}", self.body))
    }

    /// The texts of one field of a list.
    pub fn all(&self, field: &str) -> Vec<String> {
        let rows = self.data().as_array().unwrap_or_else(|| panic!("no list: {}", self.body));
        rows.iter().map(|row| text(&row[field])).collect()
    }

    pub fn can(&self) -> Vec<String> {
        strings(&self.data()["can"])
    }

    /// The answer without what differs from one request to the next.
    pub fn shape(&self) -> (u16, Value) {
        let mut body = self.body.clone();
        body["meta"] = Value::Null;
        (self.status, body)
    }

    #[track_caller]
    pub fn is(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
        self
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status < 300, "{} {}", self.status, self.body);
        self
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub fn strings(value: &Value) -> Vec<String> {
    value.as_array().map(|list| list.iter().map(text).collect()).unwrap_or_default()
}

pub fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

/// One request to be sent.
pub struct Ask<'a> {
    world: &'a World,
    request: http::request::Builder,
    body: Option<Value>,
}

impl Ask<'_> {
    pub fn version(mut self, version: i64) -> Self {
        self.request = self.request.header("if-match", format!("\"v{version}\""));
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// A key of its own.
    pub fn keyed(self) -> Self {
        let key = Uuid::now_v7().to_string();
        self.key(&key)
    }

    pub fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub async fn send(self) -> Answer {
        let request = match self.body {
            None => self.request.body(Body::empty()),
            Some(body) => {
                self.request.header("content-type", "application/json").body(Body::from(body.to_string()))
            }
        };
        let response =
            self.world.router.clone().oneshot(request.expect("a request")).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("JSON") };
        assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{body}");
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

impl World {
    pub async fn new() -> Self {
        let database = Database::bare().await;
        let owner = database.superuser().await;
        owner.batch_execute(&seed()).await.unwrap_or_else(|e| panic!("the world: {e:?}"));
        let db = database.db();
        let outbox = Arc::new(Mutex::new(Vec::new()));
        let identity = Identity::new(
            IdentityConfig::new("https://care.test"),
            Keyring::ephemeral(),
            &[],
            Outbox(Arc::clone(&outbox)),
            db.clone(),
        )
        .expect("no external issuer");
        let objects = almoner_web::Objects::folder(&std::env::temp_dir()).unwrap();
        let app = App { db: db.clone(), sealer: Arc::new(Plain), authenticate: Arc::new(Believing), objects };
        let router = routes().into_router().layer(Extension(Arc::new(identity))).with_state(app);
        Self { router, db, outbox, owner, _database: database }
    }

    pub fn ask(&self, who: &str, method: &str, path: &str) -> Ask<'_> {
        let request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("x-as", who);
        Ask { world: self, request, body: None }
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(who, "GET", path).send().await
    }

    /// PATCH under If-Match.
    pub async fn patch(&self, who: &str, path: &str, version: i64, body: Value) -> Answer {
        self.ask(who, "PATCH", path).version(version).json(body).send().await
    }

    /// POST that makes something, with a key of its own.
    pub async fn post(&self, who: &str, path: &str, body: Value) -> Answer {
        self.ask(who, "POST", path).keyed().json(body).send().await
    }

    /// POST of a verb: If-Match and a key of its own.
    pub async fn act(&self, who: &str, path: &str, version: i64, body: Value) -> Answer {
        self.ask(who, "POST", path).version(version).keyed().json(body).send().await
    }

    /// One value, past row security.
    pub async fn value(&self, sql: &str) -> String {
        let row = self.owner.query_one(&format!("select ({sql})::text"), &[]).await;
        row.unwrap_or_else(|e| panic!("{sql}: {e:?}")).get::<_, Option<String>>(0).unwrap_or_default()
    }

    pub async fn run(&self, sql: &str) {
        self.owner.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    }

    /// A hash of everything that a denial must leave as it is.
    pub async fn state(&self) -> String {
        let mut parts = Vec::new();
        for table in [
            "public.organisations",
            "public.organisation_labels",
            "public.company_settings",
            "public.profiles",
            "public.profile_private",
            "public.people_names",
            "public.user_care_homes",
            "public.manager_care_homes",
            "public.organisation_roles",
            "public.audit_events",
            "private.links",
            "private.idempotency_keys",
            "private.accounts",
            "private.sessions",
        ] {
            parts.push(format!(
                "(select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t)"
            ));
        }
        self.value(&parts.join(" || ")).await
    }

    /// The mails to an address, once there are so many.
    pub async fn mails(&self, to: &str, how_many: usize) -> Vec<String> {
        let found = || -> Vec<String> {
            let all = self.outbox.lock().expect("not poisoned");
            all.iter().filter(|m| m.to == to).map(|m| m.text.to_string()).collect()
        };
        // A mail leaves in a task of its own: give the others on this thread their turn.
        for _ in 0..100 {
            if how_many > 0 && found().len() >= how_many {
                break;
            }
            tokio::task::yield_now().await;
        }
        let found = found();
        assert_eq!(found.len(), how_many, "mails to {to}");
        found
    }
}

/// The person as JSON that invites somebody to a floor.
pub fn invitation(email: &str, memberships: &Value) -> Value {
    json!({ "given_name": "New", "family_name": "Person", "email": email, "memberships": memberships })
}
