//! Tokens for the people of the world.

use almoner_kernel::{Actor, Assurance};
use almoner_keys::Clock;
use almoner_keys::issuers::{Algorithm, HmacSecret, IssuerConfig, IssuerKind, KeySource};
use almoner_keys::passwords::NewPassword;
use almoner_keys::tokens::NewToken;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::app::TestApp;
use crate::names::id;
use crate::world::{SignIn, World};

/// The Supabase project that `@external` people of the world come from.
pub const HS256_ISSUER: &str = "https://project.example/auth/v1";
/// Its secret.
pub const HS256_SECRET: &str = "4f1c9d27b0a86e35c2d791f8e60b43a5";

pub(super) fn hs256_config() -> IssuerConfig {
    IssuerConfig {
        name: "project".to_owned(),
        issuer: HS256_ISSUER.to_owned(),
        audience: "authenticated".to_owned(),
        kind: IssuerKind::Supabase,
        algorithm: Algorithm::HS256,
        keys: KeySource::Hs256 { secret: HmacSecret::new(HS256_SECRET) },
        require_at_jwt: false,
    }
}

/// A token of the Supabase project, with these claims changed or (null) taken away.
pub fn hs256(account: Uuid, change: &Value) -> String {
    let now = Clock::system().unix();
    let mut claims = json!({
        "iss": HS256_ISSUER, "aud": "authenticated", "sub": account, "role": "authenticated",
        "iat": now, "exp": now + 600, "aal": "aal2", "is_anonymous": false,
        "session_id": Uuid::new_v4(), "email": "somebody@example.org",
    });
    for (name, value) in change.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    if let Some(claims) = claims.as_object_mut() {
        claims.retain(|_, value| !value.is_null());
    }
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(HS256_SECRET.as_bytes()).expect("any length will do");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The e-mail with which somebody of the world signs in.
pub fn email(account: &str) -> String {
    format!("canary-{account}-account@example.org")
}

impl TestApp {
    /// A bearer token for an actor of the world; nothing for who is not signed in.
    ///
    /// # Panics
    /// When the world has nobody of that name, or nobody of that kind can come by HTTP.
    pub fn token(&self, actor: &str) -> Option<String> {
        // Signing takes longer than most requests, and a token is good for ten minutes.
        if let Some(known) = self.tokens.lock().expect("not poisoned").get(actor) {
            return Some(known.clone());
        }
        let token = self.new_token(actor)?;
        self.tokens.lock().expect("not poisoned").insert(actor.to_owned(), token.clone());
        Some(token)
    }

    fn new_token(&self, actor: &str) -> Option<String> {
        let seat = World::get().seat(actor);
        let person = match (seat.sign_in, seat.actor()) {
            (SignIn::Anonymous, _) => return None,
            (SignIn::Worker, _) => panic!("a job does not come by HTTP"),
            (SignIn::External, actor) => {
                return Some(hs256(actor.account().expect("somebody"), &json!({})));
            }
            (_, Actor::Person(person)) => person,
            (_, other) => panic!("{other:?}"),
        };
        Some(self.mint(person.account, person.session.expect("a session of ours"), person.assurance))
    }

    /// A token of ours.
    ///
    /// # Panics
    /// When the keyring can't sign.
    pub fn mint(&self, account: Uuid, session: Uuid, assurance: Assurance) -> String {
        let none = Map::new();
        let token = self.signer.mint(&NewToken {
            account,
            session,
            email: "somebody@example.org",
            phone: "",
            assurance,
            amr: &[],
            app_metadata: &none,
            user_metadata: &none,
            issued_at: self.clock.unix(),
            lifetime: 600,
        });
        token.expect("a token").token.to_string()
    }

    /// Gives somebody of the world a password with which they can sign in.
    ///
    /// # Panics
    /// When it can't be stored.
    pub async fn set_password(&self, account: &str, password: &'static str) {
        static HASH: OnceCell<(&'static str, String)> = OnceCell::const_new();
        let make = || async {
            let new = NewPassword::parse("password", password, "").expect("a password that is taken");
            let hash = almoner_keys::Passwords::default().hash(new).await.expect("a hash");
            (password, hash)
        };
        let (of, hash) = HASH.get_or_init(make).await;
        assert_eq!(*of, password, "one password for everybody of a test: hashing takes its time");
        let set = "update private.accounts set password_hash = $2, totp_secret = null where id = $1";
        let done =
            self.database.owner().await.execute(set, &[&id(&format!("account:{account}")), hash]).await;
        assert_eq!(done.expect("stored"), 1, "{account} has no account");
    }
}
