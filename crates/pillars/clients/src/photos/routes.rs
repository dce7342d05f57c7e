//! The routes of photographs.

use almoner_kernel::Code;
use almoner_objects::{Objects, hash};
use almoner_pg::One;
use almoner_web::records::{archive_one, get_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Command, Created, Doc, Handled, IfMatch, Page, PathId, Picture, QueryOf, Record,
    Routes, SignedIn, Versioned,
};
use axum::extract::State;

use super::model::{PhotoIn, PhotoOut, PhotoPatch, PictureOf, PictureSize};
use super::picture;
use super::store::{ADD, BYTES, MAY_ADD, PHOTOS_OF};
use crate::there::{CLIENT_THERE, OfClient};

/// Bytes of a request: a picture of 8 MB as base64.
const MOST: usize = 12 * 1024 * 1024;

const MAY: &[Code] = &[Code::Forbidden, Code::ParentArchived, Code::Duplicate];
const OF: Doc = Doc::read("list_photos", "The photograph of a resident")
    .says("At most one is current; `archived=only` answers those before it, the newest first. `photo_id` of a resident and of the round is the current one.");
const ADD_ONE: Doc = Doc::change("create_photo", "Add a photograph of a resident")
    .says(
        "By the manager, for whoever sees the resident. It is made small and anew on the way in: turned upright, at most 640 pixels \
         a side, without the place and whatever else stands in the file. The one before is archived. Say who agreed to it.",
    )
    .refuses(MAY);
const ONE: Doc = Doc::read("get_photo", "One photograph, without its bytes");
const PICTURE: Doc = Doc::read("get_picture", "The bytes of a photograph")
    .says("A JPEG. Whoever sees the resident sees it, ancillary staff too. It is kept by no cache.");
const CHANGE: Doc = Doc::change("update_photo", "Change what is said of a photograph").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_photo", "Archive a photograph").refuses(MAY);
const RESTORE: Doc =
    Doc::change("restore_photo", "Make an earlier photograph the current one, where there is none")
        .refuses(MAY);

/// Photographs of residents.
pub fn routes() -> Routes<App> {
    Routes::new("photos")
        .get("/api/v1/clients/{id}/photos", &OF, of)
        .post("/api/v1/clients/{id}/photos", &ADD_ONE, add)
        .get("/api/v1/photos/{id}", &ONE, get_one::<PhotoOut>)
        .get("/api/v1/photos/{id}/picture", &PICTURE, bytes)
        .patch("/api/v1/photos/{id}", &CHANGE, change)
        .post("/api/v1/photos/{id}/archive", &ARCHIVE, archive_one::<PhotoOut>)
        .post("/api/v1/photos/{id}/restore", &RESTORE, restore_one::<PhotoOut>)
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<OfClient>,
) -> Handled<Page<PhotoOut>> {
    let calls = (CLIENT_THERE.with((client,)), PHOTOS_OF.with((client, query.archived())));
    let (there, rows) = app.db.read(&me, calls).await?;
    there.one()?;
    Ok(Page::whole(rows))
}

/// Where the small one lies.
fn small(path: &str) -> String {
    format!("{path}-small")
}

async fn bytes(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    QueryOf(query): QueryOf<PictureOf>,
) -> Handled<Picture> {
    let found = app.db.read(&me, BYTES.with((id,))).await?.one()?;
    let objects: &Objects = &app.objects;
    let bytes = match query.size {
        None => objects.get(&found.path, &found.sha256).await?,
        Some(PictureSize::Small) => objects.get(&small(&found.path), &found.small_sha256).await?,
    };
    Ok(Picture(bytes))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<PhotoIn, MOST>,
) -> Handled<Created<PhotoOut>> {
    let (new, attempt) = (command.value, command.attempt);
    new.check()?;
    let file = picture::sent(&new.content)?;
    // Before the work on the picture: whoever may not add one makes us do none. The policy still decides.
    if !app.db.read(&me, MAY_ADD.with((client,))).await?.one()?.adds {
        return Err(Code::Forbidden.into());
    }
    let kept = picture::keep(file).await?;
    let size = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let side = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, CLIENT_THERE.with((client,))).await?;
    there.one()?;
    if let Some(done) = done {
        let row = tx.finish(PhotoOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Created::of(row).version(version).replayed(true));
    }
    let insert = ADD.with((
        client,
        new.consent.as_str(),
        new.taken_on.map(|day| day.0),
        side(kept.width),
        side(kept.height),
        size(kept.picture.len()),
        hash(&kept.picture).to_vec(),
        hash(&kept.small).to_vec(),
    ));
    let placed = tx.run(insert).await?.one()?;
    // Put before the row is there for others. What is put for a row that then fails is pointed at by nothing.
    app.objects.put(&small(&placed.path), kept.small).await?;
    app.objects.put(&placed.path, kept.picture).await?;
    let (rows, _) =
        tx.finish((PhotoOut::read(placed.id), attempt.finish(201, PhotoOut::TABLE, Some(placed.id)))).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Created::of(row).version(version))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<PhotoPatch>,
) -> Handled<Answer<PhotoOut>> {
    patch(&app, &me, (id, version), sent.update(id, version)?).await
}
