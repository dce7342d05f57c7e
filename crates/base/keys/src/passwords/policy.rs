//! Which passwords are taken. NIST SP 800-63B: length and known-bad lists, no
//! rules about kinds of characters; the text is taken exactly as it was typed.

use std::fmt;

use almoner_kernel::{Error, Result};
use zeroize::Zeroizing;

/// The shortest password that can be set, in bytes of UTF-8.
pub const MIN_BYTES: usize = 8;
/// The longest password, in bytes of UTF-8; longer ones are refused, never cut.
pub const MAX_BYTES: usize = 1024;

/// A password that may be set.
pub struct NewPassword(Zeroizing<String>);

/// A password that somebody gave to sign in. Only what can't be a password at
/// all is refused: the rules may have been others when it was set.
pub struct GivenPassword(Zeroizing<String>);

impl NewPassword {
    /// Checks a password that somebody wants to set. `path` names the field in
    /// the answer; `email` is the account's address.
    pub fn parse(path: &str, text: &str, email: &str) -> Result<Self> {
        check_form(path, text)?;
        if text.len() < MIN_BYTES {
            let message = format!("Use at least {MIN_BYTES} characters.");
            return Err(Error::field(path, "too_short", message));
        }
        if is_guessable(text, email) {
            let message = "This password is among the first that are guessed. Use another one.";
            return Err(Error::field(path, "too_common", message));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl GivenPassword {
    /// Takes a password as it was sent. `path` names the field in the answer.
    pub fn parse(path: &str, text: &str) -> Result<Self> {
        check_form(path, text)?;
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(..)")
    }
}

impl fmt::Debug for GivenPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GivenPassword(..)")
    }
}

fn check_form(path: &str, text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::field(path, "required", "Write the password."));
    }
    if text.len() > MAX_BYTES {
        return Err(Error::field(path, "too_long", format!("Use at most {MAX_BYTES} bytes.")));
    }
    // Other tools end a text at NUL: what stands behind it would count here and not there.
    if text.contains('\0') {
        return Err(Error::field(path, "format", "Remove the NUL character."));
    }
    Ok(())
}

fn is_guessable(text: &str, email: &str) -> bool {
    let lower = Zeroizing::new(text.trim().to_lowercase());
    let email = email.trim().to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let first = lower.chars().next();
    lower.is_empty()
        || *lower == email
        || *lower == local
        || lower.chars().all(|c| Some(c) == first)
        || is_run(&lower)
        || COMMON.contains(&lower.as_str())
}

/// `12345678`, `abcdefgh`, `87654321`: each character follows the one before.
fn is_run(text: &str) -> bool {
    let step = |by: i64| {
        text.chars().zip(text.chars().skip(1)).all(|(a, b)| {
            let wrapped = by == 1 && a == '9' && b == '0' || by == -1 && a == '0' && b == '9';
            wrapped || i64::from(u32::from(b)) - i64::from(u32::from(a)) == by
        })
    };
    step(1) || step(-1)
}

/// The passwords of eight characters and more that people choose most, and those
/// that our own trade suggests. Our own collection; lower case, since capitals
/// are the first thing that guessers vary.
const COMMON: &[&str] = &[
    "password",
    "password1",
    "password12",
    "password123",
    "password1234",
    "password!",
    "password1!",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "p@ssw0rd1",
    "p@ssw0rd!",
    "pa$$word",
    "pa$$w0rd",
    "passwort",
    "motdepasse",
    "mypassword",
    "newpassword",
    "passpass",
    "passphrase",
    "password01",
    "password2026",
    "password2027",
    "123456789",
    "1234567890",
    "12345678910",
    "123123123",
    "1234512345",
    "12341234",
    "11223344",
    "112233445566",
    "987654321",
    "0987654321",
    "147258369",
    "123654789",
    "789456123",
    "159753456",
    "121212121",
    "12121212",
    "123456789a",
    "a123456789",
    "123456abc",
    "abc123456",
    "abcd1234",
    "abc12345",
    "abcd12345",
    "1234abcd",
    "a1b2c3d4",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "zaq12wsx",
    "qazwsxedc",
    "qwerty12",
    "qwerty123",
    "qwerty1234",
    "qwertyui",
    "qwertyuiop",
    "qwer1234",
    "asdfghjk",
    "asdfghjkl",
    "asdf1234",
    "asdfasdf",
    "zxcvbnm1",
    "zxcvbnm123",
    "1234qwer",
    "123qwe123",
    "123qweasd",
    "qweasdzxc",
    "iloveyou",
    "iloveyou1",
    "iloveyou2",
    "sunshine",
    "sunshine1",
    "princess",
    "princess1",
    "football",
    "football1",
    "baseball",
    "liverpool",
    "liverpool1",
    "manchester",
    "chelsea1",
    "arsenal1",
    "superman",
    "batman123",
    "starwars",
    "pokemon1",
    "computer",
    "internet",
    "whatever",
    "michelle",
    "jennifer",
    "jonathan",
    "charlie1",
    "michael1",
    "butterfly",
    "chocolate",
    "cheese123",
    "strawberry",
    "november",
    "december",
    "september",
    "monday123",
    "summer2026",
    "winter2026",
    "spring2026",
    "autumn2026",
    "summer2027",
    "winter2027",
    "letmein1",
    "letmein123",
    "letmein!",
    "welcome1",
    "welcome123",
    "welcome!",
    "welcome1!",
    "changeme",
    "changeme1",
    "changeme123",
    "changeit",
    "trustno1",
    "dragon123",
    "monkey123",
    "shadow123",
    "master123",
    "admin123",
    "admin1234",
    "administrator",
    "adminadmin",
    "root1234",
    "test1234",
    "testtest",
    "test12345",
    "guest1234",
    "default1",
    "secret123",
    "temp1234",
    "temporary",
    "login123",
    "access123",
    "google123",
    "facebook",
    "corona2020",
    "covid2019",
    "lockdown",
    "almoner1",
    "almoner123",
    "carehome",
    "carehome1",
    "carehome123",
    "caring123",
    "careplan",
    "nursing1",
    "nursing123",
    "manager1",
    "manager123",
    "resident",
    "resident1",
    "handover",
];

#[cfg(test)]
mod tests {
    use almoner_kernel::Code;

    use super::{COMMON, GivenPassword, MAX_BYTES, MIN_BYTES, NewPassword};

    fn refused(text: &str) -> Option<String> {
        let error = NewPassword::parse("new_password", text, "asha.patel@example.org").err()?;
        assert_eq!((error.code, error.fields.len()), (Code::Invalid, 1));
        assert_eq!(error.fields[0].path, "new_password");
        assert!(text.is_empty() || !format!("{error:?}").contains(text), "the answer quotes the password");
        Some(error.fields[0].code.to_string())
    }

    #[test]
    fn what_may_not_be_set() {
        for (text, code) in [
            (String::new(), "required"),
            ("sh0rt-7".to_owned(), "too_short"),
            ("x1".repeat(MAX_BYTES / 2) + "x", "too_long"),
            // 257 characters of four bytes.
            ("🦀🐢🐙🐌".repeat(64) + "🦀", "too_long"),
            ("before\0after".to_owned(), "format"),
            ("Password1".to_owned(), "too_common"),
            (" letmein123 ".to_owned(), "too_common"),
            ("asha.patel@example.org".to_owned(), "too_common"),
            ("ASHA.PATEL".to_owned(), "too_common"),
            ("zzzzzzzzzz".to_owned(), "too_common"),
            ("1234567890123".to_owned(), "too_common"),
            ("hgfedcba".to_owned(), "too_common"),
            ("        ".to_owned(), "too_common"),
        ] {
            assert_eq!(refused(&text).as_deref(), Some(code), "{text:?}");
        }
    }

    #[test]
    fn what_may_be_set() {
        for text in [
            "otter-7f",
            "correct horse battery staple",
            "🦀🐢",
            "pässwörd",
            " leading and trailing ",
            "12345679x",
        ] {
            assert_eq!(refused(text), None, "{text:?}");
        }
        assert_eq!(refused(&"x1".repeat(MAX_BYTES / 2)), None, "exactly the longest");
    }

    #[test]
    fn a_given_password_is_held_to_its_form_only() {
        for text in ["1", "password", &"x".repeat(MAX_BYTES)] {
            assert!(GivenPassword::parse("password", text).is_ok(), "{text}");
        }
        for (text, code) in [("", "required"), ("a\0b", "format"), (&*"x".repeat(1 << 20), "too_long")] {
            assert_eq!(GivenPassword::parse("password", text).unwrap_err().fields[0].code, code);
        }
    }

    #[test]
    fn the_list_can_match() {
        let mut seen = std::collections::HashSet::new();
        for entry in COMMON {
            assert!(entry.len() >= MIN_BYTES, "{entry} is too short to be reached");
            assert_eq!(*entry, entry.to_lowercase(), "{entry} can't match a lower-cased password");
            assert!(seen.insert(entry), "{entry} stands twice");
        }
    }

    #[test]
    fn passwords_are_not_printed() {
        let new = NewPassword::parse("p", "otter-7f otter", "a@b.org").unwrap();
        let given = GivenPassword::parse("p", "otter-7f otter").unwrap();
        assert_eq!(format!("{new:?} {given:?}"), "NewPassword(..) GivenPassword(..)");
    }
}
