//! The closed lists of words that notes use, one Rust enum for each. A test compares them with the
//! database's own lists.

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:tt),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$of])* #[serde(rename = $text)] $word),+ }

        impl $name {
            /// Every word, in the order of this list.
            #[allow(dead_code, reason = "some lists are only read")]
            pub const ALL: &'static [Self] = &[$(Self::$word),+];
            /// The same as they are stored and sent.
            #[allow(dead_code, reason = "some lists are only read")]
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// The word as it is stored and sent.
            #[allow(dead_code, reason = "some lists are only read")]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }

        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(ty: &tokio_postgres::types::Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                let text = <&str as tokio_postgres::types::FromSql>::from_sql(ty, raw)?;
                let word = Self::ALL.iter().copied().find(|word| word.as_str() == text);
                word.ok_or_else(|| format!("{text} is not a word of {}", stringify!($name)).into())
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                *ty == tokio_postgres::types::Type::TEXT
            }
        }

        impl almoner_pg::Field for $name {
            fn pg_type() -> tokio_postgres::types::Type {
                tokio_postgres::types::Type::TEXT
            }
        }
    )+};
}
pub(crate) use words;

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
