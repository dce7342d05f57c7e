//! What was recorded stays, is stored once however often it is sent, says when and where it happened,
//! and arrives late without being lost.

use crate::support::{Answer, Stage, id, row};

/// A note of R1, or of another, with further columns.
fn note(client: &str, more: &[(&str, &str)]) -> String {
    insert("daily_notes", client, &[("kind", "'care'"), ("body", "'Ate well'")], more)
}

fn assessment(client: &str, more: &[(&str, &str)]) -> String {
    let own = [
        ("instrument", "'news2'"),
        ("instrument_version", "1"),
        ("answers", "'{\"pulse\": 80}'"),
        ("score", "1"),
    ];
    insert("assessments", client, &own, more)
}

fn insert(table: &str, client: &str, own: &[(&str, &str)], more: &[(&str, &str)]) -> String {
    let (org, client) = (id("O1"), id(client));
    let mut columns = vec![("organisation_id", org.as_str()), ("client_id", client.as_str())];
    columns.extend(own);
    columns.extend(more);
    let (names, values): (Vec<&str>, Vec<&str>) = columns.into_iter().unzip();
    format!("insert into public.{table} ({}) values ({})", names.join(", "), values.join(", "))
}

fn addendum(entity: &str, of: &str, kind: &str) -> String {
    format!(
        "insert into public.addenda (organisation_id, entity, entity_id, kind, body) values ({}, '{entity}', {of}, '{kind}', 'It was tea')",
        id("O1")
    )
}

fn take_in(handover: &str, person: &str, at: &str) -> String {
    format!(
        "insert into public.handover_acknowledgements (organisation_id, handover_id, profile_id, occurred_at) values ({}, {handover}, {}, {at})",
        id("O1"),
        id(person)
    )
}

fn code(answer: Answer) -> String {
    answer.expect_err("it is refused").code
}

fn touched(answer: Answer) -> u64 {
    answer.expect("it is allowed").touched
}

const HASH: &str = "sha256('a')";

#[tokio::test]
async fn no_role_changes_what_was_recorded() {
    let stage = Stage::new().await;
    let tables = ["daily_notes", "assessments", "addenda", "handover_acknowledgements"];
    stage.must("carer1", &note("R1", &[])).await;
    let child = stage.one("select tableoid::regclass::text from public.daily_notes where kind = 'care' order by id desc limit 1").await;
    for table in tables.into_iter().chain([child.as_str()]) {
        assert_ne!(stage.one(&format!("select count(*) from public.{table}")).await, "0", "{table}");
        for sql in [
            format!("update public.{table} set recorded_at = now()"),
            format!("delete from public.{table}"),
            // What points at it would stop it as well, and sooner.
            format!("truncate public.{table} cascade"),
        ] {
            let error = stage.owner.simple_query(&sql).await.expect_err(&sql);
            assert_eq!(error.as_db_error().unwrap().message(), "illegal_transition", "{sql}");
            for actor in ["carer1", "mgr1", "owner1", "comp1"] {
                assert_eq!(code(stage.act(actor, &sql).await), "42501", "{actor}: {sql}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_key_stores_once() {
    let stage = Stage::new().await;
    let keyed = |body: &str, hash: &str| {
        insert(
            "daily_notes",
            "R1",
            &[("kind", "'care'"), ("body", body)],
            &[("idempotency_key", "'device-0001'"), ("body_hash", hash)],
        )
    };
    let count = "select count(*) from public.daily_notes where body = 'Sang along'";
    let sql = keyed("'Sang along'", HASH);
    let at_once = futures_util::future::join_all((0..10).map(|_| stage.act("carer1", &sql))).await;
    let stored: u64 = at_once.into_iter().map(touched).sum();
    assert_eq!((stored, stage.one(count).await.as_str()), (1, "1"));
    assert_eq!(touched(stage.act("carer1", &sql).await), 0);
    assert_eq!(code(stage.act("carer1", &keyed("'Sang'", "sha256('b')")).await), "idempotency_key_reused");
    // The key is the author's: a colleague's note under it is another note.
    assert_eq!(touched(stage.act("senior1", &sql).await), 1);
    assert_eq!(stage.one(count).await, "2");
    // Over tables it is the same key.
    let elsewhere = assessment("R1", &[("idempotency_key", "'device-0001'"), ("body_hash", "sha256('c')")]);
    assert_eq!(code(stage.act("carer1", &elsewhere).await), "idempotency_key_reused");
    // What it stored is told to its author and to nobody else.
    let receipt = "select count(*) from app.receipt('device-0001') r where r.table_name = 'daily_notes'";
    assert_eq!(stage.act("carer1", receipt).await.unwrap().first, [Some("1".into())]);
    assert_eq!(stage.act("nurse1", receipt).await.unwrap().first, [Some("0".into())]);
    // A refused one leaves the key free.
    let too_old = note(
        "R1",
        &[
            ("idempotency_key", "'device-0002'"),
            ("body_hash", HASH),
            ("occurred_at", "now() - interval '80 hours'"),
        ],
    );
    assert_eq!(code(stage.act("carer1", &too_old).await), "invalid");
    let again = note("R1", &[("idempotency_key", "'device-0002'"), ("body_hash", HASH)]);
    assert_eq!(touched(stage.act("carer1", &again).await), 1);
}

#[tokio::test]
async fn a_note_says_when_it_happened_and_when_it_came() {
    let stage = Stage::new().await;
    let at = |ago: &str| {
        note("R1", &[("occurred_at", &format!("now() - interval '{ago}'")), ("kind", "'mood'")])
            .replacen("kind, ", "", 1)
            .replacen("'care', ", "", 1)
    };
    let last = "select late::text || ' ' || (device_at is not null)::text || ' ' || (occurred_at <= recorded_at)::text
        from public.daily_notes where kind = 'mood' order by id desc limit 1";
    for (ago, said) in
        [("1 hour", "false false true"), ("13 hours", "true false true"), ("-5 minutes", "false true true")]
    {
        stage.must("carer1", &at(ago)).await;
        assert_eq!(stage.one(last).await, said, "{ago}");
    }
    for ago in ["-11 minutes", "73 hours"] {
        assert_eq!(code(stage.act("carer1", &at(ago)).await), "invalid", "{ago}");
    }
    // The manager enters what is older.
    stage.must("mgr1", &at("200 hours")).await;
    assert_eq!(stage.one(last).await, "true false true");
    // Nobody says who wrote it, when it came, or that it was in time.
    for column in ["author_id", "recorded_at", "late", "device_at", "id"] {
        let sql = note("R1", &[(column, "default")]);
        assert_eq!(code(stage.act("mgr1", &sql).await), "42501", "{column}");
    }
    let author = format!(
        "select bool_and(author_id = {}) from public.daily_notes where kind = 'mood' and not late",
        id("carer1")
    );
    assert_eq!(stage.one(&author).await, "t");
}

#[tokio::test]
async fn care_already_given_is_recorded_late() {
    let stage = Stage::new().await;
    // Their right ended a minute before the world was loaded.
    let an_hour_ago = [("occurred_at", "now() - interval '5 hours'")];
    assert_eq!(touched(stage.act("just_ended", &note("R1", &an_hour_ago)).await), 1);
    assert_eq!(touched(stage.act("just_ended", &assessment("R1", &an_hour_ago)).await), 1);
    assert_eq!(code(stage.act("just_ended", &note("R1", &[])).await), "forbidden");
    // Four days after it ended, nothing more.
    let ended = format!(
        "update public.user_care_homes set valid = tstzrange(lower(valid), now() - interval '73 hours') where profile_id = {}",
        id("just_ended")
    );
    stage.owner.batch_execute(&ended).await.unwrap();
    let before = [("occurred_at", "now() - interval '80 hours'")];
    assert_eq!(code(stage.act("just_ended", &note("R1", &before)).await), "forbidden");
    // Right after a right began, nothing of before.
    assert_eq!(
        code(stage.act("agency", &note("R1", &[("occurred_at", "now() - interval '30 hours'")])).await),
        "forbidden"
    );
    for nobody in
        ["not_yet", "gone", "nobody", "carer2", "carer3", "excluded", "owner1", "comp1", "mgr1@revoked"]
    {
        let refused = code(stage.act(nobody, &note("R1", &[])).await);
        assert!(matches!(refused.as_str(), "forbidden" | "42501"), "{nobody}: {refused}");
    }
}

#[tokio::test]
async fn a_note_lies_where_it_happened() {
    let stage = Stage::new().await;
    // Moved from H1 to H2 three days before the world was loaded; mgr12 manages both.
    let home_of = async |more: &[(&str, &str)]| {
        let sql = format!("{} returning care_home_id", note("moved", more));
        stage.act("mgr12", &sql).await.unwrap().first[0].clone().unwrap()
    };
    let named = |home: &str| id(home).trim_matches('\'').to_owned();
    assert_eq!(home_of(&[]).await, named("H2"));
    assert_eq!(home_of(&[("occurred_at", "now() - interval '5 days'")]).await, named("H1"));
    // Who gave care in the home that the resident left still writes of what happened there.
    let there = [("occurred_at", "now() - interval '2 hours'"), ("care_home_id", &*id("H1"))];
    assert_eq!(touched(stage.act("carer1", &note("moved", &there)).await), 1);
    let elsewhere = [("care_home_id", &*id("H2"))];
    assert_eq!(code(stage.act("carer1", &note("moved", &elsewhere)).await), "forbidden");
    assert_eq!(code(stage.act("carer1", &note("R1", &[("care_home_id", &*id("H3"))])).await), "forbidden");
    // Long ago is long ago.
    let long_ago = [("care_home_id", &*id("H1"))];
    assert!(stage.act("carer1", &note("moved_long_ago", &long_ago)).await.is_err());
    // It is stored in the partition of its quarter.
    let sql = format!(
        "{} returning tableoid::regclass = to_regclass('public.daily_notes_' || to_char(now() at time zone 'UTC', 'YYYY\"q\"Q'))",
        note("R2", &[])
    );
    assert_eq!(stage.act("carer2", &sql).await.unwrap().first, [Some("t".into())]);
}

#[tokio::test]
async fn a_record_is_added_to_and_struck_out_once() {
    let stage = Stage::new().await;
    let sql = format!("{} returning id", note("R1", &[]));
    let mine = format!("'{}'", stage.act("carer1", &sql).await.unwrap().first[0].clone().unwrap());
    let add = |kind: &str| addendum("daily_notes", &mine, kind);
    for who in ["carer1", "senior1", "mgr1"] {
        assert_eq!(touched(stage.act(who, &add("addendum")).await), 1, "{who}");
    }
    assert_eq!(code(stage.act("senior1", &add("strike_out")).await), "forbidden");
    for nobody in ["carer2", "excluded", "ancillary1", "just_ended", "owner1", "comp1", "carer3", "nobody"] {
        let refused = code(stage.act(nobody, &add("addendum")).await);
        assert!(matches!(refused.as_str(), "forbidden" | "42501"), "{nobody}: {refused}");
    }
    assert_eq!(touched(stage.act("carer1", &add("strike_out")).await), 1);
    assert_eq!(code(stage.act("mgr1", &add("strike_out")).await), "23505");
    // It is still there to be read, by whoever read it.
    let read = format!("select count(*) from public.daily_notes where id = {mine}");
    assert_eq!(stage.act("senior1", &read).await.unwrap().first, [Some("1".into())]);

    let wrong = format!("{} returning id", assessment("R1", &[]));
    let wrong = format!("'{}'", stage.act("nurse1", &wrong).await.unwrap().first[0].clone().unwrap());
    assert_eq!(code(stage.act("carer1", &addendum("assessments", &wrong, "strike_out")).await), "forbidden");
    assert_eq!(touched(stage.act("mgr1", &addendum("assessments", &wrong, "strike_out")).await), 1);
    // An id of another table, or of nothing, is nobody's record.
    for (entity, of) in
        [("assessments", mine.as_str()), ("daily_notes", &*id("nothing")), ("clients", &*id("R1"))]
    {
        assert_eq!(code(stage.act("mgr1", &addendum(entity, of, "addendum")).await), "forbidden", "{entity}");
    }
    // What is added is of the resident and the home of the record.
    let apart = "select count(*) from public.addenda a join public.daily_notes n on n.organisation_id = a.organisation_id and n.id = a.entity_id
        where (a.client_id, a.care_home_id) is distinct from (n.client_id, n.care_home_id)";
    assert_eq!(stage.one(apart).await, "0");
}

#[tokio::test]
async fn ancillary_staff_write_down_what_they_did_together() {
    let stage = Stage::new().await;
    let activity =
        |client: &str| insert("daily_notes", client, &[("kind", "'activity'"), ("body", "'Bingo'")], &[]);
    assert_eq!(touched(stage.act("ancillary1", &activity("R1")).await), 1);
    for refused in
        [note("R1", &[]), assessment("R1", &[]), activity("R2"), activity("left_long_ago"), activity("R3")]
    {
        let refused = code(stage.act("ancillary1", &refused).await);
        assert!(matches!(refused.as_str(), "forbidden" | "42501"), "{refused}");
    }
    assert_eq!(
        stage.act("ancillary1", "select count(*) from public.daily_notes").await.unwrap().first,
        [Some("0".into())]
    );
}

#[tokio::test]
async fn each_takes_a_handover_in_for_themselves_and_once() {
    let stage = Stage::new().await;
    let early = row("handovers", "H1.early");
    let mine = take_in(&early, "carer1", "now()");
    let at_once = futures_util::future::join_all((0..8).map(|_| stage.act("carer1", &mine))).await;
    assert_eq!(at_once.into_iter().map(touched).sum::<u64>(), 1);
    assert_eq!(touched(stage.act("carer1", &mine).await), 0);
    for (who, whose) in [
        ("senior1", "carer1"),
        ("mgr1", "carer1"),
        ("carer2", "carer2"),
        ("ancillary1", "ancillary1"),
        ("owner1", "owner1"),
    ] {
        let refused = code(stage.act(who, &take_in(&early, whose, "now()")).await);
        assert!(matches!(refused.as_str(), "forbidden" | "42501"), "{who}: {refused}");
    }
    assert_eq!(
        code(stage.act("carer1", &take_in(&row("handovers", "H2.early"), "carer1", "now()")).await),
        "forbidden"
    );
    assert_eq!(code(stage.act("carer1", &take_in(&id("nothing"), "carer1", "now()")).await), "forbidden");
    // Words that are changed later were not taken in.
    let change = format!("update public.handovers set summary = 'And one more thing' where id = {early}");
    stage.must("mgr1", &change).await;
    assert_eq!(touched(stage.act("senior1", &take_in(&early, "senior1", "now()")).await), 1);
    let versions = format!(
        "select string_agg(a.handover_version::text, ',' order by a.handover_version) from public.handover_acknowledgements a where a.handover_id = {early}"
    );
    assert_eq!(stage.one(&versions).await, "1,2");
    // Who was there and has just left says so late.
    assert_eq!(
        touched(stage.act("just_ended", &take_in(&early, "just_ended", "now() - interval '5 hours'")).await),
        1
    );
    assert_eq!(
        code(stage.act("just_ended", &take_in(&row("handovers", "H1.late"), "just_ended", "now()")).await),
        "forbidden"
    );
}
