//! Photographs: the manager adds them, whoever sees the resident sees them, and what is handed out is what was kept.

use almoner_testkit::names::id;
use almoner_testkit::store::PNG;
use serde_json::{Value, json};

use crate::kit::{Kit, can, client, row};

fn photo() -> Value {
    json!({"content": PNG, "consent": "given", "taken_on": "2026-01-02"})
}

/// Whose photograph it is, of the world.
fn of(resident: &str) -> String {
    format!("/photos/{}", row("client_photos", &format!("{resident}.photo")))
}

#[tokio::test]
async fn a_newer_photograph_takes_the_place_of_the_older() {
    let kit = Kit::new().await;
    let path = format!("{}/photos", client("R1"));
    let before = kit.get("carer1", &path).await.ok()[0]["id"].clone();
    let (trips, reply) = kit.trips(kit.post("mgr1", &path, &photo())).await;
    let made = reply.created().clone();
    assert_eq!(trips, 4);
    assert_eq!((&made["width"], &made["height"], &made["consent"]), (&json!(8), &json!(8), &json!("given")));
    assert_eq!(can(&made), ["update", "archive"]);

    let now = kit.get("carer1", &path).await.ok().clone();
    assert_eq!((now.as_array().unwrap().len(), &now[0]["id"]), (1, &made["id"]));
    assert_eq!(now[0]["can"], json!([]), "a carer changes nothing of it");
    let earlier = kit.get("carer1", &format!("{path}?archived=only")).await.ok().clone();
    assert_eq!(earlier[0]["id"], before);
    assert_eq!(earlier[0]["archive_reason"], "A newer photograph took its place.");
    assert_eq!(kit.get("carer1", &client("R1")).await.ok()["client"]["photo_id"], made["id"]);

    // The bytes are a picture of our own making, in both sizes.
    let one = format!("/photos/{}", made["id"].as_str().unwrap());
    for query in ["", "?size=small"] {
        let picture = kit.get("ancillary1", &format!("{one}/picture{query}")).await;
        assert_eq!(
            (picture.status.as_u16(), &picture.headers["content-type"]),
            (200, &"image/jpeg".parse().unwrap())
        );
        assert!(picture.bytes.starts_with(&[0xff, 0xd8, 0xff]), "{query}");
    }
    kit.get("carer1", &format!("{one}/picture?size=big")).await.refused(422, "invalid");

    // The earlier one comes back where there is none.
    let restore = format!("/photos/{}/restore", before.as_str().unwrap());
    kit.act("mgr1", &restore, 2, &json!({})).await.refused(409, "duplicate");
    kit.act("mgr1", &format!("{one}/archive"), 1, &json!({"reason": "Somebody else"})).await.ok();
    assert_eq!(kit.act("mgr1", &restore, 2, &json!({})).await.ok()["archived_at"], Value::Null);
    assert_eq!(kit.get("carer1", &client("R1")).await.ok()["client"]["photo_id"], before);
}

#[tokio::test]
async fn whoever_sees_the_resident_sees_the_photograph_and_only_the_manager_changes_it() {
    let kit = Kit::new().await;
    let (path, one) = (format!("{}/photos", client("R1")), of("R1"));
    for who in ["carer1", "ancillary1", "senior1", "mgr1", "owner1", "comp1"] {
        assert_eq!(kit.get(who, &format!("{one}/picture")).await.bytes, b"R1.photo", "{who}");
        assert_eq!(kit.get(who, &path).await.ok().as_array().unwrap().len(), 1, "{who}");
    }
    for who in ["carer3", "mgr3", "excluded", "not_yet"] {
        for path in [&one, &format!("{one}/picture"), &format!("{one}/picture?size=small"), &path] {
            kit.get(who, path).await.refused(404, "not_found");
        }
        kit.post(who, &path, &photo()).await.refused(404, "not_found");
        kit.patch(who, &one, 1, &json!({"consent": "lpa"})).await.refused(404, "not_found");
    }
    for who in ["carer1", "senior1", "ancillary1", "owner1", "comp1"] {
        kit.post(who, &path, &photo()).await.refused(403, "forbidden");
        kit.patch(who, &one, 1, &json!({"consent": "lpa"})).await.refused(403, "forbidden");
        kit.act(who, &format!("{one}/archive"), 1, &json!({"reason": "x"})).await.refused(403, "forbidden");
    }
    assert_eq!(kit.get("mgr1", &path).await.ok()[0]["id"], row("client_photos", "R1.photo").to_string());
    let kept: i64 =
        kit.fact("select count(*) from public.client_photos where path not like '%' || id::text").await;
    assert_eq!(kept, 0, "nobody chooses where bytes lie");
    let files =
        std::fs::read_dir(kit.store.folder.path().join(id("O1").to_string()).join(id("R1").to_string()));
    assert_eq!(files.unwrap().count(), 2, "what was refused left no file");
}

#[tokio::test]
async fn of_twenty_at_once_one_is_current() {
    let kit = Kit::new().await;
    let path = format!("{}/photos", client("R1"));
    let body = photo();
    let all = futures_util::future::join_all((0..20).map(|_| kit.post("mgr1", &path, &body))).await;
    assert!(all.iter().any(|reply| reply.status == 201));
    for reply in &all {
        assert!(matches!(reply.status.as_u16(), 201 | 409 | 503), "{reply:?}");
    }
    let current: i64 = kit
        .fact(&format!(
            "select count(*) from public.client_photos where client_id = '{}' and archived_at is null",
            id("R1")
        ))
        .await;
    assert_eq!(current, 1);
}

#[tokio::test]
async fn what_is_no_photograph_is_refused_by_name() {
    let kit = Kit::new().await;
    let path = format!("{}/photos", client("R1"));
    for (body, field, code) in [
        (json!({"content": "R0lGODlhAQABAAAAACw=", "consent": "given"}), "content", "format"),
        (json!({"content": "not base64!", "consent": "given"}), "content", "format"),
        (json!({"content": "", "consent": "given"}), "content", "format"),
        (json!({"content": PNG}), "consent", "required"),
        (json!({"content": PNG, "consent": "assumed"}), "consent", "choice"),
        (json!({"content": PNG, "consent": "given", "taken_on": "2150-01-01"}), "taken_on", "range"),
        (json!({"content": PNG, "consent": "given", "path": "../../etc/passwd"}), "path", "unknown"),
    ] {
        kit.post("mgr1", &path, &body).await.refused(422, "invalid").field(field, code);
    }
    kit.patch("mgr1", &of("R1"), 1, &json!({"content": PNG})).await.refused(422, "invalid");
    assert_eq!(
        kit.patch("mgr1", &of("R1"), 1, &json!({"taken_on": "2025-05-05"})).await.ok()["taken_on"],
        "2025-05-05"
    );
}

#[tokio::test]
async fn bytes_that_were_changed_or_lost_are_not_handed_out() {
    let kit = Kit::new().await;
    let folder = kit.store.folder.path().join(id("O1").to_string()).join(id("R1").to_string());
    let name = row("client_photos", "R1.photo").to_string();
    std::fs::write(folder.join(&name), "somebody else").unwrap();
    std::fs::remove_file(folder.join(format!("{name}-small"))).unwrap();
    for query in ["", "?size=small"] {
        kit.get("carer1", &format!("{}/picture{query}", of("R1"))).await.refused(500, "internal");
    }
    // Nor are they changed through the database, by anybody.
    let owner = kit.database.owner().await;
    let change = owner.execute("update public.client_photos set sha256 = sha256('somebody else')", &[]).await;
    assert!(change.unwrap_err().as_db_error().unwrap().message().contains("illegal_transition"));
}
