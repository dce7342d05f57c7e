//! Old rows go, and nothing that is still needed.

use crate::world::World;

#[tokio::test]
async fn what_is_old_goes() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (ended, kept) =
        (world.signed_in("asha@example.org").await, world.signed_in("asha@example.org").await);
    world.sign_in("made.up@example.org", "whatever it is").send().await.refused(401, "sign_in_refused");
    assert_eq!(world.identity.sweep().await.unwrap(), 0, "nothing is old");
    world.run("update private.throttles set window_start = now() - interval '61 minutes'").await;
    let hash = crate::world::stored(&ended.refresh);
    world
        .run(&format!(
            "update private.sessions set revoked_at = now() - interval '31 days' where id = \
                (select session_id from private.refresh_tokens where hash = decode('{hash}', 'hex')); \
             update private.known_devices set seen_at = now() - interval '181 days' \
              where hash = decode('{}', 'hex')",
            crate::world::stored(ended.device.as_deref().unwrap())
        ))
        .await;
    // Three counts (two addresses and the network), a token, a device.
    assert_eq!(world.identity.sweep().await.unwrap(), 5);
    world.whoami(&kept).await.ok();
    assert_eq!(world.count("private.refresh_tokens").await, 1);
    assert_eq!(world.count("private.sessions").await, 2);
}
