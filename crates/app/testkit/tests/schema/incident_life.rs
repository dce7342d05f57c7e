//! The life of incidents, actions and clocks: what exists, what does not, and several at once.

use crate::support::{Stage, id, row};

/// Every pair of statuses, tried as the owner of the tables, whom no policy and no right binds.
async fn no_other_change(stage: &Stage, table: &str, statuses: &[&str], along: &str) {
    let known: Vec<(String, String)> = stage
        .all(&format!("select from_status, to_status from app.transitions where table_name = '{table}'"))
        .await
        .into_iter()
        .map(|r| (r[0].clone().unwrap(), r[1].clone().unwrap()))
        .collect();
    let mut refused = 0;
    for from in statuses {
        let one =
            stage.one(&format!("select min(id::text) from public.{table} where status = '{from}'")).await;
        for to in statuses.iter().filter(|to| to != &from) {
            if known.contains(&((*from).to_owned(), (*to).to_owned())) {
                continue;
            }
            let sql = format!("update public.{table} set status = '{to}'{along} where id = '{one}'");
            let error = stage.owner.batch_execute(&sql).await.expect_err(&sql);
            assert_eq!(error.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
            refused += 1;
        }
    }
    assert!(refused > statuses.len(), "{table}: only {refused} were tried");
}

#[tokio::test]
async fn a_change_of_status_that_does_not_exist_is_refused_whoever_tries() {
    let stage = Stage::new().await;
    let incident = [
        "reported",
        "triaged",
        "investigating",
        "awaiting_actions",
        "awaiting_signoff",
        "closed",
        "reopened",
        "voided",
    ];
    no_other_change(&stage, "incidents", &incident, "").await;
    let action = ["open", "in_progress", "done", "verified", "cancelled"];
    no_other_change(&stage, "incident_actions", &action, ", cancel_reason = 'x'").await;
    no_other_change(&stage, "sla_timers", &["running", "paused", "met", "cancelled"], ", pause_reason = 'x'")
        .await;
}

#[tokio::test]
async fn what_is_over_stays_for_the_owner_of_the_tables_too() {
    let stage = Stage::new().await;
    for sql in [
        format!("update public.incidents set findings = 'other' where id = {}", row("incidents", "I_closed")),
        format!("update public.incidents set harm = 'severe' where id = {}", row("incidents", "I_void")),
        format!(
            "update public.incident_actions set what = 'other' where id = {}",
            row("incident_actions", "I_acted_on.verified")
        ),
        format!(
            "update public.sla_timers set due_at = now() where id = {}",
            row("sla_timers", "I_closed.closure")
        ),
        format!(
            "update public.incident_followups set outcome = 'concern' where id = {}",
            row("incident_followups", "I1.done")
        ),
    ] {
        let error = stage.owner.batch_execute(&sql).await.expect_err(&sql);
        assert_eq!(error.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
    }
}

fn action(incident: &str, kind: &str) -> String {
    format!(
        "insert into public.incident_actions (organisation_id, incident_id, kind, what, assignee_id) values ({}, {}, '{kind}', 'x', {})",
        id("O1"),
        row("incidents", incident),
        id("carer1")
    )
}

#[tokio::test]
async fn one_live_action_of_a_kind_for_each_person() {
    let stage = Stage::new().await;
    let given = action("I_looked_at", "training");
    let tries = futures_util::future::join_all((0..8).map(|_| stage.act("mgr1", &given))).await;
    let won = tries.iter().filter(|t| t.is_ok()).count();
    assert_eq!(won, 1);
    for refused in tries.into_iter().filter_map(Result::err) {
        assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23505", "incident_actions_live"));
    }
    // Done, and needed again.
    let done = format!(
        "update public.incident_actions set status = 'done' where kind = 'training' and incident_id = {}",
        row("incidents", "I_looked_at")
    );
    stage.must("carer1", &done).await;
    stage.must("mgr1", &given).await;
}

#[tokio::test]
async fn an_incident_is_not_closed_over_an_action_that_comes_at_the_same_time() {
    let stage = Stage::new().await;
    let close = format!(
        "update public.incidents set status = 'closed', conclusion = 'x' where id = {}",
        row("incidents", "I_to_sign")
    );
    // The action first: the closing waits for it and is refused.
    let mut giving = stage.open("mgr12").await;
    giving.run(&action("I_to_sign", "other")).await.unwrap();
    let (closing, ()) = tokio::join!(stage.act("mgr1", &close), async {
        stage.until_somebody_waits().await;
        giving.commit().await.unwrap();
    });
    assert_eq!(closing.unwrap_err().code, "illegal_transition");
    // The closing first: the action is refused.
    stage.must("mgr1", &format!("update public.incident_actions set status = 'cancelled', cancel_reason = 'x' where kind = 'other' and incident_id = {}", row("incidents", "I_to_sign"))).await;
    let mut closing = stage.open("mgr1").await;
    closing.run(&close).await.unwrap();
    let given = action("I_to_sign", "other");
    let (giving, ()) = tokio::join!(stage.act("mgr12", &given), async {
        stage.until_somebody_waits().await;
        closing.commit().await.unwrap();
    });
    assert_eq!(giving.unwrap_err().code, "illegal_transition");
}

/// The clocks of an incident: name, status, and whether they are due when start, target and pauses say.
async fn clocks(stage: &Stage, incident: &str) -> String {
    stage
        .one(&format!(
            "select string_agg(clock || ' ' || status || case when due_at = started_at + make_interval(mins => target_minutes) + paused_for then '' else ' (due at another time)' end, ', ' order by clock, id)
               from public.sla_timers where incident_id = {incident}"
        ))
        .await
}

#[tokio::test]
async fn clocks_stop_with_the_step_that_they_wait_for_and_pauses_move_them() {
    let stage = Stage::new().await;
    for (priority, clock, minutes) in [
        ("high", "investigation", 600),
        ("critical", "triage", 30),
        ("critical", "closure", 5000),
        ("critical", "investigation", 90),
    ] {
        let target = format!(
            "insert into public.sla_policies (organisation_id, priority, clock, target_minutes) values ({}, '{priority}', '{clock}', {minutes})",
            id("O1")
        );
        stage.must("owner1", &target).await;
    }
    let report = format!(
        "insert into public.incident_reports (organisation_id, client_id, kind, harm, what_happened, occurred_at) values ({}, {}, 'choking', 'low', 'x', now()) returning incident_id",
        id("O1"),
        id("R1")
    );
    let incident = format!("'{}'", stage.must("carer1", &report).await.first[0].as_deref().unwrap());
    let step = async |actor: &str, set: &str| {
        stage.must(actor, &format!("update public.incidents set {set} where id = {incident}")).await;
    };
    let waiting = async || {
        stage.one(&format!("select string_agg(distinct split_part(slot, ':', 1), ' ' order by split_part(slot, ':', 1)) from public.notification_queue where kind = 'incident_overdue' and status = 'queued' and incident_id = {incident}")).await
    };
    assert_eq!(clocks(&stage, &incident).await, "closure running, investigation running, triage running");
    assert_eq!(waiting().await, "closure investigation triage");

    let timer = |set: &str, clock: &str| {
        format!(
            "update public.sla_timers set {set} where incident_id = {incident} and clock = '{clock}' and status in ('running', 'paused')"
        )
    };
    assert_eq!(
        stage.act("mgr1", &timer("status = 'paused'", "closure")).await.unwrap_err().code,
        "23514",
        "a pause says why"
    );
    stage.must("mgr1", &timer("status = 'paused', pause_reason = 'The police asked'", "closure")).await;
    assert_eq!(waiting().await, "investigation triage");
    stage.must("mgr1", &timer("status = 'running'", "closure")).await;
    assert_eq!(stage.one(&format!("select paused_for > '0' from public.sla_timers where incident_id = {incident} and clock = 'closure'")).await, "t");
    assert_eq!(waiting().await, "closure investigation triage");
    assert_eq!(stage.act("mgr1", &timer("status = 'met'", "triage")).await.unwrap_err().code, "forbidden");

    // More urgent: shorter targets from the same start.
    step("mgr1", "priority = 'critical'").await;
    let targets = format!(
        "select string_agg(target_minutes::text, ' ' order by clock) from public.sla_timers where incident_id = {incident}"
    );
    assert_eq!(stage.one(&targets).await, "5000 90 30");
    step("senior1", "status = 'triaged'").await;
    assert_eq!(clocks(&stage, &incident).await, "closure running, investigation running, triage met");
    assert_eq!(waiting().await, "closure investigation");
    step("mgr1", "status = 'investigating'").await;
    step("mgr1", "status = 'awaiting_signoff'").await;
    step("mgr1", "status = 'closed', conclusion = 'x'").await;
    assert_eq!(clocks(&stage, &incident).await, "closure met, investigation met, triage met");
    assert_eq!(waiting().await, "NULL");
    step("mgr1", "status = 'reopened'").await;
    assert_eq!(
        clocks(&stage, &incident).await,
        "closure met, closure running, investigation met, investigation running, triage met"
    );

    let voided = row("incidents", "I1");
    stage
        .must(
            "mgr1",
            &format!("update public.incidents set status = 'voided', void_reason = 'x' where id = {voided}"),
        )
        .await;
    assert_eq!(
        stage
            .one(&format!(
                "select string_agg(distinct status, ',') from public.sla_timers where incident_id = {voided}"
            ))
            .await,
        "cancelled"
    );
}
