//! The SQL of photographs.

use almoner_pg::{constraints, row, statement, updates};
use jiff::civil::Date;
use uuid::Uuid;

use super::model::PhotoOut;

row! {
    /// Where the bytes lie, and what they have to be.
    #[derive(Clone, Debug)]
    pub struct Bytes {
        pub path: String,
        pub sha256: Vec<u8>,
        pub small_sha256: Vec<u8>,
    }
}

row! {
    /// A resident whom the caller sees, and whether they add photographs there.
    #[derive(Clone, Copy, Debug)]
    pub struct MayAdd { pub id: Uuid, pub adds: bool }
}

row! {
    /// A new photograph, and where its bytes belong.
    #[derive(Clone, Debug)]
    pub struct Placed {
        pub id: Uuid,
        pub path: String,
    }
}

macro_rules! photo {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.consent, t.taken_on, t.width, t.height, t.created_at, t.created_by, \
                    cn.name as created_by_name, t.archived_at, t.archive_reason, \
                    case when t.client_id = any ((select app.writable_client_ids())::uuid[]) \
                         then array['update', case when t.archived_at is null then 'archive' else 'restore' end] else '{}' end as can \
             /* never null: can (an array) */ \
               from public.client_photos t \
               left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One photograph.
    pub PHOTO: (Uuid) -> PhotoOut = photo!("t.id = $1");
    /// Those of a resident, the newest first.
    pub PHOTOS_OF: (Uuid, bool) -> PhotoOut = photo!("t.client_id = $1 and (t.archived_at is not null) = $2 order by t.id desc limit 200");
    /// Where the bytes of one lie.
    pub BYTES: (Uuid) -> Bytes = "select t.path, t.sha256, t.small_sha256 from public.client_photos t \
        where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// That a resident is there for the caller, and what the policy of a new photograph asks of them.
    pub MAY_ADD: (Uuid) -> MayAdd = "select t.id, t.id = any ((select app.writable_client_ids())::uuid[]) as adds \
        /* never null: adds */ \
        from public.clients t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// A new one; the database archives the one before.
    pub ADD: (Uuid, &'static str, Option<Date>, i32, i32, i32, Vec<u8>, Vec<u8>) -> Placed =
        "insert into public.client_photos (organisation_id, client_id, consent, taken_on, width, height, size_bytes, sha256, small_sha256) \
         values ((select app.organisation_id()), $1, $2, $3, $4, $5, $6, $7, $8) returning id, path";
}

updates! {
    "client_photos" { consent: &'static str, taken_on: Option<Date> } archives;
}

constraints! {
    "client_photos_one" => Duplicate, "", "taken", "Another photograph is the current one. Archive it first.";
}
