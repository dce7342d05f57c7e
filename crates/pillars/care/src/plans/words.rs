//! The closed lists of words that plans and their reviews use, one Rust enum for each.
//!
//! A test compares every list with the database's, so that a word is never in one and not in the other.

use almoner_pg::words;

words! {
    /// Where a version of a plan is in its life. Verbs move it.
    CarePlanVersionStatus {
        Draft = "draft",
        InReview = "in_review",
        Active = "active",
        Superseded = "superseded",
        Withdrawn = "withdrawn",
    }
    /// What a version is for.
    CarePlanVersionKind {
        Full = "full",
        /// Made when somebody moved in without a plan; who runs the shift publishes it.
        Initial = "initial",
    }
    /// Where a plan is that slept between two stays.
    CarePlanSleepStatus {
        /// None of its tasks is made.
        Asleep = "asleep",
        Awake = "awake",
    }
    /// What somebody says of a plan that slept.
    CarePlanVerdict {
        StillRight = "still_right",
        /// It goes on sleeping, and a review is due today.
        NeedsChange = "needs_change",
    }
    /// Why a review is due.
    CarePlanReviewReason {
        Routine = "routine",
        ScoreChange = "score_change",
        Incident = "incident",
        Request = "request",
        Change = "change",
    }
    /// Where a review is.
    CarePlanReviewStatus {
        Due = "due",
        Held = "held",
        Cancelled = "cancelled",
    }
    /// What came of a review.
    CarePlanReviewOutcome {
        NoChange = "no_change",
        Amended = "amended",
        NewPlan = "new_plan",
        Ceased = "ceased",
    }
    /// Who took part in a review beside the staff.
    CarePlanReviewInvolved {
        Resident = "resident",
        Family = "family",
        Lpa = "lpa",
        Advocate = "advocate",
        Professional = "professional",
    }
    /// What a comparison found of one domain or task.
    CarePlanChangeKind {
        Added = "added",
        Removed = "removed",
        Changed = "changed",
    }
}
