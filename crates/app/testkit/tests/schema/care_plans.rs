//! The life of a care plan's versions: one active at a time, frozen once it has left draft.

use futures_util::future::join_all;

use crate::support::{Stage, id, row};

fn status_of(version: &str, to: &str) -> String {
    format!("update public.care_plan_versions set status = '{to}' where id = {version}")
}

/// A draft of R1's plan by somebody, submitted; answers its id as a literal.
pub async fn submitted(stage: &Stage, author: &str, need: &str) -> String {
    let version = drafted(stage, author, need).await;
    stage.must(author, &status_of(&version, "in_review")).await;
    version
}

pub async fn drafted(stage: &Stage, author: &str, need: &str) -> String {
    let sql = format!(
        "insert into public.care_plan_versions (organisation_id, client_id, care_plan_id, sections)
         values ({}, {}, {}, '{{\"sleep\": {{\"need\": \"{need}\"}}}}') returning id",
        id("O1"),
        id("R1"),
        row("care_plans", "R1.plan")
    );
    format!("'{}'", stage.must(author, &sql).await.first[0].clone().unwrap())
}

/// A task of a version: wash at eight, in a lineage.
pub async fn defined(stage: &Stage, author: &str, version: &str, lineage: &str, title: &str) -> String {
    let sql = format!(
        "insert into public.care_task_definitions (organisation_id, client_id, care_plan_version_id, lineage_id, domain, title, times)
         values ({}, {}, {version}, {}, 'personal_care', '{title}', '{{08:00,20:00}}') returning id",
        id("O1"),
        id("R1"),
        id(lineage)
    );
    format!("'{}'", stage.must(author, &sql).await.first[0].clone().unwrap())
}

async fn status(stage: &Stage, version: &str) -> String {
    stage.one(&format!("select status from public.care_plan_versions where id = {version}")).await
}

#[tokio::test]
async fn publishing_supersedes_makes_tasks_and_leaves_its_trace() {
    let stage = Stage::new().await;
    let version = drafted(&stage, "mgr1", "Sleeps badly").await;
    defined(&stage, "mgr1", &version, "lineage", "Wash").await;
    let refused = stage.act("mgr1", &status_of(&version, "active")).await.unwrap_err();
    assert_eq!(refused.code, "illegal_transition", "not without a review: {refused}");
    stage.must("mgr1", &status_of(&version, "in_review")).await;
    let refused = stage.act("senior1", &status_of(&version, "active")).await;
    assert_eq!(refused.unwrap().touched, 0, "a senior publishes nothing");
    stage.must("mgr1", &status_of(&version, "active")).await;

    assert_eq!(status(&stage, &row("care_plan_versions", "R1.v2")).await, "superseded");
    let meets = format!(
        "select a.published_by = {} and lower(a.effective) = upper(b.effective) and upper_inf(a.effective) and a.published_at = lower(a.effective)
           from public.care_plan_versions a, public.care_plan_versions b where a.id = {version} and b.id = {}",
        id("mgr1"),
        row("care_plan_versions", "R1.v2")
    );
    assert_eq!(stage.one(&meets).await, "t");
    // The next 48 hours: two wall times a day.
    let tasks = format!(
        "select count(*), count(distinct t.due_from), bool_and(t.due_from between now() - interval '1 minute' and now() + interval '48 hours'),
                bool_and((t.due_from at time zone 'Europe/London')::time in ('08:00', '20:00')), bool_and(t.care_home_id = {} and t.unit_id = {})
           from public.care_plan_tasks t where t.client_id = {} and t.lineage_id = {} and t.status = 'due'",
        id("H1"),
        id("H1.unit"),
        id("R1"),
        id("lineage")
    );
    let made: Vec<String> = stage.all(&tasks).await.remove(0).into_iter().map(Option::unwrap).collect();
    assert_eq!(made, ["4", "4", "t", "t", "t"]);
    // What the old version asked for is cancelled, and nothing else of the resident's.
    let old = stage
        .all(&format!(
            "select status, status_reason from public.care_plan_tasks where id = {}",
            row("care_plan_tasks", "R1.planned")
        ))
        .await;
    assert_eq!(old[0], [Some("cancelled".to_owned()), Some("plan_changed".to_owned())]);
    assert_eq!(
        stage
            .one(&format!(
                "select status from public.care_plan_tasks where id = {}",
                row("care_plan_tasks", "R1.due")
            ))
            .await,
        "due"
    );
    let event = format!(
        "select profile_id, action from public.audit_events where row_id = {version} and verb = 'publish'"
    );
    let event = stage.all(&event).await;
    assert_eq!(event.len(), 1);
    assert_eq!(format!("'{}'", event[0][0].clone().unwrap()), id("mgr1"));
    let reviews = format!(
        "select count(*) from public.care_plan_reviews where client_id = {} and status = 'due' and archived_at is null",
        id("R1")
    );
    assert_eq!(stage.one(&reviews).await, "1", "the review that was due stays the one");
}

#[tokio::test]
async fn of_20_publishes_at_once_one_wins() {
    let stage = Stage::new().await;
    let mut versions = Vec::new();
    for n in 0..20 {
        versions.push(submitted(&stage, "mgr1", &format!("Of many {n}")).await);
    }
    let answers = join_all(versions.iter().map(|v| {
        let (stage, sql) = (&stage, status_of(v, "active"));
        async move { stage.act("mgr1", &sql).await }
    }))
    .await;
    let lost: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(lost.len(), 19);
    assert!(lost.iter().all(|r| r.code == "plan_changed"), "{lost:?}");
    let active = format!(
        "select count(*) from public.care_plan_versions where client_id = {} and status = 'active'",
        id("R1")
    );
    assert_eq!(stage.one(&active).await, "1");

    // All the same one: the rest are told that somebody was quicker.
    let one = submitted(&stage, "mgr1", "One").await;
    let sql = status_of(&one, "active");
    let answers = join_all((0..20).map(|n| stage.act(if n % 2 == 0 { "mgr1" } else { "mgr12" }, &sql))).await;
    let lost: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(lost.len(), 19);
    assert!(lost.iter().all(|r| r.code == "illegal_transition"), "{lost:?}");
    assert_eq!(stage.one(&active).await, "1");
    let events =
        format!("select count(*) from public.audit_events where row_id = {one} and verb = 'publish'");
    assert_eq!(stage.one(&events).await, "1");
}

#[tokio::test]
async fn a_publish_that_began_first_and_comes_second_is_later() {
    let stage = Stage::new().await;
    let one = submitted(&stage, "mgr1", "One").await;
    let mut slow = stage.open("mgr12").await;
    slow.run("select now()").await.unwrap();
    stage.must("mgr1", &status_of(&one, "active")).await;
    // Its transaction is older than the version that it supersedes.
    let version = slow
        .run(&format!(
            "insert into public.care_plan_versions (organisation_id, client_id, care_plan_id, sections)
             values ({}, {}, {}, '{{\"skin\": {{\"need\": \"Dry\"}}}}') returning id",
            id("O1"),
            id("R1"),
            row("care_plans", "R1.plan")
        ))
        .await
        .unwrap();
    let version = format!("'{}'", version.first[0].clone().unwrap());
    slow.run(&status_of(&version, "in_review")).await.unwrap();
    slow.run(&status_of(&version, "active")).await.unwrap();
    slow.commit().await.unwrap();
    let order = format!(
        "select a.published_at < b.published_at and upper(a.effective) = b.published_at and not isempty(a.effective)
           from public.care_plan_versions a, public.care_plan_versions b where a.id = {one} and b.id = {version}"
    );
    assert_eq!(stage.one(&order).await, "t");
}

#[tokio::test]
async fn what_has_left_draft_is_frozen_for_every_role() {
    let stage = Stage::new().await;
    for version in ["R1.v1", "R1.v2", "R1.v4"] {
        for set in ["sections = '{}'", "change_reason = 'x'", "based_on_id = null", "archived_at = now()"] {
            let sql = format!(
                "update public.care_plan_versions set {set} where id = {}",
                row("care_plan_versions", version)
            );
            let refused = stage.act("mgr1", &sql).await.unwrap_err();
            assert_eq!(refused.code, "illegal_transition", "{version} {set}: {refused}");
            let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
            assert_eq!(
                refused.as_db_error().unwrap().message(),
                "illegal_transition",
                "the owner, {version} {set}"
            );
        }
    }
    for (definition, set) in [
        ("R1.d1.wash", "times = '{09:00}'"),
        ("R1.d2.wash", "title = 'x'"),
        ("R1.d2.wash", "kind = 'prompt'"),
        ("R1.d4.wash", "assignee_id = null"),
    ] {
        let sql = format!(
            "update public.care_task_definitions set {set} where id = {}",
            row("care_task_definitions", definition)
        );
        assert_eq!(
            stage.act("mgr1", &sql).await.unwrap_err().code,
            "illegal_transition",
            "{definition} {set}"
        );
        let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
        assert_eq!(
            refused.as_db_error().unwrap().message(),
            "illegal_transition",
            "the owner, {definition} {set}"
        );
    }
    let late = format!(
        "insert into public.care_task_definitions (organisation_id, client_id, care_plan_version_id, domain, title, times)
         values ({}, {}, {}, 'sleep', 'x', '{{08:00}}')",
        id("O1"),
        id("R1"),
        row("care_plan_versions", "R1.v2")
    );
    assert_eq!(stage.act("mgr1", &late).await.unwrap_err().code, "illegal_transition");
    assert!(stage.owner.batch_execute(&late).await.is_err(), "the owner");
    // A status that is no verb, whoever tries.
    let back = status_of(&row("care_plan_versions", "R1.v1"), "active");
    assert_eq!(stage.act("mgr1", &back).await.unwrap_err().code, "illegal_transition");
    assert!(stage.owner.batch_execute(&back).await.is_err(), "the owner");
}

#[tokio::test]
async fn with_the_two_person_rule_no_author_publishes() {
    let stage = Stage::new().await;
    stage
        .must(
            "owner1",
            &format!(
                "update public.company_settings set two_person_publish = true where organisation_id = {}",
                id("O1")
            ),
        )
        .await;
    let version = drafted(&stage, "senior1", "Wakes early").await;
    // Who writes a task in it is one of its authors, whoever began it.
    defined(&stage, "mgr1", &version, "lineage", "Wash").await;
    stage.must("senior1", &status_of(&version, "in_review")).await;
    let refused = stage.act("mgr1", &status_of(&version, "active")).await.unwrap_err();
    assert_eq!(refused.code, "forbidden", "{refused}");
    stage.must("mgr12", &status_of(&version, "active")).await;
    assert_eq!(status(&stage, &version).await, "active");
    // Sent back and edited by the second, it needs a third.
    let version = submitted(&stage, "mgr1", "Wakes late").await;
    stage.must("mgr12", &status_of(&version, "draft")).await;
    stage
        .must(
            "mgr12",
            &format!("update public.care_plan_versions set consent_note = 'Asked.' where id = {version}"),
        )
        .await;
    stage.must("mgr12", &status_of(&version, "in_review")).await;
    for author in ["mgr1", "mgr12"] {
        assert_eq!(
            stage.act(author, &status_of(&version, "active")).await.unwrap_err().code,
            "forbidden",
            "{author}"
        );
    }
    stage.must("cover1", &status_of(&version, "active")).await;
}

#[tokio::test]
async fn sections_are_of_the_domains_and_say_which_is_wrong() {
    let stage = Stage::new().await;
    let version = drafted(&stage, "mgr1", "Fine").await;
    for (sections, field) in [
        ("[]", "sections"),
        ("{\"weather\": {}}", "sections"),
        ("{\"sleep\": \"well\"}", "sections.sleep"),
        ("{\"sleep\": {\"dreams\": \"many\"}}", "sections.sleep"),
        ("{\"sleep\": {\"need\": 5}}", "sections.sleep.need"),
        ("{\"sleep\": {\"need\": \"\"}}", "sections.sleep.need"),
    ] {
        let sql =
            format!("update public.care_plan_versions set sections = '{sections}' where id = {version}");
        let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
        let said = refused.as_db_error().unwrap();
        assert_eq!((said.message(), said.column()), ("invalid", Some(field)), "{sections}");
        assert_eq!(stage.act("mgr1", &sql).await.unwrap_err().code, "invalid", "{sections}");
    }
    let empty = format!("update public.care_plan_versions set sections = '{{}}' where id = {version}");
    stage.must("mgr1", &empty).await;
    assert_eq!(
        stage.act("mgr1", &status_of(&version, "in_review")).await.unwrap_err().code,
        "invalid",
        "it says nothing"
    );
}

#[tokio::test]
async fn a_resident_has_one_living_plan() {
    let stage = Stage::new().await;
    let plan = format!(
        "insert into public.care_plans (organisation_id, client_id) values ({}, {})",
        id("O1"),
        id("asked")
    );
    let answers = join_all((0..8).map(|_| stage.act("mgr1", &plan))).await;
    let lost: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert_eq!(lost.len(), 7);
    assert!(lost.iter().all(|r| r.code == "23505" && r.constraint == "care_plans_live"), "{lost:?}");
}

#[tokio::test]
async fn archiving_takes_drafts_and_what_is_to_come_and_never_evidence() {
    let stage = Stage::new().await;
    let count = async |table: &str, archived: bool, also: &str| -> u32 {
        let sql = format!(
            "select count(*) from public.{table} where client_id = {} and (archived_at is not null) = {archived} and {also}",
            id("R1")
        );
        stage.one(&sql).await.parse().unwrap()
    };
    let kept = [
        count("care_plan_versions", false, "status <> 'draft'").await,
        count("care_plan_tasks", false, "status <> 'due'").await,
        count("care_plan_reviews", false, "status <> 'due'").await,
    ];
    let records = format!("select count(*) from public.care_task_records where client_id = {}", id("R1"));
    let given = stage.one(&records).await;
    let due = count("care_plan_tasks", false, "status = 'due'").await;
    assert!(due > 2 && kept.iter().all(|n| *n > 0) && given != "0");
    // By itself before: it does not come back with the plan.
    stage.must("mgr1", &format!("update public.care_plan_tasks set archived_at = now(), archive_reason = 'twice' where id = {}", row("care_plan_tasks", "R1.theirs"))).await;
    stage.must("mgr1", &format!("update public.clients set archived_at = now(), archive_reason = 'wrong person' where id = {}", id("R1"))).await;
    for (table, open) in [
        ("care_plans", "true"),
        ("care_plan_versions", "status = 'draft'"),
        ("care_plan_tasks", "status = 'due'"),
        ("care_plan_reviews", "status = 'due'"),
    ] {
        assert_eq!(count(table, false, open).await, 0, "{table}");
    }
    let now = [
        count("care_plan_versions", false, "status <> 'draft'").await,
        count("care_plan_tasks", false, "status <> 'due'").await,
        count("care_plan_reviews", false, "status <> 'due'").await,
    ];
    assert_eq!(now, kept);
    assert_eq!(stage.one(&records).await, given);
    assert_eq!(
        stage.one("select app.resolve_overdue_tasks(now() + interval '10 days') > 0").await,
        "t",
        "others' tasks"
    );
    assert_eq!(
        count("care_plan_tasks", true, "status = 'missed'").await,
        0,
        "of an archived resident nothing is missed"
    );
    stage
        .must("mgr1", &format!("update public.clients set archived_at = null where id = {}", id("R1")))
        .await;
    // The one that is not required has no absence behind it, so the restored absences reopen it.
    assert_eq!(
        count("care_plan_tasks", false, "status = 'due' and title not like '%absent%'").await,
        due - 1
    );
    assert_eq!(count("care_plan_versions", true, "true").await, 1, "the draft that was archived by itself");
    // Not by hand either.
    let done = format!(
        "update public.care_plan_tasks set archived_at = now(), archive_reason = 'x' where id = {}",
        row("care_plan_tasks", "R1.done")
    );
    assert_eq!(stage.act("mgr1", &done).await.unwrap_err().code, "illegal_transition");
}

#[tokio::test]
async fn a_held_review_stays_and_makes_the_next_one_due() {
    let stage = Stage::new().await;
    let review = row("care_plan_reviews", "R1.review");
    let hold = format!(
        "update public.care_plan_reviews set status = 'held', outcome = 'no_change', involved = '{{resident,family}}' where id = {review}"
    );
    assert_eq!(stage.act("senior1", &hold).await.unwrap().touched, 0);
    stage.must("mgr1", &hold).await;
    let next = format!(
        "select n.due_on - h.held_on, h.held_by = {}, h.next_due_on = n.due_on from public.care_plan_reviews h, public.care_plan_reviews n
          where h.id = {review} and n.client_id = h.client_id and n.status = 'due' and n.archived_at is null",
        id("mgr1")
    );
    let next = stage.all(&next).await;
    assert_eq!(next, [[Some("28".to_owned()), Some("t".to_owned()), Some("t".to_owned())]]);
    for sql in [
        format!("update public.care_plan_reviews set note = 'x' where id = {review}"),
        format!(
            "update public.care_plan_reviews set status = 'due', outcome = null, held_on = null where id = {review}"
        ),
    ] {
        assert_eq!(stage.act("mgr1", &sql).await.unwrap_err().code, "illegal_transition", "{sql}");
        assert!(stage.owner.batch_execute(&sql).await.is_err(), "the owner: {sql}");
    }
}
