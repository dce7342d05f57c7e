//! Trainings: who may vouch for whom, and figures that are what a recount says, whatever happened.

use almoner_testkit::dice::Dice;
use std::collections::BTreeMap;

use crate::support::{Stage, id, row};

fn topic(name: &str) -> String {
    format!("'{}'", almoner_testkit::world::topic(name))
}

/// What compliance_stats holds, and what it should, counted from the rows themselves by other SQL than
/// the triggers': person by person, topic by topic.
async fn held_and_counted(stage: &Stage) -> [BTreeMap<String, String>; 2] {
    let held = "select concat_ws(' ', care_home_id, profile_id, topic_id),
            concat_ws(' ', 'from', member_from, 'until', member_until, 'due', due_on, 'done', completed_on, 'ending', expiring_from,
                'ends', expires_on, 'claimed', claimed_on)
        from public.compliance_stats";
    let counted = "select concat_ws(' ', h.id, p.id, t.id),
            concat_ws(' ', 'from', span.first, 'until', span.last,
                'due', (span.first at time zone h.time_zone)::date + (select min(r.within_days) from public.training_requirements r
                    where r.topic_id = t.id and r.archived_at is null and coalesce(r.care_home_id, h.id) = h.id and coalesce(r.job_title, p.job_title) = p.job_title),
                'done', best[1], 'ending', best[2] - t.expiring_days, 'ends', best[2],
                'claimed', (select max(c.completed_on) from public.training_records c where c.profile_id = p.id and c.topic_id = t.id
                    and c.archived_at is null and not c.verified and (best[1] is null or c.completed_on > best[1])))
        from public.care_homes h
        join public.profiles p on p.organisation_id = h.organisation_id
        join public.training_topics t on t.organisation_id = h.organisation_id
        cross join lateral (select min(lower(m.valid)) as first, nullif(max(coalesce(upper(m.valid), 'infinity')), 'infinity') as last
            from (select valid, care_home_id, profile_id, archived_at from public.user_care_homes
                  union all select valid, care_home_id, profile_id, archived_at from public.manager_care_homes) m
            where m.care_home_id = h.id and m.profile_id = p.id and m.archived_at is null and coalesce(upper(m.valid), 'infinity') > now()) span
        cross join lateral (select (array_agg(array[x.completed_on, x.expires_on] order by coalesce(x.expires_on, 'infinity') desc, x.completed_on desc))[1:1] as pair
            from public.training_records x where x.profile_id = p.id and x.topic_id = t.id and x.archived_at is null and x.verified) b
        cross join lateral (select array[b.pair[1][1], b.pair[1][2]] as best) z
        where h.archived_at is null and p.archived_at is null and p.status <> 'disabled' and t.archived_at is null and span.first is not null
          and exists (select from public.training_requirements r where r.topic_id = t.id and r.archived_at is null
              and (r.care_home_id is null or r.care_home_id = h.id) and (r.job_title is null or r.job_title = p.job_title))";
    let mut both = [BTreeMap::new(), BTreeMap::new()];
    for (into, sql) in both.iter_mut().zip([held, counted]) {
        for row in stage.all(sql).await {
            let before = into.insert(row[0].clone().unwrap(), row[1].clone().unwrap());
            assert_eq!(before, None, "{:?} twice", row[0]);
        }
    }
    both
}

async fn they_agree(stage: &Stage, after: &str) -> usize {
    let [held, counted] = held_and_counted(stage).await;
    let odd: Vec<_> = held
        .iter()
        .filter(|(key, value)| counted.get(*key) != Some(value))
        .map(|(key, value)| format!("held {key}: {value}, counted {:?}", counted.get(key)))
        .chain(counted.keys().filter(|key| !held.contains_key(*key)).map(|key| format!("missing {key}")))
        .collect();
    assert!(odd.is_empty(), "after {after}: {odd:#?}");
    held.len()
}

/// A change of anything that the figures follow from; some change nothing, some are refused.
fn anything(dice: &mut Dice) -> String {
    let person = id(dice.of(&["carer1", "senior1", "nurse1", "carer2", "both", "mgr12", "gone", "not_yet"]));
    let of = topic(dice.of(&["O1.fire", "O1.medication", "O1.once", "O1.retired"]));
    let home = id(dice.of(&["H1", "H2"]));
    let (days, yes) = (dice.roll(900), dice.roll(2) == 0);
    let archive = if yes { "archived_at = now(), archive_reason = 'x'" } else { "archived_at = null" };
    let o1 = id("O1");
    match dice.roll(16) {
        0..=3 => format!(
            "insert into public.training_records (organisation_id, profile_id, topic_id, completed_on, verified)
             values ({o1}, {person}, {of}, current_date - {days}, {yes})"
        ),
        4 => format!("update public.training_records set completed_on = current_date - {days}, expires_on = null where profile_id = {person} and topic_id = {of}"),
        5 => format!("update public.training_records set verified = {yes} where profile_id = {person} and topic_id = {of}"),
        6 => format!("update public.training_records set {archive} where profile_id = {person} and topic_id = {of} and completed_on < current_date - 100"),
        7 => format!("update public.training_records set profile_id = {}, verified = false where profile_id = {person} and topic_id = {of}", id("agency")),
        8 => format!("update public.training_topics set expiring_days = {} where id = {of}", days % 366),
        9 => format!("update public.training_topics set {archive} where id = {of}"),
        10 => format!("update public.training_requirements set {archive} where topic_id = {of}"),
        11 => format!(
            "insert into public.training_requirements (organisation_id, topic_id, care_home_id, job_title, within_days)
             values ({o1}, {of}, {home}, '{}', {days})", dice.of(&["carer", "nurse", "senior_carer"])
        ),
        12 => format!("update public.user_care_homes set {archive} where profile_id = {person} and care_home_id = {home}"),
        13 => format!("update public.user_care_homes set valid = tstzrange(now() - interval '{days} days', now() + interval '{} days') where profile_id = {person}", days % 3),
        14 => format!("update public.profiles set job_title = '{}' where id = {person}", dice.of(&["carer", "nurse", "senior_carer"])),
        _ => format!("update public.profiles set status = '{}' where id = {person}", if yes { "disabled" } else { "active" }),
    }
}

#[tokio::test]
async fn the_figures_are_what_a_recount_says_after_whatever_happened() {
    let stage = Stage::new().await;
    let there = they_agree(&stage, "the world").await;
    assert!(there > 20, "{there}");
    let mut dice = Dice::new(0x7ea1);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..300 {
        let sql = anything(&mut dice);
        match stage.owner.batch_execute(&sql).await {
            Ok(()) => done += 1,
            Err(error) => {
                let error = error.as_db_error().unwrap_or_else(|| panic!("{sql}: {error:?}"));
                let known = ["23505", "23P01", "23514", "AL000"].contains(&error.code().code());
                assert!(known, "{sql}: {error:?}");
                refused += 1;
            }
        }
        they_agree(&stage, &sql).await;
    }
    assert!(done > 150 && refused > 5, "{done} done, {refused} refused");
    // So the daily job finds nothing to do.
    assert_eq!(stage.one(&format!("select app.refresh_compliance({}, null, null)", id("O1"))).await, "0");
}

#[tokio::test]
async fn changes_at_the_same_time_are_all_counted() {
    let stage = Stage::new().await;
    let mut open = Vec::new();
    for n in 0..12 {
        let one = stage.open(if n % 2 == 0 { "mgr1" } else { "comp1" }).await;
        let sql = format!(
            "insert into public.training_records (organisation_id, profile_id, topic_id, completed_on)
             values ({}, {}, {}, current_date - {n})",
            id("O1"),
            id("senior1"),
            topic("O1.fire")
        );
        open.push((one, sql));
    }
    // And one change that concerns everybody.
    let everybody = stage.open("owner1").await;
    open.push((
        everybody,
        format!("update public.training_topics set expiring_days = 30 where id = {}", topic("O1.fire")),
    ));
    for answer in futures_util::future::join_all(open.into_iter().map(|(mut one, sql)| async move {
        one.run(&sql).await?;
        one.commit().await
    }))
    .await
    {
        answer.unwrap_or_else(|refused| panic!("{refused}"));
    }
    they_agree(&stage, "twelve at once").await;
    let claimed = stage
        .one(&format!(
            "select claimed_on = current_date from public.compliance_stats where profile_id = {}",
            id("senior1")
        ))
        .await;
    assert_eq!(claimed, "t");
}

#[tokio::test]
async fn counting_is_done_at_the_moment_of_reading() {
    let stage = Stage::new().await;
    // Nobody writes anything; the days pass.
    let counts = async |actor: &str, day: &str| {
        let sql = format!(
            "select concat_ws(' ', people, in_date, expiring, expired, not_started) from app.training_counts({day})
             where care_home_id = {} and topic_id = {}",
            id("H1"),
            topic("O1.fire")
        );
        stage.act(actor, &sql).await.unwrap().first
    };
    let now = counts("mgr1", "current_date").await[0].clone().unwrap();
    let later = counts("mgr1", "current_date + 100").await[0].clone().unwrap();
    let number = |text: &str, at: usize| text.split(' ').nth(at).unwrap().parse::<i64>().unwrap();
    // carer1 in date, senior1 expiring, nurse1 expired; a hundred days later senior1 has expired too.
    assert_eq!((number(&now, 1), number(&now, 2), number(&now, 3)), (1, 1, 1), "{now}");
    assert_eq!((number(&later, 1), number(&later, 2), number(&later, 3)), (1, 0, 2), "{later}");
    assert_eq!(
        number(&now, 0),
        number(&now, 1) + number(&now, 2) + number(&now, 3) + number(&now, 4),
        "{now}"
    );
    assert_eq!(counts("owner1", "current_date").await.len(), 1);
    for actor in ["carer1", "carer2", "mgr3", "gone", "cover_ended"] {
        assert!(counts(actor, "current_date").await.is_empty(), "{actor}");
    }
}

#[tokio::test]
async fn nobody_vouches_for_themself() {
    let stage = Stage::new().await;
    let verify = |name: &str| {
        format!(
            "update public.training_records set verified = true where id = {}",
            row("training_records", name)
        )
    };
    // mgr12 manages the home in which mgr1 works, and mgr1 does not verify their own.
    assert_eq!(stage.act("mgr1", &verify("mgr1.claimed")).await.unwrap().touched, 0);
    stage.must("mgr12", &verify("mgr1.claimed")).await;
    assert_eq!(stage.act("owner1", &verify("owner1.claimed")).await.unwrap().touched, 0);
    assert_eq!(stage.act("comp1", &verify("comp1.claimed")).await.unwrap().touched, 0);
    stage.must("owner1", &verify("comp1.claimed")).await;
    let who = "select verified_by, verified_at is not null from public.training_records where id = ";
    let seen = stage.all(&format!("{who}{}", row("training_records", "mgr1.claimed"))).await;
    assert_eq!(seen[0], [Some(almoner_testkit::names::id("mgr12").to_string()), Some("t".into())]);
    // Whoever changes what was verified takes the verification away; the owner of the table too.
    let change = format!(
        "update public.training_records set completed_on = completed_on - 1 where id = {}",
        row("training_records", "mgr1.claimed")
    );
    stage.must("mgr12", &change).await;
    let seen = stage
        .all(&format!(
            "select verified, verified_by, verified_at from public.training_records where id = {}",
            row("training_records", "mgr1.claimed")
        ))
        .await;
    assert_eq!(seen[0], [Some("f".into()), None, None]);
}

#[tokio::test]
async fn a_training_ends_when_its_topic_says_and_is_not_entered_ahead() {
    let stage = Stage::new().await;
    let enter = |of: &str, day: &str| {
        format!(
            "insert into public.training_records (organisation_id, profile_id, topic_id, completed_on) values ({}, {}, {}, {day}) returning id",
            id("O1"),
            id("carer1"),
            topic(of)
        )
    };
    let ends = async |record: &str| {
        stage.one(&format!("select expires_on from public.training_records where id = '{record}'")).await
    };
    let made = stage.must("carer1", &enter("O1.fire", "'2024-02-29'")).await.first[0].clone().unwrap();
    assert_eq!(ends(&made).await, "2025-02-28");
    let made = stage.must("carer1", &enter("O1.medication", "'2024-02-29'")).await.first[0].clone().unwrap();
    assert_eq!(ends(&made).await, "NULL", "a topic without an interval is learnt once");
    let ahead = stage.act("carer1", &enter("O1.fire", "current_date + 3")).await.unwrap_err();
    assert_eq!(ahead.code, "invalid");
    let archived = stage.act("carer1", &enter("O1.retired", "current_date - 3")).await.unwrap_err();
    assert_eq!(archived.code, "parent_archived");
    let foreign = stage.act("carer1", &enter("O2.fire", "current_date - 3")).await.unwrap_err();
    assert_eq!(foreign.code, "23503");
}
