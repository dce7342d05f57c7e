//! Asking, and comparing.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use http::Method;
use tokio_postgres::Client;
use uuid::Uuid;

use super::{Access, Cell, Expected, Object, notes, versioned, versions};
use crate::http::operations::Operation;
use crate::http::{Ask, Got, TestApp, changed, fingerprint, found, leaks};
use crate::names::canary;
use crate::runner::{Expected as Said, Observed, Report};
use crate::world::{Seat, World};

/// How many ask at once: few cores, few connections.
const AT_ONCE: usize = 4;

/// Tables that keep a record of being asked.
const RECORDS: &[&str] = &["private.denials", "private.throttles"];

/// Tables of which everybody changes their own rows, which no path names; whose they are the policies say.
const OWN: &[&str] = &["public.notification_preferences", "public.notification_queue"];

/// Tries whatever the matrix denies and every read of the operations that `of` takes.
///
/// # Panics
/// When a database can't be read.
pub async fn denied(app: &mut TestApp, of: impl Fn(&Operation) -> bool) -> Report {
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    notes::uncapped(&all).await;
    let before = fingerprint(&all).await;
    let versions = versions(&all).await;
    let mut report = Report::default();
    let wanted = |cell: &Cell| !matches!(cell.expected, Expected::Done | Expected::Free);
    let cells: Vec<Cell> = access.cells(of).into_iter().filter(wanted).collect();
    let answers = ask(app, &access, &cells, &versions).await;
    for (cell, got) in cells.iter().zip(&answers) {
        compare(&mut report, cell, got);
        told(&mut report, &access, cell, got);
    }
    alike(&mut report, &cells, &answers);
    let after = fingerprint(&all).await;
    for table in changed(&before, &after).into_iter().filter(|table| !RECORDS.contains(table)) {
        report.finding(table, "changed by what was denied");
    }
    settled(app, &mut report).await;
    notes::noted(&mut report, &all, &cells, &answers).await;
    report
}

/// Tries what is open to whoever has a sign-in of the right kind, with secrets that are nobody's.
/// No record may change by it, and nothing may be told.
///
/// # Panics
/// When a database can't be read.
pub async fn free(app: &mut TestApp) -> Report {
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let before = fingerprint(&all).await;
    let mut report = Report::default();
    let wanted = |cell: &Cell| cell.expected == Expected::Free;
    let mut cells: Vec<Cell> = access.cells(|_| true).into_iter().filter(wanted).collect();
    // Who has chosen another organisation is told of that one from then on.
    cells.sort_by_key(|cell| cell.operation.id == "choose_organisation");
    let answers = ask(app, &access, &cells, &BTreeMap::new()).await;
    for (cell, got) in cells.iter().zip(&answers) {
        compare(&mut report, cell, got);
        told(&mut report, &access, cell, got);
    }
    let after = fingerprint(&all).await;
    let of_others = |table: &&str| table.starts_with("public.") && !OWN.contains(table);
    for table in changed(&before, &after).into_iter().filter(of_others) {
        report.finding(table, "changed by what takes no right");
    }
    settled(app, &mut report).await;
    report
}

/// Markers in the body and the headers that who asked may not read.
fn told(report: &mut Report, access: &Access, cell: &Cell, got: &Got) {
    let viewer = access.viewer(cell.seat);
    let directory = access.needs[cell.operation.id].conditions.iter().any(|c| c == "names_every_home");
    let text = format!("{}\n{:?}", String::from_utf8_lossy(&got.bytes), got.headers);
    for leak in leaks(&text, &viewer.model, cell.seat) {
        if directory && names_home(&leak, cell.seat) {
            continue;
        }
        let what = format!("{} {leak}", cell.called);
        let told = Observed::Refused("told".to_owned());
        report.cell(cell.operation.id, cell.seat.name, what, Said::No, &told);
    }
}

/// Whether a marker is the name, the code or the town of a home of the actor's own organisation.
fn names_home(marker: &str, seat: &Seat) -> bool {
    let mine = seat.acts_as().map(|me| me.organisation);
    let homes = World::get().table("care_homes").filter(|home| Some(home.organisation) == mine);
    let mut marks = homes.flat_map(|home| {
        let whole = format!("canary-{}", home.name);
        let of_columns = ["name", "code", "town"].map(|column| canary(&home.name, column));
        of_columns.into_iter().chain([whole])
    });
    marks.any(|mark| mark.to_lowercase() == marker)
}

/// Stops the service, so that what waits is written, and looks through its log.
async fn settled(app: &mut TestApp, report: &mut Report) {
    app.stopped().await;
    for marker in found(&app.log.text()) {
        report.finding("log", marker);
    }
}

/// Tries whatever the matrix allows to change, on a database that takes no COMMIT. Also says which
/// operations were seen to go through.
///
/// # Panics
/// When a database can't be read.
pub async fn allowed(app: &mut TestApp, of: impl Fn(&Operation) -> bool) -> (Report, BTreeSet<&'static str>) {
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let versions = versions(&all).await;
    refuse_commits(&all).await;
    // Each answer is judged below, and one of 500 or more is no agreement.
    app.expects_faults();
    let mut cells = access.cells(of);
    cells.retain(|cell| cell.expected == Expected::Done);
    // Not all the same thing at once, which would wait for one another.
    cells.sort_by_key(|cell| cell.seat.name);
    let answers = ask(app, &access, &cells, &versions).await;
    let (mut report, mut through) = (Report::default(), BTreeSet::new());
    for (cell, got) in cells.iter().zip(&answers) {
        let ended = (got.status, got.code()) == COMMITTED;
        if ended {
            through.insert(cell.operation.id);
        }
        // In a state in which it is not possible it is refused for that, and not for who asks.
        let refused_for_state = !cell.fits && matches!(got.status, 409 | 422);
        let observed = Observed::Refused(format!("{} {} {:?}", got.status, got.code(), got.fields()));
        let observed = if ended || refused_for_state { Observed::Done(1) } else { observed };
        report.cell(cell.operation.id, cell.seat.name, &cell.called, Said::Yes, &observed);
        told(&mut report, &access, cell, got);
    }
    settled(app, &mut report).await;
    (report, through)
}

/// What a COMMIT that is refused answers: a code that no operation on records has.
pub const COMMITTED: (u16, &str) = (410, "link_expired");

/// Refuses every COMMIT of a transaction that changed something.
///
/// # Panics
/// When the triggers can't be made.
pub async fn refuse_commits(all: &Client) {
    all.batch_execute(
        "create function public.no_commit() returns trigger language plpgsql as $$ begin \
             raise exception using errcode = 'AL000', message = 'link_expired'; end $$; \
         do $$ declare t regclass; begin \
             for t in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                       where n.nspname in ('public', 'private') and c.relkind = 'r' and c.relname <> 'denials' loop \
                 execute format('create constraint trigger no_commit after insert or update or delete on %s \
                     deferrable initially deferred for each row execute function public.no_commit()', t); \
             end loop; end $$;",
    )
    .await
    .expect("triggers can be made");
}

async fn ask(app: &TestApp, access: &Access, cells: &[Cell], versions: &BTreeMap<Uuid, i32>) -> Vec<Got> {
    futures_util::stream::iter(cells.iter().map(|cell| one(app, access, cell, versions)))
        .buffered(AT_ONCE)
        .collect()
        .await
}

async fn one(app: &TestApp, access: &Access, cell: &Cell, versions: &BTreeMap<Uuid, i32>) -> Got {
    if cell.expected != Expected::Done {
        return prepared(app, access, cell, versions).send().await;
    }
    let mut got = prepared(app, access, cell, versions).unchecked().send().await;
    // Two changes of one record at once may meet at a lock, and one is told to try again.
    for _ in 0..5 {
        if (got.status, got.code()) == (503, "unavailable") {
            got = prepared(app, access, cell, versions).unchecked().send().await;
        }
    }
    got
}

/// The request of a cell, with everything that the operation wants to be sent.
///
/// # Panics
/// When the cell's method is none.
pub fn prepared<'a>(
    app: &'a TestApp,
    access: &Access,
    cell: &Cell,
    versions: &BTreeMap<Uuid, i32>,
) -> Ask<'a> {
    let operation = cell.operation;
    let method: Method = operation.method.to_uppercase().parse().expect("a method");
    let mut ask = app.ask(method, &cell.path).by(cell.seat.name);
    if operation.route.idempotency_key {
        ask = ask.key(&Uuid::new_v4().to_string());
    }
    if operation.route.if_match {
        let row = versioned(&access.needs[operation.id], cell.seat, cell.object);
        let version = row.and_then(|row| versions.get(&row.id)).copied().unwrap_or(1);
        ask = ask.if_match(version.into());
    }
    match &cell.body {
        Some(body) => ask.json(body),
        None => ask,
    }
}

fn compare(report: &mut Report, cell: &Cell, got: &Got) {
    let answered = got.status;
    let fine = match &cell.expected {
        Expected::Unauthenticated => answered == 401,
        Expected::Hidden => answered == 404,
        // A file of residents: its whole where somebody may import nowhere, else the line's home.
        Expected::Forbidden | Expected::Reference if cell.operation.id == "import_clients" => {
            answered == 403
                || (answered == 422 && got.fields().iter().any(|f| f.ends_with(".home:reference")))
        }
        // Who sees the state that the row is in may be told of it.
        Expected::Forbidden => answered == 403 || (!cell.fits && answered == 409),
        Expected::Reference => {
            answered == 422
                && got.fields().iter().any(|f| f.ends_with(":reference") || f.ends_with(":not_possible"))
        }
        Expected::Seen(None) => answered == 200,
        Expected::Seen(Some(ids)) => answered == 200 && ids_of(got) == *ids,
        Expected::Done | Expected::Free => true,
    };
    let mut what = format!("{} {}", cell.called, short(&cell.expected));
    let observed = if fine {
        Observed::Done(1)
    } else if let (Expected::Seen(Some(ids)), 200) = (&cell.expected, answered) {
        let got = ids_of(got);
        let (many, few) = (named(got.difference(ids)), named(ids.difference(&got)));
        what = format!("{what} too many: {many:?} missing: {few:?}");
        Observed::Refused("another list".to_owned())
    } else {
        Observed::Refused(format!("{answered} {} {:?}", got.code(), got.fields()))
    };
    report.cell(cell.operation.id, cell.seat.name, what, Said::Yes, &observed);
}

fn short(expected: &Expected) -> String {
    match expected {
        Expected::Seen(Some(ids)) => format!("Seen({})", ids.len()),
        other => format!("{other:?}"),
    }
}

/// Ids of the rows of a list; of words of the organisation and of names too.
fn ids_of(got: &Got) -> BTreeSet<Uuid> {
    let rows = got.body["data"].as_array().into_iter().flatten();
    rows.filter_map(|row| row["id"].as_str()?.parse().ok()).collect()
}

fn named<'a>(ids: impl Iterator<Item = &'a Uuid>) -> Vec<String> {
    let name = |id: &Uuid| {
        World::get().rows.iter().find(|r| r.id == *id).map_or_else(|| id.to_string(), |r| r.name.clone())
    };
    ids.map(name).collect()
}

/// What exists and is hidden must be answered exactly as what does not exist.
fn alike(report: &mut Report, cells: &[Cell], answers: &[Got]) {
    // Of a body that names two things both may be hidden: then two fields are named.
    let mut first = BTreeMap::new();
    for (cell, got) in cells.iter().zip(answers) {
        if !matches!(cell.expected, Expected::Hidden | Expected::Reference) {
            continue;
        }
        let asked = match cell.object {
            Object::Row(row) => vec![row.id],
            _ => cell.path.split('/').filter_map(|part| part.parse().ok()).collect(),
        };
        let alike = got.alike(&asked);
        let (known, other) = first
            .entry((cell.operation.id, cell.seat.name, got.fields()))
            .or_insert_with(|| (cell, alike.clone()));
        let observed = if *other == alike {
            Observed::Done(1)
        } else {
            Observed::Refused(format!("{other:?} / {alike:?}"))
        };
        let what = format!("{} like {}", cell.called, known.called);
        report.cell(cell.operation.id, cell.seat.name, what, Said::Yes, &observed);
    }
}
