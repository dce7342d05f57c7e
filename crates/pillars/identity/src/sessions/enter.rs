//! What a signed-in person does to their own sign-in: the way in, with its locks.

use almoner_kernel::{Actor, Caller, Code, Error, Person, Result};
use almoner_keys::{Secret, SecretKind};
use almoner_pg::{One, Tx};
use uuid::Uuid;

use crate::identity::Identity;
use crate::sessions::issue::{Given, Issued, placed};
use crate::sessions::store::{LIVE, ROTATE, Session};
use crate::signin::store::{ACCOUNT, Account, LOCK, WORKPLACES};

/// An open transaction of a person on their own account. It holds the account's row.
pub struct Entered {
    pub tx: Tx,
    pub account: Account,
    pub session: Session,
}

/// What becomes of the second factor when a session is put in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    Given,
    Kept,
    Gone,
}

impl SecondFactor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Kept => "kept",
            Self::Gone => "gone",
        }
    }
}

/// The person who asks.
pub fn person(me: &Caller) -> Result<&Person> {
    match &me.actor {
        Actor::Person(person) => Ok(person),
        Actor::Anonymous | Actor::Worker { .. } => Err(Code::Unauthenticated.into()),
    }
}

/// The person's own session with us. Somebody with another issuer's token has their password, their
/// authenticator and their sessions there.
pub fn own_session(me: &Caller) -> Result<(Uuid, Uuid)> {
    let person = person(me)?;
    let session = person.session.ok_or_else(|| {
        Error::new(Code::Forbidden).message("This sign-in belongs to another service; change it there.")
    })?;
    Ok((session, person.account))
}

impl Identity {
    /// Opens a transaction on the caller's own account, if their session lives.
    pub(crate) async fn enter(&self, me: &Caller) -> Result<Entered> {
        let (session, account) = own_session(me)?;
        let calls = (LOCK.with((account,)), LIVE.with((session, account)), ACCOUNT.with((account,)));
        let (tx, (_, sessions, accounts)) = self.db.signin(me, calls).await?;
        let session = sessions.into_iter().next().ok_or(Code::Unauthenticated)?;
        // A PIN is for care. What it could change here would outlast the tablet.
        if session.device_id.is_some() {
            let message = "You are signed in with a PIN. Sign in with your password to do this.";
            return Err(Error::new(Code::Forbidden).message(message));
        }
        Ok(Entered { tx, account: accounts.one()?, session })
    }

    /// Puts a new session in the place of the present one, commits, and gives its tokens. `wanted`
    /// is the organisation to work in; without it the present one is kept where it still can be.
    pub(crate) async fn rotate(
        &self,
        entered: Entered,
        wanted: Option<Uuid>,
        factor: SecondFactor,
    ) -> Result<Given> {
        let Entered { mut tx, account, session } = entered;
        let has_factor = match factor {
            SecondFactor::Given => true,
            SecondFactor::Kept => session.second_factor_at.is_some(),
            SecondFactor::Gone => false,
        };
        let workplaces = tx.run(WORKPLACES.with((account.id,))).await?;
        if let Some(wanted) = wanted {
            let there = workplaces.iter().find(|one| one.organisation_id == wanted).ok_or(Code::NotFound)?;
            if there.second_factor_required && !has_factor {
                return Err(Code::SecondFactorRequired.into());
            }
        }
        let place = placed(&workplaces, wanted.or(session.organisation_id), has_factor);
        let refresh = Secret::generate(SecretKind::Refresh);
        let rotated = ROTATE.with((
            session.id,
            place.map(|one| one.organisation_id),
            place.map(|one| one.profile_id),
            factor.as_str(),
            self.config.idle.as_secs_f64(),
            refresh.hash().as_bytes().to_vec(),
        ));
        // Nothing comes back when the session was ended since this transaction read it.
        let session = tx.finish(rotated).await?.into_iter().next().ok_or(Code::Unauthenticated)?;
        self.give(Issued { session, email: account.email, refresh, device: None, workplaces })
    }
}
