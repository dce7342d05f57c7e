//! What a plan did, out of `explain (analyze, format json)`.

use std::collections::BTreeSet;

use serde_json::Value;

/// What a plan did.
#[derive(Debug, Default)]
pub struct Plan {
    /// Rows of the answer.
    pub rows: f64,
    /// Indexes of the list's table that answered with rows; a partition's counts as its parent's.
    pub indexes: BTreeSet<String>,
    /// Tables that were read from end to end, but for homes: those are few.
    pub scanned: BTreeSet<String>,
    /// Most rows that a scan of a table looked at, with those that a filter removed.
    pub looked_at: f64,
    /// Most rows that a sort was given.
    pub sorted: f64,
    /// Kinds of nodes that had rows, indented; without sorts (`sorted` bounds them), and with an append
    /// that merges told as an append: whether a page's few rows are sorted below it or above is a toss of
    /// costs, and `analyze` takes another sample each time.
    pub nodes: Vec<String>,
}

impl Plan {
    pub fn read(text: &str, table: &str) -> Self {
        let whole: Value = serde_json::from_str(text).expect("explain answers JSON");
        let top = &whole[0]["Plan"];
        let mut plan = Self { rows: number(top, "Actual Rows"), ..Self::default() };
        walk(top, table, 0, &mut plan);
        plan
    }
}

fn number(node: &Value, name: &str) -> f64 {
    node[name].as_f64().unwrap_or(0.0)
}

fn walk(node: &Value, table: &str, depth: usize, plan: &mut Plan) {
    let rows = (number(node, "Actual Rows")
        + number(node, "Rows Removed by Filter")
        + number(node, "Rows Removed by Index Recheck"))
        * number(node, "Actual Loops");
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let sorts = matches!(kind, "Sort" | "Incremental Sort");
    // A branch that is not the caller's is opened and yields nothing.
    if rows > 0.0 {
        let relation = node["Relation Name"].as_str().map(parent);
        let index = node["Index Name"].as_str();
        if relation.is_some() {
            plan.looked_at = plan.looked_at.max(rows);
        }
        if kind == "Seq Scan" && relation.as_deref() != Some("care_homes") {
            plan.scanned.extend(relation.clone());
        }
        if sorts {
            plan.sorted = plan.sorted.max(rows);
        }
        let through = index.map(|index| named_as(table, index));
        plan.indexes.extend(through.clone());
        let kind = if kind == "Merge Append" { "Append" } else { kind };
        let line = match (relation, through) {
            (Some(relation), Some(index)) => format!("{kind} of {relation} by {index}"),
            (Some(relation), None) => format!("{kind} of {relation}"),
            _ => kind.to_owned(),
        };
        // What runs once for the whole statement is the policies' helpers, the same everywhere.
        if node["Subplan Name"].as_str().is_some_and(|name| name.starts_with("InitPlan")) {
            return;
        }
        if !sorts {
            plan.nodes.push(format!("{}{line}", "  ".repeat(depth)));
        }
    }
    let mut told: Vec<Vec<String>> = Vec::new();
    for child in node["Plans"].as_array().into_iter().flatten() {
        let from = plan.nodes.len();
        walk(child, table, depth + usize::from(!sorts), plan);
        // How many partitions have rows depends on the day: those that are read alike are told once.
        let lines = plan.nodes.split_off(from);
        if !told.contains(&lines) {
            plan.nodes.extend(lines.clone());
            told.push(lines);
        }
    }
}

/// `daily_notes_2026q4` is `daily_notes`.
fn parent(relation: &str) -> String {
    match relation.rsplit_once('_') {
        Some((parent, "rest")) => parent.to_owned(),
        Some((parent, quarter)) if quarter.len() == 6 && quarter[4..].starts_with('q') => parent.to_owned(),
        _ => relation.to_owned(),
    }
}

/// The parent's name of a partition's index, whose own is made of its columns' names.
fn named_as(table: &str, index: &str) -> String {
    let partition = index.strip_prefix(table).is_some_and(|rest| {
        rest.starts_with("_rest_")
            || (rest.len() > 7 && rest.as_bytes()[5] == b'q' && rest.as_bytes()[1].is_ascii_digit())
    });
    if !partition {
        return index.to_owned();
    }
    let what = if index.contains("_pkey") {
        "pkey"
    } else if index.contains("_care_home_id_") {
        "home"
    } else if index.contains("_client_id_") {
        "client"
    } else if index.contains("_row_id_") {
        "row"
    } else {
        "author"
    };
    format!("{table}_{what}")
}
