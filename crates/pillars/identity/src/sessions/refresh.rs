//! The exchange of refresh tokens.
//!
//! Each is good once. Exchanged again within the grace it gives the same child: tabs that refresh at
//! once, a lost answer, a crash between commit and answer. Exchanged again later, two hold it, and
//! the whole sign-in ends. Token, child and session change in one transaction, so a crash leaves
//! either the old token good or the new one.

use almoner_kernel::{Code, Error};
use almoner_keys::SecretHash;
use almoner_pg::One;
use almoner_web::{Answer, App, Body, Handled};
use axum::extract::State;

use crate::messages::{Notice, notice};
use crate::sessions::issue::Issued;
use crate::sessions::store::{END, EXCHANGE, IDLE_ON_DEVICE, PRESENTED, SESSION};
use crate::signin::model::{RefreshIn, SignInOut, Transport};
use crate::signin::store::WORKPLACES;
use crate::signin::visit::{Visit, nobody};

pub async fn refresh(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<RefreshIn>,
) -> Handled<Answer<SignInOut>> {
    let identity = &visit.identity;
    let over = || Error::new(Code::Unauthenticated);
    let token = visit.refresh_token(sent.transport, sent.refresh_token.as_ref())?.ok_or_else(over)?;
    let hash = token.hash().as_bytes().to_vec();
    let grace = identity.config.grace.as_secs_f64();
    let (mut tx, found) = app.db.signin(&nobody(), PRESENTED.with((hash.clone(), grace))).await?;
    let found = found.into_iter().next().ok_or_else(over)?;
    if !found.live || Transport::stored(&found.transport) != sent.transport {
        return Err(over().into());
    }
    let mut children = identity.children(&token).into_iter();
    let (refresh, session) = if !found.used {
        let child = children.next().ok_or_else(|| Error::internal("a keyring without a key"))?;
        let idle = identity.config.idle.as_secs_f64();
        let call = EXCHANGE.with((hash, child.hash().as_bytes().to_vec(), idle, IDLE_ON_DEVICE));
        (child, tx.run(call).await?.one()?)
    } else if found.in_grace {
        let stored = found.child.as_deref().and_then(SecretHash::from_stored);
        let child = children.find(|child| stored.is_some_and(|stored| child.hash() == stored));
        // Only a keyring that was rotated twice within the grace no longer knows it.
        let child = child.ok_or_else(over)?;
        (child, tx.run(SESSION.with((found.session_id,))).await?.one()?)
    } else {
        let ended = tx.finish(END.with((found.account_id, found.session_id, "refresh_reuse"))).await?;
        if !ended.is_empty() {
            tracing::warn!(session = %found.session_id, "a refresh token was used twice; its session was ended");
            identity.post(notice(&found.email, Notice::SessionCopied));
        }
        return Err(over().into());
    };
    let workplaces = tx.finish(WORKPLACES.with((found.account_id,))).await?;
    let issued = Issued { session, email: found.email, refresh, device: None, workplaces };
    Ok(identity.give(issued)?.answer())
}
