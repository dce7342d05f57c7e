//! The closed lists of words that tasks use. A test compares each with the CHECK of its column.

use almoner_pg::words;

words! {
    /// What kind of task it is. `prompt`: a reminder of something that is signed elsewhere, such as on the MAR chart.
    TaskKind {
        Scheduled = "scheduled",
        AsNeeded = "as_needed",
        Prompt = "prompt",
        AdHoc = "ad_hoc",
    }
    /// Kinds that a plan can ask for.
    TaskDefinitionKind {
        Scheduled = "scheduled",
        AsNeeded = "as_needed",
        Prompt = "prompt",
    }
    /// Set by records, by absences, the plan and time; never by hand.
    TaskStatus {
        Due = "due",
        Done = "done",
        Partly = "partly",
        Declined = "declined",
        NotRequired = "not_required",
        Missed = "missed",
        Cancelled = "cancelled",
    }
    /// Why a task has its status, where no record says it.
    TaskStatusReason {
        Absent = "absent",
        PromptOver = "prompt_over",
        PlanChanged = "plan_changed",
        PlanCeased = "plan_ceased",
        Left = "left",
        Died = "died",
        /// What it was to look at was not given after all.
        NotGiven = "not_given",
    }
    /// What came of it. `mar_checked` is the one outcome of a prompt, and of nothing else.
    TaskOutcome {
        Done = "done",
        Partly = "partly",
        Declined = "declined",
        NotRequired = "not_required",
        MarChecked = "mar_checked",
    }
    /// Where a task stands on the round, by the clock of the server.
    RoundState {
        Overdue = "overdue",
        Now = "now",
        Next = "next",
        AwaitsConfirmation = "awaits_confirmation",
    }
    /// What care is given by.
    RoundPlan {
        /// Nobody has written a plan yet, or it has ceased.
        NoPlan = "none",
        Initial = "initial",
        Full = "full",
        /// Between two stays, or back and nobody has said yet that it is still right.
        Asleep = "asleep",
        NeedsChange = "needs_change",
    }
    /// The domains of a care plan.
    TaskDomain {
        PersonalCare = "personal_care",
        MobilityFalls = "mobility_falls",
        NutritionHydration = "nutrition_hydration",
        Continence = "continence",
        Skin = "skin",
        Medication = "medication",
        CommunicationSensory = "communication_sensory",
        CognitionMentalHealth = "cognition_mental_health",
        CapacityConsent = "capacity_consent",
        BehaviourSupport = "behaviour_support",
        Breathing = "breathing",
        Pain = "pain",
        Sleep = "sleep",
        SocialActivities = "social_activities",
        CultureSpirituality = "culture_spirituality",
        SafetyEnvironment = "safety_environment",
        EndOfLife = "end_of_life",
        OralHealth = "oral_health",
        Infection = "infection",
        FinanceBelongings = "finance_belongings",
    }
}
