//! The closed lists of words that residents' records use, one Rust enum for each.
//!
//! A test compares every list with the CHECK constraint of its column, so that a word is never in
//! one and not in the other.

use almoner_pg::words;

words! {
    /// Where a resident is in their time with us. Follows stays and absences; nobody sets it.
    ClientStatus {
        Prospective = "prospective",
        PendingAdmission = "pending_admission",
        Current = "current",
        Hospital = "hospital",
        OnLeave = "on_leave",
        Discharged = "discharged",
        Deceased = "deceased",
    }
    /// What of a resident somebody opened.
    RecordViewKind {
        /// Their record.
        Record = "record",
        /// A sealed document.
        Document = "document",
        /// A copy was taken away.
        Export = "export",
    }
    /// Whether anybody asked about allergies. An empty list never stands for "none known".
    ClientAllergyState {
        NotAsked = "not_asked",
        NoneKnown = "none_known",
        Recorded = "recorded",
    }
    /// As the person says it.
    ClientGender {
        Female = "female",
        Male = "male",
        NonBinary = "non_binary",
        Other = "other",
        NotSaid = "not_said",
    }
    /// Consent to care, in summary.
    ClientConsent {
        NotAsked = "not_asked",
        Given = "given",
        Refused = "refused",
        BestInterests = "best_interests",
        Lpa = "lpa",
    }
    /// Who agreed to a photograph.
    PhotoConsent {
        /// The resident.
        Given = "given",
        /// An attorney or deputy for health and welfare.
        Lpa = "lpa",
        BestInterests = "best_interests",
    }
    /// Mental capacity, in summary. It is assumed until it was assessed (Mental Capacity Act 2005, section 1).
    ClientCapacity {
        Assumed = "assumed",
        AssessedHas = "assessed_has",
        AssessedLacks = "assessed_lacks",
        Fluctuating = "fluctuating",
    }
    /// What a contact is to the resident.
    ContactKind {
        Family = "family",
        Friend = "friend",
        Gp = "gp",
        SocialWorker = "social_worker",
        Advocate = "advocate",
        Lpa = "lpa",
        Deputy = "deputy",
        Other = "other",
    }
    /// What a contact may be told.
    ContactMayBeTold {
        Nothing = "nothing",
        General = "general",
        Everything = "everything",
    }
    /// What an alert is about.
    AlertKind {
        Allergy = "allergy",
        DietTexture = "diet_texture",
        Choking = "choking",
        Falls = "falls",
        DnacprRespect = "dnacpr_respect",
        Dols = "dols",
        Infection = "infection",
        Communication = "communication",
        MovingHandling = "moving_handling",
        Other = "other",
    }
    /// How bad it is or can become.
    AlertSeverity {
        Mild = "mild",
        Moderate = "moderate",
        Severe = "severe",
        LifeThreatening = "life_threatening",
    }
    /// A proposed alert shows at once, marked as not yet checked.
    AlertStatus {
        Proposed = "proposed",
        Verified = "verified",
        Ended = "ended",
    }
    /// What a resident's word is about.
    AboutMeTopic {
        MattersToMe = "matters_to_me",
        HowToSupportMe = "how_to_support_me",
        PleaseDoNot = "please_do_not",
        Communication = "communication",
        Languages = "languages",
        /// How information reaches them: large print, easy read, a hearing loop.
        InformationNeeds = "information_needs",
        FaithCulture = "faith_culture",
        FoodDrink = "food_drink",
        Routine = "routine",
        People = "people",
        LifeStory = "life_story",
        Interests = "interests",
    }
    /// Whose words they are.
    AboutMeSaidBy {
        Resident = "resident",
        Family = "family",
        Friend = "friend",
        Advocate = "advocate",
        Staff = "staff",
    }
    /// A proposed word shows at once, marked as not yet checked; one that was checked ends when a newer one is.
    AboutMeStatus {
        Proposed = "proposed",
        Verified = "verified",
        Ended = "ended",
    }
    /// Why and for how long somebody stays.
    StayKind {
        Permanent = "permanent",
        Respite = "respite",
        RollingRespite = "rolling_respite",
        Trial = "trial",
        DischargeToAssess = "discharge_to_assess",
        DayCare = "day_care",
        EndOfLife = "end_of_life",
    }
    /// From planned to ended; a planned stay may be cancelled.
    StayStatus {
        Planned = "planned",
        Live = "live",
        Ended = "ended",
        Cancelled = "cancelled",
    }
    /// Why a stay ended. A move of bed and a transfer begin another stay of the same admission.
    StayLeavingReason {
        ReturnedHome = "returned_home",
        OtherCareHome = "other_care_home",
        NursingNeed = "nursing_need",
        HospitalPermanent = "hospital_permanent",
        Deceased = "deceased",
        NoticeGiven = "notice_given",
        Safeguarding = "safeguarding",
        Other = "other",
        MovedBed = "moved_bed",
        Transferred = "transferred",
    }
    /// What ends a stay by a discharge. Death, a move of bed and a transfer are verbs of their own.
    StayDischargeReason {
        ReturnedHome = "returned_home",
        OtherCareHome = "other_care_home",
        NursingNeed = "nursing_need",
        HospitalPermanent = "hospital_permanent",
        NoticeGiven = "notice_given",
        Safeguarding = "safeguarding",
        Other = "other",
    }
    /// Where a resident is while the stay goes on.
    AbsenceKind {
        Hospital = "hospital",
        Leave = "leave",
    }
    /// `ended`: the stay ended while the resident was away.
    AbsenceStatus {
        Away = "away",
        Returned = "returned",
        Ended = "ended",
    }
}
