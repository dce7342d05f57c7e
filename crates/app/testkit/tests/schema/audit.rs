//! Each change leaves exactly one event with exactly what changed, and the events tell the whole
//! story: played from the first, they give the row as it is.

use almoner_testkit::dice::Dice;
use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::support::{Stage, id, row};

/// Columns that triggers keep and the audit leaves out.
const BOOKKEEPING: &[&str] = &[
    "organisation_id",
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "archived_by",
    "archive_batch",
    "search_name",
];

#[derive(Debug)]
struct Event {
    action: String,
    hash: Vec<u8>,
    salt: Vec<u8>,
    text: String,
    changes: Map<String, Value>,
}

/// The events of every row in order, by table and id.
async fn events(stage: &Stage) -> BTreeMap<(String, String), Vec<Event>> {
    let mut events: BTreeMap<(String, String), Vec<Event>> = BTreeMap::new();
    // Within one millisecond ids are in no order; `at` is.
    let sql = "select e.table_name, e.row_id::text, e.action, e.details_hash, d.salt, d.changes::text, d.changes
        from public.audit_events e join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id
        order by e.at, e.id";
    for row in stage.owner.query(sql, &[]).await.unwrap() {
        let Value::Object(changes) = row.get(6) else { panic!("changes are an object") };
        events.entry((row.get(0), row.get(1))).or_default().push(Event {
            action: row.get(2),
            hash: row.get(3),
            salt: row.get(4),
            text: row.get(5),
            changes,
        });
    }
    events
}

/// Plays the events of every row and compares with the row; returns how many events there were.
async fn the_story_is_whole(stage: &Stage) -> usize {
    let without = stage
        .one("select count(*) from public.audit_events e where not exists (select from public.audit_details d where d.organisation_id = e.organisation_id and d.event_id = e.id)")
        .await;
    assert_eq!(without, "0", "every event has its details");
    let events = events(stage).await;
    let mut played = 0;
    let tables: Vec<String> = stage
        // Jobs come with their organisation, by a trigger; only what people change of one is told.
        .all("select c.relname from pg_trigger g join pg_class c on c.oid = g.tgrelid where g.tgname = 'audit' and not c.relispartition and c.relname <> 'scheduled_jobs' order by 1")
        .await
        .into_iter()
        .map(|r| r[0].clone().unwrap())
        .collect();
    assert!(tables.len() > 15, "{tables:?}");
    for table in &tables {
        for row in stage
            .owner
            // What is only inserted has no version and one event.
            .query(
                &format!("select id::text, coalesce((to_jsonb(t) ->> 'version')::int, 1), to_jsonb(t) from public.{table} t"),
                &[],
            )
            .await
            .unwrap()
        {
            let (row_id, version, Value::Object(now)): (String, i32, Value) =
                (row.get(0), row.get(1), row.get(2))
            else {
                panic!("a row is an object")
            };
            let key = (table.clone(), row_id);
            let story = events.get(&key).unwrap_or_else(|| panic!("{key:?} has no event"));
            assert_eq!(
                i32::try_from(story.len()).unwrap(),
                version,
                "{key:?}: one event for each version: {story:#?}"
            );
            played += story.len();
            let mut then: Map<String, Value> = Map::new();
            for (at, event) in story.iter().enumerate() {
                assert_eq!(at == 0, event.action == "insert", "{key:?}");
                for (column, change) in &event.changes {
                    assert!(!BOOKKEEPING.contains(&column.as_str()), "{key:?}: {column} is bookkeeping");
                    let [before, after] = change.as_array().unwrap().as_slice() else {
                        panic!("[before, after]")
                    };
                    assert_ne!(before, after, "{key:?}: {column} did not change");
                    assert_eq!(
                        before,
                        then.get(column).unwrap_or(&Value::Null),
                        "{key:?}: {column} was something else"
                    );
                    then.insert(column.clone(), after.clone());
                }
                let archived = then.get("archived_at").is_some_and(|v| !v.is_null());
                match event.action.as_str() {
                    "archive" => assert!(archived && event.changes.contains_key("archived_at")),
                    "restore" => assert!(!archived && event.changes.contains_key("archived_at")),
                    _ => assert!(
                        !event.changes.contains_key("archived_at") || event.action == "insert",
                        "{key:?}"
                    ),
                }
                let hash = Sha256::digest([event.salt.as_slice(), event.text.as_bytes()].concat());
                assert_eq!(
                    hash.as_slice(),
                    event.hash.as_slice(),
                    "{key:?}: the hash is of the salt and the details"
                );
                assert_eq!(event.salt.len(), 32);
            }
            for (column, value) in now {
                if !BOOKKEEPING.contains(&column.as_str()) {
                    assert_eq!(then.get(&column).unwrap_or(&Value::Null), &value, "{key:?}: {column}");
                }
            }
        }
    }
    let all: usize = events.values().map(Vec::len).sum();
    assert_eq!(played, all, "no event is about a row that does not exist");
    all
}

#[tokio::test]
async fn the_world_itself_is_told_whole() {
    let stage = Stage::new().await;
    let events = the_story_is_whole(&stage).await;
    assert!(events > 300, "only {events} events");
}

/// A statement that does something, sometimes nothing, sometimes is refused.
fn anything(dice: &mut Dice) -> (&'static str, String) {
    let resident = dice.of(&["R1", "R1b", "left", "planned", "asked", "called_off"]);
    let word = dice.of(&["one", "two", "three"]);
    match dice.roll(12) {
        0 => (
            "mgr1",
            format!("update public.clients set preferred_name = '{word}' where id = {}", id(resident)),
        ),
        1 => (
            "mgr1",
            format!(
                "update public.client_contacts set note = '{word}', phone = '{word}' where client_id = {}",
                id(resident)
            ),
        ),
        2 => (
            "mgr12",
            format!(
                "update public.client_identity set first_language = '{word}', consent = 'given' where client_id = {}",
                id(resident)
            ),
        ),
        3 => (
            "carer1",
            format!(
                "insert into public.client_alerts (organisation_id, client_id, kind, detail) values ({}, {}, 'falls', '{word}')",
                id("O1"),
                id(resident)
            ),
        ),
        4 => (
            "senior1",
            format!(
                "update public.client_alerts set status = 'verified' where client_id = {} and status = 'proposed' and kind = 'falls'",
                id(resident)
            ),
        ),
        5 => (
            "mgr1",
            format!(
                "update public.client_alerts set status = 'ended', end_reason = '{word}' where client_id = {} and status = 'verified' and kind = 'falls'",
                id(resident)
            ),
        ),
        6 => (
            "mgr1",
            format!(
                "update public.clients set archived_at = now(), archive_reason = '{word}' where id = {} and archived_at is null",
                id(resident)
            ),
        ),
        7 | 8 => (
            "mgr1",
            format!(
                "update public.clients set archived_at = null where id = {} and archived_at is not null",
                id(resident)
            ),
        ),
        9 => (
            "mgr1",
            format!(
                "update public.beds set state = '{}' where id = {}",
                dice.of(&["in_service", "deep_clean"]),
                id("H1.bed.free")
            ),
        ),
        10 => (
            "owner1",
            format!(
                "update public.user_care_homes set grade = '{}' where profile_id = {}",
                dice.of(&["carer", "senior"]),
                id("carer1")
            ),
        ),
        // Refused, with everything that went before it in the statement.
        _ => (
            "carer1",
            format!(
                "update public.client_alerts set detail = '{word}', status = 'ended' where client_id = {}",
                id(resident)
            ),
        ),
    }
}

#[tokio::test]
async fn a_random_workload_is_told_whole() {
    let stage = Stage::new().await;
    let before = the_story_is_whole(&stage).await;
    let mut dice = Dice::new(0xa0d17);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..400 {
        let (actor, sql) = anything(&mut dice);
        match stage.act(actor, &skip_what_is_so(&sql)).await {
            Ok(rows) => done += rows.touched,
            Err(_) => refused += 1,
        }
    }
    assert!(done > 150 && refused > 10, "{done} rows, {refused} refusals: the workload does something");
    let after = the_story_is_whole(&stage).await;
    assert!(
        after - before >= usize::try_from(done).unwrap(),
        "{done} rows changed, {} events",
        after - before
    );
}

/// Leaves out rows that hold the value already: such an update makes a version and no event.
fn skip_what_is_so(sql: &str) -> String {
    let Some((head, tail)) = sql.split_once(" where ").filter(|(head, _)| head.starts_with("update")) else {
        return sql.to_owned();
    };
    let (_, sets) = head.split_once(" set ").expect("an update sets something");
    let changes: Vec<String> = sets
        .split(", ")
        .map(|set| {
            let (column, value) = set.split_once(" = ").expect("column = value");
            format!("{column} is distinct from {value}")
        })
        .collect();
    format!("{head} where ({}) and {tail}", changes.join(" or "))
}

#[tokio::test]
async fn an_update_that_changes_nothing_leaves_no_event() {
    let stage = Stage::new().await;
    let count = "select count(*) from public.audit_events";
    let before = stage.one(count).await;
    stage
        .must("mgr1", &format!("update public.clients set given_name = given_name where id = {}", id("R1")))
        .await;
    assert_eq!(stage.one(count).await, before);
}

#[tokio::test]
async fn an_event_says_who_did_what_by_which_right_about_whom() {
    let stage = Stage::new().await;
    let last = "select profile_id, array_to_string(rights, ','), action, table_name, row_id, care_home_id, client_id, subject_profile_id, request_id is not null
        from public.audit_events order by at desc, id desc limit 1";
    stage
        .must("both", &format!("update public.client_contacts set note = 'x' where client_id = {}", id("R2")))
        .await;
    let event: Vec<String> =
        stage.all(last).await.remove(0).into_iter().map(Option::unwrap_or_default).collect();
    let quoted = |at: usize| format!("'{}'", event[at]);
    assert_eq!(quoted(0), id("both"));
    assert_eq!(event[1], "manager", "as the manager of H2, not as the carer of H1");
    assert_eq!((event[2].as_str(), event[3].as_str()), ("update", "client_contacts"));
    assert_eq!(quoted(4), row("client_contacts", "R2.daughter"));
    assert_eq!((quoted(5), quoted(6)), (id("H2"), id("R2")));
    assert_eq!((event[7].as_str(), event[8].as_str()), ("", "t"));

    stage
        .must(
            "owner_manager",
            &format!("update public.profiles set job_title = 'nurse' where id = {}", id("carer2")),
        )
        .await;
    let event: Vec<String> =
        stage.all(last).await.remove(0).into_iter().map(Option::unwrap_or_default).collect();
    assert_eq!(event[1], "business_owner");
    assert_eq!(format!("'{}'", event[7]), id("carer2"));
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_event() {
    let stage = Stage::new().await;
    let before = stage.one("select count(*) from public.audit_events").await;
    let mut open = stage.open("mgr1").await;
    open.run(&format!("update public.clients set given_name = 'x' where id = {}", id("R1"))).await.unwrap();
    drop(open);
    assert_eq!(stage.one("select count(*) from public.audit_events").await, before);
}

#[tokio::test]
async fn an_event_names_the_verb_that_changed_the_row() {
    let stage = Stage::new().await;
    let verbs = async |of: &str| -> Vec<String> {
        let sql = format!(
            "select coalesce(string_agg(distinct table_name || ':' || action || ':' || coalesce(verb, '-'), ' '), '')
               from public.audit_events where xmin = (select xmin from public.audit_events order by at desc limit 1) and {of}"
        );
        stage.one(&sql).await.split(' ').map(str::to_owned).collect()
    };
    let r1 = format!("client_id = {}", id("R1"));
    stage
        .must("mgr1", &format!("update public.clients set preferred_name = 'Bee' where id = {}", id("R1")))
        .await;
    assert_eq!(verbs(&r1).await, ["clients:update:-"]);
    let away = format!(
        "insert into public.resident_absences (organisation_id, client_id, kind, during)
         values ({}, {}, 'hospital', tstzrange(now() - interval '1 minute', null))",
        id("O1"),
        id("R1")
    );
    stage.must("mgr1", &away).await;
    assert_eq!(
        verbs(&r1).await,
        ["care_plan_tasks:update:excuse", "clients:update:-", "resident_absences:insert:-"]
    );
    // One transaction, and each row by the verb that it was; nobody names another.
    let mut open = stage.open("mgr1").await;
    open.run("select set_config('app.verb', 'publish', true)").await.unwrap();
    let death = format!(
        "update public.bed_stays set status = 'ended', leaving_reason = 'deceased', during = tstzrange(lower(during), now())
          where client_id = {} and status = 'live'",
        id("R1")
    );
    open.run(&death).await.unwrap();
    open.commit().await.unwrap();
    assert_eq!(
        verbs(&r1).await,
        [
            "bed_stays:update:death",
            "care_plan_tasks:update:cancel",
            "clients:update:-",
            "resident_absences:update:end_with_stay"
        ]
    );
    let disable = format!("update public.profiles set status = 'disabled' where id = {}", id("carer1"));
    stage.must("owner1", &disable).await;
    assert_eq!(verbs("table_name = 'profiles'").await, ["profiles:update:disable"]);
}
