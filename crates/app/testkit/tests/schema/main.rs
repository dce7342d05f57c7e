//! What the schema does by itself: cascades, statuses, exclusion, audit, ids, sessions. A file for
//! each family.

mod alerts;
mod archive;
mod audit;
mod documents;
mod handovers;
mod ids;
mod leaks;
mod notifications;
mod occupancy;
mod owners;
mod policies;
mod references;
mod requests;
mod sessions;
mod shifts;
mod stays;
mod support;
mod training;
