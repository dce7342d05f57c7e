//! The chain: whole after whatever happened, and broken where somebody touched it.

use almoner_audit::{Chain, Fault, Head, verify};
use almoner_testkit::database::{Database, begin_as};
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use tokio_postgres::Client;

/// A database with the world in it, its owner, and every event chained.
async fn chained() -> (Database, Client) {
    let database = Database::world().await;
    let owner = database.owner().await;
    // Several workers at once, as in life.
    let workers = [worker(&database).await, worker(&database).await, worker(&database).await];
    let chain = async |worker: &Client| {
        let mut done = 0;
        loop {
            let row = worker.query_one("select app.claim_audit_chain(200)", &[]).await.unwrap();
            let chained: i32 = row.get(0);
            done += chained;
            let waiting = owner.query_one("select count(*) from private.audit_unchained", &[]).await.unwrap();
            if waiting.get::<_, i64>(0) == 0 {
                return done;
            }
        }
    };
    let (one, two, three) = tokio::join!(chain(&workers[0]), chain(&workers[1]), chain(&workers[2]));
    let events = owner.query_one("select count(*) from public.audit_events", &[]).await.unwrap();
    assert_eq!(i64::from(one + two + three), events.get::<_, i64>(0), "each event once");
    (database, owner)
}

/// A connection as the worker, which may claim and finish and nothing else.
async fn worker(database: &Database) -> Client {
    let client = database.api().await;
    client.batch_execute("set role almoner_worker").await.unwrap();
    client
}

fn of<'a>(chains: &'a [Chain], organisation: &str) -> &'a Chain {
    chains.iter().find(|chain| chain.organisation == id(organisation)).expect("a chain for each")
}

#[tokio::test]
async fn it_holds_and_goes_on() {
    let (database, owner) = chained().await;
    let chains = verify(&owner, &[]).await.unwrap();
    assert_eq!(chains.len(), 2);
    for chain in &chains {
        assert_eq!((&chain.fault, chain.waiting, chain.erased), (&None, 0, 0));
        assert!(chain.head.as_ref().is_some_and(|head| head.seq > 50));
    }
    // A change waits, and is then the next link.
    let before = of(&chains, "O1").head.clone().unwrap();
    let client = database.api().await;
    begin_as(&client, "almoner_request", &World::get().actor("mgr1")).await;
    let change = format!("update public.clients set preferred_name = 'Bee' where id = '{}'", id("R1"));
    client.batch_execute(&format!("{change}; commit")).await.unwrap();
    assert_eq!(of(&verify(&owner, &[]).await.unwrap(), "O1").waiting, 1);
    worker(&database).await.execute("select app.claim_audit_chain(10)", &[]).await.unwrap();
    let after = verify(&owner, std::slice::from_ref(&before)).await.unwrap();
    let after = of(&after, "O1");
    assert_eq!((&after.fault, after.head.as_ref().unwrap().seq), (&None, before.seq + 1));
}

#[tokio::test]
async fn the_line_is_the_databases_own() {
    let (_database, owner) = chained().await;
    // The verifier never asks app.audit_line; that both are the same is seen here alone.
    let wrong = owner
        .query_one(
            "select count(*) from private.audit_chain c join public.audit_events e on e.organisation_id = c.organisation_id and e.id = c.event_id
              where c.hash <> sha256(c.previous || convert_to(app.audit_line(c.seq, e), 'UTF8'))",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(wrong.get::<_, i64>(0), 0);
}

/// What somebody with every right on the database does, and what is then said of the chain of O1.
async fn after(owner: &Client, tampering: &str) -> Option<Fault> {
    let o1 = id("O1");
    // Undone at the end; the verifier joins the transaction that is open.
    owner.batch_execute("begin; set local session_replication_role = replica").await.unwrap();
    owner
        .batch_execute(&tampering.replace("$O", &format!("'{o1}'")))
        .await
        .unwrap_or_else(|e| panic!("{tampering}: {e:?}"));
    owner.batch_execute("commit").await.unwrap();
    let chains = verify(owner, &[]).await.unwrap();
    assert_eq!(of(&chains, "O2").fault, None, "another organisation's chain");
    of(&chains, "O1").fault.clone()
}

#[tokio::test]
async fn the_first_bad_link_is_named() {
    // The superuser, since the owner of the tables may not even switch the triggers off in passing.
    let (database, _) = chained().await;
    let superuser = database.superuser().await;
    let mut seq = 100;
    let changed: fn(i64) -> Fault = Fault::Changed;
    // Each a little earlier in the chain than the one before, so that it is the first that is found.
    for (tampering, fault) in [
        ("update public.audit_events set profile_id = null, action = 'restore' where id = $E", changed),
        ("update public.audit_events set at = at + interval '1 second' where id = $E", changed),
        ("update public.audit_events set incident_id = organisation_id where id = $E", changed),
        ("delete from public.audit_events where id = $E", Fault::NoEvent),
        ("update public.audit_details set changes = '{}' where event_id = $E", Fault::Details),
        ("delete from private.audit_chain where organisation_id = $O and seq = $N", Fault::Gap),
        ("update private.audit_chain set previous = hash where organisation_id = $O and seq = $N", Fault::Broken),
        // Whoever computes one link anew breaks the next.
        (
            "update public.audit_events set verb = 'close' where id = $E;
             update private.audit_chain x set hash = sha256(x.previous || convert_to(app.audit_line(x.seq, e), 'UTF8'))
               from public.audit_events e
              where e.organisation_id = x.organisation_id and e.id = x.event_id and x.organisation_id = $O and x.seq = $N",
            |seq| Fault::Broken(seq + 1),
        ),
    ] {
        seq -= 10;
        let sql = tampering
            .replace("$E", "(select event_id from private.audit_chain where organisation_id = $O and seq = $N)")
            .replace("$N", &seq.to_string());
        assert_eq!(after(&superuser, &sql).await, Some(fault(seq)), "{tampering}");
    }
}

/// The place of some event that has a restriction.
async fn restricted(owner: &Client) -> i64 {
    let sql = "select max(c.seq) from private.audit_chain c join public.audit_events e on e.organisation_id = c.organisation_id and e.id = c.event_id
                where c.organisation_id = $1 and e.restriction is not null";
    owner.query_one(sql, &[&id("O1")]).await.unwrap().get(0)
}

#[tokio::test]
async fn who_takes_a_restriction_away_breaks_the_link() {
    let (database, owner) = chained().await;
    let seq = restricted(&owner).await;
    let taken = format!(
        "update public.audit_events set restriction = null where id = (select event_id from private.audit_chain where organisation_id = $O and seq = {seq})"
    );
    assert_eq!(after(&database.superuser().await, &taken).await, Some(Fault::Changed(seq)));
}

/// Events that were chained before there were restrictions got theirs afterwards.
#[tokio::test]
async fn links_of_the_first_form_hold() {
    let database = Database::world().await;
    let superuser = database.superuser().await;
    let set = |to: &str| {
        format!(
            "update public.audit_events e set restriction = {to} where table_name in ('resident_documents', 'staff_availability')"
        )
    };
    let given = "(select d.restriction from public.audit_details d where d.organisation_id = e.organisation_id and d.event_id = e.id)";
    superuser.batch_execute(&set("null")).await.unwrap();
    worker(&database).await.execute("select app.claim_audit_chain(1000000)", &[]).await.unwrap();
    superuser.batch_execute(&set(given)).await.unwrap();
    let chains = verify(&superuser, &[]).await.unwrap();
    assert!(restricted(&superuser).await > 0);
    assert!(chains.iter().all(|chain| chain.fault.is_none() && chain.waiting == 0), "{chains:?}");
}

#[tokio::test]
async fn an_event_that_came_past_the_triggers_is_found() {
    let (database, _) = chained().await;
    let superuser = database.superuser().await;
    let fault = after(
        &superuser,
        "insert into public.audit_events (organisation_id, id, action, table_name, row_id, details_hash)
         values ($O, '01999999-0000-7000-8000-000000000000', 'insert', 'clients', $O, '\\x00')",
    )
    .await;
    assert_eq!(fault, Some(Fault::Unchained("01999999-0000-7000-8000-000000000000".parse().unwrap())));
}

#[tokio::test]
async fn lawful_erasure_takes_the_details_and_leaves_the_chain() {
    let (database, _) = chained().await;
    let superuser = database.superuser().await;
    let erase = "delete from public.audit_details where organisation_id = $O and event_id = (select event_id from private.audit_chain where organisation_id = $O and seq = 7)";
    assert_eq!(after(&superuser, erase).await, None);
    assert_eq!(of(&verify(&superuser, &[]).await.unwrap(), "O1").erased, 1);
}

/// A chain that was cut at its end holds in itself; a head that was kept elsewhere tells.
#[tokio::test]
async fn a_cut_end_is_found_by_what_was_kept_elsewhere() {
    let (database, owner) = chained().await;
    let kept: Vec<Head> =
        verify(&owner, &[]).await.unwrap().into_iter().filter_map(|chain| chain.head).collect();
    let o1 = kept.iter().find(|head| head.organisation == id("O1")).unwrap();
    let noted = worker(&database)
        .await
        .query("select * from app.finish_audit_anchor('a bucket')", &[])
        .await
        .unwrap();
    assert_eq!(noted.len(), 2);
    assert!(
        worker(&database)
            .await
            .query("select * from app.finish_audit_anchor('a bucket')", &[])
            .await
            .unwrap()
            .is_empty()
    );
    let superuser = database.superuser().await;
    let cut = format!(
        "delete from public.audit_events where id in (select event_id from private.audit_chain where organisation_id = $O and seq = {0});
         delete from private.audit_chain where organisation_id = $O and seq = {0}",
        o1.seq
    );
    // By the anchor that the database holds, and by the printed head when that is gone too.
    assert_eq!(after(&superuser, &cut).await, Some(Fault::Cut(o1.seq)));
    assert_eq!(after(&superuser, "delete from private.audit_anchors").await, None);
    let chains = verify(&superuser, &kept).await.unwrap();
    assert_eq!(of(&chains, "O1").fault, Some(Fault::Cut(o1.seq)));
    assert_eq!(of(&chains, "O2").fault, None);
}

#[tokio::test]
async fn nobody_changes_the_chain_or_the_anchors_by_a_statement() {
    let (_database, owner) = chained().await;
    for sql in [
        "update private.audit_chain set seq = seq + 1000000",
        "delete from private.audit_chain",
        "truncate private.audit_chain",
        "update private.audit_anchors set seq = seq",
        "truncate private.audit_anchors",
    ] {
        let error = owner.batch_execute(sql).await;
        let rows = owner.query_one("select count(*) from private.audit_anchors", &[]).await.unwrap();
        if sql.contains("update private.audit_anchors") && rows.get::<_, i64>(0) == 0 {
            continue;
        }
        assert_eq!(error.unwrap_err().as_db_error().unwrap().message(), "illegal_transition", "{sql}");
    }
}
