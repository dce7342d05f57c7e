//! Into the database: checks first, then everything by COPY in one transaction,
//! so that a seed that fails has done nothing.

use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::SinkExt;
use tokio::sync::mpsc;
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

use crate::aside::Aside;
use crate::calendar::{Calendar, TODAY};
use crate::error::{Error, Result};
use crate::plan::{Plan, Profile};
use crate::report::{Loaded, Progress, Report, SignIn};
use crate::tables::{ALL, COMPLIANCE, Kind, Table};
use crate::world::{self, Part, groups::Group, organisation};

/// Two seeds at once would meet at the first unique key; this says it sooner.
const LOCK: i64 = 0x0061_6c6d_7365_6564;
/// How much goes to the server at a time, in bytes.
const CHUNK: usize = 256 * 1024;

/// Fills the database that `owner` is connected to. Refuses, and does nothing,
/// if the same world is there already. Afterwards the tables are vacuumed, so
/// that the planner knows them.
pub async fn seed(owner: &mut Client, plan: &Plan, progress: &dyn Fn(Progress)) -> Result<Report> {
    let began = Instant::now();
    let calendar = Calendar::new(plan.start, plan.time)?;
    let groups = world::groups::of(plan.profile, plan.number);
    if groups.iter().any(|group| group.homes.is_empty()) {
        return Err(Error::Plan("an organisation needs at least one home".to_owned()));
    }
    let ids: Vec<Uuid> = groups
        .iter()
        .map(|group| {
            let mut ledger = world::ids(plan.number, plan.profile.name(), group);
            organisation::id(&mut ledger, world::founded(&calendar))
        })
        .collect();
    let organisations: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let parts = world::parts(&groups);
    let tell = |doing: &str, part: usize, rows: u64| {
        progress(Progress { doing: doing.to_owned(), part, parts, rows });
    };

    let transaction = owner.transaction().await.map_err(Error::database("beginning the seed"))?;
    check(&transaction, plan, &calendar, &groups).await?;
    tell("Hashing the password", 0, 0);
    let hash = plan.password_hash().await.map_err(Error::Password)?;
    set_triggers(&transaction, "disable").await?;
    // A small load is sooner done as it is, and holds up nobody.
    let aside = match plan.profile {
        Profile::Scale(_) => Some(Aside::set(&transaction).await?),
        Profile::Demo | Profile::Preview => None,
    };

    // The world is made on one core while the server loads on another.
    let (give, mut take) = mpsc::channel::<Part>(2);
    let pictured = matches!(plan.profile, Profile::Demo | Profile::Preview);
    let (number, profile, living) = (plan.number, plan.profile.name(), calendar.clone());
    let making = tokio::task::spawn_blocking(move || {
        world::build(&groups, (number, profile, pictured), &living, &hash, |part| {
            give.blocking_send(part).is_ok()
        })
    });
    let mut tables: Vec<Loaded> =
        ALL.iter().map(|t| Loaded { table: t.qualified(), rows: 0, took: Duration::ZERO }).collect();
    let mut objects = Vec::new();
    let (mut part, mut rows) = (0, 0);
    while let Some(Part { doing, batch, objects: of_part, whole }) = take.recv().await {
        for (table, loaded) in batch.into_tables() {
            let started = Instant::now();
            copy(&transaction, table, loaded.text).await?;
            let sum = &mut tables[table.place];
            sum.rows += loaded.count;
            sum.took += started.elapsed();
            rows += loaded.count;
        }
        objects.extend(of_part);
        part += usize::from(whole);
        tell(&doing, part, rows);
    }
    let sign_ins: Vec<SignIn> =
        making.await.map_err(|cause| Error::Plan(format!("making the world failed: {cause}")))?;

    if let Some(aside) = aside {
        aside.put_back(&transaction, &|name| tell(&format!("Making {name}"), part, rows)).await?;
    }
    // Keys that are checked at the end are checked now: a table with checks to come can't be altered.
    transaction
        .batch_execute("set constraints all immediate")
        .await
        .map_err(Error::database("checking the keys of the seed"))?;
    set_triggers(&transaction, "enable").await?;
    tell("Counting trainings", part, rows);
    let counted = count_trainings(&transaction, &calendar, &ids).await?;
    tables[COMPLIANCE.place].rows = counted;
    rows += counted;
    tell("Chaining the audit", part, rows);
    chain(&transaction).await?;
    transaction.commit().await.map_err(Error::database("committing the seed"))?;
    let took = began.elapsed();
    tell("Vacuuming", part, rows);
    let tidying = Instant::now();
    tidy(owner).await?;
    Ok(Report { organisations, sign_ins, objects, tables, took, tidied: tidying.elapsed() })
}

/// Whether this database, this role and this plan go together.
async fn check(
    transaction: &Transaction<'_>,
    plan: &Plan,
    calendar: &Calendar,
    groups: &[Group],
) -> Result<()> {
    let looking = || Error::database("looking at the database before the seed");
    let row = transaction
        .query_one(
            "select current_user::text, pg_catalog.pg_get_userbyid(c.relowner)::text,
                    (r.rolbypassrls or r.rolsuper) and pg_catalog.pg_has_role(r.oid, c.relowner, 'usage'),
                    pg_catalog.pg_try_advisory_xact_lock($1)
               from pg_catalog.pg_roles r
               left join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass('public.organisations')
              where r.rolname = current_user",
            &[&LOCK],
        )
        .await
        .map_err(looking())?;
    let (role, owner, fit, alone): (String, Option<String>, Option<bool>, bool) =
        (row.get(0), row.get(1), row.get(2), row.get(3));
    let Some(owner) = owner else { return Err(not_migrated("public.organisations")) };
    if fit != Some(true) {
        return Err(Error::NotReady(format!(
            "{role} may not seed: it needs to own the tables, as {owner} does, and to bypass row level \
             security; connect as {owner}"
        )));
    }
    if !alone {
        return Err(Error::NotReady(
            "another seed of this database is running; wait for it to end".to_owned(),
        ));
    }
    let names: Vec<String> = ALL.iter().map(|table| table.qualified()).collect();
    let missing = transaction
        .query_opt("select n from unnest($1::text[]) n where to_regclass(n) is null limit 1", &[&names])
        .await
        .map_err(looking())?;
    if let Some(row) = missing {
        return Err(not_migrated(row.get(0)));
    }

    for group in groups {
        let mut ledger = world::ids(plan.number, plan.profile.name(), group);
        let id = organisation::id(&mut ledger, world::founded(calendar));
        // All but the time of the id depends on the number alone, so that the
        // same seed with another start date is known again.
        let tail = id.to_string().split_off(19);
        let there = transaction
            .query_opt("select id, name from public.organisations where right(id::text, 17) = $1", &[&tail])
            .await
            .map_err(looking())?;
        if let Some(row) = there {
            let (found, name): (Uuid, String) = (row.get(0), row.get(1));
            let when = if found == id { "" } else { ", loaded for another start date" };
            return Err(Error::AlreadyThere(format!(
                "nothing was done: this database already holds {name} of the {} seed number {}{when}; \
                 use another --number, or an empty database",
                plan.profile.name(),
                plan.number
            )));
        }
        let pattern = format!("%@{}", group.domain);
        let taken = transaction
            .query_opt("select email from auth.users where email like $1 limit 1", &[&pattern])
            .await
            .map_err(looking())?;
        if let Some(row) = taken {
            return Err(Error::AlreadyThere(format!(
                "nothing was done: there is already an account {}, in the domain of the seeded people; \
                 use another --number, or an empty database",
                row.get::<_, String>(0)
            )));
        }
    }
    Ok(())
}

fn not_migrated(table: &str) -> Error {
    Error::NotReady(format!("this database has no table {table}; run `almoner migrate up` first"))
}

/// Off, so that the triggers don't put the present time and random ids into
/// the rows; foreign keys and constraints stay on.
async fn set_triggers(transaction: &Transaction<'_>, change: &str) -> Result<()> {
    // A row that says who changed it has the triggers of a record, in the audit or not.
    let records = ALL.iter().filter(|table| table.kind != Kind::Plain || table.own.contains(&"updated_by"));
    let batch: Vec<String> =
        records.map(|table| format!("alter table {} {change} trigger user", table.qualified())).collect();
    let doing = format!("asking to {change} the triggers of the seeded tables");
    transaction.batch_execute(&batch.join(";")).await.map_err(Error::database(doing))
}

async fn copy(transaction: &Transaction<'_>, table: &Table, rows: String) -> Result<()> {
    let columns = table.columns().join(", ");
    let name = table.qualified();
    let failed = || Error::database(format!("loading {name}"));
    let sink = transaction.copy_in(&format!("copy {name} ({columns}) from stdin")).await.map_err(failed())?;
    let mut sink = pin!(sink);
    let mut rows = Bytes::from(rows);
    while !rows.is_empty() {
        let chunk = rows.split_to(CHUNK.min(rows.len()));
        sink.send(chunk).await.map_err(failed())?;
    }
    sink.finish().await.map_err(failed())?;
    Ok(())
}

/// What the triggers would have kept of who has learnt what, as it stands when the seeded today begins.
async fn count_trainings(transaction: &Transaction<'_>, calendar: &Calendar, ids: &[Uuid]) -> Result<u64> {
    let today = calendar.at(TODAY, 0, 0, 0);
    let mut rows = 0;
    for id in ids {
        rows += transaction
            .execute(
                "insert into public.compliance_stats (organisation_id, id, care_home_id, profile_id, topic_id, member_from,
                    member_until, due_on, completed_on, expiring_from, expires_on, claimed_on, refreshed_at)
                 select $1, w.id, w.care_home_id, w.profile_id, w.topic_id, w.member_from, w.member_until, w.due_on,
                    w.completed_on, w.expiring_from, w.expires_on, w.claimed_on, $2
                   from app.compliance_wanted($1, null, null, $2) w",
                &[id, &today],
            )
            .await
            .map_err(Error::database("counting trainings"))?;
    }
    Ok(rows)
}

/// Every event gets its place in the chain, in the order of the ids.
async fn chain(transaction: &Transaction<'_>) -> Result<()> {
    let failed = || Error::database("chaining the audit");
    // Few and large: each looks past all that those before it have taken from the front.
    while transaction
        .query_one("select app.claim_audit_chain(1000000)", &[])
        .await
        .map_err(failed())?
        .get::<_, i32>(0)
        > 0
    {}
    Ok(())
}

/// Statistics for the planner and a visibility map for index-only scans.
async fn tidy(owner: &Client) -> Result<()> {
    let names: Vec<String> =
        ALL.iter().filter(|t| t.schema != "auth").map(|table| table.qualified()).collect();
    let batch = format!("vacuum (analyze) {}", names.join(", "));
    owner.batch_execute(&batch).await.map_err(Error::database("vacuuming the seeded tables"))
}
