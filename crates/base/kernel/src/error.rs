//! The one error of the house.
//!
//! It says what went wrong in the words of the API (a stable code), a sentence
//! for people, the fields concerned, and keeps the cause for the log. It knows
//! nothing of HTTP: `almoner-web` turns a [`Code`] into a status, in one place.

use std::borrow::Cow;
use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $message:literal;)+) => {
        /// The closed list of error codes. A client may switch on the text; it never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, for the documentation and its test.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The sentence that people see when nothing more precise is known.
            pub fn default_message(self) -> &'static str {
                match self { $(Self::$name => $message),+ }
            }

            /// What the code means, from its documentation.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+)),+ }
            }

            /// The code of a text that the database raised.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    /// The request could not be read: broken JSON, a broken header, a path that is not an id.
    BadRequest = "bad_request", "The request could not be read.";
    /// One or more fields are wrong; `fields` names each.
    Invalid = "invalid", "Some of what was sent is not right.";
    /// Nobody is signed in, or the sign-in has ended.
    Unauthenticated = "unauthenticated", "Please sign in.";
    /// The e-mail, password or code is wrong. The same answer for accounts that do not exist.
    SignInRefused = "sign_in_refused", "That e-mail, password or code is not right.";
    /// A second factor has to be given before this can be done.
    SecondFactorRequired = "second_factor_required", "Enter the code from your authenticator to go on.";
    /// The person may see this but may not do it.
    Forbidden = "forbidden", "You may not do this.";
    /// The request came from another site.
    OriginRefused = "origin_refused", "This request came from another site and was refused.";
    /// It does not exist, or is not yours to see; the answer is the same.
    NotFound = "not_found", "There is nothing here.";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", "This address does not take that method.";
    /// The change is not possible in the state the record is in.
    IllegalTransition = "illegal_transition", "That is not possible in its present state.";
    /// Something with this name or key exists already.
    Duplicate = "duplicate", "That exists already.";
    /// The bed is held by another resident in that time.
    BedTaken = "bed_taken", "That bed is taken for some of that time.";
    /// The resident has another stay in that time.
    StayOverlaps = "stay_overlaps", "The resident has another stay in that time.";
    /// A resident with this NHS number is known in this organisation.
    PersonKnownHere = "person_known_here", "A resident with this NHS number is already known in your organisation.";
    /// Another version of the care plan was published since this one was begun; look at it and base this one on it.
    PlanChanged = "plan_changed", "Another version of the plan was published since this one was begun.";
    /// The task was recorded since its records were read; sending again with the last number keeps both.
    RecordedMeanwhile = "recorded_meanwhile", "Somebody recorded this meanwhile.";
    /// The parent record is archived.
    ParentArchived = "parent_archived", "What this belongs to is archived.";
    /// The first attempt with this Idempotency-Key is still running, or somebody else's change of the same
    /// record is; nothing was done, and trying again is safe.
    InProgress = "in_progress", "The same request is still being worked on.";
    /// The last owner of an organisation can't be removed.
    LastOwner = "last_owner", "An organisation keeps at least one owner.";
    /// The record was changed since it was read; `data.current` holds the present row.
    Stale = "stale", "Somebody changed this since you opened it.";
    /// The route needs `If-Match`.
    PreconditionRequired = "precondition_required", "Send If-Match with the ETag that you read.";
    /// The route needs `Idempotency-Key`.
    IdempotencyKeyRequired = "idempotency_key_required", "Send an Idempotency-Key.";
    /// The Idempotency-Key was used with another body.
    IdempotencyKeyReused = "idempotency_key_reused", "This Idempotency-Key was used for another request.";
    /// The cursor was not made by us for this list and person.
    CursorInvalid = "cursor_invalid", "This cursor does not belong to this list.";
    /// The cursor is too old.
    CursorExpired = "cursor_expired", "This cursor is too old; start the list again.";
    /// The link was used, replaced or is too old.
    LinkExpired = "link_expired", "This link has been used or is too old.";
    /// The body is larger than the route takes.
    TooLarge = "too_large", "That is larger than can be taken.";
    /// The body is not of a type that the route takes.
    UnsupportedMediaType = "unsupported_media_type", "Send application/json in UTF-8.";
    /// The address in `Host` is not one that this server answers for.
    UnknownHost = "unknown_host", "This server does not answer for that host name.";
    /// Too many attempts; `Retry-After` says when to try again.
    TooManyRequests = "too_many_requests", "Too many attempts; try again later.";
    /// The service is busy or a part of it is away; trying again is safe.
    Unavailable = "unavailable", "The service is busy; try again shortly.";
    /// The work took longer than it may.
    Timeout = "timeout", "This took too long.";
    /// Our mistake; the request id finds it in the log.
    Internal = "internal", "Something went wrong on our side.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// Where, as a dotted path in the body (`contact.phone`, `items.3.kind`), or a query or header name.
    pub path: String,
    /// Stable: `required`, `unknown`, `type`, `too_long`, `too_short`, `format`, `range`, `reference`, `taken`, ...
    pub code: Cow<'static, str>,
    /// What is wrong and what to do.
    pub message: String,
}

/// See the module's documentation.
pub struct Error {
    pub code: Code,
    pub message: Cow<'static, str>,
    pub fields: Vec<FieldError>,
    /// The present row, for [`Code::Stale`].
    pub current: Option<Box<serde_json::Value>>,
    /// Seconds to wait, for [`Code::TooManyRequests`] and [`Code::Unavailable`].
    pub retry_after: Option<u64>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(code: Code) -> Self {
        Self {
            code,
            message: Cow::Borrowed(code.default_message()),
            fields: Vec::new(),
            current: None,
            retry_after: None,
            cause: None,
        }
    }

    /// Our mistake: the cause goes to the log, never to the caller.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Code::Internal).caused_by(cause)
    }

    /// One wrong field.
    pub fn field(
        path: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Code::Invalid).with_field(path, code, message)
    }

    #[must_use]
    pub fn message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    #[must_use]
    pub fn with_field(
        mut self,
        path: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        self.fields.push(FieldError { path: path.into(), code: code.into(), message: message.into() });
        self
    }

    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    #[must_use]
    pub fn current(mut self, row: serde_json::Value) -> Self {
        self.current = Some(Box::new(row));
        self
    }

    /// Whether the same request may succeed if it is sent again unchanged.
    pub fn retryable(&self) -> bool {
        matches!(self.code, Code::Unavailable | Code::Timeout | Code::InProgress | Code::TooManyRequests)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        for field in &self.fields {
            write!(f, "; {} ({}): {}", field.path, field.code, field.message)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        if let Some(cause) = &self.cause {
            write!(f, " (cause: {cause:?})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|c| c as _)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_distinct_and_parse_back() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} stands twice");
            assert_eq!(Code::parse(code.as_str()), Some(*code));
            assert!(!code.default_message().is_empty());
        }
    }
}
