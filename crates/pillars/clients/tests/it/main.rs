//! The residents' pillar through its router, on a real database.

mod about_me;
mod absences;
mod agreement;
mod alerts;
mod contacts;
mod identity;
mod import;
mod import_many;
mod kit;
mod listing;
mod occupancy;
mod photos;
mod plans;
mod races;
mod requests;
mod residents;
mod rights;
mod stays;
mod transfer;
mod views;
