//! The keyring, sealed values, tokens, passwords and one-time codes.
