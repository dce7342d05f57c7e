//! What comes in by the query string and the frame around a body (A10, A60).

use std::collections::BTreeSet;

use almoner_testkit::http::cells::{Access, Cell, prepared, versions};
use almoner_testkit::http::{Ask, Got, TestApp};
use futures_util::StreamExt as _;
use http::Method;
use serde_json::Value;

use super::{AT_ONCE, CODES};

/// Values that no parameter but a search may take.
const NEVER: &[&str] = &[
    "",
    "NaN",
    "-1",
    "1e9",
    "9223372036854775808",
    "%00",
    "%ff",
    "%f",
    "id;drop%20table%20clients",
    "1)%20or%20(1=1",
    "infinity",
    "1900-01-01",
    "9999-12-31T00:00:00Z",
    "2027-02-29T00:00:00Z",
    "../../x",
    "*",
    "a,b,,c",
];

struct Lists {
    app: TestApp,
    access: Access,
    cells: Vec<Cell>,
}

impl Lists {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let access = Access::read(&app.database.superuser().await).await;
        let cells = access.chosen().into_iter().filter(|c| c.operation.method == "get").collect();
        Self { app, access, cells }
    }

    fn ask(&self, cell: &Cell, query: &str) -> Ask<'_> {
        let path = cell.path.split('?').next().unwrap_or_default();
        self.app.ask(Method::GET, format!("{path}?{query}")).by(cell.seat.name)
    }

    /// Asks all; answers what `judge` says is wrong.
    async fn all(&self, tries: Vec<(&Cell, String)>, judge: impl Fn(&str, &Got) -> bool, at_least: usize) {
        let count = tries.len();
        let wrong: Vec<String> = futures_util::stream::iter(tries)
            .map(async |(cell, query)| {
                let got = self.ask(cell, &query).send().await;
                let said = format!("{} {} {:?}", got.status, got.code(), got.fields());
                let shown: String = query.chars().take(80).collect();
                (!judge(&query, &got)).then(|| format!("{} ?{shown}: {said}", cell.operation.id))
            })
            .buffer_unordered(AT_ONCE)
            .filter_map(async |wrong| wrong)
            .collect()
            .await;
        println!("{count} queries");
        assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
        assert!(count >= at_least, "only {count}");
    }
}

/// Parameters in the query, as the document has them.
fn parameters(cell: &Cell) -> Vec<&'static Value> {
    let all = cell.operation.written["parameters"].as_array();
    all.into_iter().flatten().filter(|p| p["in"] == "query").collect()
}

fn name(parameter: &Value) -> &str {
    parameter["name"].as_str().expect("a name")
}

fn refused(name: &str, got: &Got) -> bool {
    let codes = got.fields().iter().all(|f| CODES.contains(&f.rsplit(':').next().unwrap_or_default()));
    got.status == 422 && codes && got.fields().iter().any(|f| f.starts_with(&format!("{name}:")))
}

#[tokio::test]
async fn a_parameter_takes_what_it_means_and_is_named_otherwise() {
    let lists = Lists::new().await;
    let mut tries = Vec::new();
    for cell in &lists.cells {
        for parameter in parameters(cell) {
            let name = name(parameter);
            if matches!(name, "q" | "cursor" | "ids") {
                continue;
            }
            // A place in a stream that can't be read is answered with `resync`: events/attacks.rs.
            if name != "last_event_id" {
                // The code of an instrument is a word: infinity could be one.
                let never = NEVER.iter().filter(|value| name != "instrument" || **value != "infinity");
                tries.extend(never.map(|value| (cell, format!("{name}={value}"))));
                tries.push((cell, format!("{name}={}", "a".repeat(5000))));
            }
            tries.push((cell, format!("{name}=1&{name}=1")));
            tries.push((cell, format!("{name}[]=1")));
        }
        if parameters(cell).iter().any(|p| p["name"] == "limit") {
            for limit in ["0", "201", "2147483648", "1.0", "%2B5", "5%20", "0x10", "%20"] {
                tries.push((cell, format!("limit={limit}")));
            }
        }
    }
    let judge = |query: &str, got: &Got| {
        let (name, value) = query.split_once('=').unwrap_or((query, ""));
        // Instants are the one kind for which one of these is a value, and then a range may be refused.
        let fine = got.status == 200 && matches!(value, "1900-01-01");
        fine || refused(name, got)
    };
    lists.all(tries, judge, 1_000).await;
}

/// Hidden columns can neither be filtered by, nor sorted by, nor joined: no column of any table is
/// understood but by the names that the document has.
#[tokio::test]
async fn columns_are_no_parameters() {
    let lists = Lists::new().await;
    let columns: BTreeSet<&String> =
        lists.access.catalogue.columns.values().flatten().map(|(column, _)| column).collect();
    let words = [
        "filter", "where", "select", "fields", "order", "order_by", "group_by", "facet", "offset", "page",
        "expand", "or", "and",
    ];
    let mut tries = Vec::new();
    for cell in &lists.cells {
        let known: BTreeSet<&str> = parameters(cell).iter().map(|p| name(p)).collect();
        if known.is_empty() {
            continue;
        }
        for column in &columns {
            if !known.contains(column.as_str()) {
                tries.push((cell, format!("{column}=CANARY-R2")));
            }
            tries.push((cell, format!("{column}~=CANARY-R2")));
            for ordered in ["sort", "include"].into_iter().filter(|p| known.contains(p)) {
                tries.push((cell, format!("{ordered}={column}.phone")));
            }
        }
        tries.extend(words.iter().map(|word| (cell, format!("{word}=1"))));
    }
    lists.all(tries, |query, got| refused(query.split('=').next().unwrap_or_default(), got), 4_000).await;
}

#[tokio::test]
async fn a_search_is_text_and_nothing_else() {
    let lists = Lists::new().await;
    let mut tries = Vec::new();
    let searched = lists.cells.iter().filter(|c| parameters(c).iter().any(|p| p["name"] == "q"));
    for cell in searched {
        for q in [
            "(a%2B)%2B%24",
            "%25",
            "___",
            "%5C",
            "'",
            "''%3B%20drop%20table%20x",
            "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9",
            "%E2%84%AA",
            "%C4%B0",
            "a%00b",
            "%1b%5b31m",
            "a%0ab",
            "%7f",
        ] {
            tries.push((cell, format!("q={q}")));
        }
        tries.push((cell, format!("q={}", "a".repeat(101))));
        tries.push((cell, format!("q={}", "%25".repeat(100))));
        tries.push((cell, format!("q={}", "a%20".repeat(100))));
    }
    let judge = |_: &str, got: &Got| {
        // A wildcard of the database is a sign like any other: it finds nobody.
        (got.status == 200 && got.body["data"].as_array().is_some_and(Vec::is_empty)) || refused("q", got)
    };
    lists.all(tries, judge, 30).await;
}

#[tokio::test]
async fn what_is_too_much_is_refused_at_once() {
    let lists = Lists::new().await;
    let app = &lists.app;
    let of = |id: &str| lists.cells.iter().find(|c| c.operation.id == id).expect("an operation");
    let clients = of("list_clients");
    let long = "a".repeat(1_000_000);
    for query in [format!("q={long}"), "a=1&".repeat(10_000), distinct(10_000)] {
        let token = app.token("mgr1").expect("somebody");
        let raw = format!(
            "GET /api/v1/clients?{query} HTTP/1.1\r\nhost: care.example.org\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        let status = status(&app.raw(raw.as_bytes()).await);
        assert!(matches!(status, 400 | 414 | 431), "{} bytes of query: {status}", query.len());
    }
    lists.ask(clients, &distinct(65)).send().await.refused(400, "bad_request");
    for header in [format!("x-a: {}\r\n", "a".repeat(65_536)), "x-a: b\r\n".repeat(5_000)] {
        let raw = format!(
            "GET /api/v1/clients HTTP/1.1\r\nhost: care.example.org\r\n{header}connection: close\r\n\r\n"
        );
        let status = status(&app.raw(raw.as_bytes()).await);
        assert!(matches!(status, 400 | 431), "{} bytes of headers: {status}", header.len());
    }
    let ids: Vec<String> = (0..1_000).map(|_| uuid::Uuid::new_v4().to_string()).collect();
    let names = of("list_people_names");
    // More than a head may hold is refused before anything of ours reads it.
    let got = lists.ask(names, &format!("ids={}", ids.join(","))).unchecked().send().await;
    assert!(matches!(got.status, 400 | 414 | 431), "{}", got.status);
    lists.ask(names, &format!("ids={}", ids[..250].join(","))).send().await.refused(400, "bad_request");
    let got = lists.ask(names, &format!("ids={}", ids[..150].join(","))).send().await;
    assert!(refused("ids", &got), "{}", got.body);

    let all = app.database.superuser().await;
    let versions = versions(&all).await;
    let chosen = lists.access.chosen();
    let create = chosen.iter().find(|c| c.operation.id == "create_contact").expect("an operation");
    let send = async |body: String| {
        prepared(app, &lists.access, create, &versions).bytes("application/json", body).send().await
    };
    let deep = |n: usize| format!("{{\"name\":{}{}}}", "[".repeat(n), "]".repeat(n));
    for (body, status) in [
        (deep(100_000), 422),
        (deep(1_000_000), 413),
        (format!("{{{}}}", (0..1_000_000).map(|i| format!("\"k{i}\":1")).collect::<Vec<_>>().join(",")), 413),
        (format!("{{{}}}", (0..20_000).map(|i| format!("\"k{i}\":1")).collect::<Vec<_>>().join(",")), 422),
        (format!("{{\"name\":\"x\",\"note\":{}}}", "9".repeat(200_000)), 422),
        (String::new(), 400),
        ("null".to_owned(), 422),
        ("[]".to_owned(), 422),
        ("{\"name\":\"x\"}{}".to_owned(), 400),
        ("\u{feff}{}".to_owned(), 400),
        ("{\"name\":\"x\",}".to_owned(), 400),
    ] {
        let got = send(body.clone()).await;
        let shown: String = body.chars().take(60).collect();
        assert_eq!(got.status, status, "{} bytes, {shown}: {}", body.len(), got.body);
    }
}

/// So many parameters, each with a name of its own.
fn distinct(count: usize) -> String {
    (0..count).map(|i| format!("f{i}=1")).collect::<Vec<_>>().join("&")
}

fn status(raw: &str) -> u16 {
    raw.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default()
}

/// No list of ids is taken to act on, no path names a parent beside its child, nothing is put or
/// deleted (A03, A04, A09): where such a thing is added, its case has to be, and this fails.
#[test]
fn there_is_nothing_done_in_bulk_and_no_child_is_asked_for_by_two_ids() {
    for operation in almoner_testkit::http::operations() {
        let id = operation.id;
        assert!(operation.parameters().len() <= 1, "{id} has a parent and a child in its path");
        assert!(matches!(operation.method, "get" | "post" | "patch"), "{id} is {}", operation.method);
        let Some(body) = operation.body() else { continue };
        for field in super::fields::fields(body).0 {
            // On which assessments a part of a plan rests is said of it; nothing is done to them.
            let said = field.path.ends_with(".sources.0");
            let many = field.path.ends_with(".0") && field.schema["format"] == "uuid" && !said;
            assert!(!many, "{id} takes many ids: {}", field.path);
        }
    }
}

/// Whatever method the document does not have for a path, nobody has.
#[tokio::test]
async fn other_methods_do_nothing() {
    let lists = Lists::new().await;
    let known: BTreeSet<(&str, &str)> =
        almoner_testkit::http::operations().iter().map(|o| (o.path.as_str(), o.method)).collect();
    let mut count = 0;
    for operation in almoner_testkit::http::operations() {
        let path = operation.path_to(&vec![uuid::Uuid::new_v4(); operation.parameters().len()]);
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"] {
            if known.contains(&(operation.path.as_str(), method.to_ascii_lowercase().as_str())) {
                continue;
            }
            let method: Method = method.parse().unwrap();
            let got = lists
                .app
                .ask(method, &path)
                .by("owner1")
                .header("x-http-method-override", "PATCH")
                .send()
                .await;
            assert_eq!(got.status, 405, "{}", got.what);
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}
