//! What the schema does by itself: cascades, statuses, exclusion, audit, ids, sessions. A file for
//! each family.

mod alerts;
mod archive;
mod audit;
mod audit_everywhere;
mod care_occurrences;
mod care_plans;
mod care_records;
mod care_shifts;
mod care_tasks;
mod changes;
mod documents;
mod evidence;
mod handovers;
mod ids;
mod incident_life;
mod incidents;
mod late_reports;
mod leaks;
mod notes;
mod notifications;
mod occupancy;
mod overdue;
mod owners;
mod policies;
mod record_views;
mod references;
mod requests;
mod restricted;
mod sessions;
mod shifts;
mod sla;
mod stays;
mod support;
mod training;
