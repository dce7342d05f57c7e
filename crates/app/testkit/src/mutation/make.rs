//! Mutants, made from the catalogue: each lacks one policy, one piece of one, or one right to write.

use std::collections::BTreeMap;

use almoner_schema::{quote_ident, quote_literal};
use tokio_postgres::Client;

use super::expression::{Lack, parse};

/// What is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A whole policy.
    Policy,
    /// A predicate that others stand beside, or the only one: it no longer asks.
    Predicate,
    /// One way in of several.
    Branch,
    /// A column out of what a right may write (`app.column_rights`).
    ColumnRight,
    /// The grant of one column.
    Grant,
    /// A right out of those that a verb asks for (`app.transitions`).
    VerbRight,
}

impl Kind {
    pub const ALL: [Self; 6] =
        [Self::Policy, Self::Predicate, Self::Branch, Self::ColumnRight, Self::Grant, Self::VerbRight];

    /// As it stands in a mutant's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Predicate => "predicate",
            Self::Branch => "branch",
            Self::ColumnRight => "column right",
            Self::Grant => "grant",
            Self::VerbRight => "verb's right",
        }
    }
}

/// Which cells a mutant is likeliest to show in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Read,
    Insert,
    Update,
}

/// A database that lacks one thing.
#[derive(Debug)]
pub struct Mutant {
    pub kind: Kind,
    /// With its schema where that is not `public`.
    pub table: String,
    pub verb: Verb,
    /// The column that it is about, where it is about one.
    pub column: Option<String>,
    /// The change of status that it is about: no other asks what it lacks.
    pub step: Option<String>,
    /// What is taken away, the same in every run.
    pub name: String,
    /// What takes it away.
    pub sql: String,
}

/// Every mutant that there is.
///
/// # Panics
/// When a query fails.
pub async fn all(owner: &Client) -> Vec<Mutant> {
    let mut mutants = policies(owner).await;
    mutants.extend(column_rights(owner).await);
    mutants.extend(grants(owner).await);
    mutants.extend(verb_rights(owner).await);
    // The same text twice in one policy: the second is told from the first.
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in &mut mutants {
        let seen = times.entry(mutant.name.clone()).or_default();
        *seen += 1;
        if *seen > 1 {
            mutant.name = format!("{} ({seen})", mutant.name);
        }
    }
    mutants
}

async fn policies(owner: &Client) -> Vec<Mutant> {
    // With an empty search path every name is printed with its schema.
    owner.batch_execute("set search_path = ''").await.expect("a setting can be set");
    let rows = owner
        .query(
            "select n.nspname::text, c.relname::text, p.polname::text, p.polcmd::text,
                    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
               from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
              where n.nspname in ('public', 'storage', 'reference') order by 1, 2, 3",
            &[],
        )
        .await
        .expect("the policies can be read");
    let mut mutants = Vec::new();
    for row in rows {
        let (schema, table, policy, command): (String, String, String, String) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        let on = format!("{} on {}.{}", quote_ident(&policy), quote_ident(&schema), quote_ident(&table));
        let verb = match command.as_str() {
            "r" => Verb::Read,
            "a" => Verb::Insert,
            "w" => Verb::Update,
            other => panic!("{on}: a policy for {other}"),
        };
        let named = if schema == "public" { table.clone() } else { format!("{schema}.{table}") };
        let mutant = |kind: Kind, what: &str, sql: String| Mutant {
            kind,
            table: named.clone(),
            verb,
            column: None,
            step: None,
            name: format!("{policy}{what}"),
            sql,
        };
        mutants.push(mutant(Kind::Policy, "", format!("drop policy {on}")));
        for (side, word, text) in [("using", "using", row.get(4)), ("check", "with check", row.get(5))] {
            let text: Option<String> = text;
            let Some(tree) = text.as_deref().map(parse) else { continue };
            for (lack, piece, rest) in tree.lacking() {
                let kind = match lack {
                    Lack::Predicate => Kind::Predicate,
                    Lack::Branch => Kind::Branch,
                };
                let sql = format!("alter policy {on} {word} ({})", rest.sql());
                mutants.push(mutant(kind, &format!(" {side}: {}", short(&piece)), sql));
            }
        }
    }
    mutants
}

/// `( SELECT app.managed_home_ids() AS managed_home_ids)::uuid[]` as one would say it.
fn short(piece: &str) -> String {
    let mut out = String::new();
    let mut rest = piece;
    while let Some(at) = rest.find("( SELECT ") {
        let call = &rest[at + "( SELECT ".len()..];
        let Some((name, after)) = call.split_once(" AS ") else { break };
        let Some((_, after)) = after.split_once(')') else { break };
        out.push_str(&rest[..at]);
        out.push_str(name);
        rest = after;
    }
    out.push_str(rest);
    out.replace("::text", "").replace("::uuid[]", "")
}

async fn column_rights(owner: &Client) -> Vec<Mutant> {
    let rows = owner
        .query(
            "select r.table_name, r.right_name, c from app.column_rights r, unnest(r.columns) c order by 1, 2, 3",
            &[],
        )
        .await
        .expect("app.column_rights can be read");
    rows.iter()
        .map(|row| {
            let (table, right, column): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            Mutant {
                kind: Kind::ColumnRight,
                name: format!("{table}.{column} of {right}"),
                sql: format!(
                    "update app.column_rights set columns = array_remove(columns, {}) where table_name = {} and right_name = {}",
                    quote_literal(&column),
                    quote_literal(&table),
                    quote_literal(&right)
                ),
                table,
                verb: Verb::Update,
                column: Some(column),
                step: None,
            }
        })
        .collect()
}

async fn grants(owner: &Client) -> Vec<Mutant> {
    let rows = owner
        .query(
            "select c.relname::text, a.attname::text, p
               from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
                    unnest(array['insert', 'update']) p
              where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                and has_column_privilege('almoner_request', c.oid, a.attnum, p) order by 1, 3, 2",
            &[],
        )
        .await
        .expect("the grants can be read");
    rows.iter()
        .map(|row| {
            let (table, column, privilege): (String, String, &str) = (row.get(0), row.get(1), row.get(2));
            Mutant {
                kind: Kind::Grant,
                name: format!("{privilege} of {table}.{column}"),
                sql: format!(
                    "revoke {privilege} ({}) on public.{} from almoner_request",
                    quote_ident(&column),
                    quote_ident(&table)
                ),
                table,
                verb: if privilege == "insert" { Verb::Insert } else { Verb::Update },
                column: Some(column),
                step: None,
            }
        })
        .collect()
}

async fn verb_rights(owner: &Client) -> Vec<Mutant> {
    let rows = owner
        .query(
            "select t.table_name, t.verb, t.from_status, t.to_status, r from app.transitions t, unnest(t.rights) r order by 1, 2, 3, 4, 5",
            &[],
        )
        .await
        .expect("app.transitions can be read");
    rows.iter()
        .map(|row| {
            let text = |at: usize| row.get::<_, String>(at);
            let (table, right) = (text(0), text(4));
            let same: Vec<String> = ["table_name", "verb", "from_status", "to_status"]
                .iter()
                .enumerate()
                .map(|(at, column)| format!("{column} = {}", quote_literal(&text(at))))
                .collect();
            Mutant {
                kind: Kind::VerbRight,
                name: format!("{table} {} ({} > {}) by {right}", text(1), text(2), text(3)),
                sql: format!(
                    "update app.transitions set rights = array_remove(rights, {}) where {}",
                    quote_literal(&right),
                    same.join(" and ")
                ),
                table,
                verb: Verb::Update,
                column: Some("status".to_owned()),
                step: Some(format!("{} > {} ", text(2), text(3))),
            }
        })
        .collect()
}
