//! The SQL of people.

use almoner_pg::{Branch, Changed, Filter, List, Sort, lists, statement, updates};
use serde_json::Value;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::model::{PersonOut, PreferencesOut, RightOut, SignInFacts};

/// The policies of profiles and profile_private, the column rights and the transitions, as verbs.
macro_rules! columns {
    () => {
        "t.id, t.version, t.status, t.given_name, t.family_name, t.preferred_name, \
         coalesce(t.preferred_name, t.given_name) || ' ' || t.family_name as name, t.job_title, t.persona, \
         t.archived_at, t.archive_reason, \
         array_remove(array[ \
             case when o.owner or (o.managed and not o.self) then 'update' end, \
             case when o.owner or o.self then 'preferences' end, \
             case when o.reads or o.managed or o.self then 'get_private' end, \
             case when o.owner or o.managed or o.self then 'update_private' end, \
             case when (o.owner or o.managed) and not o.self and t.archived_at is null then 'add_membership' end, \
             case when (o.owner or (o.managed and not o.self)) and t.archived_at is null then 'add_home_manager' end, \
             case when o.owner and not o.self and t.archived_at is null then 'give_office' end, \
             case when t.status = 'invited' and t.archived_at is null \
                  and (o.owner or t.id = any ((select app.invitable_profile_ids())::uuid[])) then 'reinvite' end, \
             case when o.owner and t.archived_at is null and t.status = 'invited' then 'withdraw' end, \
             case when o.owner and not o.self and t.archived_at is null and t.status = 'active' then 'disable' end, \
             case when o.owner and t.archived_at is null and t.status = 'disabled' and t.account_id is not null then 'enable' end, \
             case when o.owner and not o.self and t.archived_at is null then 'archive' end, \
             case when o.owner and t.archived_at is not null then 'restore' end, \
             case when o.reads or o.managed then 'preview' end \
         ], null) as can /* never null: name */"
    };
}

/// `offset 0` keeps the planner from copying each question into every place that asks it.
macro_rules! standing {
    () => {
        " cross join lateral (select t.organisation_id is not distinct from (select app.owned_organisation_id()) as owner, \
             t.organisation_id is not distinct from (select app.org_read_in_full()) as reads, \
             t.id = any ((select app.managed_profile_ids())::uuid[]) as managed, \
             t.id is not distinct from (select app.profile_id()) as self offset 0) o "
    };
}

const BRANCHES: &[Branch] = &[
    Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
    Branch {
        per: None,
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
               and t.id = any ((select app.visible_profile_ids())::uuid[])",
    },
];

/// Memberships are read as the caller: who works where shows only to those who may know it.
const FILTERS: &[Filter] = &[
    Filter {
        name: "q",
        sql: "strpos(lower(t.given_name || ' ' || t.family_name || ' ' || coalesce(t.preferred_name, '')), lower($?)) > 0",
        ty: || Type::TEXT,
    },
    Filter { name: "status", sql: "t.status = $?", ty: || Type::TEXT },
    Filter {
        name: "home",
        sql: "(exists (select from public.user_care_homes u where u.organisation_id = t.organisation_id and u.profile_id = t.id \
                  and u.care_home_id = $? and u.archived_at is null and coalesce(upper(u.valid), 'infinity') > now()) \
               or exists (select from public.manager_care_homes m where m.organisation_id = t.organisation_id and m.profile_id = t.id \
                  and m.care_home_id = $? and m.archived_at is null and coalesce(upper(m.valid), 'infinity') > now()))",
        ty: || Type::UUID,
    },
    Filter {
        name: "grade",
        sql: "exists (select from public.user_care_homes u where u.organisation_id = t.organisation_id and u.profile_id = t.id \
                 and u.grade = $? and u.archived_at is null and coalesce(upper(u.valid), 'infinity') > now())",
        ty: || Type::TEXT,
    },
    Filter {
        // Home and grade of one membership, as {home, grade}.
        name: "home_grade",
        sql: "exists (select from public.user_care_homes u where u.organisation_id = t.organisation_id and u.profile_id = t.id \
                 and u.care_home_id = ($?)[1]::uuid and u.grade = ($?)[2] \
                 and u.archived_at is null and coalesce(upper(u.valid), 'infinity') > now())",
        ty: || Type::TEXT_ARRAY,
    },
];

const SORTS: &[Sort] = &[
    Sort {
        name: "name",
        keys: &["family_name", "given_name", "id"],
        types: &[Type::TEXT, Type::TEXT, Type::UUID],
        descending: false,
    },
    Sort {
        name: "-name",
        keys: &["family_name", "given_name", "id"],
        types: &[Type::TEXT, Type::TEXT, Type::UUID],
        descending: true,
    },
];

lists! {
    /// People who are not archived; the condition is that of the index on names.
    pub PEOPLE -> PersonOut = List {
        table: "public.profiles",
        columns: columns!(),
        joins: standing!(),
        always: "t.archived_at is null",
        branches: BRANCHES,
        filters: FILTERS,
        sorts: SORTS,
    };
    /// Archived people.
    pub ARCHIVED -> PersonOut = List {
        table: "public.profiles",
        columns: columns!(),
        joins: standing!(),
        always: "t.archived_at is not null",
        branches: BRANCHES,
        filters: FILTERS,
        sorts: SORTS,
    };
}

statement! {
    /// One person.
    pub PERSON: (Uuid) -> PersonOut = concat!("select ", columns!(), " from public.profiles t", standing!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// The caller.
    pub ME: () -> PersonOut = concat!("select ", columns!(), " from public.profiles t", standing!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = (select app.profile_id())");

    /// Present and coming rights of these people that the caller may read.
    pub RIGHTS_OF: (Vec<Uuid>) -> RightOut =
        "select r.profile_id, r.id, r.kind, r.held as right, r.care_home_id, h.name as care_home, \
                lower(r.valid) as from, upper(r.valid) as until, case when r.valid @> now() then 'live' else 'coming' end as state \
         from (select u.organisation_id, u.profile_id, u.id, 'membership' as kind, u.grade as held, u.care_home_id, u.valid \
                 from public.user_care_homes u \
                where u.organisation_id = (select app.organisation_id()) and u.profile_id = any ($1) and u.archived_at is null \
               union all \
               select m.organisation_id, m.profile_id, m.id, 'home_manager', m.kind, m.care_home_id, m.valid \
                 from public.manager_care_homes m \
                where m.organisation_id = (select app.organisation_id()) and m.profile_id = any ($1) and m.archived_at is null \
               union all \
               select o.organisation_id, o.profile_id, o.id, 'office', o.role, null, o.valid \
                 from public.organisation_roles o \
                where o.organisation_id = (select app.organisation_id()) and o.profile_id = any ($1) and o.archived_at is null) r \
         left join public.care_homes h on h.organisation_id = r.organisation_id and h.id = r.care_home_id \
         where coalesce(upper(r.valid), 'infinity') > now() order by r.profile_id, r.kind desc, h.name, lower(r.valid), r.id \
         /* never null: profile_id, id, kind, right, state */";
    /// How these people sign in, for those who may know it.
    pub SIGN_IN_OF: (Vec<Uuid>) -> SignInFacts =
        "select profile_id, second_factor, last_seen_at, invited_at, invitation_ends_at from app.sign_in_facts($1) \
         /* never null: profile_id, second_factor */";

    /// What somebody has set for themself.
    pub PREFERENCES: (Uuid) -> PreferencesOut =
        "select t.id, t.version, t.preferences from public.profiles t \
         where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// Changes some preferences; null takes one out.
    pub SET_PREFERENCES: (Uuid, i32, Value) -> Changed =
        "update public.profiles set preferences = jsonb_strip_nulls(preferences || $3) \
         where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning id, version";

    /// Withdraws an invitation.
    pub WITHDRAW: (Uuid, i32) -> Changed =
        "update public.profiles set status = 'disabled' where organisation_id = (select app.organisation_id()) \
         and id = $1 and version = $2 and status = 'invited' returning id, version";
    /// Ends somebody's access at once; never one's own.
    pub DISABLE: (Uuid, i32) -> Changed =
        "update public.profiles set status = 'disabled' where organisation_id = (select app.organisation_id()) \
         and id = $1 and version = $2 and status = 'active' and id <> (select app.profile_id()) returning id, version";
    /// Gives access back.
    pub ENABLE: (Uuid, i32) -> Changed =
        "update public.profiles set status = 'active' where organisation_id = (select app.organisation_id()) \
         and id = $1 and version = $2 and status = 'disabled' returning id, version";
    /// Archives somebody with their memberships; never oneself.
    pub ARCHIVE: (Uuid, i32, String) -> Changed =
        "update public.profiles set archived_at = now(), archive_reason = $3 where organisation_id = (select app.organisation_id()) \
         and id = $1 and version = $2 and id <> (select app.profile_id()) returning id, version";
}

updates! {
    "profiles" { given_name: String, family_name: String, preferred_name: Option<String>, job_title: &'static str, persona: &'static str } archives;
}

almoner_pg::constraints! {
    "profiles_active_account" => IllegalTransition, "", "", "They never accepted their invitation: invite them again.";
}
