//! The scale profile at a twentieth of its size, and the preview on a hosted layout.

use std::sync::Mutex;

use almoner_schema::scratch::Layout;
use almoner_seed::{Profile, Scale};

use crate::support::{START, World, empty, plan, seed};
use crate::{audit, rules};

#[tokio::test]
async fn a_twentieth_of_scale_keeps_every_rule() {
    let mut world = empty(Layout::Plain).await;
    let scale = Scale::default().part(20);
    assert_eq!((scale.homes, scale.residents), (15, 750));
    let told = Mutex::new(Vec::new());
    let defined = shape(&world).await;
    let plan = plan(Profile::Scale(scale), 1, START);
    let report =
        almoner_seed::seed(&mut world.owner, &plan, &|p| told.lock().unwrap().push(p)).await.unwrap();

    let told = told.into_inner().unwrap();
    assert!(told.windows(2).all(|two| two[0].part <= two[1].part && two[0].rows <= two[1].rows), "{told:?}");
    let last = told.last().unwrap();
    assert_eq!(
        (last.part, last.parts, last.rows),
        (4, 4, report.rows()),
        "two clusters, two small ones beside"
    );
    assert_eq!(report.organisations.len(), 3);
    // Keys and indexes were away while it was loaded, and are as they were.
    let made: Vec<&str> = told.iter().filter_map(|p| p.doing.strip_prefix("Making ")).collect();
    assert!(
        made.contains(&"daily_notes_client") && made.contains(&"bed_stays_organisation_id_client_id_fkey"),
        "{made:?}"
    );
    assert_eq!(shape(&world).await, defined);

    let large = "organisation_id = (select id from public.organisations where name = 'Meridian Care')";
    assert_eq!(world.count(&format!("select count(*) from public.care_homes where {large}")).await, 15);
    let living = world
        .count(&format!("select count(*) from public.bed_stays where {large} and status = 'live'"))
        .await;
    assert!((690..=810).contains(&living), "{living} residents");
    let people = world.count(&format!("select count(*) from public.profiles where {large}")).await;
    assert_eq!(people, 15 * 40 + 2, "forty in each home, an owner and a compliance lead");
    for (table, each) in [("client_alerts", 3), ("client_contacts", 3), ("bed_stays", 1)] {
        let rows = world.count(&format!("select count(*) from public.{table} where {large}")).await;
        assert!(rows >= living * each, "{rows} {table}");
    }
    audit::holds(&world).await;
    rules::hold(&world).await;
}

/// Every constraint and index there is, as it is defined.
async fn shape(world: &World) -> Vec<String> {
    let rows = world
        .owner
        .query(
            "select d from (select format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
                union all select indexdef from pg_indexes) x (d) order by d collate \"C\"",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn figures_of_scale_grow_by_themselves() {
    let mut sizes = Vec::new();
    let small = Scale { homes: 2, residents: 40, people_per_home: 12, notes: 2_000, ..Scale::default() };
    for scale in
        [small, Scale { alerts: 6, ..small }, Scale { contacts: 6, ..small }, Scale { changes: 300, ..small }]
    {
        let mut world = empty(Layout::Plain).await;
        seed(&mut world, Profile::Scale(scale), 1).await;
        let rows = async |table: &str| {
            let large =
                "organisation_id = (select id from public.organisations where name = 'Meridian Care')";
            world.count(&format!("select count(*) from public.{table} where {large}")).await
        };
        sizes.push([rows("client_alerts").await, rows("client_contacts").await, rows("bed_stays").await]);
    }
    assert!(sizes[1][0] > sizes[0][0] * 5 / 4, "{sizes:?}");
    assert!(sizes[2][1] > sizes[0][1] * 5 / 4, "{sizes:?}");
    assert!(sizes[3][2] > sizes[0][2] * 5 / 4, "{sizes:?}");
}

#[tokio::test]
async fn a_hosted_project_can_be_seeded() {
    let mut world = empty(Layout::Hosted).await;
    let report = seed(&mut world, Profile::Preview, 1).await;
    let living = world.count("select count(*) from public.bed_stays where status = 'live'").await;
    assert!((8..=16).contains(&living), "{living}");
    assert!(report.rows() > 100);
    audit::holds(&world).await;
    rules::hold(&world).await;
}
