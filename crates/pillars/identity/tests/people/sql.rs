//! Every statement of people prepares against the migrated schema, and answers what its row says.

use std::collections::BTreeSet;

use almoner_pg::Registered;
use almoner_pg::reexport::inventory;

#[tokio::test]
async fn statements_fit_the_schema() {
    let ours = |name: &str| name.starts_with("almoner_identity::people");
    let mut noted = BTreeSet::new();
    let mut count = 0;
    for statement in inventory::iter::<Registered>().filter(|statement| ours(statement.name)) {
        count += 1;
        for (sql, _) in (statement.forms)() {
            let notes = sql.split("/* never null:").skip(1).filter_map(|rest| rest.split("*/").next());
            noted.extend(
                notes.flat_map(|list| list.split(',')).map(|c| format!("{}.{}:", statement.name, c.trim())),
            );
        }
    }
    assert!(count > 40, "only {count} statements are looked at");
    let database = almoner_testkit::database::Database::bare().await;
    let mut findings = almoner_testkit::statements::check_statements(&database).await;
    // What a statement notes as never null need not be provable.
    findings.retain(|finding| ours(finding) && !noted.iter().any(|column| finding.starts_with(column)));
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
