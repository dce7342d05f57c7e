//! What the schema does by itself: cascades, statuses, exclusion, audit, ids, sessions. A file for
//! each family.

mod alerts;
mod archive;
mod audit;
mod care_plans;
mod care_records;
mod care_tasks;
mod handovers;
mod ids;
mod leaks;
mod notes;
mod notifications;
mod occupancy;
mod overdue;
mod owners;
mod references;
mod requests;
mod sessions;
mod shifts;
mod stays;
mod support;
