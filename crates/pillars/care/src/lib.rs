//! Care: what is planned for a resident, what is to be done, what was done and noted, and how a shift
//! takes over.
//!
//! Here belong `care_plans` with their versions, task definitions, tasks and records, reviews, daily
//! notes, addenda, handovers, concerns, and who is on. What was given is evidence: it is added to and never changed. Not
//! here: residents and their stays (clients), incidents, who works when (staffing).

mod agency;
mod allocations;
mod assessments;
mod concerns;
mod duty;
mod hand_ins;
mod handovers;
pub mod instruments;
mod notes;
pub mod own_instruments;
pub mod plans;
mod tasks;
mod there;

pub use tasks::words as task_words;

use almoner_web::{App, Routes};

pub use agency::words as agency_words;
pub use concerns::words as concern_words;
pub use duty::words as duty_words;
pub use hand_ins::words as hand_in_words;
pub use handovers::words as handover_words;
pub use notes::words as note_words;

/// Every route of care.
pub fn routes() -> Routes<App> {
    plans::routes()
        .merge(tasks::routes())
        .merge(notes::routes())
        .merge(hand_ins::routes())
        .merge(handovers::routes())
        .merge(concerns::routes())
        .merge(duty::routes())
        .merge(allocations::routes())
        .merge(agency::routes())
        .merge(assessments::routes())
}
