//! When nothing is done, and why.

use almoner_schema::Source;
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::Server;
use almoner_seed::{Error, Plan, Profile};
use jiff::civil::date;

use crate::support::{START, demo, empty, plan, seed};

#[tokio::test]
async fn the_same_seed_is_refused_and_does_nothing() {
    // Beside another profile, and with another number beside it.
    let mut world = demo(1).await;
    seed(&mut world, Profile::Preview, 1).await;
    seed(&mut world, Profile::Preview, 2).await;
    let before = world.dump().await;
    for start in [START, date(2027, 2, 1)] {
        let again = almoner_seed::seed(&mut world.owner, &plan(Profile::Preview, 1, start), &|_| {}).await;
        let Err(error @ Error::AlreadyThere(_)) = again else { panic!("{again:?}") };
        let text = error.to_string();
        assert!(text.contains("already holds Tynedale Care of the preview seed number 1"), "{text}");
        assert_eq!(text.contains("another start date"), start != START, "{text}");
    }
    assert!(world.dump().await == before);
    assert_eq!(world.count("select count(*) from public.organisations").await, 5);
}

#[tokio::test]
async fn somebody_elses_address_is_not_taken() {
    let mut world = empty(Layout::Plain).await;
    world
        .owner
        .batch_execute(
            "insert into auth.users (id, email) values (gen_random_uuid(), 'carer@preview.example')",
        )
        .await
        .unwrap();
    let refused = almoner_seed::seed(&mut world.owner, &plan(Profile::Preview, 1, START), &|_| {}).await;
    assert!(
        matches!(&refused, Err(Error::AlreadyThere(text)) if text.contains("carer@preview.example")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_database_without_tables_and_a_role_without_rights() {
    let server = Server::shared().await.unwrap();
    let bare = server.empty(Layout::Plain).await.unwrap();
    let mut owner = bare.owner().connect("seed test").await.unwrap();
    let refused = almoner_seed::seed(&mut owner, &plan(Profile::Preview, 1, START), &|_| {}).await;
    assert!(matches!(&refused, Err(Error::NotReady(text)) if text.contains("migrate up")), "{refused:?}");

    let db = server.database(&Source::embedded().unwrap(), Layout::Plain).await.unwrap();
    let mut api = db.role("almoner_api").connect("seed test").await.unwrap();
    let refused = almoner_seed::seed(&mut api, &plan(Profile::Preview, 1, START), &|_| {}).await;
    assert!(matches!(&refused, Err(Error::NotReady(text)) if text.contains("almoner_owner")), "{refused:?}");
}

#[tokio::test]
async fn a_seed_that_fails_leaves_nothing_behind() {
    let mut world = empty(Layout::Plain).await;
    let before = world.dump().await;
    let no_hash = Plan::new(Profile::Preview, 1, START, "x", |_| async {
        Err::<String, _>(std::io::Error::other("the password is among the first that are guessed"))
    });
    let refused = almoner_seed::seed(&mut world.owner, &no_hash, &|_| {}).await;
    assert!(matches!(&refused, Err(Error::Password(_))), "{refused:?}");

    // A row of the last table is refused: everything before it goes too.
    world
        .owner
        .batch_execute("alter table public.audit_details add constraint none check (organisation_id is null)")
        .await
        .unwrap();
    let refused = almoner_seed::seed(&mut world.owner, &plan(Profile::Preview, 1, START), &|_| {}).await;
    assert!(
        matches!(&refused, Err(error @ Error::Database { .. }) if error.to_string().contains("public.audit_details")),
        "{refused:?}"
    );
    assert_eq!(world.dump().await, before);
    world
        .nothing(
            "triggers that are off",
            "select tgname::text from pg_trigger where not tgisinternal and tgenabled <> 'O'",
        )
        .await;
    world.owner.batch_execute("alter table public.audit_details drop constraint none").await.unwrap();
    seed(&mut world, Profile::Preview, 1).await;
}

#[tokio::test]
async fn two_seeds_at_once_don_t_meet() {
    let world = empty(Layout::Plain).await;
    let connect = async || world.db.owner().connect("seed test").await.unwrap();
    let (mut one, mut other) = (connect().await, connect().await);
    let (first, second) = (plan(Profile::Preview, 1, START), plan(Profile::Preview, 1, START));
    let (first, second) = futures_util::join!(
        almoner_seed::seed(&mut one, &first, &|_| {}),
        almoner_seed::seed(&mut other, &second, &|_| {})
    );
    let refused = match (first, second) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert!(matches!(refused, Error::NotReady(_) | Error::AlreadyThere(_)), "{refused}");
}

#[tokio::test]
async fn a_start_date_out_of_range() {
    let mut world = empty(Layout::Plain).await;
    let refused =
        almoner_seed::seed(&mut world.owner, &plan(Profile::Preview, 1, date(1999, 1, 1)), &|_| {}).await;
    assert!(matches!(&refused, Err(Error::Plan(text)) if text.contains("1999-01-01")), "{refused:?}");
}
