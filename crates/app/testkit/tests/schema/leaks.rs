//! A cheap function in a query's condition is run by the planner as early as it may be. Whatever
//! else the query says, it must never be given a value of a row that its caller may not read.

use almoner_testkit::dice::Dice;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use almoner_testkit::database::begin_as;
use almoner_testkit::names;
use almoner_testkit::world::World;
use futures_util::StreamExt as _;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, NoTls};

use crate::support::Stage;

/// Tells everything that it is given, and is the cheapest thing that a planner has ever seen.
const LEAK: &str =
    "create function public.f_leak(told text) returns boolean language plpgsql strict cost 0.0000001 as
    $$ begin raise notice '%', told; return true; end $$;
    grant execute on function public.f_leak(text) to authenticated, almoner_request";

const ACTORS: &[&str] = &[
    "carer1",
    "carer2",
    "carer3",
    "ancillary1",
    "excluded",
    "senior1",
    "mgr1",
    "mgr12",
    "mgr3",
    "owner1",
    "owner2",
    "both",
    "nobody",
    "gone",
    "anonymous",
];

/// Tables with their columns of text, and one that everybody with U may set.
const TABLES: &[(&str, &[&str])] = &[
    ("clients", &["given_name", "family_name", "preferred_name", "search_name", "status"]),
    ("client_identity", &["nhs_number", "consent_note", "first_language"]),
    ("client_contacts", &["name", "phone", "email", "address", "note"]),
    ("client_alerts", &["detail", "reaction", "source", "kind"]),
    ("client_exclusions", &["reason"]),
    ("bed_stays", &["leaving_note", "status", "client_id"]),
    ("resident_absences", &["place", "reason"]),
    ("care_homes", &["name", "address_line", "phone"]),
    ("beds", &["name"]),
    ("profiles", &["given_name", "family_name", "preferences"]),
    ("profile_private", &["email", "phone", "emergency_contact", "staff_number"]),
    ("user_care_homes", &["agency", "profile_id"]),
    ("people_names", &["name"]),
    ("organisations", &["name"]),
    ("shift_templates", &["name", "code"]),
    ("shift_assignments", &["note", "status_reason", "profile_id"]),
    ("staff_availability", &["note", "kind"]),
    ("audit_details", &["changes"]),
    ("audit_events", &["table_name", "row_id"]),
];

/// Three operators with residents at random, beside the world.
fn random_data() -> String {
    let mut dice = Dice::new(0x00dd_ba11);
    let mut roll = move |sides: usize| dice.roll(sides);
    let mut sql = String::new();
    let _ = write!(
        sql,
        "insert into public.organisations (id, name) values ('{}', 'CANARY-O3');",
        names::id("O3")
    );
    let _ = write!(
        sql,
        "insert into public.care_homes (organisation_id, id, name, code, registered_beds) values ('{}', '{}', 'CANARY-H4', 'H4', 5);",
        names::id("O3"),
        names::id("H4")
    );
    for n in 0..90 {
        let (organisation, homes): (_, &[&str]) =
            [("O1", &["H1", "H2"][..]), ("O2", &["H3"]), ("O3", &["H4"])][roll(3)];
        let home = homes[roll(homes.len())];
        let (o, h, c) = (names::id(organisation), names::id(home), names::id(&format!("random {n}")));
        let _ = write!(
            sql,
            "insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name)
             values ('{o}', '{c}', '{h}', 'CANARY-X{n}-given', 'CANARY-X{n}-family');
             insert into public.client_contacts (organisation_id, client_id, name, relationship, note)
             values ('{o}', '{c}', 'CANARY-X{n}-contact', 'son', 'CANARY-X{n}-note');
             insert into public.client_alerts (organisation_id, client_id, kind, detail)
             values ('{o}', '{c}', '{}', 'CANARY-X{n}-alert');",
            ["allergy", "falls", "dols", "infection"][roll(4)]
        );
        let days = roll(40);
        let _ = match roll(4) {
            0 => Ok(()),
            1 => write!(
                sql,
                "insert into public.bed_stays (organisation_id, client_id, during, status, leaving_reason, leaving_note)
                 values ('{o}', '{c}', tstzrange(now() - interval '60 days', now() - interval '{days} days'), 'ended', 'other', 'CANARY-X{n}-left');"
            ),
            2 => write!(
                sql,
                "insert into public.bed_stays (organisation_id, client_id, during, status)
                 values ('{o}', '{c}', tstzrange(now() + interval '{days} days', null), 'planned');"
            ),
            _ => write!(
                sql,
                "insert into public.bed_stays (organisation_id, client_id, during, status)
                 values ('{o}', '{c}', tstzrange(now() - interval '{days} days', null), 'live');"
            ),
        };
    }
    sql
}

/// A connection whose notices can be read.
struct Listener {
    client: Client,
    notices: mpsc::UnboundedReceiver<String>,
}

impl Listener {
    async fn connect(stage: &Stage) -> Self {
        let target = stage.database.role("almoner_api");
        let (client, mut connection) = target.config().connect(NoTls).await.unwrap();
        let (send, notices) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut messages = futures_util::stream::poll_fn(move |context| connection.poll_message(context));
            while let Some(Ok(message)) = messages.next().await {
                if let AsyncMessage::Notice(notice) = message {
                    let _ = send.send(notice.message().to_owned());
                }
            }
        });
        Self { client, notices }
    }

    /// What the function was told while the statement ran as the actor.
    async fn told(&mut self, actor: &str, sql: &str) -> BTreeSet<String> {
        begin_as(&self.client, "almoner_request", &World::get().actor(actor)).await;
        let result = self.client.batch_execute(sql).await;
        self.client.batch_execute("rollback").await.unwrap();
        if let Err(error) = result {
            let db = error.as_db_error().unwrap_or_else(|| panic!("{sql}: {error:?}"));
            // A write that is refused may have looked before it was.
            assert!(["42501", "AL000", "22004"].contains(&db.code().code()), "{sql}: {db:?}");
        }
        let mut told = BTreeSet::new();
        while let Ok(notice) = self.notices.try_recv() {
            told.insert(notice);
        }
        told
    }
}

/// A condition around the function, as one might hide it in.
#[derive(Clone, Debug)]
enum Condition {
    Leak(usize),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Foreign,
    Case(Box<Condition>),
    Id,
    Null,
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        6 => (0_usize..5).prop_map(Condition::Leak),
        1 => Just(Condition::Foreign),
        1 => Just(Condition::Id),
        1 => Just(Condition::Null),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| Condition::Not(Box::new(c))),
            inner.clone().prop_map(|c| Condition::Case(Box::new(c))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Condition::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Condition::Or(Box::new(a), Box::new(b))),
        ]
    })
}

impl Condition {
    fn sql(&self, alias: &str, columns: &[&str]) -> String {
        match self {
            Self::Leak(at) => format!("public.f_leak({alias}.{}::text)", columns[at % columns.len()]),
            Self::Not(c) => format!("not ({})", c.sql(alias, columns)),
            Self::And(a, b) => format!("({} and {})", a.sql(alias, columns), b.sql(alias, columns)),
            Self::Or(a, b) => format!("({} or {})", a.sql(alias, columns), b.sql(alias, columns)),
            Self::Foreign => format!("{alias}::text <> '{}'", names::id("O2")),
            Self::Case(c) => format!("case when {} then true else false end", c.sql(alias, columns)),
            Self::Id => format!("{alias}::text > ''"),
            Self::Null => format!("{alias} is not null"),
        }
    }
}

#[derive(Clone, Debug)]
struct Query {
    actor: usize,
    table: usize,
    other: usize,
    shape: usize,
    condition: Condition,
    second: Condition,
}

fn query() -> impl Strategy<Value = Query> {
    (0..ACTORS.len(), 0..TABLES.len(), 0..TABLES.len(), 0_usize..10, condition(), condition()).prop_map(
        |(actor, table, other, shape, condition, second)| Query {
            actor,
            table,
            other,
            shape,
            condition,
            second,
        },
    )
}

impl Query {
    fn sql(&self) -> String {
        let ((table, columns), (other, others)) = (TABLES[self.table], TABLES[self.other]);
        let (a, b) = (self.condition.sql("t", columns), self.second.sql("u", others));
        match self.shape {
            0 | 1 => format!("select * from public.{table} t where {a}"),
            2 => format!(
                "select count(*) from public.{table} t where {a} group by {} having count(*) > 0",
                columns[0]
            ),
            3 => format!("select 1 from public.{table} t join public.{other} u on {b} where {a} limit 50"),
            4 => {
                format!("select 1 from public.{table} t left join public.{other} u on {b} where {a} limit 50")
            }
            5 => format!(
                "select 1 from public.{table} t where exists (select from public.{other} u where {b}) and {a}"
            ),
            6 => format!(
                "with t as not materialized (select * from public.{table}) select 1 from t where {a} union all select 1 from public.{other} u where {b}"
            ),
            7 => format!(
                "select row_number() over (order by {}) from public.{table} t where {a} order by 1 desc limit 3",
                columns[0]
            ),
            8 => format!(
                "select t.{} from public.{table} t, lateral (select 1 from public.{other} u where {b} limit 1) x where {a}",
                columns[0]
            ),
            // A write sees no more than a read: the rows that it may change and may read.
            _ if table == "clients" => {
                format!("update public.clients t set title = 'x' where {a} returning t.given_name")
            }
            _ => format!("select 1 from (select * from public.{table} offset 0) t where {a}"),
        }
    }
}

/// Every text of a table that the statement's role is given.
async fn texts(client: &Client) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for (table, columns) in TABLES {
        for column in *columns {
            for row in client
                .query(&format!("select distinct {column}::text from public.{table}"), &[])
                .await
                .unwrap()
            {
                texts.extend(row.get::<_, Option<String>>(0));
            }
        }
    }
    texts
}

#[test]
fn no_condition_is_told_of_a_row_that_its_caller_may_not_read() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut listener, allowed, all, stage) = runtime.block_on(async {
        let stage = Stage::new().await;
        let superuser = stage.database.superuser().await;
        superuser.batch_execute(LEAK).await.unwrap();
        stage.owner.batch_execute(&random_data()).await.unwrap();
        stage.owner.batch_execute("analyze").await.unwrap();
        let mut listener = Listener::connect(&stage).await;
        let mut allowed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for actor in ACTORS {
            begin_as(&listener.client, "almoner_request", &World::get().actor(actor)).await;
            allowed.insert(actor, texts(&listener.client).await);
            listener.client.batch_execute("rollback").await.unwrap();
        }
        let all = texts(&superuser).await;
        // The function works, and somebody who reads everything tells everything of theirs.
        let told =
            listener.told("owner2", "select * from public.clients t where public.f_leak(t.given_name)").await;
        assert!(told.contains("CANARY-R3-given_name") && !told.contains("CANARY-R1-given_name"), "{told:?}");
        (listener, allowed, all, stage)
    });
    assert!(allowed.values().all(|some| some.len() < all.len()), "there is something to leak");
    let told_in_all = std::cell::Cell::new(0);
    let listener = std::cell::RefCell::new(&mut listener);
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&query(), |query| {
        let (actor, sql) = (ACTORS[query.actor], query.sql());
        let told = runtime.block_on(listener.borrow_mut().told(actor, &sql));
        told_in_all.set(told_in_all.get() + told.len());
        let leaked: Vec<&String> = told.iter().filter(|text| !allowed[actor].contains(*text)).collect();
        prop_assert!(leaked.is_empty(), "{} is told {:?} by: {}", actor, leaked, sql);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(told_in_all.get() > 1000, "the function was told only {} texts", told_in_all.get());
    drop(stage);
}
