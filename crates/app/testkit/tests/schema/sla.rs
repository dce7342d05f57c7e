//! Targets of the clocks of an incident: the home's, else the organisation's, else the published ones.

use crate::support::{Stage, id};

/// A version of a published target.
fn publish(clock: &str, version: u32, minutes: u32, from: &str, withdrawn: bool) -> String {
    format!(
        "insert into reference.sla_defaults (code, version, priority, clock, target_minutes, effective_from, withdrawn, source, confidence, verified_on)
         values ('high.{clock}', {version}, 'high', '{clock}', {minutes}, {from}, {withdrawn}, 'a test', 'house', current_date)"
    )
}

async fn target(stage: &Stage, organisation: &str, home: &str, clock: &str) -> String {
    stage.one(&format!("select app.sla_minutes({}, {}, 'high', '{clock}')", id(organisation), id(home))).await
}

#[tokio::test]
async fn what_an_operator_has_not_set_is_published() {
    let stage = Stage::new().await;
    for clock in ["triage", "investigation", "closure"] {
        stage.owner.batch_execute(&publish(clock, 1, 999, "current_date - 10", false)).await.unwrap();
    }
    for (organisation, home, clock, minutes) in [
        ("O1", "H1", "triage", "60"),
        ("O1", "H2", "triage", "240"),
        ("O1", "H1", "closure", "20160"),
        ("O1", "H1", "investigation", "999"),
        ("O2", "H3", "triage", "120"),
        ("O2", "H3", "closure", "999"),
    ] {
        assert_eq!(target(&stage, organisation, home, clock).await, minutes, "{organisation} {home} {clock}");
    }
    // An incident runs by both; with another priority, by what there is for that.
    let report = format!(
        "insert into public.incident_reports (organisation_id, client_id, kind, harm, what_happened, occurred_at, priority)
         values ({}, {}, 'near_miss', 'no_harm', 'x', now(), 'high') returning incident_id",
        id("O1"),
        id("R1")
    );
    let incident = stage.must("carer1", &report).await.first[0].clone().unwrap();
    let clocks = format!(
        "select string_agg(clock || ':' || target_minutes, ' ' order by clock) from public.sla_timers where incident_id = '{incident}'"
    );
    assert_eq!(stage.one(&clocks).await, "closure:20160 investigation:999 triage:60");
    // What the operator sets counts from then on, and no more once it is archived.
    let set = format!(
        "insert into public.sla_policies (organisation_id, priority, clock, target_minutes) values ({}, 'high', 'investigation', 77) returning id",
        id("O1")
    );
    let own = stage.must("owner1", &set).await.first[0].clone().unwrap();
    assert_eq!(target(&stage, "O1", "H1", "investigation").await, "77");
    let gone = format!(
        "update public.sla_policies set archived_at = now(), archive_reason = 'x' where id = '{own}'"
    );
    stage.must("owner1", &gone).await;
    assert_eq!(target(&stage, "O1", "H1", "investigation").await, "999");
}

#[tokio::test]
async fn of_the_published_the_newest_in_force_counts() {
    let stage = Stage::new().await;
    let now = async || target(&stage, "O2", "H3", "closure").await;
    assert_eq!(now().await, "NULL");
    for (version, minutes, from, withdrawn, then) in [
        (1, 100, "current_date - 30", false, "100"),
        (2, 200, "current_date", false, "200"),
        (3, 300, "current_date + 1", false, "200"),
        (4, 400, "current_date", true, "NULL"),
    ] {
        stage.owner.batch_execute(&publish("closure", version, minutes, from, withdrawn)).await.unwrap();
        assert_eq!(now().await, then, "version {version}");
    }
}

#[tokio::test]
async fn who_leads_is_told_to_those_who_work_incidents_of_a_home_and_of_no_home_to_nobody() {
    let stage = Stage::new().await;
    let ask = async |actor: &str, home: &str| -> usize {
        let sql = format!("select unnest(app.people_who_lead({home}))");
        stage.act(actor, &sql).await.unwrap().first.len()
    };
    for actor in ["carer1", "senior1", "ancillary1", "nobody", "mgr1", "owner1", "comp1", "mgr3", "worker"] {
        assert_eq!(ask(actor, "null").await, 0, "{actor}");
    }
    for actor in ["carer1", "senior1", "nobody", "mgr3", "owner_manager"] {
        let expected = if actor == "owner_manager" { 7 } else { 0 };
        assert_eq!(ask(actor, &id("H1")).await, expected, "{actor}");
    }
    assert_eq!(ask("mgr1", &id("H1")).await, 7);
    assert_eq!(ask("mgr1", &id("H2")).await, 0);
}
