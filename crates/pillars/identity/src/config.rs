//! How signing in is set up, with the reason of every number.

use std::time::Duration;

use almoner_keys::Clock;
use almoner_keys::passwords::PasswordConfig;

/// Seconds for which an access token is good. A right that ends is noticed at the next request
/// whatever the token says; this bounds what a stolen one is worth.
pub const ACCESS_SECONDS: u32 = 600;
/// For so long after a refresh token was exchanged it gives the same new one again: tabs that
/// refresh at once, an answer that was lost, a server that came back after a crash (15 s). After it,
/// two hold the same token, and the sign-in ends.
pub const GRACE: Duration = Duration::from_secs(30);
/// Without a refresh for so long, a sign-in ends. Longer than a night shift of 12 h 15 min with its
/// handovers, so that nobody is asked for a password with a resident on the floor.
pub const IDLE: Duration = Duration::from_secs(14 * 3600);
/// Whatever happens, a sign-in ends after a week.
pub const ABSOLUTE: Duration = Duration::from_secs(7 * 24 * 3600);

/// What [`Identity`](crate::Identity) needs to know. [`IdentityConfig::new`] gives the defaults.
#[derive(Clone, Debug)]
pub struct IdentityConfig {
    /// The address that people type (`ALMONER_BASE_URL`): scheme, host and port. Links in mails and
    /// the issuer of tokens are made from it, never from a request's `Host`.
    pub base_url: String,
    /// What mails and authenticator apps call this installation.
    pub name: String,
    /// Seconds of an access token; see [`ACCESS_SECONDS`].
    pub access_seconds: u32,
    /// See [`GRACE`].
    pub grace: Duration,
    /// See [`IDLE`].
    pub idle: Duration,
    /// See [`ABSOLUTE`].
    pub absolute: Duration,
    /// How many passwords are hashed at a time, and how many requests may wait for it.
    pub passwords: PasswordConfig,
    /// The clock of tokens and one-time codes. Limits of sessions and throttles go by the database's.
    pub clock: Clock,
}

impl IdentityConfig {
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into().trim_end_matches('/').to_owned(),
            name: "Almoner".to_owned(),
            access_seconds: ACCESS_SECONDS,
            grace: GRACE,
            idle: IDLE,
            absolute: ABSOLUTE,
            passwords: PasswordConfig::default(),
            clock: Clock::system(),
        }
    }

    /// `iss` of our tokens, in the form of Supabase Auth.
    pub fn issuer(&self) -> String {
        format!("{}/auth/v1", self.base_url)
    }
}

#[cfg(test)]
mod tests {
    use super::{ABSOLUTE, GRACE, IDLE, IdentityConfig};

    #[test]
    fn the_limits_outlast_a_night_shift() {
        let shift = std::time::Duration::from_secs(12 * 3600 + 15 * 60);
        assert!(IDLE > shift && ABSOLUTE > IDLE && GRACE < IDLE);
    }

    #[test]
    fn one_issuer_however_the_address_ends() {
        for url in ["https://care.example.org", "https://care.example.org/"] {
            assert_eq!(IdentityConfig::new(url).issuer(), "https://care.example.org/auth/v1");
        }
    }
}
