//! When the tasks of a home run short, who manages it hears of it, once.

use crate::support::{Stage, id};

const TOLD: &str = "select count(*) from public.notification_queue where kind = 'tasks_short'";

async fn run(stage: &Stage) -> String {
    stage.one(&format!("select app.handle_job('tasks_ready', {}, now())", id("O1"))).await
}

async fn made(stage: &Stage, hours_ago: i64) {
    let sql = format!(
        "insert into public.job_runs (organisation_id, scheduled_job_id, handler, handler_version, status, slot, started_at, finished_at) \
         select organisation_id, id, handler, 2, 'succeeded', now() - interval '{hours_ago} hours', now() - interval '{hours_ago} hours', now() \
           from public.scheduled_jobs where handler = 'extend_tasks' and organisation_id = {}",
        id("O1")
    );
    stage.owner.batch_execute(&sql).await.expect("a run");
}

#[tokio::test]
async fn the_manager_hears_of_a_shortage_once() {
    let stage = Stage::new().await;
    stage.owner.batch_execute("delete from public.job_runs").await.expect("no runs");
    // Both homes of O1 that residents with a plan live in: nobody made tasks for weeks.
    let homes = run(&stage).await;
    assert_eq!(homes, "2");
    let told = stage.one(TOLD).await;
    let managers = "select count(*) from (select distinct m.care_home_id, m.profile_id from public.manager_care_homes m \
         join public.profiles p on p.id = m.profile_id and p.status = 'active' and p.archived_at is null \
         join public.notification_queue q on q.kind = 'tasks_short' and q.care_home_id = m.care_home_id and q.profile_id = m.profile_id \
        where m.archived_at is null and m.valid @> now()) x";
    assert_ne!(told, "0");
    assert_eq!(stage.one(managers).await, told, "each manager once for each home, and nobody else");
    run(&stage).await;
    assert_eq!(stage.one(TOLD).await, told, "not again while it lasts");
    // Made again: over. The next shortage is another.
    made(&stage, 7 * 24 - 5).await;
    assert_eq!(run(&stage).await, "0");
    assert_eq!(stage.one("select count(*) from private.task_shortages").await, "0");
    stage.owner.batch_execute("delete from public.job_runs").await.expect("no runs");
    made(&stage, 7 * 24 - 3).await;
    assert_eq!(run(&stage).await, "2", "three hours are too few");
    assert_ne!(stage.one(TOLD).await, told);
}
