//! What people see and do.

use almoner_testkit::desk::{Kit, etag};
use almoner_testkit::names;
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::one;

struct Asked(Kit);

impl Asked {
    async fn new() -> Self {
        Self(Kit::of(almoner_schedules::routes()).await)
    }

    async fn send(
        &self,
        who: &str,
        method: &str,
        path: &str,
        version: Option<i64>,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let mut headers = Vec::new();
        if method == "POST" {
            headers.push(("idempotency-key", uuid::Uuid::new_v4().to_string()));
        }
        if let Some(version) = version {
            headers.push(("if-match", etag(version)));
        }
        let reply = self.0.send(who, method, path, &headers, body.as_ref()).await;
        (reply.status, reply.body)
    }

    async fn get(&self, who: &str, path: &str) -> Value {
        let (status, body) = self.send(who, "GET", path, None, None).await;
        assert_eq!(status, 200, "{who} {path}: {body}");
        body["data"].clone()
    }
}

fn job(handler: &str, organisation: &str) -> String {
    names::id(&format!("scheduled_jobs:{handler} of {organisation}")).to_string()
}

fn run(status: &str, organisation: &str) -> String {
    names::id(&format!("job_runs:{status} of {organisation}")).to_string()
}

#[tokio::test]
async fn jobs_with_their_last_run_for_those_who_manage_or_read_everything() {
    let asked = Asked::new().await;
    almoner_schedules::take_slots(&asked.0.db).await.unwrap();
    for (who, can) in [("owner1", json!(["update", "start"])), ("mgr1", json!([])), ("comp1", json!([]))] {
        let jobs = asked.get(who, "/scheduled-jobs").await;
        let jobs = jobs.as_array().unwrap();
        assert_eq!(jobs.len(), 7, "{who}");
        for job in jobs {
            assert_eq!(job["can"], can, "{who}");
            assert!(job["next_slot"].is_string(), "{job}");
        }
        let reminders = jobs.iter().find(|j| j["handler"] == "compliance_reminders").unwrap();
        assert_eq!((&reminders["dead"], &reminders["cron"]), (&json!(1), &json!("30 7 * * *")));
        assert!(reminders["last_run_status"].is_string());
        let seen = asked.get(who, "/job-runs?limit=200").await.to_string();
        for status in ["queued", "running", "succeeded", "dead", "stale"] {
            assert!(
                seen.contains(&run(status, "O1")) && !seen.contains(&run(status, "O2")),
                "{who} {status}"
            );
        }
    }
    for who in ["carer1", "nobody"] {
        assert_eq!(asked.get(who, "/scheduled-jobs").await, json!([]), "{who}");
        assert_eq!(asked.get(who, "/job-runs").await, json!([]), "{who}");
        let one = format!("/scheduled-jobs/{}", job("overdue_tasks", "O1"));
        assert_eq!(asked.send(who, "GET", &one, None, None).await.0, 404, "{who}");
    }
    // One of another operator is as one that does not exist.
    for (method, path) in [
        ("GET", format!("/job-runs/{}", run("dead", "O2"))),
        ("GET", format!("/scheduled-jobs/{}", job("overdue_tasks", "O2"))),
        ("POST", format!("/scheduled-jobs/{}/runs", job("overdue_tasks", "O2"))),
    ] {
        let body = (method == "POST").then(|| json!({}));
        assert_eq!(asked.send("owner1", method, &path, None, body).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn runs_by_page_status_and_job() {
    let asked = Asked::new().await;
    let owner = asked.0.database.owner().await;
    owner
        .batch_execute(&format!(
            "insert into public.job_runs (organisation_id, scheduled_job_id, handler, slot, status, finished_at)
             select '{}', '{}', 'overdue_tasks', now() - n * interval '5 minutes', 'succeeded', now() from generate_series(1, 60) n",
            names::id("O1"),
            job("overdue_tasks", "O1")
        ))
        .await
        .unwrap();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/job-runs?limit=25{cursor}");
        let (status, body) = asked.send("mgr1", "GET", &path, None, None).await;
        assert_eq!(status, 200, "{body}");
        seen.extend(
            body["data"].as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = body["meta"]["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (65, &sorted));
    let dead = asked.get("mgr1", "/job-runs?status=dead").await;
    assert_eq!(dead.as_array().unwrap().len(), 1);
    let of_job = format!("/job-runs?limit=200&scheduled_job_id={}", job("overdue_tasks", "O1"));
    assert_eq!(asked.get("mgr1", &of_job).await.as_array().unwrap().len(), 60);
    let (status, body) = asked.send("mgr1", "GET", "/job-runs?status=lost", None, None).await;
    assert_eq!((status.as_u16(), &body["error"]["fields"][0]["path"]), (422, &json!("status")), "{body}");
}

#[tokio::test]
async fn an_owner_changes_when_a_job_falls_due() {
    let asked = Asked::new().await;
    let path = format!("/scheduled-jobs/{}", job("overdue_tasks", "O1"));
    let change = async |who: &str, version: i64, body: Value| {
        asked.send(who, "PATCH", &path, Some(version), Some(body)).await
    };
    for (wrong, field, code) in [
        (json!({ "cron": "whenever" }), "cron", "format"),
        (json!({ "cron": "0 0 * * * *" }), "cron", "format"),
        (json!({ "cron": "@daily" }), "cron", "format"),
        (json!({ "cron": "0 9 * * 5#2" }), "cron", "format"),
        (json!({ "cron": "0 0 31 2 *" }), "cron", "not_possible"),
        (json!({ "cron": "* * * * *" }), "cron", "range"),
        (json!({ "cron": "0,1 3 * * *" }), "cron", "range"),
        (json!({ "cron": null }), "cron", "required"),
        (json!({ "time_zone": "Europe/Londn" }), "time_zone", "format"),
        (json!({ "catch_up_minutes": 0 }), "catch_up_minutes", "range"),
        (json!({ "catch_up_minutes": 30_000 }), "catch_up_minutes", "range"),
        (json!({ "enabled": "no" }), "enabled", "type"),
        (json!({ "handler": "extend_tasks" }), "handler", "unknown"),
        (json!({ "clock": "pg_cron" }), "clock", "unknown"),
        (json!({ "organisation_id": names::id("O2").to_string() }), "organisation_id", "unknown"),
    ] {
        let (status, body) = change("owner1", 1, wrong.clone()).await;
        let said = &body["error"]["fields"][0];
        assert_eq!(
            (status.as_u16(), &said["path"], &said["code"]),
            (422, &json!(field), &json!(code)),
            "{wrong}: {body}"
        );
    }
    assert_eq!(change("mgr1", 1, json!({ "enabled": false })).await.0, 403);
    assert_eq!(change("carer1", 1, json!({ "enabled": false })).await.0, 404);
    assert_eq!(change("owner2", 1, json!({ "enabled": false })).await.0, 404);
    let new = json!({ "cron": " 15  3 * * MON-FRI ", "time_zone": "Europe/Lisbon", "catch_up_minutes": 90 });
    let (status, body) = change("owner1", 1, new).await;
    assert_eq!(status, 200, "{body}");
    let now = &body["data"];
    assert_eq!(
        (&now["cron"], &now["time_zone"], &now["version"]),
        (&json!("15 3 * * MON-FRI"), &json!("Europe/Lisbon"), &json!(2))
    );
    assert_eq!(now["next_slot"], Value::Null);
    assert_eq!(change("owner1", 1, json!({ "enabled": false })).await.0, 412);
    // A worker that looks next works out when it is due.
    almoner_schedules::take_slots(&asked.0.db).await.unwrap();
    assert!(asked.get("owner1", &path).await["next_slot"].is_string());
    assert_eq!(change("owner1", 2, json!({ "enabled": false })).await.0, 200);
    almoner_schedules::take_slots(&asked.0.db).await.unwrap();
    assert_eq!(asked.get("owner1", &path).await["next_slot"], Value::Null);
}

#[tokio::test]
async fn a_job_is_started_by_hand_and_a_dead_run_done_again() {
    let asked = Asked::new().await;
    let owner = asked.0.database.owner().await;
    let start = format!("/scheduled-jobs/{}/runs", job("extend_tasks", "O1"));
    for (who, status) in [("mgr1", 403), ("comp1", 403), ("carer1", 404), ("owner2", 404)] {
        assert_eq!(asked.send(who, "POST", &start, None, Some(json!({}))).await.0, status, "{who}");
    }
    let (status, body) = asked.send("owner1", "POST", &start, None, Some(json!({}))).await;
    assert_eq!(status, 201, "{body}");
    assert_eq!(
        (&body["data"]["status"], &body["data"]["started_by"]),
        (&json!("queued"), &json!(names::id("owner1").to_string()))
    );
    let (status, body) = asked.send("owner1", "POST", &start, None, Some(json!({}))).await;
    assert_eq!((status.as_u16(), &body["error"]["code"]), (409, &json!("in_progress")), "{body}");

    let dead = format!("/job-runs/{}", run("dead", "O1"));
    let replay = format!("{dead}/replay");
    let version = asked.get("owner1", &dead).await["version"].as_i64();
    assert_eq!(asked.get("owner1", &dead).await["can"], json!(["replay"]));
    assert_eq!(asked.get("mgr1", &dead).await["can"], json!([]));
    for (who, status) in [("mgr1", 403), ("comp1", 403), ("carer1", 404), ("owner2", 404)] {
        assert_eq!(asked.send(who, "POST", &replay, version, Some(json!({}))).await.0, status, "{who}");
    }
    let (status, body) = asked.send("owner1", "POST", &replay, version, Some(json!({}))).await;
    assert_eq!((status.as_u16(), &body["data"]["status"]), (200, &json!("queued")), "{body}");
    // What is not dead is not done again.
    let succeeded = format!("/job-runs/{}/replay", run("succeeded", "O1"));
    let (status, body) = asked.send("owner1", "POST", &succeeded, Some(1), Some(json!({}))).await;
    assert_eq!((status.as_u16(), &body["error"]["code"]), (409, &json!("illegal_transition")), "{body}");
    assert_eq!(one(&owner, "select count(*) from public.job_runs where status = 'queued'").await, "4");
    let by = format!(
        "select started_by = '{}' from public.job_runs where id = '{}'",
        names::id("owner1"),
        run("dead", "O1")
    );
    assert_eq!(one(&owner, &by).await, "t");
}
