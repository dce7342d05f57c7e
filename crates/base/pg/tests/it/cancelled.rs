//! Whatever a request does, the next one on its connection finds nothing of it (A15).

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use almoner_pg::{Db, One, Prepare};

use crate::pooler::Bouncer;
use crate::support::{ACCOUNTS, DIVIDE, HOMES, LOCK, OPERATORS, RENAME, WHO, World, caller, id};

/// Polls a future so many times and then drops it, as a server drops a handler whose client has gone.
struct Abandoned<F> {
    inner: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for Abandoned<F> {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<bool> {
        if self.polls == 0 {
            return Poll::Ready(false);
        }
        self.polls -= 1;
        match self.inner.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// One request of some kind; whether it came to its end is of no interest.
async fn request(db: Db, operator: &'static str, kind: u64, polls: usize) {
    let me = caller(operator);
    let home = id(&format!("home {operator}1"));
    match kind {
        // In order.
        0 => drop(db.read(&me, (HOMES.with(()), WHO.with(()))).await.unwrap()),
        1 => {
            let (tx, _) = db.write(&me, HOMES.with(())).await.unwrap();
            tx.finish(RENAME.with((home, format!("Home {operator}1")))).await.unwrap();
        }
        // Errors.
        2 => drop(db.read(&me, DIVIDE.with((0,))).await.unwrap_err()),
        3 => {
            let (mut tx, _) = db.write(&me, LOCK.with((7,))).await.unwrap();
            tx.run(DIVIDE.with((0,))).await.unwrap_err();
        }
        4 => drop(db.write(&me, (LOCK.with((8,)), DIVIDE.with((0,)))).await.err().unwrap()),
        // Given up in the middle.
        5 => drop(Abandoned { inner: Box::pin(db.read(&me, (HOMES.with(()), WHO.with(())))), polls }.await),
        6 => {
            let work = async {
                let (mut tx, _) = db.write(&me, LOCK.with((9,))).await?;
                tx.run(RENAME.with((home, "Never".into()))).await?;
                tx.run(DIVIDE.with((0,))).await
            };
            Abandoned { inner: Box::pin(work), polls }.await;
        }
        7 => {
            let (mut tx, _) = db.write(&me, LOCK.with((10,))).await.unwrap();
            Abandoned { inner: Box::pin(tx.run(RENAME.with((home, "Never".into())))), polls: polls.min(1) }
                .await;
        }
        8 => drop(Abandoned { inner: Box::pin(db.signin(&me, ACCOUNTS.with(()))), polls }.await),
        // A panic.
        _ => {
            let task = tokio::spawn(async move {
                let _open = db.write(&me, LOCK.with((11,))).await.unwrap();
                panic!("on purpose");
            });
            assert!(task.await.unwrap_err().is_panic());
        }
    }
}

async fn check(db: &Db, operator: &str) {
    assert!(db.is_clean().await.unwrap(), "something of an earlier request was left");
    let (homes, who) = db.read(&caller(operator), (HOMES.with(()), WHO.with(()))).await.unwrap();
    let who = who.one().unwrap();
    assert_eq!(who.sub, Some(id(&format!("account {operator}")).to_string()));
    assert_eq!(who.profile, Some(id(&format!("profile {operator}"))));
    assert_eq!(who.role.as_deref(), Some("authenticated"));
    let names: Vec<&str> = homes.iter().map(|h| h.name.as_str()).collect();
    assert_eq!(
        names,
        ["1", "2", "3"].map(|n| format!("Home {operator}{n}")),
        "nobody else's, and nothing given up"
    );
}

/// Requests by turns of three operators, and after each the proof.
async fn turns(db: &Db, requests: usize, seed: u64) {
    let mut dice = Dice(seed);
    for n in 0..requests {
        let operator = OPERATORS[n % 3];
        let (kind, polls) = (dice.roll(10), usize::try_from(dice.roll(12)).unwrap());
        request(db.clone(), operator, kind, polls).await;
        check(db, OPERATORS[(n + 1) % 3]).await;
    }
}

fn quiet() {
    // The panics on purpose would fill the log.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.payload().downcast_ref::<&str>() != Some(&"on purpose") {
            usual(info);
        }
    }));
}

#[tokio::test]
async fn one_connection_serves_thousands_of_requests_cleanly() {
    quiet();
    let world = World::new().await;
    turns(&world.db(1), 3000, 0x5eed).await;
    assert_eq!(world.busy(&world.owner().await).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_connections_serve_crowds_cleanly() {
    quiet();
    let world = World::new().await;
    let db = world.db(4);
    let crowds = (0..6_u64).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut dice = Dice(0x00c0_ffee + n);
            for turn in 0..400 {
                let operator = OPERATORS[usize::try_from(n + turn).unwrap() % 3];
                let (kind, polls) = (dice.roll(10), usize::try_from(dice.roll(12)).unwrap());
                request(db.clone(), operator, kind, polls).await;
                check(&db, operator).await;
            }
        })
    });
    for crowd in crowds.collect::<Vec<_>>() {
        crowd.await.unwrap();
    }
}

#[tokio::test]
async fn a_pooler_between_changes_nothing() {
    quiet();
    let world = World::new().await;
    let bouncer = Bouncer::start(&world).await;
    let db = world.db_at("127.0.0.1", bouncer.port, 2, |c| c.prepare = Prepare::Unnamed);
    turns(&db, 600, 0xb0b).await;
}
