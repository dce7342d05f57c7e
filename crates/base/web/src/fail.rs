//! From the house's error to an HTTP answer: the one place that knows both.

use almoner_kernel::{Code, Error, FieldError};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::context::request_id;

/// What a handler returns.
pub type Handled<T> = Result<T, Fail>;

/// [`Error`] as an answer. Anything that becomes an `Error` becomes a `Fail` with `?`.
#[derive(Debug)]
pub struct Fail(pub Error);

impl<E: Into<Error>> From<E> for Fail {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// Marks a response whose body is already our envelope (or which chose to be
/// something else, such as the console's own error page).
#[derive(Clone, Copy, Debug)]
pub struct Enveloped;

/// The status that a code is answered with.
pub fn status_of(code: Code) -> StatusCode {
    match code {
        Code::BadRequest | Code::IdempotencyKeyRequired | Code::CursorInvalid | Code::CursorExpired => {
            StatusCode::BAD_REQUEST
        }
        Code::Unauthenticated | Code::SignInRefused => StatusCode::UNAUTHORIZED,
        Code::SecondFactorRequired | Code::Forbidden | Code::OriginRefused => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::IllegalTransition
        | Code::Duplicate
        | Code::BedTaken
        | Code::StayOverlaps
        | Code::PersonKnownHere
        | Code::PlanChanged
        | Code::RecordedMeanwhile
        | Code::ParentArchived
        | Code::InProgress
        | Code::LastOwner => StatusCode::CONFLICT,
        Code::LinkExpired => StatusCode::GONE,
        Code::Stale => StatusCode::PRECONDITION_FAILED,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
        Code::Invalid | Code::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Code::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
    }
}

/// The nearest code for an error status that a library answered with.
pub(crate) fn code_of(status: StatusCode) -> Code {
    match status {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::Forbidden,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::MISDIRECTED_REQUEST => Code::UnknownHost,
        StatusCode::UNPROCESSABLE_ENTITY => Code::Invalid,
        StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => Code::Timeout,
        s if s.is_server_error() => Code::Internal,
        _ => Code::BadRequest,
    }
}

/// Seconds to wait when the error itself names none.
fn default_wait(code: Code) -> Option<u64> {
    match code {
        Code::TooManyRequests => Some(10),
        Code::Unavailable => Some(2),
        Code::InProgress => Some(1),
        _ => None,
    }
}

/// `error` in the envelope.
#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    message: &'a str,
    fields: &'a [FieldError],
    retryable: bool,
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status = status_of(error.code);
        log(status, &error);
        let body = json!({
            "data": error.current.as_deref().map(|row| json!({ "current": row })),
            "error": Problem {
                code: error.code.as_str(),
                message: &error.message,
                fields: &error.fields,
                retryable: error.retryable(),
            },
            "meta": { "request_id": request_id().0 },
        });
        let mut response = Response::new(axum::body::Body::from(body.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = error.retry_after.or(default_wait(error.code)) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Enveloped);
        response
    }
}

/// The cause goes here and nowhere else. It is written with its control
/// characters escaped, so that it cannot forge a line of the log.
fn log(status: StatusCode, error: &Error) {
    if !status.is_server_error() {
        return;
    }
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    let request = request_id();
    if error.code == Code::Internal {
        tracing::error!(code = error.code.as_str(), request_id = %request, causes = ?causes, "request failed");
    } else {
        tracing::warn!(code = error.code.as_str(), request_id = %request, causes = ?causes, "request failed");
    }
}

#[cfg(test)]
mod tests {
    use almoner_kernel::Code;

    use super::{code_of, status_of};

    #[test]
    fn every_code_has_an_error_status_and_a_way_back_within_it() {
        for code in Code::ALL {
            let status = status_of(*code);
            assert!(status.is_client_error() || status.is_server_error(), "{code}");
            let back = status_of(code_of(status));
            assert_eq!(back.is_server_error(), status.is_server_error(), "{code}");
        }
    }
}
