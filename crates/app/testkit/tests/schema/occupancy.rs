//! A snapshot is what bed stays and absences say, on any past day, however often and by however many
//! it is made. Counted again here, from the same made-up history, without the database.

mod history;

use history::{Counts, DAYS, FIGURES, HOMES, day, history, live, midnight, recount};

use almoner_testkit::names::id as named;

use crate::support::{Stage, id};

fn calculate(home: &str, on: i64) -> String {
    format!("select app.calculate_occupancy_snapshot({}, '{}')", id(home), day(on))
}

async fn stored(stage: &Stage, home: &str, on: i64) -> Counts {
    let sql = format!(
        "select {FIGURES} from public.occupancy_snapshots where care_home_id = {} and census_date = '{}'",
        id(home),
        day(on)
    );
    let rows = stage.all(&sql).await;
    assert_eq!(rows.len(), 1, "{sql}");
    let mut counts = Counts::default();
    for (at, text) in rows[0].iter().enumerate() {
        counts.0[at] = text.as_ref().unwrap().parse().unwrap();
    }
    counts
}

#[tokio::test]
async fn a_snapshot_is_what_a_count_by_hand_gives() {
    let mut seen = Counts::default();
    for seed in [7, 1912, 88_172_645] {
        let stage = Stage::new().await;
        let all = history(seed);
        live(&stage, &all).await;
        for (place, home) in HOMES.iter().enumerate() {
            let mut before: Option<Counts> = None;
            for on in 1..DAYS {
                stage.one(&calculate(home, on)).await;
                let (counted, said) = (recount(&all, place, on), stored(&stage, home, on).await);
                assert_eq!(said, counted, "seed {seed}, {home} on {}: {FIGURES}", day(on));
                if let Some(before) = before {
                    assert_eq!(said.0[0], before.0[0] + said.0[6] - said.0[7], "{home} on {}", day(on));
                }
                for (sum, one) in seen.0.iter_mut().zip(said.0) {
                    *sum += one;
                }
                before = Some(said);
            }
        }
    }
    assert!(seen.0.iter().all(|sum| *sum > 0), "nothing of a kind was ever counted: {FIGURES}: {seen:?}");
}

#[tokio::test]
async fn again_gives_the_same_and_a_correction_is_followed() {
    let stage = Stage::new().await;
    live(&stage, &history(5)).await;
    let on = 120;
    let figures = format!(
        "select id, registered_beds, open_beds, vacant_accepting, {FIGURES} from public.occupancy_snapshots where census_date = '{}'",
        day(on)
    );
    stage.one(&calculate("H1", on)).await;
    let first = stage.all(&figures).await;
    // Ten jobs at once.
    let mut at_once = Vec::new();
    for _ in 0..10 {
        at_once.push(stage.database.owner().await);
    }
    let sql = calculate("H1", on);
    let answers = futures_util::future::join_all(at_once.iter().map(|c| c.simple_query(&sql))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(stage.all(&figures).await, first);

    // What the home could take then is not what it can take now.
    let smaller = format!(
        "update public.care_homes set registered_beds = 1 where id = {0};
         update public.beds set state = 'out_of_service' where care_home_id = {0}",
        id("H1")
    );
    stage.owner.batch_execute(&smaller).await.unwrap();
    stage.one(&sql).await;
    assert_eq!(stage.all(&figures).await, first);

    let mistake = format!(
        "update public.bed_stays set archived_at = now(), archive_reason = 'mistake'
          where id = (select id from public.bed_stays where care_home_id = {} and status in ('live', 'ended') and archived_at is null
                        and kind <> 'day_care' and bed_id is not null
                        and lower(during) < '{}' and (status = 'live' or upper(during) > '{}') limit 1)",
        id("H1"),
        midnight(day(on)),
        midnight(day(on + 2))
    );
    stage.owner.batch_execute(&mistake).await.unwrap();
    let before = stored(&stage, "H1", on).await;
    stage.one(&sql).await;
    let after = stored(&stage, "H1", on).await;
    assert_eq!((after.0[0], after.0[1]), (before.0[0] - 1, before.0[1] - 1));
}

#[tokio::test]
async fn only_days_that_are_over_and_only_by_jobs() {
    let stage = Stage::new().await;
    for refused in [
        format!("select app.calculate_occupancy_snapshot({}, current_date + 1)", id("H1")),
        format!(
            "select app.calculate_occupancy_snapshot({}, (now() at time zone 'Europe/London')::date)",
            id("H1")
        ),
        format!("select app.calculate_occupancy_snapshot({}, '2026-01-01')", id("nowhere")),
    ] {
        let error = stage.owner.simple_query(&refused).await.expect_err(&refused);
        assert_eq!(error.code().unwrap().code(), "22023", "{refused}");
    }
    for actor in ["carer1", "mgr1", "owner1", "comp1"] {
        for sql in [
            calculate("H1", 3),
            "select app.refresh_occupancy_trend()".to_owned(),
            "select * from private.occupancy_trend".to_owned(),
        ] {
            assert_eq!(stage.act(actor, &sql).await.unwrap_err().code, "42501", "{actor}: {sql}");
        }
    }
}

#[tokio::test]
async fn the_trend_shows_each_their_own_homes() {
    let stage = Stage::new().await;
    for home in ["H1", "H2", "H3"] {
        for on in 1..60 {
            stage.one(&calculate(home, on)).await;
        }
    }
    stage.all("select app.refresh_occupancy_trend()").await;
    let homes = async |actor: &str| {
        let answer =
            stage.act(actor, "select distinct care_home_id from app.occupancy_trend()").await.unwrap();
        let mut homes: Vec<String> = answer.first.into_iter().flatten().collect();
        homes.sort();
        homes
    };
    let named = |homes: &[&str]| {
        let mut ids: Vec<String> = homes.iter().map(|h| named(h).to_string()).collect();
        ids.sort();
        ids
    };
    assert_eq!(homes("mgr1").await, named(&["H1"]));
    assert_eq!(homes("mgr12").await, named(&["H1", "H2"]));
    assert_eq!(homes("owner2").await, named(&["H3"]));
    assert_eq!(homes("mgr3").await, named(&["H3"]));
    for nobody in ["carer1", "senior1", "just_ended", "cover_ended", "mgr1@revoked", "worker"] {
        assert_eq!(homes(nobody).await, named(&[]), "{nobody}");
    }
    // An owner sees the organisation: H0 has no snapshot but the world's own.
    let all = homes("owner1").await;
    assert!(
        named(&["H1", "H2"]).iter().all(|h| all.contains(h)) && !all.contains(&named(&["H3"])[0]),
        "{all:?}"
    );
    let sums = stage
        .one("select bool_and(t.occupied_days = s.occupied and t.days = s.days) from private.occupancy_trend t
               join (select care_home_id, date_trunc('month', census_date)::date as month, sum(occupied) as occupied, count(*) as days
                       from public.occupancy_snapshots group by 1, 2) s using (care_home_id, month)")
        .await;
    assert_eq!(sums, "t");
}
