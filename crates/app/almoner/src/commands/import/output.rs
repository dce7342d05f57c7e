//! What an import says: a table of problems and the counts, or JSON.

use almoner_identity::Acting;
use almoner_sheet::ImportProblem;
use anyhow::{Result, anyhow};
use serde::Serialize;

use super::How;
use crate::cli::Wrong;
use crate::term;

/// What is told of any import of a file.
pub struct Told<'a> {
    pub to_add: i32,
    pub already_here: i32,
    pub problem_count: i32,
    pub problems: &'a [ImportProblem],
    /// What is counted.
    pub what: &'static str,
    pub remark: Option<String>,
}

/// Refuses when the person may import nothing at all: then the name is the mistake, not the file.
pub fn allowed<T>(out: T, who: &Acting, problems: impl Fn(&T) -> &Vec<ImportProblem>) -> Result<T> {
    let nothing = problems(&out).iter().find(|p| p.line.is_none() && p.code == "forbidden");
    match nothing {
        None => Ok(out),
        Some(problem) => Err(Wrong::with_remedy(
            format!("{} may not import this into {}", who.name, who.organisation),
            problem.message.replace("You manage", "They manage").replace("You may", "They may")
                + "\nName somebody else with --as, or give them the right first. Nothing was stored.",
        )),
    }
}

/// Tells it; an error when something is wrong with the file.
pub fn tell<T: Serialize>(told: &Told<'_>, out: &T, how: How) -> Result<()> {
    if how.json {
        let mut json = serde_json::to_value(out)?;
        json["stored"] = (!how.dry_run && told.problem_count == 0).into();
        term::say(&serde_json::to_string_pretty(&json)?);
    } else {
        problems(told);
        if told.problem_count == 0 {
            counts(told, how);
        }
    }
    if told.problem_count > 0 {
        return Err(anyhow!(
            "{} in this file; nothing was stored",
            if told.problem_count == 1 {
                "1 problem".to_owned()
            } else {
                format!("{} problems", told.problem_count)
            }
        ));
    }
    Ok(())
}

fn counts(told: &Told<'_>, how: How) {
    let (add, here) = (told.to_add, told.already_here);
    let what = told.what;
    term::done(&if how.dry_run {
        format!("{add} {what} would be added, {here} are here already; nothing was stored")
    } else {
        format!("{add} {what} added, {here} were here already")
    });
    if let Some(remark) = &told.remark {
        term::note(remark);
    }
}

fn problems(told: &Told<'_>) {
    if told.problems.is_empty() {
        return;
    }
    let row = |problem: &ImportProblem| {
        vec![
            problem.line.map_or_else(|| "-".to_owned(), |line| line.to_string()),
            problem.column.clone().unwrap_or_else(|| "-".to_owned()),
            problem.value.clone().unwrap_or_default(),
            problem.message.clone(),
        ]
    };
    term::table(
        &["line", "column", "cell", "what is wrong"],
        &told.problems.iter().map(row).collect::<Vec<_>>(),
    );
    let left_out =
        usize::try_from(told.problem_count).unwrap_or_default().saturating_sub(told.problems.len());
    if left_out > 0 {
        term::note(&format!("and {left_out} more"));
    }
}
