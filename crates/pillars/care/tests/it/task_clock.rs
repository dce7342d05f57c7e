//! B23: recurring tasks keep their wall time over the two nights a year when the clock lies.

use crate::kit::{kit, of};

/// What the hourly run makes of such times, from one moment up to another: care day and instant.
async fn made(times: &str, from: &str, until: &str) -> Vec<(String, String)> {
    let kit = kit().await;
    let (definition, r1) = (of("care_task_definitions", "R1.d2.wash"), of("clients", "R1"));
    kit.run("update public.care_homes set time_zone = 'Europe/London', care_day_starts = '07:00'").await;
    kit.run(&format!("update public.care_task_definitions set times = '{times}' where id = '{definition}'"))
        .await;
    let make = format!(
        "select app.generate_tasks(organisation_id, id, '{from}', '{until}')::int8 from public.clients where id = '{r1}'"
    );
    assert!(kit.fact::<i64>(&make).await > 0);
    assert_eq!(kit.fact::<i64>(&make).await, 0, "made once");
    let path = format!(
        "/tasks?client={r1}&status=due&kind=scheduled&sort=due_from&from={from}&to={until}&limit=200"
    );
    let list = kit.get("carer1", &path).await;
    let tasks = list.ok().as_array().unwrap().iter().filter(|t| t["definition_id"] == definition.to_string());
    tasks
        .map(|t| {
            let text = |field: &str| t[field].as_str().unwrap().to_owned();
            let at = |field: &str| text(field).parse::<jiff::Timestamp>().unwrap();
            assert_eq!(at("due_by").duration_since(at("due_from")).as_mins(), 60, "real minutes");
            (text("care_day"), text("due_from"))
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(day, at)| ((*day).to_owned(), (*at).to_owned())).collect()
}

#[tokio::test]
async fn in_the_gap_a_time_comes_once_when_the_clock_is_there_again() {
    let got = made("{00:30,01:00,01:30,02:00,08:00}", "2027-03-27T12:00:00Z", "2027-03-29T00:00:00Z").await;
    let expected = [
        ("2027-03-27", "2027-03-28T00:30:00Z"),
        // 01:00, 01:30 and 02:00 are one instant that night: 02:00 BST.
        ("2027-03-27", "2027-03-28T01:00:00Z"),
        ("2027-03-28", "2027-03-28T07:00:00Z"),
        ("2027-03-28", "2027-03-28T23:30:00Z"),
    ];
    assert_eq!(got, pairs(&expected));
}

#[tokio::test]
async fn in_the_overlap_a_time_comes_the_first_time_only() {
    let got = made("{00:30,01:00,01:30,02:00,08:00}", "2027-10-30T12:00:00Z", "2027-10-31T12:00:00Z").await;
    let expected = [
        ("2027-10-30", "2027-10-30T23:30:00Z"),
        ("2027-10-30", "2027-10-31T00:00:00Z"),
        ("2027-10-30", "2027-10-31T00:30:00Z"),
        // An hour and a half later by the clock on the wall, half an hour and one by the sun.
        ("2027-10-30", "2027-10-31T02:00:00Z"),
        ("2027-10-31", "2027-10-31T08:00:00Z"),
    ];
    assert_eq!(got, pairs(&expected));
}
