//! The routes of homes, and how each is answered.

use almoner_kernel::Code;
use almoner_pg::{One, Update};
use almoner_web::records::{archive_one, create, get_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Doc, Filters, Handled, IfMatch, ListQuery, Only, Page,
    PathId, QueryOf, Routes, SignedIn,
};
use axum::extract::State;
use jiff::civil::time;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::model::{
    BedIn, BedOut, BedPatch, BedState, HomeIn, HomeNameOut, HomeOut, HomePatch, LayoutOut, RoomIn, RoomOut,
    RoomPatch, UnitIn, UnitOut, UnitPatch, named, renamed,
};
use crate::store::{
    ADD_BED, ADD_HOME, ADD_ROOM, ADD_UNIT, ARCHIVED_BEDS_OF, ARCHIVED_ROOMS_OF, ARCHIVED_UNITS_OF, BEDS_OF,
    HOME, HOME_NAMES, HOME_NAMES_THERE, HOME_THERE, HOMES, ROOMS_OF, UNITS_OF,
};

/// What a change may be refused for.
const MAY: &[Code] = &[Code::Duplicate, Code::ParentArchived, Code::Forbidden, Code::IllegalTransition];

const LIST: Doc = Doc::read("list_care_homes", "Homes that you may see");
const ADD: Doc = Doc::change("create_care_home", "Add a home").refuses(MAY);
const ONE: Doc = Doc::read("get_care_home", "One home");
const CHANGE: Doc = Doc::change("update_care_home", "Change a home").refuses(MAY);
const ARCHIVE: Doc =
    Doc::change("archive_care_home", "Archive a home with its units, rooms, beds and memberships")
        .says("Refused while somebody lives there or is about to.")
        .refuses(MAY);
const RESTORE: Doc =
    Doc::change("restore_care_home", "Restore a home and what was archived with it").refuses(MAY);
const DIRECTORY: Doc = Doc::read("list_home_directory", "Every home of the organisation, by name")
    .says("For people who manage a home or read the organisation in full, to choose where a resident is transferred. 404 for others.");
const LAYOUT: Doc = Doc::read("get_home_layout", "A home with its units, rooms and beds")
    .says("`archived=only` answers the archived ones instead, to whoever may restore any of them; to others there are none.");

/// Everything under `/api/v1/care-homes`, `/units`, `/rooms` and `/beds`.
pub fn routes() -> Routes<App> {
    Routes::new("care-homes")
        .get("/api/v1/care-homes", &LIST, list)
        .post("/api/v1/care-homes", &ADD, add)
        .get("/api/v1/care-homes/directory", &DIRECTORY, directory)
        .get("/api/v1/care-homes/{id}", &ONE, get_one::<HomeOut>)
        .patch("/api/v1/care-homes/{id}", &CHANGE, change)
        .post("/api/v1/care-homes/{id}/archive", &ARCHIVE, archive_one::<HomeOut>)
        .post("/api/v1/care-homes/{id}/restore", &RESTORE, restore_one::<HomeOut>)
        .get("/api/v1/care-homes/{id}/layout", &LAYOUT, layout)
        .post(
            "/api/v1/care-homes/{id}/units",
            &Doc::change("create_unit", "Add a unit").refuses(MAY),
            add_unit,
        )
        .post(
            "/api/v1/care-homes/{id}/rooms",
            &Doc::change("create_room", "Add a room").refuses(MAY),
            add_room,
        )
        .post("/api/v1/care-homes/{id}/beds", &Doc::change("create_bed", "Add a bed").refuses(MAY), add_bed)
        .get("/api/v1/units/{id}", &Doc::read("get_unit", "One unit"), get_one::<UnitOut>)
        .patch("/api/v1/units/{id}", &Doc::change("update_unit", "Change a unit").refuses(MAY), change_unit)
        .post(
            "/api/v1/units/{id}/archive",
            &Doc::change("archive_unit", "Archive a unit with its rooms and beds").refuses(MAY),
            archive_one::<UnitOut>,
        )
        .post(
            "/api/v1/units/{id}/restore",
            &Doc::change("restore_unit", "Restore a unit").refuses(MAY),
            restore_one::<UnitOut>,
        )
        .get("/api/v1/rooms/{id}", &Doc::read("get_room", "One room"), get_one::<RoomOut>)
        .patch("/api/v1/rooms/{id}", &Doc::change("update_room", "Change a room").refuses(MAY), change_room)
        .post(
            "/api/v1/rooms/{id}/archive",
            &Doc::change("archive_room", "Archive a room with its beds").refuses(MAY),
            archive_one::<RoomOut>,
        )
        .post(
            "/api/v1/rooms/{id}/restore",
            &Doc::change("restore_room", "Restore a room").refuses(MAY),
            restore_one::<RoomOut>,
        )
        .get("/api/v1/beds/{id}", &Doc::read("get_bed", "One bed"), get_one::<BedOut>)
        .patch("/api/v1/beds/{id}", &Doc::change("update_bed", "Change a bed").refuses(MAY), change_bed)
        .post(
            "/api/v1/beds/{id}/archive",
            &Doc::change("archive_bed", "Archive a bed").refuses(MAY),
            archive_one::<BedOut>,
        )
        .post(
            "/api/v1/beds/{id}/restore",
            &Doc::change("restore_bed", "Restore a bed").refuses(MAY),
            restore_one::<BedOut>,
        )
}

/// Homes have no filters of their own.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct HomeFilters {}

impl Filters for HomeFilters {
    const SORTS: &'static [&'static str] = &["name"];
    const SEARCH: bool = true;
    const ARCHIVED: bool = true;
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<HomeFilters>,
) -> Handled<Page<HomeOut>> {
    let homes = HOMES
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("archived", Some(query.archived))
        .filter("q", query.q.clone());
    let key = |home: &HomeOut| vec![home.name.clone(), home.id.to_string()];
    Ok(query.answer(&app, &me, homes, key).await?)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<HomeIn>,
) -> Handled<Created<HomeOut>> {
    let new = command.value.check()?;
    let insert = ADD_HOME.with((
        new.name,
        new.code,
        new.cqc_location_id,
        new.address_line,
        new.town,
        new.postcode,
        new.phone,
        new.registered_beds,
        new.time_zone.unwrap_or_else(|| "Europe/London".to_owned()),
        new.care_day_starts.unwrap_or(time(7, 0, 0, 0)),
    ));
    create(&app, &me, &command.attempt, None, insert).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(patch_in): Body<HomePatch>,
) -> Handled<Answer<HomeOut>> {
    let new = patch_in.check()?;
    let mut checks = Checks::new();
    let update = Update::of("care_homes", id, version)
        .set("name", checks.patch_needed("name", new.name))
        .set("code", checks.patch_needed("code", new.code))
        .set("cqc_location_id", new.cqc_location_id.into_option())
        .set("address_line", new.address_line.into_option())
        .set("town", new.town.into_option())
        .set("postcode", new.postcode.into_option())
        .set("phone", new.phone.into_option())
        .set("registered_beds", checks.patch_needed("registered_beds", new.registered_beds))
        .set("time_zone", checks.patch_needed("time_zone", new.time_zone))
        .set("care_day_starts", checks.patch_needed("care_day_starts", new.care_day_starts));
    checks.finish()?;
    patch(&app, &me, (id, version), update).await
}

async fn directory(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<HomeNameOut>> {
    let (there, homes) = app.db.read(&me, (HOME_NAMES_THERE.with(()), HOME_NAMES.with(()))).await?;
    there.one()?;
    Ok(Page::whole(homes))
}

/// What the layout of a home takes.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OfHome {
    /// Archived units, rooms and beds instead of present ones.
    #[param(value_type = Option<String>, pattern = "^only$")]
    archived: Option<Only>,
}

async fn layout(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    QueryOf(query): QueryOf<OfHome>,
) -> Handled<Answer<LayoutOut>> {
    let (units, rooms, beds) = if query.archived.is_some() {
        (&ARCHIVED_UNITS_OF, &ARCHIVED_ROOMS_OF, &ARCHIVED_BEDS_OF)
    } else {
        (&UNITS_OF, &ROOMS_OF, &BEDS_OF)
    };
    let calls = (HOME.with((id,)), units.with((id,)), rooms.with((id,)), beds.with((id,)));
    let (homes, units, rooms, beds) = app.db.read(&me, calls).await?;
    Ok(Answer::of(LayoutOut { home: homes.one()?, units, rooms, beds }))
}

async fn add_unit(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(home): PathId,
    command: Command<UnitIn>,
) -> Handled<Created<UnitOut>> {
    let new = command.value;
    let name = named(&new.name, new.position, 100)?;
    let insert = ADD_UNIT.with((home, name, new.position.unwrap_or(0)));
    create(&app, &me, &command.attempt, Some(HOME_THERE.with((home,))), insert).await
}

async fn add_room(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(home): PathId,
    command: Command<RoomIn>,
) -> Handled<Created<RoomOut>> {
    let new = command.value;
    let name = named(&new.name, new.position, 40)?;
    let insert = ADD_ROOM.with((home, new.unit_id, name, new.position.unwrap_or(0)));
    create(&app, &me, &command.attempt, Some(HOME_THERE.with((home,))), insert).await
}

async fn add_bed(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(home): PathId,
    command: Command<BedIn>,
) -> Handled<Created<BedOut>> {
    let new = command.value;
    let name = named(&new.name, None, 40)?;
    let state = new.state.unwrap_or(BedState::InService).as_str();
    let insert = ADD_BED.with((home, new.room_id, name, state));
    create(&app, &me, &command.attempt, Some(HOME_THERE.with((home,))), insert).await
}

async fn change_unit(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<UnitPatch>,
) -> Handled<Answer<UnitOut>> {
    let (name, position) = renamed(new.name, new.position, 100)?;
    let update = Update::of("units", id, version).set("name", name).set("position", position);
    patch(&app, &me, (id, version), update).await
}

async fn change_room(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<RoomPatch>,
) -> Handled<Answer<RoomOut>> {
    let mut checks = Checks::new();
    let unit: Option<Uuid> = checks.patch_needed("unit_id", new.unit_id);
    checks.finish()?;
    let (name, position) = renamed(new.name, new.position, 40)?;
    let update =
        Update::of("rooms", id, version).set("unit_id", unit).set("name", name).set("position", position);
    patch(&app, &me, (id, version), update).await
}

async fn change_bed(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<BedPatch>,
) -> Handled<Answer<BedOut>> {
    let mut checks = Checks::new();
    let state = checks.patch_needed("state", new.state);
    checks.finish()?;
    let (name, _) = renamed(new.name, almoner_web::Patch::Absent, 40)?;
    let update = Update::of("beds", id, version).set("name", name).set("state", state.map(BedState::as_str));
    patch(&app, &me, (id, version), update).await
}
