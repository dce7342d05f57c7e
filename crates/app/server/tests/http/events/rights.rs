//! A right that ends, ends in the stream as well; a row that is closed is closed there at once.

use almoner_testkit::http::TestApp;
use almoner_testkit::names::id;
use serde_json::json;
use uuid::Uuid;

use super::{note, quick};

/// The stream is over, and was looked at no more than this often since.
async fn ends_within(app: &TestApp, stream: &mut almoner_testkit::http::Listener, before: u64, looks: u64) {
    stream.end().await;
    let since = app.live.looks() - before;
    assert!(since <= looks, "closed after {since} looks");
}

#[tokio::test]
async fn a_session_that_is_revoked_closes_its_streams_with_the_next_look() {
    let app = quick(|_| {}).await;
    let all = app.database.superuser().await;
    let mut stream = app.listen("carer1", None).await;
    let before = app.live.looks();
    let end = "update private.sessions set revoked_at = now() where id = $1";
    all.execute(end, &[&id("session:carer1")]).await.unwrap();
    ends_within(&app, &mut stream, before, 2).await;
    app.get("/api/v1/events").by("carer1").send().await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_membership_that_ends_and_a_person_who_is_disabled_close_theirs() {
    let app = quick(|live| live.refresh = std::time::Duration::from_secs(600)).await;
    let all = app.database.superuser().await;
    let mut stream = app.listen("carer1", None).await;
    let mut other = app.listen("senior1", None).await;
    // By the change itself: no look is due for ten minutes.
    let membership: Uuid = all
        .query_one(
            "select id from public.user_care_homes where profile_id = $1 and archived_at is null",
            &[&id("carer1")],
        )
        .await
        .unwrap()
        .get(0);
    let path = format!("/api/v1/memberships/{membership}");
    let version = app.get(&path).by("mgr1").send().await.version();
    app.act(format!("{path}/end"), version, &json!({})).by("mgr1").send().await.ok();
    let row = Uuid::new_v4();
    note(&all, row, "R1", "H1").await;
    let told = stream.end().await;
    assert!(told.iter().any(|heard| heard.event == "resync"), "{told:?}");
    assert!(!format!("{told:?}").contains(&row.to_string()), "{told:?}");
    other.until(row).await;

    let path = format!("/api/v1/people/{}", id("senior1"));
    let version = app.get(&path).by("owner1").send().await.version();
    app.act(format!("{path}/disable"), version, &json!({})).by("owner1").send().await.ok();
    other.end().await;
    app.get("/api/v1/events").by("senior1").send().await.refused(401, "unauthenticated");
}

/// A row that is closed as it is made is told of to those who may know, however old the others' sets.
#[tokio::test]
async fn what_is_closed_from_its_first_moment_is_told_to_nobody_else() {
    let app = quick(|live| live.refresh = std::time::Duration::from_secs(600)).await;
    let all = app.database.superuser().await;
    let mut owner = app.listen("owner1", None).await;
    let mut manager = app.listen("mgr1", None).await;
    let mut carer = app.listen("carer1", None).await;
    let mut senior = app.listen("senior1", None).await;
    let sealed: Uuid = all
        .query_one(
            "insert into public.resident_documents (organisation_id, client_id, care_home_id, title, kind, file_name, path, media_type, size_bytes, sha256, sealed)
             select organisation_id, client_id, care_home_id, 'Letter', kind, 'letter.pdf', path || 'x', media_type, size_bytes, sha256, true
               from public.resident_documents where client_id = $1 and sealed limit 1 returning id",
            &[&id("R1")],
        )
        .await
        .unwrap()
        .get(0);
    let draft: Uuid = all
        .query_one(
            "insert into public.care_plan_versions (organisation_id, client_id, care_home_id, care_plan_id, number)
             select organisation_id, client_id, care_home_id, id, 999 from public.care_plans where client_id = $1 and archived_at is null returning id",
            &[&id("R1")],
        )
        .await
        .unwrap()
        .get(0);
    let last = Uuid::new_v4();
    note(&all, last, "R1", "H1").await;
    let has = |heard: &[almoner_testkit::http::Heard], row: Uuid| {
        heard.iter().any(|h| h.data["id"] == row.to_string())
    };
    for (name, stream, sees_sealed, sees_draft) in [
        ("owner1", &mut owner, false, true),
        ("mgr1", &mut manager, true, true),
        ("carer1", &mut carer, false, false),
        ("senior1", &mut senior, false, true),
    ] {
        let heard = stream.until(last).await;
        assert_eq!((has(&heard, sealed), has(&heard, draft)), (sees_sealed, sees_draft), "{name}: {heard:?}");
    }
    // Opened, it is told of.
    all.execute("update public.resident_documents set sealed = false where id = $1", &[&sealed])
        .await
        .unwrap();
    owner.until(sealed).await;
}
