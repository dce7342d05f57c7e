//! What comes in (A05, A61): every field of every operation, as the document has them, with every
//! kind of value that a database, a parser or a log might trip over.
//!
//! The database refuses every COMMIT with a code that nothing else answers. So a value that is taken
//! is seen to be, a refusal shows itself before anything was kept, and the next request finds the
//! world as it was.

mod fields;
mod hostile;
mod kept;
mod query;

use std::collections::{BTreeMap, BTreeSet};

use almoner_testkit::http::cells::{Access, COMMITTED, Cell, prepared, refuse_commits, versions};
use almoner_testkit::http::{Got, TestApp, changed, fingerprint};
use futures_util::StreamExt as _;
use hostile::{FORBIDDEN, Must};
use serde_json::json;
use uuid::Uuid;

/// Codes of a wrong field. A client switches on them, so the list is closed.
const CODES: &[&str] = &[
    "required",
    "unknown",
    "type",
    "too_long",
    "too_short",
    "format",
    "range",
    "reference",
    "taken",
    "choice",
    "duplicate",
    "not_possible",
    "wrong",
    "same",
    "too_many",
    // Of a file's cells.
    "required",
    "unknown",
    "missing",
    "too_large",
];

const AT_ONCE: usize = 4;

struct Bench {
    app: TestApp,
    access: Access,
    versions: BTreeMap<Uuid, i32>,
    chosen: Vec<Cell>,
}

impl Bench {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let all = app.database.superuser().await;
        let access = Access::read(&all).await;
        let versions = versions(&all).await;
        refuse_commits(&all).await;
        // Each answer is judged below, and 500 is never right.
        app.expects_faults();
        let chosen = access.chosen();
        Self { app, access, versions, chosen }
    }

    async fn send(&self, cell: &Cell, body: String) -> Got {
        let ask = prepared(&self.app, &self.access, cell, &self.versions);
        ask.bytes("application/json", body).unchecked().send().await
    }

    /// Sends each and says what is wrong with the answers; then nothing may have changed.
    async fn all(&self, tries: Vec<Try<'_>>, at_least: usize) {
        let mut tries = tries;
        // Neighbours are different operations: the same thing twice at once would wait for itself.
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        tries.sort_by_cached_key(|one| {
            let nth = seen.entry(one.cell.operation.id).or_default();
            *nth += 1;
            *nth
        });
        let before = fingerprint(&self.app.database.superuser().await).await;
        let count = tries.len();
        let wrong: Vec<Option<String>> = futures_util::stream::iter(tries)
            .map(async |one| {
                let mut got = self.send(one.cell, one.body.clone()).await;
                // Two changes of one record at once may meet at a lock and are told to try again.
                for _ in 0..5 {
                    if (got.status, got.code()) == (503, "unavailable") {
                        got = self.send(one.cell, one.body.clone()).await;
                    }
                }
                one.wrong(&got)
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let after = fingerprint(&self.app.database.superuser().await).await;
        let wrong: BTreeSet<String> = wrong.into_iter().flatten().collect();
        println!("{count} bodies");
        assert!(wrong.is_empty(), "{} of {count}:\n{wrong:#?}", wrong.len());
        let changed: Vec<&str> =
            changed(&before, &after).into_iter().filter(|t| *t != "private.denials").collect();
        assert_eq!(changed, Vec::<&str>::new());
        assert!(count >= at_least, "only {count} bodies");
    }
}

/// One body and how it must be answered.
struct Try<'a> {
    cell: &'a Cell,
    path: String,
    called: &'static str,
    body: String,
    must: Must,
}

impl Try<'_> {
    fn wrong(&self, got: &Got) -> Option<String> {
        let fields = got.fields();
        let named = fields.iter().any(|f| {
            let path = f.rsplit_once(':').map_or("", |(path, _)| path);
            path == self.path || path.starts_with(&format!("{}.", self.path))
        });
        let codes = fields.iter().all(|f| CODES.contains(&f.rsplit(':').next().unwrap_or_default()));
        let refused = got.status == 422 && named && codes;
        let fine = match self.must {
            Must::Refuse => refused,
            Must::Unreadable => got.status == 400 && got.code() == "bad_request",
            Must::TooLarge => got.status == 413,
            Must::Either => {
                let taken = got.status < 300 || (got.status, got.code()) == COMMITTED;
                // Of a thing that is not there, or that is not possible, whatever the value.
                let elsewhere = matches!(got.status, 401 | 403 | 404 | 409 | 410 | 429)
                    || (got.status == 422 && !named && codes);
                refused || taken || elsewhere
            }
        };
        let said = format!("{} {} {fields:?}", got.status, got.code());
        let (id, path, called) = (self.cell.operation.id, &self.path, self.called);
        let body: String = self.body.chars().take(300).collect();
        (!fine).then(|| format!("{id} {path} {called}: {said}, not {:?}: {body}", self.must))
    }
}

#[tokio::test]
async fn every_field_of_every_operation_takes_what_it_can_hold_and_names_what_it_cannot() {
    let bench = Bench::new().await;
    let mut tries = Vec::new();
    let mut large = 0;
    for cell in &bench.chosen {
        let (Some(body), Some(schema)) = (&cell.body, cell.operation.body()) else { continue };
        for field in fields::fields(schema).0 {
            for mut value in hostile::of_field(&field) {
                // A file is told line by line what is wrong with it, in a preview with 200.
                let a_file = field.path == "content" && cell.operation.id.contains("import");
                if a_file && value.must != Must::Unreadable && value.raw.starts_with('"') {
                    value.must = Must::Either;
                } else if value.must == Must::TooLarge
                    && (cell.operation.id.contains("import") || cell.operation.id == "create_photo")
                {
                    // A body with a file may hold twelve megabytes.
                    value.must = Must::Refuse;
                }
                // Ten megabytes are the same to every field: once for each operation.
                if value.must == Must::TooLarge {
                    if large == cell.operation.id.len() {
                        continue;
                    }
                    large = cell.operation.id.len();
                }
                let body = fields::with(body, &field.path, &value.raw);
                tries.push(Try {
                    cell,
                    path: field.path.clone(),
                    called: value.called,
                    body,
                    must: value.must,
                });
            }
            // An item of a list has no name.
            if !field.path.ends_with(".0") {
                let body = fields::doubled(body, &field.path);
                let must = Must::Refuse;
                tries.push(Try { cell, path: field.path.clone(), called: "twice", body, must });
            }
        }
    }
    bench.all(tries, 4_000).await;
}

#[tokio::test]
async fn nobody_says_a_field_that_is_not_theirs_to_say() {
    let bench = Bench::new().await;
    let mut tries = Vec::new();
    for cell in &bench.chosen {
        let (Some(body), Some(schema)) = (&cell.body, cell.operation.body()) else { continue };
        let (leaves, objects) = fields::fields(schema);
        for object in &objects {
            for name in FORBIDDEN {
                let path = fields::under(object, name);
                // A note that is handed in says its home as a note of one's own does.
                let says_home = cell.operation.id == "hand_in" && path.ends_with("body.care_home_id");
                if says_home || leaves.iter().any(|leaf| leaf.path == path) || objects.contains(&path) {
                    continue;
                }
                let mut part = body.clone();
                let pointer =
                    if object.is_empty() { String::new() } else { format!("/{}", object.replace('.', "/")) };
                let Some(place) = part.pointer_mut(&pointer) else { continue };
                place[*name] = json!("6fd8ed1f-5ec5-4c8c-9b5b-3a0a3a2e8a55");
                tries.push(Try {
                    cell,
                    path,
                    called: "smuggled",
                    body: part.to_string(),
                    must: Must::Refuse,
                });
            }
        }
    }
    bench.all(tries, 2_500).await;
}
