//! Nothing is lost between two handovers: what no handover has goes along with the next one of its
//! unit, once, whatever happens at the same time.

use crate::support::{Answer, Stage, id, row};

fn compose(home: &str, unit: Option<&str>, shift: &str, day: &str) -> String {
    let unit = unit.map_or("null".to_owned(), id);
    format!(
        "insert into public.handovers (organisation_id, care_home_id, unit_id, care_day, shift, summary)
         values ({}, {}, {unit}, {day}, '{shift}', 'A quiet shift') returning id",
        id("O1"),
        id(home)
    )
}

fn note(home: &str, client: Option<&str>, what: &str) -> String {
    let client = client.map_or("null".to_owned(), id);
    format!(
        "insert into public.handover_items (organisation_id, care_home_id, care_day, client_id, kind, what)
         values ({}, {}, current_date, {client}, 'observation', '{what}') returning id",
        id("O1"),
        id(home)
    )
}

/// An item as a job notes it: about a row, in nobody's words.
fn noted_by_a_job(entity: &str, day: &str, unit: &str) -> String {
    format!(
        "insert into public.handover_items (organisation_id, care_home_id, unit_id, care_day, kind, entity, entity_id)
         values ({}, {}, {}, {day}, 'overdue_task', 'care_plan_tasks', {}) on conflict do nothing",
        id("O1"),
        id("H1"),
        id(unit),
        id(entity)
    )
}

fn first(answer: Answer) -> String {
    answer.expect("it is allowed").first[0].clone().expect("an id")
}

fn code(answer: Answer) -> String {
    answer.expect_err("it is refused").code
}

/// No item of the world waits any more.
async fn nothing_waits(stage: &Stage) {
    let sql = "update public.handover_items set status = 'closed', closed_because = 'dealt_with' where status = 'open'";
    stage.owner.batch_execute(sql).await.unwrap();
}

async fn taken_by(stage: &Stage, handover: &str) -> Vec<String> {
    let sql = format!(
        "select coalesce(what, entity) from public.handover_items where handover_id = '{handover}' order by 1"
    );
    stage.all(&sql).await.into_iter().map(|r| r[0].clone().unwrap()).collect()
}

#[tokio::test]
async fn composing_takes_along_what_no_handover_has() {
    let stage = Stage::new().await;
    nothing_waits(&stage).await;
    stage.must("carer1", &note("H1", Some("R1"), "ate little")).await;
    stage.must("senior1", &note("H1", None, "lift stuck")).await;
    stage.must("carer2", &note("H2", None, "elsewhere")).await;
    // What a job finds has a home, a unit, a care day and no handover; once for a row and a day.
    for _ in 0..2 {
        stage.owner.batch_execute(&noted_by_a_job("task", "current_date - 1", "H1.unit")).await.unwrap();
    }
    stage.owner.batch_execute(&noted_by_a_job("task2", "current_date", "H1.unit2")).await.unwrap();
    stage.owner.batch_execute(&noted_by_a_job("task3", "current_date + 1", "H1.unit")).await.unwrap();

    // R1 lives in the first unit, so what is said of R1 is for it.
    let sql =
        "select count(*) from public.handover_items where what = 'ate little' and unit_id = ".to_owned();
    assert_eq!(stage.one(&(sql + &id("H1.unit"))).await, "1");

    let one = first(stage.act("carer1", &compose("H1", Some("H1.unit"), "early", "current_date")).await);
    assert_eq!(taken_by(&stage, &one).await, ["ate little", "care_plan_tasks", "lift stuck"]);
    let other = first(stage.act("carer1", &compose("H1", Some("H1.unit2"), "early", "current_date")).await);
    assert_eq!(taken_by(&stage, &other).await, ["care_plan_tasks"]);
    // Of the same unit and shift there is one.
    assert_eq!(
        code(stage.act("senior1", &compose("H1", Some("H1.unit"), "early", "current_date")).await),
        "23505"
    );
    stage.must("carer1", &note("H1", Some("R1b"), "slept well")).await;
    let later = first(stage.act("mgr1", &compose("H1", None, "late", "current_date")).await);
    assert_eq!(taken_by(&stage, &later).await, ["slept well"]);
    assert_eq!(taken_by(&stage, &one).await.len(), 3);
    // What was noted for tomorrow waits for it, and home 2 keeps its own.
    let waiting = "select string_agg(coalesce(what, care_day::text), ' ' order by what) = 'elsewhere ' || (current_date + 1)
        from public.handover_items where handover_id is null and status = 'open'";
    assert_eq!(stage.one(waiting).await, "t");
}

#[tokio::test]
async fn a_night_takes_along_what_came_up_while_it_went_home() {
    let stage = Stage::new().await;
    // The home's care day began so long before now; what is noted now is of that day.
    for (into_the_day, takes) in [("1 minute", true), ("119 minutes", true), ("121 minutes", false)] {
        nothing_waits(&stage).await;
        let clock = format!(
            "update public.care_homes set time_zone = 'UTC', care_day_starts = (now() at time zone 'UTC' - interval '{into_the_day}')::time where id = {}",
            id("H1")
        );
        stage.owner.batch_execute(&clock).await.unwrap();
        let today = format!(
            "(select app.care_day(now(), time_zone, care_day_starts) from public.care_homes where id = {})",
            id("H1")
        );
        let item = format!(
            "insert into public.handover_items (organisation_id, care_home_id, care_day, kind, what)
             values ({}, {}, {today}, 'general', '{into_the_day}')",
            id("O1"),
            id("H1")
        );
        stage.must("carer1", &item).await;
        let yesterday = format!("{today} - 1");
        let late = first(stage.act("carer1", &compose("H1", None, "late", &yesterday)).await);
        assert_eq!(taken_by(&stage, &late).await, [""; 0], "the late shift had gone home long before");
        let night = first(stage.act("carer1", &compose("H1", None, "night", &yesterday)).await);
        assert_eq!(taken_by(&stage, &night).await.len(), usize::from(takes), "{into_the_day}");
        let early = first(stage.act("carer1", &compose("H1", None, "early", &today)).await);
        assert_eq!(taken_by(&stage, &early).await.len(), usize::from(!takes), "{into_the_day}");
        for made in [late, night, early] {
            let sql = format!(
                "update public.handovers set archived_at = now(), archive_reason = 'the next case' where id = '{made}'"
            );
            stage.must("mgr1", &sql).await;
        }
    }
}

#[tokio::test]
async fn a_handover_made_in_error_lets_go_of_what_is_open() {
    let stage = Stage::new().await;
    nothing_waits(&stage).await;
    let open = first(stage.act("carer1", &note("H1", None, "fridge warm")).await);
    let done = first(stage.act("carer1", &note("H1", None, "tap drips")).await);
    let wrong = first(stage.act("carer1", &compose("H1", None, "night", "current_date")).await);
    let close =
        "update public.handover_items set status = 'closed', closed_because = 'dealt_with' where id = ";
    assert_eq!(stage.act("carer1", &format!("{close}'{done}'")).await.map(|r| r.touched), Ok(0));
    stage.must("mgr1", &format!("{close}'{done}'")).await;
    assert_eq!(
        code(stage.act("mgr1", &format!("update public.handover_items set status = 'open', closed_because = null where id = '{done}'")).await),
        "illegal_transition"
    );
    let archive = format!(
        "update public.handovers set archived_at = now(), archive_reason = 'wrong shift' where id = '{wrong}'"
    );
    stage.must("mgr1", &archive).await;
    assert_eq!(taken_by(&stage, &wrong).await, ["tap drips"]);
    let right = first(stage.act("carer1", &compose("H1", None, "late", "current_date")).await);
    assert_eq!(taken_by(&stage, &right).await, ["fridge warm"]);
    // Under an archived one nothing is noted.
    let under = format!(
        "insert into public.handover_items (organisation_id, care_home_id, care_day, handover_id, kind, what)
         values ({}, {}, current_date, '{wrong}', 'general', 'x')",
        id("O1"),
        id("H1")
    );
    assert_eq!(code(stage.act("carer1", &under).await), "parent_archived");
    // Brought back it takes what has been noted since, and leaves the others theirs.
    stage.must("carer1", &note("H1", None, "door sticks")).await;
    stage.must("mgr1", &format!("update public.handovers set archived_at = null where id = '{wrong}'")).await;
    assert_eq!(taken_by(&stage, &wrong).await, ["door sticks", "tap drips"]);
    assert_eq!(
        stage.one(&format!("select handover_id from public.handover_items where id = '{open}'")).await,
        right
    );
}

#[tokio::test]
async fn of_two_handovers_at_once_each_item_is_in_one() {
    let stage = Stage::new().await;
    nothing_waits(&stage).await;
    for n in 0..30 {
        stage.must("carer1", &note("H1", None, &format!("n{n}"))).await;
    }
    let shifts = [
        ("early", None),
        ("late", None),
        ("night", Some("H1.unit")),
        ("night", Some("H1.unit2")),
        ("long_day", None),
    ];
    let composing = shifts.iter().map(|(shift, unit)| {
        let sql = compose("H1", *unit, shift, "current_date");
        let stage = &stage;
        async move { stage.act("senior1", &sql).await }
    });
    let made = futures_util::future::join_all(composing).await;
    let mut all = Vec::new();
    for answer in made {
        all.extend(taken_by(&stage, &first(answer)).await);
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 30);
    let twice = "select count(*) from public.handover_items where what like 'n%' and (handover_id is null or version <> 2)";
    assert_eq!(stage.one(twice).await, "0", "each was adopted once");
    // The same handover at once from ten people: one is kept.
    let sql = compose("H2", None, "early", "current_date");
    let at_once = futures_util::future::join_all((0..10).map(|_| stage.act("carer2", &sql))).await;
    assert_eq!(at_once.iter().filter(|a| a.is_ok()).count(), 1);
    assert!(at_once.into_iter().filter_map(Result::err).all(|r| r.code == "23505"));
}

#[tokio::test]
async fn nobody_hands_over_for_another_home_or_another_month() {
    let stage = Stage::new().await;
    for (actor, home) in
        [("carer1", "H2"), ("ancillary1", "H1"), ("just_ended", "H1"), ("owner1", "H1"), ("carer3", "H1")]
    {
        assert_eq!(
            code(stage.act(actor, &compose(home, None, "early", "current_date")).await),
            "42501",
            "{actor}"
        );
        assert_eq!(code(stage.act(actor, &note(home, None, "x")).await), "42501", "{actor}");
    }
    // A unit, or a handover, of another home is not one of this.
    assert_eq!(
        code(stage.act("carer1", &compose("H1", Some("H2.unit"), "early", "current_date")).await),
        "23503"
    );
    let theirs = format!(
        "insert into public.handover_items (organisation_id, care_home_id, care_day, handover_id, kind, what)
         values ({}, {}, current_date, {}, 'general', 'x')",
        id("O1"),
        id("H1"),
        row("handovers", "H2.early")
    );
    assert_eq!(code(stage.act("carer1", &theirs).await), "23503");
    assert_eq!(code(stage.act("excluded", &note("H1", Some("R1"), "x")).await), "42501");
    for day in ["current_date + 5", "current_date - 10"] {
        assert_eq!(code(stage.act("carer1", &compose("H1", None, "early", day)).await), "invalid", "{day}");
    }
    // What a job found is told of in a row's name, never by a person.
    for column in ["entity", "entity_id", "incident_id", "status"] {
        let sql = format!("insert into public.handover_items ({column}) values (default)");
        assert_eq!(code(stage.act("mgr1", &sql).await), "42501", "{column}");
    }
}
