//! Care: what is planned for a resident, what is to be done, what was done and noted, and how a shift
//! takes over.
//!
//! Here belong `care_plans` with their versions, task definitions, tasks and records, reviews, daily
//! notes, addenda, and handovers. What was given is evidence: it is added to and never changed. Not here:
//! residents and their stays (clients), incidents, who works when (staffing).

mod assessments;
mod handovers;
pub mod instruments;
mod notes;
pub mod own_instruments;
pub mod plans;
mod tasks;
mod there;

pub use tasks::words as task_words;

use almoner_web::{App, Routes};

pub use handovers::words as handover_words;
pub use notes::words as note_words;

/// Every route of care.
pub fn routes() -> Routes<App> {
    plans::routes()
        .merge(tasks::routes())
        .merge(notes::routes())
        .merge(handovers::routes())
        .merge(assessments::routes())
}
