//! What PostgreSQL refused, in the words of the API. Nothing of SQL, tables or constraints passes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use tokio_postgres::error::{DbError, SqlState};

use almoner_kernel::{Code, Error};

/// What the breach of a named constraint means. Pillars register theirs with `inventory::submit!`.
pub struct Constraint {
    pub name: &'static str,
    pub code: Code,
    /// The field to name, or "".
    pub field: &'static str,
    /// The field's code.
    pub field_code: &'static str,
    pub message: &'static str,
}

inventory::collect!(Constraint);

static CONSTRAINTS: LazyLock<HashMap<&'static str, &'static Constraint>> =
    LazyLock::new(|| inventory::iter::<Constraint>().map(|c| (c.name, c)).collect());

/// Declares what breaches of constraints mean:
/// `constraints! { "bed_stays_bed_taken" => BedTaken, "bed_id", "taken", "..."; }`.
#[macro_export]
macro_rules! constraints {
    ($($name:literal => $code:ident, $field:literal, $field_code:literal, $message:literal;)+) => {
        $($crate::reexport::inventory::submit! {
            $crate::Constraint {
                name: $name,
                code: $crate::ErrorCode::$code,
                field: $field,
                field_code: $field_code,
                message: $message,
            }
        })+
    };
}

/// SQLSTATE of `app.refuse`.
const OURS: &str = "AL000";

/// A driver error as an [`Error`].
pub fn fault(error: tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(db) => from_server(db).caused_by(said(db)),
        None if error.is_closed() => Error::new(Code::Unavailable).retry_after(1).caused_by(error),
        // A value that can't be encoded never reached the server; anything else is a broken connection.
        None if std::error::Error::source(&error)
            .is_some_and(<dyn std::error::Error + 'static>::is::<std::io::Error>) =>
        {
            Error::new(Code::Unavailable).retry_after(1).caused_by(error)
        }
        None => Error::internal(error),
    }
}

/// What the log may hold of the server's answer. DETAIL quotes whole keys and rows, and messages of
/// data errors quote values: neither is personal data's place.
fn said(db: &DbError) -> String {
    let state = db.code().code();
    // Classes in which the message speaks of our statement or of the server, never of values.
    let speaks_of_us =
        ["08", "0A", "25", "42", "53", "55", "57", "58", "XX"].iter().any(|class| state.starts_with(class));
    let mut text = format!("PostgreSQL {state}");
    if speaks_of_us {
        text.push_str(": ");
        text.push_str(db.message());
    }
    for (name, value) in [("table", db.table()), ("constraint", db.constraint()), ("routine", db.routine())] {
        if let Some(value) = value {
            let _ = write!(text, " ({name} {value})");
        }
    }
    text
}

fn from_server(db: &DbError) -> Error {
    let state = db.code();
    if state.code() == OURS {
        return ours(db);
    }
    if let Some(known) = db.constraint().and_then(|name| CONSTRAINTS.get(name)) {
        let error = Error::new(known.code);
        return if known.field.is_empty() {
            if known.message.is_empty() { error } else { error.message(known.message) }
        } else {
            error.with_field(known.field, known.field_code, known.message)
        };
    }
    match *state {
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => Error::new(Code::Duplicate),
        SqlState::FOREIGN_KEY_VIOLATION => {
            Error::new(Code::Invalid).message("Something that this refers to does not exist.")
        }
        SqlState::CHECK_VIOLATION
        | SqlState::STRING_DATA_RIGHT_TRUNCATION
        | SqlState::NUMERIC_VALUE_OUT_OF_RANGE
        | SqlState::INVALID_TEXT_REPRESENTATION
        | SqlState::INVALID_DATETIME_FORMAT
        | SqlState::DATETIME_FIELD_OVERFLOW
        | SqlState::CHARACTER_NOT_IN_REPERTOIRE
        | SqlState::UNTRANSLATABLE_CHARACTER
        | SqlState::DATA_EXCEPTION => Error::new(Code::Invalid),
        SqlState::INSUFFICIENT_PRIVILEGE => Error::new(Code::Forbidden),
        SqlState::QUERY_CANCELED => Error::new(Code::Timeout),
        // Two changes met and this one gave way; everything that it did is undone.
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE => {
            Error::new(Code::InProgress).message("Somebody is changing this at the same moment; try again.")
        }
        SqlState::TOO_MANY_CONNECTIONS
        | SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::CONNECTION_EXCEPTION
        | SqlState::CONNECTION_FAILURE
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Error::new(Code::Unavailable).retry_after(1),
        _ => Error::new(Code::Internal),
    }
}

fn ours(db: &DbError) -> Error {
    let Some(code) = Code::parse(db.message()) else {
        return Error::new(Code::Internal);
    };
    let detail = db.detail().filter(|d| !d.is_empty());
    let mut error = Error::new(code);
    if let Some(detail) = detail {
        error = error.message(detail.to_owned());
    }
    match db.column().filter(|c| !c.is_empty()) {
        Some(field) => {
            let message = detail.map_or_else(|| code.default_message().to_owned(), str::to_owned);
            let field_code = if code == Code::Invalid { "not_possible" } else { code.as_str() };
            error.with_field(field, field_code, message)
        }
        None => error,
    }
}
