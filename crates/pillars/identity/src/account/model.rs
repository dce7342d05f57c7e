//! What goes in and out of an account.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::account::store::Linked;
use crate::hidden::Hidden;
use crate::signin::model::SignInOut;

/// What an account keeps for its sign-in.
#[derive(Serialize, ToSchema)]
pub struct AccountOut {
    pub email: String,
    pub has_password: bool,
    /// Since when there is an authenticator, or `null`.
    pub authenticator_since: Option<Timestamp>,
    pub recovery_codes_left: i64,
    /// Sign-ins of other services that were linked.
    pub linked: Vec<LinkedSignInOut>,
    /// A second factor was given within the last 10 minutes: what needs one can be done now.
    pub second_factor_fresh: bool,
}

/// A linked sign-in of another service.
#[derive(Serialize, ToSchema)]
pub struct LinkedSignInOut {
    /// The service's configured name.
    pub issuer: String,
    pub since: Timestamp,
}

impl From<Linked> for LinkedSignInOut {
    fn from(row: Linked) -> Self {
        Self { issuer: row.issuer, since: row.created_at }
    }
}

/// A new password in place of the present one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordIn {
    #[schema(value_type = String, format = "password")]
    pub current_password: Hidden,
    /// 8 to 1,024 bytes, not one of those that are guessed first.
    #[schema(value_type = String, format = "password")]
    pub new_password: Hidden,
}

/// The password again, before something that it protects.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordAgainIn {
    #[schema(value_type = String, format = "password")]
    pub password: Hidden,
}

/// An authenticator that is being added; shown once.
#[derive(Serialize, ToSchema)]
pub struct AuthenticatorOut {
    /// For typing into an app that can't scan.
    #[schema(value_type = String)]
    pub secret: Hidden,
    /// `otpauth://...`, for a QR code.
    #[schema(value_type = String)]
    pub uri: Hidden,
    /// Minutes within which its first code has to be sent.
    pub minutes: i32,
}

/// The first code of the new authenticator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthenticatorCodeIn {
    #[schema(value_type = String)]
    pub code: Hidden,
}

/// The authenticator is there; the codes for the day that it is lost, shown once.
#[derive(Serialize, ToSchema)]
pub struct AuthenticatorAddedOut {
    #[schema(value_type = Vec<String>)]
    pub recovery_codes: Vec<Hidden>,
    /// The session's id and tokens changed.
    pub signed_in: SignInOut,
}

/// New recovery codes, shown once; the former ones are worth nothing.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesOut {
    #[schema(value_type = Vec<String>)]
    pub recovery_codes: Vec<Hidden>,
}

/// A sign-in of another service to link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSignInIn {
    /// An access token that the service gave to the same person, with a verified e-mail that is the
    /// account's.
    #[schema(value_type = String)]
    pub token: Hidden,
    #[schema(value_type = String, format = "password")]
    pub password: Hidden,
}

/// The service to unlink.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlinkSignInIn {
    /// Its configured name.
    pub issuer: String,
}
