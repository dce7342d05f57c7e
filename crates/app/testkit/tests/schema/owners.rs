//! An organisation keeps an owner, also when two owners remove each other at once.

use crate::support::{Stage, id, row};

const LIVE: &str =
    "select count(*) from public.organisation_roles r join public.profiles p on p.id = r.profile_id
    where r.organisation_id = $O and r.role = 'business_owner' and r.archived_at is null and r.valid @> now()
      and p.status = 'active' and p.archived_at is null";

fn role_of(person: &str) -> String {
    let role = row("organisation_roles", &format!("{person}.business_owner"));
    format!(
        "update public.organisation_roles set archived_at = now(), archive_reason = 'left' where id = {role}"
    )
}

fn disable(person: &str) -> String {
    format!("update public.profiles set status = 'disabled' where id = {}", id(person))
}

fn archive(person: &str) -> String {
    format!(
        "update public.profiles set archived_at = now(), archive_reason = 'left' where id = {}",
        id(person)
    )
}

async fn owners(stage: &Stage, organisation: &str) -> String {
    stage.one(&LIVE.replace("$O", &id(organisation))).await
}

#[tokio::test]
async fn the_last_owner_stays() {
    let stage = Stage::new().await;
    for sql in [role_of("owner2"), disable("owner2"), archive("owner2")] {
        assert_eq!(stage.act("owner2", &sql).await.unwrap_err().code, "last_owner", "{sql}");
    }
    assert_eq!(owners(&stage, "O2").await, "1");
    // Of two, either may go, in any way, but not the other after.
    stage.must("owner1", &disable("owner_manager")).await;
    for sql in [role_of("owner1"), disable("owner1"), archive("owner1")] {
        assert_eq!(stage.act("owner1", &sql).await.unwrap_err().code, "last_owner", "{sql}");
    }
    assert_eq!(owners(&stage, "O1").await, "1");
}

#[tokio::test]
async fn two_owners_who_remove_each_other_at_once_leave_one() {
    let ways: [fn(&str) -> String; 3] = [role_of, disable, archive];
    for first in ways {
        for second in ways {
            let stage = Stage::new().await;
            assert_eq!(owners(&stage, "O1").await, "2");
            let mut one = stage.open("owner1").await;
            one.run(&first("owner_manager")).await.unwrap();
            let sql = second("owner1");
            let (two, ()) = tokio::join!(stage.act("owner_manager@fresh", &sql), async {
                stage.until_somebody_waits().await;
                one.commit().await.unwrap();
            });
            assert_eq!(two.unwrap_err().code, "last_owner", "{sql}");
            assert_eq!(owners(&stage, "O1").await, "1");
        }
    }
}

#[tokio::test]
async fn an_office_is_given_right_after_a_second_factor_and_never_to_oneself() {
    let stage = Stage::new().await;
    let give = |person: &str| {
        format!(
            "insert into public.organisation_roles (organisation_id, profile_id, role) values ({}, {}, 'business_owner')",
            id("O1"),
            id(person)
        )
    };
    for actor in
        ["owner1@stale", "owner1@external", "owner_manager", "comp1", "mgr1", "owner_ended", "owner2"]
    {
        assert_eq!(stage.act(actor, &give("nobody")).await.unwrap_err().code, "42501", "{actor}");
    }
    assert_eq!(stage.act("owner_manager@fresh", &give("owner_manager")).await.unwrap_err().code, "42501");
    stage.must("owner1", &give("nobody")).await;
    assert_eq!(owners(&stage, "O1").await, "3");
}
