//! What differs between two versions of a plan: a pure function, and its inverse for the tests.
//!
//! Texts are compared whole; of lists in them (Markdown, `- item` or `1. item`) the items that came
//! and went are told too. The word-by-word diff of a text is the client's.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::plans::sections::{CarePlanSection, CarePlanSections, FIELDS};
use crate::plans::words::CarePlanChangeKind::{self, Added, Changed, Removed};

/// What a task asks for: each column that says what, when, by whom, and is not empty.
pub type Task = BTreeMap<String, Value>;

/// A version as it is compared: its sections, and its tasks by lineage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub sections: CarePlanSections,
    pub tasks: BTreeMap<Uuid, Task>,
}

/// What differs, in the order in which a plan is read. Empty lists: nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct CarePlanChanges {
    pub domains: Vec<CarePlanDomainChange>,
    pub tasks: Vec<CarePlanTaskChange>,
}

/// What differs in one domain.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CarePlanDomainChange {
    pub domain: String,
    pub change: CarePlanChangeKind,
    /// The texts that differ.
    pub fields: Vec<CarePlanTextChange>,
    /// Assessments that it rests on now and did not.
    pub sources_added: Vec<Uuid>,
    /// Assessments that it rests on no more.
    pub sources_removed: Vec<Uuid>,
}

/// One text before and after.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CarePlanTextChange {
    /// `need`, `outcome`, `support`, `preferences`, `risks`.
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Items of lists in the text that are new.
    pub items_added: Vec<String>,
    /// Items of lists in the text that are gone.
    pub items_removed: Vec<String>,
}

/// What differs of one task, which its lineage follows through the versions.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CarePlanTaskChange {
    pub lineage_id: Uuid,
    pub change: CarePlanChangeKind,
    /// As it is called now, or was.
    pub title: Option<String>,
    pub domain: Option<String>,
    pub fields: Vec<CarePlanTaskFieldChange>,
}

/// One thing that a task says, before and after; null where it says nothing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CarePlanTaskFieldChange {
    /// `title`, `times`, `people`, ...
    pub field: String,
    pub from: Value,
    pub to: Value,
}

/// What turns `from` into `to`.
pub fn diff(from: &Plan, to: &Plan) -> CarePlanChanges {
    let both = from.sections.each().zip(to.sections.each());
    let domains = both.filter_map(|((domain, old), (_, new))| domain_change(domain, old, new)).collect();
    let mut lineages: Vec<&Uuid> = from.tasks.keys().chain(to.tasks.keys()).collect();
    lineages.sort_unstable();
    lineages.dedup();
    let task = |lineage: &&Uuid| task_change(**lineage, from.tasks.get(*lineage), to.tasks.get(*lineage));
    CarePlanChanges { domains, tasks: lineages.iter().filter_map(task).collect() }
}

fn kind<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> Option<CarePlanChangeKind> {
    match (old, new) {
        (Some(old), Some(new)) if old != new => Some(Changed),
        (None, Some(_)) => Some(Added),
        (Some(_), None) => Some(Removed),
        _ => None,
    }
}

fn domain_change(
    domain: &str,
    old: Option<&CarePlanSection>,
    new: Option<&CarePlanSection>,
) -> Option<CarePlanDomainChange> {
    let change = kind(old, new)?;
    let none = CarePlanSection::default();
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let without =
        |these: &[Uuid], those: &[Uuid]| these.iter().filter(|id| !those.contains(id)).copied().collect();
    let sources_added = without(&new.sources, &old.sources);
    let sources_removed = without(&old.sources, &new.sources);
    let (old, new) = (old.texts(), new.texts());
    let texts = FIELDS.iter().zip(old.into_iter().zip(new)).filter(|(_, (old, new))| old != new);
    let fields = texts.map(|(field, (old, new))| {
        let (before, after) = (items(old.as_deref()), items(new.as_deref()));
        CarePlanTextChange {
            field: (*field).to_owned(),
            from: old.clone(),
            to: new.clone(),
            items_added: beyond(&after, &before),
            items_removed: beyond(&before, &after),
        }
    });
    let fields = fields.collect();
    Some(CarePlanDomainChange { domain: domain.to_owned(), change, fields, sources_added, sources_removed })
}

/// The items of the lists in a Markdown text.
fn items(text: Option<&str>) -> Vec<&str> {
    text.into_iter().flat_map(str::lines).filter_map(item).collect()
}

fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks = ["- ", "* ", "+ "];
    let rest = marks.iter().find_map(|mark| line.strip_prefix(mark));
    let rest = rest.or_else(|| (numbered.len() < line.len()).then(|| numbered.strip_prefix(". ")).flatten());
    rest.map(str::trim).filter(|item| !item.is_empty())
}

/// Those of the first list that are not in the second, each as often as it is missing there.
fn beyond(these: &[&str], those: &[&str]) -> Vec<String> {
    let mut left = those.to_vec();
    let mut more = Vec::new();
    for item in these {
        match left.iter().position(|other| other == item) {
            Some(at) => drop(left.swap_remove(at)),
            None => more.push((*item).to_owned()),
        }
    }
    more
}

fn task_change(lineage: Uuid, old: Option<&Task>, new: Option<&Task>) -> Option<CarePlanTaskChange> {
    let change = kind(old, new)?;
    let none = Task::new();
    let (before, after) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let value = |task: &Task, name: &str| task.get(name).cloned().unwrap_or(Value::Null);
    let fields = names.into_iter().filter(|name| before.get(*name) != after.get(*name)).map(|name| {
        CarePlanTaskFieldChange { field: name.clone(), from: value(before, name), to: value(after, name) }
    });
    let shown = new.or(old);
    let word = |name: &str| shown.and_then(|task| task.get(name)?.as_str().map(str::to_owned));
    Some(CarePlanTaskChange {
        lineage_id: lineage,
        change,
        title: word("title"),
        domain: word("domain"),
        fields: fields.collect(),
    })
}

#[cfg(test)]
mod tests;
