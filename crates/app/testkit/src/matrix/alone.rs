//! What the matrix means for the policies alone.
//!
//! A policy may let more pass than the matrix where a trigger asks the rest: what, stands here and is
//! nowhere else assumed.

use almoner_access::Scope;

use super::model::{Model, Way};
use crate::world::Row;

/// A row as a change finds it, or as it leaves it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Found,
    Left,
}

impl Model<'_> {
    /// Whether the policies let the actor find the row for a change.
    pub fn finds(&self, row: &Row) -> bool {
        self.reads(row) && self.way_in(row, "UA", Moment::Found)
    }

    /// Whether they let the actor change the row without looking at it, where those for reading are not asked.
    pub fn reaches_blindly(&self, row: &Row) -> bool {
        self.way_in(row, "UA", Moment::Found)
    }

    /// Whether they let a row that is changed become this one, likewise.
    pub fn keeps(&self, row: &Row) -> bool {
        self.way_in(row, "UA", Moment::Left)
    }

    /// Whether they let a new row be this one.
    pub fn admits(&self, row: &Row) -> bool {
        // A version begins as a draft, a run that somebody asks for waits.
        let begins = match row.table {
            "care_plan_versions" => row.status == Some("draft"),
            "job_runs" => row.status == Some("queued"),
            _ => true,
        };
        begins && self.way_in(row, "I", Moment::Left)
    }

    fn way_in(&self, row: &Row, letters: &str, moment: Moment) -> bool {
        let table = self.table(row);
        // When and where care was given its trigger asks; the policies know whose care it may have been.
        let whenever = Row { occurred: None, ..row.clone() };
        table.cells.iter().any(|cell| {
            let reached = match cell.scope {
                // Who took a handover in says so for themselves; whether they could its trigger asks.
                Scope::Lately if row.table == "handover_acknowledgements" => true,
                Scope::Lately => self.reaches(table.kind, &cell.actor, cell.scope, &whenever, Way::Writing),
                _ => self.reaches(table.kind, &cell.actor, cell.scope, row, Way::Writing),
            };
            cell.letters.chars().any(|l| letters.contains(l))
                && reached
                && cell.conditions.iter().all(|condition| self.asks(condition, row, moment))
        })
    }

    fn asks(&self, condition: &str, row: &Row, moment: Moment) -> bool {
        // Whoever may change these reads them, and the policy for reading asks.
        let read_first = matches!(row.table, "handover_items" | "notification_queue");
        match (condition, moment) {
            ("not_hidden" | "of_my_home", _) if read_first => true,
            ("happened_in_managed", _)
            | ("mine_or_teams" | "proposed_by_me" | "while_reported", Moment::Left) => true,
            // Seniors hand a draft in; of a task the version's own policy asks.
            ("still_draft", Moment::Left) => {
                row.table == "care_task_definitions" || matches!(row.status, Some("draft" | "in_review"))
            }
            // The home that the policy asks of is the resident's, which a trigger writes.
            ("opens_record", Moment::Left) => {
                self.fulfils(condition, row) || self.fulfils("happened_in_managed", row)
            }
            // One's own office is given up, not taken again.
            ("not_own_again", Moment::Left) => self.fulfils("not_self", row) || row.archived,
            // Who gives care adds documents, and puts none in the place of another.
            ("not_sealed", Moment::Left) => {
                self.fulfils(condition, row) && row.column("document_id").is_none()
            }
            _ => self.fulfils(condition, row),
        }
    }
}
