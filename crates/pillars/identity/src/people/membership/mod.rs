//! The rows that rights come from: memberships of a home's floor, home managers, offices of the
//! organisation. They add up; no other row gives any right.

mod floor;
mod managers;
mod notice;
mod offices;
mod span;

use almoner_web::{App, Filters, Routes};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

pub use span::{Range, cover, range};

use almoner_pg::words;

words! {
    /// What somebody may do on the floor of a home. Senior and nurse run the shift; ancillary sees
    /// names, rooms and the alerts that a kitchen or a cleaner needs.
    Grade {
        Carer = "carer",
        Senior = "senior",
        Nurse = "nurse",
        Ancillary = "ancillary",
    }
    /// How somebody manages a home. A cover ends, after at most 28 days.
    ManagerKind {
        Registered = "registered",
        Deputy = "deputy",
        Cover = "cover",
    }
    /// A right over the whole organisation.
    Office {
        BusinessOwner = "business_owner",
        ComplianceLead = "compliance_lead",
    }
    /// Where a right stands in time.
    RightState {
        Coming = "coming",
        Live = "live",
        Ended = "ended",
    }
}

/// Which rights a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RightFilters {
    pub home: Option<Uuid>,
    pub person: Option<Uuid>,
    #[param(inline)]
    pub state: Option<RightState>,
}

impl Filters for RightFilters {
    const SORTS: &'static [&'static str] = &["-created", "created"];
    const ARCHIVED: bool = true;
}

/// Which offices a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct OfficeFilters {
    pub person: Option<Uuid>,
    #[param(inline)]
    pub state: Option<RightState>,
}

impl Filters for OfficeFilters {
    const SORTS: &'static [&'static str] = &["-created", "created"];
    const ARCHIVED: bool = true;
}

pub fn routes() -> Routes<App> {
    floor::routes().merge(managers::routes()).merge(offices::routes())
}

/// Where a row of `t.valid` stands now.
macro_rules! state {
    () => {
        "case when upper(t.valid) <= now() then 'ended' when lower(t.valid) > now() then 'coming' else 'live' end"
    };
}
use state;

/// The filters that all three lists share; `home` is left out for offices.
macro_rules! right_filters {
    ($($home:expr)?) => {
        &[
            $($home,)?
            almoner_pg::Filter { name: "person", sql: "t.profile_id = $?", ty: || tokio_postgres::types::Type::UUID },
            almoner_pg::Filter {
                name: "state",
                sql: concat!($crate::people::membership::state!(), " = $?"),
                ty: || tokio_postgres::types::Type::TEXT,
            },
            almoner_pg::Filter {
                name: "archived",
                sql: "(t.archived_at is not null) = $?",
                ty: || tokio_postgres::types::Type::BOOL,
            },
        ]
    };
}
use right_filters;

/// Newest first, or oldest first: ids are time-ordered.
const SORTS: &[almoner_pg::Sort] = &[
    almoner_pg::Sort {
        name: "-created",
        keys: &["id"],
        types: &[tokio_postgres::types::Type::UUID],
        descending: true,
    },
    almoner_pg::Sort {
        name: "created",
        keys: &["id"],
        types: &[tokio_postgres::types::Type::UUID],
        descending: false,
    },
];
