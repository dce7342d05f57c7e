//! A file of many lines stores what the API stores one by one, in few round trips, and a refusal in the
//! middle of it names its line.

use std::fmt::Write as _;

use almoner_testkit::dice::Dice;
use almoner_testkit::names::{canary, id};
use serde_json::{Value, json};

use crate::import::{IMPORT, PREVIEW, counts, file, homes, problems, rows};
use crate::kit::Kit;

const HEAD: &str = "home,title,family_name,given_name,preferred_name,birth_date,nhs_number,gender,room,bed,admitted,stay_kind,allergies,\
                    next_of_kin_name,next_of_kin_relationship,next_of_kin_phone,key_worker\n";

/// Ten digits of which the last checks the others.
fn nhs_number(dice: &mut Dice) -> String {
    loop {
        let digits: Vec<usize> = (0..9).map(|_| dice.roll(10)).collect();
        let sum: usize = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        let check = 11 - sum % 11;
        if check != 10 {
            return digits.iter().chain([&(check % 11)]).map(ToString::to_string).collect();
        }
    }
}

/// A day of next week, as a file says it.
fn soon() -> String {
    let day = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(7 * 24);
    day.to_zoned(jiff::tz::TimeZone::UTC).strftime("%d/%m/%Y").to_string()
}

/// What one line says, and the same as the API takes it.
struct Line {
    csv: String,
    client: Value,
    contact: Option<Value>,
    allergies: Vec<String>,
    none_known: bool,
}

fn line(dice: &mut Dice, at: usize) -> Line {
    let said = |dice: &mut Dice, percent: usize, text: &str| dice.chance(percent).then(|| text.to_owned());
    let title = said(dice, 40, "Mrs");
    let preferred = said(dice, 30, "Edie \"E\"");
    // Few names, so that residents of whom the same is stored are told apart too.
    let (given, family) = (dice.of(&["Edith", "Zoë", "O'Hara"]), dice.of(&["Zz Moss", "Zz Vale"]));
    let born = format!("19{}-0{}-1{}", 30 + at / 9, 1 + at % 9, dice.roll(9));
    let number = dice.chance(50).then(|| nhs_number(dice));
    let gender = dice.chance(50).then(|| dice.of(&["female", "male", "non_binary", "not_said"]));
    let kin = dice.chance(60);
    let phone = said(dice, 50, "0117 496 0001");
    let kind = dice.of(&["permanent", "respite", "end_of_life"]);
    let since = dice.of(&["03/05/2023", "18/11/2024 14:30", "soon"]);
    let since = if since == "soon" { soon() } else { since.to_owned() };
    let room = dice.chance(40).then(|| (format!("Z{at}"), since));
    let (allergies, none_known): (&[&str], bool) = match dice.roll(4) {
        0 => (&[], false),
        1 => (&[], true),
        2 => (&["penicillin"], false),
        _ => (&["nuts", "latex, all kinds", "\"eggs\""], false),
    };
    let worker = dice.chance(30);
    let text = |text: &Option<String>| text.clone().unwrap_or_default().replace('"', "\"\"");
    let cells = [
        id("H1").to_string(),
        text(&title),
        family.to_owned(),
        given.to_owned(),
        text(&preferred),
        born.clone(),
        text(&number),
        gender.unwrap_or_default().to_owned(),
        room.as_ref().map_or_else(String::new, |(room, _)| room.clone()),
        String::new(),
        room.as_ref().map_or_else(String::new, |(_, since)| since.clone()),
        kind.to_owned(),
        if none_known { "NKDA".to_owned() } else { allergies.join("; ").replace('"', "\"\"") },
        if kin { "Ruth Moss".to_owned() } else { String::new() },
        if kin { "daughter".to_owned() } else { String::new() },
        if kin { text(&phone) } else { String::new() },
        if worker { "RC-014".to_owned() } else { String::new() },
    ];
    let csv = cells.map(|cell| format!("\"{cell}\"")).join(",");
    let client = json!({
        "holding_home_id": id("H1"), "title": title, "given_name": given, "family_name": family, "preferred_name": preferred,
        "key_worker_id": worker.then(|| id("nurse1")),
        "identity": { "nhs_number": number, "birth_date": born, "gender": gender },
    });
    let contact = kin.then(|| {
        json!({ "name": "Ruth Moss", "relationship": "daughter", "phone": phone, "next_of_kin": true, "emergency_order": 1 })
    });
    let allergies = allergies.iter().map(|text| (*text).to_owned()).collect();
    Line { csv, client, contact, allergies, none_known }
}

/// A room with one bed for each line.
async fn rooms(kit: &Kit, lines: usize) {
    homes(kit).await;
    let (o, h) = (id("O1"), id("H1"));
    kit.run(&format!(
        "insert into public.rooms (organisation_id, care_home_id, unit_id, name) \
         select '{o}', '{h}', (select id from public.units where care_home_id = '{h}' limit 1), 'Z' || n from generate_series(0, {lines}) n; \
         insert into public.beds (organisation_id, care_home_id, room_id, name) \
         select '{o}', '{h}', r.id, 'A' from public.rooms r where r.care_home_id = '{h}' and r.name like 'Z%'"
    ))
    .await;
}

/// Everything that is stored of the residents, but ids and instants of storing.
async fn stored(kit: &Kit) -> String {
    let of = |table: &str, order: &str| {
        format!(
            "(select coalesce(jsonb_agg(to_jsonb(x) - array['id', 'client_id', 'admission_id', 'bed_id', 'created_at', 'updated_at'] \
              order by {order}), '[]') from public.{table} x where x.client_id = c.id)"
        )
    };
    let sql = format!(
        "select coalesce(string_agg(r.said::text, E'\\n' order by r.said::text), '') from ( \
           select jsonb_build_object('client', to_jsonb(c) - array['id', 'bed_id', 'created_at', 'updated_at'], \
             'room', (select m.name from public.beds b join public.rooms m on m.id = b.room_id where b.id = c.bed_id), \
             'identity', {}, 'contacts', {}, 'alerts', {}, 'stays', {}, \
             'events', (select jsonb_agg(jsonb_build_array(e.table_name, e.action, e.verb, e.rights, e.care_home_id, e.profile_id, \
                            (select array_agg(k order by k) from jsonb_object_keys(d.changes) k), \
                            e.details_hash = sha256(d.salt || convert_to(d.changes::text, 'UTF8'))) \
                            order by e.table_name, e.action, d.changes ->> 'detail') \
                          from public.audit_events e join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id \
                         where e.client_id = c.id), \
             'changes', (select jsonb_agg(jsonb_build_array(v.table_name, v.kind, v.care_home_id) order by v.table_name, v.kind) \
                           from private.change_events v where v.client_id = c.id), \
             'chain', (select count(*) from private.audit_unchained u join public.audit_events e on e.id = u.event_id where e.client_id = c.id) \
           ) as said from public.clients c where c.family_name like 'Zz%') r",
        of("client_identity", "x.id"),
        of("client_contacts", "x.name"),
        of("client_alerts", "x.detail"),
        of("bed_stays", "x.during"),
    );
    kit.fact(&sql).await
}

#[tokio::test]
async fn a_file_stores_what_the_api_stores_one_by_one() {
    let mut dice = Dice::new(20_261_129);
    let lines: Vec<Line> = (0..70).map(|at| line(&mut dice, at)).collect();
    let content = lines.iter().fold(HEAD.to_owned(), |all, line| all + &line.csv + "\n");
    let at_once = Kit::new().await;
    rooms(&at_once, lines.len()).await;
    let reply = at_once.post("mgr1", IMPORT, &file(&content)).await;
    assert_eq!(counts(reply.ok()), (70, 0, 0));

    let one_by_one = Kit::new().await;
    rooms(&one_by_one, lines.len()).await;
    for (line, row) in lines.iter().zip(reply.ok()["rows"].as_array().unwrap()) {
        let made = one_by_one.post("mgr1", "/clients", &line.client).await;
        let client = format!("/clients/{}", made.created()["id"].as_str().unwrap());
        let add = async |what: &str, body: &Value| {
            one_by_one.post("mgr1", &format!("{client}/{what}"), body).await.created();
        };
        let source = "Imported from residents.csv";
        if let Some(contact) = &line.contact {
            add("contacts", contact).await;
        }
        if line.none_known {
            add("alerts/none-known", &json!({ "source": source })).await;
        }
        for detail in &line.allergies {
            add("alerts", &json!({ "kind": "allergy", "detail": detail, "source": source })).await;
        }
        if let Some(from) = row["admitted_at"].as_str() {
            let room = row["room_name"].as_str().unwrap();
            let bed: uuid::Uuid = one_by_one
                .fact(&format!(
                    "select b.id from public.beds b join public.rooms r on r.id = b.room_id where r.name = '{room}'"
                ))
                .await;
            let planned = from.parse::<jiff::Timestamp>().unwrap() > jiff::Timestamp::now();
            let stay = json!({ "bed_id": bed, "kind": row["stay_kind"], "planned": planned, "from": from });
            add("admissions", &stay).await;
        }
    }
    let (file, api) = (stored(&at_once).await, stored(&one_by_one).await);
    for part in
        ["penicillin", "latex, all kinds", "Zoë", "\"planned\"", "end_of_life", "Ruth Moss", "\"chain\": 7"]
    {
        assert!(file.contains(part), "{part} is in none of the lines");
    }
    for (file, api) in file.lines().zip(api.lines()) {
        assert_eq!(file, api);
    }
    assert_eq!(file.lines().count(), 70);
    assert_eq!(api.lines().count(), 70);
}

/// Lines that bring four kinds of rows each.
fn many(lines: usize, change: impl Fn(usize) -> &'static str) -> String {
    let mut content = "home,family_name,given_name,birth_date,nhs_number,allergies,next_of_kin_name,next_of_kin_relationship\n".to_owned();
    for at in 0..lines {
        let (home, number) = (id("H1"), change(at));
        writeln!(content, "{home},Zz{at},Ann,01/01/1930,{number},nuts; eggs,Ruth,daughter").unwrap();
    }
    content
}

#[tokio::test]
async fn a_thousand_lines_take_few_round_trips_and_a_preview_fewer() {
    let kit = Kit::new().await;
    let content = file(&many(1000, |_| ""));
    let (trips, reply) = kit.trips(kit.post("mgr1", PREVIEW, &content)).await;
    assert_eq!(counts(reply.ok()), (1000, 0, 0));
    // Nothing of it is known to the database alone: it is opened, and looked at.
    assert!(trips <= 3, "{trips} round trips of a preview");
    let before = rows(&kit).await;
    let (trips, reply) = kit.trips(kit.post("mgr1", IMPORT, &content)).await;
    assert_eq!(counts(reply.ok()), (1000, 0, 0));
    // Four parts of 250 lines, each marked, its residents, then the rest; opening, looking up, the end.
    assert!(trips <= 16, "{trips} round trips for a thousand lines");
    // Resident, identity, contact and two alerts, and an event of each.
    assert_eq!(rows(&kit).await, before + 10_000);
    let (trips, reply) = kit.trips(kit.post("mgr1", IMPORT, &content)).await;
    assert_eq!((counts(reply.ok()), trips <= 4), ((0, 1000, 0), true), "{trips}");
}

#[tokio::test]
async fn a_refusal_in_the_middle_names_its_line_and_asking_is_counted() {
    let kit = Kit::new().await;
    let hidden: String = kit
        .fact(&format!(
            "select nhs_number from public.client_identity where client_id = '{}'",
            id("moved_long_ago")
        ))
        .await;
    let hidden: &'static str = Box::leak(hidden.into_boxed_str());
    let content = many(600, |at| if at == 435 { hidden } else { "" });
    let before = rows(&kit).await;
    let refused = kit.post("mgr1", IMPORT, &file(&content)).await;
    refused.refused(422, "invalid").field("content.437", "person_known_here");
    let fields = refused.body["error"]["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 1, "{fields:?}");
    for _ in 0..4 {
        let preview = kit.post("mgr1", PREVIEW, &file(&content)).await;
        assert_eq!(problems(&preview), ["437:-:person_known_here"]);
        assert!(!preview.body.to_string().contains(&canary("moved_long_ago", "family_name")));
    }
    assert_eq!(rows(&kit).await, before);
    // Told five times: whoever goes through a list of numbers waits, and the owner can see it.
    for path in [PREVIEW, IMPORT] {
        kit.post("mgr1", path, &file(&content)).await.refused(429, "too_many_requests");
    }
    let told: i64 = kit
        .fact(
            "select count(*) from private.denials where route in ('preview_client_import', 'import_clients')",
        )
        .await;
    assert_eq!(told, 5);
    // Files without numbers ask nothing, and another manager has not asked.
    kit.post("mgr1", PREVIEW, &file(&many(2, |_| ""))).await.ok();
    kit.post("mgr12", PREVIEW, &file(&many(2, |_| "9434765919"))).await.ok();
}
