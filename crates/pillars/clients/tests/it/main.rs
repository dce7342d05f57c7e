//! The residents' pillar through its router, on a real database.

mod alerts;
mod contacts;
mod kit;
mod listing;
mod races;
mod residents;
mod stays;
