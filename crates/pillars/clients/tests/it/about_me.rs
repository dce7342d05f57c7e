//! What a resident says about themselves: proposed by who gives care, checked by who runs the shift; the word that it
//! takes the place of ends and is kept.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, can, client};

fn tea(text: &str) -> Value {
    json!({"topic": "routine", "text": text})
}

#[tokio::test]
async fn a_newer_word_takes_the_place_of_the_older() {
    let kit = Kit::new().await;
    let path = format!("{}/about-me", client("R1b"));
    let (trips, reply) = kit.trips(kit.post("carer1", &path, &tea("Bath on Saturdays"))).await;
    let made = reply.created().clone();
    assert_eq!(trips, 3);
    assert_eq!((&made["status"], &made["said_by"]), (&json!("proposed"), &json!("resident")));
    assert_eq!(can(&made), ["update"]);
    let one = format!("/about-me/{}", made["id"].as_str().unwrap());
    // Its author corrects it until somebody has checked it; another carer does not.
    kit.patch("nurse1", &one, 1, &json!({"text": "Never"})).await.refused(403, "forbidden");
    assert_eq!(kit.patch("carer1", &one, 1, &json!({"said_by": "family"})).await.ok()["said_by"], "family");
    kit.patch("carer1", &one, 2, &json!({"topic": "people"})).await.refused(422, "invalid");
    kit.act("carer1", &format!("{one}/verify"), 2, &json!({})).await.refused(403, "forbidden");
    let first = kit.act("senior1", &format!("{one}/verify"), 2, &json!({})).await.ok().clone();
    assert_eq!(
        (&first["status"], &first["verified_by"]),
        (&json!("verified"), &json!(id("senior1").to_string()))
    );
    kit.patch("carer1", &one, 3, &json!({"text": "Never"})).await.refused(403, "forbidden");
    kit.act("senior1", &format!("{one}/verify"), 3, &json!({})).await.refused(409, "illegal_transition");

    // Said anew, and checked at once: one word on a topic holds, and the one before is there to be read.
    let anew = json!({"topic": "routine", "text": "Shower on Mondays", "verify": true});
    kit.post("carer1", &path, &anew).await.refused(403, "forbidden");
    let now = kit.post("mgr1", &path, &anew).await.created().clone();
    assert_eq!(now["status"], "verified");
    let of = async |query: &str| -> Vec<(String, String)> {
        let words = kit.get("carer1", &format!("{path}{query}")).await.ok().clone();
        let words = words.as_array().unwrap().iter().filter(|w| w["topic"] == "routine");
        words.map(|w| (w["text"].as_str().unwrap().into(), w["status"].as_str().unwrap().into())).collect()
    };
    assert_eq!(of("").await, [("Shower on Mondays".to_owned(), "verified".to_owned())]);
    assert_eq!(
        of("?show=all").await,
        [
            ("Shower on Mondays".to_owned(), "verified".to_owned()),
            ("Bath on Saturdays".to_owned(), "ended".to_owned())
        ]
    );
    let verbs: Vec<String> = kit
        .fact(&format!("select array_agg(coalesce(verb, action) order by id) from public.audit_events where row_id = '{}'", made["id"].as_str().unwrap()))
        .await;
    assert_eq!(verbs, ["insert", "update", "verify", "end"]);
}

#[tokio::test]
async fn of_two_that_are_checked_at_once_one_holds() {
    let kit = Kit::new().await;
    let path = format!("{}/about-me", client("R1"));
    let mut words = Vec::new();
    for n in 0..4 {
        words.push(
            kit.post("carer1", &path, &tea(&format!("Word {n}"))).await.created()["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let acts: Vec<String> = words.iter().map(|id| format!("/about-me/{id}/verify")).collect();
    let nothing_more = json!({});
    let all =
        futures_util::future::join_all(acts.iter().map(|path| kit.act("mgr1", path, 1, &nothing_more))).await;
    assert!(all.iter().any(|reply| reply.status == 200));
    let live: i64 = kit
        .fact("select count(*) from public.client_about_me where topic = 'routine' and status = 'verified' and archived_at is null and body like 'Word %'")
        .await;
    assert_eq!(live, 1);
    for reply in all {
        assert!(matches!(reply.status.as_u16(), 200 | 409 | 412), "{reply:?}");
    }
}

#[tokio::test]
async fn it_is_read_by_those_who_read_the_record() {
    let kit = Kit::new().await;
    let path = format!("{}/about-me", client("R1"));
    let unknown = kit.get("carer1", &format!("/clients/{}/about-me", uuid::Uuid::now_v7())).await;
    unknown.refused(404, "not_found");
    for who in ["carer3", "excluded", "mgr3", "not_yet"] {
        kit.get(who, &path).await.refused(404, "not_found");
        kit.post(who, &path, &tea("x")).await.refused(404, "not_found");
    }
    kit.get("ancillary1", &path).await.refused(403, "forbidden");
    for who in ["ancillary1", "owner1", "comp1"] {
        kit.post(who, &path, &tea("x")).await.refused(403, "forbidden");
    }
    for who in ["carer1", "owner1", "comp1", "mgr1"] {
        assert!(!kit.get(who, &path).await.ok().as_array().unwrap().is_empty(), "{who}");
    }
    for (body, field, code) in [
        (json!({"topic": "tea", "text": "x"}), "topic", "choice"),
        (json!({"topic": "routine", "text": "  "}), "text", "required"),
        (json!({"topic": "routine", "text": "x".repeat(4001)}), "text", "too_long"),
        (json!({"topic": "routine", "text": "x", "status": "verified"}), "status", "unknown"),
    ] {
        kit.post("mgr1", &path, &body).await.refused(422, "invalid").field(field, code);
    }
}
