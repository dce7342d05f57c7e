//! The SQL of homes, each statement beside what it answers.

use almoner_pg::{Branch, List, Sort, lists, statement, updates};
use almoner_web::{Made, There};
use jiff::civil::Time;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::model::{BedOut, HomeNameOut, HomeOut, RoomOut, UnitOut};

/// Owner: everything; manager: all but the archive. The policies of care_homes and units say the same.
macro_rules! home_columns {
    () => {
        "t.id, t.version, t.name, t.code, t.cqc_location_id, t.address_line, t.town, t.postcode, t.phone, \
         t.registered_beds, t.time_zone, t.care_day_starts, t.archived_at, t.archive_reason, \
         (select count(*) from public.beds b where b.organisation_id = t.organisation_id and b.care_home_id = t.id \
             and b.archived_at is null and b.state = 'in_service') as beds, \
         (select count(*) from public.clients c where c.organisation_id = t.organisation_id and c.holding_home_id = t.id \
             and c.archived_at is null and c.bed_id is not null) as occupied, \
         array_remove(array[ \
             case when o.owner or t.id = any ((select app.managed_home_ids())::uuid[]) then 'update' end, \
             case when o.owner and t.archived_at is null then 'archive' end, \
             case when o.owner and t.archived_at is not null then 'restore' end, \
             case when o.owner and t.archived_at is null then 'add_unit' end, \
             case when (o.owner or t.id = any ((select app.managed_home_ids())::uuid[])) and t.archived_at is null then 'add_room' end \
         ], null) as can /* never null: beds, occupied, can */"
    };
}

/// What may be done with a unit (like a home), a room or a bed (managers archive those too).
macro_rules! can {
    ($manager_archives:literal) => {
        concat!(
            "array_remove(array[ \
             case when o.owner or t.care_home_id = any ((select app.managed_home_ids())::uuid[]) then 'update' end, \
             case when (o.owner or (",
            $manager_archives,
            " and t.care_home_id = any ((select app.managed_home_ids())::uuid[]))) \
             then case when t.archived_at is null then 'archive' else 'restore' end end \
             ], null) as can"
        )
    };
}

const OWNER: &str = "cross join lateral (select t.organisation_id is not distinct from (select app.owned_organisation_id()) as owner) o";

macro_rules! owner {
    () => {
        " cross join lateral (select t.organisation_id is not distinct from (select app.owned_organisation_id()) as owner) o "
    };
}

macro_rules! unit_columns {
    () => {
        concat!(
            "t.id, t.version, t.care_home_id, t.name, t.position, t.archived_at, ",
            can!("false"),
            " /* never null: can */"
        )
    };
}

macro_rules! room_columns {
    () => {
        concat!(
            "t.id, t.version, t.care_home_id, t.unit_id, t.name, t.position, t.archived_at, ",
            can!("true"),
            " /* never null: can */"
        )
    };
}

/// Occupancy is read from residents, whom every grade may see by name; a reservation from stays.
macro_rules! bed_columns {
    () => {
        concat!(
            "t.id, t.version, t.care_home_id, t.room_id, t.name, t.state, \
             case when t.state <> 'in_service' then t.state \
                  when c.status = 'hospital' then 'hospital_hold' \
                  when c.id is not null then 'occupied' \
                  when exists (select from public.bed_stays s where s.organisation_id = t.organisation_id and s.bed_id = t.id \
                                  and s.status = 'planned' and s.archived_at is null) then 'reserved' \
                  else 'vacant' end as occupancy, \
             c.id as client_id, t.archived_at, ",
            can!("true"),
            " /* never null: occupancy, can */"
        )
    };
}

macro_rules! bed_from {
    () => {
        concat!(
            " from public.beds t left join public.clients c \
             on c.organisation_id = t.organisation_id and c.bed_id = t.id and c.archived_at is null",
            owner!()
        )
    };
}

/// Archived parts of a home, for who may restore any of them; `can` says which.
macro_rules! archived {
    ($from:expr, $columns:expr, $order:literal) => {
        concat!("select ", $columns, $from,
            "where t.organisation_id = (select app.organisation_id()) and t.care_home_id = $1 and t.archived_at is not null \
             and (o.owner or t.care_home_id = any ((select app.managed_home_ids())::uuid[])) order by ", $order)
    };
}

lists! {
    /// Homes by name.
    pub HOMES -> HomeOut = List {
        table: "public.care_homes",
        columns: home_columns!(),
        joins: OWNER,
        always: "true",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: None,
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
                       and t.id = any ((select app.visible_home_ids())::uuid[])",
            },
        ],
        filters: &[
            almoner_pg::Filter { name: "archived", sql: "(t.archived_at is not null) = $?", ty: || Type::BOOL },
            almoner_pg::Filter { name: "q", sql: "strpos(lower(t.name || ' ' || t.code), lower($?)) > 0", ty: || Type::TEXT },
        ],
        sorts: &[Sort { name: "name", keys: &["name", "id"], types: &[Type::TEXT, Type::UUID], descending: false }],
    };
}

statement! {
    /// One home.
    pub HOME: (Uuid) -> HomeOut = concat!("select ", home_columns!(), " from public.care_homes t", owner!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// That a home is there for the caller.
    pub HOME_THERE: (Uuid) -> There =
        "select t.id from public.care_homes t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// Every live home of the organisation, by name only.
    pub HOME_NAMES: () -> HomeNameOut =
        "select d.id, d.name, d.code, d.town from app.home_directory() d \
         /* not null: id, name, code (care_homes has none that is null) */ order by d.name, d.id";
    /// That the caller may choose among them.
    pub HOME_NAMES_THERE: () -> There =
        "select o.id from public.organisations o where o.id = (select app.settings_organisation_id())";
    /// A new home.
    pub ADD_HOME: (String, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, i32, String, Time) -> Made =
        "insert into public.care_homes (organisation_id, name, code, cqc_location_id, address_line, town, postcode, phone, registered_beds, time_zone, care_day_starts) \
         values (app.organisation_id(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id";

    /// The units of a home.
    pub UNITS_OF: (Uuid) -> UnitOut = concat!("select ", unit_columns!(), " from public.units t", owner!(),
        "where t.organisation_id = (select app.organisation_id()) and t.care_home_id = $1 and t.archived_at is null order by t.position, t.name, t.id");
    /// The archived ones.
    pub ARCHIVED_UNITS_OF: (Uuid) -> UnitOut =
        archived!(concat!(" from public.units t", owner!()), unit_columns!(), "t.position, t.name, t.id");
    /// One unit.
    pub UNIT: (Uuid) -> UnitOut = concat!("select ", unit_columns!(), " from public.units t", owner!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A new unit of a home.
    pub ADD_UNIT: (Uuid, String, i32) -> Made =
        "insert into public.units (organisation_id, care_home_id, name, position) values (app.organisation_id(), $1, $2, $3) returning id";

    /// The rooms of a home.
    pub ROOMS_OF: (Uuid) -> RoomOut = concat!("select ", room_columns!(), " from public.rooms t", owner!(),
        "where t.organisation_id = (select app.organisation_id()) and t.care_home_id = $1 and t.archived_at is null order by t.position, t.name, t.id");
    /// The archived ones.
    pub ARCHIVED_ROOMS_OF: (Uuid) -> RoomOut =
        archived!(concat!(" from public.rooms t", owner!()), room_columns!(), "t.position, t.name, t.id");
    /// One room.
    pub ROOM: (Uuid) -> RoomOut = concat!("select ", room_columns!(), " from public.rooms t", owner!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A new room of a home.
    pub ADD_ROOM: (Uuid, Uuid, String, i32) -> Made =
        "insert into public.rooms (organisation_id, care_home_id, unit_id, name, position) values (app.organisation_id(), $1, $2, $3, $4) returning id";

    /// The beds of a home.
    pub BEDS_OF: (Uuid) -> BedOut = concat!("select ", bed_columns!(), bed_from!(),
        "where t.organisation_id = (select app.organisation_id()) and t.care_home_id = $1 and t.archived_at is null order by t.name, t.id");
    /// The archived ones.
    pub ARCHIVED_BEDS_OF: (Uuid) -> BedOut = archived!(bed_from!(), bed_columns!(), "t.name, t.id");
    /// One bed.
    pub BED: (Uuid) -> BedOut = concat!("select ", bed_columns!(), bed_from!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A new bed of a home.
    pub ADD_BED: (Uuid, Uuid, String, &'static str) -> Made =
        "insert into public.beds (organisation_id, care_home_id, room_id, name, state) values (app.organisation_id(), $1, $2, $3, $4) returning id";
}

updates! {
    "care_homes" { name: String, code: String, cqc_location_id: Option<String>, address_line: Option<String>, town: Option<String>,
        postcode: Option<String>, phone: Option<String>, registered_beds: i32, time_zone: String, care_day_starts: Time } archives;
    "units" { name: String, position: i32 } archives;
    "rooms" { unit_id: Uuid, name: String, position: i32 } archives;
    "beds" { name: String, state: &'static str } archives;
}

almoner_pg::constraints! {
    "care_homes_code" => Duplicate, "code", "taken", "Another home has this code.";
    "units_name" => Duplicate, "name", "taken", "This home has a unit of that name.";
    "rooms_name" => Duplicate, "name", "taken", "This home has a room of that name.";
    "beds_name" => Duplicate, "name", "taken", "This room has a bed of that name.";
    "rooms_organisation_id_care_home_id_unit_id_fkey" => Invalid, "unit_id", "reference", "Choose a unit of this home.";
    "beds_organisation_id_care_home_id_room_id_fkey" => Invalid, "room_id", "reference", "Choose a room of this home.";
}
