//! Several workers on one queue: each notification has exactly one success, and how fast that is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use almoner_mail::{Mail, Message, Sending};
use almoner_pg::CHANGES;
use almoner_testkit::database::Database;
use almoner_testkit::names::id;
use almoner_worker::{Manner, run};
use tokio_postgres::Client;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Takes every mail at once, and counts.
#[derive(Default)]
struct Sink(Mutex<HashMap<Uuid, u32>>);

impl Mail for Sink {
    fn send(&self, message: Message) -> Sending<'_> {
        *self.0.lock().unwrap().entry(message.id).or_default() += 1;
        Box::pin(async { Ok(()) })
    }
}

/// How many there are; `make prove` asks for 10,000.
fn many() -> usize {
    std::env::var("ALMONER_QUEUE").ok().and_then(|n| n.parse().ok()).unwrap_or(800)
}

/// A world of which nothing is queued, and no schedules beside it.
async fn emptied() -> (Database, Client) {
    let database = Database::world().await;
    let owner = database.owner().await;
    owner
        .batch_execute(
            "delete from public.notification_queue; delete from public.notification_delivery; delete from private.notification_keys;
             delete from public.notification_channels; update public.scheduled_jobs set enabled = false; delete from public.job_runs",
        )
        .await
        .unwrap();
    (database, owner)
}

/// Works until the queue is empty with so many workers; each notification has one success. Says how many
/// a second.
async fn worked(workers: usize) -> f64 {
    let (database, owner) = emptied().await;
    owner
        .batch_execute(&format!(
            "select app.schedule_notification(who, jsonb_build_object('organisation_id', org, 'template', 'policy_due', 'entity', 'policy_documents',
                'entity_id', app.new_id(), 'care_home_id', home), now(), 'email', 'high')
               from (values ({1}, {0}, {2}), ({3}, {0}, {4}), ({5}, {6}, {7})) as told (who, org, home), generate_series(1, {8})",
            text("O1"), text("carer1"), text("H1"), text("carer2"), text("H2"), text("carer3"), text("O2"), text("H3"), many().div_ceil(3)
        ))
        .await
        .unwrap();
    let all: i64 =
        owner.query_one("select count(*) from public.notification_queue", &[]).await.unwrap().get(0);
    owner.batch_execute("analyze public.notification_queue").await.unwrap();
    let sink = Arc::new(Sink::default());
    let stop = CancellationToken::new();
    let began = Instant::now();
    let manner = Manner { mails: 200, poll: Duration::from_millis(50), ..Manner::default() };
    let working: Vec<_> = (0..workers)
        .map(|_| {
            // Pools of their own, as processes have.
            let (db, sink, manner, stop) = (database.db(), Arc::clone(&sink), manner.clone(), stop.clone());
            tokio::spawn(async move { Box::pin(run(&db, sink, "http://localhost", manner, stop)).await })
        })
        .collect();
    let left = "select count(*) from public.notification_queue";
    while owner.query_one(left, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = began.elapsed();
    stop.cancel();
    let mut done = 0;
    for worker in working {
        done += worker.await.unwrap().mails.done;
    }
    let once: i64 = owner
        .query_one(
            "select count(*) from public.notification_delivery where status = 'sent' and attempt = 1",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    let sent = sink.0.lock().unwrap();
    assert_eq!((once, i64::try_from(sent.len()).unwrap(), i64::try_from(done).unwrap()), (all, all, all));
    assert!(sent.values().all(|n| *n == 1), "something was sent twice");
    #[allow(clippy::cast_precision_loss)]
    let rate = all as f64 / took.as_secs_f64();
    println!("{workers} workers: {all} notifications, {rate:.0}/s");
    rate
}

fn text(name: &str) -> String {
    format!("'{}'::uuid", id(name))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_worker_says_each_once() {
    worked(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn four_workers_say_each_once() {
    worked(4).await;
}

/// It would look again in an hour. The first may be found by the look with which it begins to listen, the
/// second by being woken alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_woken_when_something_has_changed() {
    let (database, owner) = emptied().await;
    let (db, sink, stop) = (database.db(), Arc::new(Sink::default()), CancellationToken::new());
    let manner = Manner { poll: Duration::from_secs(3600), ..Manner::default() };
    let working = {
        let (db, sink, stop) = (db.clone(), Arc::clone(&sink), stop.clone());
        tokio::spawn(async move { Box::pin(run(&db, sink, "http://localhost", manner, stop)).await })
    };
    let listens = "select count(*) from pg_stat_activity where datname = current_database() and query like '%listen almoner_changes%'";
    let all = database.superuser().await;
    while all.query_one(listens, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for n in 1..=2 {
        owner
            .batch_execute(&format!(
                "select app.schedule_notification({0}, jsonb_build_object('organisation_id', {1}, 'template', 'policy_due', 'entity',
                    'policy_documents', 'entity_id', app.new_id(), 'care_home_id', {2}), now(), way, priority)
                   from (values ('email', 'high'), ('in_app', 'low')) as ways (way, priority)",
                text("carer1"), text("O1"), text("H1")
            ))
            .await
            .unwrap();
        db.tell(CHANGES, "").await.unwrap();
        let done = "select count(*) from public.notification_queue where status = 'delivered'";
        while sink.0.lock().unwrap().len() < n
            || owner.query_one(done, &[]).await.unwrap().get::<_, i64>(0) < i64::try_from(n).unwrap()
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    stop.cancel();
    assert_eq!(working.await.unwrap().mails.done, 2);
}
