//! On whose behalf something is done.

use uuid::Uuid;

/// How strongly a sign-in was proven, in the words of Supabase Auth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// One factor.
    Aal1,
    /// A second factor was given in this session.
    Aal2,
}

impl Assurance {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aal1 => "aal1",
            Self::Aal2 => "aal2",
        }
    }
}

/// A signed-in account. Only the identity is believed from a token: what the
/// account may do is read from live rows by the database at each statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// `auth.users.id`.
    pub account: Uuid,
    /// Our own session (`private.sessions.id`); `None` for an external issuer's token.
    pub session: Option<Uuid>,
    pub assurance: Assurance,
}

/// Who acts. Everything that reads or writes data takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in: may reach nothing but the sign-in functions.
    Anonymous,
    Person(Person),
    /// A scheduled job, for exactly one organisation.
    Worker {
        organisation: Uuid,
    },
}

impl Actor {
    pub fn account(&self) -> Option<Uuid> {
        match self {
            Self::Person(p) => Some(p.account),
            Self::Anonymous | Self::Worker { .. } => None,
        }
    }

    /// The claims that the database's policies read, shaped as Supabase shapes them.
    pub fn claims(&self) -> serde_json::Value {
        match self {
            Self::Anonymous => serde_json::json!({"role": "anon"}),
            Self::Person(p) => serde_json::json!({
                "role": "authenticated",
                "sub": p.account,
                "aal": p.assurance.as_str(),
                "almoner_session": p.session,
            }),
            Self::Worker { organisation } => serde_json::json!({
                "role": "authenticated",
                "almoner_worker": organisation,
            }),
        }
    }
}

/// Names one request in logs, answers and audit rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One request's context: who, and under which name it appears in logs and audit rows.
/// A parameter of everything that touches data; nothing is taken from hidden global state.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    pub request: RequestId,
}

impl Caller {
    pub fn new(actor: Actor) -> Self {
        Self { actor, request: RequestId::new() }
    }

    /// Whoever starts something without having signed in.
    pub fn anonymous() -> Self {
        Self::new(Actor::Anonymous)
    }
}
