//! What goes in and out of shared tablets.

use almoner_kernel::{Error, Result};
use almoner_pg::{Json, row};
use almoner_web::records;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::hidden::Hidden;
use crate::signin::model::Transport;

row! {
    /// A tablet that the people of a home share.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct DeviceOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        pub care_home: Option<String>,
        pub name: String,
        pub registered_at: Timestamp,
        pub registered_by_name: Option<String>,
        /// People who have a PIN on it.
        pub people: i64,
        /// When somebody last signed in on it with a PIN.
        pub seen_at: Option<Timestamp>,
        /// When it was revoked.
        pub archived_at: Option<Timestamp>,
        pub archive_reason: Option<String>,
        /// `revoke`.
        pub can: Vec<String>,
    }
}

records! {
    DeviceOut, "devices", store::DEVICE;
}

/// A tablet is registered for a home: the one that sends this.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceIn {
    pub care_home_id: Uuid,
    /// What people call it, 1 to 100 characters.
    pub name: String,
    /// How it keeps its secret: `cookie` on a browser, `bearer` in the answer.
    pub transport: Transport,
}

/// A tablet that was registered, with its secret.
#[derive(Serialize, ToSchema)]
pub struct DeviceSecretOut {
    pub device: DeviceOut,
    /// With `bearer`, once: what the tablet shows of itself from now on. With `cookie` it is set as a cookie. Empty when
    /// the same request is sent again: revoke that tablet, and register it anew.
    #[schema(value_type = Option<String>)]
    pub device_secret: Option<Hidden>,
}

/// A tablet is revoked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeIn {
    /// For the audit trail, 1 to 500 characters.
    pub reason: String,
}

/// The tablet that asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThisDeviceIn {
    pub transport: Transport,
    /// Only with `bearer`; with `cookie` it is read from its cookie.
    #[schema(value_type = Option<String>)]
    pub device_secret: Option<Hidden>,
}

row! {
    /// A registered tablet, for whoever holds it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ThisDeviceOut {
        pub device_id: Uuid,
        pub name: String,
        pub care_home_id: Uuid,
        pub care_home: String,
        /// Who may sign in on it with a PIN, whoever did last first.
        #[schema(value_type = Vec<DevicePersonOut>)]
        pub people: Json<Vec<DevicePersonOut>>,
    }
}

/// Somebody with a PIN on a tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DevicePersonOut {
    pub profile_id: Uuid,
    /// What they are called.
    pub given_name: String,
    pub name: String,
}

/// A PIN for this tablet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoosePinIn {
    /// Six to eight digits; not all alike, not in a row, of three different ones at least.
    #[schema(value_type = String, format = "password")]
    pub pin: Hidden,
    pub transport: Transport,
    /// Only with `bearer`.
    #[schema(value_type = Option<String>)]
    pub device_secret: Option<Hidden>,
}

/// Somebody signs in on a tablet of their home.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinSignInIn {
    pub profile_id: Uuid,
    #[schema(value_type = String, format = "password")]
    pub pin: Hidden,
    pub transport: Transport,
    /// Only with `bearer`.
    #[schema(value_type = Option<String>)]
    pub device_secret: Option<Hidden>,
}

/// A PIN that may be chosen. Those that are tried first are refused.
pub fn chosen(pin: &Hidden) -> Result<&str> {
    let digits = pin.expose();
    if !is_pin(digits) {
        return Err(Error::field("pin", "format", "A PIN is six to eight digits."));
    }
    let steps: Vec<i16> =
        digits.as_bytes().windows(2).map(|two| i16::from(two[1]) - i16::from(two[0])).collect();
    let in_a_row = [-1, 1].iter().any(|step| steps.iter().all(|s| s == step));
    let mut different = digits.as_bytes().to_vec();
    different.sort_unstable();
    different.dedup();
    if in_a_row || different.len() < 3 {
        return Err(Error::field("pin", "weak", "Choose another PIN: this one is guessed first."));
    }
    Ok(digits)
}

/// Whether it could be one.
pub fn is_pin(digits: &str) -> bool {
    (6..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::chosen;
    use crate::hidden::Hidden;

    #[test]
    fn pins_that_may_be_chosen() {
        for (pin, refused) in [
            ("739104", None),
            ("19451212", None),
            ("112233", None),
            ("73910", Some("format")),
            ("739104829", Some("format")),
            ("73 104", Some("format")),
            ("٧٣٩١٠٤", Some("format")),
            ("", Some("format")),
            ("000000", Some("weak")),
            ("121212", Some("weak")),
            ("123456", Some("weak")),
            ("87654321", Some("weak")),
        ] {
            let typed = Hidden::new(pin);
            let found = chosen(&typed);
            let code = found.as_ref().err().and_then(|e| e.fields.first().map(|f| f.code.to_string()));
            assert_eq!(code.as_deref(), refused, "{pin}");
        }
    }
}
