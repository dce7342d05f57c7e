//! What notes add up to: totals of a care day, and the values of a measure over time.
//!
//! The care day is that of the home where it happened, on its wall clock: 02:00 belongs to the night
//! that began the day before, in the nights of the clock change too. Where the reader does not see that
//! home any more, it is the resident's present one. What was struck out does not count. Nothing noted is
//! null and not 0: that nobody wrote down a drink does not say that there was none.

use almoner_pg::{Json, row, statement};
use almoner_web::{Answer, App, Checks, Commas, Day, Doc, Handled, PathId, QueryOf, SignedIn};
use axum::extract::State;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::notes::kinds::Of;
use crate::notes::words::{NoteEaten, NoteKind, NoteMeal};
use crate::there::{CARE_OF_CLIENT, care};

pub const MEASURES: Doc = Doc::read("get_client_measures", "What the notes of a resident add up to")
    .says("Totals of each care day of the home (`from` to `to`, both included; 7 days by default, at most 366), and every number that was \
           measured in them, for charts. Nothing noted is null, not 0. At most 2000 values; `cut` says that there are more, \
           of which the latest are left out.")
    .refuses(&[almoner_kernel::Code::Forbidden]);

/// Values in one answer.
const MOST: usize = 2000;
/// Days in one answer: a year, for a chart of weight.
const MOST_DAYS: i32 = 366;

/// One meal of a day.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct MealOut {
    pub note_id: Uuid,
    pub at: Timestamp,
    pub meal: Option<NoteMeal>,
    pub eaten: Option<NoteEaten>,
}

row! {
    /// The totals of one care day.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct CareDayOut {
        pub care_day: Date,
        /// Notes that hold, of the kinds asked for.
        pub notes: i64,
        /// Millilitres drunk; null where nobody noted any.
        pub in_ml: Option<i64>,
        /// Millilitres that came out; null where nobody noted any.
        pub out_ml: Option<i64>,
        #[schema(value_type = Vec<MealOut>)]
        pub meals: Json<Vec<MealOut>>,
    }
}

row! {
    /// One measured number.
    #[derive(Clone, Debug)]
    pub struct Measured { pub measure: String, pub note_id: Uuid, pub at: Timestamp, pub care_day: Date, pub value: f64 }
}

/// One point of a chart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasurePointOut {
    pub note_id: Uuid,
    pub at: Timestamp,
    pub care_day: Date,
    pub value: f64,
}

/// The values of one measure, the oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasureSeriesOut {
    pub measure: String,
    pub unit: &'static str,
    pub points: Vec<MeasurePointOut>,
}

/// What the notes of a resident add up to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasuresOut {
    /// Days in which something was noted, the oldest first.
    pub days: Vec<CareDayOut>,
    pub series: Vec<MeasureSeriesOut>,
    /// There are more values than one answer holds.
    pub cut: bool,
}

/// Which care days, and which kinds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MeasuresOf {
    /// Several, separated by commas; every kind by default.
    #[param(value_type = Vec<NoteKind>, required = false, style = Form, explode = false)]
    kind: Option<Commas<NoteKind>>,
    /// The first care day.
    from: Option<Day>,
    /// The last care day.
    to: Option<Day>,
}

/// The notes `t` of resident $1 with their care day, from $2 to $3 or of the last seven, of kinds $4.
macro_rules! noted {
    () => {
        "with here as materialized ( \
             select c.id, k.time_zone, k.care_day_starts, \
                    coalesce($3, app.care_day(now(), coalesce(k.time_zone, 'UTC'), coalesce(k.care_day_starts, '00:00'))) as last \
               from public.clients c \
               left join public.care_homes k on k.organisation_id = c.organisation_id and k.id = c.holding_home_id \
              where c.organisation_id = (select app.organisation_id()) and c.id = $1 \
         ), noted as materialized ( \
             select t.id, t.kind, t.measures, t.occurred_at, \
                    app.care_day(t.occurred_at, coalesce(h.time_zone, x.time_zone, 'UTC'), coalesce(h.care_day_starts, x.care_day_starts, '00:00')) as care_day, \
                    coalesce($2, x.last - 6) as first, x.last \
               from here x \
               join public.daily_notes t on t.organisation_id = (select app.organisation_id()) and t.client_id = x.id \
               left join public.care_homes h on h.organisation_id = t.organisation_id and h.id = t.care_home_id \
              where t.occurred_at >= (coalesce($2, x.last - 6) - 1)::timestamp at time zone 'UTC' \
                and t.id >= app.id_at((coalesce($2, x.last - 6) - 1)::timestamp at time zone 'UTC') \
                and t.occurred_at < (x.last + 3)::timestamp at time zone 'UTC' \
                and t.kind = any ($4) \
                and not exists (select from public.addenda s \
                     where s.organisation_id = t.organisation_id and s.entity_id = t.id and s.kind = 'strike_out') \
         ) "
    };
}

statement! {
    DAYS: (Uuid, Option<Date>, Option<Date>, Vec<String>) -> CareDayOut = concat!(noted!(),
        "select n.care_day, count(*) as notes, \
                sum((n.measures ->> 'in_ml')::int) as in_ml, sum((n.measures ->> 'out_ml')::int) as out_ml, \
                coalesce(jsonb_agg(jsonb_build_object('note_id', n.id, 'at', n.occurred_at, 'meal', n.measures -> 'meal', \
                    'eaten', n.measures -> 'eaten') order by n.occurred_at, n.id) filter (where n.kind = 'food' and n.measures <> '{}'), '[]') as meals \
           from noted n where n.care_day between n.first and n.last group by n.care_day order by n.care_day \
         /* never null: care_day, notes, meals (of a note; a count; an array) */");
    SERIES: (Uuid, Option<Date>, Option<Date>, Vec<String>) -> Measured = concat!(noted!(),
        "select m.key as measure, n.id as note_id, n.occurred_at as at, n.care_day, (m.value #>> '{}')::float8 as value \
           from noted n cross join lateral jsonb_each(n.measures) m \
          where n.care_day between n.first and n.last and jsonb_typeof(m.value) = 'number' \
          order by n.occurred_at, n.id, m.key limit 2001 \
         /* never null: measure, care_day, value (of a note; a number) */");
}

impl MeasuresOf {
    /// The first and last day. Where one is given, the other lies six days away.
    fn days(&self) -> almoner_kernel::Result<(Option<Date>, Option<Date>)> {
        let week = Span::new().days(6);
        let (from, to) = match (self.from.map(|d| d.0), self.to.map(|d| d.0)) {
            (Some(from), None) => (Some(from), Some(from.saturating_add(week))),
            (None, Some(to)) => (Some(to.saturating_sub(week)), Some(to)),
            both => both,
        };
        let mut checks = Checks::new();
        if let (Some(from), Some(to)) = (from, to) {
            let days = from.until(to).map_or(i32::MAX, |span| span.get_days()) + 1;
            checks.that(days >= 1, "to", "range", "Give a day that is not before `from`.");
            checks.that(days <= MOST_DAYS, "to", "range", "Ask for at most 366 days.");
        }
        checks.finish()?;
        Ok((from, to))
    }

    fn kinds(&self) -> Vec<String> {
        let asked = self.kind.as_ref().map_or(NoteKind::ALL, |all| &all.0);
        asked.iter().map(|kind| kind.as_str().to_owned()).collect()
    }
}

fn unit_of(name: &str) -> &'static str {
    let mut all = NoteKind::ALL.iter().flat_map(|kind| kind.measures());
    match all.find(|m| m.name == name).map(|m| m.of) {
        Some(Of::Number { unit, .. }) => unit,
        _ => "",
    }
}

/// Handler: the totals and values of one resident.
pub async fn measures(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<MeasuresOf>,
) -> Handled<Answer<MeasuresOut>> {
    let (from, to) = query.days()?;
    let calls = (
        CARE_OF_CLIENT.with((client,)),
        DAYS.with((client, from, to, query.kinds())),
        SERIES.with((client, from, to, query.kinds())),
    );
    let (there, days, mut values) = app.db.read(&me, calls).await?;
    care(there)?;
    let cut = values.len() > MOST;
    values.truncate(MOST);
    let mut series: Vec<MeasureSeriesOut> = Vec::new();
    for Measured { measure, note_id, at, care_day, value } in values {
        let point = MeasurePointOut { note_id, at, care_day, value };
        if let Some(known) = series.iter_mut().find(|s| s.measure == measure) {
            known.points.push(point);
        } else {
            let unit = unit_of(&measure);
            series.push(MeasureSeriesOut { measure, unit, points: vec![point] });
        }
    }
    series.sort_by(|a, b| a.measure.cmp(&b.measure));
    Ok(Answer::of(MeasuresOut { days, series, cut }))
}
