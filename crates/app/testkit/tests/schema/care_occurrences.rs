//! When a task falls due: on the wall clock of the home, through both clock changes.

use crate::support::Stage;

/// The occurrences of a made-up definition: care day and instant in UTC.
async fn occurrences(stage: &Stage, definition: &str, from: &str, until: &str) -> Vec<String> {
    let sql = format!(
        "select o.care_day || ' ' || to_char(o.due_from at time zone 'UTC', 'MM-DD HH24:MI')
           from app.occurrences(jsonb_populate_record(null::public.care_task_definitions, '{{\"every_days\": 1}}'::jsonb || '{definition}'), 'Europe/London', '07:00', '{from}', '{until}') o"
    );
    stage.all(&sql).await.into_iter().map(|r| r[0].clone().unwrap()).collect()
}

#[tokio::test]
async fn a_clock_change_neither_loses_nor_doubles_a_task() {
    let stage = Stage::new().await;
    let night = r#"{"times": ["00:30", "01:00", "01:30", "02:00", "08:00", "23:00"]}"#;
    // 28 March 2027: 01:00 to 02:00 does not exist; what was due in it is due once, when the clock goes on.
    assert_eq!(
        occurrences(&stage, night, "2027-03-27 22:00+00", "2027-03-28 22:00+00").await,
        [
            "2027-03-27 03-27 23:00",
            "2027-03-27 03-28 00:30",
            "2027-03-27 03-28 01:00",
            "2027-03-28 03-28 07:00"
        ]
    );
    // 31 October 2027: 01:00 to 02:00 is twice; what is due in it is due once, the first time.
    assert_eq!(
        occurrences(&stage, night, "2027-10-30 21:00+00", "2027-10-31 22:00+00").await,
        [
            "2027-10-30 10-30 22:00",
            "2027-10-30 10-30 23:30",
            "2027-10-30 10-31 00:00",
            "2027-10-30 10-31 00:30",
            "2027-10-30 10-31 02:00",
            "2027-10-31 10-31 08:00"
        ]
    );
}

#[tokio::test]
async fn two_in_the_morning_belongs_to_the_night_that_began_before_it() {
    let stage = Stage::new().await;
    // Mondays: the night from Monday to Tuesday, not the one before.
    let monday = r#"{"times": ["02:00", "20:00"], "weekdays": [1]}"#;
    assert_eq!(
        occurrences(&stage, monday, "2026-11-22 00:00+00", "2026-11-29 00:00+00").await,
        ["2026-11-23 11-23 20:00", "2026-11-23 11-24 02:00"]
    );
    let third =
        r#"{"times": ["08:00"], "every_days": 3, "starts_on": "2026-11-23", "ends_on": "2026-11-29"}"#;
    assert_eq!(
        occurrences(&stage, third, "2026-11-01 00:00+00", "2026-12-31 00:00+00").await,
        ["2026-11-23 11-23 08:00", "2026-11-26 11-26 08:00", "2026-11-29 11-29 08:00"]
    );
}

#[tokio::test]
async fn occurrences_are_those_that_a_walk_through_every_minute_finds() {
    let stage = Stage::new().await;
    // Every minute of two weeks with a clock change in it, looked at by itself.
    for (times, weekdays, from) in [
        ("00:30,06:59,07:00,13:15", "{1,2,3,4,5,6,7}", "2027-03-20"),
        ("02:00,23:59", "{6,7}", "2027-03-20"),
        ("03:00,12:00", "{1,3}", "2027-10-20"),
        ("00:00,00:45,22:30", "{7}", "2027-10-20"),
    ] {
        let definition = format!(
            r#"{{"times": [{}], "weekdays": [{}]}}"#,
            times.split(',').map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(","),
            weekdays.trim_matches(['{', '}'])
        );
        let until = format!("({from}::date + 14)").replace(from, &format!("'{from}'"));
        let walk = format!(
            "select app.care_day(m, 'Europe/London', '07:00') || ' ' || to_char(m at time zone 'UTC', 'MM-DD HH24:MI')
               from generate_series('{from} 00:00+00'::timestamptz, {until}::timestamp at time zone 'UTC' - interval '1 minute', interval '1 minute') m
              where (m at time zone 'Europe/London')::time = any ('{{{times}}}'::time[])
                and extract(isodow from app.care_day(m, 'Europe/London', '07:00')) = any ('{weekdays}'::int[]) order by m"
        );
        let walked: Vec<String> = stage.all(&walk).await.into_iter().map(|r| r[0].clone().unwrap()).collect();
        let end = stage.one(&format!("select {until}")).await;
        let found =
            occurrences(&stage, &definition, &format!("{from} 00:00+00"), &format!("{end} 00:00+00")).await;
        assert_eq!(found, walked, "{times} {weekdays}");
        assert!(walked.len() >= 4, "{times}: {walked:?}");
    }
}
