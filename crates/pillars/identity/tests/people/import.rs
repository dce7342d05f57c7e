//! Staff out of a file: every person an invitation, all or nothing, the mails after the commit.

use serde_json::{Value, json};

use crate::world::{Answer, World, id, text};

const EXAMPLE: &str = include_str!("../../../../../docs/examples/staff.csv");
const PREVIEW: &str = "/people/import/preview";
const IMPORT: &str = "/people/import";

async fn world() -> World {
    let world = World::new().await;
    world
        .run(&format!(
            "update public.care_homes set code = 'ROSE', name = 'Rose Court' where id = '{}'; \
             update public.care_homes set code = 'ELM', name = 'Elm House' where id = '{}'",
            id("H1"),
            id("H2")
        ))
        .await;
    world
}

fn file(content: &str) -> Value {
    json!({ "content": content, "file_name": "staff.csv" })
}

fn problems(answer: &Answer) -> Vec<String> {
    let list = answer.data()["problems"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    list.iter().map(|p| ["line", "column", "code"].map(|part| text(&p[part])).join(":")).collect()
}

fn counts(answer: &Answer) -> (i64, i64, i64, i64) {
    let n = |name: &str| answer.data()[name].as_i64().unwrap_or_else(|| panic!("{}", answer.body));
    (n("to_add"), n("already_here"), n("refused"), n("people"))
}

#[tokio::test]
async fn the_example_file_is_previewed_imported_and_sent_again() {
    let world = world().await;
    let before = world.state().await;
    let preview = world.post("mgr12", PREVIEW, file(EXAMPLE)).await.ok();
    assert_eq!(problems(&preview), Vec::<String>::new());
    assert_eq!(counts(&preview), (5, 0, 0, 4));
    assert_eq!(world.state().await, before, "a preview leaves nothing");
    assert!(world.outbox.lock().unwrap().is_empty(), "and writes to nobody");

    let done = world.post("mgr12", IMPORT, file(EXAMPLE)).await.ok();
    assert_eq!(counts(&done), (5, 0, 0, 4));
    // Two homes, one person, one mail.
    let tom = text(&done.data()["rows"][1]["person_id"]);
    assert_eq!(tom, text(&done.data()["rows"][2]["person_id"]));
    assert_eq!(world.mails("tom.hale@rosecourt.example", 1).await.len(), 1);
    let of_tom = world.get("mgr12", &format!("/people/{tom}?include=memberships,private")).await.ok();
    assert_eq!(of_tom.data()["status"], "invited");
    assert_eq!(of_tom.data()["name"], "Tom Hale");
    assert_eq!(of_tom.data()["job_title"], "senior_carer");
    assert_eq!(of_tom.data()["private"]["staff_number"], "RC-015");
    let held: Vec<String> = of_tom.data()["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|right| format!("{} {}", text(&right["care_home"]), text(&right["right"])))
        .collect();
    assert_eq!(held, ["Elm House carer", "Rose Court senior"]);
    let titles =
        "select string_agg(job_title, ',' order by given_name) from public.profiles where status = 'invited'";
    assert_eq!(world.value(titles).await, "carer,nurse,ancillary,senior_carer");
    let audited = "select count(*) from public.audit_events e join public.profiles p on p.id = e.row_id \
         where e.action = 'insert' and e.table_name = 'profiles' and p.status = 'invited'";
    assert_eq!(world.value(audited).await, "4");
    assert_eq!(world.value("select count(*) from private.links where kind = 'invitation'").await, "4");

    let again = world.post("mgr12", IMPORT, file(EXAMPLE)).await.ok();
    assert_eq!(counts(&again), (0, 5, 0, 0));
    assert_eq!(world.outbox.lock().unwrap().len(), 4, "nobody is written to twice");
}

#[tokio::test]
async fn the_link_of_an_imported_person_works() {
    let world = world().await;
    world
        .post(
            "mgr1",
            IMPORT,
            file("home,surname,first name,email,grade\nROSE,Rao,Asha,Asha.Rao@Example.org,carer\n"),
        )
        .await
        .ok();
    let mail = world.mails("asha.rao@example.org", 1).await.remove(0);
    let token = mail.split('#').nth(1).unwrap().lines().next().unwrap().to_owned();
    let looked =
        world.ask("nobody", "POST", "/session/invitation").json(json!({ "token": token })).send().await;
    assert_eq!(looked.ok().data()["organisation"], "CANARY-O1-name");
}

#[tokio::test]
async fn the_same_key_is_done_once() {
    let world = world().await;
    let once = || world.ask("mgr12", "POST", IMPORT).key("once").json(file(EXAMPLE)).send();
    once().await.ok();
    let again = once().await.ok();
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(counts(&again), (0, 5, 0, 0));
    world.ask("mgr12", "POST", IMPORT).json(file(EXAMPLE)).send().await.is(400, "idempotency_key_required");
}

#[tokio::test]
async fn every_bad_cell_is_named_and_nobody_is_invited() {
    let world = world().await;
    let before = world.state().await;
    let content = "home\tsurname\tfirst name\temail\tjob\tgrade\tfrom\tuntil\tpayroll number\tmanager\n\
        ROSE\tRao\t\tasha\tboss\tking\t01/02/25\t01/01/2020\t\t\n\
        OAK\tRao\tAsha\tasha@example.org\t\tcarer\t\t\t1\t\n\
        ROSE\tHale\tTom\ttom@example.org\t\tcarer\t01/01/2020\t\t2\t\n\
        ROSE\tHale\tTim\ttom@example.org\t\tcarer\t\t\t3\t\n\
        ROSE\tQuill\tPeter\tpeter@example.org\t\t\t\t\t2\t\n\
        ROSE\tNkosi\tLindi\tlindi@example.org\t\t\t\t\t\tregistered\n\
        \tVale\tIvy\t\t\tcarer\t\t\t\t\n";
    let preview = world.post("mgr1", PREVIEW, file(content)).await.ok();
    assert_eq!(
        problems(&preview),
        [
            "2:job_title:choice",
            "2:grade:choice",
            "2:from:format",
            "2:given_name:required",
            "2:email:format",
            "3:home:reference",
            "4:from:range",
            "5:given_name:duplicate",
            "5:staff_number:duplicate",
            "5:email:duplicate",
            "6:grade:required",
            "6:staff_number:duplicate",
            "7:manager:forbidden",
            "8:home:required",
            "8:email:required",
        ]
    );
    assert_eq!(counts(&preview).0, 0);
    // What somebody may not do is said before what is wrong.
    let refused = world.post("mgr1", IMPORT, file(content)).await.is(403, "forbidden");
    assert!(refused.fields().contains(&"content.4.from:range".to_owned()), "{:?}", refused.fields());
    assert_eq!(world.state().await, before);
    assert!(world.outbox.lock().unwrap().is_empty());
}

#[tokio::test]
async fn who_may_invite_may_import() {
    let world = world().await;
    let before = world.state().await;
    let line = |home: &str, rest: &str| {
        file(&format!(
            "home,family_name,given_name,email,grade,manager\n{home},Rao,Asha,asha@example.org,{rest}\n"
        ))
    };
    for who in ["carer1", "senior1", "comp1"] {
        assert_eq!(
            problems(&world.post(who, PREVIEW, line("ROSE", "carer,")).await)[0],
            "null:null:forbidden",
            "{who}"
        );
        world.post(who, IMPORT, line("ROSE", "carer,")).await.is(403, "forbidden");
    }
    world.post("both", IMPORT, line("ROSE", "carer,")).await.is(403, "forbidden");
    let hidden = world.post("mgr1", IMPORT, line("ELM", "carer,")).await.is(422, "invalid");
    let unknown = world.post("mgr1", IMPORT, line("OAK", "carer,")).await.is(422, "invalid");
    assert_eq!(hidden.shape(), unknown.shape());
    assert_eq!(hidden.fields(), ["content.2.home:reference"]);
    world.post("mgr1", IMPORT, line("ROSE", ",deputy")).await.is(403, "forbidden");
    world.post("gone", IMPORT, line("ROSE", "carer,")).await.is(401, "unauthenticated");
    assert_eq!(world.state().await, before);
    let done = world.post("owner1", IMPORT, line("ELM", "nurse,registered")).await.ok();
    let person = text(&done.data()["rows"][0]["person_id"]);
    assert_eq!(done.data()["rows"][0]["job_title"], "registered_manager");
    let rights = format!(
        "select count(*) from public.manager_care_homes where profile_id = '{person}' and kind = 'registered'"
    );
    assert_eq!(world.value(&rights).await, "1");
    // Who is here already is known to whoever may read their e-mail.
    let here = file("home,family_name,given_name,email,grade\nROSE,x,y,CARER1@care.test,carer\n");
    assert_eq!(counts(&world.post("mgr1", PREVIEW, here).await), (0, 1, 0, 0));
    let elsewhere = file("home,family_name,given_name,email,grade\nROSE,x,y,carer2@care.test,carer\n");
    assert_eq!(counts(&world.post("mgr1", PREVIEW, elsewhere).await), (1, 0, 0, 1), "as inviting them would");
}

#[tokio::test]
async fn days_are_those_of_the_homes_clock() {
    let world = world().await;
    let day = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        at.to_zoned(jiff::tz::TimeZone::get("Europe/London").unwrap()).date()
    };
    let (from, until) = (day(24 * 7), day(24 * 14));
    let content = format!(
        "home,family_name,given_name,email,grade,from,until,agency\nROSE,Rao,Asha,asha@example.org,carer,{from},{until},Hands Ltd\n"
    );
    let done = world.post("mgr1", IMPORT, file(&content)).await.ok();
    let person = text(&done.data()["rows"][0]["person_id"]);
    let range = format!(
        "select (lower(valid) at time zone 'Europe/London')::text || ' ' || (upper(valid) at time zone 'Europe/London')::text || ' ' || agency \
         from public.user_care_homes where profile_id = '{person}'"
    );
    let last = until.tomorrow().unwrap();
    assert_eq!(
        world.value(&range).await,
        format!("{from} 00:00:00 {last} 00:00:00 Hands Ltd"),
        "the last day is meant whole"
    );
}
