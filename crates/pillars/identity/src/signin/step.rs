//! The state of a sign-in between its two steps: sealed, and held by the client.

use almoner_kernel::Result;
use almoner_keys::{Keyring, Purpose};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::hidden::Hidden;
use crate::signin::model::Transport;

/// Seconds between password and code.
const GOOD_FOR: i64 = 300;
const CONTEXT: &[u8] = b"second step of a sign-in 1";

/// A sign-in whose password was right.
#[derive(Serialize, Deserialize)]
pub struct Step {
    pub account: Uuid,
    /// Of the password's hash: a password that was changed in between opens nothing any more.
    mark: String,
    /// Unix seconds.
    at: i64,
    pub transport: Transport,
    pub device: Option<String>,
}

impl Step {
    pub fn new(account: Uuid, hash: &str, at: i64, transport: Transport, device: Option<String>) -> Self {
        Self { account, mark: mark(hash), at, transport, device }
    }

    pub fn seal(&self, keyring: &Keyring) -> Result<Hidden> {
        let plain = serde_json::to_vec(self).map_err(almoner_kernel::Error::internal)?;
        keyring.seal(Purpose::SignInStep, CONTEXT, &plain).map(Hidden::new)
    }

    /// `None` when it is not ours, too old, or from a clock that ran ahead.
    pub fn open(keyring: &Keyring, text: &Hidden, now: i64) -> Option<Self> {
        let plain = keyring.open(Purpose::SignInStep, CONTEXT, text.expose()).ok()?;
        let step: Self = serde_json::from_slice(&plain).ok()?;
        (step.at..=step.at + GOOD_FOR).contains(&now).then_some(step)
    }

    /// Whether the account's password is still the one that was given.
    pub fn is_of(&self, hash: Option<&str>) -> bool {
        hash.is_some_and(|hash| mark(hash) == self.mark)
    }
}

fn mark(hash: &str) -> String {
    hex::encode(&Sha256::digest(hash)[..16])
}

#[cfg(test)]
mod tests {
    use almoner_keys::Keyring;
    use uuid::Uuid;

    use super::Step;
    use crate::hidden::Hidden;
    use crate::signin::model::Transport;

    #[test]
    fn it_is_good_for_five_minutes_and_one_password() {
        let keyring = Keyring::ephemeral();
        let step = Step::new(Uuid::from_u128(1), "$argon2id$a", 1000, Transport::Bearer, None);
        let text = step.seal(&keyring).unwrap();
        for (now, opens) in [(999, false), (1000, true), (1300, true), (1301, false)] {
            assert_eq!(Step::open(&keyring, &text, now).is_some(), opens, "{now}");
        }
        assert!(Step::open(&Keyring::ephemeral(), &text, 1000).is_none());
        assert!(Step::open(&keyring, &Hidden::new("v1.x.y"), 1000).is_none());
        let opened = Step::open(&keyring, &text, 1100).unwrap();
        assert!(opened.is_of(Some("$argon2id$a")));
        assert!(!opened.is_of(Some("$argon2id$b")) && !opened.is_of(None));
    }
}
