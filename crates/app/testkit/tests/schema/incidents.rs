//! Reports and whom an incident is about: who reads it, who is told, who works it.

use crate::support::{Stage, id, row};
use almoner_testkit::names;

/// A report of an incident in H1; `also` are further columns with their values.
fn report(also: &[(&str, String)]) -> String {
    let mut columns = vec![
        ("organisation_id", id("O1")),
        ("kind", "'fall_witnessed'".to_owned()),
        ("harm", "'moderate'".to_owned()),
        ("what_happened", "'Fell in the hall.'".to_owned()),
        ("occurred_at", "now() - interval '1 hour'".to_owned()),
    ];
    columns.retain(|(name, _)| also.iter().all(|(other, _)| other != name));
    columns.extend(also.iter().map(|(name, value)| (*name, value.clone())));
    let (names, values): (Vec<&str>, Vec<String>) = columns.into_iter().unzip();
    format!(
        "insert into public.incident_reports ({}) values ({}) returning incident_id",
        names.join(", "),
        values.join(", ")
    )
}

fn of(resident: &str) -> (&'static str, String) {
    ("client_id", id(resident))
}

fn in_home(home: &str) -> (&'static str, String) {
    ("care_home_id", id(home))
}

fn naming(people: &[&str]) -> (&'static str, String) {
    ("subject_ids", array(people))
}

fn array(people: &[&str]) -> String {
    let ids: Vec<String> = people.iter().map(|p| names::id(p).to_string()).collect();
    format!("'{{{}}}'::uuid[]", ids.join(","))
}

/// Sends a report and gives back its incident, as a literal.
async fn send(stage: &Stage, actor: &str, also: &[(&str, String)]) -> String {
    let rows = stage.must(actor, &report(also)).await;
    format!("'{}'", rows.first[0].as_deref().expect("an incident"))
}

/// Who was told of an incident by a way and at once, by the names of the people, in order.
async fn told(stage: &Stage, incident: &str, channel: &str, kind: &str) -> Vec<String> {
    queued(stage, incident, &format!("channel = '{channel}' and kind = '{kind}' and not payload ? 'step'"))
        .await
}

/// Who is told if nobody acknowledges, by any way.
async fn climbs(stage: &Stage, incident: &str, step: u8) -> Vec<String> {
    queued(stage, incident, &format!("kind = 'incident_opened' and (payload ->> 'step')::int = {step}")).await
}

async fn queued(stage: &Stage, incident: &str, which: &str) -> Vec<String> {
    let names: std::collections::BTreeMap<String, &str> =
        almoner_testkit::world::PEOPLE.iter().map(|p| (names::id(p.name).to_string(), p.name)).collect();
    let mut people: Vec<String> = stage
        .all(&format!(
            "select profile_id from public.notification_queue where incident_id = {incident} and {which}"
        ))
        .await
        .into_iter()
        .map(|r| r[0].as_ref().map_or("nobody".to_owned(), |person| names[person].to_owned()))
        .collect();
    people.sort();
    people.dedup();
    people
}

/// Everything that carries the incident, as a person counts it.
async fn seen(stage: &Stage, actor: &str, incident: &str) -> Vec<(&'static str, String)> {
    let mut seen = Vec::new();
    for table in [
        "incidents",
        "incident_reports",
        "incident_actions",
        "incident_followups",
        "incident_addenda",
        "incident_evidence",
        "sla_timers",
        "audit_events",
        "audit_details",
        "notification_queue",
        "notification_delivery",
        "handover_items",
    ] {
        let key = if table == "incidents" { "id" } else { "incident_id" };
        let sql = format!("select count(*) from public.{table} where {key} = {incident}");
        let rows = stage.act(actor, &sql).await.expect("everybody may ask");
        seen.push((table, rows.first[0].clone().unwrap()));
    }
    seen.retain(|(_, count)| count != "0");
    seen
}

#[tokio::test]
async fn a_report_opens_its_incident_with_clocks_and_tells_who_works_it() {
    let stage = Stage::new().await;
    let incident = send(&stage, "carer1", &[of("R1")]).await;
    let sql = format!(
        "select status, priority, restricted, care_home_id, client_id, created_by from public.incidents where id = {incident}"
    );
    let case: Vec<String> = stage.all(&sql).await.remove(0).into_iter().flatten().collect();
    assert_eq!(case[..3], ["reported", "high", "f"]);
    assert_eq!(
        case[3..].iter().map(|v| format!("'{v}'")).collect::<Vec<_>>(),
        [id("H1"), id("R1"), id("carer1")]
    );
    // The home's own target for triage, the organisation's for closing, and none where nobody set one.
    let clocks = format!(
        "select string_agg(clock || ':' || extract(epoch from due_at - started_at)::int / 60, ' ' order by clock) from public.sla_timers where incident_id = {incident}"
    );
    assert_eq!(stage.one(&clocks).await, "closure:20160 triage:60");
    for way in ["in_app", "email"] {
        let managers = ["cover1", "mgr1", "mgr12", "mgr_kin"];
        assert_eq!(told(&stage, &incident, way, "incident_opened").await, managers, "{way}");
    }
    assert_eq!(told(&stage, &incident, "webhook", "incident_opened").await, ["nobody"]);
    assert_eq!(
        told(&stage, &incident, "in_app", "incident_overdue").await,
        ["comp1", "owner1", "owner_manager"]
    );
    let later = format!(
        "select bool_and(q.trigger_at = t.due_at) from public.notification_queue q join public.sla_timers t on t.id = (q.payload ->> 'timer_id')::uuid where q.kind = 'incident_overdue' and q.incident_id = {incident}"
    );
    assert_eq!(stage.one(&later).await, "t");

    // Urgent, it climbs the organisation's own ladder as well.
    assert_eq!(climbs(&stage, &incident, 1).await, ["cover1", "mgr1", "mgr12", "mgr_kin"]);
    assert_eq!(climbs(&stage, &incident, 3).await, ["comp1"]);

    // What is not urgent is in the console and nowhere else.
    let calm = send(&stage, "senior1", &[in_home("H1"), ("harm", "'no_harm'".into())]).await;
    assert_eq!(stage.one(&format!("select priority from public.incidents where id = {calm}")).await, "low");
    assert_eq!(told(&stage, &calm, "in_app", "incident_opened").await.len(), 4);
    assert!(told(&stage, &calm, "email", "incident_opened").await.is_empty());
    assert!(told(&stage, &calm, "webhook", "incident_opened").await.is_empty());
    assert!(climbs(&stage, &calm, 3).await.is_empty());
}

#[tokio::test]
async fn whom_it_is_about_sees_and_hears_nothing_whatever_their_rights() {
    let stage = Stage::new().await;
    let incident = send(&stage, "carer1", &[of("R1"), naming(&["mgr1", "owner1"])]).await;
    for actor in ["mgr1", "owner1", "owner1@external", "senior1", "nurse1", "mgr3", "nobody", "anonymous"] {
        assert_eq!(seen(&stage, actor, &incident).await, [], "{actor}");
    }
    for actor in ["mgr12", "cover1", "comp1", "owner_manager"] {
        let seen = seen(&stage, actor, &incident).await;
        for table in ["incidents", "incident_reports", "sla_timers", "audit_events"] {
            assert!(seen.iter().any(|(t, _)| *t == table), "{actor} {table} {seen:?}");
        }
    }
    // Who wrote it reads it as it was sent, and the case no more than anybody on the floor.
    assert_eq!(seen(&stage, "carer1", &incident).await, [("incident_reports", "1".to_owned())]);
    assert_eq!(told(&stage, &incident, "in_app", "incident_opened").await, ["cover1", "mgr12", "mgr_kin"]);
    assert_eq!(told(&stage, &incident, "in_app", "incident_overdue").await, ["comp1", "owner_manager"]);
    assert_eq!(climbs(&stage, &incident, 1).await, ["cover1", "mgr12", "mgr_kin"]);
    assert!(
        told(&stage, &incident, "webhook", "incident_opened").await.is_empty(),
        "a channel is read by anybody"
    );
    // Nothing that they could have done happens either, and all of it as for a row that is not there.
    for sql in [
        format!("update public.incidents set subject_ids = '{{}}' where id = {incident}"),
        format!(
            "update public.sla_timers set status = 'paused', pause_reason = 'x' where incident_id = {incident}"
        ),
    ] {
        assert_eq!(stage.act("mgr1", &sql).await.unwrap().touched, 0);
    }
    let words = |incident: &str| {
        format!(
            "insert into public.incident_addenda (organisation_id, incident_id, what) values ({}, {incident}, 'x')",
            id("O1")
        )
    };
    for unknown in [incident.clone(), id("nowhere")] {
        assert_eq!(stage.act("mgr1", &words(&unknown)).await.unwrap_err().code, "42501");
        let join = report(&[("incident_id", unknown)]);
        assert_eq!(stage.act("mgr1", &join).await.unwrap_err().code, "invalid");
    }
}

#[tokio::test]
async fn when_it_is_about_everybody_above_it_goes_to_who_is_left() {
    let stage = Stage::new().await;
    let managers = ["mgr1", "mgr12", "cover1", "mgr_kin"];
    let incident = send(&stage, "carer1", &[of("R1"), naming(&managers)]).await;
    let officers = ["comp1", "owner1", "owner_manager"];
    assert_eq!(told(&stage, &incident, "in_app", "incident_opened").await, officers);
    let triage = format!("update public.incidents set status = 'triaged' where id = {incident}");
    assert_eq!(stage.act("owner2", &triage).await.unwrap().touched, 0);
    stage.must("owner1", &triage).await;
    // With one manager who is not a subject, the owner reads.
    let other = send(&stage, "carer1", &[of("R1"), naming(&["mgr1", "cover1", "mgr_kin"])]).await;
    let triage = format!("update public.incidents set status = 'triaged' where id = {other}");
    assert_eq!(stage.act("owner1", &triage).await.unwrap().touched, 0);
    stage.must("mgr12", &triage).await;
    // About everybody: nobody is told, and the reporter still has the report.
    let all: Vec<&str> = managers.into_iter().chain(officers).collect();
    let incident = send(&stage, "carer1", &[of("R1"), naming(&all)]).await;
    assert!(told(&stage, &incident, "in_app", "incident_opened").await.is_empty());
    assert!(climbs(&stage, &incident, 1).await.is_empty() && climbs(&stage, &incident, 3).await.is_empty());
    assert_eq!(seen(&stage, "carer1", &incident).await, [("incident_reports", "1".to_owned())]);
}

#[tokio::test]
async fn a_second_report_that_names_the_manager_takes_the_case_from_them() {
    let stage = Stage::new().await;
    let incident = send(&stage, "carer1", &[of("R1")]).await;
    let set = |set: &str| format!("update public.incidents set {set} where id = {incident}");
    stage.must("mgr12", &set(&format!("lead_id = {}", id("mgr1")))).await;
    let action = format!(
        "insert into public.incident_actions (organisation_id, incident_id, kind, what, assignee_id) values ({}, {incident}, 'training', 'x', {})",
        id("O1"),
        id("mgr1")
    );
    stage.must("mgr12", &action).await;
    assert!(!seen(&stage, "mgr1", &incident).await.is_empty());
    let joined = send(&stage, "senior1", &[("incident_id", incident.clone()), naming(&["mgr1"])]).await;
    assert_eq!(joined, incident);
    assert_eq!(seen(&stage, "mgr1", &incident).await, []);
    let sql = format!(
        "select i.restricted, i.lead_id is null, a.assignee_id is null from public.incidents i join public.incident_actions a on a.incident_id = i.id where i.id = {incident}"
    );
    assert_eq!(stage.all(&sql).await, [vec![Some("t".to_owned()); 3]]);
    // What waited for them is not sent any more.
    assert_eq!(told(&stage, &incident, "email", "incident_opened").await, ["cover1", "mgr12", "mgr_kin"]);
    assert_eq!(climbs(&stage, &incident, 1).await, ["cover1", "mgr12", "mgr_kin"]);
    let withdrawn = format!(
        "select distinct status from public.notification_delivery where incident_id = {incident} and profile_id = {}",
        id("mgr1")
    );
    assert_eq!(stage.one(&withdrawn).await, "suppressed");
}

#[tokio::test]
async fn who_may_say_whom_it_is_about() {
    let stage = Stage::new().await;
    let incident = row("incidents", "I_looked_at");
    let set = |people: &[&str]| {
        format!("update public.incidents set subject_ids = {} where id = {incident}", array(people))
    };
    // A manager names people of their homes, never those who watch over the manager.
    stage.must("mgr1", &set(&["senior1"])).await;
    for people in [
        &["senior1", "carer2"][..],
        &["senior1", "owner1"],
        &["senior1", "comp1"],
        &["senior1", "carer3"],
        &["senior1", "nowhere"],
    ] {
        assert_eq!(stage.act("mgr1", &set(people)).await.unwrap_err().code, "invalid", "{people:?}");
    }
    assert_eq!(stage.act("mgr1", &set(&[])).await.unwrap_err().code, "forbidden");
    // The compliance lead takes off whom a manager added, and nobody whom a report names.
    stage.must("comp1", &set(&["carer2"])).await;
    assert_eq!(stage.act("comp1", &set(&["carer2", "carer3"])).await.unwrap_err().code, "invalid");
    let reported = format!(
        "update public.incidents set subject_ids = '{{}}' where id = {}",
        row("incidents", "I_carer")
    );
    assert_eq!(stage.act("comp1", &reported).await.unwrap_err().code, "invalid");
    // A report names people whom its author may meet; of others nobody learns whether they are there.
    for stranger in ["carer3", "carer2", "nowhere"] {
        let refused = stage.act("carer1", &report(&[of("R1"), naming(&[stranger])])).await.unwrap_err();
        assert_eq!(refused.code, "invalid", "{stranger}");
    }
    stage.must("carer1", &report(&[of("R1"), naming(&["owner1"])])).await;
}

#[tokio::test]
async fn who_works_it_is_not_its_subject_and_may_see_it() {
    let stage = Stage::new().await;
    let (plain, kept) = (row("incidents", "I_looked_at"), row("incidents", "I_manager"));
    let lead = |incident: &str, who: &str| {
        format!("update public.incidents set lead_id = {} where id = {incident}", id(who))
    };
    stage.must("mgr12", &lead(&kept, "cover1")).await;
    stage.must("mgr12", &lead(&kept, "comp1")).await;
    for who in ["mgr1", "carer1", "mgr3", "owner2", "nowhere", "cover_ended"] {
        assert_eq!(stage.act("mgr12", &lead(&kept, who)).await.unwrap_err().code, "invalid", "{who}");
    }
    let give = |incident: &str, who: &str| {
        format!(
            "insert into public.incident_actions (organisation_id, incident_id, kind, what, assignee_id) values ({}, {incident}, 'other', 'x', {})",
            id("O1"),
            id(who)
        )
    };
    stage.must("mgr12", &give(&plain, "carer1")).await;
    stage.must("comp1", &give(&plain, "senior1")).await;
    for (incident, who) in
        [(&plain, "carer2"), (&plain, "carer3"), (&plain, "just_ended"), (&kept, "carer1"), (&kept, "mgr1")]
    {
        assert_eq!(stage.act("mgr12", &give(incident, who)).await.unwrap_err().code, "invalid", "{who}");
    }
}

#[tokio::test]
async fn a_report_is_taken_whenever_it_comes_and_by_our_clock() {
    let stage = Stage::new().await;
    let with = |at: &str| {
        report(&[of("R1"), ("occurred_at", format!("now() {at}"))]).replace(
            "returning incident_id",
            "returning concat_ws(' ', late, device_at is not null, occurred_at <= now())",
        )
    };
    assert_eq!(stage.must("carer1", &with("- interval '1 hour'")).await.first[0].as_deref(), Some("f f t"));
    assert_eq!(stage.must("carer1", &with("- interval '5 days'")).await.first[0].as_deref(), Some("t f t"));
    assert_eq!(
        stage.must("carer1", &with("+ interval '8 minutes'")).await.first[0].as_deref(),
        Some("f t t")
    );
    assert_eq!(stage.act("carer1", &with("+ interval '11 minutes'")).await.unwrap_err().code, "invalid");
}

#[tokio::test]
async fn the_same_report_twice_is_one() {
    let stage = Stage::new().await;
    let keyed = report(&[of("R1"), ("idempotency_key", "'k1'".into())]);
    let (one, two) = tokio::join!(stage.act("carer1", &keyed), stage.act("carer1", &keyed));
    let refused: Vec<_> = [one, two].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "one of the two");
    assert_eq!(
        (refused[0].code.as_str(), refused[0].constraint.as_str()),
        ("23505", "incident_reports_once")
    );
    stage.must("senior1", &keyed).await;
    let count = "select count(*) from public.incident_reports r join public.incidents i on i.id = r.incident_id where r.idempotency_key = 'k1'";
    assert_eq!(stage.one(count).await, "2");
}

#[tokio::test]
async fn what_was_said_stays_for_the_owner_of_the_tables_too() {
    let stage = Stage::new().await;
    for table in ["public.incident_reports", "public.incident_addenda"] {
        for sql in [
            format!("update {table} set kind = kind"),
            format!("delete from {table}"),
            format!("truncate {table}"),
        ] {
            let error = stage.owner.batch_execute(&sql).await.unwrap_err();
            assert_eq!(error.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
        }
    }
}
