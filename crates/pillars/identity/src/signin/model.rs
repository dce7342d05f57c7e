//! What goes in and out of signing in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::Hidden;

/// How tokens travel. It is chosen at sign-in and kept for the whole sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// In cookies that no script can read: for browsers. Only on https, or on loopback.
    Cookie,
    /// In the answer, to be sent as `Authorization: Bearer`: for other clients.
    Bearer,
}

impl Transport {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Bearer => "bearer",
        }
    }

    pub fn stored(text: &str) -> Self {
        if text == "cookie" { Self::Cookie } else { Self::Bearer }
    }
}

/// E-mail and password, and the second factor if it is at hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInIn {
    pub email: String,
    /// Taken exactly as it is typed, at most 1,024 bytes.
    #[schema(value_type = String, format = "password")]
    pub password: Hidden,
    pub transport: Transport,
    /// Six digits from the authenticator app.
    #[schema(value_type = Option<String>)]
    pub code: Option<Hidden>,
    /// A recovery code instead of `code`.
    #[schema(value_type = Option<String>)]
    pub recovery_code: Option<Hidden>,
    /// What the person calls this device in the list of their sign-ins, at most 200 characters.
    pub device: Option<String>,
    /// `tokens.device_token` of an earlier sign-in on this device (bearer only): it keeps its own
    /// allowance of attempts while somebody else guesses.
    #[schema(value_type = Option<String>)]
    pub device_token: Option<Hidden>,
}

/// The second factor of a sign-in whose password was right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepIn {
    /// `step` of the first answer; good for five minutes.
    #[schema(value_type = String)]
    pub step: Hidden,
    /// Six digits from the authenticator app.
    #[schema(value_type = Option<String>)]
    pub code: Option<Hidden>,
    /// A recovery code instead of `code`.
    #[schema(value_type = Option<String>)]
    pub recovery_code: Option<Hidden>,
    /// As at the first step (bearer only).
    #[schema(value_type = Option<String>)]
    pub device_token: Option<Hidden>,
}

/// Whether somebody is signed in now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    SignedIn,
    /// The password was right; send a code with `step`.
    SecondFactor,
}

/// What came of signing in, or of whatever renews a sign-in.
#[derive(Serialize, ToSchema)]
pub struct SignInOut {
    pub state: SignInState,
    /// Send it back with the code, when `state` is `second_factor`.
    #[schema(value_type = Option<String>)]
    pub step: Option<Hidden>,
    pub sign_in: Option<SignedInOut>,
    /// Of the transport `bearer`; with `cookie` they are set as cookies.
    pub tokens: Option<TokensOut>,
}

/// A sign-in.
#[derive(Serialize, ToSchema)]
pub struct SignedInOut {
    /// `null` for a token of another issuer: that issuer keeps the session.
    pub session_id: Option<Uuid>,
    pub account_id: Uuid,
    /// The organisation that is worked in, or `null` when one has to be chosen (or none can be:
    /// `organisations` says which want a second factor first).
    pub organisation_id: Option<Uuid>,
    pub profile_id: Option<Uuid>,
    /// A second factor was given in this sign-in.
    pub second_factor: bool,
    /// When the sign-in ends whatever happens.
    pub ends_at: Option<Timestamp>,
    /// Where the person may work.
    pub organisations: Vec<WorkplaceOut>,
}

/// An organisation that the person may work in.
#[derive(Clone, Serialize, ToSchema)]
pub struct WorkplaceOut {
    pub organisation_id: Uuid,
    pub profile_id: Uuid,
    pub name: String,
    /// It can be chosen only in a sign-in with a second factor.
    pub second_factor_required: bool,
}

/// Tokens of a bearer client. Keep them where other programs can't read them.
#[derive(Serialize, ToSchema)]
pub struct TokensOut {
    /// For `Authorization: Bearer`.
    #[schema(value_type = String)]
    pub access_token: Hidden,
    pub access_ends_at: Timestamp,
    /// Good once, for the next pair.
    #[schema(value_type = String)]
    pub refresh_token: Hidden,
    /// When the refresh token ends if it is not used: the idle limit.
    pub refresh_ends_at: Timestamp,
    /// Send it at the next sign-in on this device.
    #[schema(value_type = Option<String>)]
    pub device_token: Option<Hidden>,
}

/// The refresh token, for a bearer client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshIn {
    pub transport: Transport,
    /// Only with `bearer`; with `cookie` it is read from its cookie.
    #[schema(value_type = Option<String>)]
    pub refresh_token: Option<Hidden>,
}

/// The organisation to work in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseOrganisationIn {
    pub organisation_id: Uuid,
}

/// A second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorIn {
    /// Six digits from the authenticator app.
    #[schema(value_type = Option<String>)]
    pub code: Option<Hidden>,
    /// A recovery code instead of `code`.
    #[schema(value_type = Option<String>)]
    pub recovery_code: Option<Hidden>,
}

/// The secret of an invitation's link: what stands behind `#`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationIn {
    #[schema(value_type = String)]
    pub token: Hidden,
}

/// What an invitation says to whoever holds its link.
#[derive(Serialize, ToSchema)]
pub struct InvitationOut {
    /// `invitation`, or `owner_setup` for the first owner of a new organisation.
    pub kind: String,
    pub organisation: String,
    pub given_name: String,
    /// Where the link was sent; the account that accepts has this address.
    pub email: String,
    pub ends_at: Timestamp,
    /// There is an account with this address: sign in with it and accept. Otherwise register.
    pub sign_in_first: bool,
}

/// A new account for an invited person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterIn {
    #[schema(value_type = String)]
    pub token: Hidden,
    /// 8 to 1,024 bytes, not one of those that are guessed first.
    #[schema(value_type = String, format = "password")]
    pub password: Hidden,
    pub transport: Transport,
    /// What the person calls this device, at most 200 characters.
    pub device: Option<String>,
}

/// The code of a pass for one shift.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassIn {
    /// Sixteen characters; case, blanks and hyphens don't matter.
    #[schema(value_type = String)]
    pub code: Hidden,
    pub transport: Transport,
    /// What the person calls this device, at most 200 characters.
    pub device: Option<String>,
}

/// Whose password is to be set anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordResetIn {
    pub email: String,
}

/// A new password, by the link that was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordIn {
    /// The secret of the link: what stands behind `#`.
    #[schema(value_type = String)]
    pub token: Hidden,
    /// 8 to 1,024 bytes, not one of those that are guessed first.
    #[schema(value_type = String, format = "password")]
    pub password: Hidden,
}
