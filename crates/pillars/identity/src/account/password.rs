//! Changing the password, and giving it again before something that it protects.

use std::sync::Arc;

use almoner_kernel::{Caller, Error, Result};
use almoner_keys::passwords::{GivenPassword, NewPassword, Verdict};
use almoner_web::{Answer, Body, Handled, SignedIn};
use axum::Extension;

use crate::account::model::ChangePasswordIn;
use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::messages::{Notice, notice};
use crate::sessions::enter::Entered;
use crate::sessions::store::END_OTHERS;
use crate::signin::store::{END_RESETS, SET_PASSWORD};
use crate::signin::throttle::{Allowance, count};

impl Identity {
    /// [`Identity::enter`] after the password was given again. A wrong one is named at its field
    /// `path`, and counted.
    pub(crate) async fn enter_with_password(
        &self,
        me: &Caller,
        path: &'static str,
        password: &Hidden,
    ) -> Result<Entered> {
        let given = GivenPassword::parse(path, password.expose())?;
        let mut entered = self.enter(me).await?;
        let stored = entered.account.password_hash.clone();
        let allowance = Allowance::inside(&self.keyring, entered.account.id);
        let refused = count(&mut entered.tx, &[&allowance]).await?;
        entered.tx.commit().await?;
        if let Some(refused) = refused {
            return Err(refused);
        }
        let wrong = || Error::field(path, "wrong", "That is not your password.");
        // No transaction is open while the hash is worked on.
        if self.passwords.verify(given, stored.as_deref()).await? == Verdict::Mismatch {
            return Err(wrong());
        }
        let mut entered = self.enter(me).await?;
        if entered.account.password_hash != stored {
            return Err(wrong());
        }
        entered.tx.run(allowance.give_back()).await?;
        Ok(entered)
    }
}

pub async fn change(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<ChangePasswordIn>,
) -> Handled<Answer<()>> {
    let entered = identity.enter_with_password(&me, "current_password", &sent.current_password).await?;
    let new = NewPassword::parse("new_password", sent.new_password.expose(), &entered.account.email)?;
    let stored = entered.account.password_hash.clone();
    // Again: no transaction is open while a hash is worked on.
    entered.tx.commit().await?;
    let hash = identity.passwords.hash(new).await?;
    let entered = identity.enter(&me).await?;
    if entered.account.password_hash != stored {
        return Err(Error::field("current_password", "wrong", "That is not your password.").into());
    }
    let id = entered.account.id;
    entered
        .tx
        .finish((
            SET_PASSWORD.with((id, hash)),
            END_RESETS.with((id,)),
            END_OTHERS.with((id, Some(entered.session.id), "password_changed")),
        ))
        .await?;
    identity.post(notice(&entered.account.email, Notice::PasswordChanged));
    Ok(Answer::of(()))
}
