//! What an import of staff answers.

use std::fmt;

use almoner_keys::Secret;
use almoner_sheet::{ImportColumn, ImportOutcome, ImportProblem};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::membership::{Grade, ManagerKind};
use crate::people::person::JobTitle;

/// What an import does, or would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonImportOut {
    /// Lines of people who are invited.
    pub to_add: i32,
    /// Lines of people who are here already, or invited; they stay as they are.
    pub already_here: i32,
    /// Lines with a problem. With a problem anywhere nothing of the file is stored.
    pub refused: i32,
    /// People who are invited: one mail each, however many lines they have.
    pub people: i32,
    /// How many problems there are.
    pub problem_count: i32,
    /// The problems by line, at most 1,000.
    pub problems: Vec<ImportProblem>,
    /// The file's columns, as they were understood.
    pub columns: Vec<ImportColumn>,
    /// The lines, at most 500.
    pub rows: Vec<PersonImportRow>,
    /// Lines beyond those.
    pub rows_left_out: i32,
}

/// A line, as it was understood; what could not be is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonImportRow {
    /// The header is line 1.
    pub line: i32,
    pub outcome: ImportOutcome,
    /// Who is here already, or was invited. Null in a preview of somebody to be invited.
    pub person_id: Option<Uuid>,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub preferred_name: Option<String>,
    pub email: Option<String>,
    pub job_title: Option<JobTitle>,
    pub home_id: Option<Uuid>,
    pub home_name: Option<String>,
    pub grade: Option<Grade>,
    pub manager_kind: Option<ManagerKind>,
    /// Null: from now on.
    pub from: Option<Timestamp>,
    /// Null: until it is ended.
    pub until: Option<Timestamp>,
    pub staff_number: Option<String>,
}

/// Mails that are to leave once everything is stored.
#[derive(Default)]
pub struct Invitations {
    pub(crate) organisation: String,
    pub(crate) to: Vec<(String, Secret)>,
}

impl Invitations {
    pub fn len(&self) -> usize {
        self.to.len()
    }

    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }
}

impl fmt::Debug for Invitations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitations").field("people", &self.to.len()).finish_non_exhaustive()
    }
}

/// A count as the document says it.
pub fn number(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
