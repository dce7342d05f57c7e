//! HTTP conventions: envelope, errors, extractors, paging, ETag, idempotency, the server itself.
