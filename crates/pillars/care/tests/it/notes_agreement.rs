//! What notes and handovers say of the database is what the database says of itself.

use almoner_testkit::database::Database;
use almoner_testkit::statements::check_statements;

#[tokio::test]
async fn statements_of_notes_and_handovers_fit_their_rows() {
    // Referenced, so that the linker keeps what inventory holds.
    assert!(!almoner_care::routes().listing().is_empty());
    let mut findings = check_statements(&Database::bare().await).await;
    findings.retain(|finding| {
        ["almoner_care::notes::", "almoner_care::handovers::"].iter().any(|of| finding.starts_with(of))
            || finding.contains("handover_items")
    });
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
}
