//! What goes in and out of allocations.

use std::collections::BTreeSet;

use almoner_kernel::Result;
use almoner_pg::{Json, row};
use almoner_web::{Checks, Day, records};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::handovers::words::HandoverShift;

/// Residents in one list at most; a home has 40 to 120.
const MOST: usize = 300;

row! {
    /// The allocation of a home, or of one unit of it, for a shift.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AllocationListOut {
        pub id: Uuid,
        /// Send it when you replace the list.
        pub version: i32,
        pub care_home_id: Uuid,
        /// Empty: the whole home.
        pub unit_id: Option<Uuid>,
        pub unit_name: Option<String>,
        /// The date on which the shift begins.
        pub care_day: Date,
        pub shift: HandoverShift,
        /// Of residents whom the reader may see, by room.
        #[schema(value_type = Vec<AllocationOut>)]
        pub allocations: Json<Vec<AllocationOut>>,
        pub updated_at: Timestamp,
        pub updated_by_name: Option<String>,
        /// `allocate`.
        pub can: Vec<String>,
    }
}

records! {
    AllocationListOut, "allocation_lists", store::LIST;
}

/// That a person looks after a resident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AllocationOut {
    pub client_id: Uuid,
    pub client_name: String,
    pub room_name: Option<String>,
    pub profile_id: Uuid,
    pub name: Option<String>,
    pub mine: bool,
}

/// The whole list of a home or unit for a shift: what it does not hold holds no more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocationListIn {
    pub care_home_id: Uuid,
    /// Of one unit; empty for the whole home.
    pub unit_id: Option<Uuid>,
    /// Default the care day now.
    pub care_day: Option<Day>,
    pub shift: HandoverShift,
    /// The version that you saw; 0 where there was none.
    pub version: i32,
    /// Each resident once, at most 300.
    pub allocations: Vec<AllocationIn>,
}

/// A resident and who looks after them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocationIn {
    pub client_id: Uuid,
    pub profile_id: Uuid,
}

impl AllocationListIn {
    pub fn check(self) -> Result<Self> {
        let mut c = Checks::new();
        c.that(self.version >= 0, "version", "range", "Give the version that you saw, or 0.");
        c.that(self.allocations.len() <= MOST, "allocations", "too_many", "Give at most 300 residents.");
        let mut named = BTreeSet::new();
        for (at, one) in self.allocations.iter().enumerate() {
            let path = format!("allocations.{at}.client_id");
            c.that(named.insert(one.client_id), &path, "duplicate", "Name each resident once.");
        }
        c.finish()?;
        Ok(self)
    }
}
