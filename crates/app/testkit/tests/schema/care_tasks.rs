//! What is due: for whom it is required, and who does it.

use futures_util::future::join_all;

use crate::care_plans::{defined, drafted};
use crate::support::{Stage, id, row};

async fn publish(stage: &Stage, version: &str) {
    for status in ["in_review", "active"] {
        stage
            .must(
                "mgr1",
                &format!("update public.care_plan_versions set status = '{status}' where id = {version}"),
            )
            .await;
    }
}

fn tasks(resident: &str, lineage: &str) -> String {
    format!(
        "from public.care_plan_tasks t where t.client_id = {} and t.lineage_id = {}",
        id(resident),
        id(lineage)
    )
}

/// A plan of R1 whose only task is to wash at eight and at twenty.
async fn planned(stage: &Stage) -> String {
    let version = drafted(stage, "mgr1", "Sleeps badly").await;
    let definition = defined(stage, "mgr1", &version, "lineage", "Wash").await;
    publish(stage, &version).await;
    definition
}

#[tokio::test]
async fn the_hourly_run_makes_each_task_once() {
    let stage = Stage::new().await;
    planned(&stage).await;
    let count = format!("select count(*) || ' ' || count(distinct t.due_from) {}", tasks("R1", "lineage"));
    assert_eq!(stage.one(&count).await, "4 4");
    let owners = [stage.database.owner().await, stage.database.owner().await, stage.database.owner().await];
    let runs = join_all(
        owners.iter().map(|o| o.query_one("select app.extend_tasks(now() + interval '24 hours')", &[])),
    )
    .await;
    for run in runs {
        run.expect("a run ends");
    }
    stage.one("select app.extend_tasks(now() + interval '24 hours')").await;
    // A day to eight days from now on top of the first two: six days more.
    assert_eq!(stage.one(&count).await, "16 16");
    assert_eq!(
        stage.one("select app.extend_tasks(now() + interval '24 hours')").await,
        "0",
        "nothing is left to make"
    );
}

#[tokio::test]
async fn publishing_keeps_what_did_not_change() {
    let stage = Stage::new().await;
    planned(&stage).await;
    let before = stage.all(&format!("select t.id {} order by 1", tasks("R1", "lineage"))).await;
    let version = drafted(&stage, "mgr1", "Sleeps well").await;
    let same = defined(&stage, "mgr1", &version, "lineage", "Wash").await;
    defined(&stage, "mgr1", &version, "another", "Walk").await;
    publish(&stage, &version).await;
    assert_eq!(
        stage
            .all(&format!(
                "select t.id {} and t.status = 'due' and t.definition_id = {same} order by 1",
                tasks("R1", "lineage")
            ))
            .await,
        before
    );
    assert_eq!(
        stage.one(&format!("select count(*) {} and t.status = 'due'", tasks("R1", "another"))).await,
        "4"
    );
    // One changes, one is no more.
    let version = drafted(&stage, "mgr1", "Sleeps well").await;
    defined(&stage, "mgr1", &version, "lineage", "Wash, with the blue towel").await;
    publish(&stage, &version).await;
    let states = |lineage: &str| {
        format!(
            "select string_agg(x, ',') from (select t.status || ' ' || t.title || ' ' || count(*) x {} group by t.status, t.title order by 1) y",
            tasks("R1", lineage)
        )
    };
    assert_eq!(stage.one(&states("lineage")).await, "cancelled Wash 4,due Wash, with the blue towel 4");
    assert_eq!(stage.one(&states("another")).await, "cancelled Walk 4");
}

#[tokio::test]
async fn a_time_that_is_amended_moves_what_is_to_come() {
    let stage = Stage::new().await;
    let definition = planned(&stage).await;
    let amend = |set: &str| format!("update public.care_task_definitions set {set} where id = {definition}");
    assert_eq!(
        stage.act("senior1", &amend("times = '{09:00}'")).await.unwrap().touched,
        0,
        "a senior amends nothing"
    );
    stage.must("mgr1", &amend("times = '{09:15}'")).await;
    let times = format!(
        "select distinct (t.due_from at time zone 'Europe/London')::time || '' {} and t.status = 'due'",
        tasks("R1", "lineage")
    );
    assert_eq!(stage.one(&times).await, "09:15:00");
    let event = stage.one("select d.changes ->> 'times' from public.audit_events e join public.audit_details d on d.event_id = e.id where e.table_name = 'care_task_definitions' order by e.at desc limit 1").await;
    assert!(event.contains("09:15"), "{event}");
    // Given to somebody; the one that a senior had given to a colleague stays with them.
    let first = stage
        .one(&format!(
            "select t.id {} and t.status = 'due' order by t.due_from limit 1",
            tasks("R1", "lineage")
        ))
        .await;
    stage
        .must(
            "senior1",
            &format!("update public.care_plan_tasks set assignee_id = {} where id = '{first}'", id("carer1")),
        )
        .await;
    stage.must("mgr1", &amend(&format!("assignee_id = {}", id("nurse1")))).await;
    let whose = format!(
        "select count(*) filter (where t.assignee_id = {}) || ' ' || count(*) filter (where t.assignee_id = {}) {} and t.status = 'due'",
        id("carer1"),
        id("nurse1"),
        tasks("R1", "lineage")
    );
    assert_eq!(stage.one(&whose).await, "1 1");
}

#[tokio::test]
async fn away_nothing_is_required_and_back_again_what_is_not_past_is() {
    let stage = Stage::new().await;
    planned(&stage).await;
    let states = format!(
        "select string_agg(x, ',') from (select t.status || ' ' || coalesce(t.status_reason, '-') || ' ' || count(*) x {} group by t.status, t.status_reason order by 1) y",
        tasks("R1", "lineage")
    );
    assert_eq!(stage.one(&states).await, "due - 4");
    let away = format!(
        "insert into public.resident_absences (organisation_id, client_id, kind, during) values ({}, {}, 'hospital', tstzrange(now() - interval '1 minute', null))",
        id("O1"),
        id("R1")
    );
    stage.must("senior1", &away).await;
    assert_eq!(stage.one(&states).await, "not_required absent 4");
    // What is made while they are away is not required either, and nothing is missed.
    stage.one("select app.extend_tasks(now() + interval '24 hours')").await;
    assert_eq!(stage.one(&states).await, "not_required absent 16");
    stage.one("select app.resolve_overdue_tasks(now() + interval '10 days')").await;
    assert_eq!(stage.one(&states).await, "not_required absent 16");
    let back = format!(
        "update public.resident_absences set status = 'returned', during = tstzrange(lower(during), now()) where client_id = {} and status = 'away'",
        id("R1")
    );
    stage.must("senior1", &back).await;
    assert_eq!(stage.one(&states).await, "due - 16");
    // A weekend that is planned: only what is due in it. From right before the first task is due, so that
    // it is two of them at whatever hour this runs.
    let first = stage.one(&format!("select min(t.due_by) {}", tasks("R1", "lineage"))).await;
    let weekend = format!(
        "insert into public.resident_absences (organisation_id, client_id, kind, during) values ({}, {}, 'leave', tstzrange('{first}'::timestamptz - interval '1 minute', '{first}'::timestamptz + interval '23 hours 58 minutes'))",
        id("O1"),
        id("R1")
    );
    stage.must("senior1", &weekend).await;
    assert_eq!(stage.one(&states).await, "due - 14,not_required absent 2");
    let mistake = format!(
        "update public.resident_absences set archived_at = now(), archive_reason = 'x' where client_id = {} and kind = 'leave' and status = 'away'",
        id("R1")
    );
    stage.must("mgr1", &mistake).await;
    assert_eq!(stage.one(&states).await, "due - 16");
}

#[tokio::test]
async fn a_death_cancels_what_is_later_and_a_transfer_begins_anew() {
    let stage = Stage::new().await;
    planned(&stage).await;
    let transfer =
        format!("select app.transfer_client({}, {}, {}, now())", id("R1"), id("H2"), id("H2.bed.free"));
    stage.act("mgr12", &transfer).await.unwrap();
    let states = format!(
        "select string_agg(x, ',') from (select case t.care_home_id when {} then 'H1' else 'H2' end || ' ' || t.status || ' ' || coalesce(t.status_reason, '-') || ' ' || count(*) x {} group by t.care_home_id, t.status, t.status_reason order by 1) y",
        id("H1"),
        tasks("R1", "lineage")
    );
    assert_eq!(stage.one(&states).await, "H1 cancelled left 4,H2 due - 4");
    assert_eq!(
        stage
            .one(&format!(
                "select bool_and(t.unit_id = {}) {} and t.status = 'due'",
                id("H2.unit"),
                tasks("R1", "lineage")
            ))
            .await,
        "t"
    );
    let death = format!(
        "update public.bed_stays set status = 'ended', leaving_reason = 'deceased', during = tstzrange(lower(during), now()) where client_id = {} and status = 'live'",
        id("R1")
    );
    stage.must("mgr12", &death).await;
    assert_eq!(stage.one(&states).await, "H1 cancelled left 4,H2 cancelled died 4");
    assert_eq!(
        stage
            .one(&format!(
                "select status from public.care_plan_tasks where id = {}",
                row("care_plan_tasks", "R1.missed")
            ))
            .await,
        "missed",
        "what was is as it was"
    );
    stage.one("select app.extend_tasks(now())").await;
    assert_eq!(
        stage.one(&states).await,
        "H1 cancelled left 4,H2 cancelled died 4",
        "nobody's tasks are made after their death"
    );
}

#[tokio::test]
async fn of_20_who_claim_a_task_one_has_it() {
    let stage = Stage::new().await;
    let claim = format!(
        "update public.care_plan_tasks set claimed_by = app.profile_id() where id = {}",
        row("care_plan_tasks", "R1.due")
    );
    let carers = ["carer1", "both", "agency", "two_orgs"];
    let answers = join_all((0..20).map(|n| stage.act(carers[n % 4], &claim))).await;
    let winner = stage
        .one(&format!(
            "select claimed_by from public.care_plan_tasks where id = {}",
            row("care_plan_tasks", "R1.due")
        ))
        .await;
    for (n, answer) in answers.into_iter().enumerate() {
        let mine = id(carers[n % 4]) == format!("'{winner}'");
        match answer {
            Ok(rows) => assert!(mine && rows.touched == 1, "{n}"),
            Err(refused) => assert!(!mine && refused.code == "illegal_transition", "{n}: {refused}"),
        }
    }
    // For oneself only; and who runs the shift may let it go.
    let other = format!(
        "update public.care_plan_tasks set claimed_by = {} where id = {}",
        id("nurse1"),
        row("care_plan_tasks", "R1.planned")
    );
    assert_eq!(stage.act("carer1", &other).await.unwrap_err().code, "invalid");
    let free = format!(
        "update public.care_plan_tasks set claimed_by = null where id = {}",
        row("care_plan_tasks", "R1.due")
    );
    stage.must("senior1", &free).await;
}

#[tokio::test]
async fn an_as_needed_task_keeps_its_interval_however_many_begin_it() {
    let stage = Stage::new().await;
    let begin = |at: &str| {
        format!(
            "insert into public.care_plan_tasks (organisation_id, client_id, definition_id, title, due_from) values ({}, {}, {}, 'x', now() + interval '{at}')",
            id("O1"),
            id("R1"),
            row("care_task_definitions", "R1.d2.needed")
        )
    };
    let sql = begin("0 minutes");
    let answers = join_all((0..20).map(|n| stage.act(["carer1", "senior1", "both"][n % 3], &sql))).await;
    let lost: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(lost.len(), 19);
    assert!(
        lost.iter().all(|r| r.code == "illegal_transition" && r.detail.contains("60 minutes")),
        "{lost:?}"
    );
    assert_eq!(stage.act("carer1", &begin("-59 minutes")).await.unwrap_err().code, "illegal_transition");
    stage.must("carer1", &begin("61 minutes")).await;
    let made = format!(
        "select distinct t.kind || ' ' || t.title || ' ' || (t.care_plan_id is not null) from public.care_plan_tasks t where t.kind = 'as_needed' and t.client_id = {}",
        id("R1")
    );
    assert_eq!(
        stage.one(&made).await,
        "as_needed CANARY-R1.d2.needed-title true",
        "what is done stands in the plan"
    );
    // A task of the clock is not begun by hand, nor one of a draft, nor one of another resident.
    for definition in ["R1.d2.wash", "R1.d3.wash"] {
        let sql = begin("5 hours").replace(
            &row("care_task_definitions", "R1.d2.needed"),
            &row("care_task_definitions", definition),
        );
        assert_eq!(stage.act("carer1", &sql).await.unwrap_err().code, "invalid", "{definition}");
    }
    let sql = begin("5 hours")
        .replace(&row("care_task_definitions", "R1.d2.needed"), &row("care_task_definitions", "R2.d2.wash"));
    let other = stage.act("carer1", &sql).await.unwrap_err();
    let none = stage
        .act(
            "carer1",
            &begin("5 hours").replace(&row("care_task_definitions", "R1.d2.needed"), &id("no such task")),
        )
        .await
        .unwrap_err();
    assert_eq!(
        (other.code.as_str(), &other.constraint),
        (none.code.as_str(), &none.constraint),
        "another resident's, and none, are answered alike"
    );
    assert_eq!(other.code, "23503");
}

#[tokio::test]
async fn what_is_no_longer_due_stays_as_it_was() {
    let stage = Stage::new().await;
    for task in ["R1.done", "R1.missed"] {
        for set in [
            "missed_after = missed_after + interval '2 days'",
            "due_from = due_from - interval '1 hour'",
            "note = 'was away'",
            "status = 'done'",
        ] {
            let sql = format!(
                "update public.care_plan_tasks set {set} where id = {}",
                row("care_plan_tasks", task)
            );
            let code = stage.act("mgr1", &sql).await.unwrap_err().code;
            assert_eq!(
                code,
                if set.starts_with("status") { "42501" } else { "illegal_transition" },
                "{task} {set}"
            );
        }
    }
    // The owner of the tables makes no other change of status than the table of transitions has.
    let sql = format!(
        "update public.care_plan_tasks set status = 'due' where id = {}",
        row("care_plan_tasks", "R1.done")
    );
    let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
    assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition");
}
