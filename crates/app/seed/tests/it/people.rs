//! Who signs in sees what they should: the seeded rights through the policies.

use almoner_schema::scratch::Layout;
use almoner_seed::{Profile, SignIn};
use tokio_postgres::Client;

use crate::support::{World, empty, plan, seed};

/// How many residents somebody sees, asked as they would.
async fn residents_seen(owner: &mut Client, email: &str, organisation: &str) -> i64 {
    let row = owner
        .query_one(
            "select u.id::text, p.organisation_id::text, p.id::text from auth.users u join public.profiles p on p.account_id = u.id
               join public.organisations o on o.id = p.organisation_id where u.email = $1 and o.name = $2",
            &[&email, &organisation],
        )
        .await
        .unwrap();
    let (account, organisation, profile): (String, String, String) = (row.get(0), row.get(1), row.get(2));
    let transaction = owner.transaction().await.unwrap();
    transaction
        .batch_execute(&format!(
            "insert into private.chosen_profiles values ('{account}', '{organisation}', '{profile}');
             select set_config('request.jwt.claims', '{{\"role\": \"authenticated\", \"sub\": \"{account}\"}}', true);
             set local role authenticated"
        ))
        .await
        .unwrap();
    transaction
        .query_one("select count(*) from public.clients where archived_at is null", &[])
        .await
        .unwrap()
        .get(0)
}

async fn in_home(world: &World, home: &str, condition: &str) -> i64 {
    world
        .count(&format!(
            "select count(distinct c.id) from public.clients c join public.care_homes h
                on h.organisation_id = c.organisation_id and h.id = c.holding_home_id
              where h.name = '{home}' and c.archived_at is null and ({condition})"
        ))
        .await
}

#[tokio::test]
async fn the_printed_people_see_their_residents() {
    let mut world = empty(Layout::Plain).await;
    // Live rights are asked of the clock, so this world begins today.
    let today = jiff::Zoned::now().date();
    let report = almoner_seed::seed(&mut world.owner, &plan(Profile::Demo, 1, today), &|_| {}).await.unwrap();
    let harbour = "Harbour Care Group";
    for local in [
        "carer",
        "senior",
        "nurse",
        "ancillary",
        "manager",
        "deputy",
        "cover",
        "owner",
        "compliance",
        "two-homes",
        "both",
        "two-organisations",
    ] {
        for domain in ["harbour.example", "larkfield.example"] {
            let email = format!("{local}@{domain}");
            let known = report.sign_ins.iter().any(|s| s.email == email);
            assert_eq!(known, email != "two-organisations@larkfield.example", "{email}");
        }
    }
    let everybody = world
        .count(
            "select count(*) from public.clients c join public.organisations o on o.id = c.organisation_id
                 where o.name = 'Harbour Care Group' and c.archived_at is null",
        )
        .await;
    let (view, quay) =
        (in_home(&world, "Harbour View", "true").await, in_home(&world, "Quay House", "true").await);
    let present = "c.status in ('current', 'hospital', 'on_leave')";
    let floor = in_home(&world, "Harbour View", present).await;
    let other_floor = in_home(&world, "Quay House", present).await;
    let mut seen = async |local: &str| {
        residents_seen(&mut world.owner, &format!("{local}@harbour.example"), harbour).await
    };

    assert_eq!(seen("owner").await, everybody);
    assert_eq!(seen("compliance").await, everybody);
    assert!(seen("manager").await >= view);
    let carer = seen("carer").await;
    assert!((floor..view).contains(&carer), "{carer} of {floor} to {view}");
    assert_eq!(seen("ancillary").await, carer);
    assert!(seen("two-homes").await >= floor + other_floor);
    assert!(seen("both").await >= floor + quay);
    // The same person sees another home in the other organisation.
    let two = "two-organisations@harbour.example";
    assert_eq!(residents_seen(&mut world.owner, two, harbour).await, carer);
    let elsewhere = in_home(&world, "Larkfield Grange", present).await;
    let there = residents_seen(&mut world.owner, two, "Larkfield Homes").await;
    assert!(there >= elsewhere && elsewhere > 20, "{there} of {elsewhere}");
}

#[tokio::test]
async fn the_report_names_everybody_worth_printing() {
    let mut world = empty(Layout::Plain).await;
    let report = seed(&mut world, Profile::Preview, 1).await;
    let printed: Vec<&str> = report.sign_ins.iter().map(|s| s.email.as_str()).collect();
    assert_eq!(
        printed,
        ["owner", "manager", "deputy", "senior", "nurse", "carer", "ancillary", "compliance"]
            .map(|local| format!("{local}@preview.example"))
    );
    for SignIn { email, name, .. } in &report.sign_ins {
        let there = world
            .owner
            .query_one(
                "select n.name, a.password_hash from private.accounts a join public.profiles p on p.account_id = a.id
                   join public.people_names n on n.organisation_id = p.organisation_id and n.profile_id = p.id
                  where a.email = $1 and p.status = 'active' and a.verified_at is not null",
                &[email],
            )
            .await
            .unwrap();
        assert_eq!((there.get::<_, &str>(0), there.get::<_, &str>(1)), (name.as_str(), "$test$tide-table-9"));
    }
    let counted = world.count("select count(*) from public.clients").await;
    let clients = report.tables.iter().find(|t| t.table == "public.clients").unwrap();
    assert_eq!(i64::try_from(clients.rows).unwrap(), counted);
    let text = report.to_string();
    assert!(text.contains("carer@preview.example") && text.contains("rows/s"), "{text}");
}

/// The owner's own hasher makes what the server verifies.
#[tokio::test]
async fn a_seeded_password_signs_in() {
    use almoner_keys::passwords::{GivenPassword, NewPassword, Verdict};
    let passwords = almoner_keys::Passwords::default();
    let hasher = passwords.clone();
    let mut world = empty(Layout::Plain).await;
    let plan = almoner_seed::Plan::new(
        Profile::Preview,
        1,
        crate::support::START,
        "tide-table-9",
        move |password| {
            let hasher = hasher.clone();
            async move { hasher.hash(NewPassword::parse("password", &password, "")?).await }
        },
    );
    almoner_seed::seed(&mut world.owner, &plan, &|_| {}).await.unwrap();
    let hashes = world.texts("select distinct password_hash from private.accounts").await;
    assert_eq!(hashes.len(), 1, "hashed once");
    let given = GivenPassword::parse("password", "tide-table-9").unwrap();
    assert_eq!(passwords.verify(given, Some(&hashes[0])).await.unwrap(), Verdict::Match { rehash: false });
}
