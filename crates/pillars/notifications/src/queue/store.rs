//! The SQL of the queue. All of it runs as the worker's role, which may do nothing else.

use almoner_kernel::Result;
use almoner_pg::{Db, One, row, statement};
use uuid::Uuid;

row! {
    /// A notification that is ours until its lease ends, with what it takes to say it.
    #[derive(Clone, Debug)]
    pub struct Claimed {
        pub organisation_id: Uuid,
        pub id: Uuid,
        pub attempt: i32,
        /// Name of its template.
        pub kind: String,
        pub entity: String,
        pub entity_id: Uuid,
        pub care_home_id: Option<Uuid>,
        pub client_id: Option<Uuid>,
        /// Ids, dates and numbers; nothing about anybody.
        pub payload: serde_json::Value,
        /// `reminder` or `incident`.
        pub class: String,
        pub priority: String,
        pub trigger_at: jiff::Timestamp,
        pub lease_seconds: f64,
        /// `send`, or `suppress` with a code.
        pub says: String,
        pub code: Option<String>,
        /// The recipient's address.
        pub address: Option<String>,
        pub care_home_name: Option<String>,
        pub organisation_name: Option<String>,
        /// The home's zone.
        pub time_zone: Option<String>,
        /// The organisation's own words, where it has some.
        pub subject: Option<String>,
        pub body: Option<String>,
    }
}

row! {
    /// A later look at the same.
    #[derive(Clone, Debug)]
    pub struct Verdict {
        pub lease_seconds: f64,
        pub says: String,
        pub code: Option<String>,
    }
}

row! {
    #[derive(Clone, Copy, Debug)]
    pub struct Ended { pub ended: bool }
}

row! {
    #[derive(Clone, Copy, Debug)]
    pub struct Shown { pub shown: i32 }
}

statement! {
    /// What is due on a channel.
    pub CLAIM: (&'static str, i32, f64) -> Claimed =
        "select organisation_id, id, attempt, kind, entity, entity_id, care_home_id, client_id, payload, class, priority, trigger_at, \
             lease_seconds, says, code, address, care_home_name, organisation_name, time_zone, subject, body \
           from app.claim_notifications($1, $2, make_interval(secs => $3)) \
         /* not null: organisation_id, id, attempt, kind, entity, entity_id, payload, class, priority, trigger_at, lease_seconds, says (columns of the queue that are never null) */";
    /// Whether it may still be said; prolongs the lease. No row: somebody else's by now.
    pub VERDICT: (Uuid, Uuid, i32, f64) -> Verdict =
        "select lease_seconds, says, code from app.claim_verdict($1, $2, $3, make_interval(secs => $4)) \
         /* not null: lease_seconds, says (the function sets both) */";
    /// Ends of attempts, in one transaction.
    pub FINISH: (Vec<Uuid>, Vec<Uuid>, Vec<i32>, Vec<String>, Vec<Option<String>>, Vec<Option<String>>, Vec<Option<i32>>) -> Ended =
        "select ended from app.finish_notifications($1, $2, $3, $4, $5, $6, $7) as f (ended) /* not null: ended (false when it is somebody else's) */";
    SHOW: (i32) -> Shown = "select app.finish_in_app($1) as shown /* never null: shown */";
}

/// Shows what is due in the console; says how many there were.
pub async fn show_in_app(db: &Db, at_most: i32) -> Result<i32> {
    Ok(db.work(SHOW.with((at_most,))).await?.one()?.shown)
}
