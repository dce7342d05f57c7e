//! Documents of residents, and bytes in the platform's storage that are seen by whoever sees their row.

use std::collections::BTreeSet;

use almoner_testkit::database::begin_as;
use almoner_testkit::world::World;

use crate::support::{Stage, id, row};

fn add(what: &str) -> String {
    format!(
        "insert into public.resident_documents (organisation_id, client_id, kind, title, file_name, media_type, size_bytes, sha256{what} returning id",
    )
}

#[tokio::test]
async fn a_new_version_ends_the_one_before_and_only_a_manager_adds_one() {
    let stage = Stage::new().await;
    let former = row("resident_documents", "R1.contract");
    let sql = add(&format!(
        ", document_id) values ({}, {}, 'contract', 'Second', 'b.pdf', 'application/pdf', 2, sha256('b'), {former})",
        id("O1"),
        id("R1")
    ));
    // A carer adds documents, and does not put another in the place of one.
    assert_eq!(stage.act("carer1", &sql).await.unwrap_err().code, "42501");
    let status = format!("select status from public.resident_documents where id = {former}");
    assert_eq!(stage.one(&status).await, "in_force");
    let made = stage.must("mgr1", &sql).await.first[0].clone().unwrap();
    assert_eq!(stage.one(&status).await, "superseded");
    assert_eq!(
        stage.one(&format!("select number from public.resident_documents where id = '{made}'")).await,
        "2"
    );
    // By the first version, and of the same resident.
    let by_second = sql.replace(&former, &format!("'{made}'"));
    assert_eq!(stage.act("mgr1", &by_second).await.unwrap_err().code, "invalid");
    let of_another = sql.replace(&id("R1"), &id("R1b"));
    assert_eq!(stage.act("mgr1", &of_another).await.unwrap_err().code, "23503");
    assert_eq!(
        stage.one(&format!("select status from public.resident_documents where id = '{made}'")).await,
        "in_force"
    );
}

#[tokio::test]
async fn bytes_never_change_and_nobody_chooses_where_they_lie() {
    let stage = Stage::new().await;
    let of = row("resident_documents", "R1.contract");
    for set in [
        "file_name = 'x'",
        "media_type = 'text/plain'",
        "size_bytes = 2",
        "sha256 = sha256('x')",
        "path = 'x'",
        "number = 9",
    ] {
        let sql = format!("update public.resident_documents set {set} where id = {of}");
        assert_eq!(stage.act("mgr1", &sql).await.unwrap_err().code, "42501", "{set}");
        let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{set}");
    }
    let path = add(&format!(
        ", path) values ({}, {}, 'other', 'x', 'x', 'text/plain', 1, sha256('x'), 'elsewhere')",
        id("O1"),
        id("R1")
    ));
    assert_eq!(stage.act("mgr1", &path).await.unwrap_err().code, "42501");
    for name in ["a/b.pdf", "..\\\\b.pdf", "a\\tb"] {
        let sql = add(&format!(
            ") values ({}, {}, 'other', 'x', E'{name}', 'text/plain', 1, sha256('x'))",
            id("O1"),
            id("R1")
        ));
        assert_eq!(stage.act("mgr1", &sql).await.unwrap_err().code, "23514", "{name}");
    }
}

#[tokio::test]
async fn who_seals_a_document_takes_it_from_the_floor() {
    let stage = Stage::new().await;
    let sees = async |actor: &str| {
        let sql = format!(
            "select id from public.resident_documents where id = {}",
            row("resident_documents", "R1.contract")
        );
        stage.act(actor, &sql).await.unwrap().first.len() == 1
    };
    for actor in ["carer1", "senior1", "owner1", "comp1", "mgr1"] {
        assert!(sees(actor).await, "{actor}");
    }
    stage
        .must(
            "mgr1",
            &format!(
                "update public.resident_documents set sealed = true where id = {}",
                row("resident_documents", "R1.contract")
            ),
        )
        .await;
    for actor in ["carer1", "senior1", "owner1", "comp1"] {
        assert!(!sees(actor).await, "{actor}");
    }
    assert!(sees("mgr1").await && sees("mgr12").await);
}

/// Fills the buckets as the platform's own service would: one object for each file, and some that belong
/// to nothing.
async fn fill(stage: &Stage) {
    let superuser = stage.database.superuser().await;
    superuser
        .batch_execute(
            "insert into storage.objects (bucket_id, name) select 'resident-docs', path from public.resident_documents;
             insert into storage.objects (bucket_id, name) select 'policy-files', path from public.policy_documents where path is not null;
             insert into storage.objects (bucket_id, name) select 'incident-evidence', path from public.incident_evidence;
             insert into storage.objects (bucket_id, name) select 'resident-docs', path from public.incident_evidence limit 5;
             insert into storage.objects (bucket_id, name) select 'policy-files', path from public.resident_documents limit 5;
             insert into storage.objects (bucket_id, name) values ('resident-docs', 'no/row/of/ours'), ('resident-docs', ''),
                 ('policy-files', 'x'), ('incident-evidence', 'x'), ('incident-evidence', 'y')",
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn everybody_fetches_the_bytes_of_the_rows_that_they_see_and_no_others() {
    let stage = Stage::new().await;
    fill(&stage).await;
    let client = stage.database.api().await;
    let mut fetched = 0;
    for seat in World::get().seats() {
        begin_as(&client, "authenticated", &seat.actor()).await;
        let texts = async |sql: &str| -> BTreeSet<String> {
            client.query(sql, &[]).await.unwrap().iter().map(|r| r.get(0)).collect()
        };
        let objects = texts("select bucket_id || ' ' || name from storage.objects").await;
        let rows = texts(
            "select 'resident-docs ' || path from public.resident_documents where scan_status = 'clean' and archived_at is null
             union all
             select 'policy-files ' || path from public.policy_documents where scan_status = 'clean' and archived_at is null
             union all
             select 'incident-evidence ' || path from public.incident_evidence where scan_status = 'clean' and archived_at is null",
        )
        .await;
        client.batch_execute("rollback").await.unwrap();
        assert_eq!(objects, rows, "{}", seat.name);
        fetched += objects.len();
    }
    assert!(fetched > 200, "{fetched}");
    // A carer has no sealed one, whoever manages the home has.
    for (actor, sealed) in [("carer1", false), ("owner1", false), ("mgr1", true)] {
        begin_as(&client, "authenticated", &World::get().actor(actor)).await;
        let path = stage
            .one(&format!(
                "select path from public.resident_documents where id = {}",
                row("resident_documents", "R1.sealed")
            ))
            .await;
        let there =
            client.query("select 1 from storage.objects where name = $1", &[&path]).await.unwrap().len();
        client.batch_execute("rollback").await.unwrap();
        assert_eq!(there == 1, sealed, "{actor}");
    }
}

#[tokio::test]
async fn nobody_writes_to_a_bucket() {
    let stage = Stage::new().await;
    fill(&stage).await;
    let client = stage.database.api().await;
    for actor in ["owner1", "mgr1", "carer1", "gone", "anonymous"] {
        for (sql, refused) in [
            ("insert into storage.objects (bucket_id, name) values ('resident-docs', 'mine')", true),
            ("insert into storage.buckets (id, name) values ('mine', 'mine')", true),
            ("update storage.objects set name = 'mine'", false),
            ("update storage.buckets set public = true", false),
        ] {
            begin_as(&client, "authenticated", &World::get().actor(actor)).await;
            let answer = client.execute(sql, &[]).await;
            client.batch_execute("rollback").await.unwrap();
            match answer {
                Ok(rows) => assert!(!refused && rows == 0, "{actor}: {sql}: {rows}"),
                Err(error) => assert_eq!(
                    error.code().map(tokio_postgres::error::SqlState::code),
                    Some("42501"),
                    "{actor}: {sql}"
                ),
            }
        }
    }
}

#[tokio::test]
async fn the_buckets_are_private_and_say_what_they_take() {
    let stage = Stage::new().await;
    let buckets = stage.all("select id, public, file_size_limit, cardinality(allowed_mime_types) from storage.buckets order by id").await;
    let text: Vec<String> =
        buckets.iter().map(|b| b.iter().map(|v| v.clone().unwrap()).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        text,
        ["incident-evidence f 52428800 6", "policy-files f 26214400 4", "resident-docs f 26214400 5"]
    );
    // The metadata tables take what the bucket takes, and no more.
    for (bucket, constraint) in [
        ("resident-docs", "resident_documents_media_type"),
        ("policy-files", "policy_documents_media_type"),
        ("incident-evidence", "incident_evidence_media_type"),
    ] {
        let agrees = stage
            .one(&format!(
                "select bool_and(position('''' || m || '''' in pg_get_constraintdef(c.oid)) > 0) and count(*) = (select count(*) from regexp_matches(pg_get_constraintdef(c.oid), '/', 'g'))
                   from storage.buckets b, unnest(b.allowed_mime_types) m, pg_constraint c where b.id = '{bucket}' and c.conname = '{constraint}' group by c.oid"
            ))
            .await;
        assert_eq!(agrees, "t", "{bucket}");
    }
}
