//! A task that is a shift's: whose it is and until when, and where the shift comes from.

use crate::care_plans::drafted;
use crate::support::{Stage, id, row};

fn shift(name: &str) -> String {
    row("shift_templates", name)
}

fn change(task: &str, set: &str) -> String {
    format!("update public.care_plan_tasks set {set} where id = {}", row("care_plan_tasks", task))
}

async fn published(stage: &Stage, version: &str) {
    for status in ["in_review", "active"] {
        stage
            .must(
                "mgr1",
                &format!("update public.care_plan_versions set status = '{status}' where id = {version}"),
            )
            .await;
    }
}

/// A task of a version of R1's for a shift; the kind is scheduled when there are times.
fn defines(version: &str, lineage: &str, times: &str, template: &str) -> String {
    let kind = if times.is_empty() { "as_needed" } else { "scheduled" };
    format!(
        "insert into public.care_task_definitions (organisation_id, client_id, care_plan_version_id, lineage_id, domain, title, kind, times, shift_template_id)
         values ({}, {}, {version}, {}, 'personal_care', 'Heels', '{kind}', '{{{times}}}', {template}) returning id",
        id("O1"),
        id("R1"),
        id(lineage)
    )
}

/// A published plan of R1's whose task is a shift's, at every hour of the clock: some of it lies ahead whenever
/// this runs. Answers the definition.
async fn planned(stage: &Stage, template: &str) -> String {
    let version = drafted(stage, "mgr1", "Sleeps badly").await;
    let sql = defines(&version, "heels", "03:00,09:00,15:00,21:00", template);
    let definition = stage.must("mgr1", &sql).await.first[0].clone().unwrap();
    published(stage, &version).await;
    format!("'{definition}'")
}

/// Whose the tasks are that are due: of which home and shift, of whom, how many.
async fn whose(stage: &Stage) -> String {
    stage
        .one(&format!(
            "select coalesce(string_agg(x, ', '), '-') from (
                select h.code || ' ' || coalesce(s.code, p.given_name, 'team') || ' ' || count(*) x
                  from public.care_plan_tasks t join public.care_homes h on h.id = t.care_home_id
                  left join public.shift_templates s on s.id = t.shift_template_id
                  left join public.profiles p on p.id = t.assignee_id
                 where t.client_id = {} and t.lineage_id = {} and t.status = 'due' group by h.code, s.code, p.given_name order by 1) y",
            id("R1"),
            id("heels")
        ))
        .await
        .replace("CANARY-", "")
}

#[tokio::test]
async fn until_it_is_due_it_is_the_shifts_and_then_the_teams() {
    let stage = Stage::new().await;
    let claim = change("R1.shifts", "claimed_by = app.profile_id()");
    // On the shift before and the one after, not told of it, declined, not on any.
    for other in ["two_orgs", "both", "agency"] {
        assert_eq!(stage.act(other, &claim).await.unwrap().touched, 0, "{other}");
        let note = change("R1.shifts", "note = 'mine'");
        assert_eq!(stage.act(other, &note).await.unwrap().touched, 0, "{other}");
    }
    stage.must("carer1", &claim).await;
    stage.must("carer1", &change("R1.shifts", "claimed_by = null")).await;
    // Who runs the floor and the manager are on no shift.
    for who in ["nurse1", "mgr1"] {
        stage.must(who, &claim).await;
        stage.must(who, &change("R1.shifts", "claimed_by = null")).await;
    }
    // The shift swaps with a colleague: it follows the rota, not the plan.
    let rota = |set: &str, whose: &str| {
        format!("update public.shift_assignments set {set} where id = {}", row("shift_assignments", whose))
    };
    stage.must("mgr1", &rota("status = 'swapped'", "tasked0.carer1")).await;
    assert_eq!(stage.act("carer1", &claim).await.unwrap().touched, 0, "a shift that was given away");
    stage.must("mgr1", &rota("status = 'published'", "tasked2.agency")).await;
    stage.must("agency", &claim).await;
    stage.must("agency", &change("R1.shifts", "claimed_by = null")).await;
    // Due, and nobody was there: whoever is.
    stage
        .must(
            "mgr1",
            &change(
                "R1.shifts",
                "due_from = now() - interval '2 hours', due_by = now() - interval '1 second'",
            ),
        )
        .await;
    stage.must("two_orgs", &claim).await;
}

#[tokio::test]
async fn nobody_is_kept_from_recording_what_they_did() {
    let stage = Stage::new().await;
    let sql = format!(
        "insert into public.care_task_records (organisation_id, task_id, seen_ordinal, outcome) values ({}, {}, 0, 'done')",
        id("O1"),
        row("care_plan_tasks", "R1.shifts")
    );
    stage.must("two_orgs", &sql).await;
}

#[tokio::test]
async fn the_plan_gives_its_tasks_to_the_shift_and_an_amendment_to_another() {
    let stage = Stage::new().await;
    let night = format!(
        "insert into public.shift_templates (organisation_id, care_home_id, name, code, starts, duration_minutes) values ({}, {}, 'Night', 'night', '19:45', 735) returning id",
        id("O1"),
        id("H1")
    );
    let night = format!("'{}'", stage.must("mgr1", &night).await.first[0].clone().unwrap());
    let definition = planned(&stage, &shift("H1.early")).await;
    assert_eq!(whose(&stage).await, "H1 early 8");
    let amend = |set: &str| format!("update public.care_task_definitions set {set} where id = {definition}");
    assert_eq!(
        stage.act("senior1", &amend("shift_template_id = null")).await.unwrap().touched,
        0,
        "a senior amends nothing"
    );
    // A senior gives one to somebody, and one to the whole team; both stay as they are.
    let first = format!(
        "(select t.id from public.care_plan_tasks t where t.client_id = {} and t.lineage_id = {} and t.shift_template_id is not null order by t.due_from limit 1)",
        id("R1"),
        id("heels")
    );
    let give = |set: &str| format!("update public.care_plan_tasks set {set} where id = {first}");
    stage.must("senior1", &give(&format!("assignee_id = {}, shift_template_id = null", id("nurse1")))).await;
    stage.must("senior1", &give("shift_template_id = null")).await;
    stage.must("mgr1", &amend(&format!("shift_template_id = {night}"))).await;
    assert_eq!(whose(&stage).await, "H1 nurse1-given_name 1, H1 night 6, H1 team 1");
    let event = stage.one("select d.changes ->> 'shift_template_id' from public.audit_events e join public.audit_details d on d.event_id = e.id where e.table_name = 'care_task_definitions' order by e.at desc limit 1").await;
    assert!(event.contains(night.trim_matches('\'')), "{event}");
    // To a person, and to nobody in particular.
    stage.must("mgr1", &amend(&format!("shift_template_id = null, assignee_id = {}", id("carer1")))).await;
    assert_eq!(whose(&stage).await, "H1 carer1-given_name 6, H1 nurse1-given_name 1, H1 team 1");
    stage.must("mgr1", &amend(&format!("shift_template_id = {night}, assignee_id = null"))).await;
    // Times that are amended make the tasks again, for the shift.
    stage.must("mgr1", &amend("times = '{04:30}'")).await;
    assert_eq!(whose(&stage).await, "H1 night 2");
    // The hourly run goes on with it, and with the team's once nobody works that shift any more.
    let disuse = format!(
        "update public.shift_templates set archived_at = now(), archive_reason = 'x' where id = {night}"
    );
    stage.must("mgr1", &disuse).await;
    stage.one("select app.extend_tasks(now() + interval '24 hours')").await;
    assert_eq!(whose(&stage).await, "H1 night 2, H1 team 6");
}

#[tokio::test]
async fn the_next_version_keeps_a_task_of_the_same_shift() {
    let stage = Stage::new().await;
    planned(&stage, &shift("H1.early")).await;
    let ids = format!(
        "select t.id from public.care_plan_tasks t where t.client_id = {} and t.lineage_id = {} and t.status = 'due' order by 1",
        id("R1"),
        id("heels")
    );
    let before = stage.all(&ids).await;
    planned(&stage, &shift("H1.early")).await;
    assert_eq!(stage.all(&ids).await, before);
    planned(&stage, "null").await;
    assert_eq!(whose(&stage).await, "H1 team 8");
}

#[tokio::test]
async fn a_task_that_is_begun_as_it_is_needed_is_its_shifts_too() {
    let stage = Stage::new().await;
    let version = drafted(&stage, "mgr1", "Sleeps badly").await;
    let sql = defines(&version, "heels", "", &shift("H1.early"));
    let definition = stage.must("mgr1", &sql).await.first[0].clone().unwrap();
    published(&stage, &version).await;
    let begin = format!(
        "insert into public.care_plan_tasks (organisation_id, client_id, definition_id, title) values ({}, {}, '{definition}', 'x')",
        id("O1"),
        id("R1")
    );
    stage.must("two_orgs", &begin).await;
    assert_eq!(whose(&stage).await, "H1 early 1");
}

#[tokio::test]
async fn a_shift_of_elsewhere_is_answered_as_one_that_does_not_exist() {
    let stage = Stage::new().await;
    let version = drafted(&stage, "mgr12", "Sleeps badly").await;
    let mut answers = Vec::new();
    // Of another home of theirs, of another operator, not in use, and none.
    for template in [shift("H2.early"), shift("H3.early"), shift("H1.disused"), id("no such shift")] {
        let defined = stage.act("mgr12", &defines(&version, "heels", "21:00", &template)).await.unwrap_err();
        let give = change("R1.due", &format!("shift_template_id = {template}"));
        answers.extend([defined, stage.act("mgr12", &give).await.unwrap_err()]);
    }
    assert_eq!(
        (answers[0].code.as_str(), answers[0].detail.contains("the resident lives in")),
        ("invalid", true)
    );
    assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
    // A person's or a shift's, and a shift is not one that closes it to others.
    for (set, constraint) in [
        (
            format!("assignee_id = {}, shift_template_id = {}", id("carer1"), shift("H1.early")),
            "care_plan_tasks_whose",
        ),
        (format!("shift_template_id = {}, named_only = true", shift("H1.early")), "care_plan_tasks_named"),
    ] {
        let refused = stage.act("mgr1", &change("R1.due", &set)).await.unwrap_err();
        assert_eq!(refused.constraint, constraint, "{refused}");
    }
    // On a shift or not, who is given a task is not for a carer to say.
    let refused = stage.act("carer1", &change("R1.shifts", "shift_template_id = null")).await.unwrap_err();
    assert_eq!(refused.code, "forbidden", "{refused}");
}

#[tokio::test]
async fn a_move_takes_a_task_out_of_the_shift_that_stays_behind() {
    let stage = Stage::new().await;
    let of_unit = format!(
        "update public.shift_templates set unit_id = {} where id = {}",
        id("H1.unit"),
        shift("H1.early")
    );
    stage.must("mgr1", &of_unit).await;
    planned(&stage, &shift("H1.early")).await;
    assert_eq!(whose(&stage).await, "H1 early 8");
    let moved = format!(
        "update public.rooms set unit_id = {} where id = (select b.room_id from public.beds b where b.id = {})",
        id("H1.unit2"),
        id("H1.bed.free")
    );
    stage.must("mgr1", &moved).await;
    let to = format!(
        "update public.bed_stays set bed_id = {} where client_id = {} and status = 'live'",
        id("H1.bed.free"),
        id("R1")
    );
    stage.must("mgr1", &to).await;
    assert_eq!(whose(&stage).await, "H1 team 8");
}

#[tokio::test]
async fn another_home_has_shifts_of_its_own() {
    let stage = Stage::new().await;
    let definition = planned(&stage, &shift("H1.early")).await;
    let transfer =
        format!("select app.transfer_client({}, {}, {}, now())", id("R1"), id("H2"), id("H2.bed.free"));
    stage.act("mgr12", &transfer).await.unwrap();
    assert_eq!(whose(&stage).await, "H2 team 8");
    let amend = format!(
        "update public.care_task_definitions set shift_template_id = {} where id = {definition}",
        shift("H2.early")
    );
    stage.must("mgr12", &amend).await;
    assert_eq!(whose(&stage).await, "H2 early 8");
}
