//! Ids in the path. A malformed one gets the answer of one that does not exist.

use almoner_kernel::Code;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use uuid::Uuid;

use crate::fail::Fail;

/// The one id of `/clients/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathId(pub Uuid);

/// The ids of `/clients/{client}/documents/{id}`, in the order of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathIds<const N: usize>(pub [Uuid; N]);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fail> {
        let PathIds([id]) = PathIds::from_request_parts(parts, state).await?;
        Ok(Self(id))
    }
}

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for PathIds<N> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fail> {
        let nothing = || Fail::from(Code::NotFound);
        let Path(sent) =
            Path::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        let ids: Option<Vec<Uuid>> = sent.iter().map(|(_, text)| id(text)).collect();
        ids.and_then(|ids| ids.try_into().ok()).map(Self).ok_or_else(nothing)
    }
}

/// Only the hyphenated form in lower case, so that one record has one address.
fn id(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text).then_some(id)
}
