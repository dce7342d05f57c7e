//! Notifications against a real database.
