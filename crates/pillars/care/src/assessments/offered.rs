//! Which instruments there are to answer: those that ship, and the operator's own.

use almoner_web::{App, Doc, Handled, Page, QueryOf, SignedIn};
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::assessments::store::{OWN, Own};
use crate::instruments::{FIRST_OWN_VERSION, Instrument, in_force, shipped};

pub const INSTRUMENTS: Doc = Doc::read("list_instruments", "Instruments, with what they ask and what their answers mean")
    .says("For forms, and for the words of codes. Those to answer today by name; `all=true` gives every version, for what was answered \
           under an earlier one. What ships is the same for everybody; `own` are the operator's, loaded with `almoner instruments load`.");

/// A version of an instrument.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstrumentOut {
    /// The operator's own.
    pub own: bool,
    /// The one to answer today.
    pub in_force: bool,
    pub instrument: Instrument,
}

/// Which versions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct InstrumentsOf {
    /// Every version, withdrawn and future ones too. Default false.
    all: Option<bool>,
}

/// The day by which versions change.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// What was loaded, without its wrapping.
pub fn definitions(own: Vec<Own>) -> Vec<Instrument> {
    own.into_iter().map(|row| row.definition.0).collect()
}

/// Handler: what there is to answer.
pub async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<InstrumentsOf>,
) -> Handled<Page<InstrumentOut>> {
    let own = definitions(app.db.read(&me, OWN.with(())).await?);
    let today = in_force(&own, day_of(Timestamp::now()));
    let out = |one: &Instrument| InstrumentOut {
        own: one.version >= FIRST_OWN_VERSION,
        in_force: today.iter().any(|held| held.code == one.code && held.version == one.version),
        instrument: one.clone(),
    };
    let all = query.all.unwrap_or(false);
    let rows = if all {
        own.iter().chain(shipped()).map(out).collect()
    } else {
        today.iter().map(|one| out(one)).collect()
    };
    Ok(Page::whole(rows))
}
