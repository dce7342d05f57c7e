//! Second factors: a code of the authenticator app, or a recovery code.

use almoner_kernel::{Error, Result};
use almoner_keys::totp::TotpSecret;
use almoner_keys::{Purpose, recovery, seal};
use almoner_pg::Tx;
use uuid::Uuid;

use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::signin::store::{Account, RESEAL, USE_RECOVERY, USE_STEP};

/// What was given.
pub enum Factor<'a> {
    Code(&'a Hidden),
    Recovery(&'a Hidden),
}

impl<'a> Factor<'a> {
    /// One of the two, or none.
    pub fn of(code: Option<&'a Hidden>, recovery: Option<&'a Hidden>) -> Result<Option<Self>> {
        match (code, recovery) {
            (Some(_), Some(_)) => {
                Err(Error::field("recovery_code", "too_many", "Send a code or a recovery code, not both."))
            }
            (Some(code), None) => Ok(Some(Self::Code(code))),
            (None, Some(code)) => Ok(Some(Self::Recovery(code))),
            (None, None) => Ok(None),
        }
    }

    /// One of the two.
    pub fn needed(code: Option<&'a Hidden>, recovery: Option<&'a Hidden>) -> Result<Self> {
        Self::of(code, recovery)?
            .ok_or_else(|| Error::field("code", "required", "Send a code or a recovery code."))
    }

    pub fn is_recovery(&self) -> bool {
        matches!(self, Self::Recovery(_))
    }
}

/// What an account's seed is sealed for: that account alone.
pub fn seed_context(account: Uuid) -> Vec<u8> {
    seal::context(&[b"authenticator", account.as_bytes()])
}

impl Identity {
    /// Opens a sealed seed.
    pub(crate) fn open_seed(&self, account: Uuid, sealed: &str) -> Result<TotpSecret> {
        let seed = self
            .keyring
            .open(Purpose::TotpSecret, &seed_context(account), sealed)
            .map_err(Error::internal)?;
        TotpSecret::from_bytes(&seed).ok_or_else(|| Error::internal("a stored seed has not 20 bytes"))
    }

    pub(crate) fn seal_seed(&self, account: Uuid, seed: &TotpSecret) -> Result<String> {
        self.keyring.seal(Purpose::TotpSecret, &seed_context(account), seed.as_bytes())
    }

    /// Uses a factor up, if it is right. The transaction holds the account's row, so that of two who
    /// send the same code at once one comes second and finds its step used.
    pub(crate) async fn spend(&self, tx: &mut Tx, account: &Account, factor: &Factor<'_>) -> Result<bool> {
        match factor {
            Factor::Code(code) => {
                let Some(sealed) = account.totp_secret.as_deref().filter(|_| account.totp_confirmed) else {
                    return Ok(false);
                };
                let seed = self.open_seed(account.id, sealed)?;
                let now = self.config.clock.unix();
                let Some(step) = seed.verify(code.expose(), now, Some(account.totp_last_step)) else {
                    return Ok(false);
                };
                if self.keyring.needs_reseal(sealed) {
                    tx.run(RESEAL.with((account.id, self.seal_seed(account.id, &seed)?))).await?;
                }
                Ok(!tx.run(USE_STEP.with((account.id, step))).await?.is_empty())
            }
            Factor::Recovery(code) => {
                let Some(hash) = recovery::hash(account.id, code.expose()).filter(|_| account.totp_confirmed)
                else {
                    return Ok(false);
                };
                Ok(!tx.run(USE_RECOVERY.with((account.id, hash.to_vec()))).await?.is_empty())
            }
        }
    }
}
