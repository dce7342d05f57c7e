//! The SQL of stays.

use almoner_pg::{Call, Json, Span, constraints, statement, updates};
use almoner_web::Made;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::stays::model::StayOut;
use crate::words::{StayKind, StayStatus};

macro_rules! stay {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.care_home_id, hh.name as home_name, t.admission_id, t.bed_id, \
             b.name as bed_name, r.name as room_name, lower(t.during) as \"from\", upper(t.during) as until, t.kind, t.status, \
             t.leaving_reason, t.leaving_note, t.created_at, t.archived_at, \
             array_remove(array[ \
                 case when m.writes and t.status in ('planned', 'live') then 'update' end, \
                 case when t.status = 'planned' and m.present and m.runs then 'arrive' end, \
                 case when t.status = 'planned' and m.present and m.writes then 'cancel' end, \
                 case when t.status = 'live' and m.present and m.writes then 'move' end, \
                 case when t.status = 'live' and m.present and m.writes then 'transfer' end, \
                 case when t.status = 'live' and m.present and m.writes then 'discharge' end, \
                 case when t.status = 'live' and m.present and m.runs then 'death' end, \
                 case when m.writes then case when m.present then 'archive' else 'restore' end end \
             ], null) as can /* never null: from, can (the range has a beginning; an array) */ \
               from public.bed_stays t \
               left join public.care_homes hh on hh.organisation_id = t.organisation_id and hh.id = t.care_home_id \
               left join public.beds b on b.organisation_id = t.organisation_id and b.id = t.bed_id \
               left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
               cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
               cross join lateral (select w.writes, w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
                   t.archived_at is null as present offset 0) m \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One stay.
    pub STAY: (Uuid) -> StayOut = stay!("t.id = $1");
    /// The live stay of a resident and those that are planned.
    pub STAYS_NOW: (Uuid) -> StayOut =
        stay!("t.client_id = $1 and t.archived_at is null and t.status in ('live', 'planned') order by t.status, lower(t.during), t.id limit 50");
    /// Every stay of a resident, the newest first.
    pub STAYS_OF: (Uuid, bool) -> StayOut =
        stay!("t.client_id = $1 and (t.archived_at is not null) = $2 order by lower(t.during) desc, t.id desc limit 500");
    /// Admissions.
    ADMIT: (Json<Vec<NewStay>>) -> Made =
        "insert into public.bed_stays (organisation_id, client_id, bed_id, during, kind, status) \
         select (select app.organisation_id()), r.client_id, r.bed_id, tstzrange(r.since, r.until), r.kind, r.status \
           from jsonb_to_recordset($1) as r (client_id uuid, bed_id uuid, since timestamptz, until timestamptz, kind text, status text) returning id";
    /// Ends a stay and begins the next in one statement, so that nothing sees the resident without
    /// a bed: stay, version, its range to the end, the new bed, the new range.
    pub MOVE: (Uuid, i32, Span, Uuid, Span) -> Made =
        "with ended as (update public.bed_stays s set status = 'ended', leaving_reason = 'moved_bed', during = $3 \
                         where s.organisation_id = (select app.organisation_id()) and s.id = $1 and s.version = $2 and s.status = 'live' \
                        returning s.organisation_id, s.client_id, s.admission_id, s.kind) \
         insert into public.bed_stays (organisation_id, client_id, admission_id, bed_id, during, kind, status) \
         select e.organisation_id, e.client_id, e.admission_id, $4, $5, e.kind, 'live' from ended e returning id";
    /// Transfers a resident: stay, version, home, bed, when. The lock holds the version that was asked for.
    pub TRANSFER: (Uuid, i32, Uuid, Option<Uuid>, Timestamp) -> Made =
        "with s as materialized (select s.client_id from public.bed_stays s where s.organisation_id = (select app.organisation_id()) \
             and s.id = $1 and s.version = $2 and s.status = 'live' for no key update) \
         select app.transfer_client(s.client_id, $3, $4, $5) as id from s /* never null: id (it answers the new stay or refuses) */";
}

/// The live stay of a resident and those that are planned.
pub fn of_client_now(client: Uuid) -> Call<StayOut> {
    STAYS_NOW.with((client,))
}

/// What is stored of an admission.
#[derive(Debug, Serialize)]
pub struct NewStay {
    client_id: Uuid,
    bed_id: Uuid,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    kind: &'static str,
    status: &'static str,
}

impl NewStay {
    /// In a bed from an instant on.
    pub fn of(client_id: Uuid, bed_id: Uuid, during: Span, kind: StayKind, status: StayStatus) -> Self {
        let Span { from: since, until } = during;
        Self { client_id, bed_id, since, until, kind: kind.as_str(), status: status.as_str() }
    }
}

/// Admits to beds.
pub fn admit(new: Vec<NewStay>) -> Call<Made> {
    ADMIT.with((Json(new),))
}

updates! {
    "bed_stays" { bed_id: Uuid, during: Span, kind: &'static str, status: &'static str, leaving_reason: &'static str,
        leaving_note: Option<String> } archives;
}

constraints! {
    "bed_stays_bed_taken" => BedTaken, "", "", "";
    "bed_stays_bed_live" => BedTaken, "", "", "Somebody still lives in that bed.";
    "bed_stays_resident_once" => StayOverlaps, "", "", "";
    "bed_stays_resident_live" => StayOverlaps, "", "", "The resident lives in a home already.";
    "bed_stays_organisation_id_care_home_id_bed_id_fkey" => Invalid, "bed_id", "reference", "Choose a bed of this home.";
    // A move reaches the resident's row before the stay's own key is checked.
    "clients_organisation_id_holding_home_id_bed_id_fkey" => Invalid, "bed_id", "reference", "Choose a bed of this home.";
}
