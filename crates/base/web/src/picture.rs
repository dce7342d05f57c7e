//! An answer that is a picture.

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::json;

use crate::openapi::{Operation, Output};

const MEDIA_TYPE: &str = "image/jpeg";

/// 200 with a JPEG that we made ourselves; nothing that somebody sent is answered as it came.
#[derive(Clone, Debug)]
pub struct Picture(pub Bytes);

impl IntoResponse for Picture {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.0));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
        response
    }
}

impl Output for Picture {
    fn describe(operation: &mut Operation) {
        operation.responses.insert(
            "200".to_owned(),
            json!({
                "description": "The picture",
                "content": { MEDIA_TYPE: { "schema": { "type": "string", "format": "binary" } } },
            }),
        );
    }
}
