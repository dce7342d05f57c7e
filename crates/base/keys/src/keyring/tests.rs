use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use serde_json::{Value, json};

use super::{KeyId, Keyring, KeyringError, Purpose, Retire};
use crate::encoding::base64url;

fn document() -> Value {
    serde_json::from_str(&Keyring::generate_document()).unwrap()
}

fn refusal(document: &Value) -> String {
    Keyring::parse(&document.to_string()).unwrap_err().to_string()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn the_derivation_never_changes() {
    // Computed apart from this crate with Python's hmac: HKDF-SHA256, salt
    // "almoner keyring 1", info the label, root the bytes of sha256("root").
    let mut document = document();
    document["current"]["root"] = json!("SBNJTRN-FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I");
    let ring = Keyring::parse(&document.to_string()).unwrap();
    let derived = Purpose::ALL.map(|purpose| base64url(ring.current().subkey(purpose)));
    assert_eq!(
        derived,
        [
            "z54YesYzVT04MbQnqkQksq_ClLFRt3PthrPEQpajQiw",
            "bQnQkkIIEJLJ9qu4Lsmg6fx96gs01qVAYHvLezjrbJs",
            "jIUacf1sG1n50cg-yAadIOBPUn7sS3YsR9XW8sLptco",
            "OeiqdQd_J4gXrBI1IzEIO2ylMU7kvijmNrI6i24mOvA",
            "jTIq1Nl4Ce0RMEVQJIYjoDG3FK7rlzkgyhxKGwznUMI",
            "lua8AjT9s4eUBJo1aotfUg0uinxlQJHSRlAG4ZWJWlc",
            "AUyooxq7lK05v6uRtq2zFnh-fXKevdYAv3dzx8-ghJo",
        ]
    );
}

#[test]
fn keys_that_nobody_drew_are_refused() {
    for (root, why) in [
        (vec![0; 32], "all its bytes are the same"),
        (vec![9; 16], "shorter than 32 bytes"),
        (vec![], "shorter than 32 bytes"),
        (b"changeme".repeat(5), "repeats itself"),
        (b"a long sentence that is not a key at all".to_vec(), "somebody typed"),
    ] {
        for entry in ["current", "previous"] {
            let mut document: Value = serde_json::from_str(
                &Keyring::rotate_document(&Keyring::generate_document(), Retire::Refuse).unwrap(),
            )
            .unwrap();
            document[entry]["root"] = json!(base64url(&root));
            let message = refusal(&document);
            assert!(message.contains(why) && message.contains(entry), "{message}");
            assert!(message.contains("almoner keys generate"), "the remedy: {message}");
        }
    }
}

#[test]
fn a_signing_key_that_nobody_drew_is_refused() {
    use p256::pkcs8::EncodePrivateKey;
    let one = p256::SecretKey::from_slice(&[1; 32]).unwrap().to_pkcs8_der().unwrap();
    let mut document = document();
    document["current"]["signing"] = json!(base64url(one.as_bytes()));
    assert!(refusal(&document).contains("all its bytes are the same"));
    document["current"]["signing"] = json!(base64url(b"not DER"));
    assert!(refusal(&document).contains("PKCS#8"));
}

#[test]
fn texts_that_are_no_keyring() {
    for text in ["", "changeme", "{}", "null", "[]", &" ".repeat(70_000)] {
        let message = Keyring::parse(text).unwrap_err().to_string();
        assert!(message.contains("almoner keys generate"), "{message}");
    }
    let mut unknown = document();
    unknown["curent"] = json!(null);
    let mut format = document();
    format["format"] = json!("almoner-keyring-2");
    let mut id = document();
    id["current"]["id"] = json!("K.1");
    let mut twice = document();
    twice["previous"] = twice["current"].clone();
    let mut retired = document();
    retired["retired"] = json!([retired["current"]["id"]]);
    for document in [unknown, format, id, twice, retired] {
        let message = refusal(&document);
        let root = document["current"]["root"].as_str().unwrap();
        assert!(!message.contains(root), "the message quotes the key");
    }
}

#[test]
fn rotation_keeps_one_and_asks_before_it_forgets() {
    let first = Keyring::generate_document();
    let second = Keyring::rotate_document(&first, Retire::Refuse).unwrap();
    let [a, b] = [&first, &second].map(|text| Keyring::parse(text).unwrap());
    assert_eq!(b.previous_id(), Some(a.current_id()));
    assert_ne!(b.current_id(), a.current_id());
    let refused = Keyring::rotate_document(&second, Retire::Refuse).unwrap_err();
    assert!(matches!(&refused, KeyringError::PreviousInUse(id) if id == a.current_id()), "{refused}");
    let c = Keyring::parse(&Keyring::rotate_document(&second, Retire::Discard).unwrap()).unwrap();
    assert_eq!(c.previous_id(), Some(b.current_id()));
    assert!(c.is_retired(a.current_id().as_str()));
    assert!(c.key(a.current_id().as_str()).is_none());
}

#[test]
fn the_list_of_retired_keys_does_not_grow_for_ever() {
    let mut text = Keyring::generate_document();
    for _ in 0..40 {
        text = Keyring::rotate_document(&text, Retire::Discard).unwrap();
    }
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["retired"].as_array().unwrap().len(), 32);
    assert!(Keyring::parse(&text).is_ok());
}

#[test]
fn a_file_is_made_whole_private_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let id = Keyring::generate_file(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(Keyring::load_file(&path).unwrap().current_id(), &id);
    let before = fs::read(&path).unwrap();
    let error = Keyring::generate_file(&path).unwrap_err();
    assert!(matches!(error, KeyringError::Exists(_)), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["keyring.json"], "no temporary file is left");
}

#[test]
fn a_missing_file_names_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let message = Keyring::load_file(&path).unwrap_err().to_string();
    assert!(message.contains(&format!("`almoner keys generate {}`", path.display())), "{message}");
    assert!(matches!(Keyring::rotate_file(&path, Retire::Refuse), Err(KeyringError::Missing(_))));
    let nowhere = folder.path().join("no/such/folder/keyring.json");
    assert!(matches!(Keyring::generate_file(&nowhere), Err(KeyringError::Io { .. })));
}

#[test]
fn a_file_that_others_can_reach_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    Keyring::generate_file(&path).unwrap();
    for shared in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(shared)).unwrap();
        let message = Keyring::load_file(&path).unwrap_err().to_string();
        assert!(message.contains("chmod 600") && message.contains(&format!("{shared:04o}")), "{message}");
        assert!(matches!(Keyring::rotate_file(&path, Retire::Refuse), Err(KeyringError::Exposed { .. })));
    }
    for private in [0o600, 0o400] {
        fs::set_permissions(&path, fs::Permissions::from_mode(private)).unwrap();
        assert!(Keyring::load_file(&path).is_ok());
    }
    assert!(matches!(Keyring::load_file(folder.path()), Err(KeyringError::NotAFile(_))));
}

#[test]
fn a_file_is_rotated_in_place_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("ring-of-2026.json");
    let link = folder.path().join("keyring.json");
    let first = Keyring::generate_file(&real).unwrap();
    symlink(&real, &link).unwrap();
    let rotated = Keyring::rotate_file(&link, Retire::Refuse).unwrap();
    assert_eq!((&rotated.previous, &rotated.retired), (&first, &None));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(mode(&real), 0o600);
    let ring = Keyring::load_file(&link).unwrap();
    assert_eq!((ring.current_id(), ring.previous_id()), (&rotated.current, Some(&first)));
    assert!(matches!(Keyring::rotate_file(&link, Retire::Refuse), Err(KeyringError::PreviousInUse(_))));
    assert_eq!(Keyring::rotate_file(&link, Retire::Discard).unwrap().retired, Some(first));
}

#[test]
fn rotations_at_the_same_time_lose_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    Keyring::generate_file(&path).unwrap();
    // Each one that succeeds pushed out a key that it knew of: the ids chain.
    let done: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| Keyring::rotate_file(&path, Retire::Discard))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut succeeded = 0;
    for outcome in &done {
        match outcome {
            Ok(_) => succeeded += 1,
            Err(KeyringError::Changed(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert!(succeeded >= 1);
    let previous: std::collections::HashSet<_> = done.iter().flatten().map(|r| r.previous.as_str()).collect();
    assert_eq!(previous.len(), succeeded, "two rotations started from the same ring");
    let document: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(document["retired"].as_array().unwrap().len(), succeeded - 1);
}

#[test]
fn ids_and_debug() {
    for bad in ["", "K1", "k.1", "k-1", "k 1", "ké", "k12345678901234567"] {
        assert_eq!(KeyId::parse(bad), None, "{bad}");
    }
    let ring = Keyring::ephemeral();
    assert_eq!(KeyId::parse(ring.current_id().as_str()).as_ref(), Some(ring.current_id()));
    let expected = format!("Keyring {{ current: {:?}, previous: None, .. }}", ring.current_id());
    assert_eq!(format!("{ring:?}"), expected);
}
