//! How an instrument has come out over time, for a chart.

use almoner_pg::{Json, row, statement};
use almoner_web::{Answer, App, Doc, Handled, Instant, PathId, QueryOf, SignedIn};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::assessments::given::version;
use crate::assessments::model::{AssessmentDetails, code_asked_for};
use crate::assessments::offered::definitions;
use crate::assessments::store::OWN_OF;
use crate::instruments::{Answers, InstrumentOutcome, Said};
use crate::there::{CARE_OF_CLIENT, care};

pub const TREND: Doc = Doc::read("get_client_assessment_trend", "How an instrument has come out over time")
    .says("The oldest first. `value` is the total, or the number whose change is looked at. What was struck out does not count. \
           At most 500 points, the latest; `cut` says that there are earlier ones.")
    .refuses(&[almoner_kernel::Code::Forbidden]);

/// Points in one answer.
const MOST: usize = 500;

row! {
    /// One point as it is stored.
    #[derive(Clone, Debug)]
    pub struct Point {
        pub id: Uuid,
        pub at: Timestamp,
        pub instrument_version: i32,
        pub answers: Json<Answers>,
        pub score: Option<f64>,
        pub band: Option<String>,
        pub band_rank: Option<i32>,
        pub details: Json<AssessmentDetails>,
    }
}

statement! {
    /// The points of resident $1 and instrument $2 that hold, from $3 to before $4, the latest first.
    POINTS: (Uuid, String, Timestamp, Timestamp) -> Point =
        "select a.id, a.occurred_at as at, a.instrument_version, a.answers, a.score::float8 as score, a.band, a.band_rank, a.details \
           from public.assessments a \
          where a.organisation_id = (select app.organisation_id()) and a.client_id = $1 and a.instrument = $2 \
            and a.occurred_at >= $3 and a.occurred_at < $4 \
            and not exists (select from public.addenda s \
                 where s.organisation_id = a.organisation_id and s.entity_id = a.id and s.kind = 'strike_out') \
          order by a.occurred_at desc, a.id desc limit 501";
}

/// One point of a chart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssessmentPointOut {
    pub assessment_id: Uuid,
    pub at: Timestamp,
    /// What its codes mean is that version's.
    pub instrument_version: i32,
    /// The total, or the number whose change is looked at. Null for a checklist.
    pub value: Option<f64>,
    pub band: Option<String>,
    /// From 0 for the least concern.
    pub band_rank: Option<i32>,
    /// As they were found when it was recorded.
    pub details: AssessmentDetails,
}

/// How an instrument has come out over time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssessmentTrendOut {
    pub instrument: String,
    /// Of `value`; null for points.
    pub unit: Option<String>,
    pub points: Vec<AssessmentPointOut>,
    /// There are earlier ones.
    pub cut: bool,
}

/// Of which instrument, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TrendOf {
    /// The code of an instrument.
    instrument: String,
    /// What was done at this instant or later.
    from: Option<Instant>,
    /// What was done before this instant.
    to: Option<Instant>,
}

/// Handler: the trend of one resident.
pub async fn trend(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<TrendOf>,
) -> Handled<Answer<AssessmentTrendOut>> {
    let code = query.instrument;
    code_asked_for(Some(&code))?;
    let from = query.from.map_or(Timestamp::UNIX_EPOCH, |at| at.0);
    let to = query.to.map_or(Timestamp::MAX, |at| at.0);
    let calls = (
        CARE_OF_CLIENT.with((client,)),
        OWN_OF.with((code.clone(),)),
        POINTS.with((client, code.clone(), from, to)),
    );
    let (there, own, mut points) = app.db.read(&me, calls).await?;
    care(there)?;
    let own = definitions(own);
    let cut = points.len() > MOST;
    points.truncate(MOST);
    points.reverse();
    let mut unit = None;
    let points = points.into_iter().map(|point| {
        let instrument = version(&own, &code, point.instrument_version);
        let watched = instrument.filter(|one| one.outcome == InstrumentOutcome::Change);
        let item = watched.and_then(|one| one.item(&one.change.as_ref()?.item));
        let value = match item {
            Some(item) => {
                unit.clone_from(&item.unit);
                match point.answers.0.get(&item.code) {
                    Some(Said::Number(number)) => Some(*number),
                    _ => None,
                }
            }
            None => point.score,
        };
        AssessmentPointOut {
            assessment_id: point.id,
            at: point.at,
            instrument_version: point.instrument_version,
            value,
            band: point.band,
            band_rank: point.band_rank,
            details: point.details.0,
        }
    });
    let points = points.collect();
    Ok(Answer::of(AssessmentTrendOut { instrument: code, unit, points, cut }))
}
