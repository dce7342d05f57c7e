//! A private PostgreSQL cluster: found, made, run and stopped.
