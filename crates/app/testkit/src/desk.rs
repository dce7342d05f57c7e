//! A pillar's router over a database of the test's own with the fixture world in it. Who asks
//! stands in a header: `mgr1`, `carer1`, ... of the world.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use almoner_kernel::{Actor, Code, Person};
use almoner_pg::{Db, DbConfig};
use almoner_web::{App, Authenticate, Authenticating, Opened, Routes, Sealer};
use axum::Router;
use axum::body::Body;
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use crate::database::Database;
use crate::store::Store;
use crate::world::World;

/// One pillar, asked as people ask it. For what goes through the whole service there is `http`.
pub struct Kit {
    pub database: Database,
    pub db: Db,
    /// Where the bytes of photographs lie.
    pub store: Store,
    router: Router,
    keys: AtomicU32,
}

/// An answer, read.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    /// The same as it came.
    pub bytes: Vec<u8>,
}

/// Who asks, from a header; what the session is worth is the database's to say.
struct ByHeader;

impl Authenticate for ByHeader {
    fn person<'a>(&'a self, parts: &'a Parts) -> Authenticating<'a> {
        Box::pin(async move {
            let Some(name) = parts.headers.get("x-actor").and_then(|v| v.to_str().ok()) else {
                return Ok(None);
            };
            match World::get().actor(name) {
                Actor::Person(person) => Ok::<Option<Person>, _>(Some(person)),
                _ => Err(Code::Unauthenticated.into()),
            }
        })
    }
}

/// Seals by repeating what the cursor is bound to: a cursor of another list does not open.
struct Plain;

impl Sealer for Plain {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> almoner_kernel::Result<String> {
        let bytes = [aad, b"|", plain].concat();
        Ok(bytes.iter().fold(String::new(), |text, b| text + &format!("{b:02x}")))
    }

    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened> {
        let pairs = text.as_bytes().chunks(2);
        let bytes: Option<Vec<u8>> =
            pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
        let bytes = bytes.ok_or(Opened::Invalid)?;
        let plain = bytes.strip_prefix([aad, b"|"].concat().as_slice()).ok_or(Opened::Invalid)?;
        Ok(plain.to_vec())
    }
}

impl Kit {
    pub async fn of(routes: Routes<App>) -> Self {
        Self::with(routes, |_| {}).await
    }

    /// With other settings of the database.
    pub async fn with(routes: Routes<App>, change: impl FnOnce(&mut DbConfig)) -> Self {
        let database = Database::world().await;
        let db = database.db_with(change);
        let store = Store::of_the_world().await;
        let app = App {
            db: db.clone(),
            sealer: Arc::new(Plain),
            authenticate: Arc::new(ByHeader),
            objects: store.objects.clone(),
        };
        let router = routes.into_router().with_state(app);
        Self { database, db, store, router, keys: AtomicU32::new(0) }
    }

    /// # Panics
    /// When the answer can't be read.
    pub async fn send(
        &self,
        who: &str,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&Value>,
    ) -> Reply {
        let mut request =
            Request::builder().method(method).uri(format!("/api/v1{path}")).header("x-actor", who);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let body = match body {
            None => Body::empty(),
            Some(json) => {
                request = request.header("content-type", "application/json");
                Body::from(json.to_string())
            }
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 22).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Reply { status: parts.status, headers: parts.headers, body, bytes: bytes.to_vec() }
    }

    pub async fn get(&self, who: &str, path: &str) -> Reply {
        self.send(who, "GET", path, &[], None).await
    }

    /// POST under a fresh key.
    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Reply {
        let key = self.key();
        self.send(who, "POST", path, &[("idempotency-key", key)], Some(body)).await
    }

    /// POST under If-Match and a fresh key.
    pub async fn act(&self, who: &str, path: &str, version: i64, body: &Value) -> Reply {
        let headers = [("idempotency-key", self.key()), ("if-match", etag(version))];
        self.send(who, "POST", path, &headers, Some(body)).await
    }

    pub async fn patch(&self, who: &str, path: &str, version: i64, body: &Value) -> Reply {
        self.send(who, "PATCH", path, &[("if-match", etag(version))], Some(body)).await
    }

    fn key(&self) -> String {
        format!("desk-key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// One value that the owner of the tables reads.
    pub async fn fact<T>(&self, sql: &str) -> T
    where
        T: for<'a> tokio_postgres::types::FromSql<'a>,
    {
        self.database.owner().await.query_one(sql, &[]).await.unwrap().get(0)
    }

    pub async fn run(&self, sql: &str) {
        self.database.owner().await.batch_execute(sql).await.unwrap();
    }

    /// Round trips to the database that some work takes.
    pub async fn trips<T>(&self, work: impl Future<Output = T>) -> (u64, T) {
        let before = self.db.round_trips();
        let done = work.await;
        (self.db.round_trips() - before, done)
    }
}

impl Reply {
    /// `data` of a success.
    #[track_caller]
    pub fn ok(&self) -> &Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        assert_eq!(self.body["error"], Value::Null);
        &self.body["data"]
    }

    #[track_caller]
    pub fn created(&self) -> &Value {
        assert_eq!(self.status, StatusCode::CREATED, "{}", self.body);
        self.ok()
    }

    /// A refusal with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Self {
        let got = (self.status.as_u16(), self.body["error"]["code"].as_str().unwrap_or("none"));
        assert_eq!(got, (status, code), "{}", self.body);
        self
    }

    /// That one of the wrong fields is this one, with this code.
    #[track_caller]
    pub fn field(&self, path: &str, code: &str) -> &Self {
        let fields = self.body["error"]["fields"].as_array().cloned().unwrap_or_default();
        let found = fields.iter().any(|f| f["path"] == path && f["code"] == code);
        assert!(found, "no {path}:{code} in {}", self.body);
        self
    }

    /// The error without what names this one request.
    pub fn anonymous(&self) -> (u16, Value) {
        (self.status.as_u16(), self.body["error"].clone())
    }
}

pub fn etag(version: i64) -> String {
    format!("\"v{version}\"")
}
