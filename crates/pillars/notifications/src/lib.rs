//! Notifications: what people are told, by which way, and what became of it.
