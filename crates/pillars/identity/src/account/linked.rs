//! Sign-ins of other services, linked by a person who is signed in here.
//!
//! A token of another issuer is never taken for an account because of an e-mail in it: whoever can
//! register any address there would be that account here.

use std::sync::Arc;

use almoner_kernel::{Code, Error};
use almoner_keys::issuers::IssuerKind;
use almoner_web::{Answer, Body, Handled, SignedIn};
use axum::Extension;

use crate::account::model::{LinkSignInIn, UnlinkSignInIn};
use crate::account::store::{LINK, UNLINK};
use crate::identity::Identity;
use crate::messages::{Notice, notice};

pub async fn link(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<LinkSignInIn>,
) -> Handled<Answer<()>> {
    let wrong = || Error::field("token", "wrong", "This is no token of a service that can be linked.");
    // Before a transaction is open: it may ask the service for its keys.
    let verified = identity.issuers.verify(sent.token.expose()).await.map_err(|_| wrong())?;
    if verified.kind != IssuerKind::Oidc {
        return Err(wrong().into());
    }
    let entered = identity.enter_with_password(&me, "password", &sent.password).await?;
    if entered.account.totp_confirmed && !entered.session.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    if verified.verified_email.as_deref() != Some(&entered.account.email) {
        let message = "The service does not say that it verified your address.";
        return Err(Error::field("token", "wrong", message).into());
    }
    let id = entered.account.id;
    let linked = entered.tx.finish(LINK.with((verified.issuer.to_string(), verified.subject, id))).await?;
    if linked.is_empty() {
        return Err(Error::new(Code::Duplicate).message("This sign-in is linked already.").into());
    }
    identity.post(notice(&entered.account.email, Notice::IdentityLinked));
    Ok(Answer::of(()))
}

pub async fn unlink(
    Extension(identity): Extension<Arc<Identity>>,
    SignedIn(me): SignedIn,
    Body(sent): Body<UnlinkSignInIn>,
) -> Handled<Answer<()>> {
    let entered = identity.enter(&me).await?;
    let id = entered.account.id;
    if entered.tx.finish(UNLINK.with((id, sent.issuer))).await?.is_empty() {
        return Err(Code::NotFound.into());
    }
    identity.linked.forget();
    Ok(Answer::of(()))
}
