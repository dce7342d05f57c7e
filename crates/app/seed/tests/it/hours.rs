//! Whenever somebody loads the demo, the day is under way: what is over was done or missed, and the shift is on.

use almoner_schema::scratch::Layout;
use almoner_seed::Profile;
use jiff::civil::time;

use crate::support::{START, demo, empty, plan};

#[tokio::test]
async fn at_whatever_hour_it_begins_the_day_is_under_way() {
    // Before the night is over, and at noon.
    let mut night = empty(Layout::Plain).await;
    let at = time(5, 6, 0, 0);
    almoner_seed::seed(&mut night.owner, &plan(Profile::Demo, 1, START).at(at), &|_| {}).await.unwrap();
    for (at, world) in [(at, night), (time(12, 0, 0, 0), demo(1).await)] {
        let now = format!("timestamptz '{START} {at} Europe/London'");
        for (what, sql) in [
            (
                "tasks over which the job should have gone",
                format!(
                    "select id::text from public.care_plan_tasks where status = 'due' and missed_after < {now}"
                ),
            ),
            (
                "records of what is still to come",
                format!(
                    "select id::text from public.care_task_records where occurred_at > {now} or recorded_at > {now}"
                ),
            ),
        ] {
            world.nothing(&format!("at {at}, {what}"), &sql).await;
        }
        let count = async |sql: String| world.count(&sql).await;
        let on = count(format!(
            "select count(*) from public.duty_periods where ended_at is null and started_at <= {now}"
        ))
        .await;
        assert!(on >= 2, "at {at} {on} people are on");
        let late = count(format!(
            "select count(*) from public.shift_assignments a where a.status in ('published', 'confirmed') and a.during @> {now} \
               and a.profile_id is not null and not exists (select from public.duty_periods d where d.assignment_id = a.id)"
        ))
        .await;
        assert_eq!(late, 0, "at {at}, people who are to be on and have not started");
        let of_the_last_hours =
            format!("due_from between {now} - interval '9 hours' and {now} - interval '3 hours'");
        let done = count(format!(
            "select count(*) from public.care_plan_tasks where status in ('done', 'partly', 'declined') and {of_the_last_hours}"
        ))
        .await;
        let missed = count(format!(
            "select count(*) from public.care_plan_tasks where status = 'missed' and {of_the_last_hours}"
        ))
        .await;
        assert!(done > 5 * missed.max(1), "at {at} {done} done and {missed} missed");
    }
}
