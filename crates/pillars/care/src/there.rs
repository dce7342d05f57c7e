//! Whether a resident or a home is there for the person who asks, and whether they read care there.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Branch, Call, FromRow, One, row, statement};
use almoner_web::App;
use uuid::Uuid;

row! {
    /// A resident or a home that the caller may see, and whether the record of care too.
    #[derive(Clone, Copy, Debug)]
    pub struct CareThere { pub id: Uuid, pub care: bool }
}

statement! {
    /// That a resident is there for the caller, and whether the care record is: ancillary staff see the resident by
    /// name and none of it.
    pub CARE_OF_CLIENT: (Uuid) -> CareThere = "select t.id, coalesce(t.organisation_id = (select app.org_read_in_full()) \
            or t.holding_home_id = any ((select app.managed_home_ids())::uuid[]) \
            or t.id = any ((select app.care_client_ids())::uuid[]), false) as care \
        from public.clients t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// That a home is there for the caller, and whether they read what is noted in it.
    pub CARE_IN_HOME: (Uuid) -> CareThere = "select t.id, coalesce(t.organisation_id = (select app.org_read_in_full()) \
            or t.id = any ((select app.managed_home_ids())::uuid[]) \
            or t.id = any ((select app.care_home_ids())::uuid[]), false) as care \
        from public.care_homes t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
}

/// Nothing there: 404. Only the name may be known: 403.
pub fn care(there: Vec<CareThere>) -> Result<()> {
    if there.one()?.care { Ok(()) } else { Err(Code::Forbidden.into()) }
}

/// What is said to somebody who may not record something: of a resident or home that they don't see they learn
/// nothing; where they do, they may not.
pub async fn as_seen<R: FromRow>(app: &App, me: &Caller, there: Call<R>, error: Error) -> Error {
    if error.code != Code::Forbidden {
        return error;
    }
    match app.db.read(me, there).await {
        Ok(there) if there.is_empty() => Code::NotFound.into(),
        Ok(_) => error,
        Err(other) => other,
    }
}

/// Rows of residents' records across homes: of the whole organisation, of managed homes, and resident by resident of those
/// whom the caller cares for, with what happened to them in homes that are not theirs.
pub const BY_RECORD: &[Branch] = &[
    Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
    Branch {
        per: Some("unnest((select app.managed_home_ids())) h (id)"),
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.care_home_id = h.id",
    },
    Branch {
        per: Some("(select distinct r.id from unnest((select app.care_client_ids())) r (id)) h"),
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.client_id = h.id \
               and t.care_home_id <> all ((select app.managed_home_ids())::uuid[])",
    },
];
