//! The closed lists of words that concerns use. A test compares them with the database's own lists.

use almoner_pg::words;

words! {
    /// What the worry is about. Of a colleague or a manager an incident report tells, which they do not see.
    ConcernCategory {
        /// Looks or says that they are unwell.
        Health = "health",
        FallOrInjury = "fall_or_injury",
        EatingDrinking = "eating_drinking",
        Skin = "skin",
        MoodBehaviour = "mood_behaviour",
        /// A hazard: a broken rail, a door that does not lock.
        Safety = "safety",
        /// Somebody may be harming or neglecting them.
        Safeguarding = "safeguarding",
        Other = "other",
    }
    /// How far it has come.
    ConcernStatus {
        /// Nobody has said that they see to it.
        Raised = "raised",
        Acknowledged = "acknowledged",
        Closed = "closed",
    }
}
