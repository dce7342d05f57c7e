//! Slots through both changes of the clock, by the database's clock and no other.

use almoner_schedules::take_slots;
use almoner_testkit::database::Database;
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Client;

use crate::support::{counting, one};

/// The database's clock stands at what a test says.
async fn stopped(owner: &Client) {
    owner
        .batch_execute(
            "create table private.told (at timestamptz);
             insert into private.told values ('2027-01-01');
             create or replace function app.clock() returns timestamptz language plpgsql volatile set search_path = '' as $$
             begin return (select t.at from private.told t); end $$",
        )
        .await
        .unwrap();
}

async fn it_is(owner: &Client, at: Timestamp) {
    owner.batch_execute(&format!("update private.told set at = '{at}'")).await.unwrap();
}

/// The slots of a job, as instants, in their order.
async fn slots(owner: &Client, handler: &str) -> Vec<String> {
    let sql = format!(
        "select coalesce(string_agg(to_char(slot at time zone 'UTC', 'DD HH24:MI'), ',' order by slot), '') from public.job_runs where handler = '{handler}' and status = 'queued'"
    );
    let all = one(owner, &sql).await;
    all.split(',').filter(|slot| !slot.is_empty()).map(str::to_owned).collect()
}

/// London's jobs at these times, looked at every minute from one instant to another.
async fn night(from: &str, until: &str) -> (Database, Client) {
    let (database, owner) = counting(1).await;
    stopped(&owner).await;
    let (mut now, until): (Timestamp, Timestamp) = (from.parse().unwrap(), until.parse().unwrap());
    it_is(&owner, now).await;
    for (handler, cron) in [
        ("overdue_tasks", "*/15 * * * *"),
        ("extend_tasks", "30 0 * * *"),
        ("occupancy_snapshot", "0 1 * * *"),
        ("refresh_compliance", "30 1 * * *"),
        ("compliance_reminders", "0 2 * * *"),
    ] {
        let sql = format!(
            "update public.scheduled_jobs set cron = '{cron}', seen_until = '{now}' where handler = '{handler}'"
        );
        owner.batch_execute(&sql).await.unwrap();
    }
    let db = database.db();
    while now <= until {
        it_is(&owner, now).await;
        assert_eq!(take_slots(&db).await.unwrap().failed, 0);
        now += SignedDuration::from_mins(1);
    }
    (database, owner)
}

#[tokio::test]
async fn in_march_what_the_clock_skips_comes_once_after_the_gap() {
    // 01:00 GMT is 02:00 BST.
    let (_database, owner) = night("2027-03-27T23:00:00Z", "2027-03-28T03:00:00Z").await;
    assert_eq!(slots(&owner, "extend_tasks").await, ["28 00:30"]);
    for skipped in ["occupancy_snapshot", "refresh_compliance", "compliance_reminders"] {
        assert_eq!(slots(&owner, skipped).await, ["28 01:00"], "{skipped}");
    }
    let quarters = slots(&owner, "overdue_tasks").await;
    assert_eq!(quarters.len(), 16, "{quarters:?}");
    assert!(quarters.windows(2).all(|pair| pair[0] < pair[1]));
}

#[tokio::test]
async fn in_october_what_comes_twice_is_done_the_first_time() {
    // 02:00 BST is 01:00 GMT: from 00:00Z to 02:00Z the clock shows 01:xx.
    let (_database, owner) = night("2027-10-30T23:00:00Z", "2027-10-31T03:00:00Z").await;
    assert_eq!(slots(&owner, "extend_tasks").await, ["30 23:30"]);
    assert_eq!(slots(&owner, "occupancy_snapshot").await, ["31 00:00"]);
    assert_eq!(slots(&owner, "refresh_compliance").await, ["31 00:30"]);
    assert_eq!(slots(&owner, "compliance_reminders").await, ["31 02:00"]);
    assert_eq!(slots(&owner, "overdue_tasks").await.len(), 16);
}

#[tokio::test]
async fn only_the_databases_clock_counts() {
    let (database, owner) = counting(1).await;
    stopped(&owner).await;
    // Years from where this process believes to be.
    it_is(&owner, "2034-05-01T12:00:30Z".parse().unwrap()).await;
    owner
        .batch_execute("update public.scheduled_jobs set seen_until = '2034-05-01T09:00:00Z'")
        .await
        .unwrap();
    let db = database.db();
    let taken = take_slots(&db).await.unwrap();
    // Every five minutes within the hour that is caught up with, one each of those by the hour for three, and every
    // quarter of two hours and of one.
    assert_eq!(slots(&owner, "overdue_tasks").await.len(), 12);
    assert_eq!(slots(&owner, "extend_tasks").await, ["01 09:10", "01 10:10", "01 11:10"]);
    assert_eq!(taken.slots, 12 + 3 + 3 + 8 + 4);
    let stale = "select string_agg(handler || ' ' || to_char(slot at time zone 'UTC', 'HH24:MI'), ',' order by handler) from public.job_runs where status = 'stale'";
    assert_eq!(one(&owner, stale).await, "forgotten_duty 10:00,overdue_tasks 11:00,tasks_ready 11:00");
    assert_eq!(take_slots(&db).await.unwrap(), almoner_schedules::Taken::default());
    // It went back ten minutes: nothing is taken twice, and nothing is missed when it gets there again.
    it_is(&owner, "2034-05-01T11:50:00Z".parse().unwrap()).await;
    assert_eq!(take_slots(&db).await.unwrap().slots, 0);
    it_is(&owner, "2034-05-01T12:05:00Z".parse().unwrap()).await;
    assert_eq!(take_slots(&db).await.unwrap().slots, 1);
}

#[tokio::test]
async fn one_job_that_is_wrong_holds_up_no_other_and_a_long_absence_is_bounded() {
    let (database, owner) = counting(2).await;
    owner
        .batch_execute(
            "update public.scheduled_jobs set seen_until = now() - interval '13 days', catch_up_minutes = 20160;
             update public.scheduled_jobs j set cron = '0 0 31 2 *', seen_until = now() - interval '13 days'
               from public.organisations o where o.id = j.organisation_id and o.name = 'O001' and j.handler = 'extend_tasks'",
        )
        .await
        .unwrap();
    // The change of the pattern has moved it on; as if nobody had been there since.
    owner
        .batch_execute("update public.scheduled_jobs set seen_until = now() - interval '13 days'")
        .await
        .unwrap();
    let taken = take_slots(&database.db()).await.unwrap();
    assert_eq!(taken.failed, 1);
    let often = "select count(*) filter (where status = 'queued') || ' ' || count(*) filter (where status = 'stale') from public.job_runs where handler = 'overdue_tasks'";
    assert_eq!(one(&owner, often).await, "200 2");
    assert_eq!(
        one(&owner, "select count(*) from public.job_runs where handler = 'extend_tasks'").await,
        "101"
    );
}
