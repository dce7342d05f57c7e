//! Many records to a statement: what is refused is found, and nothing else is lost by it.

use almoner_kernel::Code;
use almoner_pg::{Parts, Tx};

use crate::support::{COUNT_HOMES, TWICE, World, caller};

/// Adds homes with these codes in parts; the code at which it ended, if it was refused.
async fn add(tx: &mut Tx, codes: &[&'static str], at_once: usize) -> Option<&'static str> {
    let mut parts = Parts::new(codes, at_once);
    while let Some(part) = parts.next(tx).await.unwrap() {
        let calls: Vec<_> = part.iter().map(|code| TWICE.with(((*code).to_owned(),))).collect();
        if let Err(error) = tx.run(calls).await {
            assert_eq!(error.code, Code::Duplicate);
            if let Some(code) = parts.refused(tx, part).await.unwrap() {
                return Some(*code);
            }
        }
    }
    None
}

async fn homes(tx: &mut Tx) -> i64 {
    tx.run(COUNT_HOMES.with(())).await.unwrap()[0].count
}

#[tokio::test]
async fn the_first_that_is_refused_is_found_whatever_the_parts() {
    let world = World::new().await;
    let db = world.db(1);
    // H1 and H2 are taken.
    let codes = ["N1", "N2", "N3", "N4", "N5", "H1", "N6", "H2", "N7"];
    for at_once in [1, 2, 3, 4, 9, 100] {
        let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
        assert_eq!(add(&mut tx, &codes, at_once).await, Some("H1"), "{at_once}");
        // Everything before it is there, and the transaction goes on.
        assert_eq!(homes(&mut tx).await, 3 + 5, "{at_once}");
        drop(tx);
        let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
        assert_eq!(homes(&mut tx).await, 3, "what was not committed is gone");
    }
    let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
    assert_eq!(add(&mut tx, &["N1", "N2", "N3"], 2).await, None);
    tx.commit().await.unwrap();
    let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
    assert_eq!(homes(&mut tx).await, 6);
}

#[tokio::test]
async fn without_a_mark_there_is_nothing_to_go_back_to() {
    let world = World::new().await;
    let (mut tx, ()) = world.db(1).write(&caller("a"), ()).await.unwrap();
    assert_eq!(tx.run(TWICE.with(("H1".into(),))).await.unwrap_err().code, Code::Duplicate);
    assert!(tx.undo().await.is_err());
    assert!(tx.mark().await.is_err(), "a transaction that failed can't be marked");
    assert!(tx.commit().await.is_err());
}
