//! A new password by a link that was sent to the account's address.

use almoner_kernel::{Code, Error, text};
use almoner_keys::passwords::NewPassword;
use almoner_keys::{Secret, SecretKind};
use almoner_web::{Accepted, Answer, App, Body, Handled};
use axum::extract::State;

use crate::links::{Link, RESET_MINUTES};
use crate::messages::{Notice, notice, password_reset};
use crate::sessions::store::END_OTHERS;
use crate::signin::model::{NewPasswordIn, PasswordResetIn};
use crate::signin::store::{ADD_RESET, END_RESETS, LOCK, RESET, SET_PASSWORD, USE_RESET};
use crate::signin::throttle::{Allowance, count};
use crate::signin::visit::{Visit, nobody};

pub async fn ask(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<PasswordResetIn>,
) -> Handled<Accepted<()>> {
    let identity = &visit.identity;
    let email = text::email(&sent.email)
        .ok_or_else(|| Error::field("email", "format", "Give an e-mail address such as asha@example.org."))?;
    let allowances = [
        Allowance::resets(&identity.keyring, &email),
        Allowance::resets_of_network(&identity.keyring, visit.network),
    ];
    let (mut tx, ()) = app.db.signin(&nobody(), ()).await?;
    if let Some(refused) = count(&mut tx, &[&allowances[0], &allowances[1]]).await? {
        tx.commit().await?;
        return Err(refused.into());
    }
    // The same statements whether there is such an account or not; the mail leaves after the answer.
    let secret = Secret::generate(SecretKind::PasswordReset);
    let call = ADD_RESET.with((secret.hash().as_bytes().to_vec(), email, RESET_MINUTES));
    if let Some(made) = tx.finish(call).await?.first() {
        identity.post(password_reset(&made.email, &identity.url(Link::PasswordReset, &secret)));
    }
    Ok(Accepted::of(()))
}

pub async fn finish(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<NewPasswordIn>,
) -> Handled<Answer<()>> {
    let identity = &visit.identity;
    let secret = Secret::parse(SecretKind::PasswordReset, sent.token.expose()).ok_or(Code::LinkExpired)?;
    let hash = secret.hash().as_bytes().to_vec();
    let (tx, found) = app.db.signin(&nobody(), RESET.with((hash.clone(),))).await?;
    tx.commit().await?;
    let found = found.into_iter().next().ok_or(Code::LinkExpired)?;
    let password = NewPassword::parse("password", sent.password.expose(), &found.email)?;
    let password = identity.passwords.hash(password).await?;
    let calls = (LOCK.with((found.account_id,)), USE_RESET.with((hash,)));
    let (tx, (_, used)) = app.db.signin(&nobody(), calls).await?;
    if used.is_empty() {
        return Err(Code::LinkExpired.into());
    }
    tx.finish((
        SET_PASSWORD.with((found.account_id, password)),
        END_RESETS.with((found.account_id,)),
        END_OTHERS.with((found.account_id, None, "password_changed")),
    ))
    .await?;
    identity.post(notice(&found.email, Notice::PasswordChanged));
    Ok(Answer::of(()))
}
