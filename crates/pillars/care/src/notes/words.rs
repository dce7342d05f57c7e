//! The closed lists of words that notes use, one Rust enum for each. A test compares them with the
//! database's own lists.

use almoner_pg::words;

words! {
    /// What a note is about. The first ten are measured, the others are words alone.
    NoteKind {
        /// What was drunk, and what came out.
        Fluid = "fluid",
        /// One meal or snack, and how much of it was eaten.
        Food = "food",
        Continence = "continence",
        Repositioning = "repositioning",
        PersonalCare = "personal_care",
        Mood = "mood",
        Sleep = "sleep",
        /// The one kind that ancillary staff write.
        Activity = "activity",
        Observation = "observation",
        Weight = "weight",
        Care = "care",
        /// Of eating and drinking in general.
        FoodDrink = "food_drink",
        Health = "health",
        Family = "family",
        Professional = "professional",
        General = "general",
    }
    /// Which meal it was.
    NoteMeal {
        Breakfast = "breakfast",
        Lunch = "lunch",
        EveningMeal = "evening_meal",
        Snack = "snack",
        Supplement = "supplement",
    }
    /// How much of it was eaten.
    NoteEaten {
        None = "none",
        Quarter = "quarter",
        Half = "half",
        ThreeQuarters = "three_quarters",
        All = "all",
    }
    /// How the resident lies, sits or stands now.
    NotePosition {
        LeftSide = "left_side",
        RightSide = "right_side",
        Back = "back",
        Front = "front",
        Chair = "chair",
        Standing = "standing",
    }
    /// What the skin over the pressure points looks like.
    NoteSkin {
        Intact = "intact",
        Red = "red",
        Broken = "broken",
    }
    /// What was done.
    NoteCare {
        Wash = "wash",
        Shower = "shower",
        Bath = "bath",
        MouthCare = "mouth_care",
        Shave = "shave",
        Hair = "hair",
        Nails = "nails",
        Dressing = "dressing",
        Toilet = "toilet",
    }
    /// How much help it took.
    NoteSupport {
        None = "none",
        Prompt = "prompt",
        OnePerson = "one_person",
        TwoPeople = "two_people",
    }
    /// How the resident seemed.
    NoteMood {
        Happy = "happy",
        Settled = "settled",
        Low = "low",
        Anxious = "anxious",
        Distressed = "distressed",
        Angry = "angry",
        Withdrawn = "withdrawn",
    }
    /// What a look at the night showed.
    NoteSleep {
        Asleep = "asleep",
        Dozing = "dozing",
        Awake = "awake",
        Restless = "restless",
    }
    /// More, a correction, or that the note does not hold.
    AddendumKind {
        Addendum = "addendum",
        StrikeOut = "strike_out",
    }
}
