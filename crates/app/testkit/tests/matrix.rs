//! Every cell of the access matrix, tried on a real database.

use almoner_testkit::runner::{self, Bench};

#[tokio::test]
async fn the_file_and_the_catalogue_agree() {
    runner::coverage(&Bench::new().await).settle("coverage", 100);
}

#[tokio::test]
async fn everybody_reads_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::reads(&bench).await.settle_counted("reads", 10_000);
}

#[tokio::test]
async fn everybody_inserts_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::inserts(&bench).await.settle_counted("inserts", 5_000);
}

/// The tables of people are many columns wide, those of residents many rows long: several processes.
#[tokio::test]
async fn everybody_changes_of_places_and_people_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::updates(&bench, |table| {
        !table.starts_with("client")
            && !is_stay(table)
            && !is_care(table)
            && !is_incident(table)
            && !is_of_staff(table)
    })
    .await
    .settle_counted("updates of places and people", 2_000);
}

#[tokio::test]
async fn everybody_changes_of_residents_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::updates(&bench, |table| table.starts_with("client") || is_stay(table))
        .await
        .settle_counted("updates of residents", 2_000);
}

#[tokio::test]
async fn everybody_changes_of_care_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::updates(&bench, is_care).await.settle_counted("updates of care", 2_000);
}

/// What is planned and done for residents.
fn is_care(table: &str) -> bool {
    table.starts_with("care_") && table != "care_homes"
}

#[tokio::test]
async fn everybody_changes_of_incidents_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::updates(&bench, is_incident).await.settle_counted("updates of incidents", 2_000);
}

#[tokio::test]
async fn everybody_changes_of_shifts_trainings_and_policies_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::updates(&bench, is_of_staff).await.settle_counted("updates of staff", 2_000);
}

fn is_of_staff(table: &str) -> bool {
    ["shift_", "staff_", "training_", "policy_"].iter().any(|family| table.starts_with(family))
}

fn is_incident(table: &str) -> bool {
    table.starts_with("incident") || table.starts_with("sla_")
}

fn is_stay(table: &str) -> bool {
    matches!(table, "bed_stays" | "resident_absences")
}

#[tokio::test]
async fn everybody_archives_and_restores_what_the_matrix_says() {
    let bench = Bench::new().await;
    runner::archives(&bench).await.settle_counted("archives", 2_000);
}

#[tokio::test]
async fn a_status_changes_by_a_verb_or_not_at_all() {
    let bench = Bench::new().await;
    runner::verbs(&bench).await.settle_counted("verbs", 2_000);
}

#[tokio::test]
async fn nobody_deletes_or_writes_what_no_grant_covers() {
    let bench = Bench::new().await;
    runner::refusals(&bench).await.settle_counted("refusals", 5_000);
}

#[tokio::test]
async fn roles_outside_a_request_get_nothing() {
    let bench = Bench::new().await;
    runner::roles(&bench).await.settle_counted("roles", 1_000);
}
