//! The SQL of alerts.

use almoner_pg::{Branch, Call, Filter, Json, List, Sort, constraints, lists, statement, updates};
use almoner_web::Made;
use jiff::civil::Date;
use serde::Serialize;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::alerts::model::{AlertIn, AlertOut};
use crate::clients::columns::alert_order;
use crate::words::{AlertKind, AlertSeverity};

macro_rules! alert_columns {
    () => {
        "t.id, t.version, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, c.holding_home_id, \
         t.kind, t.none_known, t.detail, t.reaction, t.severity, t.source, t.decided_by, t.valid_from, t.review_due, t.status, \
         t.verified_at, t.verified_by, vn.name as verified_by_name, t.ended_at, t.end_reason, \
         t.created_at, t.created_by, cn.name as created_by_name, t.archived_at, \
         array_remove(array[ \
             case when m.writes or (t.status = 'proposed' and t.created_by = m.me and m.cares) then 'update' end, \
             case when t.status = 'proposed' and t.archived_at is null and m.runs then 'verify' end, \
             case when t.status = 'proposed' and t.archived_at is null and m.runs then 'reject' end, \
             case when t.status = 'verified' and t.archived_at is null and m.runs then 'end' end, \
             case when m.writes then case when t.archived_at is null then 'archive' else 'restore' end end \
         ], null) as can"
    };
}

/// From the alert `t`: its resident, the people, and what the reader may do with it.
macro_rules! alert_joins {
    () => {
        " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
          left join public.people_names vn on vn.organisation_id = t.organisation_id and vn.profile_id = t.verified_by \
          left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
          cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
          cross join lateral (select w.writes, w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
              w.writes or t.client_id = any ((select app.cared_client_ids())::uuid[]) as cares, \
              (select app.profile_id()) as me offset 0) m "
    };
}

macro_rules! alert {
    ($rest:expr) => {
        concat!(
            "select ",
            alert_columns!(),
            " from public.client_alerts t",
            alert_joins!(),
            "where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One alert.
    pub ALERT: (Uuid) -> AlertOut = alert!("t.id = $1");
    /// Those of a resident that have not ended, in the fixed order of kinds.
    pub ALERTS_OF: (Uuid) -> AlertOut = alert!(concat!(
        "t.client_id = $1 and t.archived_at is null and t.status <> 'ended' order by ", alert_order!("t"), " limit 500"));
    /// Every alert that a resident ever had, the newest first.
    pub ALERT_HISTORY: (Uuid, bool) -> AlertOut =
        alert!("t.client_id = $1 and (t.archived_at is not null) = $2 order by t.id desc limit 500");
    /// New alerts, proposed.
    ADD_ALERTS: (Json<Vec<NewAlert>>) -> Made =
        "insert into public.client_alerts (organisation_id, client_id, kind, none_known, detail, reaction, severity, source, decided_by, valid_from, review_due) \
         select (select app.organisation_id()), r.client_id, r.kind, r.none_known, r.detail, r.reaction, r.severity, r.source, r.decided_by, \
                coalesce(r.valid_from, current_date), r.review_due \
           from jsonb_to_recordset($1) as r (client_id uuid, kind text, none_known boolean, detail text, reaction text, severity text, source text, \
                decided_by text, valid_from date, review_due date) returning id";
    /// Verifies what was proposed in the same transaction.
    pub VERIFY_NEW: (Uuid) -> Made =
        "update public.client_alerts a set status = 'verified' where a.organisation_id = (select app.organisation_id()) and a.id = $1 returning a.id";
}

/// What is stored of a new alert.
#[derive(Debug, Default, Serialize)]
pub struct NewAlert {
    client_id: Uuid,
    kind: &'static str,
    none_known: bool,
    detail: Option<String>,
    reaction: Option<String>,
    severity: Option<&'static str>,
    source: Option<String>,
    decided_by: Option<String>,
    valid_from: Option<Date>,
    review_due: Option<Date>,
}

impl NewAlert {
    /// What was checked before.
    pub fn of(client_id: Uuid, new: AlertIn) -> Self {
        Self {
            client_id,
            kind: new.kind.as_str(),
            none_known: false,
            detail: Some(new.detail),
            reaction: new.reaction,
            severity: new.severity.map(AlertSeverity::as_str),
            source: new.source,
            decided_by: new.decided_by,
            valid_from: new.valid_from.map(|day| day.0),
            review_due: new.review_due.map(|day| day.0),
        }
    }

    /// That no allergy is known.
    pub fn none_known(client_id: Uuid, source: String) -> Self {
        let kind = AlertKind::Allergy.as_str();
        Self { client_id, kind, none_known: true, source: Some(source), ..Self::default() }
    }
}

/// Adds them, proposed.
pub fn add_alerts(new: Vec<NewAlert>) -> Call<Made> {
    ADD_ALERTS.with((Json(new),))
}

/// The alerts of a resident that have not ended.
pub fn of_client(client: Uuid) -> Call<AlertOut> {
    ALERTS_OF.with((client,))
}

const ALWAYS: &str = "t.archived_at is null";

lists! {
    /// Alerts across homes, the newest first: of the whole organisation, or resident by resident.
    pub ALERTS -> AlertOut = List {
        table: "public.client_alerts",
        columns: alert_columns!(),
        joins: alert_joins!(),
        always: ALWAYS,
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            // Residents on the floor, and those whom a managed home holds without a stay yet.
            Branch {
                per: Some("(select distinct r.id from unnest((select app.visible_client_ids()) || (select app.writable_client_ids())) r (id)) h"),
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.client_id = h.id",
            },
        ],
        filters: &[
            Filter {
                name: "home",
                sql: "t.client_id in (select f.id from public.clients f where f.organisation_id = (select app.organisation_id()) \
                      and f.holding_home_id = $? and f.archived_at is null)",
                ty: || Type::UUID,
            },
            Filter { name: "kind", sql: "t.kind = any ($?)", ty: || Type::TEXT_ARRAY },
            // Written out, so that the indexes of what is open and of what is proposed can serve.
            Filter { name: "open", sql: "t.status <> 'ended' and $?", ty: || Type::BOOL },
            Filter { name: "proposed", sql: "t.status = 'proposed' and $?", ty: || Type::BOOL },
            Filter { name: "status", sql: "t.status = $?", ty: || Type::TEXT },
        ],
        sorts: &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}

updates! {
    "client_alerts" { kind: &'static str, detail: String, reaction: Option<String>, severity: Option<&'static str>, source: Option<String>,
        decided_by: Option<String>, valid_from: Date, review_due: Option<Date>, status: &'static str, end_reason: String } archives;
}

constraints! {
    "client_alerts_none_known" => Duplicate, "", "", "It is noted already that no allergy is known.";
    "client_alerts_none_known_kind" => Invalid, "kind", "not_possible", "This says that no allergy is known; end it and add another alert.";
    "client_alerts_says_something" => Invalid, "detail", "not_possible", "This says that no allergy is known; end it and add another alert.";
}
