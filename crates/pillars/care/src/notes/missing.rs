//! Residents of whom nobody noted anything in a care day.

use almoner_kernel::Code;
use almoner_pg::{row, statement};
use almoner_web::{App, Checks, Day, Doc, Handled, Page, QueryOf, SignedIn};
use axum::extract::State;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::there::{CARE_IN_HOME, care};

pub const MISSING: Doc = Doc::read("list_missing_notes", "Residents without a note in a care day of a home")
    .says("Who lived there in that care day, was not away for all of it, and of whom no note holds that happened in it. \
           The care day now where none is asked for.")
    .refuses(&[Code::Forbidden]);

/// How far back a care day may lie.
const DAYS_BACK: i64 = 366;

row! {
    /// A resident without a note.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct MissingNoteOut {
        /// The resident.
        pub id: Uuid,
        pub name: String,
        pub room_name: Option<String>,
        pub care_day: Date,
        /// When something last happened that was noted, in whichever day.
        pub last_note_at: Option<Timestamp>,
    }
}

/// Of which home and day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MissingIn {
    /// Needed.
    home: Option<Uuid>,
    /// Default the care day now.
    care_day: Option<Day>,
}

statement! {
    WITHOUT_NOTE: (Uuid, Option<Date>) -> MissingNoteOut =
        "select c.id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as name, r.name as room_name, w.care_day, l.at as last_note_at \
           from public.care_homes h \
          cross join lateral (select coalesce($2, app.care_day(now(), h.time_zone, h.care_day_starts)) as care_day) d \
          cross join lateral (select d.care_day, (d.care_day + h.care_day_starts) at time zone h.time_zone as starts, \
              (d.care_day + 1 + h.care_day_starts) at time zone h.time_zone as ends) w \
           join public.clients c on c.organisation_id = h.organisation_id and c.archived_at is null and exists ( \
               select from public.bed_stays s \
                where s.organisation_id = h.organisation_id and s.client_id = c.id and s.care_home_id = h.id and s.archived_at is null \
                  and s.status in ('live', 'ended') and lower(s.during) < w.ends and (s.status = 'live' or upper(s.during) > w.starts)) \
           left join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id \
           left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
           left join lateral (select max(n.occurred_at) as at from public.daily_notes n \
               where n.organisation_id = h.organisation_id and n.client_id = c.id and n.id >= app.id_at(w.starts - interval '90 days')) l on true \
          where h.organisation_id = (select app.organisation_id()) and h.id = $1 and w.starts <= now() \
            and not exists (select from public.daily_notes n \
                where n.organisation_id = h.organisation_id and n.client_id = c.id and n.id >= app.id_at(w.starts) \
                  and n.occurred_at >= w.starts and n.occurred_at < w.ends \
                  and not exists (select from public.addenda x \
                      where x.organisation_id = n.organisation_id and x.entity_id = n.id and x.kind = 'strike_out')) \
            and not exists (select from public.resident_absences a \
                where a.organisation_id = h.organisation_id and a.client_id = c.id and a.archived_at is null \
                  and a.during @> tstzrange(w.starts, least(w.ends, now()), '[]')) \
          order by r.name nulls last, c.family_name, c.id limit 500 /* never null: name, care_day (a resident has names; the day was asked for or is now) */";
}

/// Handler: who has no note.
pub async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<MissingIn>,
) -> Handled<Page<MissingNoteOut>> {
    let day = query.care_day.map(|day| day.0);
    let mut checks = Checks::new();
    checks.that(query.home.is_some(), "home", "required", "Say which home.");
    if let Some(day) = day {
        let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let first = today.saturating_sub(Span::new().days(DAYS_BACK));
        // It is tomorrow already somewhere.
        let last = today.saturating_add(Span::new().days(1));
        checks.date_between("care_day", day, first..=last);
    }
    if let Err(wrong) = checks.finish() {
        // Whose sign-in has ended is told that first.
        app.db.read(&me, ()).await?;
        return Err(wrong.into());
    }
    let home = query.home.unwrap_or_default();
    let (there, rows) =
        app.db.read(&me, (CARE_IN_HOME.with((home,)), WITHOUT_NOTE.with((home, day)))).await?;
    care(there)?;
    Ok(Page::whole(rows))
}
