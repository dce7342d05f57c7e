//! Who may sit at the keyboard: each person in an ordinary session, and the odd ones.

use std::collections::BTreeMap;

use almoner_kernel::{Actor, Assurance, Person as SignedIn};

use super::people::{PEOPLE, Person};
use crate::names::id;

/// How somebody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A session of ours; whether a second factor was given just now.
    Session { fresh_second_factor: bool },
    /// A token of an external issuer, without a session of ours.
    External,
    /// A session that has ended, in one way or another: by time, idleness, or being revoked, or
    /// one that belongs to another account.
    Ended(&'static str),
    /// Nobody.
    Anonymous,
    /// A scheduled job of the organisation.
    Worker,
}

/// An actor of the world.
#[derive(Debug)]
pub struct Seat {
    pub name: &'static str,
    /// The profile that the sign-in names.
    pub person: Option<&'static str>,
    pub sign_in: SignIn,
}

impl Seat {
    /// As the server's code passes it on.
    ///
    /// # Panics
    /// When the person has no account.
    pub fn actor(&self) -> Actor {
        let account = |name: &str| {
            let person = PEOPLE.iter().find(|p| p.name == name).expect("a seat names a person");
            id(&format!("account:{}", person.account.expect("who sits at a keyboard has an account")))
        };
        match (self.sign_in, self.person) {
            (SignIn::Anonymous, _) | (_, None) => Actor::Anonymous,
            (SignIn::Worker, Some(_)) => Actor::Worker { organisation: id("O1") },
            (SignIn::External, Some(name)) => {
                Actor::Person(SignedIn { account: account(name), session: None, assurance: Assurance::Aal2 })
            }
            (SignIn::Session { .. } | SignIn::Ended(_), Some(name)) => Actor::Person(SignedIn {
                account: account(name),
                session: Some(self.session()),
                assurance: Assurance::Aal2,
            }),
        }
    }

    /// The id of the session that the actor presents.
    pub fn session(&self) -> uuid::Uuid {
        match self.sign_in {
            SignIn::Ended("borrowed") => id("session:mgr1"),
            _ => id(&format!("session:{}", self.name)),
        }
    }

    /// The person whose rights count: nobody without a live sign-in, or with a profile that is not
    /// active.
    pub fn acts_as(&self) -> Option<&'static Person> {
        let signed_in = matches!(self.sign_in, SignIn::Session { .. } | SignIn::External);
        PEOPLE
            .iter()
            .find(|p| Some(p.name) == self.person)
            .filter(|p| signed_in && p.status == "active" && !p.archived)
    }

    /// Whether a second factor was given in this session just now.
    pub fn has_fresh_second_factor(&self) -> bool {
        self.sign_in == SignIn::Session { fresh_second_factor: true }
    }
}

pub fn seats() -> BTreeMap<&'static str, Seat> {
    let mut seats = Vec::new();
    for person in PEOPLE.iter().filter(|p| p.account.is_some()) {
        let fresh_second_factor = matches!(person.name, "owner1" | "owner2" | "mgr1" | "comp1");
        seats.push(Seat {
            name: person.name,
            person: Some(person.name),
            sign_in: SignIn::Session { fresh_second_factor },
        });
    }
    let seat = |name, person, sign_in| Seat { name, person, sign_in };
    seats.extend([
        seat("owner1@stale", Some("owner1"), SignIn::Session { fresh_second_factor: false }),
        seat("owner_manager@fresh", Some("owner_manager"), SignIn::Session { fresh_second_factor: true }),
        seat("carer1@external", Some("carer1"), SignIn::External),
        seat("owner1@external", Some("owner1"), SignIn::External),
        // The account's other profile was chosen.
        seat("two_orgs@external", Some("two_orgs_2"), SignIn::External),
        seat("mgr1@expired", Some("mgr1"), SignIn::Ended("expired")),
        seat("mgr1@idle", Some("mgr1"), SignIn::Ended("idle")),
        seat("mgr1@revoked", Some("mgr1"), SignIn::Ended("revoked")),
        seat("carer1@borrowed", Some("carer1"), SignIn::Ended("borrowed")),
        seat("anonymous", None, SignIn::Anonymous),
        seat("worker", Some("owner1"), SignIn::Worker),
    ]);
    seats.into_iter().map(|s| (s.name, s)).collect()
}
