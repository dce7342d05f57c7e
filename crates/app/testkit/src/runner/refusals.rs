//! What nobody may do, and what no role may do outside a request.

use super::cell::{Cell, Tables};
use super::report::{Expected, Observed};
use super::session::Session;
use super::{Bench, Report};

/// As every actor: columns without a grant, DELETE and TRUNCATE of every table.
pub async fn refusals(bench: &Bench) -> Report {
    bench
        .every_seat(|seat| async move {
            let mut report = Report::default();
            let session = Session::begin(bench, seat).await;
            for cell in granted_cells(bench, &|_| true) {
                let observed = session.attempt(&cell.sql).await;
                report.cell(cell.table, seat.name, cell.what, cell.expected, &observed);
            }
            for (table, columns) in &bench.catalogue.columns {
                let mut statements = vec![
                    ("DELETE".to_owned(), format!("delete from public.{table}")),
                    ("TRUNCATE".to_owned(), format!("truncate public.{table}")),
                    ("LOCK".to_owned(), format!("lock table public.{table} in access exclusive mode")),
                ];
                for (column, _) in columns {
                    let granted =
                        |grants: &std::collections::BTreeMap<String, std::collections::BTreeSet<String>>| {
                            grants.get(table).is_some_and(|columns| columns.contains(column))
                        };
                    if !granted(&bench.catalogue.grants.update) {
                        let sql = format!("update public.{table} set {column} = {column}");
                        statements.push((format!("U({column})"), sql));
                    }
                    if !granted(&bench.catalogue.grants.insert) {
                        statements.push((
                            format!("I({column})"),
                            format!("insert into public.{table} ({column}) values (default)"),
                        ));
                    }
                }
                for (what, sql) in statements {
                    let observed = session.attempt(&sql).await;
                    report.cell(table, seat.name, what, Expected::Stopped("42501"), &observed);
                }
            }
            report
        })
        .await
}

/// Each grant of a column, asked for in a statement that writes nothing: one that is missing is refused.
pub fn granted_cells(bench: &Bench, tables: Tables<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for row in &bench.world.rows {
        if !tables(row.table) || cells.iter().any(|cell: &Cell| cell.table == row.table) {
            continue;
        }
        let table = row.table;
        let (insert, update) = (&bench.catalogue.grants.insert, &bench.catalogue.grants.update);
        let mut cell = |what: String, sql| {
            cells.push(Cell { table, what, sql, before: String::new(), expected: Expected::Passes });
        };
        for column in insert.get(table).into_iter().flatten() {
            let sql = format!("insert into public.{table} ({column}) select null where false");
            cell(format!("granted I({column})"), sql);
        }
        for column in update.get(table).into_iter().flatten() {
            let sql = format!("update public.{table} set {column} = null where false");
            cell(format!("granted U({column})"), sql);
        }
    }
    cells
}

/// Roles as they stand outside a person's request: the login role itself, a request without
/// claims, sign-in, the worker, the reading role when it tries to write, and nobody.
pub async fn roles(bench: &Bench) -> Report {
    let mut report = Report::default();
    for (name, role, claims) in [
        ("login", None, None),
        ("request without claims", Some("almoner_request"), None),
        ("request of nobody", Some("almoner_request"), Some(r#"{"role": "anon"}"#)),
        ("request with half a claim", Some("almoner_request"), Some(r#"{"role": "authenticated"}"#)),
        ("signin", Some("almoner_signin"), None),
        ("worker", Some("almoner_worker"), None),
        ("data API without claims", Some("authenticated"), None),
    ] {
        let session = Session::bare(bench, role, claims).await;
        let reads = matches!(role, Some("almoner_request" | "authenticated"));
        for (table, columns) in &bench.catalogue.columns {
            let observed = session.attempt(&format!("select * from public.{table}")).await;
            let expected = if reads { Expected::No } else { Expected::Stopped("42501") };
            report.cell(table, name, "S", expected, &observed);
            writes(bench, &session, name, role, table, columns, &mut report).await;
        }
        for table in &bench.catalogue.inner {
            inner(bench, &session, name, role, table, &mut report).await;
        }
    }
    data_api(bench, &mut report).await;
    report
}

async fn writes(
    bench: &Bench,
    session: &Session,
    name: &str,
    role: Option<&str>,
    table: &str,
    columns: &[(String, String)],
    report: &mut Report,
) {
    let may = role == Some("almoner_request");
    for (column, _) in columns {
        let granted = may && bench.catalogue.grants.update.get(table).is_some_and(|c| c.contains(column));
        let observed = session.attempt(&format!("update public.{table} set {column} = {column}")).await;
        // With a grant and without a person, no row is found.
        let expected = if granted { Expected::No } else { Expected::Stopped("42501") };
        report.cell(table, name, format!("U({column})"), expected, &observed);
    }
    for verb in ["insert into public.{} default values", "delete from public.{}", "truncate public.{}"] {
        let observed = session.attempt(&verb.replace("{}", table)).await;
        report.cell(table, name, verb, Expected::Stopped("42501"), &observed);
    }
}

/// Tables of the inner schemas: nothing, but for sign-in what its grants say.
async fn inner(
    bench: &Bench,
    session: &Session,
    name: &str,
    role: Option<&str>,
    table: &str,
    report: &mut Report,
) {
    // Of a materialized view PostgreSQL says that it can't be written to before it asks for a right.
    let writable = !bench.catalogue.views.contains(table);
    for (privilege, sql) in [
        ("select", format!("select * from {table}")),
        ("insert", format!("insert into {table} default values")),
        ("delete", format!("delete from {table}")),
        ("truncate", format!("truncate {table}")),
    ]
    .into_iter()
    .filter(|(privilege, _)| writable || *privilege == "select")
    {
        let observed = session.attempt(&sql).await;
        let granted = bench
            .catalogue
            .privileges
            .iter()
            .any(|(r, t, p)| Some(r.as_str()) == role && t == table && p == privilege);
        let allowed = signin_may(role, table, privilege) || published(role, table, privilege);
        if granted != allowed {
            report.finding(
                table,
                format!("{name}: {privilege} is {}granted", if granted { "" } else { "not " }),
            );
        }
        if !allowed {
            report.cell(table, name, privilege, Expected::Stopped("42501"), &observed);
        }
    }
}

/// Published rules are for everybody who answers a request.
fn published(role: Option<&str>, table: &str, privilege: &str) -> bool {
    table.starts_with("reference.")
        && privilege == "select"
        && matches!(role, Some("authenticated" | "almoner_request"))
}

/// What may be done before there is an identity: the identity tables, and deleting only what is
/// spent by being used or by age.
fn signin_may(role: Option<&str>, table: &str, privilege: &str) -> bool {
    let identity = [
        "private.accounts",
        "private.account_identities",
        "private.recovery_codes",
        "private.sessions",
        "private.refresh_tokens",
        "private.links",
        "private.throttles",
        "private.known_devices",
        "private.chosen_profiles",
        "private.device_pins",
    ];
    role == Some("almoner_signin")
        && match privilege {
            // What a tablet shows of itself is made where the tablet is registered.
            "select" => identity.contains(&table) || table == "private.device_secrets",
            "insert" => identity.contains(&table),
            "delete" => {
                matches!(
                    table,
                    "private.throttles"
                        | "private.recovery_codes"
                        | "private.refresh_tokens"
                        | "private.known_devices"
                        | "private.account_identities"
                        | "private.device_pins"
                )
            }
            _ => false,
        }
}

/// The data API reads as the person and never writes, whoever it is.
async fn data_api(bench: &Bench, report: &mut Report) {
    for seat in bench.world.seats().filter(|s| ["owner1", "mgr1", "carer1"].contains(&s.name)) {
        let session =
            Session::bare(bench, Some("authenticated"), Some(&seat.actor().claims().to_string())).await;
        for (table, columns) in &bench.catalogue.columns {
            for (column, _) in columns {
                let observed =
                    session.attempt(&format!("update public.{table} set {column} = {column}")).await;
                report.cell(table, "data API", format!("U({column})"), Expected::Stopped("42501"), &observed);
            }
            let observed = session.attempt(&format!("insert into public.{table} default values")).await;
            report.cell(table, "data API", "I", Expected::Stopped("42501"), &observed);
            let observed: Observed = session.attempt(&format!("delete from public.{table}")).await;
            report.cell(table, "data API", "D", Expected::Stopped("42501"), &observed);
        }
    }
}
