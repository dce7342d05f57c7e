//! What the code says of plans in the database is what the database says.

use std::collections::BTreeSet;

use almoner_care::plans::words::{
    CarePlanReviewInvolved, CarePlanReviewOutcome, CarePlanReviewReason, CarePlanReviewStatus,
    CarePlanSleepStatus, CarePlanVerdict, CarePlanVersionKind, CarePlanVersionStatus,
};
use almoner_testkit::database::Database;
use almoner_testkit::statements::check_statements;

#[tokio::test]
async fn every_statement_of_plans_fits_the_database() {
    // Named, so that the linker keeps the statements of this pillar.
    assert!(almoner_care::routes().listing().len() > 20);
    let mut findings = check_statements(&Database::bare().await).await;
    findings.retain(|finding| finding.starts_with("almoner_care::plans"));
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
}

macro_rules! words_of {
    ($($constraint:literal: $words:ty),+ $(,)?) => {
        [$(($constraint, <$words>::ALL.iter().map(|word| word.as_str()).collect::<BTreeSet<_>>())),+]
    };
}

#[tokio::test]
async fn every_list_of_words_of_plans_is_the_one_of_its_column() {
    let database = Database::bare().await;
    let owner = database.owner().await;
    let table = words_of! {
        "care_plan_versions_status": CarePlanVersionStatus,
        "care_plan_versions_kind": CarePlanVersionKind,
        "care_plan_sleeps_status": CarePlanSleepStatus,
        "care_plan_sleeps_verdict": CarePlanVerdict,
        "care_plan_reviews_reason": CarePlanReviewReason,
        "care_plan_reviews_status": CarePlanReviewStatus,
        "care_plan_reviews_outcome": CarePlanReviewOutcome,
    };
    let definition = "select pg_get_constraintdef(oid) from pg_constraint where conname = $1";
    for (constraint, words) in &table {
        let said: String = owner.query_one(definition, &[constraint]).await.unwrap().get(0);
        let stored: BTreeSet<&str> = said.split('\'').skip(1).step_by(2).collect();
        assert_eq!(&stored, words, "{constraint}");
    }
    // An array is written in one piece.
    let said: String = owner.query_one(definition, &[&"care_plan_reviews_involved"]).await.unwrap().get(0);
    let stored: BTreeSet<&str> = said.split(['{', '}']).nth(1).unwrap().split(',').collect();
    assert_eq!(stored, CarePlanReviewInvolved::ALL.iter().map(|word| word.as_str()).collect());
    let domains: Vec<String> = owner.query_one("select app.care_domains()", &[]).await.unwrap().get(0);
    assert_eq!(domains, almoner_care::plans::DOMAINS);
}
