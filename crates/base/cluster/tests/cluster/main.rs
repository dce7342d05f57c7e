//! A real PostgreSQL, as whoever runs the tests (root included).
//!
//! On Linux alone: the tests look into /proc for processes that should be gone.
//! `ALMONER_TEST_POSTGRES_BIN` names another installation to test with.
#![cfg(target_os = "linux")]

mod crashes;
mod kit;
mod lives;
mod refusals;
