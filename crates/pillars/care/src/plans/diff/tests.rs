//! A diff of a version with itself is empty; applied to the one it gives the other.

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{CarePlanChangeKind, CarePlanChanges, Plan, Task, diff, item};
use crate::plans::sections::{CarePlanSection, DOMAINS, FIELDS};

/// The plan that the changes make of another one.
fn apply(plan: &Plan, changes: &CarePlanChanges) -> Plan {
    let mut plan = plan.clone();
    for domain in &changes.domains {
        let said = plan.sections.domain_mut(&domain.domain).unwrap();
        if domain.change == CarePlanChangeKind::Removed {
            *said = None;
            continue;
        }
        let said = said.get_or_insert_with(CarePlanSection::default);
        for field in &domain.fields {
            let text = said.text_mut(&field.field).unwrap();
            assert_eq!(*text, field.from);
            text.clone_from(&field.to);
        }
        said.sources.retain(|source| !domain.sources_removed.contains(source));
        said.sources.extend(&domain.sources_added);
        said.sources.sort_unstable();
    }
    for task in &changes.tasks {
        if task.change == CarePlanChangeKind::Removed {
            plan.tasks.remove(&task.lineage_id);
            continue;
        }
        let said = plan.tasks.entry(task.lineage_id).or_default();
        for field in &task.fields {
            assert_eq!(said.get(&field.field).unwrap_or(&Value::Null), &field.from);
            match &field.to {
                Value::Null => said.remove(&field.field),
                to => said.insert(field.field.clone(), to.clone()),
            };
        }
    }
    plan
}

fn text() -> impl Strategy<Value = Option<String>> {
    let lines = prop::collection::vec(
        prop::sample::select(vec!["- tea", "- milk", "1. sit", "Warm.", "# Day"]),
        0..4,
    );
    lines.prop_map(|lines| (!lines.is_empty()).then(|| lines.join("\n")))
}

fn section() -> impl Strategy<Value = CarePlanSection> {
    // In order, so that what is put together again is equal.
    let sources = prop::collection::btree_set((0_u128..4).prop_map(Uuid::from_u128), 0..3);
    (text(), text(), text(), text(), text(), sources).prop_map(
        |(need, outcome, support, preferences, risks, sources)| CarePlanSection {
            need,
            outcome,
            support,
            preferences,
            risks,
            sources: sources.into_iter().collect(),
        },
    )
}

fn task() -> impl Strategy<Value = Task> {
    let value =
        prop::sample::select(vec![json!("Wash"), json!(["08:00"]), json!(2), json!(true), json!("skin")]);
    prop::collection::btree_map(prop::sample::select(vec!["title", "times", "people", "domain"]), value, 1..4)
        .prop_map(|task| task.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn plan() -> impl Strategy<Value = Plan> {
    let domains = prop::collection::btree_map(prop::sample::select(DOMAINS), section(), 0..5);
    let tasks = prop::collection::btree_map((0_u128..6).prop_map(Uuid::from_u128), task(), 0..5);
    (domains, tasks).prop_map(|(domains, tasks)| {
        let mut plan = Plan { tasks, ..Plan::default() };
        for (name, said) in domains {
            *plan.sections.domain_mut(name).unwrap() = Some(said);
        }
        plan
    })
}

proptest! {
    #[test]
    fn with_itself_it_is_empty(plan in plan()) {
        prop_assert_eq!(diff(&plan, &plan), CarePlanChanges::default());
    }

    #[test]
    fn applied_to_the_one_it_gives_the_other(from in plan(), to in plan()) {
        prop_assert_eq!(apply(&from, &diff(&from, &to)), to);
    }

    #[test]
    fn there_and_back_say_the_opposite(from in plan(), to in plan()) {
        let (there, back) = (diff(&from, &to), diff(&to, &from));
        prop_assert_eq!(there.domains.len(), back.domains.len());
        for (one, other) in there.domains.iter().zip(&back.domains) {
            prop_assert_eq!(one.change == CarePlanChangeKind::Added, other.change == CarePlanChangeKind::Removed);
            for (a, b) in one.fields.iter().zip(&other.fields) {
                prop_assert_eq!((&a.from, &a.items_added), (&b.to, &b.items_removed));
            }
        }
    }
}

#[test]
fn texts_fields_and_items() {
    let said = |support: &str| CarePlanSection {
        need: Some("Thin".to_owned()),
        support: Some(support.to_owned()),
        ..CarePlanSection::default()
    };
    let (mut from, mut to) = (Plan::default(), Plan::default());
    from.sections.skin = Some(said("Each night:\n- cream\n- turn"));
    to.sections.skin = Some(said("Each night:\n- turn\n- check heels"));
    for (plan, source) in [(&mut from, 1), (&mut to, 2)] {
        plan.sections.skin.as_mut().unwrap().sources = vec![Uuid::from_u128(9), Uuid::from_u128(source)];
    }
    to.sections.pain = Some(CarePlanSection { need: Some("Hip".to_owned()), ..CarePlanSection::default() });
    let wash: Task = [("title".to_owned(), json!("Wash")), ("people".to_owned(), json!(1))].into();
    let two: Task = [("title".to_owned(), json!("Wash")), ("people".to_owned(), json!(2))].into();
    from.tasks.insert(Uuid::from_u128(1), wash.clone());
    to.tasks.insert(Uuid::from_u128(1), two);
    from.tasks.insert(Uuid::from_u128(2), wash);
    let changes = diff(&from, &to);
    let found = serde_json::to_value(&changes).unwrap();
    assert_eq!(
        found["domains"],
        json!([
            {"domain": "skin", "change": "changed", "fields": [{
                "field": "support", "from": "Each night:\n- cream\n- turn", "to": "Each night:\n- turn\n- check heels",
                "items_added": ["check heels"], "items_removed": ["cream"]}],
                "sources_added": [Uuid::from_u128(2)], "sources_removed": [Uuid::from_u128(1)]},
            {"domain": "pain", "change": "added", "fields": [{
                "field": "need", "from": null, "to": "Hip", "items_added": [], "items_removed": []}],
                "sources_added": [], "sources_removed": []},
        ])
    );
    assert_eq!(
        (&found["tasks"][0]["change"], &found["tasks"][0]["fields"]),
        (&json!("changed"), &json!([{"field": "people", "from": 1, "to": 2}]))
    );
    assert_eq!(
        (&found["tasks"][1]["change"], &found["tasks"][1]["title"]),
        (&json!("removed"), &json!("Wash"))
    );
    assert_eq!(FIELDS.len(), 5);
}

#[test]
fn what_is_an_item() {
    for (line, found) in [
        ("- tea", Some("tea")),
        ("  * tea ", Some("tea")),
        ("12. tea", Some("tea")),
        ("12 tea", None),
        (". tea", None),
        ("-tea", None),
        ("- ", None),
        ("**tea**", None),
    ] {
        assert_eq!(item(line), found, "{line}");
    }
}
