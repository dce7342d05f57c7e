//! What is to be done, what was done, and the round that a carer walks.
//!
//! `read` answers tasks, `write` what people do to them (begin, claim, hand over), `record` what was given
//! (`given` checks it, `alike` that several are the same care), `definitions` what a plan asks for, `round` what a carer needs for now.

mod alike;
mod columns;
mod definitions;
mod given;
mod model;
mod read;
mod record;
mod round;
pub mod words;
mod write;

pub(crate) use given::TaskRecordIn;
pub(crate) use model::{ClaimedAuthorOut, TaskOut, TaskPageOut};
pub(crate) use record::{Refused, refused};
pub(crate) use words::TaskOutcome;

use almoner_web::{App, Routes};

pub fn routes() -> Routes<App> {
    round::routes()
        .merge(read::routes())
        .merge(write::routes())
        .merge(record::routes())
        .merge(definitions::routes())
}
