//! PINs that are guessed: one by one, at once, and until there is none any more.

use almoner_testkit::http::TestApp;

use super::{PIN, enter, registered, with_pin};

#[tokio::test]
async fn it_is_not_guessed() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    with_pin(&app, &tablet, "carer1").await;
    with_pin(&app, &tablet, "senior1").await;
    for n in 0..5 {
        assert_eq!(enter(&app, &tablet.secret, "carer1", &format!("55500{n}")).await.0, 401);
    }
    // The right one is not heard either; a colleague's is.
    assert_eq!(enter(&app, &tablet.secret, "carer1", PIN).await.0, 429);
    assert_eq!(enter(&app, &tablet.secret, "senior1", PIN).await.0, 200);
    // A quarter of an hour later.
    let owner = app.database.owner().await;
    let later = "update private.throttles set window_start = window_start - interval '16 minutes'";
    owner.execute(later, &[]).await.unwrap();
    for n in 0..4 {
        assert_eq!(enter(&app, &tablet.secret, "carer1", &format!("55510{n}")).await.0, 401);
    }
    // Nine wrong ones in a row, then the right one: they are forgotten.
    assert_eq!(enter(&app, &tablet.secret, "carer1", PIN).await.0, 200);
    for round in 0..2 {
        owner.execute(later, &[]).await.unwrap();
        for n in 0..5 {
            assert_eq!(enter(&app, &tablet.secret, "carer1", &format!("5552{round}{n}")).await.0, 401);
        }
    }
    owner.execute(later, &[]).await.unwrap();
    assert_eq!(enter(&app, &tablet.secret, "carer1", PIN).await.0, 401, "at the tenth it is gone");
    assert_eq!(enter(&app, &tablet.secret, "senior1", PIN).await.0, 200);
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_one_by_one() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    with_pin(&app, &tablet, "carer1").await;
    let all: Vec<String> = (0..20).map(|n| format!("7777{n:02}")).collect();
    let tried =
        futures_util::future::join_all(all.iter().map(|pin| enter(&app, &tablet.secret, "carer1", pin)))
            .await;
    assert_eq!(tried.iter().filter(|(status, _)| *status == 401).count(), 5);
    assert_eq!(tried.iter().filter(|(status, _)| *status == 429).count(), 15);
}
