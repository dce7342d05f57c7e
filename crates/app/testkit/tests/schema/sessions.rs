//! Who is asking: our sessions, other issuers' tokens, and what ends them.

use almoner_kernel::{Actor, Assurance, Caller, Code, Person};
use almoner_pg::{One, row, statement};
use almoner_testkit::names;
use almoner_testkit::world::World;
use uuid::Uuid;

use crate::support::{Stage, id};

row! {
    #[derive(Debug, PartialEq, Eq)]
    struct Me { profile: Option<Uuid>, organisation: Option<Uuid>, fresh: Option<bool>, names: Option<i64> }
}

statement! {
    ME: () -> Me = "select app.profile_id() as profile, app.organisation_id() as organisation, app.fresh_second_factor() as fresh, \
        (select count(*) from public.profiles) as names";
}

fn external(account: &str) -> Caller {
    Caller::new(Actor::Person(Person {
        account: names::id(&format!("account:{account}")),
        session: None,
        assurance: Assurance::Aal2,
    }))
}

fn caller(name: &str) -> Caller {
    Caller::new(World::get().actor(name))
}

#[tokio::test]
async fn a_profile_that_is_disabled_or_archived_loses_its_sessions() {
    for end in ["status = 'disabled'", "archived_at = now(), archive_reason = 'mistake'"] {
        let stage = Stage::new().await;
        let db = stage.database.db();
        assert_eq!(
            db.read(&caller("carer1"), ME.with(())).await.unwrap().one().unwrap().profile,
            Some(names::id("carer1"))
        );
        stage.must("owner1", &format!("update public.profiles set {end} where id = {}", id("carer1"))).await;
        let live = format!(
            "select count(*) from private.sessions where profile_id = {} and revoked_at is null",
            id("carer1")
        );
        assert_eq!(stage.one(&live).await, "0");
        assert_eq!(db.read(&caller("carer1"), ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
        assert_eq!(db.write(&caller("carer1"), ()).await.err().unwrap().code, Code::Unauthenticated);
        // Coming back takes a new sign-in.
        let back = if end.starts_with("status") { "status = 'active'" } else { "archived_at = null" };
        stage.must("owner1", &format!("update public.profiles set {back} where id = {}", id("carer1"))).await;
        assert_eq!(db.read(&caller("carer1"), ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
        // Nobody else's went.
        db.read(&caller("senior1"), ME.with(())).await.unwrap();
    }
}

#[tokio::test]
async fn a_right_that_ends_takes_effect_on_the_next_statement() {
    let stage = Stage::new().await;
    let mut open = stage.open("carer1").await;
    let residents = "select id from public.clients";
    assert!(!open.run(residents).await.unwrap().first.is_empty());
    let end = format!(
        "update public.user_care_homes set valid = tstzrange(lower(valid), now()) where profile_id = {}",
        id("carer1")
    );
    stage.must("mgr1", &end).await;
    // In a transaction that began before, too: now() is older there, so what is read is the row's
    // end against the beginning of this transaction; the next one is the statement that counts.
    open.commit().await.unwrap();
    let mut next = stage.open("carer1").await;
    assert!(next.run(residents).await.unwrap().first.is_empty());
}

#[tokio::test]
async fn sessions_that_are_over_are_nobodys() {
    let stage = Stage::new().await;
    let db = stage.database.db();
    for actor in ["mgr1@expired", "mgr1@idle", "mgr1@revoked", "carer1@borrowed", "gone"] {
        assert_eq!(
            db.read(&caller(actor), ME.with(())).await.unwrap_err().code,
            Code::Unauthenticated,
            "{actor}"
        );
    }
    // The account itself, disabled: its sessions and other issuers' tokens alike.
    stage
        .owner
        .execute(
            "update private.accounts set disabled_at = now() where id = $1",
            &[&names::id("account:carer1")],
        )
        .await
        .unwrap();
    for me in [caller("carer1"), external("carer1")] {
        assert_eq!(db.read(&me, ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
        assert_eq!(db.read_unplaced(&me, ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
    }
    let organisation = "update public.organisations set archived_at = now() where id = $1";
    stage.owner.execute(organisation, &[&names::id("O2")]).await.unwrap();
    assert_eq!(db.read(&caller("owner2"), ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
}

#[tokio::test]
async fn another_issuers_token_works_where_there_is_one_profile_or_one_was_chosen() {
    let stage = Stage::new().await;
    let db = stage.database.db();
    let me = db.read(&external("carer1"), ME.with(())).await.unwrap().one().unwrap();
    assert_eq!((me.profile, me.organisation), (Some(names::id("carer1")), Some(names::id("O1"))));
    assert_eq!(me.fresh, Some(false), "a claim of aal2 without its time is not fresh");
    assert!(me.names.unwrap() > 5);

    let chosen = db.read(&external("two_orgs"), ME.with(())).await.unwrap().one().unwrap();
    assert_eq!((chosen.profile, chosen.organisation), (Some(names::id("two_orgs_2")), Some(names::id("O2"))));
    // Nothing chosen among two: signed in, and nowhere.
    stage.owner.execute("delete from private.chosen_profiles", &[]).await.unwrap();
    assert_eq!(db.read(&external("two_orgs"), ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
    let nowhere = db.read_unplaced(&external("two_orgs"), ME.with(())).await.unwrap().one().unwrap();
    assert_eq!(nowhere, Me { profile: None, organisation: None, fresh: Some(false), names: Some(0) });
    // A choice that is not theirs counts for nothing.
    let steal =
        "insert into private.chosen_profiles (account_id, organisation_id, profile_id) values ($1, $2, $3)";
    stage
        .owner
        .execute(steal, &[&names::id("account:two_orgs"), &names::id("O1"), &names::id("owner1")])
        .await
        .unwrap();
    assert_eq!(db.read(&external("two_orgs"), ME.with(())).await.unwrap_err().code, Code::Unauthenticated);
    // Somebody whom we do not know, and somebody whose only profile is disabled.
    for account in ["a stranger", "gone"] {
        assert_eq!(
            db.read(&external(account), ME.with(())).await.unwrap_err().code,
            Code::Unauthenticated,
            "{account}"
        );
    }
}

/// What `app.me()` makes of claims as they could come through the data API.
#[tokio::test]
async fn claims_say_who_and_nothing_else() {
    let stage = Stage::new().await;
    let client = stage.database.api().await;
    let account = names::id("account:carer1");
    let session = names::id("session:carer1");
    let owner_session = names::id("session:owner1");
    let profile = |claims: String| {
        let client = &client;
        async move {
            let sql = format!(
                "begin; select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{claims}', true)"
            );
            client.batch_execute(&sql).await.unwrap();
            let answer = client.query_one("select app.profile_id()", &[]).await;
            client.batch_execute("rollback").await.unwrap();
            answer.map(|row| row.get::<_, Option<Uuid>>(0)).map_err(|e| e.code().unwrap().code().to_owned())
        }
    };
    let carer1 = Ok(Some(names::id("carer1")));
    let base = format!(r#""role": "authenticated", "sub": "{account}""#);
    assert_eq!(profile(format!(r#"{{{base}, "almoner_session": "{session}"}}"#)).await, carer1);
    assert_eq!(profile(format!("{{{base}}}")).await, carer1);
    let ignored = format!(
        r#"{{{base}, "organisation_id": "{}", "profile_id": "{}", "user_metadata": {{"role": "business_owner"}}, "aal": "aal2"}}"#,
        names::id("O2"),
        names::id("owner2")
    );
    assert_eq!(profile(ignored).await, carer1);
    for nobody in [
        String::new(),
        "{}".into(),
        format!(r#"{{"role": "anon", "sub": "{account}"}}"#),
        format!(r#"{{"role": "service_role", "sub": "{account}"}}"#),
        format!(r#"{{"sub": "{account}"}}"#),
        r#"{"role": "authenticated"}"#.into(),
        format!(r#"{{{base}, "almoner_session": "{owner_session}"}}"#),
        format!(r#"{{{base}, "almoner_session": "{}"}}"#, names::id("no session")),
        format!(r#"{{"role": "authenticated", "almoner_worker": "{}"}}"#, names::id("O1")),
        format!(r#"{{"role": "authenticated", "sub": "{}"}}"#, names::id("no account")),
    ] {
        assert_eq!(profile(nobody.clone()).await, Ok(None), "{nobody}");
    }
    // Nonsense is refused, not read as nobody or as somebody.
    for nonsense in ["not json", r#"{"role": "authenticated", "sub": "1"}"#] {
        assert!(profile(nonsense.into()).await.is_err(), "{nonsense}");
    }
}
