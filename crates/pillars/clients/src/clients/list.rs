//! The list of residents: the whole organisation in list order, home by home for managers, and
//! resident by resident for the floor. Nobody comes twice, and the ways that are not the caller's
//! cost nothing.

use almoner_pg::{Branch, Filter, List, Sort, lists};
use tokio_postgres::types::Type;

use crate::clients::columns::{full_columns, full_joins, plain_columns, plain_joins};
use crate::clients::model::ClientOut;

const BRANCHES: &[Branch] = &[
    Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
    Branch {
        per: Some("unnest((select app.managed_home_ids())) h (id)"),
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
               and t.holding_home_id = h.id",
    },
    // Of homes that the caller manages every resident came with the branch before.
    Branch {
        per: None,
        when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null \
               and t.id = any ((select app.visible_client_ids())::uuid[]) \
               and t.holding_home_id <> all ((select app.managed_home_ids())::uuid[])",
    },
];

/// Only who may restore looks for what is archived.
const ARCHIVED: &[Branch] = &[Branch {
    per: Some("unnest((select app.managed_home_ids())) h (id)"),
    when: "t.organisation_id = (select app.organisation_id()) and t.holding_home_id = h.id",
}];

const FILTERS: &[Filter] = &[
    Filter { name: "home", sql: "t.holding_home_id = $?", ty: || Type::UUID },
    Filter {
        name: "unit",
        sql: "t.bed_id in (select fb.id from public.rooms fr join public.beds fb on fb.organisation_id = fr.organisation_id \
              and fb.care_home_id = fr.care_home_id and fb.room_id = fr.id \
              where fr.organisation_id = (select app.organisation_id()) and fr.unit_id = $?)",
        ty: || Type::UUID,
    },
    Filter { name: "status", sql: "t.status = any ($?)", ty: || Type::TEXT_ARRAY },
    Filter { name: "key_worker", sql: "t.key_worker_id = $?", ty: || Type::UUID },
    Filter {
        name: "alert",
        sql: "exists (select from public.client_alerts fa where fa.organisation_id = t.organisation_id and fa.client_id = t.id \
              and fa.archived_at is null and fa.status <> 'ended' and not fa.none_known and fa.kind = any ($?))",
        ty: || Type::TEXT_ARRAY,
    },
    // One word of the search, in lower case: part of a name, or a room.
    Filter {
        name: "word",
        sql: "(strpos(t.search_name, $?) > 0 or t.bed_id in (select fb.id from public.care_homes fh \
              join public.rooms fr on fr.organisation_id = fh.organisation_id and fr.care_home_id = fh.id and lower(fr.name) = $? \
              join public.beds fb on fb.organisation_id = fr.organisation_id and fb.care_home_id = fr.care_home_id and fb.room_id = fr.id \
              where fh.organisation_id = (select app.organisation_id())))",
        ty: || Type::TEXT,
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
        name: "-updated_at",
        keys: &["updated_at", "id"],
        types: &[Type::TIMESTAMPTZ, Type::UUID],
        descending: true,
    },
];

const PRESENT: &str = "t.archived_at is null";
const GONE: &str = "t.archived_at is not null";

macro_rules! clients {
    ($always:expr, $branches:expr, $columns:expr, $joins:expr) => {
        List {
            table: "public.clients",
            columns: $columns,
            joins: $joins,
            always: $always,
            branches: $branches,
            filters: FILTERS,
            sorts: SORTS,
        }
    };
}

lists! {
    /// Residents.
    pub CLIENTS -> ClientOut = clients!(PRESENT, BRANCHES, plain_columns!(), plain_joins!());
    /// Residents with all that may be included.
    pub CLIENTS_FULL -> ClientOut = clients!(PRESENT, BRANCHES, full_columns!(), full_joins!());
    /// Archived residents, with all that may be included: there are few.
    pub ARCHIVED_CLIENTS -> ClientOut = clients!(GONE, ARCHIVED, full_columns!(), full_joins!());
}
