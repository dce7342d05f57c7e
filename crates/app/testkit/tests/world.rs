//! The world loads, and the database holds what the world says.

use almoner_testkit::database::Database;
use almoner_testkit::world::World;

#[tokio::test]
async fn the_world_loads() {
    let database = Database::world().await;
    let owner = database.owner().await;
    let world = World::get();
    for resident in &world.residents {
        let row = owner
            .query_one(
                "select status, holding_home_id, archived_at is not null from public.clients where id = $1",
                &[&almoner_testkit::names::id(resident.name)],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<_, String>(0), resident.status, "{}", resident.name);
        assert_eq!(
            row.get::<_, uuid::Uuid>(1),
            almoner_testkit::names::id(resident.holding),
            "{}",
            resident.name
        );
        assert_eq!(row.get::<_, bool>(2), resident.archived, "{}", resident.name);
    }
}
