//! Valid new rows, and valid new values for a column.

use super::rules::literal;
use super::{Bench, incidents};
use crate::names::nhs_number;
use crate::world::{Row, care};

/// A value that a column of this row may take and does not hold yet, as an expression.
pub fn changed(bench: &Bench, row: &Row, column: &str) -> String {
    let fixed = match (row.table, column) {
        ("profiles", "job_title") => "'hr_officer'".to_owned(),
        ("profiles", "persona") => "case persona when 'manager' then 'carer' else 'manager' end".to_owned(),
        ("notification_preferences" | "escalation_policies", _) => super::notifications::changed(column),
        (_, "email") => "'changed@example.org'".to_owned(),
        ("profile_private", "registration_body") => "'HCPC'".to_owned(),
        ("care_homes", "code") => "'CHANGED'".to_owned(),
        ("care_homes", "cqc_location_id") => "'CHANGED-1'".to_owned(),
        ("scheduled_jobs", "cron") => "'15 3 * * *'".to_owned(),
        ("care_homes" | "scheduled_jobs", "time_zone") => "'Europe/Lisbon'".to_owned(),
        ("rooms", "unit_id") => literal(&format!("{}.unit2", row.home.expect("a room is in a home"))),
        ("beds", "state") => {
            "case state when 'deep_clean' then 'in_service' else 'deep_clean' end".to_owned()
        }
        ("clients", "key_worker_id") => literal(match row.home {
            Some("H1") => "senior1",
            Some("H2") => "carer2",
            _ => "carer3",
        }),
        ("client_identity", "nhs_number") => format!("'{}'", nhs_number(500_000)),
        ("client_identity", "gender") => "'male'".to_owned(),
        ("client_identity", "consent") => "'given'".to_owned(),
        ("client_identity", "capacity") => "'fluctuating'".to_owned(),
        ("client_contacts", "kind") => "'friend'".to_owned(),
        ("client_contacts", "may_be_told") => "'everything'".to_owned(),
        ("client_alerts", "kind") => "case kind when 'falls' then 'dols' else 'falls' end".to_owned(),
        ("client_photos", "consent") => "'lpa'".to_owned(),
        ("client_about_me", "said_by") => "'friend'".to_owned(),
        ("client_alerts", "severity") => "'severe'".to_owned(),
        ("bed_stays", "bed_id") => literal(&format!("{}.bed.free", row.home.expect("a stay is in a home"))),
        ("bed_stays", "kind") => "'respite'".to_owned(),
        ("bed_stays", "leaving_reason") => "'other'".to_owned(),
        ("care_plan_versions", "sections") => "'{\"skin\": {\"need\": \"Changed\"}}'".to_owned(),
        ("care_plan_versions", "based_on_id") => {
            format!("'{}'", care::named("care_plan_versions", row.client.expect("of a resident"), "v1"))
        }
        ("care_task_definitions", "domain") => "'sleep'".to_owned(),
        ("care_task_definitions", "kind") => {
            "case kind when 'prompt' then 'scheduled' else 'prompt' end".to_owned()
        }
        ("care_task_definitions", "effect_minutes") => "45".to_owned(),
        ("care_task_definitions", "weekdays") => "'{1,3}'".to_owned(),
        ("care_task_definitions", "times") => "'{09:15}'".to_owned(),
        ("care_task_definitions" | "care_plan_tasks", "assignee_id") => {
            let resident = bench.world.resident(row.client.expect("of a resident"));
            let (one, other) = match resident.holding {
                "H1" => ("carer1", "nurse1"),
                "H2" => ("both", "carer2"),
                _ => ("mgr3", "carer3"),
            };
            format!("case when assignee_id = {0} then {1}::uuid else {0} end", literal(one), literal(other))
        }
        ("care_task_definitions" | "care_plan_tasks", "shift_template_id") => {
            let resident = bench.world.resident(row.client.expect("of a resident"));
            let shift = literal(&format!("shift_templates:{}.early", resident.holding));
            format!("case when shift_template_id is null then {shift}::uuid end")
        }
        ("care_plan_tasks", "claimed_by") => {
            "case when claimed_by is null then app.profile_id() end".to_owned()
        }
        ("care_plan_reviews", "involved") => "'{lpa}'".to_owned(),
        ("care_plan_reviews", "outcome") => "'amended'".to_owned(),
        ("handover_items", "kind") => "case kind when 'visitor' then 'health' else 'visitor' end".to_owned(),
        ("handover_items", "priority") => "case priority when 'low' then 'high' else 'low' end".to_owned(),
        ("handover_items", "closed_because") => "'no_longer_due'".to_owned(),
        ("user_care_homes", "grade") => "case grade when 'nurse' then 'carer' else 'nurse' end".to_owned(),
        ("manager_care_homes", "kind") => {
            "case kind when 'deputy' then 'registered' else 'deputy' end".to_owned()
        }
        ("policy_documents", "media_type") => "'text/plain'".to_owned(),
        ("resident_documents", "kind") => "case kind when 'dols' then 'other' else 'dols' end".to_owned(),
        ("shift_templates", "code") => "case code when 'night' then 'late' else 'night' end".to_owned(),
        ("shift_templates" | "shift_assignments" | "duty_periods", "unit_id") => {
            literal(&format!("{}.unit2", row.home.expect("a shift is in a home")))
        }
        // There and back: a column that holds this already is set to nothing.
        ("shift_assignments", "template_id") => format!(
            "case when template_id is null then {}::uuid end",
            literal(&format!("shift_templates:{}.early", row.home.expect("a shift is in a home")))
        ),
        ("shift_assignments", "profile_id") => {
            let (one, other) = match row.home {
                Some("H1") => ("senior1", "nurse1"),
                Some("H2") => ("carer2", "both"),
                _ => ("carer3", "mgr3"),
            };
            format!("case when profile_id = {0} then {1}::uuid else {0} end", literal(one), literal(other))
        }
        ("staff_availability", "kind") => {
            "case kind when 'preferred' then 'available' else 'preferred' end".to_owned()
        }
        _ => incidents::changed(row, column),
    };
    if !fixed.is_empty() {
        return fixed;
    }
    let columns = &bench.catalogue.columns[row.table];
    let (_, ty) = columns.iter().find(|(name, _)| name == column).expect("a column of the table");
    match ty.as_str() {
        "text" => "'CHANGED'".to_owned(),
        "text[]" => "array['changed']".to_owned(),
        "bytea" => "sha256('changed')".to_owned(),
        "bigint" => format!("coalesce({column}, 0) + 1"),
        "boolean" => format!("not coalesce({column}, false)"),
        "integer" => format!("coalesce({column}, 0) + 1"),
        "date" => format!("coalesce({column}, current_date) + 1"),
        "jsonb" => "'{\"changed\": true}'".to_owned(),
        "tstzrange" => format!("tstzrange(lower({column}) + interval '1 second', upper({column}))"),
        "time without time zone" => format!("{column} + interval '1 minute'"),
        "timestamp with time zone" => format!("coalesce({column}, now()) + interval '1 minute'"),
        numeric if numeric.starts_with("numeric") => format!("coalesce({column}, 0) + 1"),
        other => panic!("{}.{column}: say how a {other} changes", row.table),
    }
}
