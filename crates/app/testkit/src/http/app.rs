//! Starting the service, and what must hold when a test is done with it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use almoner_identity::{Identity, IdentityConfig};
use almoner_keys::issuers::IssuerConfig;
use almoner_keys::{Clock, Keyring, TokenSigner};
use almoner_mail::FolderMail;
use almoner_pg::{Db, DbConfig};
use almoner_server::{Cursors, Live, LiveConfig, Parts, Readiness};
use almoner_web::App;
use almoner_web::gate::{Gate, GateConfig, Hops};
use almoner_web::server::{Gauges, Limits, Server, Stop, Stopped};
use tokio::task::JoinHandle;

use super::keep::Keep;
use super::log::Log;
use super::mailbox::Mailbox;
use super::sign::{HS256_ISSUER, hs256_config};
use crate::database::Database;
use crate::store::Store;

/// The address that people type: https, as behind a proxy, so that cookies are as in life.
pub const BASE_URL: &str = "https://care.example.org";
/// The host of [`BASE_URL`].
pub const HOST: &str = "care.example.org";

/// What a test wants otherwise than usual.
pub struct Setup {
    /// Without the world: a migrated database with nothing in it.
    pub bare: bool,
    pub identity: Box<dyn FnOnce(&mut IdentityConfig) + Send>,
    pub database: Box<dyn FnOnce(&mut DbConfig) + Send>,
    pub gate: Box<dyn FnOnce(&mut GateConfig) + Send>,
    pub limits: Box<dyn FnOnce(&mut Limits) + Send>,
    pub live: Box<dyn FnOnce(&mut LiveConfig) + Send>,
    /// Captures everything that any library logs, at the finest level.
    pub trace: bool,
    /// Beside another process, on its database and with its keys.
    pub beside: Option<(Arc<Database>, Keyring)>,
    /// Another ring than one of the test's own.
    pub keyring: Option<Keyring>,
    /// Beside the Supabase project that the world's external people come from.
    pub issuers: Vec<IssuerConfig>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            bare: false,
            trace: false,
            beside: None,
            keyring: None,
            identity: Box::new(|_| {}),
            database: Box::new(|_| {}),
            gate: Box::new(|_| {}),
            limits: Box::new(|_| {}),
            live: Box::new(|_| {}),
            issuers: Vec::new(),
        }
    }
}

/// The running service.
pub struct TestApp {
    pub database: Arc<Database>,
    pub db: Db,
    pub identity: Arc<Identity>,
    pub keyring: Keyring,
    pub address: SocketAddr,
    /// What the listener counts.
    pub gauges: Arc<Gauges>,
    pub live: Live,
    pub stop: Stop,
    pub mail: Mailbox,
    pub log: Log,
    pub(super) keep: Keep,
    pub(super) signer: TokenSigner,
    pub(super) clock: Clock,
    pub(super) tokens: Mutex<HashMap<String, String>>,
    serving: Option<JoinHandle<Stopped>>,
    /// Work that goes on as long as the service does (the writer of denials).
    standing: usize,
    faults: Mutex<Faults>,
    /// Where the bytes of photographs lie.
    pub store: Store,
}

#[derive(Default)]
struct Faults {
    expected: bool,
    seen: Vec<String>,
}

impl TestApp {
    /// The service over the named world.
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// # Panics
    /// When a part of the service can't be made.
    pub async fn with(setup: Setup) -> Self {
        let log = Log::install(setup.trace);
        let (database, keyring) = match setup.beside {
            Some((database, keyring)) => (database, Some(keyring)),
            None if setup.bare => (Arc::new(Database::bare().await), setup.keyring),
            None => (Arc::new(Database::world().await), setup.keyring),
        };
        let db = database.db_with(setup.database);
        let keyring = keyring.unwrap_or_else(Keyring::ephemeral);
        let stop = Stop::new();
        let mail = Mailbox::new();

        let mut config = IdentityConfig::new(BASE_URL);
        (setup.identity)(&mut config);
        let clock = config.clock.clone();
        let signer = TokenSigner::new(&keyring, config.issuer());
        let mut issuers = setup.issuers;
        if !issuers.iter().any(|issuer| issuer.issuer == HS256_ISSUER) {
            issuers.push(hs256_config());
        }
        let post = FolderMail::new(mail.folder());
        let identity = Identity::new(config, keyring.clone(), &issuers, post, db.clone())
            .unwrap_or_else(|error| panic!("{error}"));
        let identity = Arc::new(identity);

        let mut gate = GateConfig {
            hosts: vec![HOST.to_owned()],
            origins: vec![BASE_URL.to_owned()],
            https: true,
            ..GateConfig::default()
        };
        (setup.gate)(&mut gate);
        let mut limits = Limits { proxies: Hops::default(), ..Limits::default() };
        (setup.limits)(&mut limits);
        let gate = Gate::new(&gate, &stop).expect("the origins are right");
        let server = Server::bind(([127, 0, 0, 1], 0).into(), limits).await.expect("a free port");
        let address = server.local_addr().expect("a bound port");
        let gauges = server.gauges();
        let store = Store::of_the_world().await;
        let app = App {
            db: db.clone(),
            sealer: Arc::new(Cursors(keyring.clone())),
            authenticate: identity.clone(),
            objects: store.objects.clone(),
        };
        let readiness = Readiness {
            db: db.clone(),
            storage: mail.folder().to_owned(),
            migrations: Arc::new(|| Box::pin(async { None })),
        };
        let mut live = LiveConfig::default();
        (setup.live)(&mut live);
        let live = Live::start(&db, &app.sealer, live, &stop);
        let parts = Parts {
            app,
            identity: identity.clone(),
            live: live.clone(),
            readiness,
            gate,
            stop: stop.clone(),
            console: None,
        };
        let router = almoner_server::router(parts).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let standing = stop.work().len();
        let until = stop.clone();
        let serving = Some(tokio::spawn(async move { server.serve(router, &until).await }));
        Self {
            database,
            db,
            identity,
            keyring,
            address,
            gauges,
            live,
            stop,
            mail,
            log,
            keep: Keep::new(address),
            signer,
            clock,
            tokens: Mutex::default(),
            serving,
            standing,
            faults: Mutex::default(),
            store,
        }
    }

    /// Another process that serves from the same database.
    pub async fn beside(&self, setup: Setup) -> Self {
        Self::with(Setup { beside: Some((Arc::clone(&self.database), self.keyring.clone())), ..setup }).await
    }

    /// Answers of 500 and more are part of this test.
    ///
    /// # Panics
    /// When another thread of the test panicked meanwhile.
    pub fn expects_faults(&self) {
        self.faults.lock().expect("not poisoned").expected = true;
    }

    pub(super) fn saw_fault(&self, what: String) {
        self.faults.lock().expect("not poisoned").seen.push(what);
    }

    /// Stops in order: what is under way is finished and what waits is written.
    ///
    /// # Panics
    /// When something had to be cut off.
    pub async fn stopped(&mut self) {
        let Some(serving) = self.serving.take() else { return };
        self.keep.close();
        self.stop.ask();
        let stopped = serving.await.expect("the service ends without a panic");
        assert_eq!((stopped.cut, stopped.abandoned), (0, 0), "something did not finish");
        self.standing = 0;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let left = self.stop.work().len().saturating_sub(self.standing);
        self.stop.ask();
        if std::thread::panicking() {
            return;
        }
        let Ok(faults) = self.faults.lock() else { return };
        assert!(faults.expected || faults.seen.is_empty(), "faults: {:#?}", faults.seen);
        assert_eq!(left, 0, "background work is left");
    }
}
