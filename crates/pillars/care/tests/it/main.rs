//! The care pillar through its router, on a real database.

mod assessments;
mod assessments_kit;
mod assessments_own;
mod assessments_rise;
mod handovers;
mod kit;
mod measures;
mod notes;
mod notes_added;
mod notes_agreement;
mod plans;
mod plans_agreement;
mod plans_compare;
mod plans_kit;
mod plans_life;
mod plans_reads;
mod plans_reviews;
mod plans_sources;
mod task_clock;
mod task_definitions;
mod task_floor;
mod task_records;
mod task_round;
mod task_several;
mod task_words;
