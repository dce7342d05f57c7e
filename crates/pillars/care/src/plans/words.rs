//! The closed lists of words that plans and their reviews use, one Rust enum for each.
//!
//! A test compares every list with the database's, so that a word is never in one and not in the other.

use almoner_pg::Field;
use tokio_postgres::types::{FromSql, Type};

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:tt),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$of])* #[serde(rename = $text)] $word),+ }

        impl $name {
            /// Every word, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// The word as it is stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }

        impl<'a> FromSql<'a> for $name {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                let text = <&str>::from_sql(ty, raw)?;
                let word = Self::ALL.iter().copied().find(|word| word.as_str() == text);
                word.ok_or_else(|| format!("{text} is not a word of {}", stringify!($name)).into())
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::TEXT
            }
        }

        impl Field for $name {
            fn pg_type() -> Type {
                Type::TEXT
            }
        }
    )+};
}

words! {
    /// Where a version of a plan is in its life. Verbs move it.
    CarePlanVersionStatus {
        Draft = "draft",
        InReview = "in_review",
        Active = "active",
        Superseded = "superseded",
        Withdrawn = "withdrawn",
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
