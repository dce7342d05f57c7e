//! The SQL of absences.

use almoner_pg::{Call, Span, constraints, statement, updates};
use almoner_web::Made;
use jiff::Timestamp;
use uuid::Uuid;

use crate::absences::model::AbsenceOut;

macro_rules! absence {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.care_home_id, t.kind, lower(t.during) as \"from\", upper(t.during) as until, \
             t.expected_return, t.place, t.reason, t.status, t.return_note, t.created_at, t.archived_at, \
             array_remove(array[ \
                 case when m.runs then 'update' end, \
                 case when t.status = 'away' and m.present and m.runs then 'return' end, \
                 case when m.writes then case when m.present then 'archive' else 'restore' end end \
             ], null) as can /* never null: from, can (the range has a beginning; an array) */ \
               from public.resident_absences t \
               cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
               cross join lateral (select w.writes, w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
                   t.archived_at is null as present offset 0) m \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One absence.
    pub ABSENCE: (Uuid) -> AbsenceOut = absence!("t.id = $1");
    /// The absence of a resident that goes on.
    pub ABSENCE_NOW: (Uuid) -> AbsenceOut =
        absence!("t.client_id = $1 and t.archived_at is null and t.status = 'away' order by lower(t.during) desc limit 1");
    /// Every absence of a resident, the newest first.
    pub ABSENCES_OF: (Uuid, bool) -> AbsenceOut =
        absence!("t.client_id = $1 and (t.archived_at is not null) = $2 order by lower(t.during) desc, t.id desc limit 500");
    /// A resident goes away.
    pub ADD_ABSENCE: (Uuid, &'static str, Span, Option<Timestamp>, Option<String>, Option<String>) -> Made =
        "insert into public.resident_absences (organisation_id, client_id, kind, during, expected_return, place, reason) \
         values (app.organisation_id(), $1, $2, $3, $4, $5, $6) returning id";
}

/// The absence of a resident that goes on.
pub fn of_client_now(client: Uuid) -> Call<AbsenceOut> {
    ABSENCE_NOW.with((client,))
}

updates! {
    "resident_absences" { during: Span, expected_return: Option<Timestamp>, place: Option<String>, reason: Option<String>,
        status: &'static str, return_note: Option<String> } archives;
}

constraints! {
    "resident_absences_once" => StayOverlaps, "", "", "The resident was away for some of that time already.";
}
