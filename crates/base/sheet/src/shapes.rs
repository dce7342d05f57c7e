//! What an import takes and answers over HTTP, the same for every kind of file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Lines that an answer shows; the rest is counted.
pub const MOST_ROWS: usize = 500;

/// A file to import.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportFileIn {
    /// The text of a CSV file with a header line: separated by commas, semicolons or tabs, at most
    /// 5,000 lines and 5 MB.
    pub content: String,
    /// What the file is called, for what is noted as the source. Up to 200 characters.
    pub file_name: Option<String>,
}

/// What is wrong with one cell, one line or the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportProblem {
    /// The line of the file, the header being line 1. Null: of the file as a whole.
    pub line: Option<i32>,
    /// The column's own name, or the header as it stands in the file where it is none of ours.
    pub column: Option<String>,
    /// The cell as it stands in the file, shortened.
    pub value: Option<String>,
    /// Stable: `encoding`, `cells`, `unknown`, `missing`, `duplicate`, `required`, `format`, `range`,
    /// `choice`, `too_long`, `reference`, `taken`, `forbidden`, ...
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// How a column of the file was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportColumn {
    /// As it stands in the file.
    pub header: String,
    /// The column that it means; null where it means none.
    pub column: Option<String>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It will be added; of a finished import, it was.
    Add,
    /// It is here already and stays as it is.
    AlreadyHere,
    /// Something about it is wrong; then nothing of the file is stored.
    Refused,
}
