//! Trainings, policies and who read them.

use crate::world::{Row, World};

/// What stops an insert that the person may make.
pub fn stops_insert(world: &World, row: &Row) -> Option<&'static str> {
    match row.table {
        // The topic belongs to O1.
        "training_records" if row.kind == Some("retired") => {
            Some(if row.organisation == "O1" { "parent_archived" } else { "23503" })
        }
        "policy_documents" if row.kind == Some("of O1") && row.organisation != "O1" => Some("23503"),
        "policy_acknowledgements" => world
            .table(row.table)
            .any(|r| r.profile == row.profile && r.column("document_id") == row.column("document_id"))
            .then_some("23505"),
        _ => None,
    }
}

/// What stops a change of one column that the person may write: what was published stays.
pub fn stops_update(row: &Row, column: &str) -> Option<&'static str> {
    let published = row.table == "policy_documents" && row.status != Some("draft");
    (published && column != "review_due").then_some("illegal_transition")
}
