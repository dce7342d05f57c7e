//! B34: whoever reads while others publish sees exactly one version in force, and a publish that is cut off has not been.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use almoner_testkit::names::id;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::plans_kit::{at, in_review, nothing, plan, row, version, with};
use crate::plans_life::one_at_every_instant;

const ACTIVE: &str =
    "select array_agg(id::text) from public.care_plan_versions where client_id = $1 and status = 'active'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_exactly_one_in_force_while_others_publish() {
    let kit = with(|c| c.size = 24).await;
    let resident = id("R1");
    let over = Cell::new(false);
    let seen = RefCell::new(std::collections::BTreeSet::new());
    let reads = Cell::new(0);
    let publishing = async {
        for round in 0..4 {
            let mut drafts = Vec::new();
            for n in 0..5 {
                let path = in_review(&kit, "R1", &json!({"skin": {"need": format!("{round} {n}")}})).await;
                let now = at(&kit, &path).await;
                drafts.push((format!("{path}/publish"), now));
            }
            let tries = drafts.iter().enumerate().map(|(n, (path, now))| {
                let (kit, who) = (&kit, ["mgr1", "mgr12", "cover1"][n % 3]);
                async move { kit.act(who, path, *now, &nothing()).await.status.as_u16() }
            });
            let mut said = join_all(tries).await;
            said.sort_unstable();
            assert_eq!(said, [200, 409, 409, 409, 409]);
        }
        over.set(true);
    };
    // As people see it, and as it lies there: a statement that looks between the two would see none, or both.
    let as_people = async {
        while !over.get() {
            let shown = kit.get("carer1", &plan("R1", "")).await;
            assert!(shown.ok()["active"]["id"].is_string(), "{}", shown.body);
        }
    };
    let as_it_lies = join_all((0..3).map(|_| async {
        let reader = kit.database.owner().await;
        let statement = reader.prepare(ACTIVE).await.unwrap();
        while !over.get() {
            let active: Option<Vec<String>> =
                reader.query_one(&statement, &[&resident]).await.unwrap().get(0);
            let active = active.expect("one is in force");
            assert_eq!(active.len(), 1, "{active:?}");
            seen.borrow_mut().extend(active);
            reads.set(reads.get() + 1);
        }
    }));
    join(publishing, join(as_people, as_it_lies)).await;
    assert_eq!(seen.borrow().len(), 5, "the first, and one of each round");
    assert!(reads.get() > 100, "{} looks are none", reads.get());
    one_at_every_instant(&kit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publish_that_is_killed_half_way_leaves_the_one_that_was() {
    let kit = with(|_| {}).await;
    let (path, resident) = (version("R1.v4"), id("R1"));
    let now = at(&kit, &path).await;
    let old: String = kit
        .fact(&format!(
            "select id::text from care_plan_versions where client_id = '{resident}' and status = 'active'"
        ))
        .await;
    // Somebody holds a task that the publish cancels: by then it has superseded the old version.
    let mut holder = kit.database.owner().await;
    let held = holder.transaction().await.unwrap();
    let task = "select id from care_plan_tasks where client_id = $1 and care_plan_id is not null and status = 'due' and due_from > now() \
                for update";
    assert!(!held.query(task, &[&resident]).await.unwrap().is_empty(), "something that is cancelled");
    let (way, empty) = (format!("{path}/publish"), nothing());
    let publish = kit.act("mgr12", &way, now, &empty);
    let killed = async {
        let all = kit.database.superuser().await;
        let waiting = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename like 'almoner_%'";
        for _ in 0..600 {
            if let Some(found) = all.query_opt(waiting, &[]).await.unwrap() {
                let active: Option<Vec<String>> = all.query_one(ACTIVE, &[&resident]).await.unwrap().get(0);
                assert_eq!(active, Some(vec![old.clone()]), "while it is under way");
                let gone: bool = all
                    .query_one("select pg_terminate_backend($1)", &[&found.get::<_, i32>(0)])
                    .await
                    .unwrap()
                    .get(0);
                return gone;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the publish never came to the task")
    };
    let (reply, gone) = join(publish, killed).await;
    assert!(gone && reply.status.is_server_error(), "{}", reply.body);
    held.rollback().await.unwrap();
    let active: String = kit
        .fact(&format!("select string_agg(id::text, ' ') from care_plan_versions where client_id = '{resident}' and status = 'active'"))
        .await;
    assert_eq!(active, old);
    let traces: i64 = kit
        .fact(&format!(
            "select (select count(*) from audit_events where row_id = '{0}' and verb = 'publish') \
                  + (select count(*) from care_plan_tasks t join care_task_definitions d on d.id = t.definition_id where d.care_plan_version_id = '{0}')",
            row("care_plan_versions", "R1.v4")
        ))
        .await;
    assert_eq!(traces, 0);
    // Whoever tries again publishes it.
    kit.act("mgr12", &format!("{path}/publish"), now, &nothing()).await.ok();
    one_at_every_instant(&kit).await;
}
