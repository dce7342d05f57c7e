//! The primary lists, as a pillar writes them: what the plan tests explain and the bench measures.
//!
//! `bench/lists.sql` is made from here. A list whose pillar has a route by now is that pillar's own
//! business; it stays here while the bench compares all of them.

use almoner_pg::{Branch, List, Sort};
use tokio_postgres::types::Type;

/// A list and how it is asked for.
pub struct Primary {
    pub name: &'static str,
    pub list: List,
    /// Rows of a page, and one more.
    pub page: usize,
    /// Actors of the world who have it.
    pub who: &'static [&'static str],
}

const FULL: Branch = Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" };
const MANAGED: Branch = Branch {
    per: Some("unnest((select app.managed_home_ids())) h (id)"),
    when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.care_home_id = h.id",
};
/// Homes in which the caller gives care and which they don't manage.
const FLOOR: Branch = Branch {
    per: Some("unnest((select app.care_home_ids())) h (id)"),
    when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
           and t.care_home_id = h.id and h.id <> all ((select app.managed_home_ids())::uuid[])",
};

const NEWEST: &[Sort] = &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }];
const ALL: &[&str] = &["owner1", "mgr1", "carer1"];
const OFFICE: &[&str] = &["owner1", "mgr1"];

const fn list(
    table: &'static str,
    columns: &'static str,
    always: &'static str,
    branches: &'static [Branch],
    sorts: &'static [Sort],
) -> List {
    List { table, columns, joins: "", always, branches, filters: &[], sorts }
}

/// Every primary list. `{home}` and `{resident}` stand for one of each.
pub const PRIMARY: &[Primary] = &[
    Primary {
        name: "residents",
        list: list(
            "public.clients",
            "t.id, t.given_name, t.family_name, t.preferred_name, t.status, t.bed_id, t.holding_home_id, t.key_worker_id, t.version",
            "t.archived_at is null",
            &[
                FULL,
                Branch {
                    per: Some("unnest((select app.managed_home_ids())) h (id)"),
                    when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
                           and t.holding_home_id = h.id",
                },
                Branch {
                    per: None,
                    when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
                           and t.id = any ((select app.visible_client_ids())::uuid[]) \
                           and t.holding_home_id <> all ((select app.managed_home_ids())::uuid[])",
                },
            ],
            &[Sort {
                name: "name",
                keys: &["family_name", "given_name", "id"],
                types: &[Type::TEXT, Type::TEXT, Type::UUID],
                descending: false,
            }],
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "tasks due",
        list: list(
            "public.care_plan_tasks",
            "t.id, t.client_id, t.care_home_id, t.unit_id, t.kind, t.title, t.due_from, t.due_by, t.assignee_id, t.claimed_by, t.people, t.version",
            "t.status = 'due' and t.archived_at is null and t.due_by < now() + interval '12 hours'",
            &[FULL, MANAGED, FLOOR],
            &[Sort {
                name: "due",
                keys: &["due_by", "id"],
                types: &[Type::TIMESTAMPTZ, Type::UUID],
                descending: false,
            }],
        ),
        page: 51,
        who: ALL,
    },
    Primary {
        name: "notes",
        list: list(
            "public.daily_notes",
            "t.id, t.client_id, t.care_home_id, t.kind, t.body, t.author_id, t.occurred_at, t.recorded_at, t.late",
            "t.id >= app.id_at(now() - interval '14 days')",
            &[FULL, MANAGED, FLOOR],
            NEWEST,
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "notes of a resident",
        list: list(
            "public.daily_notes",
            "t.id, t.client_id, t.care_home_id, t.kind, t.body, t.author_id, t.occurred_at, t.recorded_at, t.late",
            "t.client_id = '{resident}'",
            &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
            NEWEST,
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "notes of a home",
        list: list(
            "public.daily_notes",
            "t.id, t.client_id, t.care_home_id, t.kind, t.body, t.author_id, t.occurred_at, t.recorded_at, t.late",
            "t.care_home_id = '{home}' and t.id >= app.id_at(now() - interval '14 days')",
            &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
            NEWEST,
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "incidents open",
        list: list(
            "public.incidents",
            "t.id, t.client_id, t.care_home_id, t.kind, t.harm, t.priority, t.status, t.occurred_at, t.lead_id, t.version",
            "t.status not in ('closed', 'voided')",
            &[FULL, MANAGED, FLOOR],
            &[Sort {
                name: "-occurred_at",
                keys: &["occurred_at", "id"],
                types: &[Type::TIMESTAMPTZ, Type::UUID],
                descending: true,
            }],
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "rota week",
        list: list(
            "public.shift_assignments",
            "t.id, t.profile_id, t.unit_id, t.template_id, t.during, t.status, t.break_minutes, t.version",
            "t.archived_at is null and t.care_home_id = '{home}' and t.starts_at >= date_trunc('week', now()) \
             and t.starts_at < date_trunc('week', now()) + interval '7 days'",
            &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
            &[Sort {
                name: "starts_at",
                keys: &["starts_at", "id"],
                types: &[Type::TIMESTAMPTZ, Type::UUID],
                descending: false,
            }],
        ),
        page: 501,
        who: ALL,
    },
    Primary {
        name: "training expiring",
        list: list(
            "public.compliance_stats",
            "t.id, t.profile_id, t.topic_id, t.care_home_id, t.completed_on, t.expires_on, t.due_on",
            "t.expires_on is not null and t.expires_on < current_date + 60",
            &[FULL, MANAGED],
            &[Sort {
                name: "expires_on",
                keys: &["expires_on", "id"],
                types: &[Type::DATE, Type::UUID],
                descending: false,
            }],
        ),
        page: 51,
        who: OFFICE,
    },
    Primary {
        name: "documents",
        list: list(
            "public.resident_documents",
            "t.id, t.client_id, t.kind, t.title, t.file_name, t.size_bytes, t.expires_on, t.scan_status, t.sealed, t.version",
            "t.archived_at is null and t.status = 'in_force'",
            &[
                FULL,
                MANAGED,
                Branch {
                    per: Some("unnest((select app.care_client_ids())) c (id)"),
                    when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
                           and t.client_id = c.id and t.care_home_id <> all ((select app.managed_home_ids())::uuid[])",
                },
            ],
            NEWEST,
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "documents expiring",
        list: list(
            "public.resident_documents",
            "t.id, t.client_id, t.kind, t.title, t.file_name, t.expires_on, t.sealed, t.version",
            "t.archived_at is null and t.status = 'in_force' and t.expires_on is not null and t.expires_on < current_date + 60",
            &[FULL, MANAGED],
            &[Sort {
                name: "expires_on",
                keys: &["expires_on", "id"],
                types: &[Type::DATE, Type::UUID],
                descending: false,
            }],
        ),
        page: 26,
        who: OFFICE,
    },
    Primary {
        name: "notifications",
        list: list(
            "public.notification_queue",
            "t.id, t.kind, t.entity, t.entity_id, t.care_home_id, t.client_id, t.priority, t.trigger_at, t.read_at, t.acknowledged_at",
            "t.channel = 'in_app' and t.trigger_at <= now()",
            &[Branch {
                per: None,
                when: "t.organisation_id = (select app.organisation_id()) and t.profile_id = (select app.profile_id())",
            }],
            NEWEST,
        ),
        page: 26,
        who: ALL,
    },
    Primary {
        name: "audit",
        list: list(
            "public.audit_events",
            "t.id, t.at, t.action, t.verb, t.table_name, t.row_id, t.care_home_id, t.client_id, t.profile_id, t.rights",
            "t.id >= app.id_at(now() - interval '30 days')",
            &[FULL, MANAGED],
            NEWEST,
        ),
        page: 26,
        who: OFFICE,
    },
];

impl Primary {
    /// The first page's statement.
    pub fn sql(&self) -> String {
        let (sql, _) = self.list.forms().swap_remove(0);
        sql.replace(" limit 2", &format!(" limit {}", self.page))
    }
}

/// `bench/lists.sql`.
pub fn file() -> String {
    let mut text =
        "-- The primary lists, made by `make docs` from crates/app/testkit/src/lists.rs.\n".to_owned();
    for primary in PRIMARY {
        text.extend(["\n-- ", primary.name, " (", &primary.who.join(" "), ")\n", &primary.sql(), ";\n"]);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bench_measures_these() {
        let held = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../bench/lists.sql"));
        assert!(super::file() == held, "bench/lists.sql is stale: run make docs");
    }
}
