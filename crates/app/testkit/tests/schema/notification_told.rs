//! Rights and reasons at the time of telling, the console and its mails, the ladder, the watch over it all.

use crate::notification_queue::{bare, claim, count, finish, mail, work};
use crate::support::{Stage, id};

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
