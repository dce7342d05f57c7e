//! Whether what a path names is there for the person who asks: what isn't answers 404.

use almoner_pg::{row, statement};
use almoner_web::There;
use uuid::Uuid;

row! {
    /// A plan that is there, and the version that a new draft is to begin from.
    #[derive(Clone, Copy, Debug)]
    pub struct PlanThere { pub id: Uuid, pub client_id: Uuid, pub from_id: Option<Uuid> }
}

row! {
    /// A version that is there.
    #[derive(Clone, Copy, Debug)]
    pub struct VersionThere { pub id: Uuid, pub client_id: Uuid, pub was_published: bool }
}

statement! {
    /// That a resident is there for the caller.
    pub CLIENT_THERE: (Uuid) -> There =
        "select t.id from public.clients t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// A plan, and the version of its resident that was asked for, or else the active one.
    pub PLAN_THERE: (Uuid, Option<Uuid>) -> PlanThere = "select t.id, t.client_id, \
        (select v.id from public.care_plan_versions v where v.organisation_id = t.organisation_id and v.client_id = t.client_id \
            and case when $2 is null then v.status = 'active' else v.id = $2 end) as from_id \
        from public.care_plans t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// A version, and whether care was or is given by it.
    pub VERSION_THERE: (Uuid) -> VersionThere = "select t.id, t.client_id, t.status in ('active', 'superseded') as was_published \
        /* never null: was_published (a status) */ \
        from public.care_plan_versions t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
}
