//! The four issuers against a real key server.

use std::time::Duration;

use almoner_kernel::{Code, Error};
use almoner_keys::issuers::{FetchLimits, Refusal};
use almoner_keys::{Clock, Issuers, Keyring, Verified};

pub use almoner_keys::forge::{ACCOUNT, Good, NOW, Server, Signer, configs, ec_jwk, ec_key, jwks, token};

pub const OWN: &str = "https://care.example/auth/v1";

pub struct World {
    pub clock: Clock,
    pub server: Server,
    pub issuers: Issuers,
    pub ring: Keyring,
}

impl World {
    pub async fn new() -> Self {
        Self::with_timeout(Duration::from_secs(60)).await
    }

    pub async fn with_timeout(timeout: Duration) -> Self {
        let server = Server::start(jwks().to_string()).await;
        let clock = Clock::manual(NOW);
        let ring = Keyring::ephemeral();
        let limits = FetchLimits { timeout, max_bytes: 16 * 1024 };
        let issuers =
            Issuers::with_limits(&ring, OWN, &configs(&server.base), clock.clone(), limits).unwrap();
        Self { clock, server, issuers, ring }
    }

    /// The refusal of a token, after checking that its answer is the one answer.
    pub async fn refusal(&self, token: &str) -> Option<Refusal> {
        refusal(self.issuers.verify(token).await)
    }

    pub async fn accepts(&self, good: &Good) -> Verified {
        self.issuers.verify(&good.token()).await.unwrap_or_else(|e| panic!("{e:?}"))
    }
}

pub fn refusal(outcome: Result<Verified, Error>) -> Option<Refusal> {
    let error = outcome.err()?;
    assert_eq!(error.code, Code::Unauthenticated);
    assert_eq!(error.message, Code::Unauthenticated.default_message());
    assert!(error.fields.is_empty() && error.current.is_none() && error.retry_after.is_none());
    let cause = std::error::Error::source(&error).expect("a cause for the log");
    Some(*cause.downcast_ref::<Refusal>().expect("the cause is a refusal"))
}
