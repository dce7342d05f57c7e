//! The authenticator app and the recovery codes beside it.

use std::sync::Arc;

use almoner_kernel::{Code, Error, Result};
use almoner_keys::recovery::{self, RecoveryCode};
use almoner_keys::totp::TotpSecret;
use almoner_web::records::NothingIn;
use almoner_web::{Answer, Body, Handled, SignedIn};
use axum::Extension;
use uuid::Uuid;

use crate::account::model::{
    AuthenticatorAddedOut, AuthenticatorCodeIn, AuthenticatorOut, PasswordAgainIn, RecoveryCodesOut,
};
use crate::account::store::{CODES, CONFIRM, NO_CODES, PEND, REMOVE};
use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::messages::{Notice, notice};
use crate::sessions::enter::{Entered, SecondFactor};
use crate::signin::model::SignInOut;
use crate::signin::throttle::{Allowance, count};

/// Minutes from the seed to its first code; the SQL of a pending seed says the same.
const MINUTES: i32 = 15;

pub async fn enrol(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<PasswordAgainIn>,
) -> Handled<Answer<AuthenticatorOut>> {
    let entered = identity.enter_with_password(&me, "password", &sent.password).await?;
    let account = &entered.account;
    // Whoever has only the password must not put their own authenticator in the place of another's.
    if account.totp_confirmed && !entered.session.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    let seed = TotpSecret::generate();
    let sealed = identity.seal_seed(account.id, &seed)?;
    let out = AuthenticatorOut {
        secret: Hidden::new(seed.base32().as_str()),
        uri: Hidden::new(seed.uri(&identity.config.name, &account.email).as_str()),
        minutes: MINUTES,
    };
    let id = account.id;
    entered.tx.finish(PEND.with((id, sealed))).await?;
    Ok(Answer::of(out))
}

pub async fn confirm(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<AuthenticatorCodeIn>,
) -> Handled<Answer<AuthenticatorAddedOut>> {
    let mut entered = identity.enter(&me).await?;
    let id = entered.account.id;
    let Some(sealed) = entered.account.totp_pending.clone() else {
        return Err(Error::new(Code::IllegalTransition)
            .message("Begin to add an authenticator first.")
            .into());
    };
    // It was begun with a fresh factor, and that may have been by somebody else.
    if entered.account.totp_confirmed && !entered.session.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    let allowance = Allowance::codes_inside(&identity.keyring, id);
    if let Some(refused) = count(&mut entered.tx, &[&allowance]).await? {
        entered.tx.commit().await?;
        return Err(refused.into());
    }
    let seed = identity.open_seed(id, &sealed)?;
    let Some(step) = seed.verify(sent.code.expose(), identity.config.clock.unix(), None) else {
        entered.tx.commit().await?;
        return Err(Error::field("code", "wrong", "That is not the code that the app shows now.").into());
    };
    let codes = recovery::generate();
    entered
        .tx
        .run((CONFIRM.with((id, step)), NO_CODES.with((id,)), stored(id, &codes), allowance.give_back()))
        .await?;
    let email = entered.account.email.clone();
    let given = identity.rotate(entered, None, SecondFactor::Given).await?;
    identity.post(notice(&email, Notice::AuthenticatorAdded));
    Ok(given.within(|signed_in| AuthenticatorAddedOut { recovery_codes: shown(&codes), signed_in }))
}

pub async fn remove(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(NothingIn {}): Body<NothingIn>,
) -> Handled<Answer<SignInOut>> {
    let mut entered = identity.enter(&me).await?;
    proven(&entered)?;
    let id = entered.account.id;
    entered.tx.run((REMOVE.with((id,)), NO_CODES.with((id,)))).await?;
    let email = entered.account.email.clone();
    let given = identity.rotate(entered, None, SecondFactor::Gone).await?;
    identity.post(notice(&email, Notice::AuthenticatorRemoved));
    Ok(given.answer())
}

pub async fn renew_codes(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(NothingIn {}): Body<NothingIn>,
) -> Handled<Answer<RecoveryCodesOut>> {
    let entered = identity.enter(&me).await?;
    proven(&entered)?;
    let id = entered.account.id;
    let codes = recovery::generate();
    entered.tx.finish((NO_CODES.with((id,)), stored(id, &codes))).await?;
    Ok(Answer::of(RecoveryCodesOut { recovery_codes: shown(&codes) }))
}

/// There is an authenticator, and it was used a moment ago.
fn proven(entered: &Entered) -> Result<()> {
    if !entered.account.totp_confirmed {
        return Err(Error::new(Code::IllegalTransition).message("Your account has no authenticator."));
    }
    if !entered.session.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    Ok(())
}

fn stored(account: Uuid, codes: &[RecoveryCode]) -> almoner_pg::Call<()> {
    CODES.with((account, codes.iter().map(|code| hex::encode(code.hash(account))).collect()))
}

fn shown(codes: &[RecoveryCode]) -> Vec<Hidden> {
    codes.iter().map(|code| Hidden::new(code.expose())).collect()
}
