//! What was not recorded in time is called missed once, told once, and noted once for the next shift.

use crate::support::{Stage, id, row};

/// Fifty tasks of residents of two homes whose time is over, ten of them prompts, and one of them claimed.
async fn overdue(stage: &Stage) {
    let sql = format!(
        "insert into public.care_plan_tasks (organisation_id, client_id, care_home_id, care_plan_id, definition_id, lineage_id, kind, title, care_day, due_from, due_by, missed_after)
         select c.organisation_id, c.id, c.holding_home_id, p.id, d.id, d.lineage_id, case when n <= 5 then 'prompt' else 'scheduled' end, 'Task ' || n, current_date,
                now() - interval '5 hours' + n * interval '1 minute', now() - interval '4 hours', now() - interval '3 hours'
           from public.clients c
           join public.care_plans p on p.client_id = c.id
           join public.care_task_definitions d on d.client_id = c.id and d.kind = 'scheduled' and d.shift_template_id is null
           join public.care_plan_versions v on v.id = d.care_plan_version_id and v.status = 'active'
          cross join generate_series(1, 25) n where c.id in ({}, {})",
        id("R1"),
        id("R2")
    );
    stage.owner.batch_execute(&sql).await.unwrap();
    let claimed = format!(
        "update public.care_plan_tasks set claimed_by = {} where client_id = {} and title = 'Task 20' and kind = 'scheduled'",
        id("carer1"),
        id("R1")
    );
    stage.owner.batch_execute(&claimed).await.unwrap();
}

#[tokio::test]
async fn runs_at_once_call_each_task_missed_once() {
    let stage = Stage::new().await;
    overdue(&stage).await;
    let mut runs = Vec::new();
    for _ in 0..4 {
        runs.push(stage.database.owner().await);
    }
    let answers = futures_util::future::join_all(
        runs.iter().map(|owner| owner.query_one("select app.resolve_overdue_tasks(now())", &[])),
    )
    .await;
    let mut missed: i32 =
        answers.into_iter().map(|a| a.expect("a run ends without a deadlock").get::<_, i32>(0)).sum();
    // What one run left to another that then found nothing is the next run's.
    missed += stage.one("select app.resolve_overdue_tasks(now())").await.parse::<i32>().unwrap();
    assert_eq!(missed, 40);
    assert_eq!(stage.one("select app.resolve_overdue_tasks(now())").await, "0");
    let missed = "from public.care_plan_tasks t where t.title like 'Task %' and t.status = 'missed'";
    assert_eq!(stage.one(&format!("select count(*) {missed}")).await, "40");
    assert_eq!(stage.one("select count(*) from public.care_plan_tasks where title like 'Task %' and status = 'not_required' and status_reason = 'prompt_over'").await, "10");
    assert_eq!(
        stage.one("select count(*) || ' ' || count(distinct row_id) from public.audit_events where verb = 'miss' and table_name = 'care_plan_tasks'").await,
        "40 40"
    );
    // Each noted where and when it was due, for a resident, with no handover yet.
    let noted =
        "select count(*) from public.handover_items i join public.care_plan_tasks t on t.id = i.entity_id
          where i.entity = 'care_plan_tasks' and i.kind = 'overdue_task' and i.status = 'open' and i.handover_id is null
            and i.care_home_id = t.care_home_id and i.client_id = t.client_id and i.care_day = t.care_day and i.unit_id is not null and t.title like 'Task %'";
    assert_eq!(stage.one(noted).await, "40");
    // Whose it was hears of theirs; who runs the shift hears once.
    let told = |template: &str, person: &str| {
        format!(
            "select count(*) from public.notification_queue where kind = '{template}' and profile_id = {}",
            id(person)
        )
    };
    let theirs = told("task_missed", "carer1")
        + " and entity_id in (select id from public.care_plan_tasks where title like 'Task %')";
    assert_eq!(stage.one(&theirs).await, "1");
    assert_eq!(stage.one(&told("tasks_missed", "senior1")).await, "1");
    assert_eq!(stage.one(&told("tasks_missed", "nurse1")).await, "1");
    assert_eq!(
        stage.one("select count(*) from public.notification_queue where payload::text like '%Task %'").await,
        "0",
        "ids only"
    );
}

#[tokio::test]
async fn a_composed_handover_takes_them_along_and_a_late_record_closes_one() {
    let stage = Stage::new().await;
    overdue(&stage).await;
    stage.one("select app.resolve_overdue_tasks(now())").await;
    stage
        .must(
            "senior1",
            &format!("insert into public.handovers (organisation_id, care_home_id, care_day, shift) values ({}, {}, current_date, 'early')", id("O1"), id("H1")),
        )
        .await;
    let item = |what: &str| {
        format!(
            "select {what} from public.handover_items i join public.care_plan_tasks t on t.id = i.entity_id where t.client_id = {} and t.title = 'Task 20'",
            id("R1")
        )
    };
    assert_eq!(stage.one(&item("i.handover_id is not null")).await, "t");
    let task = stage
        .one(&format!(
            "select id from public.care_plan_tasks where client_id = {} and title = 'Task 20'",
            id("R1")
        ))
        .await;
    stage
        .must(
            "carer1",
            &format!(
                "insert into public.care_task_records (organisation_id, task_id, seen_ordinal, outcome, occurred_at) values ({}, '{task}', 0, 'done', now() - interval '4 hours')",
                id("O1")
            ),
        )
        .await;
    assert_eq!(
        stage.one(&item("i.status || ' ' || i.closed_because || ' ' || t.status")).await,
        "closed recorded done"
    );
    assert_eq!(
        stage.one(&format!("select late from public.care_task_records where task_id = '{task}'")).await,
        "t"
    );
}

#[tokio::test]
async fn an_absence_that_is_noted_late_takes_back_what_was_called_missed() {
    let stage = Stage::new().await;
    overdue(&stage).await;
    stage.one("select app.resolve_overdue_tasks(now())").await;
    let away = format!(
        "insert into public.resident_absences (organisation_id, client_id, kind, during) values ({}, {}, 'hospital', tstzrange(now() - interval '6 hours', null))",
        id("O1"),
        id("R1")
    );
    stage.must("senior1", &away).await;
    let tasks = format!(
        "select distinct status || ' ' || status_reason from public.care_plan_tasks where client_id = {} and title like 'Task %' and kind = 'scheduled'",
        id("R1")
    );
    assert_eq!(stage.one(&tasks).await, "not_required absent");
    let items = format!(
        "select distinct status || ' ' || closed_because from public.handover_items where client_id = {} and entity = 'care_plan_tasks'",
        id("R1")
    );
    assert_eq!(stage.one(&items).await, "closed no_longer_due");
    // What was missed days before they went stays missed.
    assert_eq!(
        stage
            .one(&format!(
                "select status from public.care_plan_tasks where id = {}",
                row("care_plan_tasks", "R1.missed")
            ))
            .await,
        "missed"
    );
}

#[tokio::test]
async fn who_records_at_that_moment_is_in_time() {
    let stage = Stage::new().await;
    overdue(&stage).await;
    let task = stage
        .one(&format!(
            "select id from public.care_plan_tasks where client_id = {} and title = 'Task 10'",
            id("R1")
        ))
        .await;
    let mut recording = stage.open("carer1").await;
    recording
        .run(&format!(
            "insert into public.care_task_records (organisation_id, task_id, seen_ordinal, outcome) values ({}, '{task}', 0, 'done')",
            id("O1")
        ))
        .await
        .unwrap();
    let missed: i32 = stage.one("select app.resolve_overdue_tasks(now())").await.parse().unwrap();
    assert_eq!(missed, 39);
    recording.commit().await.unwrap();
    assert_eq!(
        stage.one(&format!("select status from public.care_plan_tasks where id = '{task}'")).await,
        "done"
    );
    assert_eq!(stage.one("select app.resolve_overdue_tasks(now())").await, "0");
}
