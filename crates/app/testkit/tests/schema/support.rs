//! Statements of named actors, committed, and several of them at once.

use std::fmt;

use almoner_testkit::database::{Database, begin_as};
use almoner_testkit::names;
use almoner_testkit::world::World;
use tokio_postgres::{Client, SimpleQueryMessage};

/// Why a statement was refused: our code or the SQLSTATE, the constraint and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: String,
    pub constraint: String,
    pub detail: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.code, self.constraint, self.detail)
    }
}

pub type Answer = Result<Rows, Refused>;

/// What a statement answered: how many rows it touched, and the first column of those it returned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub touched: u64,
    pub first: Vec<Option<String>>,
}

/// A database with the world in it, and connections on demand.
pub struct Stage {
    pub database: Database,
    pub owner: Client,
    superuser: Client,
}

impl Stage {
    pub async fn new() -> Self {
        let database = Database::world().await;
        let owner = database.owner().await;
        let superuser = database.superuser().await;
        Self { database, owner, superuser }
    }

    /// Runs one statement as an actor and commits it.
    pub async fn act(&self, actor: &str, sql: &str) -> Answer {
        let mut open = self.open(actor).await;
        let rows = open.run(sql).await?;
        open.commit().await?;
        Ok(rows)
    }

    /// [`Stage::act`] where it has to work, on exactly one row.
    pub async fn must(&self, actor: &str, sql: &str) -> Rows {
        let rows = self.act(actor, sql).await.unwrap_or_else(|refused| panic!("{actor}: {sql}: {refused}"));
        assert_eq!(rows.touched, 1, "{actor}: {sql}");
        rows
    }

    /// Opens a transaction as an actor.
    pub async fn open(&self, actor: &str) -> Open {
        let client = self.database.api().await;
        begin_as(&client, "almoner_request", &World::get().actor(actor)).await;
        Open { client }
    }

    /// Every row of a query as text, as the owner.
    pub async fn all(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        let messages = self.owner.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        messages
            .into_iter()
            .filter_map(|m| match m {
                SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
                }
                _ => None,
            })
            .collect()
    }

    /// One value as text.
    pub async fn one(&self, sql: &str) -> String {
        let rows = self.all(sql).await;
        assert_eq!(rows.len(), 1, "{sql}");
        rows[0][0].clone().unwrap_or_else(|| "NULL".into())
    }

    /// Returns when somebody waits for a lock in this database.
    pub async fn until_somebody_waits(&self) {
        let sql = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        // Only a superuser is told what others wait for.
        let waiting =
            async || self.superuser.query_one(sql, &[]).await.expect("activity can be read").get::<_, i64>(0);
        for _ in 0..20_000 {
            if waiting().await > 0 {
                return;
            }
        }
        panic!("nobody waits for a lock");
    }
}

/// An open transaction of an actor.
pub struct Open {
    client: Client,
}

impl Open {
    pub async fn run(&mut self, sql: &str) -> Answer {
        match self.client.simple_query(sql).await {
            Ok(messages) => {
                let mut rows = Rows::default();
                for message in messages {
                    match message {
                        SimpleQueryMessage::Row(row) => rows.first.push(row.get(0).map(str::to_owned)),
                        SimpleQueryMessage::CommandComplete(n) => rows.touched = n,
                        _ => {}
                    }
                }
                Ok(rows)
            }
            Err(error) => {
                let db = error.as_db_error().unwrap_or_else(|| panic!("{sql}: {error:?}"));
                let ours = db.code().code() == "AL000";
                Err(Refused {
                    code: if ours { db.message().to_owned() } else { db.code().code().to_owned() },
                    constraint: db.constraint().unwrap_or_default().to_owned(),
                    detail: if ours {
                        db.detail().unwrap_or_default().to_owned()
                    } else {
                        db.message().to_owned()
                    },
                })
            }
        }
    }

    pub async fn commit(mut self) -> Result<(), Refused> {
        self.run("commit").await.map(drop)
    }
}

/// The id of a named thing as a literal.
pub fn id(name: &str) -> String {
    format!("'{}'", names::id(name))
}

/// The id of a row of a table, as a literal.
pub fn row(table: &str, name: &str) -> String {
    format!("'{}'", World::get().row(table, name).id)
}
