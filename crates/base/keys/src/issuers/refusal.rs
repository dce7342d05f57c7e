//! Why a token was refused: for the log and for tests, never for the caller.

/// The cause of an `unauthenticated` answer. Holds nothing of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    #[error("token: longer than a token may be")]
    TooLong,
    #[error("token: not three base64url parts of JSON objects without duplicate names")]
    Malformed,
    #[error("token: the header has a parameter that is not allowed")]
    HeaderParameter,
    #[error("token: the header's type is not that of an access token")]
    Type,
    #[error("token: the algorithm is not the issuer's")]
    Algorithm,
    #[error("token: the key id is malformed, or missing where it is needed")]
    KeyId,
    #[error("token: no such issuer is configured")]
    Issuer,
    #[error("token: made for another audience")]
    Audience,
    #[error("token: the expiry is missing, malformed or too far away")]
    Expiry,
    #[error("token: expired")]
    Expired,
    #[error("token: the start or issue time is malformed or in the future")]
    NotYet,
    #[error("token: the subject is missing or malformed")]
    Subject,
    #[error("token: the role is not that of a signed-in account")]
    Role,
    #[error("token: of an anonymous account")]
    Anonymous,
    #[error("token: the session is missing or malformed")]
    Session,
    #[error("token: the assurance level is missing or malformed")]
    Assurance,
    #[error("token: not an access token")]
    NotAccess,
    #[error("token: the issuer has no such key")]
    UnknownKey,
    #[error("token: the issuer's keys can't be had")]
    KeysUnavailable,
    #[error("token: the signature is wrong")]
    Signature,
}
