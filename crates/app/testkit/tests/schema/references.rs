//! Nothing can be made to point into another home or to another operator, not even past the
//! policies (A06), and what has to be unique is so within an operator only (A11).

use crate::support::{Stage, id, row};

#[tokio::test]
async fn a_row_refers_to_its_own_home_and_operator() {
    let stage = Stage::new().await;
    let o1 = id("O1");
    let cases = [
        // What, who tries, the statement, the refusals that may answer it.
        (
            "a room in another home's unit",
            "owner1",
            format!("update public.rooms set unit_id = {} where id = {}", id("H2.unit"), id("H1.room.free")),
            "23503",
        ),
        (
            "a bed in another home's room",
            "owner1",
            format!(
                "insert into public.beds (organisation_id, care_home_id, room_id, name) values ({o1}, {}, {}, 'x')",
                id("H1"),
                id("H2.room.free")
            ),
            "23503",
        ),
        (
            "a room in another operator's unit",
            "owner1",
            format!(
                "insert into public.rooms (organisation_id, care_home_id, unit_id, name) values ({o1}, {}, {}, 'x')",
                id("H1"),
                id("H3.unit")
            ),
            "23503",
        ),
        (
            "a key worker of another operator",
            "mgr1",
            format!("update public.clients set key_worker_id = {} where id = {}", id("carer3"), id("R1")),
            "invalid",
        ),
        (
            "a key worker of another home",
            "mgr1",
            format!("update public.clients set key_worker_id = {} where id = {}", id("carer2"), id("R1")),
            "invalid",
        ),
        (
            "a key worker who is not there",
            "mgr1",
            format!("update public.clients set key_worker_id = {} where id = {}", id("nowhere"), id("R1")),
            "invalid",
        ),
        (
            "a right of another operator's person",
            "owner1",
            format!(
                "insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade) values ({o1}, {}, {}, 'carer')",
                id("H1"),
                id("carer3")
            ),
            "23503",
        ),
        (
            "a right in another operator's home",
            "owner1",
            format!(
                "insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade) values ({o1}, {}, {}, 'carer')",
                id("H3"),
                id("carer1")
            ),
            "23503",
        ),
        (
            "a resident of another operator",
            "mgr1",
            format!(
                "insert into public.client_contacts (organisation_id, client_id, name, relationship) values ({o1}, {}, 'x', 'x')",
                id("R3")
            ),
            "42501",
        ),
        (
            "a resident of mine in another operator",
            "mgr1",
            format!(
                "insert into public.client_contacts (organisation_id, client_id, name, relationship) values ({}, {}, 'x', 'x')",
                id("O2"),
                id("R1")
            ),
            "23503",
        ),
        (
            "a stay of another resident's admission",
            "mgr1",
            format!(
                "insert into public.bed_stays (organisation_id, client_id, admission_id, during, status) values ({o1}, {}, {}, tstzrange(now(), null), 'planned')",
                id("asked"),
                row("bed_stays", "R1.stay0")
            ),
            "invalid",
        ),
        (
            "another operator's admission",
            "mgr1",
            format!(
                "insert into public.bed_stays (organisation_id, client_id, admission_id, during, status) values ({o1}, {}, {}, tstzrange(now(), null), 'planned')",
                id("asked"),
                row("bed_stays", "R3.stay0")
            ),
            "23503",
        ),
    ];
    for (what, actor, sql, code) in cases {
        let refused = stage.act(actor, &sql).await.unwrap_err();
        assert!(refused.code == code || refused.code == "23502", "{what}: {refused}");
    }
    // The owner of the tables is bound by no policy, and by every key.
    let contact = |o: &str, client: &str, home: &str| {
        format!(
            "insert into public.client_contacts (organisation_id, client_id, care_home_id, name, relationship) values ({}, {}, {}, 'x', 'x')",
            id(o),
            id(client),
            id(home)
        )
    };
    for sql in [contact("O1", "R3", "H1"), contact("O2", "R1", "H3"), contact("O1", "R1", "H3")] {
        let error = stage.owner.batch_execute(&sql).await.unwrap_err();
        assert_eq!(error.code().unwrap().code(), "23503", "{sql}");
    }
}

/// Every key between tables of tenants carries the tenant, whatever is added later.
#[tokio::test]
async fn every_key_between_tenants_rows_carries_the_tenant() {
    let stage = Stage::new().await;
    let bare = stage
        .all(
            "select k.conrelid::regclass, k.conname from pg_constraint k
              where k.contype = 'f' and k.connamespace = 'public'::regnamespace
                and k.confrelid::regclass::text <> all ('{organisations,auth.users}')
                -- Published rules are no operator's, nor is the list of jobs that there are.
                and k.confrelid <> 'app.job_handlers'::regclass
                and k.confrelid not in (select oid from pg_class where relnamespace = 'reference'::regnamespace)
                and not exists (select from unnest(k.conkey) c join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c and a.attname = 'organisation_id')",
        )
        .await;
    assert!(bare.is_empty(), "{bare:?}");
}

#[tokio::test]
async fn what_is_unique_is_so_within_an_operator() {
    let stage = Stage::new().await;
    let number = stage
        .one(&format!("select nhs_number from public.client_identity where client_id = {}", id("R1")))
        .await;
    let code = stage.one(&format!("select code from public.care_homes where id = {}", id("H1"))).await;
    // Another operator's manager learns nothing of R1, and neither does their owner of H1.
    stage
        .must(
            "mgr3",
            &format!(
                "update public.client_identity set nhs_number = '{number}' where client_id = {}",
                id("R3")
            ),
        )
        .await;
    let home = "insert into public.care_homes (organisation_id, name, code, registered_beds) values ($O, 'x', $C, 1)";
    let home = |o: &str| home.replace("$O", &id(o)).replace("$C", &format!("'{code}'"));
    stage.must("owner2", &home("O2")).await;
    // Within one, the answer is the key's name, which the server turns into its words.
    let refused = stage.act("owner1", &home("O1")).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23505", "care_homes_code"));
    let sql =
        format!("update public.client_identity set nhs_number = '{number}' where client_id = {}", id("R1b"));
    let refused = stage.act("mgr1", &sql).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.constraint.as_str()), ("23505", "client_identity_nhs"));
    // Who may not write there is not even told that.
    assert_eq!(stage.act("carer2", &sql).await.unwrap().touched, 0);
}
