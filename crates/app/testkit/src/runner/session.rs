//! One actor's open transaction on a bare connection.

use tokio_postgres::{Client, SimpleQueryMessage};

use super::Bench;
use super::report::Observed;
use crate::database::begin_as;
use crate::world::Seat;

/// Statements of one actor, each on its own.
pub struct Session {
    client: Client,
}

impl Session {
    /// Begins as the actor, with the role that a write of theirs would have.
    pub async fn begin(bench: &Bench, seat: &Seat) -> Self {
        let client = bench.database.api().await;
        begin_as(&client, "almoner_request", &seat.actor()).await;
        Self::mark(client).await
    }

    /// Begins with a role and claims as given.
    pub async fn bare(bench: &Bench, role: Option<&str>, claims: Option<&str>) -> Self {
        let client = bench.database.api().await;
        let mut sql = "begin".to_owned();
        if let Some(role) = role {
            sql.extend(["; select set_config('role', '", role, "', true)"]);
        }
        if let Some(claims) = claims {
            sql.extend(["; select set_config('request.jwt.claims', '", claims, "', true)"]);
        }
        client.batch_execute(&sql).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self::mark(client).await
    }

    async fn mark(client: Client) -> Self {
        client.batch_execute("savepoint cell").await.expect("a savepoint can be made");
        Self { client }
    }

    /// Runs a statement as if it were the first of the transaction. Actors are tried side by side,
    /// and one that archives a parent may meet one that changes a child: the server retries a
    /// deadlock, and so does this.
    pub async fn attempt(&self, sql: &str) -> Observed {
        loop {
            match self.once(sql).await {
                Observed::Refused(state) if state == "40P01" => {}
                observed => return observed,
            }
        }
    }

    async fn once(&self, sql: &str) -> Observed {
        run(&self.client, &format!("rollback to cell; {sql}")).await
    }
}

/// What the last of some statements did.
pub async fn run(client: &Client, sql: &str) -> Observed {
    match client.simple_query(sql).await {
        Ok(messages) => Observed::Done(
            messages
                .iter()
                .rev()
                .find_map(|m| match m {
                    SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
                    _ => None,
                })
                .unwrap_or(0),
        ),
        Err(error) => {
            let db = error.as_db_error().unwrap_or_else(|| panic!("{sql}: {error:?}"));
            Observed::Refused(match db.code().code() {
                "AL000" => db.message().to_owned(),
                state => state.to_owned(),
            })
        }
    }
}
