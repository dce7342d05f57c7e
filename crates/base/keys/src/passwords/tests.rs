use std::sync::Arc;

use almoner_kernel::Code;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};

use super::{GivenPassword, Load, NewPassword, PasswordConfig, Passwords, Verdict, needs_rehash};

fn new(text: &str) -> NewPassword {
    NewPassword::parse("password", text, "asha@example.org").unwrap()
}

fn given(text: &str) -> GivenPassword {
    GivenPassword::parse("password", text).unwrap()
}

async fn matches(passwords: &Passwords, stored: &str, text: &str) -> bool {
    passwords.verify(given(text), Some(stored)).await.unwrap() == Verdict::Match { rehash: false }
}

#[tokio::test]
async fn a_password_matches_exactly() {
    let passwords = Passwords::default();
    let stored = passwords.hash(new("Ünïcode otter 🦦")).await.unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert!(matches(&passwords, &stored, "Ünïcode otter 🦦").await);
    for other in [
        "ünïcode otter 🦦",
        "Ünïcode otter 🦦 ",
        " Ünïcode otter 🦦",
        "Unicode otter 🦦",
        "U\u{308}ni\u{308}code otter 🦦", // the same to the eye, decomposed
        "Ünïcode otter",
    ] {
        assert!(!matches(&passwords, &stored, other).await, "{other:?}");
    }
    assert_ne!(passwords.hash(new("Ünïcode otter 🦦")).await.unwrap(), stored, "salted");
}

#[tokio::test]
async fn nothing_is_cut_off() {
    let passwords = Passwords::default();
    // Where bcrypt would stop, and at our own limit.
    for length in [72, 1023] {
        let stem = "Ab".repeat(length)[..length].to_owned();
        let stored = passwords.hash(new(&format!("{stem}x"))).await.unwrap();
        assert!(matches(&passwords, &stored, &format!("{stem}x")).await);
        assert!(!matches(&passwords, &stored, &format!("{stem}y")).await);
        assert!(!matches(&passwords, &stored, &stem).await);
    }
}

#[tokio::test]
async fn an_unknown_account_costs_the_same_work() {
    let passwords = Passwords::default();
    let verdict = passwords.verify(given("otter in the river"), None).await.unwrap();
    assert_eq!(verdict, Verdict::Mismatch);
    assert_eq!(passwords.load().peak, 1, "a hash was computed");
    // The dummy is a hash as today's are: it would not even be hashed anew.
    assert!(!needs_rehash(&passwords.0.dummy));
    assert!(super::is_ours(&passwords.0.dummy));
    assert_ne!(Passwords::default().0.dummy, passwords.0.dummy);
}

#[tokio::test]
async fn an_older_hash_matches_and_asks_to_be_renewed() {
    let old =
        Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, Some(32)).unwrap());
    let stored = old.hash_password(b"otter in the river").unwrap().to_string();
    let passwords = Passwords::default();
    assert!(needs_rehash(&stored));
    let verdict = passwords.verify(given("otter in the river"), Some(&stored)).await.unwrap();
    assert_eq!(verdict, Verdict::Match { rehash: true });
    let verdict = passwords.verify(given("otter in the rivers"), Some(&stored)).await.unwrap();
    assert_eq!(verdict, Verdict::Mismatch);
}

#[tokio::test]
async fn a_stored_hash_that_is_not_ours_never_matches() {
    let passwords = Passwords::default();
    let good = passwords.hash(new("otter in the river")).await.unwrap();
    let (head, hash) = good.rsplit_once('$').unwrap();
    for stored in [
        String::new(),
        "otter in the river".to_owned(),
        "*".to_owned(),
        head.to_owned(),
        format!("{head}$"),
        format!("{head}${}", &hash[..10]),
        good.replace("argon2id", "argon2i"),
        good.replace("v=19", "v=16"),
        // 64 GiB, a million passes: computing it would stop the server.
        good.replace("m=19456", "m=67108864"),
        good.replace("t=2", "t=1000000"),
    ] {
        assert!(needs_rehash(&stored), "{stored}");
        assert!(!super::is_ours(&stored), "{stored} would be computed");
        let verdict = passwords.verify(given("otter in the river"), Some(&stored)).await.unwrap();
        assert_eq!(verdict, Verdict::Mismatch, "{stored}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn never_more_at_once_than_allowed() {
    let passwords = Passwords::new(PasswordConfig { concurrency: 2, queue: 100 });
    let tasks: Vec<_> = (0..24)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.verify(given("otter in the river"), None).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), Verdict::Mismatch);
    }
    let load = passwords.load();
    assert_eq!(load, Load { running: 0, peak: 2, refused: 0 });
}

#[tokio::test]
async fn who_finds_the_queue_full_hears_it_at_once() {
    let passwords = Passwords::new(PasswordConfig { concurrency: 1, queue: 2 });
    // The hasher is busy for as long as this permit is held, so nothing below depends on time.
    let busy = Arc::clone(&passwords.0.slots).acquire_owned().await.unwrap();
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.verify(given("otter in the river"), None).await })
        })
        .collect();
    while passwords.0.places.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    let error = passwords.verify(given("otter in the river"), None).await.unwrap_err();
    assert_eq!((error.code, error.retry_after), (Code::Unavailable, Some(1)));
    assert!(passwords.hash(new("otter in the river")).await.is_err());
    assert_eq!(passwords.load(), Load { running: 0, peak: 0, refused: 2 });
    drop(busy);
    for task in waiting {
        assert_eq!(task.await.unwrap().unwrap(), Verdict::Mismatch);
    }
    assert!(passwords.verify(given("otter in the river"), None).await.is_ok(), "places are given back");
}

#[tokio::test]
async fn who_gives_up_waiting_gives_the_place_back() {
    let passwords = Passwords::new(PasswordConfig { concurrency: 1, queue: 0 });
    let busy = Arc::clone(&passwords.0.slots).acquire_owned().await.unwrap();
    let given_up = {
        let passwords = passwords.clone();
        tokio::spawn(async move { passwords.verify(given("otter in the river"), None).await })
    };
    while passwords.0.places.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    assert_eq!(passwords.0.places.available_permits(), 1);
    drop(busy);
    assert!(passwords.verify(given("otter in the river"), None).await.is_ok());
}

#[tokio::test]
async fn a_hash_that_nobody_waits_for_keeps_its_slot_until_it_ends() {
    let passwords = Passwords::new(PasswordConfig { concurrency: 1, queue: 0 });
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (begun, began) = tokio::sync::oneshot::channel();
    let task = {
        let passwords = passwords.clone();
        tokio::spawn(async move {
            passwords
                .work(move || {
                    begun.send(()).unwrap();
                    held.recv().unwrap();
                })
                .await
        })
    };
    began.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(passwords.load().running, 1);
    let error = passwords.verify(given("otter in the river"), None).await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable);
    release.send(()).unwrap();
    while passwords.load().running > 0 {
        tokio::task::yield_now().await;
    }
}
