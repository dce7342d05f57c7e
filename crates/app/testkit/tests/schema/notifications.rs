//! What is to be told is queued once, says nothing about anybody, reaches one worker at a time, and
//! what became of it is kept.

use almoner_testkit::names::id as named;
use tokio_postgres::Client;

use crate::support::{Answer, Open, Stage, id, row};

/// A call of the scheduling function for a document of H1, with further arguments.
fn schedule(recipient: &str, entity: &str, more: &str) -> String {
    format!(
        "select app.schedule_notification({recipient}, jsonb_build_object('organisation_id', {}, 'template', 'policy_due',
            'entity', 'policy_documents', 'entity_id', '{}', 'care_home_id', {}){more})",
        id("O1"),
        named(entity),
        id("H1")
    )
}

/// The one value of a query, as a role that may ask it.
async fn value(client: &Client, sql: &str) -> Option<String> {
    let messages = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    messages.iter().find_map(|m| match m {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
        _ => None,
    })?
}

/// A worker's connection, in its transaction.
async fn worker(stage: &Stage) -> Client {
    let client = stage.database.api().await;
    client.batch_execute("begin; select set_config('role', 'almoner_worker', true)").await.unwrap();
    client
}

/// What one claim gave: id and attempt. Committed.
async fn claim(stage: &Stage, channel: &str, up_to: i32) -> Vec<(String, String)> {
    let client = worker(stage).await;
    let sql =
        format!("select id || ' ' || attempt from app.claim_notifications('{channel}', {up_to}) order by 1");
    let messages = client.simple_query(&sql).await.unwrap();
    client.batch_execute("commit").await.unwrap();
    messages
        .iter()
        .filter_map(|m| match m {
            tokio_postgres::SimpleQueryMessage::Row(row) => {
                let (id, attempt) = row.get(0)?.split_once(' ')?;
                Some((id.to_owned(), attempt.to_owned()))
            }
            _ => None,
        })
        .collect()
}

/// Ends an attempt; whether it was the latest.
async fn finish(stage: &Stage, notification: &str, attempt: &str, outcome: &str) -> bool {
    let client = worker(stage).await;
    let sql = format!(
        "select app.finish_notification({}, '{notification}', {attempt}, '{outcome}', 'provider-1', 'because')",
        id("O1")
    );
    let ended = value(&client, &sql).await;
    client.batch_execute("commit").await.unwrap();
    ended.as_deref() == Some("t")
}

async fn nothing_queued(stage: &Stage) {
    stage
        .owner
        .batch_execute(
            "delete from public.notification_queue; delete from public.notification_delivery; delete from public.notification_channels; \
             -- Whatever the hour, it is not quiet. \n\
             update public.company_settings set quiet_from = (now() at time zone 'Europe/London')::time + interval '11 hours', \
                 quiet_to = (now() at time zone 'Europe/London')::time + interval '12 hours'; \
             delete from public.notification_preferences",
        )
        .await
        .unwrap();
}

async fn queued(stage: &Stage) -> String {
    stage.one("select count(*) from public.notification_queue where kind = 'policy_due'").await
}

#[tokio::test]
async fn the_same_is_scheduled_once() {
    let stage = Stage::new().await;
    let to = id("carer1");
    let first = value(&stage.owner, &schedule(&to, "a", "")).await.expect("the first is queued");
    assert_eq!(value(&stage.owner, &schedule(&to, "a", "")).await, None);
    // Another moment, priority or class doesn't make it another.
    let again = schedule(&to, "a", ", now() + interval '1 day', priority => 'high', class => 'incident'");
    assert_eq!(value(&stage.owner, &again).await, None);
    for other in [
        schedule(&id("carer2"), "a", ""),
        schedule(&to, "b", ""),
        schedule(&to, "a", ", channel => 'email'"),
        schedule(&to, "a", ", slot => '2026-11-29'"),
        schedule("null", "a", ", channel => 'webhook'"),
    ] {
        assert!(value(&stage.owner, &other).await.is_some(), "{other}");
        assert_eq!(value(&stage.owner, &other).await, None, "{other}");
    }
    assert_eq!(queued(&stage).await, "6");
    // Also when it has moved out of the queue.
    let moved = format!("select app.move_notification({}, '{first}', 'delivered', null, null)", id("O1"));
    stage.all(&moved).await;
    assert_eq!(
        stage.one(&format!("select status from public.notification_delivery where id = '{first}'")).await,
        "delivered"
    );
    assert_eq!(value(&stage.owner, &schedule(&to, "a", "")).await, None);
    assert_eq!(queued(&stage).await, "5");
}

#[tokio::test]
async fn of_twenty_at_once_one_is_queued() {
    let stage = Stage::new().await;
    let sql = schedule(&id("carer1"), "a", "");
    let mut at_once = Vec::new();
    for _ in 0..20 {
        at_once.push(stage.database.owner().await);
    }
    let answers = futures_util::future::join_all(at_once.iter().map(|client| value(client, &sql))).await;
    assert_eq!(answers.iter().flatten().count(), 1, "{answers:?}");
    assert_eq!(queued(&stage).await, "1");

    // The first to come may yet be undone: then the second, who waited, tells it.
    let sql = schedule(&id("carer1"), "b", "");
    let (first, second) = (stage.database.owner().await, stage.database.owner().await);
    first.batch_execute("begin").await.unwrap();
    assert!(value(&first, &sql).await.is_some());
    let waiting = value(&second, &sql);
    let undo = async {
        stage.until_somebody_waits().await;
        first.batch_execute("rollback").await.unwrap();
    };
    let (told, ()) = tokio::join!(waiting, undo);
    assert!(told.is_some());
    assert_eq!(queued(&stage).await, "2");
}

#[tokio::test]
async fn a_payload_says_nothing_about_anybody() {
    let stage = Stage::new().await;
    let with = |extra: &str| {
        format!(
            "select app.schedule_notification({}, jsonb_build_object('organisation_id', {}, 'template', 'policy_due',
                'entity', 'policy_documents', 'entity_id', '{}') || '{extra}')",
            id("carer1"),
            id("O1"),
            named(extra),
        )
    };
    for impersonal in [
        r#"{"minutes": 15, "again": true}"#,
        r#"{"due_on": "2026-11-29", "due_at": "2026-11-29T10:00:00Z"}"#,
        r#"{"status": "overdue", "verb": "escalate"}"#,
    ] {
        assert!(value(&stage.owner, &with(impersonal)).await.is_some(), "{impersonal}");
    }
    for personal in [
        r#"{"name": "Margaret Hall"}"#,
        r#"{"status": "Margaret Hall"}"#,
        r#"{"note": "fell"}"#,
        r#"{"nhs_number": 9991234567}"#,
        r#"{"phone_id": "07700 900123"}"#,
        r#"{"due_on": "her birthday"}"#,
        r#"{"about": {"template": "x"}}"#,
        r#"{"client_ids": ["Margaret"]}"#,
    ] {
        let refused = stage.owner.simple_query(&with(personal)).await.expect_err(personal);
        assert_eq!(refused.code().map(tokio_postgres::error::SqlState::code), Some("22023"), "{personal}");
    }
    // Whoever writes past the function meets the table.
    let sql = "update public.notification_queue set payload = '{\"note\": \"fell\"}'";
    let refused = stage.owner.simple_query(sql).await.expect_err("a personal payload");
    assert_eq!(refused.as_db_error().unwrap().constraint(), Some("notification_queue_ids"));
    for missing in ["organisation_id", "template", "entity", "entity_id"] {
        let sql = schedule(&id("carer1"), "c", "").replacen(&format!("'{missing}'"), "'other_id'", 1);
        assert!(stage.owner.simple_query(&sql).await.is_err(), "{missing}");
    }
}

#[tokio::test]
async fn who_may_not_hear_of_it_is_told_nothing() {
    let stage = Stage::new().await;
    for left in ["gone", "mistake", "invitee", "carer3"] {
        assert_eq!(value(&stage.owner, &schedule(&id(left), left, "")).await, None, "{left}");
    }
    let about = |person: &str, resident: &str| {
        schedule(&id(person), &format!("{person} {resident}"), "").replacen(
            "'care_home_id'",
            &format!("'client_id', {}, 'care_home_id'", id(resident)),
            1,
        )
    };
    assert_eq!(value(&stage.owner, &about("excluded", "R1")).await, None);
    assert!(value(&stage.owner, &about("excluded", "R1b")).await.is_some());
    assert!(value(&stage.owner, &about("carer1", "R1b")).await.is_some(), "an archived exclusion");
    // Who manages the home answers for every resident of it.
    assert!(value(&stage.owner, &about("mgr_kin", "R1b")).await.is_some());
}

#[tokio::test]
async fn no_person_schedules_claims_or_finishes() {
    let stage = Stage::new().await;
    for actor in ["carer1", "mgr1", "owner1", "comp1"] {
        for sql in [
            schedule(&id("carer1"), "a", ""),
            "select app.claim_notifications('in_app')".to_owned(),
            format!("select app.finish_notification({}, {}, 1, 'sent')", id("O1"), id("x")),
            "select app.finish_shown_notifications()".to_owned(),
            format!("select app.move_notification({}, {}, 'sent', null, null)", id("O1"), id("x")),
            "select * from private.notification_keys".to_owned(),
        ] {
            assert_eq!(stage.act(actor, &sql).await.unwrap_err().code, "42501", "{actor}: {sql}");
        }
    }
    let client = worker(&stage).await;
    assert!(client.simple_query(&schedule(&id("carer1"), "a", "")).await.is_err());
}

#[tokio::test]
async fn a_trigger_schedules_as_whoever_writes_and_only_if_it_is_kept() {
    let stage = Stage::new().await;
    let making = format!(
        "create function app.tell() returns trigger language plpgsql security definer set search_path = '' as $$
         begin
             perform app.schedule_notification({}, jsonb_build_object('organisation_id', new.organisation_id, 'template', 'policy_due',
                 'entity', tg_table_name, 'entity_id', new.id, 'client_id', new.client_id, 'care_home_id', new.care_home_id));
             return null;
         end $$;
         create trigger tell after insert on public.client_alerts for each row execute function app.tell()",
        id("mgr1")
    );
    stage.owner.batch_execute(&making).await.unwrap();
    let alert = format!(
        "insert into public.client_alerts (organisation_id, client_id, kind, detail) values ({}, {}, 'falls', 'Slipped')",
        id("O1"),
        id("R1")
    );
    stage.must("carer1", &alert).await;
    assert_eq!(queued(&stage).await, "1");
    let mut open: Open = stage.open("carer1").await;
    open.run(&alert).await.unwrap();
    open.run("rollback").await.unwrap();
    assert_eq!(queued(&stage).await, "1");
}

#[tokio::test]
async fn one_worker_at_a_time_and_the_most_urgent_first() {
    let stage = Stage::new().await;
    nothing_queued(&stage).await;
    for n in 0..40 {
        let sql = schedule(&id("carer1"), &format!("n{n}"), ", channel => 'email'");
        value(&stage.owner, &sql).await.unwrap();
    }
    value(&stage.owner, &schedule(&id("carer1"), "u", ", channel => 'email', priority => 'critical'")).await;
    value(&stage.owner, &schedule(&id("carer1"), "t", ", now() + interval '1 hour', channel => 'email'"))
        .await;
    let urgent = stage.one("select id from public.notification_queue where priority = 'critical'").await;
    assert_eq!(claim(&stage, "email", 1).await, [(urgent, "1".to_owned())]);
    assert_eq!(claim(&stage, "sms", 10).await, []);
    let claims = futures_util::future::join_all((0..8).map(|_| claim(&stage, "email", 7))).await;
    let mut all: Vec<_> = claims.into_iter().flatten().collect();
    // A claim passes over what another is taking, so the last few may be left to a later one.
    all.extend(claim(&stage, "email", 100).await);
    assert!(all.iter().all(|(_, attempt)| attempt == "1"));
    all.sort();
    let before = all.len();
    all.dedup();
    assert_eq!((before, all.len()), (40, 40));
    // What is to be told later, and what is leased, is nobody's.
    assert_eq!(claim(&stage, "email", 100).await, []);
}

#[tokio::test]
async fn an_attempt_that_lost_its_lease_changes_nothing() {
    let stage = Stage::new().await;
    nothing_queued(&stage).await;
    let told = value(&stage.owner, &schedule(&id("carer1"), "a", ", channel => 'email'")).await.unwrap();
    let lapse = "update public.notification_queue set lease_until = now() - interval '1 second'";
    assert_eq!(claim(&stage, "email", 5).await, [(told.clone(), "1".to_owned())]);
    stage.owner.batch_execute(lapse).await.unwrap();
    assert_eq!(claim(&stage, "email", 5).await, [(told.clone(), "2".to_owned())]);
    assert!(!finish(&stage, &told, "1", "sent").await);
    assert!(finish(&stage, &told, "2", "sent").await);
    assert!(!finish(&stage, &told, "2", "sent").await);
    let kept = "select status || ' ' || attempt || ' ' || provider_id || ' ' || last_error from public.notification_delivery";
    assert_eq!(stage.one(kept).await, "sent 2 provider-1 because");
    assert_eq!(stage.one("select count(*) from public.notification_queue").await, "0");
}

#[tokio::test]
async fn what_fails_is_tried_eight_times_and_can_be_replayed_by_an_owner() {
    let stage = Stage::new().await;
    nothing_queued(&stage).await;
    let told = value(&stage.owner, &schedule(&id("carer1"), "a", ", channel => 'email'")).await.unwrap();
    for attempt in 1..=8 {
        assert_eq!(claim(&stage, "email", 5).await, [(told.clone(), attempt.to_string())]);
        assert!(finish(&stage, &told, &attempt.to_string(), "retry").await);
        if attempt < 8 {
            let wait = "select next_at > clock_timestamp() - interval '1 minute' and next_at <= clock_timestamp() + interval '15 minutes'
                from public.notification_queue where status = 'queued'";
            assert_eq!(stage.one(wait).await, "t");
            stage.owner.batch_execute("update public.notification_queue set next_at = now()").await.unwrap();
        }
    }
    assert_eq!(stage.one("select status from public.notification_delivery").await, "dead");
    let replay = |status: &str| {
        format!("update public.notification_delivery set status = '{status}' where id = '{told}'")
    };
    assert_eq!(stage.act("mgr1", &replay("replayed")).await.map(|r| r.touched), Ok(0));
    assert_eq!(stage.act("comp1", &replay("replayed")).await.map(|r| r.touched), Ok(0));
    assert_eq!(code(stage.act("owner1", &replay("sent")).await), "illegal_transition");
    stage.must("owner1", &replay("replayed")).await;
    assert_eq!(code(stage.act("owner1", &replay("dead")).await), "illegal_transition");
    let by = "select replayed_by::text from public.notification_delivery";
    assert_eq!(format!("'{}'", stage.one(by).await), id("owner1"));
    let again = "select replay_of || ' ' || attempt || ' ' || status from public.notification_queue";
    assert_eq!(stage.one(again).await, format!("{told} 0 queued"));

    // One that takes its worker down each time ends too, and what is too old is not sent.
    nothing_queued(&stage).await;
    let poison = value(&stage.owner, &schedule(&id("carer1"), "p", ", channel => 'email'")).await.unwrap();
    for _ in 1..=8 {
        assert_eq!(claim(&stage, "email", 5).await.len(), 1);
        let lapse = "update public.notification_queue set lease_until = now() - interval '1 second'";
        stage.owner.batch_execute(lapse).await.unwrap();
    }
    let old = schedule(&id("carer1"), "o", ", now() - interval '25 hours', channel => 'email'");
    let old = value(&stage.owner, &old).await.unwrap();
    let incident = schedule(
        &id("carer1"),
        "i",
        ", now() - interval '25 hours', channel => 'email', class => 'incident'",
    );
    let incident = value(&stage.owner, &incident).await.unwrap();
    assert_eq!(claim(&stage, "email", 5).await, [(incident, "1".to_owned())]);
    let mut ended = stage.all("select id::text, status from public.notification_delivery").await;
    ended.sort();
    let mut expected = [vec![Some(poison), Some("dead".into())], vec![Some(old), Some("expired".into())]];
    expected.sort();
    assert_eq!(ended, expected);
}

#[tokio::test]
async fn what_was_read_stays_read_and_leaves_the_console_in_time() {
    let stage = Stage::new().await;
    let mine = row("notification_queue", "in_app to carer1 of H1");
    let read = |value: &str| format!("update public.notification_queue set {value} where id = {mine}");
    stage.must("carer1", &read("read_at = '2020-01-01'")).await;
    let at = "select read_at from public.notification_queue where id = ".to_owned() + &mine;
    let first = stage.one(&at).await;
    assert!(!first.starts_with("2020"), "{first}");
    stage.must("carer1", &read("read_at = null")).await;
    assert_eq!(stage.one(&at).await, first);
    stage.must("carer1", &read("acknowledged_at = now()")).await;
    assert_eq!(code(stage.act("carer1", &read("status = 'queued'")).await), "42501");
    let due = |days: u32| format!("select app.finish_shown_notifications(now() + interval '{days} days')");
    assert_eq!(stage.one(&due(29)).await, "0");
    assert_eq!(stage.one(&due(31)).await, "1");
    let kept = format!(
        "select status, (read_at is not null)::text from public.notification_delivery where id = {mine}"
    );
    assert_eq!(stage.all(&kept).await, [vec![Some("delivered".into()), Some("true".into())]]);
}

fn code(answer: Answer) -> String {
    answer.expect_err("it is refused").code
}
