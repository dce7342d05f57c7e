//! The round: what a carer needs for now, and nothing of anybody else's.

use std::fmt::Write as _;

use http::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use crate::kit::{kit, of, task};

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|row| row["id"].as_str()).collect()
}

fn named<'a>(round: &'a Value, list: &str, id: &str) -> &'a Value {
    let rows = round[list].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{id} in {list} of {round}"))
}

#[tokio::test]
async fn a_round_is_one_answer_after_one_wait() {
    let kit = kit().await;
    let (trips, round) = kit.trips(kit.get("carer1", "/round")).await;
    assert_eq!(trips, 1);
    let round = round.ok();
    assert_eq!(round["home"]["id"], of("care_homes", "H1").to_string());
    assert_eq!(round["complete"], true);
    assert!(round["server_time"].is_string() && round["home"]["care_day"].is_string());
    let resident = named(round, "residents", &of("clients", "R1").to_string());
    assert!(resident["room_name"].is_string() && resident["allergy_state"] == "recorded", "{resident}");
    let overdue = of("care_plan_tasks", "R1.overdue").to_string();
    let overdue = named(round, "tasks", &overdue);
    assert_eq!(overdue["state"], "overdue");
    assert_eq!(overdue["claimed_by"], Value::Null);
    // It begins in 20 hours: not on the round, but known to come.
    assert!(!ids(&round["tasks"]).contains(&of("care_plan_tasks", "R1.due").to_string().as_str()));
    assert!(round["home"]["next_due_from"].is_string());
    assert!(
        round["alerts"].as_array().unwrap().iter().any(|a| a["client_id"] == of("clients", "R1").to_string())
    );
}

#[tokio::test]
async fn tasks_stand_where_the_clock_puts_them() {
    let kit = kit().await;
    let at = |name: &str, from: i64| {
        format!(
            "update public.care_plan_tasks set due_from = now() + interval '{from} minutes', due_by = now() + interval '{} minutes', \
                missed_after = now() + interval '{} minutes' where id = '{}';",
            from + 60,
            from + 90,
            of("care_plan_tasks", name)
        )
    };
    kit.run(&[at("R1.due", -30), at("R1.shifts", 100), at("R1.theirs", 140), at("R1.carers", -20)].concat())
        .await;
    let round = kit.get("carer1", "/round").await;
    let round = round.ok();
    let task = |name: &str| named(round, "tasks", &of("care_plan_tasks", name).to_string()).clone();
    assert_eq!(task("R1.due")["state"], "now");
    assert_eq!(task("R1.shifts")["state"], "next");
    assert_eq!((&task("R1.carers")["mine"], &task("R1.due")["mine"]), (&true.into(), &false.into()));
    assert!(!ids(&round["tasks"]).contains(&of("care_plan_tasks", "R1.theirs").to_string().as_str()));
    // The most urgent first.
    let due: Vec<&str> =
        round["tasks"].as_array().unwrap().iter().filter_map(|t| t["due_by"].as_str()).collect();
    assert!(due.is_sorted(), "{due:?}");
}

#[tokio::test]
async fn an_unchanged_round_is_not_sent_again() {
    let kit = kit().await;
    let first = kit.get("carer1", "/round").await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = async || kit.send("carer1", "GET", "/round", &[("if-none-match", tag.clone())], None).await;
    let same = again().await;
    assert_eq!((same.status, &same.body), (StatusCode::NOT_MODIFIED, &Value::Null));
    let overdue = task("R1.overdue");
    kit.act("carer1", &format!("{overdue}/claim"), 1, &serde_json::json!({})).await.ok();
    let changed = again().await;
    let id = of("care_plan_tasks", "R1.overdue").to_string();
    let claimed = named(changed.ok(), "tasks", &id);
    assert_eq!(claimed["claimed_by"], of("profiles", "carer1").to_string());
    assert_eq!(claimed["mine"], true);
}

#[tokio::test]
async fn a_round_is_of_a_home_that_one_sees() {
    let kit = kit().await;
    let home = |name: &str| format!("/round?home={}", of("care_homes", name));
    // Of two homes one has to be named; so has one by who sees them all, or none.
    for who in ["mgr12", "both", "owner1", "not_yet"] {
        kit.get(who, "/round").await.refused(422, "invalid").field("home", "required");
    }
    kit.get("mgr12", &home("H2")).await.ok();
    kit.get("owner1", &home("H2")).await.ok();
    let nothing = kit.get("carer1", &format!("/round?home={}", Uuid::new_v4())).await;
    nothing.refused(404, "not_found");
    for (who, where_) in
        [("carer1", "H2"), ("carer1", "H3"), ("owner2", "H1"), ("just_ended", "H1"), ("not_yet", "H1")]
    {
        assert_eq!(kit.get(who, &home(where_)).await.anonymous(), nothing.anonymous(), "{who} {where_}");
    }
}

#[tokio::test]
async fn a_round_shows_what_its_reader_may_see() {
    let kit = kit().await;
    let r1 = of("clients", "R1").to_string();
    // Kept from R1: neither the resident, nor alerts, nor tasks.
    let kept = kit.get("excluded", "/round").await;
    let kept = kept.ok();
    assert!(!kept.to_string().contains(&r1), "{kept}");
    assert!(!ids(&kept["residents"]).is_empty());
    // The kitchen sees who is allergic to what, and no care.
    let kitchen = kit.get("ancillary1", "/round").await;
    let kitchen = kitchen.ok();
    assert!(ids(&kitchen["residents"]).contains(&r1.as_str()));
    assert_eq!(kitchen["tasks"], serde_json::json!([]));
    assert_eq!(kitchen["home"]["next_due_from"], Value::Null);
    let kinds = ["allergy", "diet_texture", "choking", "communication", "infection"];
    let alerts = kitchen["alerts"].as_array().unwrap();
    assert!(alerts.iter().all(|a| kinds.contains(&a["kind"].as_str().unwrap())), "{alerts:?}");
}

#[tokio::test]
async fn a_round_says_how_far_tasks_are_made() {
    let kit = kit().await;
    let ready = async |who: &str| {
        let round = kit.get(who, &format!("/round?home={}", of("care_homes", "H1"))).await;
        round.ok()["home"]["tasks_ready_until"].clone()
    };
    let far = async |said: Value| {
        let sql = format!(
            "select extract(epoch from '{}'::timestamptz - now())::int8 / 3600",
            said.as_str().unwrap()
        );
        kit.fact::<i64>(&format!("select ({sql})::int8")).await
    };
    kit.run("delete from public.job_runs where handler = 'extend_tasks'").await;
    // Every plan of the world was published weeks ago, and nobody made tasks since: long over.
    assert!(far(ready("carer1").await).await < 0);
    let run = |status: &str, hours: i64, version: i64| {
        format!(
            "insert into public.job_runs (organisation_id, scheduled_job_id, handler, handler_version, status, slot, started_at, finished_at) \
             select organisation_id, id, handler, {version}, '{status}', now() - interval '{hours} hours', now() - interval '{hours} hours', now() \
               from public.scheduled_jobs where handler = 'extend_tasks'"
        )
    };
    // The job's first version made two days, this one makes seven.
    kit.run(&run("succeeded", 10, 1)).await;
    kit.run(&run("dead", 1, 2)).await;
    assert!((37..=38).contains(&far(ready("carer1").await).await));
    assert!((37..=38).contains(&far(ready("owner1").await).await));
    kit.run(&run("succeeded", 30, 2)).await;
    assert!((137..=138).contains(&far(ready("carer1").await).await));
}

/// `bench/round.sql`, from the statements that the route sends; `ALMONER_WRITE_BENCH=1` writes it.
#[test]
fn the_bench_measures_the_statements_of_the_round() {
    assert!(!almoner_care::routes().listing().is_empty(), "named, so that the linker keeps the statements");
    let mut text =
        "-- The statements of the round, made by `make docs` from crates/pillars/care/src/tasks/round.rs.\n"
            .to_owned();
    let registered: Vec<&almoner_pg::Registered> =
        almoner_pg::reexport::inventory::iter::<almoner_pg::Registered>().collect();
    for (name, shown) in
        [("HOME", "home"), ("RESIDENTS_OF", "residents"), ("ALERTS_OF", "alerts"), ("TASKS_OF", "tasks")]
    {
        let name = format!("almoner_care::tasks::round::{name}");
        let found = registered.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no {name}"));
        let sql = (found.forms)()[0].0.replace("$1", "'{home}'::uuid").replace("$2", "501");
        let _ = writeln!(text, "\n-- the round: {shown} (owner1 mgr1 carer1)\n{sql};");
    }
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../bench/round.sql");
    if std::env::var_os("ALMONER_WRITE_BENCH").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap() == text, "bench/round.sql is stale: run make docs");
}
