//! Migrator, ledger, catalogue checks and drift.
