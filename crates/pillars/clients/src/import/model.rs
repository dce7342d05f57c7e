//! What an import of residents answers.

use almoner_sheet::{ImportColumn, ImportOutcome, ImportProblem};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words::{ClientGender, StayKind};

/// What an import does, or would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClientImportOut {
    /// Lines of residents who are added.
    pub to_add: i32,
    /// Lines of residents who are here already and stay as they are.
    pub already_here: i32,
    /// Lines with a problem. With a problem anywhere nothing of the file is stored.
    pub refused: i32,
    /// How many problems there are.
    pub problem_count: i32,
    /// The problems by line, at most 1,000.
    pub problems: Vec<ImportProblem>,
    /// The file's columns, as they were understood.
    pub columns: Vec<ImportColumn>,
    /// The lines, at most 500.
    pub rows: Vec<ClientImportRow>,
    /// Lines beyond those.
    pub rows_left_out: i32,
}

/// A line, as it was understood; what could not be is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClientImportRow {
    /// The header is line 1.
    pub line: i32,
    pub outcome: ImportOutcome,
    /// The resident who is here already, or who was added. Null in a preview of one to be added.
    pub client_id: Option<Uuid>,
    pub home_id: Option<Uuid>,
    pub home_name: Option<String>,
    pub title: Option<String>,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub preferred_name: Option<String>,
    pub birth_date: Option<Date>,
    /// Ten digits.
    pub nhs_number: Option<String>,
    pub gender: Option<ClientGender>,
    pub room_name: Option<String>,
    pub bed_name: Option<String>,
    /// When the resident moved in, or is to.
    pub admitted_at: Option<Timestamp>,
    pub stay_kind: Option<StayKind>,
    /// One alert each, marked "not yet checked".
    pub allergies: Vec<String>,
    /// Somebody asked, and there is none.
    pub no_known_allergies: bool,
    pub next_of_kin: Option<String>,
    pub key_worker_id: Option<Uuid>,
}

impl ClientImportRow {
    pub fn of(line: usize) -> Self {
        Self {
            line: number(line),
            outcome: ImportOutcome::Add,
            client_id: None,
            home_id: None,
            home_name: None,
            title: None,
            family_name: None,
            given_name: None,
            preferred_name: None,
            birth_date: None,
            nhs_number: None,
            gender: None,
            room_name: None,
            bed_name: None,
            admitted_at: None,
            stay_kind: None,
            allergies: Vec::new(),
            no_known_allergies: false,
            next_of_kin: None,
            key_worker_id: None,
        }
    }
}

/// A count as the document says it.
pub fn number(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
