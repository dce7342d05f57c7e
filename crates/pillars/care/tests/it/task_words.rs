//! The lists of words of tasks are those of their columns.

use std::collections::BTreeSet;

use almoner_care::task_words::{
    TaskDefinitionKind, TaskDomain, TaskKind, TaskOutcome, TaskStatus, TaskStatusReason,
};

use crate::kit::kit;

fn words<T: Copy>(all: &[T], text: impl Fn(T) -> &'static str) -> BTreeSet<String> {
    all.iter().map(|one| text(*one).to_owned()).collect()
}

#[tokio::test]
async fn every_list_of_words_is_the_one_of_its_column() {
    let kit = kit().await;
    let stored = async |constraint: &str| -> BTreeSet<String> {
        let sql = format!(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = '{constraint}' limit 1"
        );
        let text = kit.fact::<String>(&sql).await;
        text.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
    };
    assert_eq!(stored("care_plan_tasks_kind").await, words(TaskKind::ALL, TaskKind::as_str));
    assert_eq!(stored("care_plan_tasks_status").await, words(TaskStatus::ALL, TaskStatus::as_str));
    assert_eq!(
        stored("care_plan_tasks_status_reason").await,
        words(TaskStatusReason::ALL, TaskStatusReason::as_str)
    );
    let kinds = words(TaskDefinitionKind::ALL, TaskDefinitionKind::as_str);
    assert_eq!(stored("care_task_definitions_kind").await, kinds);
    // One word more than is stored: a prompt's, which is stored as done.
    let mut outcomes = words(TaskOutcome::ALL, TaskOutcome::as_str);
    assert!(outcomes.remove("mar_checked"));
    assert_eq!(stored("care_task_records_outcome").await, outcomes);
    let domains = kit.fact::<Vec<String>>("select app.care_domains()").await;
    assert_eq!(domains.into_iter().collect::<BTreeSet<_>>(), words(TaskDomain::ALL, TaskDomain::as_str));
}
