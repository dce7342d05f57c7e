//! The closed lists of words that handovers use. A test compares them with the database's own lists.

use almoner_pg::words;

words! {
    /// The shift that hands over.
    HandoverShift {
        Early = "early",
        Late = "late",
        LongDay = "long_day",
        Night = "night",
    }
    /// What an item is about.
    HandoverItemKind {
        /// Noted by a job when nobody recorded a task in time.
        OverdueTask = "overdue_task",
        /// Noted by a trigger, of an incident.
        Incident = "incident",
        Observation = "observation",
        Health = "health",
        Appointment = "appointment",
        Visitor = "visitor",
        Staffing = "staffing",
        Equipment = "equipment",
        General = "general",
    }
    HandoverPriority {
        Low = "low",
        Medium = "medium",
        High = "high",
        Critical = "critical",
    }
    HandoverItemStatus {
        Open = "open",
        Closed = "closed",
    }
    /// Why an item is closed.
    HandoverItemClosedBecause {
        DealtWith = "dealt_with",
        /// A record arrived after it was noted as missed.
        Recorded = "recorded",
        NoLongerDue = "no_longer_due",
    }
    /// What has changed for a resident.
    HandoverChangeKind {
        PlanPublished = "plan_published",
        AlertProposed = "alert_proposed",
        AlertVerified = "alert_verified",
        AlertEnded = "alert_ended",
        WentAway = "went_away",
        CameBack = "came_back",
        MovedIn = "moved_in",
        Left = "left",
    }
}
