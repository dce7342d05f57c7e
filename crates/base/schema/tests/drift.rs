//! Drift: what somebody changed by hand is seen, with and without a superuser.

mod support;

use almoner_schema::drift::{self, Reference};
use almoner_schema::scratch::Layout;
use almoner_schema::{Source, catalogue, migrate};
use support::{connect, one, options, sample, server, up};

#[tokio::test]
async fn what_was_changed_by_hand_is_seen() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Plain).await.unwrap();
    let clean = drift::check(&db.superuser(), &sample()).await.unwrap();
    assert_eq!(clean.reference, Reference::Scratch);
    assert_eq!(catalogue::render(&clean.differences), "");

    connect(&db.owner())
        .await
        .batch_execute(
            "alter table public.shifts no force row level security;
             alter table public.shifts alter during drop not null;
             grant select on public.shifts to anon;
             drop index public.shifts_home;
             alter policy shifts_read on public.shifts using (true);
             create schema by_hand;
             create table public.notes_walled partition of public.notes for values from (minvalue)
               to ('10000000-0000-0000-0000-000000000000');
             alter table public.notes_walled enable row level security;
             alter table public.notes_walled force row level security;
             create table public.notes_bare partition of public.notes for values
               from ('10000000-0000-0000-0000-000000000000') to (maxvalue)",
        )
        .await
        .unwrap();
    let drift = drift::check(&db.superuser(), &sample()).await.unwrap();
    assert_eq!(
        catalogue::render(&drift.differences),
        "~ column public.shifts.during\n  - tstzrange not null\n  + tstzrange\n\
         + grant on public.shifts to anon: select\n\
         - index public.shifts_home: CREATE INDEX shifts_home ON public.shifts USING btree (organisation_id, care_home_id)\n\
         ~ policy shifts_read on public.shifts\n  - select to authenticated using (organisation_id = ( SELECT \
         app.org_read_in_full() AS org_read_in_full))\n  + select to authenticated using true\n\
         + schema by_hand: owned by the owner\n\
         + table public.notes_bare: owner, NO ROW SECURITY, NOT FORCED, partition of public.notes FOR VALUES FROM \
         ('10000000-0000-0000-0000-000000000000') TO (MAXVALUE)\n\
         ~ table public.shifts\n  - owner, row security, forced, comment 'Who works when.'\n  + owner, row security, \
         NOT FORCED, comment 'Who works when.'\n"
    );
    // Nothing is left of the scratch database.
    let client = connect(server.admin()).await;
    let left = format!(
        "select count(*) from pg_database where datname = 'almoner_drift_' || (select oid from pg_database where \
         datname = '{}')",
        db.name()
    );
    assert_eq!(one(&client, &left).await, "0");
}

#[tokio::test]
async fn a_database_behind_the_files_is_compared_at_its_own_version() {
    let server = server().await;
    let db = server.database(&sample().through("202601010910"), Layout::Plain).await.unwrap();
    let drift = drift::check(&db.superuser(), &sample()).await.unwrap();
    assert_eq!(catalogue::render(&drift.differences), "");
    let newer = drift::check(&db.superuser(), &sample().through("202601010900")).await.unwrap_err();
    assert!(newer.to_string().contains("newer"), "{newer}");
}

/// The text that stands in for a scratch database where nobody is superuser.
#[tokio::test]
async fn the_checked_in_catalogue_is_what_the_files_make() {
    let server = server().await;
    let source = Source::embedded().unwrap();
    let version = source.newest().unwrap_or("000000000000");
    let db = server.database(&source, Layout::Plain).await.unwrap();
    let client = connect(&db.superuser()).await;
    let shape = catalogue::snapshot(&client).await.unwrap().with(catalogue::roles(&client).await.unwrap());
    let text = drift::text(version, &shape);
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../supabase/catalogue.txt");
    if std::env::var_os("ALMONER_WRITE_CATALOGUE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let on_disk = std::fs::read_to_string(&file).unwrap();
    let differences = catalogue::Catalogue::parse(&on_disk).differences(&shape);
    assert!(
        on_disk == text,
        "supabase/catalogue.txt is not current; its first lines say how it is written\n{}",
        catalogue::render(&differences)
    );
}

#[tokio::test]
async fn a_hosted_database_is_compared_with_the_checked_in_text() {
    let server = server().await;
    let source = Source::embedded().unwrap();
    let db = server.database(&source, Layout::Hosted).await.unwrap();
    let clean = drift::check(&db.owner(), &source).await.unwrap();
    assert_eq!(clean.reference, Reference::CheckedIn);
    assert_eq!(catalogue::render(&clean.differences), "", "the hosted layout makes something else");
    let owner = connect(&db.owner()).await;
    owner.batch_execute("create table public.by_hand (a int)").await.unwrap();
    let drift = drift::check(&db.owner(), &source).await.unwrap();
    let objects: Vec<&str> = drift.differences.iter().map(|d| d.object.as_str()).collect();
    assert_eq!(
        objects,
        [
            "column public.by_hand.a",
            "grant on public.by_hand to anon",
            "grant on public.by_hand to authenticated",
            "grant on public.by_hand to service_role",
            "table public.by_hand"
        ]
    );
    // Behind the text there is nothing to compare with.
    migrate::down(&db.owner(), &source, 1, false, &options()).await.unwrap();
    let refusal = drift::check(&db.owner(), &source).await.unwrap_err().to_string();
    assert!(refusal.contains("migrate up"), "{refusal}");
    assert_eq!(up(&db, &source).await.unwrap().applied.len(), 1);
}
