//! The keyring as a JSON text: what stands in the file and in a secret store.

use p256::SecretKey;
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Key, KeyId, Keyring, KeyringError, Retire, Rotated, why_weak};
use crate::encoding::{BASE32, base32, base64url, from_base64url};
use crate::random;

const FORMAT: &str = "almoner-keyring-1";
/// A ring has two entries of 300 bytes; whatever is longer is something else.
pub(super) const MAX_DOCUMENT: usize = 64 * 1024;
/// Enough to tell "retired" from "never ours" for years; the ids are no secrets.
const MAX_RETIRED: usize = 32;
const MAX_ROOT: usize = 128;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    current: Entry,
    #[serde(default)]
    previous: Option<Entry>,
    /// Ids of keys that were in the ring once, oldest first.
    #[serde(default)]
    retired: Vec<String>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    created: String,
    /// At least 32 random bytes, base64url.
    root: String,
    /// The P-256 key that signs access tokens: PKCS#8, base64url.
    signing: String,
}

impl Keyring {
    /// Reads a ring from its JSON text, such as the value of an environment
    /// variable that a secret store fills.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let document = Document::read(text)?;
        let current = document.current.key("current")?;
        let previous = document.previous.as_ref().map(|entry| entry.key("previous")).transpose()?;
        let retired = document
            .retired
            .iter()
            .map(|id| KeyId::parse(id).ok_or_else(|| unreadable("a retired id is malformed")))
            .collect::<Result<Vec<_>, _>>()?;
        if let (Some(previous), Some(entry)) = (&previous, &document.previous)
            && (previous.id == current.id || entry.root == document.current.root)
        {
            return Err(unreadable("the current and the previous key are the same"));
        }
        if std::iter::once(&current).chain(&previous).any(|key| retired.contains(&key.id)) {
            return Err(unreadable("a retired key is in use"));
        }
        Ok(Self::new(current, previous, retired))
    }

    /// A new ring as a JSON text, for a secret store. Keep it secret.
    pub fn generate_document() -> Zeroizing<String> {
        let document = Document {
            format: FORMAT.to_owned(),
            current: Entry::generate(),
            previous: None,
            retired: Vec::new(),
        };
        document.write()
    }

    /// The ring of `text` after a rotation: a new current key, the former one
    /// as the previous. See [`Retire`] for the key that was the previous one.
    pub fn rotate_document(text: &str, retire: Retire) -> Result<Zeroizing<String>, KeyringError> {
        rotate(text, retire).map(|(text, _)| text)
    }
}

pub(super) fn rotate(text: &str, retire: Retire) -> Result<(Zeroizing<String>, Rotated), KeyringError> {
    // A ring that would be refused at the start must not live on by rotation.
    let ring = Keyring::parse(text)?;
    if let (Some(id), Retire::Refuse) = (ring.previous_id(), retire) {
        return Err(KeyringError::PreviousInUse(id.clone()));
    }
    let mut document = Document::read(text)?;
    let mut retired = std::mem::take(&mut document.retired);
    retired.extend(ring.previous_id().map(|id| id.as_str().to_owned()));
    let surplus = retired.len().saturating_sub(MAX_RETIRED);
    retired.drain(..surplus);
    let next = Document {
        format: FORMAT.to_owned(),
        current: Entry::generate(),
        previous: Some(document.current),
        retired,
    };
    let rotated = Rotated {
        current: KeyId(next.current.id.clone()),
        previous: ring.current_id().clone(),
        retired: ring.previous_id().cloned(),
    };
    Ok((next.write(), rotated))
}

impl Document {
    fn read(text: &str) -> Result<Self, KeyringError> {
        if text.len() > MAX_DOCUMENT {
            return Err(unreadable("it is too long"));
        }
        // Only where the JSON is broken is told: serde's own message may quote a value.
        let document: Self = serde_json::from_str(text).map_err(|e| {
            KeyringError::Unreadable(format!(
                "it is no valid keyring text (line {}, column {})",
                e.line(),
                e.column()
            ))
        })?;
        if document.format != FORMAT {
            return Err(unreadable("its format is not almoner-keyring-1"));
        }
        Ok(document)
    }

    fn write(&self) -> Zeroizing<String> {
        // Written into memory of sufficient size: a growing string leaves copies.
        let mut bytes = Vec::with_capacity(4096);
        serde_json::to_writer_pretty(&mut bytes, self).expect("a keyring is plain JSON");
        bytes.push(b'\n');
        Zeroizing::new(String::from_utf8(bytes).expect("JSON is UTF-8"))
    }
}

impl Entry {
    fn generate() -> Self {
        let id = base32(BASE32, &*random::bytes::<5>()).to_ascii_lowercase();
        let signing = SecretKey::try_generate().expect("the operating system gives random bytes");
        let signing = signing.to_pkcs8_der().expect("a P-256 key has a PKCS#8 form");
        Self {
            id: format!("k{id}"),
            created: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            root: base64url(&*random::bytes::<32>()),
            signing: base64url(signing.as_bytes()),
        }
    }

    fn key(&self, entry: &'static str) -> Result<Key, KeyringError> {
        let weak = |why| KeyringError::Weak { entry, why };
        let id = KeyId::parse(&self.id).ok_or_else(|| unreadable("a key's id is malformed"))?;
        let root = from_base64url(&self.root).map(Zeroizing::new);
        let root = root.ok_or_else(|| unreadable("a root key is not base64url"))?;
        if let Some(why) = why_weak(&root) {
            return Err(weak(why));
        }
        if root.len() > MAX_ROOT {
            return Err(unreadable("a root key is longer than 128 bytes"));
        }
        let der = from_base64url(&self.signing).map(Zeroizing::new);
        let der = der.ok_or_else(|| unreadable("a signing key is not base64url"))?;
        let signing = SigningKey::from_pkcs8_der(&der)
            .map_err(|_| unreadable("a signing key is not a P-256 key in PKCS#8"))?;
        if let Some(why) = why_weak(&Zeroizing::new(<[u8; 32]>::from(signing.to_bytes()))[..]) {
            return Err(weak(why));
        }
        Ok(Key::new(id, &root, signing))
    }
}

fn unreadable(why: &str) -> KeyringError {
    KeyringError::Unreadable(why.to_owned())
}
