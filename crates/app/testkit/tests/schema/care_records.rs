//! Care already given is evidence: kept in the order in which it arrived, never changed, never refused for when it arrives.

use futures_util::future::join_all;

use crate::support::{Stage, id, row};

fn record(task: &str, seen: u32, outcome: &str, also: &[(&str, &str)]) -> String {
    let (mut names, mut values) = (String::new(), String::new());
    for (name, value) in also {
        names.extend([", ", name]);
        values.extend([", ", value]);
    }
    format!(
        "insert into public.care_task_records (organisation_id, task_id, seen_ordinal, outcome{names}) values ({}, {task}, {seen}, {outcome}{values})",
        id("O1")
    )
}

async fn status(stage: &Stage, task: &str) -> String {
    stage.one(&format!("select status from public.care_plan_tasks where id = {task}")).await
}

#[tokio::test]
async fn of_20_records_at_once_one_is_first_and_sending_again_keeps_both() {
    let stage = Stage::new().await;
    let task = row("care_plan_tasks", "R1.due");
    let sql = record(&task, 0, "'done'", &[]);
    let carers = ["carer1", "both", "agency", "senior1", "nurse1"];
    let answers = join_all((0..20).map(|n| stage.act(carers[n % 5], &sql))).await;
    let lost: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(lost.len(), 19);
    assert!(lost.iter().all(|r| r.code == "recorded_meanwhile"), "{lost:?}");
    assert_eq!(status(&stage, &task).await, "done");
    stage.must("carer1", &record(&task, 1, "'declined'", &[("reason", "'Asked to be left alone'")])).await;
    let kept = format!(
        "select string_agg(ordinal || ' ' || outcome, ',' order by ordinal) from public.care_task_records where task_id = {task}"
    );
    assert_eq!(stage.one(&kept).await, "1 done,2 declined");
    assert_eq!(status(&stage, &task).await, "declined", "the last word");
    // Nobody has seen what is not there.
    assert_eq!(stage.act("carer1", &record(&task, 7, "'done'", &[])).await.unwrap_err().code, "invalid");
    // Not given: why.
    for outcome in ["'declined'", "'not_required'"] {
        let refused = stage.act("carer1", &record(&task, 2, outcome, &[])).await.unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.constraint.as_str()),
            ("23514", "care_task_records_says_why")
        );
    }
}

#[tokio::test]
async fn the_second_person_confirms_by_a_record_of_their_own() {
    let stage = Stage::new().await;
    let sql = format!(
        "insert into public.care_plan_tasks (organisation_id, client_id, title, people) values ({}, {}, 'Hoist to the chair', 2) returning id",
        id("O1"),
        id("R1")
    );
    let task = format!("'{}'", stage.must("carer1", &sql).await.first[0].clone().unwrap());
    stage.must("carer1", &record(&task, 0, "'done'", &[])).await;
    let waits = format!("select awaits_confirmation from public.care_plan_tasks where id = {task}");
    assert_eq!(stage.one(&waits).await, "t");
    let confirm = |of: u32| record(&task, 1, "null", &[("confirms_ordinal", &of.to_string())]);
    assert_eq!(stage.act("carer1", &confirm(1)).await.unwrap_err().code, "invalid", "not oneself");
    stage.must("senior1", &confirm(1)).await;
    assert_eq!(stage.one(&waits).await, "f");
    assert_eq!(status(&stage, &task).await, "done");
    let again = record(&task, 2, "null", &[("confirms_ordinal", "1")]);
    assert_eq!(stage.act("nurse1", &again).await.unwrap_err().code, "illegal_transition");
    let nothing = record(&row("care_plan_tasks", "R1.due"), 0, "null", &[("confirms_ordinal", "1")]);
    assert!(["23514", "invalid"].contains(&stage.act("nurse1", &nothing).await.unwrap_err().code.as_str()));
}

#[tokio::test]
async fn the_same_key_is_one_record_and_another_body_is_refused() {
    let stage = Stage::new().await;
    let task = row("care_plan_tasks", "R1.due");
    let keyed = |hash: &str| {
        record(
            &task,
            0,
            "'done'",
            &[("idempotency_key", "'0192-a-key'"), ("body_hash", &format!("sha256('{hash}')"))],
        )
    };
    let sql = keyed("body");
    let answers = join_all((0..10).map(|_| stage.act("carer1", &sql))).await;
    let stored: u64 = answers.into_iter().map(|a| a.expect("a replay is no error").touched).sum();
    assert_eq!(stored, 1);
    assert_eq!(stage.act("carer1", &keyed("other")).await.unwrap_err().code, "idempotency_key_reused");
    let mut open = stage.open("carer1").await;
    let receipt = open.run("select row_id from app.receipt('0192-a-key')").await.unwrap();
    let id = stage.one(&format!("select id from public.care_task_records where task_id = {task}")).await;
    assert_eq!(receipt.first, [Some(id)]);
    // A key is its author's: a colleague's is another, and tells nothing.
    let mut other = stage.open("senior1").await;
    assert_eq!(other.run("select row_id from app.receipt('0192-a-key')").await.unwrap().first.len(), 0);
    assert_eq!(stage.act("senior1", &sql).await.unwrap_err().code, "recorded_meanwhile");
}

#[tokio::test]
async fn nothing_recorded_ever_changes_whoever_tries() {
    let stage = Stage::new().await;
    let partition = stage.one("select tableoid::regclass::text from public.care_task_records limit 1").await;
    for table in ["public.care_task_records", "public.care_plan_version_reads", &partition] {
        for sql in [format!("update {table} set recorded_at = now()"), format!("delete from {table}")] {
            let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
            assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "the owner: {sql}");
        }
        for actor in ["carer1", "mgr1", "owner1", "comp1"] {
            let code =
                stage.act(actor, &format!("update {table} set recorded_at = now()")).await.unwrap_err().code;
            assert_eq!(code, "42501", "{actor} {table}");
        }
    }
    for table in ["public.care_task_records", "public.care_plan_version_reads"] {
        assert!(stage.owner.batch_execute(&format!("truncate {table} cascade")).await.is_err(), "{table}");
    }
    assert_eq!(
        stage.act("owner1", &format!("select id from {partition}")).await.unwrap_err().code,
        "42501",
        "past its parent"
    );
}

#[tokio::test]
async fn care_is_recorded_late_by_who_had_the_right_then() {
    let stage = Stage::new().await;
    let at = |ago: &str| {
        record(
            &row("care_plan_tasks", "R1.due"),
            0,
            "'done'",
            &[("occurred_at", &format!("now() - interval '{ago}'"))],
        )
    };
    // Their membership ended a minute ago: what they did before it is theirs to tell, what came after is not.
    assert_eq!(stage.act("just_ended", &at("10 seconds")).await.unwrap_err().code, "forbidden");
    assert_eq!(stage.act("not_yet", &at("1 hour")).await.unwrap_err().code, "forbidden");
    assert_eq!(
        stage.act("agency", &at("3 hours")).await.unwrap_err().code,
        "forbidden",
        "before their right began"
    );
    assert_eq!(stage.act("excluded", &at("1 hour")).await.unwrap_err().code, "forbidden");
    assert_eq!(stage.act("carer2", &at("1 hour")).await.unwrap_err().code, "forbidden");
    let none = at("1 hour").replace(&row("care_plan_tasks", "R1.due"), &id("no such task"));
    assert_eq!(
        stage.act("carer2", &none).await.unwrap_err().code,
        "forbidden",
        "as for one that is not theirs"
    );
    let refused = stage.act("carer1", &at("73 hours")).await.unwrap_err();
    assert!(refused.code == "invalid" && refused.detail.contains("manager"), "{refused}");
    stage.must("just_ended", &at("1 hour")).await;
    // The manager enters what is older.
    let old = at("73 hours").replace(", 0, 'done'", ", 1, 'done'");
    stage.must("mgr1", &old).await;
}

#[tokio::test]
async fn a_clock_that_is_a_little_ahead_is_put_right_and_one_far_ahead_is_named() {
    let stage = Stage::new().await;
    let task = row("care_plan_tasks", "R1.due");
    let ahead = |minutes: u32, seen: u32| {
        record(&task, seen, "'done'", &[("occurred_at", &format!("now() + interval '{minutes} minutes'"))])
    };
    let refused = stage.act("carer1", &ahead(11, 0)).await.unwrap_err();
    assert!(refused.code == "invalid" && refused.detail.contains("clock"), "{refused}");
    stage.must("carer1", &ahead(9, 0)).await;
    let stored = format!(
        "select occurred_at = recorded_at and device_at = recorded_at + interval '9 minutes' from public.care_task_records where task_id = {task}"
    );
    assert_eq!(stage.one(&stored).await, "t");
}

#[tokio::test]
async fn what_arrives_after_it_was_missed_or_cancelled_is_kept_and_marked_late() {
    let stage = Stage::new().await;
    for task in ["R1.missed", "R1.changed"] {
        let task = row("care_plan_tasks", task);
        stage.must("carer1", &record(&task, 0, "'partly'", &[])).await;
        assert_eq!(
            stage.one(&format!("select late from public.care_task_records where task_id = {task}")).await,
            "t"
        );
        assert_eq!(status(&stage, &task).await, "partly");
    }
    let due = row("care_plan_tasks", "R1.due");
    stage.must("carer1", &record(&due, 0, "'done'", &[])).await;
    assert_eq!(
        stage.one(&format!("select late from public.care_task_records where task_id = {due}")).await,
        "f"
    );
    // Made in error: nothing is recorded under it.
    stage.must("mgr1", &format!("update public.care_plan_tasks set archived_at = now(), archive_reason = 'twice' where id = {}", row("care_plan_tasks", "R1.planned"))).await;
    assert_eq!(
        stage
            .act("carer1", &record(&row("care_plan_tasks", "R1.planned"), 0, "'done'", &[]))
            .await
            .unwrap_err()
            .code,
        "parent_archived"
    );
}

#[tokio::test]
async fn a_task_named_for_somebody_is_closed_to_others_but_the_manager() {
    let stage = Stage::new().await;
    let named = record(&row("care_plan_tasks", "R1.named"), 0, "'done'", &[]);
    for actor in ["carer1", "nurse1", "comp1"] {
        assert_eq!(stage.act(actor, &named).await.unwrap_err().code, "forbidden", "{actor}");
    }
    stage.must("senior1", &named).await;
    stage.must("mgr1", &named.replace(", 0, 'done'", ", 1, 'done'")).await;
    // Somebody's, and not closed: a colleague who did it says so.
    stage.must("carer1", &record(&row("care_plan_tasks", "R1.theirs"), 0, "'done'", &[])).await;
}

#[tokio::test]
async fn a_version_that_was_read_is_one_in_force_and_confirmed_once() {
    let stage = Stage::new().await;
    let read = |version: &str, confirmed: &str| {
        format!(
            "insert into public.care_plan_version_reads (organisation_id, client_id, care_plan_version_id, profile_id, shown_at, confirmed_at) values ({}, {}, {}, app.profile_id(), now(), {confirmed})",
            id("O1"),
            id("R1"),
            row("care_plan_versions", version)
        )
    };
    for version in ["R1.v3", "R1.v4"] {
        assert_eq!(
            stage.act("senior1", &read(version, "null")).await.unwrap_err().code,
            "invalid",
            "{version}"
        );
    }
    stage.must("senior1", &read("R1.v2", "null")).await;
    stage.must("senior1", &read("R1.v2", "now()")).await;
    let again = stage.act("senior1", &read("R1.v2", "now()")).await.unwrap_err();
    assert_eq!(
        (again.code.as_str(), again.constraint.as_str()),
        ("23505", "care_plan_version_reads_confirmed")
    );
}
