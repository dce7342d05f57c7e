//! What can lie on a device. The console's outbox uses the same words.

use almoner_pg::words;

words! {
    /// What somebody noted on a device. The first two are handed in; the others only their author sends, and each is
    /// refused with the reason.
    HandInKind {
        Note = "note",
        /// What came of a task.
        TaskRecord = "task_record",
        /// The second of two people.
        Confirmation = "confirmation",
        Concern = "concern",
        /// That a handover was taken in.
        HandoverAck = "handover_ack",
        /// That a plan was read.
        PlanRead = "plan_read",
    }
}

impl HandInKind {
    /// Why nobody hands this in for another; nothing where a manager does.
    pub const fn only_by_its_author(self) -> Option<&'static str> {
        match self {
            Self::Note | Self::TaskRecord => None,
            Self::Confirmation => {
                Some("The second of two people says so themselves. Nobody says it for them.")
            }
            Self::Concern => Some("Raise it yourself as a concern: then people are told at once."),
            Self::HandoverAck => Some("Only they can say that they took the handover in."),
            Self::PlanRead => Some("Only they can say that they read the plan."),
        }
    }
}
