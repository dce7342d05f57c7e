//! Every statement of people prepares against the migrated schema, and answers what its row says.

use almoner_pg::Registered;
use almoner_pg::reexport::inventory;

use crate::world::World;

#[tokio::test]
async fn statements_fit_the_schema() {
    let world = World::new().await;
    let mut seen = 0;
    for registered in inventory::iter::<Registered>() {
        if !registered.name.starts_with("almoner_identity::people") {
            continue;
        }
        for (sql, types) in (registered.forms)() {
            let prepared = world.owner.prepare_typed(&sql, &types).await;
            let prepared = prepared.unwrap_or_else(|e| panic!("{}: {e:?}\n{sql}", registered.name));
            let columns: Vec<_> =
                prepared.columns().iter().map(|c| (c.name().to_owned(), c.type_().clone())).collect();
            let expected: Vec<_> =
                (registered.columns)().iter().map(|c| (c.name.to_owned(), c.ty.clone())).collect();
            if !expected.is_empty() {
                assert_eq!(columns, expected, "{}\n{sql}", registered.name);
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} statements were looked at");
}
