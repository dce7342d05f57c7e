//! A01: everybody of the world, every operation, rows of every kind.

use almoner_testkit::http::TestApp;
use almoner_testkit::http::cells::{Access, allowed, denied};

#[tokio::test]
async fn every_operation_has_its_line_in_the_matrix() {
    let app = TestApp::start().await;
    let access = Access::read(&app.database.superuser().await).await;
    assert_eq!(access.strays(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn homes_denied() {
    let app = TestApp::start().await;
    denied(&app, |o| o.written["tags"][0] == "care-homes").await.settle("homes", 1000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn homes_allowed() {
    let app = TestApp::start().await;
    let (report, through) = allowed(&app, |o| o.written["tags"][0] == "care-homes").await;
    println!("{through:?}");
    report.settle("homes", 100);
}
