//! An operator's own instruments: loaded once, a version for ever, answered by their own people alone.

use almoner_care::instruments::{Instrument, read_own};
use almoner_care::own_instruments::{LoadError, Loaded, load, loaded, organisation};
use almoner_testkit::names;
use serde_json::{Value, json};

use crate::assessments_kit::{assess, id, of, strike, with};
use crate::kit::{kit, minutes};

const WEIGHT: &str = r#"
code = "weight_change"
version = 1000
name = "Weight, our policy"
licence = "ours"
source = "Policy 12"
effective_from = 2026-03-01
repeat_days = 30
outcome = "change"
change = { item = "weight_kg", over_days = 180 }
[[items]]
code = "weight_kg"
label = "Weight"
kind = "number"
unit = "kg"
least = 20
most = 300
decimals = 1
[[items]]
code = "estimated"
label = "How it was found"
kind = "choice"
required = false
options = [{ code = "weighed", label = "Weighed" }, { code = "estimated", label = "Estimated" }]
[[bands]]
code = "steady"
label = "Steady"
from = -4.9
[[bands]]
code = "losing"
label = "Losing"
to = -5.0
action = "Tell the GP"
"#;

fn own() -> Instrument {
    read_own("weight.toml", WEIGHT).expect("it is whole")
}

fn weight(kg: f64, ago: i64) -> Value {
    with(
        json!({ "instrument": "weight_change", "answers": { "weight_kg": kg } }),
        "occurred_at",
        minutes(-ago),
    )
}

fn refused(result: Result<Loaded, LoadError>) -> String {
    match result {
        Err(LoadError::Refused(words)) => words,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_version_is_loaded_once_and_never_changed() {
    let kit = kit().await;
    let mut owner = kit.database.owner().await;
    let o1 = names::id("O1");
    let (one, count) = (own(), "select count(*) from public.instruments where code = 'weight_change'");
    assert_eq!(load(&mut owner, o1, &one).await.unwrap(), Loaded::New);
    assert_eq!(load(&mut owner, o1, &one).await.unwrap(), Loaded::Known);
    let other = Instrument { name: "Weight, another policy".to_owned(), ..one.clone() };
    assert!(refused(load(&mut owner, o1, &other).await).contains("give this one version 1001"));
    let earlier = Instrument { version: 1001, effective_from: jiff::civil::date(2026, 2, 1), ..one.clone() };
    assert!(refused(load(&mut owner, o1, &earlier).await).contains("holds from 2026-03-01"));
    assert_eq!(kit.fact::<i64>(count).await, 1);
    let next = Instrument { version: 1005, ..one.clone() };
    assert_eq!(load(&mut owner, o1, &next).await.unwrap(), Loaded::New);
    assert!(
        refused(load(&mut owner, o1, &Instrument { version: 1004, ..one.clone() }).await)
            .contains("give this one version 1006")
    );
    assert_eq!(
        load(&mut owner, names::id("O2"), &one).await.unwrap(),
        Loaded::New,
        "each organisation has its own"
    );
    assert_eq!(loaded(&owner, o1).await.unwrap().iter().filter(|i| i.code == "weight_change").count(), 2);
    for sql in [
        "update public.instruments set withdrawn = true",
        "delete from public.instruments",
        "truncate public.instruments",
    ] {
        let error = owner.simple_query(sql).await.expect_err(sql);
        assert_eq!(error.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
    }
    assert_eq!(organisation(&owner, Some(&o1.to_string())).await.unwrap().id, o1);
    assert!(
        matches!(organisation(&owner, None).await, Err(LoadError::Refused(words)) if words.contains("--organisation"))
    );
    assert!(matches!(organisation(&owner, Some("Nobody")).await, Err(LoadError::Refused(_))));
    // It is in the audit.
    let audited: i64 = kit
        .fact(
            "select count(*) from public.audit_events where table_name = 'instruments' and action = 'insert'",
        )
        .await;
    assert!(audited >= 3, "{audited}");
}

#[tokio::test]
async fn a_change_is_found_against_the_operators_own_threshold() {
    let kit = kit().await;
    // What ships says how far it is from the last, and no more.
    let first = assess(&kit, "carer1", "R1", &weight(60.0, 900)).await;
    assert_eq!(
        (&first["details"]["change"], &first["band"], &first["next_due_on"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let second = assess(&kit, "carer1", "R1", &weight(58.5, 800)).await;
    assert_eq!(
        (&second["details"]["change"], &second["details"]["change_per_cent"]),
        (&json!(-1.5), &json!(-2.5))
    );
    assert_eq!(second["details"]["against_id"], first["id"]);
    assert_eq!(second["instrument_version"], 1);

    let mut owner = kit.database.owner().await;
    load(&mut owner, names::id("O1"), &own()).await.unwrap();
    // Against the earliest within 180 days, by the organisation's own bands.
    let third = assess(&kit, "carer1", "R1", &weight(58.0, 700)).await;
    assert_eq!((&third["details"]["change_per_cent"], &third["band"]), (&json!(-3.3), &json!("steady")));
    assert_eq!((&third["instrument_version"], &third["details"]["against_id"]), (&json!(1000), &first["id"]));
    let due: String = kit.fact("select ((now() at time zone 'Europe/London') - interval '700 minutes' + interval '30 days')::date::text").await;
    assert_eq!(third["next_due_on"], json!(due));
    let fourth = assess(&kit, "carer1", "R1", &weight(57.0, 600)).await;
    assert_eq!(
        (&fourth["band"], &fourth["band_label"], &fourth["action"]),
        (&json!("losing"), &json!("Losing"), &json!("Tell the GP"))
    );
    let rose: i64 = kit
        .fact(&format!(
            "select count(*) from public.care_plan_reviews where assessment_id = '{}'",
            id(&fourth)
        ))
        .await;
    assert_eq!(rose, 1);
    // What was struck is nothing to compare with.
    strike(&kit, "carer1", &id(&first)).await;
    let fifth = assess(&kit, "carer1", "R1", &weight(57.0, 500)).await;
    assert_eq!((&fifth["details"]["against_id"], &fifth["band"]), (&second["id"], &json!("steady")));
    let trend = kit.get("carer1", &format!("{}/trend?instrument=weight_change", of("R1"))).await.ok().clone();
    let values: Vec<f64> =
        trend["points"].as_array().unwrap().iter().map(|p| p["value"].as_f64().unwrap()).collect();
    assert_eq!((values, &trend["unit"]), (vec![58.5, 58.0, 57.0, 57.0], &json!("kg")));
    // The version that was answered offline, before the new one held, is not one to answer now.
    let old = with(weight(57.0, 400), "instrument_version", 1);
    kit.post("carer1", &of("R1"), &old).await.refused(422, "invalid").field("instrument_version", "choice");
    kit.post("carer1", &of("R1"), &with(weight(57.0, 400), "instrument_version", 1000)).await.created();
}

#[tokio::test]
async fn each_organisation_has_what_ships_and_its_own() {
    let kit = kit().await;
    let offered = async |who: &str, query: &str| -> Vec<(String, i64, bool)> {
        let (trips, got) = kit.trips(kit.get(who, &format!("/instruments{query}"))).await;
        assert_eq!(trips, 1);
        let all = got.ok().as_array().unwrap().clone();
        all.iter()
            .map(|one| {
                let of = &one["instrument"];
                (
                    of["code"].as_str().unwrap().to_owned(),
                    of["version"].as_i64().unwrap(),
                    one["own"].as_bool().unwrap(),
                )
            })
            .collect()
    };
    let mut owner = kit.database.owner().await;
    load(&mut owner, names::id("O2"), &own()).await.unwrap();
    for who in ["carer1", "ancillary1", "mgr1", "owner1"] {
        let mut seen = offered(who, "").await;
        seen.sort();
        let ours = ["falls_checklist", "news2"].map(|code| (code.to_owned(), 1, false));
        let thirst = ("thirst".to_owned(), 1000, true);
        assert_eq!(
            seen,
            [ours[0].clone(), ours[1].clone(), thirst, ("weight_change".to_owned(), 1, false)],
            "{who}"
        );
    }
    // The one of 2030 is not to answer yet; with all of them it shows.
    assert_eq!(offered("carer1", "?all=true").await.len(), 5);
    assert!(offered("carer3", "").await.contains(&("weight_change".to_owned(), 1000, true)));
    kit.get("carer1", "/instruments?organisation_id=x").await.refused(422, "invalid");
    // Another organisation's is none.
    let gone = with(weight(57.0, 10), "instrument_version", 1000);
    kit.post("carer1", &of("R1"), &gone).await.refused(422, "invalid").field("instrument_version", "choice");
    let dry = json!({ "instrument": "thirst", "answers": { "lips": "dry" } });
    assert_eq!(assess(&kit, "carer1", "R1", &dry).await["band"], "dry");
}
