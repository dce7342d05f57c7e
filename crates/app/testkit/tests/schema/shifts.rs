//! Shifts: one place at a time across homes, a life in steps, templates that remember what they said.

use crate::support::{Refused, Stage, id, row};

fn shift(home: &str, person: &str, from: &str, hours: u32) -> String {
    format!(
        "insert into public.shift_assignments (organisation_id, care_home_id, profile_id, during)
         values ({}, {}, {}, tstzrange(timestamptz '{from}', timestamptz '{from}' + interval '{hours} hours'))",
        id("O1"),
        id(home),
        id(person)
    )
}

#[tokio::test]
async fn of_twenty_who_want_the_same_person_at_once_one_gets_them() {
    let stage = Stage::new().await;
    let mut open = Vec::new();
    for at in 0..20 {
        // Half of the managers are of another home, where `both` is known as a deputy.
        let (manager, home) = if at % 2 == 0 { ("mgr1", "H1") } else { ("mgr12", "H2") };
        open.push((stage.open(manager).await, shift(home, "both", "2030-03-01 20:00+00", 12)));
    }
    let answers = futures_util::future::join_all(open.into_iter().map(|(mut one, sql)| async move {
        // A conflict of two that are both open yet may end as a deadlock, which the server tries again.
        match one.run(&sql).await {
            Ok(_) => one.commit().await,
            Err(refused) => Err(refused),
        }
    }))
    .await;
    let refused: Vec<&Refused> = answers.iter().filter_map(|a| a.as_ref().err()).collect();
    assert_eq!(answers.len() - refused.len(), 1, "{answers:?}");
    for refused in refused {
        assert!(
            (refused.code == "23P01" && refused.constraint == "shift_assignments_busy")
                || refused.code == "40P01",
            "{refused}"
        );
        // Neither where nor when the other one is.
        assert!(!refused.detail.contains("2030") && !refused.detail.contains('-'), "{refused}");
    }
    let there = stage
        .one("select count(*) from public.shift_assignments where lower(during) = '2030-03-01 20:00+00'")
        .await;
    assert_eq!(there, "1");
}

#[tokio::test]
async fn one_shift_may_begin_when_another_ends_and_who_declined_is_free() {
    let stage = Stage::new().await;
    stage.must("mgr1", &shift("H1", "carer1", "2030-03-01 07:00+00", 7)).await;
    stage.must("mgr1", &shift("H1", "carer1", "2030-03-01 14:00+00", 7)).await;
    let taken = stage.act("mgr1", &shift("H1", "carer1", "2030-03-01 13:59+00", 7)).await.unwrap_err();
    assert_eq!(taken.constraint, "shift_assignments_busy");
    let set = |status: &str| {
        format!(
            "update public.shift_assignments set status = '{status}' where profile_id = {} and lower(during) = '2030-03-01 14:00+00'",
            id("carer1")
        )
    };
    stage.must("mgr1", &set("offered")).await;
    stage.must("carer1", &set("declined")).await;
    stage.must("mgr1", &shift("H1", "carer1", "2030-03-01 14:00+00", 7)).await;
}

#[tokio::test]
async fn busy_tells_whether_and_never_of_whom_it_must_not() {
    let stage = Stage::new().await;
    let during = stage
        .one(&format!(
            "select during from public.shift_assignments where id = {}",
            row("shift_assignments", "carer1.H2")
        ))
        .await;
    let asked = async |actor: &str, person: &str| {
        let sql = format!("select app.busy({}, tstzrange '{during}')", id(person));
        stage.act(actor, &sql).await.unwrap().first[0].clone()
    };
    // mgr1 does not see the shift in H2, and is told that there is one.
    assert_eq!(asked("mgr1", "carer1").await.as_deref(), Some("t"));
    assert_eq!(asked("mgr1", "senior1").await.as_deref(), Some("f"));
    assert_eq!(asked("owner1", "carer1").await.as_deref(), Some("t"));
    assert_eq!(asked("carer1", "carer1").await.as_deref(), Some("t"));
    // Somebody who is not theirs, of another operator, or nobody at all: the same nothing.
    for (actor, person) in [
        ("mgr1", "carer2"),
        ("mgr3", "carer1"),
        ("carer2", "carer1"),
        ("senior1", "carer1"),
        ("mgr1", "no such person"),
        ("gone", "carer1"),
    ] {
        assert_eq!(asked(actor, person).await, None, "{actor} asks about {person}");
    }
}

#[tokio::test]
async fn a_step_that_does_not_exist_is_refused_whoever_tries() {
    let stage = Stage::new().await;
    let statuses = almoner_testkit::world::SHIFT_STATUSES;
    let known = stage
        .all("select from_status, to_status from app.transitions where table_name = 'shift_assignments'")
        .await;
    let mut tried = 0;
    for from in statuses {
        for to in statuses.iter().filter(|to| *to != from) {
            if known.iter().any(|t| t[0].as_deref() == Some(*from) && t[1].as_deref() == Some(*to)) {
                continue;
            }
            let sql = format!(
                "update public.shift_assignments set status = '{to}' where id = {}",
                row("shift_assignments", &format!("carer1.{from}"))
            );
            for actor in ["mgr1", "carer1"] {
                let refused = stage.act(actor, &sql).await.unwrap_err();
                assert_eq!(refused.code, "illegal_transition", "{actor}: {from} > {to}");
            }
            // The owner of the table, whom no policy binds.
            let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
            assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{from} > {to}");
            tried += 1;
        }
    }
    assert_eq!(tried, 10 * 9 - known.len());
}

#[tokio::test]
async fn an_assignment_remembers_what_its_shift_was_like() {
    let stage = Stage::new().await;
    let template = row("shift_templates", "H1.early");
    let assign = |day: u32| {
        format!(
            "insert into public.shift_assignments (organisation_id, care_home_id, template_id, during)
             values ({}, {}, {template}, tstzrange('2030-03-{day:02} 07:30+00', '2030-03-{day:02} 14:30+00')) returning id",
            id("O1"),
            id("H1")
        )
    };
    let before = stage.must("mgr1", &assign(1)).await.first[0].clone().unwrap();
    stage
        .must("mgr1", &format!("update public.shift_templates set headcount = 5 where id = {template}"))
        .await;
    // A change that is none has no version of its own.
    stage
        .must("mgr1", &format!("update public.shift_templates set headcount = 5 where id = {template}"))
        .await;
    let after = stage.must("mgr1", &assign(2)).await.first[0].clone().unwrap();
    let needed = async |assignment: &str| {
        stage
            .one(&format!(
                "select v.headcount from public.shift_assignments a join public.shift_template_versions v
                   on (v.organisation_id, v.template_id, v.number) = (a.organisation_id, a.template_id, a.template_version)
                  where a.id = '{assignment}'"
            ))
            .await
    };
    assert_eq!((needed(&before).await, needed(&after).await), ("3".into(), "5".into()));
    assert_eq!(
        stage
            .one(&format!(
                "select count(*) from public.shift_template_versions where template_id = {template}"
            ))
            .await,
        "2"
    );
    for sql in [
        "update public.shift_template_versions set headcount = 1",
        "delete from public.shift_template_versions",
    ] {
        let refused = stage.owner.batch_execute(sql).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
    }
}

#[tokio::test]
async fn a_template_that_is_put_away_gives_its_name_free_and_keeps_its_past() {
    let stage = Stage::new().await;
    let template = row("shift_templates", "H1.early");
    let name = stage.one(&format!("select name from public.shift_templates where id = {template}")).await;
    let again = format!(
        "insert into public.shift_templates (organisation_id, care_home_id, name, code, starts, duration_minutes)
         values ({}, {}, '{}', 'early', '07:00', 420)",
        id("O1"),
        id("H1"),
        name.to_uppercase()
    );
    let taken = stage.act("mgr1", &again).await.unwrap_err();
    assert_eq!((taken.code.as_str(), taken.constraint.as_str()), ("23505", "shift_templates_name"));
    let put_away = format!(
        "update public.shift_templates set archived_at = now(), archive_reason = 'new times' where id = {template}"
    );
    stage.must("mgr1", &put_away).await;
    stage.must("mgr1", &again).await;
    // What was made from it can be archived and restored as before.
    let assignment = row("shift_assignments", "carer1.planned");
    for set in ["archived_at = now(), archive_reason = 'twice'", "archived_at = null"] {
        stage
            .must("mgr1", &format!("update public.shift_assignments set {set} where id = {assignment}"))
            .await;
    }
    let back = stage
        .act("mgr1", &format!("update public.shift_templates set archived_at = null where id = {template}"))
        .await;
    assert_eq!(back.unwrap_err().constraint, "shift_templates_name");
}

#[tokio::test]
async fn skills_are_words() {
    let stage = Stage::new().await;
    let template = row("shift_templates", "H1.early");
    for skills in ["array['Has Space']", "array['ok', null]", "array['']", "array['a-b']", "array['x']"] {
        let sql = format!("update public.shift_templates set skills = {skills} where id = {template}");
        assert_eq!(stage.act("mgr1", &sql).await.unwrap_err().code, "23514", "{skills}");
    }
    for skills in ["'{}'", "array['nurse', 'first_aid']"] {
        stage
            .must(
                "mgr1",
                &format!("update public.shift_templates set skills = {skills} where id = {template}"),
            )
            .await;
    }
}
