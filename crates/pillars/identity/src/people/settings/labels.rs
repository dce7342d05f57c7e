//! The words that people see instead of ours.

use std::collections::BTreeMap;

use almoner_kernel::Code;
use almoner_pg::{Update, row, statement, updates};
use almoner_web::records::{get_one, patch};
use almoner_web::{
    Answer, App, Body, Checks, Doc, Handled, IfMatch, Page, Patch, PathId, Routes, SignedIn, records,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

row! {
    /// One of our words, as the organisation says it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct LabelOut {
        pub id: Uuid,
        pub version: i32,
        /// `resident`, `home`, `rota`, `key_worker`, `handover`.
        pub word: String,
        pub singular: String,
        pub plural: String,
        /// `update`: what the reader may do.
        pub can: Vec<String>,
    }
}

records! {
    LabelOut, "organisation_labels", LABEL;
}

macro_rules! columns {
    () => {
        "t.id, t.version, t.word, t.singular, t.plural, \
         case when t.organisation_id is not distinct from (select app.owned_organisation_id()) \
             then array['update'] else '{}' end as can from public.organisation_labels t \
         where t.organisation_id = (select app.organisation_id()) and t.archived_at is null "
    };
}

statement! {
    /// The organisation's words.
    pub LABELS: () -> LabelOut = concat!("select ", columns!(), "order by t.word");
    LABEL: (Uuid) -> LabelOut = concat!("select ", columns!(), "and t.id = $1");
}

updates! {
    "organisation_labels" { singular: String, plural: String };
}

/// A word in the singular and the plural.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelWord {
    pub singular: String,
    pub plural: String,
}

/// Our own words, where an organisation has none.
const OURS: [(&str, &str, &str); 5] = [
    ("resident", "resident", "residents"),
    ("home", "home", "homes"),
    ("rota", "rota", "rotas"),
    ("key_worker", "key worker", "key workers"),
    ("handover", "handover", "handovers"),
];

/// Every word, the organisation's or ours.
pub fn words_of(labels: &[LabelOut]) -> BTreeMap<String, LabelWord> {
    let mut words: BTreeMap<String, LabelWord> = OURS
        .iter()
        .map(|(word, singular, plural)| {
            ((*word).to_owned(), LabelWord { singular: (*singular).to_owned(), plural: (*plural).to_owned() })
        })
        .collect();
    for label in labels {
        let word = LabelWord { singular: label.singular.clone(), plural: label.plural.clone() };
        words.insert(label.word.clone(), word);
    }
    words
}

/// What may change of a word.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LabelPatch {
    pub singular: Patch<String>,
    pub plural: Patch<String>,
}

const LIST: Doc = Doc::read("list_labels", "The words that people see");
const GET: Doc = Doc::read("get_label", "One word");
const UPDATE: Doc = Doc::change("update_label", "Say a word otherwise").refuses(&[Code::Forbidden]);

pub fn routes() -> Routes<App> {
    Routes::new("settings")
        .get("/api/v1/organisation/labels", &LIST, list)
        .get("/api/v1/organisation/labels/{id}", &GET, get_one::<LabelOut>)
        .patch("/api/v1/organisation/labels/{id}", &UPDATE, change)
}

async fn list(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<LabelOut>> {
    Ok(Page::whole(app.db.read(&me, LABELS.with(())).await?))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(new): Body<LabelPatch>,
) -> Handled<Answer<LabelOut>> {
    let mut c = Checks::new();
    let singular = c.patch_text("singular", new.singular, 40);
    let plural = c.patch_text("plural", new.plural, 40);
    let update = Update::of("organisation_labels", id, version)
        .set("singular", c.patch_needed("singular", singular))
        .set("plural", c.patch_needed("plural", plural));
    c.finish()?;
    patch(&app, &me, (id, version), update).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{LabelOut, words_of};

    #[test]
    fn a_word_of_theirs_takes_the_place_of_ours() {
        let label = LabelOut {
            id: Uuid::nil(),
            version: 1,
            word: "resident".to_owned(),
            singular: "family member".to_owned(),
            plural: "family members".to_owned(),
            can: Vec::new(),
        };
        let words = words_of(&[label]);
        assert_eq!(words.len(), 5);
        assert_eq!(words["resident"].plural, "family members");
        assert_eq!(words["key_worker"].singular, "key worker");
    }
}
