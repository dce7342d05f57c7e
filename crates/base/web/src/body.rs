//! The JSON body of a request.

use almoner_kernel::{Code, Error};
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use serde::de::DeserializeOwned;

use crate::complaint::field_error;
use crate::fail::Fail;
use crate::strict_json;

/// Bytes of a body when the route asks for no other limit.
pub const BODY_LIMIT: usize = 256 * 1024;

/// A JSON body read strictly into `T`, at most `MAX` bytes.
///
/// `T` carries `#[serde(deny_unknown_fields)]`, on every struct in it, and no
/// `flatten` (serde lets unknown fields through there). Values are checked
/// afterwards with [`Checks`](crate::Checks).
#[derive(Clone, Debug)]
pub struct Body<T, const MAX: usize = BODY_LIMIT>(pub T);

impl<S: Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Body<T, MAX> {
    type Rejection = Fail;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fail> {
        content_type(request.headers())?;
        let bytes = whole(request, MAX).await?;
        Ok(Self(read(&bytes)?))
    }
}

/// The bytes of the body as they were sent, beside what they mean: for hashing
/// a body under an Idempotency-Key.
#[derive(Clone, Debug)]
pub struct RawBody<T, const MAX: usize = BODY_LIMIT> {
    pub value: T,
    pub bytes: Bytes,
}

impl<S: Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for RawBody<T, MAX> {
    type Rejection = Fail;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fail> {
        content_type(request.headers())?;
        let bytes = whole(request, MAX).await?;
        Ok(Self { value: read(&bytes)?, bytes })
    }
}

/// Strict JSON into a type; also for JSON that arrives elsewhere than in a body.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    strict_json::check(bytes)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = dotted(error.path());
        field_error(&path, &error.into_inner().to_string())
    })
}

fn dotted(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let steps = path.iter().filter_map(|step| match step {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(strict_json::shown_key(key)),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    steps.collect::<Vec<_>>().join(".")
}

/// `application/json`, alone or with `charset=utf-8`, and no content coding:
/// a form or a text that another site could make a browser send is refused here.
fn content_type(headers: &HeaderMap) -> Result<(), Error> {
    let refused = || Error::new(Code::UnsupportedMediaType);
    let mut sent = headers.get_all(CONTENT_TYPE).iter();
    let first = sent.next().and_then(|value| value.to_str().ok()).ok_or_else(refused)?;
    let mut parts = first.split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let charset = match parts.next() {
        None => true,
        Some(parameter) => {
            let parameter = parameter.to_ascii_lowercase();
            parameter == "charset=utf-8" || parameter == "charset=\"utf-8\""
        }
    };
    let plain = headers.get(CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if json && charset && plain && parts.next().is_none() && sent.next().is_none() {
        Ok(())
    } else {
        Err(refused())
    }
}

/// Reads a body up to `limit` bytes. A length that is announced beyond it is
/// refused before a byte is read.
pub async fn whole(request: Request, limit: usize) -> Result<Bytes, Error> {
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Error::new(Code::TooLarge));
    }
    let mut body = request.into_body().into_data_stream();
    let mut bytes = BytesMut::with_capacity(announced.unwrap_or(0));
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|error| {
            Error::new(Code::BadRequest).message("The body did not arrive whole.").caused_by(error)
        })?;
        if bytes.len() + chunk.len() > limit {
            return Err(Error::new(Code::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}
