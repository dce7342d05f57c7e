//! Files of incidents: who adds them, who sees them, and what never changes. That bytes are fetched by
//! whoever sees the row is tried in `documents`.

use crate::support::{Stage, id, row};

fn add(incident: &str, what: &str) -> String {
    format!(
        "insert into public.incident_evidence (organisation_id, incident_id, kind, title, file_name, media_type, size_bytes, sha256{what} returning id",
    )
    .replace("$I", &row("incidents", incident))
}

fn photo(incident: &str) -> String {
    add(
        incident,
        &format!(
            ") values ({}, $I, 'photograph', 'The hall', 'hall.jpg', 'image/jpeg', 9, sha256('x'))",
            id("O1")
        ),
    )
}

async fn sees(stage: &Stage, actor: &str, file: &str) -> bool {
    let sql = format!("select id from public.incident_evidence where id = '{file}'");
    stage.act(actor, &sql).await.unwrap().first.len() == 1
}

#[tokio::test]
async fn the_floor_sees_what_it_added_and_those_who_work_the_case_see_all() {
    let stage = Stage::new().await;
    let file = stage.must("carer1", &photo("I1")).await.first[0].clone().unwrap();
    for actor in ["carer1", "mgr1", "mgr12", "cover1", "owner1", "comp1"] {
        assert!(sees(&stage, actor, &file).await, "{actor}");
    }
    for actor in ["senior1", "nurse1", "both", "excluded", "ancillary1", "mgr3", "owner2", "nobody", "worker"]
    {
        assert!(!sees(&stage, actor, &file).await, "{actor}");
    }
    let path = stage.one(&format!("select path from public.incident_evidence where id = '{file}'")).await;
    let incident = row("incidents", "I1");
    assert_eq!(
        format!("'{path}'"),
        format!("'{}/{}/{file}'", id("O1").trim_matches('\''), incident.trim_matches('\''))
    );
}

#[tokio::test]
async fn whom_it_is_about_sees_no_file_of_it_not_even_their_own() {
    let stage = Stage::new().await;
    let file = stage.must("carer1", &photo("I1")).await.first[0].clone().unwrap();
    assert!(sees(&stage, "carer1", &file).await);
    stage
        .must(
            "mgr1",
            &format!(
                "update public.incidents set subject_ids = array[{}]::uuid[] where id = {}",
                id("carer1"),
                row("incidents", "I1")
            ),
        )
        .await;
    assert!(!sees(&stage, "carer1", &file).await);
    assert!(sees(&stage, "mgr1", &file).await);
    // Nor can they add to it, or learn by trying that it is there: as for one that does not exist.
    let refused = stage.act("carer1", &photo("I1")).await.unwrap_err();
    let nothing = photo("I1").replace(&row("incidents", "I1"), &id("no such incident"));
    assert_eq!(refused, stage.act("carer1", &nothing).await.unwrap_err());
    // A registered manager as its subject changes and archives nothing.
    let of_manager = row("incident_evidence", "I_manager.photo");
    for set in ["title = 'x'", "archived_at = now(), archive_reason = 'x'"] {
        let sql = format!("update public.incident_evidence set {set} where id = {of_manager}");
        assert_eq!(stage.act("mgr1", &sql).await.unwrap().touched, 0, "{set}");
    }
}

/// Who reports an allegation adds what shows it, although the case is kept to managers from then on.
#[tokio::test]
async fn who_reports_an_allegation_adds_the_picture() {
    let stage = Stage::new().await;
    let report = format!(
        "insert into public.incident_reports (organisation_id, client_id, kind, harm, what_happened, occurred_at)
         values ({}, {}, 'safeguarding_allegation', 'low', 'A bruise on the arm.', now()) returning incident_id",
        id("O1"),
        id("R1")
    );
    let incident = stage.must("carer1", &report).await.first[0].clone().unwrap();
    let file = photo("I1").replace(&row("incidents", "I1"), &format!("'{incident}'"));
    // The case is kept from the reporter and from a colleague alike, who knows nothing of it.
    let case = format!("select id from public.incidents where id = '{incident}'");
    assert!(stage.act("carer1", &case).await.unwrap().first.is_empty());
    assert_eq!(stage.act("senior1", &file).await.unwrap_err().code, "42501");
    let added = stage.must("carer1", &file).await.first[0].clone().unwrap();
    assert!(sees(&stage, "carer1", &added).await && sees(&stage, "mgr1", &added).await);
    assert!(!sees(&stage, "senior1", &added).await);
    // The right ends with the membership, not with the report.
    stage
        .owner
        .batch_execute(&format!(
            "update public.user_care_homes set valid = tstzrange(lower(valid), now() - interval '1 minute') where profile_id = {}",
            id("carer1")
        ))
        .await
        .unwrap();
    assert!(!sees(&stage, "carer1", &added).await);
    assert_eq!(stage.act("carer1", &file).await.unwrap_err().code, "42501");
}

#[tokio::test]
async fn a_file_never_changes_and_nobody_chooses_where_it_lies() {
    let stage = Stage::new().await;
    let of = row("incident_evidence", "I1.photo");
    for set in [
        "file_name = 'x.jpg'",
        "media_type = 'image/png'",
        "size_bytes = 2",
        "sha256 = sha256('y')",
        "path = 'x'",
        "taken_at = now()",
        "client_id = null",
    ] {
        let sql = format!("update public.incident_evidence set {set} where id = {of}");
        assert_eq!(stage.act("mgr1", &sql).await.unwrap_err().code, "42501", "{set}");
        let refused = stage.owner.batch_execute(&sql).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().message(), "illegal_transition", "{set}");
    }
    let chosen =
        photo("I1").replace("sha256)", "sha256, path)").replace("sha256('x'))", "sha256('x'), 'elsewhere')");
    assert_eq!(stage.act("mgr1", &chosen).await.unwrap_err().code, "42501");
    // Not found clean by whoever uploads it.
    let clean = format!("update public.incident_evidence set scan_status = 'clean' where id = {of}");
    assert_eq!(stage.act("mgr1", &clean).await.unwrap_err().code, "42501");
    for (from, to) in [("hall.jpg", "../hall.jpg"), ("image/jpeg", "text/html"), (", 9,", ", 52428801,")] {
        let refused = stage.act("mgr1", &photo("I1").replace(from, to)).await.unwrap_err();
        assert_eq!(refused.code, "23514", "{to}");
    }
}
