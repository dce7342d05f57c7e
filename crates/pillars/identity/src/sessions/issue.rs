//! What a session is worth: an access token and a refresh token, in cookies or in the answer.

use almoner_kernel::{Assurance, Code, Error, Person, Result};
use almoner_keys::tokens::{Amr, NewToken};
use almoner_keys::{Purpose, Secret, SecretKind};
use almoner_web::{Answer, Reply};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use http::header::SET_COOKIE;
use jiff::Timestamp;
use serde_json::Map;
use uuid::Uuid;

use crate::cookies::Cookie;
use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::sessions::store::Session;
use crate::signin::model::{SignInOut, SignInState, SignedInOut, TokensOut, Transport, WorkplaceOut};
use crate::signin::store::Workplace;

/// A session with the secrets that are given out once.
pub struct Issued {
    pub session: Session,
    pub email: String,
    pub refresh: Secret,
    /// The mark of the device, when the person has just signed in.
    pub device: Option<Secret>,
    pub workplaces: Vec<Workplace>,
}

/// Where a session may be: in `wanted`, or in the only organisation there is. Not in one that wants
/// a second factor without one.
pub fn placed(workplaces: &[Workplace], wanted: Option<Uuid>, second_factor: bool) -> Option<&Workplace> {
    let found = match (wanted, workplaces) {
        (Some(wanted), all) => all.iter().find(|one| one.organisation_id == wanted),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    found.filter(|one| second_factor || !one.second_factor_required)
}

impl From<Workplace> for WorkplaceOut {
    fn from(one: Workplace) -> Self {
        Self {
            organisation_id: one.organisation_id,
            profile_id: one.profile_id,
            name: one.organisation,
            second_factor_required: one.second_factor_required,
        }
    }
}

/// The sign-in of somebody whose tokens another service gives.
pub fn elsewhere(who: &Person, place: Option<(Uuid, Uuid)>, workplaces: Vec<Workplace>) -> SignInOut {
    let sign_in = SignedInOut {
        session_id: None,
        account_id: who.account,
        organisation_id: place.map(|(organisation, _)| organisation),
        profile_id: place.map(|(_, profile)| profile),
        second_factor: who.assurance == Assurance::Aal2,
        ends_at: None,
        organisations: workplaces.into_iter().map(WorkplaceOut::from).collect(),
    };
    SignInOut { state: SignInState::SignedIn, step: None, sign_in: Some(sign_in), tokens: None }
}

/// An answer's data with the cookies that go along.
pub struct Given {
    pub out: SignInOut,
    cookies: Vec<HeaderValue>,
}

impl Given {
    /// The answer of a route that does nothing else.
    pub fn answer(self) -> Answer<SignInOut> {
        let Self { out, cookies } = self;
        with_cookies(Answer::of(out), cookies)
    }

    /// The answer of a route that says something beside.
    pub fn within<T>(self, whole: impl FnOnce(SignInOut) -> T) -> Answer<T> {
        let Self { out, cookies } = self;
        with_cookies(Answer::of(whole(out)), cookies)
    }
}

pub fn with_cookies<T, const STATUS: u16>(
    reply: Reply<T, STATUS>,
    cookies: Vec<HeaderValue>,
) -> Reply<T, STATUS> {
    cookies.into_iter().fold(reply, |reply, cookie| reply.header(SET_COOKIE, cookie))
}

impl Identity {
    /// Refuses cookies where they can't be kept safe.
    pub(crate) fn check_transport(&self, transport: Transport) -> Result<()> {
        if transport == Transport::Cookie && self.cookies.is_none() {
            let message = "This server is not reached by https, so cookies can't be kept safe. Use bearer.";
            return Err(Error::field("transport", "not_possible", message));
        }
        Ok(())
    }

    /// The tokens of a session in the form of its transport.
    pub(crate) fn give(&self, issued: Issued) -> Result<Given> {
        let Issued { session, email, refresh, device, workplaces } = issued;
        let second_factor = session.second_factor_at.is_some();
        let method = if session.device_id.is_some() { "pin" } else { "password" };
        let mut amr = vec![Amr { method, timestamp: session.created_at.as_second() }];
        amr.extend(session.second_factor_at.map(|at| Amr { method: "totp", timestamp: at.as_second() }));
        // A session that ends before its token would says so itself; a client that believes the token
        // should hear the same.
        let left = u32::try_from(session.seconds_left).unwrap_or(u32::MAX);
        let none = Map::new();
        let access = self.signer.mint(&NewToken {
            account: session.account_id,
            session: session.id,
            email: &email,
            phone: "",
            assurance: if second_factor { Assurance::Aal2 } else { Assurance::Aal1 },
            amr: &amr,
            app_metadata: &none,
            user_metadata: &none,
            issued_at: self.config.clock.unix(),
            lifetime: self.config.access_seconds.min(left).max(1),
        })?;
        let mut cookies = Vec::new();
        let tokens = match Transport::stored(&session.transport) {
            Transport::Bearer => Some(TokensOut {
                access_token: Hidden::new(access.token.as_str()),
                access_ends_at: Timestamp::from_second(access.expires).map_err(Error::internal)?,
                refresh_token: Hidden::new(refresh.expose()),
                refresh_ends_at: session.idle_ends_at,
                device_token: device.map(|mark| Hidden::new(mark.expose())),
            }),
            Transport::Cookie => {
                // A session in cookies of an installation that no longer uses them is over.
                let jar = self.cookies.ok_or(Code::Unauthenticated)?;
                let seconds = i64::from(self.config.access_seconds.min(left));
                cookies.push(jar.set(Cookie::Access, &access.token, seconds));
                cookies.push(jar.set(Cookie::Refresh, refresh.expose(), session.seconds_left));
                cookies.extend(device.map(|mark| jar.set(Cookie::Device, mark.expose(), 0)));
                None
            }
        };
        let sign_in = SignedInOut {
            session_id: Some(session.id),
            account_id: session.account_id,
            organisation_id: session.organisation_id,
            profile_id: session.profile_id,
            second_factor,
            ends_at: Some(session.ends_at),
            organisations: workplaces.into_iter().map(WorkplaceOut::from).collect(),
        };
        let out = SignInOut { state: SignInState::SignedIn, step: None, sign_in: Some(sign_in), tokens };
        Ok(Given { out, cookies })
    }

    /// Takes a browser's sign-in away. The mark of the device stays: it opens nothing, and without it
    /// whoever guesses at the account next would keep its owner out.
    pub(crate) fn forgotten(&self) -> Vec<HeaderValue> {
        self.cookies.map_or_else(Vec::new, |jar| vec![jar.clear(Cookie::Access), jar.clear(Cookie::Refresh)])
    }

    /// What a refresh token is exchanged for, under each valid key, today's first. It follows from the
    /// token, so that tabs which refresh at once are given the same one though only hashes are stored.
    pub(crate) fn children(&self, parent: &Secret) -> Vec<Secret> {
        let macs = self.keyring.macs(Purpose::SignInStep, &[b"refresh token", parent.expose().as_bytes()]);
        macs.iter()
            .filter_map(|mac| {
                let text =
                    Hidden::new(format!("{}{}", SecretKind::Refresh.prefix(), URL_SAFE_NO_PAD.encode(mac)));
                Secret::parse(SecretKind::Refresh, text.expose())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::placed;
    use crate::signin::store::Workplace;

    fn workplace(n: u128, second_factor_required: bool) -> Workplace {
        let id = Uuid::from_u128(n);
        Workplace { organisation_id: id, profile_id: id, organisation: String::new(), second_factor_required }
    }

    #[test]
    fn where_a_session_may_be() {
        let at = |n: u128| Some(Uuid::from_u128(n));
        let found =
            |all: &[Workplace], wanted, factor| placed(all, wanted, factor).map(|w| w.organisation_id);
        let (open, strict) = ([workplace(1, false)], [workplace(1, true)]);
        let two = [workplace(1, false), workplace(2, true)];
        assert_eq!(found(&open, None, false), at(1));
        assert_eq!(found(&strict, None, false), None);
        assert_eq!(found(&strict, None, true), at(1));
        assert_eq!(found(&two, None, true), None, "one has to choose");
        assert_eq!(found(&two, at(1), false), at(1));
        assert_eq!(found(&two, at(2), false), None);
        assert_eq!(found(&two, at(2), true), at(2));
        assert_eq!(found(&two, at(3), true), None);
        assert_eq!(found(&[], None, true), None);
    }
}
