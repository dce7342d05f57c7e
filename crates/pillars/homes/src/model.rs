//! What goes in and out: the shapes of the API and what makes one valid.

use almoner_kernel::Result;
use almoner_pg::row;
use almoner_web::{Checks, Patch};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store;

row! {
    /// A care home.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HomeOut {
        pub id: Uuid,
        pub version: i32,
        pub name: String,
        /// Short and unique in the organisation: `HAR`.
        pub code: String,
        /// The regulator's location id.
        pub cqc_location_id: Option<String>,
        pub address_line: Option<String>,
        pub town: Option<String>,
        pub postcode: Option<String>,
        pub phone: Option<String>,
        /// Beds that the registration allows.
        pub registered_beds: i32,
        /// IANA zone in which the home's clock runs.
        pub time_zone: String,
        /// When the care day begins on the home's clock.
        #[schema(value_type = String, format = "time-local")]
        pub care_day_starts: Time,
        pub archived_at: Option<jiff::Timestamp>,
        pub archive_reason: Option<String>,
        /// Beds in service.
        pub beds: i64,
        /// Beds whose resident lives here, hospital and leave included.
        pub occupied: i64,
        /// `update`, `archive`, `restore`, `add_unit`, `add_room`: what the reader may do.
        pub can: Vec<String>,
    }
}

row! {
    /// A home as a name to choose.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HomeNameOut {
        pub id: Uuid,
        pub name: String,
        pub code: String,
        pub town: Option<String>,
    }
}

row! {
    /// A unit or floor.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct UnitOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        pub name: String,
        pub position: i32,
        pub archived_at: Option<jiff::Timestamp>,
        pub can: Vec<String>,
    }
}

row! {
    /// A room of a unit.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RoomOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        pub unit_id: Uuid,
        pub name: String,
        pub position: i32,
        pub archived_at: Option<jiff::Timestamp>,
        pub can: Vec<String>,
    }
}

row! {
    /// A bed, and what of it follows from stays.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct BedOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        pub room_id: Uuid,
        pub name: String,
        /// `in_service`, `out_of_service`, `deep_clean`, `decommissioned`.
        pub state: String,
        /// `vacant`, `reserved`, `occupied`, `hospital_hold`, or the state when not in service.
        pub occupancy: String,
        /// Who lives in it, if the reader may know.
        pub client_id: Option<Uuid>,
        pub archived_at: Option<jiff::Timestamp>,
        pub can: Vec<String>,
    }
}

/// A home with everything in it, for one screen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LayoutOut {
    pub home: HomeOut,
    pub units: Vec<UnitOut>,
    pub rooms: Vec<RoomOut>,
    pub beds: Vec<BedOut>,
}

almoner_web::records! {
    HomeOut, "care_homes", store::HOME;
    UnitOut, "units", store::UNIT;
    RoomOut, "rooms", store::ROOM;
    BedOut, "beds", store::BED;
}

/// A new home.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeIn {
    pub name: String,
    /// 1 to 16 capital letters, digits and hyphens.
    pub code: String,
    pub cqc_location_id: Option<String>,
    pub address_line: Option<String>,
    pub town: Option<String>,
    pub postcode: Option<String>,
    pub phone: Option<String>,
    pub registered_beds: i32,
    /// Default `Europe/London`.
    pub time_zone: Option<String>,
    /// Default 07:00.
    #[schema(value_type = Option<String>, format = "time-local")]
    pub care_day_starts: Option<Time>,
}

/// What may change of a home.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HomePatch {
    pub name: Patch<String>,
    pub code: Patch<String>,
    pub cqc_location_id: Patch<String>,
    pub address_line: Patch<String>,
    pub town: Patch<String>,
    pub postcode: Patch<String>,
    pub phone: Patch<String>,
    pub registered_beds: Patch<i32>,
    pub time_zone: Patch<String>,
    #[schema(value_type = Option<String>, format = "time-local")]
    pub care_day_starts: Patch<Time>,
}

const BEDS: std::ops::RangeInclusive<i32> = 0..=2000;

fn code(checks: &mut Checks, text: &str) -> String {
    let fits = (1..=16).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-');
    checks.that(fits, "code", "format", "Use 1 to 16 capital letters, digits and hyphens, such as HAR.");
    text.to_owned()
}

fn location(checks: &mut Checks, id: Option<&String>) {
    let fits = id.is_none_or(|id| {
        (5..=20).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    });
    checks.that(fits, "cqc_location_id", "format", "Copy it from the certificate, such as 1-123456789.");
}

impl HomeIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.name = c.text("name", &self.name, 1..=200);
        self.code = code(&mut c, &self.code);
        self.cqc_location_id = c.maybe_text("cqc_location_id", self.cqc_location_id.as_deref(), 20);
        location(&mut c, self.cqc_location_id.as_ref());
        self.address_line = c.maybe_text("address_line", self.address_line.as_deref(), 200);
        self.town = c.maybe_text("town", self.town.as_deref(), 100);
        self.postcode = c.maybe_text("postcode", self.postcode.as_deref(), 12);
        self.phone = c.maybe_text("phone", self.phone.as_deref(), 40);
        self.time_zone = c.maybe_text("time_zone", self.time_zone.as_deref(), 60);
        c.number("registered_beds", self.registered_beds, BEDS);
        c.finish()?;
        Ok(self)
    }
}

impl HomePatch {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        for (path, patch, max) in [
            ("name", &mut self.name, 200),
            ("cqc_location_id", &mut self.cqc_location_id, 20),
            ("address_line", &mut self.address_line, 200),
            ("town", &mut self.town, 100),
            ("postcode", &mut self.postcode, 12),
            ("phone", &mut self.phone, 40),
            ("time_zone", &mut self.time_zone, 60),
        ] {
            *patch = c.patch_text(path, std::mem::take(patch), max);
        }
        if let Patch::Value(text) = &self.code {
            code(&mut c, text);
        }
        if let Patch::Value(id) = &self.cqc_location_id {
            location(&mut c, Some(id));
        }
        if let Patch::Value(n) = self.registered_beds {
            c.number("registered_beds", n, BEDS);
        }
        c.finish()?;
        Ok(self)
    }
}

/// A new unit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitIn {
    pub name: String,
    /// Order on screens; default 0.
    pub position: Option<i32>,
}

/// A new room, with its beds: most rooms have one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomIn {
    pub unit_id: Uuid,
    pub name: String,
    pub position: Option<i32>,
}

/// A new bed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BedIn {
    pub room_id: Uuid,
    pub name: String,
    /// Default `in_service`.
    pub state: Option<BedState>,
}

/// Whether a bed can be given to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BedState {
    InService,
    OutOfService,
    DeepClean,
    Decommissioned,
}

impl BedState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InService => "in_service",
            Self::OutOfService => "out_of_service",
            Self::DeepClean => "deep_clean",
            Self::Decommissioned => "decommissioned",
        }
    }
}

/// What may change of a unit.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UnitPatch {
    pub name: Patch<String>,
    pub position: Patch<i32>,
}

/// What may change of a room.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RoomPatch {
    pub unit_id: Patch<Uuid>,
    pub name: Patch<String>,
    pub position: Patch<i32>,
}

/// What may change of a bed.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BedPatch {
    pub name: Patch<String>,
    pub state: Patch<BedState>,
}

/// Checks the name and position that units, rooms and beds share; `max` characters of a name.
pub fn named(name: &str, position: Option<i32>, max: usize) -> Result<String> {
    let mut c = Checks::new();
    let name = c.text("name", name, 1..=max);
    if let Some(position) = position {
        c.number("position", position, 0..=100_000);
    }
    c.finish()?;
    Ok(name)
}

/// The same for a change; a name can't be cleared.
pub fn renamed(
    name: Patch<String>,
    position: Patch<i32>,
    max: usize,
) -> Result<(Option<String>, Option<i32>)> {
    let mut c = Checks::new();
    let name = c.patch_text("name", name, max);
    let name = c.patch_needed("name", name);
    let position = c.patch_needed("position", position);
    if let Some(position) = position {
        c.number("position", position, 0..=100_000);
    }
    c.finish()?;
    Ok((name, position))
}
