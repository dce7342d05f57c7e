//! What the conditions of policies say.

use tokio_postgres::Client;

use super::expression::{self, Condition, Row};
use super::{Config, Finding};
use crate::{Error, Result};

struct Policy {
    object: String,
    schema: String,
    table: String,
    command: String,
    columns: Vec<String>,
    /// `using` and `with check`, each as text and as PostgreSQL's tree.
    sides: Vec<(String, String)>,
    /// The tree of `using`, which finds rows and may want an index.
    using: Option<String>,
}

pub(super) async fn check(client: &Client, config: &Config) -> Result<Vec<Finding>> {
    let rows = client
        .query(include_str!("sql/expressions.sql"), &[])
        .await
        .map_err(Error::database("reading the policies"))?;
    let mut findings = Vec::new();
    for row in rows {
        let side =
            |text, tree| Some((row.get::<_, Option<String>>(text)?, row.get::<_, Option<String>>(tree)?));
        let policy = Policy {
            object: row.get(0),
            schema: row.get(1),
            table: row.get(2),
            command: row.get(3),
            columns: row.get(4),
            sides: [side(5, 7), side(6, 8)].into_iter().flatten().collect(),
            using: row.get(7),
        };
        conditions(&policy, config, &mut findings)?;
        operators(client, &policy, &mut findings).await?;
    }
    Ok(findings)
}

fn conditions(policy: &Policy, config: &Config, findings: &mut Vec<Finding>) -> Result<()> {
    let mut said: Vec<(&str, String)> = Vec::new();
    for (text, _) in &policy.sides {
        let row = Row { table: &policy.table, columns: &policy.columns };
        let condition = expression::parse(text, &row);
        // Published rules are for everybody who signs in: the one place.
        let published = policy.schema == "reference" && policy.command == "r";
        if !published {
            said.extend(openness(&condition, config));
        }
        for test in condition.arms.iter().flatten() {
            // The platform's path functions work on the row by their nature.
            for name in test.bare.iter().filter(|name| !name.starts_with("storage.")) {
                said.push(("policy-bare-helper", format!("calls {name}() for every row")));
            }
            for name in &test.correlated {
                said.push((
                    "policy-correlated-helper",
                    format!("hands a column to {name}(), so it runs for every row"),
                ));
            }
            if test.reads_table {
                said.push(("policy-reads-table", "reads a table in a sub-select".to_owned()));
            }
        }
    }
    said.sort();
    said.dedup();
    for (rule, message) in said {
        findings.push(Finding::new(rule, &policy.object, message)?);
    }
    Ok(())
}

/// Arms that let in more than they should.
fn openness(condition: &Condition, config: &Config) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for arm in &condition.arms {
        if arm.iter().all(|test| test.always) {
            said.push(("policy-true", "lets everybody pass".to_owned()));
            continue;
        }
        let columns: Vec<&String> = arm.iter().flat_map(|test| &test.columns).collect();
        if columns.is_empty() {
            said.push(("policy-not-row-bound", "has a part that looks at no column of the row".to_owned()));
            continue;
        }
        let narrows = arm.iter().any(|test| {
            let other = test.columns.iter().any(|column| column != "organisation_id");
            let calls = || test.helpers.iter().chain(&test.bare).chain(&test.correlated);
            !test.negative
                && ((other && (calls().next().is_some() || test.reads_table))
                    || calls().any(|helper| config.role_bound_helpers.contains(helper)))
        });
        if !narrows && columns.iter().any(|column| *column == "organisation_id") {
            said.push(("policy-organisation-only", "lets everybody of an organisation pass".to_owned()));
        } else if !narrows {
            said.push(("policy-not-row-bound", "has a part that asks nothing about the caller".to_owned()));
        }
    }
    said
}

async fn operators(client: &Client, policy: &Policy, findings: &mut Vec<Finding>) -> Result<()> {
    let failed = || Error::database("looking up operators and functions of policies");
    let mut operators: Vec<u32> = Vec::new();
    let mut functions: Vec<u32> = Vec::new();
    for (_, tree) in &policy.sides {
        functions.extend(numbers(tree, ":funcid "));
    }
    // An operator inside a sub-select works on no row of the table.
    operators.extend(policy.using.iter().flat_map(|tree| numbers(&without_subselects(tree), ":opno ")));
    let rows = client
        .query(
            "select o.oid::regoperator::text from pg_operator o join pg_proc p on p.oid = o.oprcode
              where o.oid = any ($1) and not p.proleakproof order by 1",
            &[&operators],
        )
        .await
        .map_err(failed())?;
    for row in rows {
        let name: String = row.get(0);
        findings.push(Finding::new(
            "policy-operator",
            &policy.object,
            format!("uses {name}, which is not leakproof"),
        )?);
    }
    let rows = client
        .query(
            "select p.oid::regprocedure::text, p.provolatile::text, l.lanname::text
               from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
              where p.oid = any ($1) and n.nspname in ('public', 'app', 'reference', 'private') order by 1",
            &[&functions],
        )
        .await
        .map_err(failed())?;
    for row in rows {
        let (name, volatility, language): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        if volatility != "s" {
            let said = if volatility == "i" { "immutable" } else { "volatile" };
            findings.push(Finding::new(
                "policy-volatility",
                &policy.object,
                format!("calls {name}, which is {said}"),
            )?);
        }
        if language != "plpgsql" {
            let said = format!("calls {name}, which is written in {language}");
            findings.push(Finding::new("policy-language", &policy.object, said)?);
        }
    }
    Ok(())
}

/// The numbers after a label in PostgreSQL's printed tree.
fn numbers(tree: &str, label: &str) -> Vec<u32> {
    tree.match_indices(label)
        .filter_map(|(at, _)| {
            let digits = &tree[at + label.len()..];
            digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        })
        .collect()
}

/// The tree without what stands in `:subselect {...}`. In it a brace of a
/// string is escaped by a backslash.
fn without_subselects(tree: &str) -> String {
    const LABEL: &str = ":subselect {";
    let mut text = String::new();
    let mut rest = tree;
    while let Some(at) = rest.find(LABEL) {
        text.push_str(&rest[..at]);
        rest = &rest[at + LABEL.len()..];
        let (mut depth, mut escaped, mut end) = (1, false, rest.len());
        for (index, c) in rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = index + 1;
                break;
            }
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_subselect_is_left_out() {
        let tree = r"{OP :opno 96 :x {SUB :subselect {QUERY :opno 7 {A :s \}} {B}} :opno 97} {OP :opno 98}";
        assert_eq!(numbers(&without_subselects(tree), ":opno "), [96, 97, 98]);
        assert_eq!(numbers(tree, ":opno "), [96, 7, 97, 98]);
    }
}
