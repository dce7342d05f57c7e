//! The SQL of a resident's words about themselves.

use almoner_pg::{constraints, statement, updates};
use almoner_web::Made;
use uuid::Uuid;

use crate::about_me::model::AboutMeOut;

macro_rules! word {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.client_id, t.topic, t.body as text, t.said_by, t.status, t.verified_at, t.verified_by, \
                    vn.name as verified_by_name, t.ended_at, t.end_reason, t.created_at, t.created_by, cn.name as created_by_name, t.archived_at, \
                    array_remove(array[ \
                        case when t.archived_at is null and (m.writes or (t.status = 'proposed' and t.created_by = (select app.profile_id()) and m.cares)) then 'update' end, \
                        case when t.status = 'proposed' and t.archived_at is null and m.runs then 'verify' end, \
                        case when t.status = 'proposed' and t.archived_at is null and m.runs then 'reject' end, \
                        case when t.status = 'verified' and t.archived_at is null and m.runs then 'end' end, \
                        case when m.writes then case when t.archived_at is null then 'archive' else 'restore' end end \
                    ], null) as can \
               from public.client_about_me t \
               left join public.people_names vn on vn.organisation_id = t.organisation_id and vn.profile_id = t.verified_by \
               left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
              cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
              cross join lateral (select w.writes, w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
                  w.writes or t.client_id = any ((select app.cared_client_ids())::uuid[]) as cares offset 0) m \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// One word.
    pub WORD: (Uuid) -> AboutMeOut = word!("t.id = $1");
    /// Those of a resident that are in force or proposed, in the order of a page: what matters first.
    pub WORDS_OF: (Uuid) -> AboutMeOut = word!("t.client_id = $1 and t.archived_at is null and t.status <> 'ended' \
        order by array_position(array['matters_to_me', 'how_to_support_me', 'please_do_not', 'communication', 'languages', 'information_needs', \
            'faith_culture', 'food_drink', 'routine', 'people', 'life_story', 'interests'], t.topic), t.status desc, t.id limit 200");
    /// Every word there ever was of a resident, the newest first.
    pub WORD_HISTORY: (Uuid, bool) -> AboutMeOut =
        word!("t.client_id = $1 and (t.archived_at is not null) = $2 order by t.id desc limit 500");
    /// Proposes a word.
    pub ADD: (Uuid, &'static str, String, &'static str) -> Made =
        "insert into public.client_about_me (organisation_id, client_id, topic, body, said_by) \
         values ((select app.organisation_id()), $1, $2, $3, $4) returning id";
    /// Checks what was proposed in the same transaction.
    pub VERIFY_NEW: (Uuid) -> Made =
        "update public.client_about_me a set status = 'verified' where a.organisation_id = (select app.organisation_id()) and a.id = $1 returning a.id";
}

updates! {
    "client_about_me" { body: String, said_by: &'static str, status: &'static str, end_reason: String } archives;
}

constraints! {
    "client_about_me_once" => Duplicate, "", "taken", "A newer word on this topic is in force. End it first.";
}
