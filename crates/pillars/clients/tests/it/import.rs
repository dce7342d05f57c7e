//! Residents out of a file: what is read, what is refused and where, and that it is all or nothing.

use almoner_testkit::names::{canary, id};
use serde_json::{Value, json};

use crate::kit::{Kit, Reply, row};

const EXAMPLE: &str = include_str!("../../../../../docs/examples/residents.csv");
pub const PREVIEW: &str = "/clients/import/preview";
pub const IMPORT: &str = "/clients/import";

/// The homes of the example file: Rose Court with four rooms, the last with two beds, and Elm House.
pub async fn homes(kit: &Kit) {
    let (o, h1, h2) = (id("O1"), id("H1"), id("H2"));
    kit.run(&format!(
        "update public.care_homes set code = 'ROSE', name = 'Rose Court' where id = '{h1}'; \
         update public.care_homes set code = 'ELM', name = 'Elm House' where id = '{h2}'; \
         insert into public.rooms (organisation_id, care_home_id, unit_id, name) \
         select '{o}', '{h1}', (select id from public.units where care_home_id = '{h1}' limit 1), n::text from generate_series(21, 24) n; \
         insert into public.beds (organisation_id, care_home_id, room_id, name) \
         select '{o}', '{h1}', r.id, b from public.rooms r cross join unnest(array['A', 'B']) b \
          where r.care_home_id = '{h1}' and r.name ~ '^2[1-4]$' and (b = 'A' or r.name = '24'); \
         update public.profile_private set email = 'asha.rao@rosecourt.example' where profile_id = '{}'; \
         update public.profile_private set staff_number = 'RC-014' where profile_id = '{}';",
        id("carer1"),
        id("nurse1"),
    ))
    .await;
}

pub fn file(content: &str) -> Value {
    json!({ "content": content, "file_name": "residents.csv" })
}

/// `line:column:code` of each problem.
pub fn problems(reply: &Reply) -> Vec<String> {
    let list = reply.ok()["problems"].as_array().unwrap().clone();
    let text = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    list.iter().map(|p| [&p["line"], &p["column"], &p["code"]].map(text).join(":")).collect()
}

pub fn counts(data: &Value) -> (i64, i64, i64) {
    let n = |name: &str| data[name].as_i64().unwrap();
    (n("to_add"), n("already_here"), n("refused"))
}

pub async fn rows(kit: &Kit) -> i64 {
    kit.fact(
        "select (select count(*) from public.clients) + (select count(*) from public.client_identity) + (select count(*) from \
         public.client_contacts) + (select count(*) from public.client_alerts) + (select count(*) from public.bed_stays) + \
         (select count(*) from public.audit_events)",
    )
    .await
}

async fn residents_audited(kit: &Kit) -> i64 {
    kit.fact("select count(*) from public.audit_events where action = 'insert' and table_name = 'clients'")
        .await
}

#[tokio::test]
async fn the_example_file_is_previewed_imported_and_sent_again() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let (before, audited) = (rows(&kit).await, residents_audited(&kit).await);
    let reply = kit.post("mgr12", PREVIEW, &file(EXAMPLE)).await;
    assert_eq!(problems(&reply), Vec::<String>::new());
    assert_eq!(counts(reply.ok()), (6, 0, 0));
    assert_eq!(reply.ok()["rows"][0]["client_id"], Value::Null);
    assert_eq!(reply.ok()["rows"][0]["allergies"], json!(["penicillin", "nuts"]));
    assert_eq!(reply.ok()["rows"][1]["admitted_at"], "2024-11-18T14:30:00Z");
    // On the home's wall clock, which is an hour ahead in May.
    assert_eq!(reply.ok()["rows"][0]["admitted_at"], "2023-05-02T23:00:00Z");
    assert_eq!(rows(&kit).await, before, "a preview leaves nothing");

    let reply = kit.post("mgr12", IMPORT, &file(EXAMPLE)).await;
    assert_eq!(counts(reply.ok()), (6, 0, 0));
    let edith = reply.ok()["rows"][0]["client_id"].as_str().unwrap().to_owned();
    let page = kit.get("mgr12", &format!("/clients/{edith}")).await;
    let page = page.ok();
    assert_eq!(page["client"]["status"], "current");
    assert_eq!(page["client"]["room_name"], "21");
    assert_eq!(page["client"]["key_worker_id"], id("carer1").to_string());
    assert_eq!(page["identity"]["nhs_number"], "9434765919");
    assert_eq!(page["identity"]["birth_date"], "1938-02-11");
    assert_eq!(page["contacts"][0]["name"], "Ruth Moss");
    assert_eq!(page["contacts"][0]["next_of_kin"], true);
    assert_eq!(page["alerts"][0]["status"], "proposed", "nobody here has checked it");
    assert_eq!(page["alerts"][0]["source"], "Imported from residents.csv");
    let none: i64 = kit
        .fact("select count(*) from public.client_alerts where none_known and source like 'Imported%'")
        .await;
    assert_eq!(none, 2);
    assert_eq!(residents_audited(&kit).await, audited + 6);
    let after = rows(&kit).await;

    let again = kit.post("mgr12", IMPORT, &file(EXAMPLE)).await;
    assert_eq!(counts(again.ok()), (0, 6, 0));
    assert_eq!(again.ok()["rows"][0]["client_id"], edith);
    assert_eq!(rows(&kit).await, after, "who is here stays as they are");
}

#[tokio::test]
async fn the_same_key_is_done_once() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let key = [("idempotency-key", "once".to_owned())];
    let body = file(EXAMPLE);
    kit.send("mgr12", "POST", IMPORT, &key, Some(&body)).await.ok();
    let again = kit.send("mgr12", "POST", IMPORT, &key, Some(&body)).await;
    assert_eq!(counts(again.ok()), (0, 6, 0));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    kit.send("mgr12", "POST", IMPORT, &key, Some(&file("home\n")))
        .await
        .refused(422, "idempotency_key_reused");
    kit.send("mgr12", "POST", IMPORT, &[], Some(&body)).await.refused(400, "idempotency_key_required");
}

#[tokio::test]
async fn every_bad_cell_is_named_and_nothing_is_stored() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let before = rows(&kit).await;
    let content = "home;surname;first name;dob;nhs no;sex;room;admitted;allergies;nok;relationship;nok phone;key worker;stay kind\n\
        ROSE;Moss;;03/28/1938;943 476 5918;woman;21;tomorrow;none;;daughter;1;nobody@x.example;forever\n\
        OAK;Vale;Ivy;01/01/1940;;;;;;;;;;\n\
        ROSE;Rush;Tom;01/01/2141;;;99;01/01/2024;;;;;;\n\
        ROSE;Rush;Tim;;;;21;;;;;;;\n\
        ROSE;Rush;Tam;01/01/1940;;;;01/01/2024;;;;;;\n\
        ROSE;Good;Ann;01/01/1930;;;21;01/01/2024;;;;;;\n\
        ROSE;Good;Bea;01/01/1931;;;21;01/01/2024;;;;;;\n\
        ROSE;good;ANN;01/01/1930;;;;;;;;;;\n\
        ;Good;Cora;01/01/1932;;;;;;;;;;\n\
        ROSE;Good;Dora;01/01/1932;;;;;penicillin; unknown;;;;;\n";
    let reply = kit.post("mgr1", PREVIEW, &file(content)).await;
    assert_eq!(
        problems(&reply),
        [
            "2:gender:choice",
            "2:birth_date:format",
            "2:admitted:format",
            "2:stay_kind:choice",
            "2:given_name:required",
            "2:nhs_number:format",
            "2:next_of_kin_name:required",
            "2:next_of_kin_phone:too_short",
            "2:allergies:format",
            "2:key_worker:reference",
            "3:home:reference",
            "4:birth_date:range",
            "4:room:reference",
            "5:birth_date:required",
            "5:admitted:required",
            "6:room:required",
            "8:room:taken",
            "9:family_name:duplicate",
            "10:home:required",
            "11:-:cells",
        ]
    );
    assert_eq!(counts(reply.ok()), (1, 0, 8));
    let first = &reply.ok()["problems"][0];
    assert_eq!(
        (first["value"].as_str(), first["message"].as_str().map(|m| m.starts_with("Use one of: female"))),
        (Some("woman"), Some(true))
    );
    let refused = kit.post("mgr1", IMPORT, &file(content)).await;
    refused
        .refused(422, "invalid")
        .field("content.4.room", "reference")
        .field("content.2.birth_date", "format");
    assert!(refused.body["error"]["message"].as_str().unwrap().contains("20 problems"), "{}", refused.body);
    assert_eq!(rows(&kit).await, before);
}

#[tokio::test]
async fn who_is_here_already_is_known_by_number_or_by_names_and_birth_date() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let facts: String = kit
        .fact(&format!(
            "select c.given_name || '|' || c.family_name || '|' || i.birth_date || '|' || coalesce(i.nhs_number, '') from public.clients c \
             join public.client_identity i on i.client_id = c.id where c.id = '{}'",
            id("R1")
        ))
        .await;
    let [given, family, born, number] = facts.split('|').collect::<Vec<_>>()[..] else { panic!("{facts}") };
    assert_eq!((given, number.len()), (canary("R1", "given_name").as_str(), 10));
    let line = |family: &str, given: &str, born: &str, number: &str| {
        file(&format!(
            "home,family_name,given_name,birth_date,nhs_number,room,admitted\nROSE,{family},{given},{born},{number},21,01/01/2024\n"
        ))
    };
    for (body, known) in [
        (line("Other", "Name", "", number), (0, 1, 0)),
        (line(&family.to_uppercase(), given, born, ""), (0, 1, 0)),
        (line(family, given, born, number), (0, 1, 0)),
        (line(family, given, "1950-01-01", ""), (1, 0, 0)),
    ] {
        let reply = kit.post("mgr1", PREVIEW, &body).await;
        assert_eq!((problems(&reply), counts(reply.ok())), (vec![], known), "{body}");
    }
    for body in [line("Other", "Name", "1950-01-01", number), line(family, given, born, "943 476 5919")] {
        assert_eq!(problems(&kit.post("mgr1", PREVIEW, &body).await), ["2:nhs_number:taken"], "{body}");
    }
    // Somebody whom the manager does not see is told of by the database alone, and only of the number.
    let number: String = kit
        .fact(&format!(
            "select nhs_number from public.client_identity where client_id = '{}'",
            id("moved_long_ago")
        ))
        .await;
    let hidden = line("Other", "Name", "1950-01-01", &number);
    let reply = kit.post("mgr1", PREVIEW, &hidden).await;
    assert_eq!(problems(&reply), ["2:-:person_known_here"]);
    assert!(!reply.body.to_string().contains(&canary("moved_long_ago", "family_name")));
    kit.post("mgr1", IMPORT, &hidden).await.refused(422, "invalid").field("content.2", "person_known_here");
}

#[tokio::test]
async fn only_a_manager_of_the_home_imports_its_residents() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let before = rows(&kit).await;
    let to = |home: &str| file(&format!("home,surname,first name,dob\n{home},Moss,Edith,11/02/1938\n"));
    for who in ["carer1", "senior1", "ancillary1", "owner1", "comp1", "nobody"] {
        let reply = kit.post(who, PREVIEW, &to("ROSE")).await;
        assert!(problems(&reply)[0] == "-:-:forbidden", "{who}: {:?}", problems(&reply));
        assert_eq!(counts(reply.ok()).0 + counts(reply.ok()).2, 1);
        kit.post(who, IMPORT, &to("ROSE")).await.refused(403, "forbidden");
    }
    // A carer here who manages there: sees this home, and may not.
    assert_eq!(problems(&kit.post("both", PREVIEW, &to("ROSE")).await), ["2:home:forbidden"]);
    kit.post("both", IMPORT, &to("ROSE"))
        .await
        .refused(403, "forbidden")
        .field("content.2.home", "forbidden");
    // A home that is hidden is answered as one that does not exist.
    let hidden = kit.post("mgr1", IMPORT, &to("ELM")).await;
    let unknown = kit.post("mgr1", IMPORT, &to("OAK")).await;
    assert_eq!(hidden.anonymous(), unknown.anonymous());
    hidden.refused(422, "invalid").field("content.2.home", "reference");
    for ended in ["anonymous", "gone"] {
        kit.post(ended, IMPORT, &to("ROSE")).await.refused(401, "unauthenticated");
        kit.post(ended, PREVIEW, &to("ROSE")).await.refused(401, "unauthenticated");
    }
    assert_eq!(rows(&kit).await, before);
    kit.post("owner_manager", IMPORT, &to("ELM")).await.ok();
    kit.post("mgr1", IMPORT, &to(&id("H1").to_string())).await.ok();
}

#[tokio::test]
async fn beds_are_found_by_room_and_held_through_the_file() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let head = "home,family_name,given_name,birth_date,room,bed,admitted\n";
    let line = |name: &str, room: &str, bed: &str, admitted: &str| {
        format!("ROSE,{name},Ann,01/01/1930,{room},{bed},{admitted}\n")
    };
    // Of a room with two beds the first that is free.
    let both = line("One", "24", "", "01/01/2024") + &line("Two", "24", "", "01/01/2024");
    let reply = kit.post("mgr1", PREVIEW, &file(&format!("{head}{both}"))).await;
    assert_eq!(problems(&reply), Vec::<String>::new());
    assert_eq!([&reply.ok()["rows"][0]["bed_name"], &reply.ok()["rows"][1]["bed_name"]], ["A", "B"]);
    let three = both + &line("Three", "24", "", "01/01/2024");
    assert_eq!(
        problems(&kit.post("mgr1", PREVIEW, &file(&format!("{head}{three}"))).await),
        ["4:room:taken"]
    );
    // A bed alone is ambiguous where several rooms have one of that name.
    let reply =
        kit.post("mgr1", PREVIEW, &file(&format!("{head}{}", line("One", "", "A", "01/01/2024")))).await;
    assert_eq!(problems(&reply), ["2:bed:reference"]);
    // Somebody lives in it; out of service; to come.
    let taken: String = kit
        .fact(&format!(
            "select r.name from public.rooms r join public.beds b on b.room_id = r.id where b.id = '{}'",
            row("beds", "H1.bed.a")
        ))
        .await;
    let out: String = kit
        .fact(&format!(
            "select r.name from public.rooms r join public.beds b on b.room_id = r.id where b.id = '{}'",
            row("beds", "H1.bed.out")
        ))
        .await;
    let reply = kit
        .post(
            "mgr1",
            PREVIEW,
            &file(&format!(
                "{head}{}{}",
                line("One", &taken, "", "01/01/2024"),
                line("Two", &out, "", "01/01/2024")
            )),
        )
        .await;
    assert_eq!(problems(&reply), ["2:room:taken", "3:room:taken"]);
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(72)).to_string();
    let day = &soon[..10];
    let reply = kit.post("mgr1", IMPORT, &file(&format!("{head}{}", line("Soon", "21", "", day)))).await;
    let made = reply.ok()["rows"][0]["client_id"].as_str().unwrap().to_owned();
    assert_eq!(
        kit.get("mgr1", &format!("/clients/{made}")).await.ok()["client"]["status"],
        "pending_admission"
    );
    let late =
        kit.post("mgr1", PREVIEW, &file(&format!("{head}{}", line("Late", "22", "", "01/01/2190")))).await;
    assert_eq!(problems(&late), ["2:admitted:range"]);
}

#[tokio::test]
async fn bodies_and_files_that_can_not_be_read() {
    let kit = Kit::new().await;
    for (body, code) in [
        (json!({}), "content:required"),
        (json!({ "content": 1 }), "content:type"),
        (json!({ "content": "a", "dry_run": true }), "dry_run:unknown"),
        (json!({ "content": "a", "file_name": "x".repeat(201) }), "file_name:too_long"),
    ] {
        let reply = kit.post("mgr1", PREVIEW, &body).await;
        let (path, code) = code.split_once(':').unwrap();
        reply.refused(422, "invalid").field(path, code);
    }
    let reply = kit.post("mgr1", PREVIEW, &file("")).await;
    assert_eq!(problems(&reply), ["-:-:required"]);
    let large = "home,family_name,given_name\n".to_owned() + &"x".repeat(5 * 1024 * 1024);
    assert_eq!(problems(&kit.post("mgr1", PREVIEW, &file(&large)).await), ["-:-:too_large"]);
    kit.post("mgr1", PREVIEW, &file(&"x".repeat(12 * 1024 * 1024))).await.refused(413, "too_large");
    let formula = "home,family_name,given_name,birth_date\n".to_owned()
        + &format!("{},\"=HYPERLINK(\"\"http://x\"\")\",@cmd,01/01/1930\n", id("H1"));
    let reply = kit.post("mgr1", IMPORT, &file(&formula)).await;
    assert_eq!(reply.ok()["rows"][0]["family_name"], "=HYPERLINK(\"http://x\")");
}

/// Bytes changed here and there, as a broken disk or a clever somebody would: each file is stored
/// whole or not at all.
#[tokio::test]
async fn whatever_is_sent_is_stored_whole_or_not_at_all() {
    let kit = Kit::new().await;
    homes(&kit).await;
    let marks = [
        "\"", ",", ";", "\n", "\r", "\t", "\u{feff}", "\u{fffd}", "é", "=", "ROSE", "/", " ", "0",
        "\u{202e}", "'",
    ];
    let mut state = 20_270_328_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let (mut stored, mut refused) = (0, 0);
    for _ in 0..60 {
        let mut chars: Vec<char> = EXAMPLE.chars().collect();
        for _ in 0..=next(3) {
            let at = next(chars.len());
            let with: Vec<char> = marks[next(marks.len())].chars().collect();
            let taken = next(2);
            chars.splice(at..(at + taken).min(chars.len()), with);
        }
        let content: String = chars.into_iter().collect();
        let clients = "select count(*) from public.clients";
        let (before, whole): (i64, i64) = (kit.fact(clients).await, rows(&kit).await);
        let reply = kit.post("mgr12", IMPORT, &file(&content)).await;
        let after: i64 = kit.fact(clients).await;
        if reply.status.is_success() {
            stored += 1;
            let (added, here, wrong) = counts(reply.ok());
            assert_eq!((after - before, wrong), (added, 0), "{content}");
            assert_eq!(usize::try_from(added + here).unwrap(), reply.ok()["rows"].as_array().unwrap().len());
        } else {
            refused += 1;
            reply.refused(422, "invalid");
            assert_eq!(rows(&kit).await, whole, "{content}");
        }
    }
    assert!(stored > 5 && refused > 5, "{stored} stored, {refused} refused");
}
