//! Whether a parent is there for the person who asks: what hangs on one that isn't answers 404.

use almoner_kernel::{Code, Result};
use almoner_pg::{One, row, statement};
use almoner_web::{Only, There};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// What the policies of contacts, stays, absences and identity ask of a resident `t`: ancillary
/// staff see the resident by name and none of these.
macro_rules! reads_care {
    () => {
        "coalesce(t.organisation_id = (select app.org_read_in_full()) \
         or t.holding_home_id = any ((select app.managed_home_ids())::uuid[]) \
         or t.id = any ((select app.care_client_ids())::uuid[]), false)"
    };
}
pub(crate) use reads_care;

row! {
    /// A resident whom the caller may see, and whether the care record too.
    #[derive(Clone, Copy, Debug)]
    pub struct CareThere { pub id: Uuid, pub care: bool }
}

statement! {
    /// That a resident is there for the caller.
    pub CLIENT_THERE: (Uuid) -> There =
        "select t.id from public.clients t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// That a resident is there for the caller, and whether the care record is.
    pub CARE_THERE: (Uuid) -> CareThere = concat!("select t.id, ", reads_care!(), " as care \
        from public.clients t where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// That a home is there for the caller.
    pub HOME_THERE: (Uuid) -> There =
        "select t.id from public.care_homes t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
}

/// No resident: 404. A resident of whom the caller may know the name and no more: 403.
pub fn care(there: Vec<CareThere>) -> Result<()> {
    if there.one()?.care { Ok(()) } else { Err(Code::Forbidden.into()) }
}

/// What the lists of one resident take. They are whole: nobody has 500 contacts.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct OfClient {
    /// Archived rows instead of present ones.
    #[param(value_type = Option<String>, pattern = "^only$")]
    archived: Option<Only>,
}

impl OfClient {
    pub fn archived(self) -> bool {
        matches!(self.archived, Some(Only::Only))
    }
}
