//! Nothing about anybody leaves the house. In a world where every text that somebody wrote is a marker,
//! every kind is told by e-mail through the real queue and a real mail server, and each byte that the
//! server was sent is looked at.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use almoner_jobs::Lane;
use almoner_mail::{SmtpConfig, SmtpMail};
use almoner_notifications::{EmailWay, WayLane, templates};
use almoner_testkit::database::Database;
use almoner_testkit::names::id;
use almoner_testkit::smtp::{Encryption, Smtp};
use tokio_postgres::Client;

/// Nothing of the world's own waits, everybody may be told now, and in our words.
const BARE: &str = "
    delete from public.notification_queue; delete from public.notification_delivery; delete from private.notification_keys;
    delete from public.notification_channels; delete from public.notification_preferences; delete from public.notification_templates;
    update public.company_settings set
        quiet_from = (now() at time zone 'Europe/London')::time + interval '11 hours',
        quiet_to = (now() at time zone 'Europe/London')::time + interval '12 hours'";

/// What of an incident about a resident is overdue.
const OVERDUE: &str = "
    set session_replication_role = replica;
    update public.sla_timers t set due_at = now() - interval '1 minute' where t.status = 'running';
    set session_replication_role = origin";

/// Queues one of a kind for the home's manager, about a resident, with every key that a payload may have.
async fn queue(owner: &Client, kind: &str) {
    let sql = format!(
        "select app.schedule_notification('{manager}', jsonb_build_object('organisation_id', i.organisation_id, 'template', '{kind}',
                'entity', case when '{kind}' = 'concern_raised' then 'concerns' else 'incidents' end,
                'entity_id', case when '{kind}' = 'concern_raised' then (select c.id from public.concerns c
                    where c.organisation_id = i.organisation_id and c.care_home_id = i.care_home_id and c.status = 'raised' order by c.id limit 1) else i.id end,
                'care_home_id', i.care_home_id, 'client_id', i.client_id, 'incident_id', i.id,
                'timer_id', t.id, 'priority', i.priority, 'status', i.status, 'expires_on', '2027-01-31', 'due_at', now(), 'count', 3),
            now(), 'email', i.priority, 'incident')
           from public.incidents i
           join public.sla_timers t on t.organisation_id = i.organisation_id and t.incident_id = i.id and t.status = 'running'
          where i.care_home_id = '{home}' and i.client_id is not null and i.status = 'reported'
            and not ('{manager}' = any (i.subject_ids)) order by i.id limit 1",
        manager = id("mgr1"),
        home = id("H1"),
    );
    let row = owner.query_one(&sql, &[]).await.unwrap_or_else(|e| panic!("{kind}: {e:?}"));
    assert!(row.get::<_, Option<uuid::Uuid>>(0).is_some(), "{kind} was not queued");
}

/// Words that start with the mark of the world, in small letters.
fn markers(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let starts = text.match_indices("canary-").map(|(at, _)| &text[at..]);
    starts
        .map(|rest| {
            rest.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// Lines that were broken put together (RFC 2045, 6.7), and what was written as a number.
fn unfolded(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut parts = text.split('=');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => out.extend([char::from(byte).to_string().as_str(), &part[2..]]),
            None => out.extend(["=", part]),
        }
    }
    out
}

#[tokio::test]
async fn no_byte_that_a_mail_server_is_sent_is_about_anybody() {
    let database = Database::world().await;
    let (owner, superuser) = (database.owner().await, database.superuser().await);
    owner.batch_execute(BARE).await.unwrap();
    superuser.batch_execute(OVERDUE).await.unwrap();
    let kinds: Vec<&str> = templates::kinds().map(|kind| kind.name).collect();
    for kind in &kinds {
        queue(&owner, kind).await;
    }

    let server = Smtp::start(Encryption::None, None);
    let url = format!("smtp://127.0.0.1:{}", server.port());
    let config = SmtpConfig::parse(&url, None, Some("care@example.org")).unwrap();
    let mail = Arc::new(SmtpMail::new(config).unwrap());
    let way = EmailWay::new(mail, "https://care.example.org");
    let lane = WayLane::new(database.db(), way, Duration::from_secs(60));
    let claimed = lane.claim(100).await.unwrap();
    assert_eq!(claimed.len(), kinds.len());
    for leased in claimed {
        let outcome = lane.run(&leased.job).await;
        assert!(lane.finish(&leased.job, outcome).await.unwrap());
    }
    let ends = owner
        .query("select kind, status, last_error from public.notification_delivery order by kind", &[])
        .await
        .unwrap();
    let sent: Vec<String> =
        ends.iter().filter(|row| row.get::<_, &str>(1) == "sent").map(|row| row.get(0)).collect();
    assert_eq!(sent, kinds, "{ends:?}");

    let taken = server.taken();
    assert_eq!(taken.len(), kinds.len());
    for mail in &taken {
        // Nothing is hidden from this test by how it is written.
        assert!(["7bit", "quoted-printable"].contains(&mail.header("Content-Transfer-Encoding")[0].as_str()));
        assert!(!mail.header("Subject")[0].contains("=?"), "{mail:?}");
    }
    let bytes = server.sessions().concat();
    let bytes = format!("{bytes}{}", unfolded(&bytes));
    // The home's name, its organisation's, the recipient's own address.
    let may = ["canary-h1-name", "canary-o1-name", "canary-mgr1-account"].map(str::to_owned);
    assert_eq!(markers(&bytes), BTreeSet::from(may));
    // What is no text: numbers and days that belong to somebody.
    let sql = "select nhs_number from public.client_identity where nhs_number is not null
        union select to_char(birth_date, 'YYYY-MM-DD') from public.client_identity where birth_date is not null
        union select to_char(birth_date, 'FMDD FMMonth YYYY') from public.client_identity where birth_date is not null
        union select id::text from public.clients union select id::text from public.incidents
        union select id::text from public.profiles";
    let personal: Vec<String> = owner.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(personal.len() > 20, "{personal:?}");
    let digits: String = bytes.chars().filter(|c| !" -".contains(*c)).collect();
    let leaked: Vec<_> =
        personal.iter().filter(|one| bytes.contains(*one) || digits.contains(one.as_str())).collect();
    assert!(leaked.is_empty(), "{leaked:?}");
}
