//! The queue: quiet hours, homes in turn, closed channels.

use tokio_postgres::Client;

use crate::support::{Stage, id};

/// Nothing of the world's own, and no quiet hour whatever the hour is.
pub async fn bare(stage: &Stage) {
    let sql = "delete from public.notification_queue; delete from public.notification_delivery;
        delete from private.notification_keys; delete from public.notification_channels;
        delete from public.notification_preferences; delete from public.escalation_policies;
        update public.company_settings set
            quiet_from = (now() at time zone 'Europe/London')::time + interval '11 hours',
            quiet_to = (now() at time zone 'Europe/London')::time + interval '12 hours'";
    stage.owner.batch_execute(sql).await.unwrap();
}

/// Everybody's quiet hours begin a minute ago and end in an hour.
async fn quiet_now(stage: &Stage) {
    let sql = "update public.company_settings set
            quiet_from = (now() at time zone 'Europe/London')::time - interval '1 minute',
            quiet_to = (now() at time zone 'Europe/London')::time + interval '1 hour'";
    stage.owner.batch_execute(sql).await.unwrap();
}

/// Queues one by e-mail to a person of a home.
pub async fn mail(stage: &Stage, to: &str, home: &str, priority: &str) -> String {
    stage
        .one(&format!(
            "select app.schedule_notification({}, jsonb_build_object('organisation_id', h.organisation_id, 'template', 'policy_due',
                'entity', 'policy_documents', 'entity_id', app.new_id(), 'care_home_id', h.id), now(), 'email', '{priority}')
               from public.care_homes h where h.id = {}",
            id(to),
            id(home)
        ))
        .await
}

/// Runs a statement as the worker, committed; the first column of each row.
pub async fn work(stage: &Stage, sql: &str) -> Vec<String> {
    let client: Client = stage.database.api().await;
    client.batch_execute("begin; select set_config('role', 'almoner_worker', true)").await.unwrap();
    let messages = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    client.batch_execute("commit").await.unwrap();
    messages
        .iter()
        .filter_map(|m| match m {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
            _ => None,
        })
        .collect()
}

pub async fn claim(stage: &Stage, up_to: u32) -> Vec<String> {
    work(
        stage,
        &format!(
            "select concat_ws(' ', id, attempt, says, code, address) from app.claim_notifications('email', {up_to})"
        ),
    )
    .await
}

pub async fn finish(stage: &Stage, notification: &str, attempt: u32, outcome: &str, code: &str) -> String {
    let sql = format!(
        "select app.finish_notification({}, '{notification}', {attempt}, '{outcome}', null, '{code}')",
        id("O1")
    );
    work(stage, &sql).await.remove(0)
}

pub async fn count(stage: &Stage, table: &str, condition: &str) -> String {
    stage.one(&format!("select count(*) from public.{table} where {condition}")).await
}

#[tokio::test]
async fn quiet_hours_begin_and_end_to_the_second_through_both_clock_changes() {
    let stage = Stage::new().await;
    bare(&stage).await;
    let until = async |at: &str| {
        stage
            .one(&format!(
                "select to_char(app.quiet_until({}, {}, 'Europe/London', '{at}') at time zone 'UTC', 'MM-DD HH24:MI')",
                id("O1"),
                id("carer2")
            ))
            .await
    };
    stage
        .owner
        .batch_execute("update public.company_settings set quiet_from = '22:00', quiet_to = '07:00'")
        .await
        .unwrap();
    for (at, ends) in [
        ("2027-01-10 21:59:59+00", "NULL"),
        ("2027-01-10 22:00:00+00", "01-11 07:00"),
        ("2027-01-11 06:59:59+00", "01-11 07:00"),
        ("2027-01-11 07:00:00+00", "NULL"),
        // Summer: the wall is an hour ahead.
        ("2027-07-10 20:59:59+00", "NULL"),
        ("2027-07-10 21:00:00+00", "07-11 06:00"),
        // The night of eight hours, and that of ten.
        ("2027-03-27 22:00:00+00", "03-28 06:00"),
        ("2027-03-28 05:59:59+00", "03-28 06:00"),
        ("2027-10-30 21:00:00+00", "10-31 07:00"),
        ("2027-10-31 06:59:59+00", "10-31 07:00"),
    ] {
        assert_eq!(until(at).await, ends, "{at}");
    }
    // An end that the clock skips is the first instant after the gap.
    stage.owner.batch_execute("update public.company_settings set quiet_to = '01:30'").await.unwrap();
    assert_eq!(until("2027-03-28 00:30:00+00").await, "03-28 01:00");
    // Within a day; the whole day; somebody's own in a zone of their own; never.
    stage
        .owner
        .batch_execute("update public.company_settings set quiet_from = '13:00', quiet_to = '15:00'")
        .await
        .unwrap();
    assert_eq!(until("2027-01-10 13:00:00+00").await, "01-10 15:00");
    assert_eq!(until("2027-01-10 15:00:00+00").await, "NULL");
    let own = |more: &str| {
        format!(
            "delete from public.notification_preferences;
             insert into public.notification_preferences (organisation_id, profile_id, quiet, quiet_from, quiet_to, time_zone)
             values ({}, {}, {more})",
            id("O1"),
            id("carer2")
        )
    };
    stage.owner.batch_execute(&own("'own', '09:00', '09:00', null")).await.unwrap();
    let all_day = format!(
        "select app.quiet_until({}, {}, 'Europe/London', '2027-01-10 13:00:00+00') = 'infinity'",
        id("O1"),
        id("carer2")
    );
    assert_eq!(stage.one(&all_day).await, "t");
    stage.owner.batch_execute(&own("'own', '22:00', '07:00', 'America/New_York'")).await.unwrap();
    assert_eq!(until("2027-01-10 23:00:00+00").await, "NULL");
    assert_eq!(until("2027-01-11 03:00:00+00").await, "01-11 12:00");
    stage.owner.batch_execute(&own("'never', null, null, null")).await.unwrap();
    assert_eq!(until("2027-01-10 13:30:00+00").await, "NULL");
}

#[tokio::test]
async fn at_night_what_can_wait_waits_and_does_not_come_all_at_once() {
    let stage = Stage::new().await;
    bare(&stage).await;
    quiet_now(&stage).await;
    for _ in 0..40 {
        mail(&stage, "carer1", "H1", "medium").await;
    }
    let urgent = mail(&stage, "carer1", "H1", "high").await;
    let got = claim(&stage, 100).await;
    assert_eq!(got.len(), 1, "{got:?}");
    assert!(got[0].starts_with(&urgent));
    // Put off, not tried: to different moments within a quarter of an hour after the end.
    let off = "status = 'queued' and attempt = 0 and next_at between now() + interval '59 minutes' and now() + interval '76 minutes'";
    assert_eq!(count(&stage, "notification_queue", off).await, "40");
    let moments = stage
        .one("select count(distinct date_trunc('second', next_at)) from public.notification_queue")
        .await;
    assert!(moments.parse::<u32>().unwrap() > 20, "{moments} moments");
    // Who wants no disturbing at all gets no mail of it.
    let all_day = format!(
        "insert into public.notification_preferences (organisation_id, profile_id, quiet, quiet_from, quiet_to) values ({}, {}, 'own', '00:00', '00:00')",
        id("O1"),
        id("mgr1")
    );
    stage.owner.batch_execute(&all_day).await.unwrap();
    mail(&stage, "mgr1", "H1", "low").await;
    assert_eq!(claim(&stage, 100).await, Vec::<String>::new());
    assert_eq!(
        count(&stage, "notification_delivery", "status = 'suppressed' and last_error = 'quiet'").await,
        "1"
    );
}

#[tokio::test]
async fn homes_take_turns_and_urgency_comes_before_turns() {
    let stage = Stage::new().await;
    bare(&stage).await;
    for _ in 0..300 {
        mail(&stage, "carer1", "H1", "medium").await;
    }
    for _ in 0..3 {
        mail(&stage, "carer2", "H2", "medium").await;
        mail(&stage, "carer3", "H3", "medium").await;
    }
    let urgent = mail(&stage, "carer2", "H2", "critical").await;
    let got = claim(&stage, 10).await;
    assert!(got[0].starts_with(&urgent), "{got:?}");
    let of = ["carer1", "carer2", "carer3"].map(|who| got.iter().filter(|line| line.contains(who)).count());
    // Three of each home, and the urgent one.
    assert_eq!(of, [3, 4, 3], "{got:?}");
    // One home alone has the whole claim.
    assert_eq!(claim(&stage, 200).await.len(), 200);
}

#[tokio::test]
async fn a_channel_that_refuses_us_pauses_and_opens_by_itself() {
    let stage = Stage::new().await;
    bare(&stage).await;
    let first = mail(&stage, "carer1", "H1", "high").await;
    mail(&stage, "carer1", "H1", "high").await;
    mail(&stage, "carer3", "H3", "high").await;
    let got = claim(&stage, 2).await;
    assert_eq!(got.len(), 2);
    let held: Vec<&str> = got.iter().map(|l| l.split(' ').next().unwrap()).collect();
    assert!(held.contains(&first.as_str()));
    assert_eq!(finish(&stage, &first, 1, "paused", "sign_in_refused").await, "t");
    // Another that was under way says the same: one pause, one alarm.
    for other in held.iter().filter(|h| **h != first) {
        finish(&stage, other, 1, "paused", "sign_in_refused").await;
    }
    let waits = "channel = 'email' and status = 'queued' and attempt = 0 and last_error = 'sign_in_refused'";
    assert!(count(&stage, "notification_queue", waits).await.parse::<u32>().unwrap() >= 1);
    let told = format!("kind = 'channel_paused' and channel = 'in_app' and organisation_id = {}", id("O1"));
    let owners = stage
        .one(&format!(
            "select count(distinct r.profile_id) from public.organisation_roles r join public.profiles p on p.organisation_id = r.organisation_id and p.id = r.profile_id
              where r.organisation_id = {} and r.role = 'business_owner' and r.archived_at is null and r.valid @> now() and p.status = 'active' and p.archived_at is null",
            id("O1")
        ))
        .await;
    assert_eq!(count(&stage, "notification_queue", &told).await, owners);
    // Nothing of this operator goes out; the other one's does.
    for line in claim(&stage, 10).await {
        let of = format!(
            "select organisation_id = {} from public.notification_queue where id = '{}'",
            id("O2"),
            line.split(' ').next().unwrap()
        );
        assert_eq!(stage.one(&of).await, "t", "{line}");
    }
    // After a while one is tried. It is refused again: paused as before, and nobody is told anew.
    let due = "update public.notification_channels set probe_at = now() - interval '1 second'";
    stage.owner.batch_execute(due).await.unwrap();
    let probe = claim(&stage, 10).await;
    assert_eq!(probe.len(), 1, "{probe:?}");
    assert_eq!(claim(&stage, 10).await, Vec::<String>::new(), "one at a time");
    let probed = probe[0].split(' ').next().unwrap().to_owned();
    assert_eq!(finish(&stage, &probed, 1, "paused", "sign_in_refused").await, "t");
    assert_eq!(count(&stage, "notification_queue", &told).await, owners);
    // The next one passes.
    stage.owner.batch_execute(due).await.unwrap();
    let probe = claim(&stage, 10).await;
    let probed = probe[0].split(' ').next().unwrap().to_owned();
    assert_eq!(finish(&stage, &probed, 1, "sent", "x").await, "t");
    let open = format!("status = 'open' and resumed_by is null and organisation_id = {}", id("O1"));
    assert_eq!(count(&stage, "notification_channels", &open).await, "1");
    assert_eq!(claim(&stage, 10).await.len(), 1);
}

#[tokio::test]
async fn an_owner_opens_a_channel_and_nobody_else_does() {
    let stage = Stage::new().await;
    let open = format!(
        "update public.notification_channels set status = 'open' where organisation_id = {} returning resumed_by",
        id("O1")
    );
    for person in ["carer1", "mgr1", "comp1", "owner2"] {
        if let Ok(rows) = stage.act(person, &open).await {
            assert_eq!(rows.touched, 0, "{person}");
        }
    }
    assert_eq!(stage.must("owner1", &open).await.first[0].as_deref(), Some(id("owner1").trim_matches('\'')));
    let close = format!(
        "update public.notification_channels set status = 'paused' where organisation_id = {}",
        id("O1")
    );
    assert!(stage.act("owner1", &close).await.is_err(), "only a refusal pauses");
}
