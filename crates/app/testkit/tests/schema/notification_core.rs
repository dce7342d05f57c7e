//! Quiet hours, homes in turn, closed channels, rights and reasons at the time of telling, the console and
//! its mails, the ladder.

use tokio_postgres::Client;

use crate::support::{Stage, id};

/// Nothing of the world's own, and no quiet hour whatever the hour is.
async fn bare(stage: &Stage) {
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
async fn mail(stage: &Stage, to: &str, home: &str, priority: &str) -> String {
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
async fn work(stage: &Stage, sql: &str) -> Vec<String> {
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

async fn claim(stage: &Stage, up_to: u32) -> Vec<String> {
    work(
        stage,
        &format!(
            "select concat_ws(' ', id, attempt, says, code, address) from app.claim_notifications('email', {up_to})"
        ),
    )
    .await
}

async fn finish(stage: &Stage, notification: &str, attempt: u32, outcome: &str, code: &str) -> String {
    let sql = format!(
        "select app.finish_notification({}, '{notification}', {attempt}, '{outcome}', null, '{code}')",
        id("O1")
    );
    work(stage, &sql).await.remove(0)
}

async fn count(stage: &Stage, table: &str, condition: &str) -> String {
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

#[tokio::test]
async fn rights_and_reason_are_looked_at_when_it_is_said() {
    let stage = Stage::new().await;
    bare(&stage).await;
    let says = async |what: &str| {
        let got = claim(&stage, 10).await;
        assert_eq!(got.len(), 1, "{what}: {got:?}");
        let mut parts = got[0].split(' ');
        let (notification, attempt) =
            (parts.next().unwrap().to_owned(), parts.next().unwrap().parse().unwrap());
        let said = parts.next().unwrap().to_owned();
        let code = parts.next().unwrap_or_default().to_owned();
        finish(&stage, &notification, attempt, "suppressed", "x").await;
        (said, code)
    };
    mail(&stage, "carer1", "H1", "high").await;
    let (said, address) = says("a carer of the home").await;
    assert_eq!(said, "send");
    assert!(address.contains('@'), "{address}");
    // Of a home that is not theirs: they lost it since.
    mail(&stage, "carer1", "H2", "high").await;
    assert_eq!(says("another home").await, ("suppress".to_owned(), "right_gone".to_owned()));
    // Whoever left between the queueing and the sending.
    mail(&stage, "carer1", "H1", "high").await;
    stage
        .owner
        .batch_execute(&format!("update private.accounts set disabled_at = now() where id = (select account_id from public.profiles where id = {})", id("carer1")))
        .await
        .unwrap();
    assert_eq!(says("a disabled account").await, ("suppress".to_owned(), "recipient_gone".to_owned()));
    // Somebody with a profile in two organisations is asked about as the right one.
    let both = stage.one("select count(*) from (select account_id from public.profiles where status = 'active' group by 1 having count(*) > 1) a where account_id is not null").await;
    assert_ne!(both, "0", "the world has somebody in two organisations");
    for (person, home) in stage
        .all(
            "select p.id::text, u.care_home_id::text from public.profiles p join public.user_care_homes u on u.organisation_id = p.organisation_id and u.profile_id = p.id
              where u.archived_at is null and u.valid @> now() and p.status = 'active' and p.archived_at is null
                and p.account_id in (select account_id from public.profiles where status = 'active' group by 1 having count(*) > 1)
                and p.account_id in (select a.id from private.accounts a where a.disabled_at is null) order by 1 limit 4",
        )
        .await
        .into_iter()
        .map(|r| (r[0].clone().unwrap(), r[1].clone().unwrap()))
    {
        stage
            .one(&format!(
                "select app.schedule_notification('{person}', jsonb_build_object('organisation_id', organisation_id, 'template', 'policy_due',
                    'entity', 'policy_documents', 'entity_id', app.new_id(), 'care_home_id', id), now(), 'email', 'high') from public.care_homes where id = '{home}'"
            ))
            .await;
        let got = claim(&stage, 10).await;
        assert!(got.len() == 1 && got[0].contains(" send "), "{person} {home}: {got:?}");
        stage.owner.batch_execute("delete from public.notification_queue").await.unwrap();
    }
}

#[tokio::test]
async fn what_was_read_or_is_over_is_not_mailed() {
    let stage = Stage::new().await;
    bare(&stage).await;
    let report = |what: &str| {
        format!(
            "insert into public.incident_reports (organisation_id, client_id, kind, harm, what_happened, occurred_at, priority)
             values ({}, {}, 'near_miss', 'no_harm', '{what}', now(), 'high') returning incident_id",
            id("O1"),
            id("R1")
        )
    };
    let incident = stage.must("carer1", &report("x")).await.first[0].clone().unwrap();
    assert_eq!(work(&stage, "select app.finish_in_app()").await.len(), 1);
    let mine = format!(
        "entity_id = '{incident}' and slot = 'opened' and profile_id = {} and channel = 'in_app'",
        id("mgr1")
    );
    assert_eq!(count(&stage, "notification_queue", &format!("{mine} and status = 'delivered'")).await, "1");
    stage.must("mgr1", &format!("update public.notification_queue set read_at = now() where {mine}")).await;
    let says = claim(&stage, 50).await;
    let to_mgr1 = stage
        .all(&format!("select id::text from public.notification_queue where entity_id = '{incident}' and profile_id = {} and channel = 'email' and slot = 'opened'", id("mgr1")))
        .await;
    let mgr1 = to_mgr1[0][0].clone().unwrap();
    assert!(says.iter().any(|line| line.starts_with(&mgr1) && line.contains("suppress read")), "{says:?}");
    assert!(
        says.iter().any(|line| !line.starts_with(&mgr1) && line.contains(" send ")) || says.len() == 1,
        "{says:?}"
    );
    // One that was voided before anybody was told.
    bare(&stage).await;
    let incident = stage.must("carer1", &report("y")).await.first[0].clone().unwrap();
    stage
        .must(
            "mgr1",
            &format!(
                "update public.incidents set status = 'voided', void_reason = 'twice' where id = '{incident}'"
            ),
        )
        .await;
    work(&stage, "select app.finish_in_app()").await;
    assert_eq!(
        count(&stage, "notification_queue", &format!("entity_id = '{incident}' and status = 'delivered'"))
            .await,
        "0"
    );
    for line in claim(&stage, 50).await {
        assert!(line.contains("suppress reason_gone"), "{line}");
    }
}

#[tokio::test]
async fn the_console_shows_each_once_and_mails_as_people_prefer() {
    let stage = Stage::new().await;
    bare(&stage).await;
    let prefer = |who: &str, email: &str| {
        format!(
            "insert into public.notification_preferences (organisation_id, profile_id, email) values ({}, {}, '{email}')",
            id("O1"),
            id(who)
        )
    };
    stage.owner.batch_execute(&prefer("carer2", "all")).await.unwrap();
    stage.owner.batch_execute(&prefer("senior1", "none")).await.unwrap();
    let tell = async |who: &str, home: &str| {
        for (n, priority) in (0..30).map(|n| (n, if n % 10 == 0 { "high" } else { "medium" })) {
            let sql = format!(
                "select app.schedule_notification({}, jsonb_build_object('organisation_id', {}, 'template', 'policy_due', 'entity', 'policy_documents',
                    'entity_id', app.new_id(), 'care_home_id', {}), now(), 'in_app', '{priority}', slot => '{n}')",
                id(who),
                id("O1"),
                id(home)
            );
            stage.one(&sql).await;
        }
    };
    tell("carer1", "H1").await;
    tell("senior1", "H1").await;
    let counts =
        futures_util::future::join_all((0..6).map(|_| work(&stage, "select app.finish_in_app(40)"))).await;
    let mut shown: u32 = counts.iter().map(|c| c[0].parse::<u32>().unwrap()).sum();
    loop {
        let more: u32 = work(&stage, "select app.finish_in_app(40)").await[0].parse().unwrap();
        shown += more;
        if more == 0 {
            break;
        }
    }
    assert_eq!(shown, 60);
    // One worker at a time: what several show in one moment none of them counts for the others.
    tell("carer2", "H2").await;
    assert_eq!(work(&stage, "select app.finish_in_app()").await, ["30"]);
    assert_eq!(
        count(&stage, "notification_queue", "channel = 'in_app' and status = 'delivered' and attempt = 1")
            .await,
        "90"
    );
    let mails = async |who: &str, more: &str| {
        count(&stage, "notification_queue", &format!("channel = 'email' and profile_id = {} {more}", id(who)))
            .await
    };
    assert_eq!(mails("carer1", "").await, "3", "who said nothing is mailed what is urgent");
    assert_eq!(mails("senior1", "").await, "0");
    // Ten, then the rest in one at the next full hour; what is urgent comes by itself all the same.
    assert_eq!(
        mails(
            "carer2",
            "and kind = 'digest' and trigger_at = date_trunc('hour', created_at) + interval '1 hour'"
        )
        .await,
        "1"
    );
    assert_eq!(mails("carer2", "and priority = 'high'").await, "3");
    let singles: u32 =
        mails("carer2", "and kind = 'policy_due' and priority = 'medium'").await.parse().unwrap();
    assert!((7..=10).contains(&singles), "{singles}");
    // Each is a change for the screens of its recipient, and of nobody else.
    let events = "select count(*) from private.change_events where table_name = 'notification_queue' and kind = 'insert' and restriction = 'recipient' and profile_id is not null";
    assert_eq!(stage.one(events).await, "90");
}

#[tokio::test]
async fn a_ladder_is_climbed_until_somebody_acknowledges() {
    let stage = Stage::new().await;
    bare(&stage).await;
    let report = |priority: &str| {
        format!(
            "insert into public.incident_reports (organisation_id, client_id, kind, harm, what_happened, occurred_at, priority)
             values ({}, {}, 'near_miss', 'no_harm', 'x', now(), '{priority}') returning incident_id",
            id("O1"),
            id("R1")
        )
    };
    let rungs = async |incident: &str| {
        stage
            .one(&format!(
                "select string_agg(distinct slot || '@' || round(extract(epoch from trigger_at - created_at) / 60), ' ') from public.notification_queue
                  where entity_id = '{incident}' and slot like 'step:%'"
            ))
            .await
    };
    let calm = stage.must("carer1", &report("medium")).await.first[0].clone().unwrap();
    assert_eq!(rungs(&calm).await, "NULL");
    let first = stage.must("carer1", &report("high")).await.first[0].clone().unwrap();
    assert_eq!(rungs(&first).await, "step:1@15 step:2@30");
    // An operator's own ladder counts from then on.
    let own = format!(
        "insert into public.escalation_policies (organisation_id, step, after_minutes, who) values ({0}, 1, 5, 'managers'), ({0}, 2, 7, 'compliance_leads')",
        id("O1")
    );
    stage.owner.batch_execute(&own).await.unwrap();
    let second = stage.must("carer1", &report("critical")).await.first[0].clone().unwrap();
    assert_eq!(rungs(&second).await, "step:1@5 step:2@7");
    // Told at once, then a manager takes the first one; the second is left lying.
    work(&stage, "select app.finish_in_app()").await;
    let taken = format!(
        "update public.notification_queue set acknowledged_at = now() where entity_id = '{first}' and slot = 'opened' and channel = 'in_app' and profile_id = {}",
        id("mgr1")
    );
    stage.must("mgr1", &taken).await;
    let later =
        "update public.notification_queue set next_at = now() - interval '1 second' where slot like 'step:%'";
    stage.owner.batch_execute(later).await.unwrap();
    work(&stage, "select app.finish_in_app()").await;
    let shown = async |incident: &str| {
        count(&stage, "notification_queue", &format!("entity_id = '{incident}' and slot like 'step:%' and channel = 'in_app' and status = 'delivered'")).await
    };
    assert_eq!(shown(&first).await, "0");
    assert_ne!(shown(&second).await, "0");
    assert_ne!(
        count(&stage, "notification_delivery", &format!("entity_id = '{first}' and slot like 'step:%' and status = 'suppressed' and last_error = 'reason_gone'")).await,
        "0"
    );
}

#[tokio::test]
async fn who_watches_sees_what_waits_and_nobody_else_does() {
    let stage = Stage::new().await;
    bare(&stage).await;
    mail(&stage, "carer1", "H1", "medium").await;
    mail(&stage, "carer2", "H2", "medium").await;
    mail(&stage, "carer3", "H3", "medium").await;
    let sees = async |who: &str| {
        let mut open = stage.open(who).await;
        open.run("select set_config('role', 'authenticated', true)").await.unwrap();
        open.run("select id from app.waiting_notifications()").await.unwrap().first.len()
    };
    for (who, rows) in [("carer1", 0), ("mgr1", 1), ("owner1", 2), ("comp1", 2), ("owner2", 1), ("nobody", 0)]
    {
        assert_eq!(sees(who).await, rows, "{who}");
    }
}
