//! The pool, the one-round-trip request transaction and typed rows.
