//! What a token's claims must be before its signature is worth checking.

use almoner_kernel::Assurance;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::config::IssuerKind;
use super::refusal::Refusal;

/// How far an issuer's clock may differ from ours, in seconds.
pub(super) const LEEWAY: i64 = 60;
/// The longest that a token may still be valid, in seconds: a week, the most
/// that Supabase Auth can be set to. The ten-year keys of old projects fall here too.
pub(super) const MAX_LIFETIME: i64 = 7 * 24 * 3600;
/// OpenID Connect Core, section 2: a subject has at most 255 ASCII characters.
const MAX_SUBJECT: usize = 255;

type Claims = Map<String, Value>;

/// What the claims say, once they are right for the issuer.
pub(super) struct Said {
    pub subject: String,
    pub account: Option<Uuid>,
    pub session: Option<Uuid>,
    pub assurance: Assurance,
    pub expires: i64,
    pub issued_at: Option<i64>,
    pub email: Option<String>,
}

/// Checks everything but the issuer's name and the signature. `now` in Unix seconds.
pub(super) fn check(claims: &Claims, kind: IssuerKind, audience: &str, now: i64) -> Result<Said, Refusal> {
    is_for(claims, audience)?;
    let (expires, issued_at) = times(claims, now)?;
    let subject = subject(claims)?;
    let said = Said {
        subject: subject.to_owned(),
        account: None,
        session: None,
        assurance: Assurance::Aal1,
        expires,
        issued_at,
        email: None,
    };
    match kind {
        IssuerKind::Own => {
            if issued_at.is_none() {
                return Err(Refusal::NotYet);
            }
            is_signed_in(claims)?;
            let session = claims.get("session_id").and_then(Value::as_str).and_then(account_id);
            Ok(Said {
                account: Some(account_id(subject).ok_or(Refusal::Subject)?),
                session: Some(session.ok_or(Refusal::Session)?),
                assurance: level(claims)?.ok_or(Refusal::Assurance)?,
                ..said
            })
        }
        IssuerKind::Supabase => {
            is_signed_in(claims)?;
            Ok(Said {
                account: Some(account_id(subject).ok_or(Refusal::Subject)?),
                // A project that never enabled a second factor may leave it out.
                assurance: level(claims)?.unwrap_or(Assurance::Aal1),
                ..said
            })
        }
        IssuerKind::Oidc => {
            is_access_token(claims)?;
            Ok(Said { assurance: oidc_level(claims), email: verified_email(claims), ..said })
        }
    }
}

fn is_for(claims: &Claims, audience: &str) -> Result<(), Refusal> {
    let named = match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(several)) => {
            several.iter().all(Value::is_string) && several.iter().any(|one| one == audience)
        }
        _ => false,
    };
    if named { Ok(()) } else { Err(Refusal::Audience) }
}

/// Expiry and issue time.
fn times(claims: &Claims, now: i64) -> Result<(i64, Option<i64>), Refusal> {
    let expires = integer(claims, "exp").map_err(|()| Refusal::Expiry)?.ok_or(Refusal::Expiry)?;
    if expires <= 0 || expires > now.saturating_add(MAX_LIFETIME + LEEWAY) {
        return Err(Refusal::Expiry);
    }
    // RFC 7519: not accepted "on or after" the expiry.
    if now >= expires.saturating_add(LEEWAY) {
        return Err(Refusal::Expired);
    }
    for claim in ["nbf", "iat"] {
        let at = integer(claims, claim).map_err(|()| Refusal::NotYet)?;
        if at.is_some_and(|at| at < 0 || at > now.saturating_add(LEEWAY)) {
            return Err(Refusal::NotYet);
        }
    }
    let issued_at = integer(claims, "iat").map_err(|()| Refusal::NotYet)?;
    Ok((expires, issued_at))
}

/// A whole number of seconds. Floats are refused, whole or not: 1e308 is one.
fn integer(claims: &Claims, name: &str) -> Result<Option<i64>, ()> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => number.as_i64().map(Some).ok_or(()),
        Some(_) => Err(()),
    }
}

fn subject(claims: &Claims) -> Result<&str, Refusal> {
    let subject = claims.get("sub").and_then(Value::as_str).ok_or(Refusal::Subject)?;
    let fits = (1..=MAX_SUBJECT).contains(&subject.len())
        && subject.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
        && subject.trim() == subject;
    if fits { Ok(subject) } else { Err(Refusal::Subject) }
}

/// An id in the one form in which Supabase and we write it; not the nil one.
fn account_id(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (!id.is_nil() && id.to_string() == text).then_some(id)
}

/// The keys `anon` and `service_role` of a Supabase project are tokens with a
/// good signature, and so are those of anonymous sign-ins.
fn is_signed_in(claims: &Claims) -> Result<(), Refusal> {
    if claims.get("role").and_then(Value::as_str) != Some("authenticated") {
        return Err(Refusal::Role);
    }
    match claims.get("is_anonymous") {
        None | Some(Value::Bool(false)) => Ok(()),
        Some(_) => Err(Refusal::Anonymous),
    }
}

fn level(claims: &Claims) -> Result<Option<Assurance>, Refusal> {
    match claims.get("aal").map(Value::as_str) {
        None => Ok(None),
        Some(Some("aal1")) => Ok(Some(Assurance::Aal1)),
        Some(Some("aal2")) => Ok(Some(Assurance::Aal2)),
        Some(_) => Err(Refusal::Assurance),
    }
}

/// RFC 8176: `mfa` says that several factors were used. A claim `aal` of a
/// general issuer is not looked at: it may be one that its users edit.
fn oidc_level(claims: &Claims) -> Assurance {
    let methods = claims.get("amr").and_then(Value::as_array);
    if methods.is_some_and(|methods| methods.iter().any(|method| method == "mfa")) {
        Assurance::Aal2
    } else {
        Assurance::Aal1
    }
}

/// An ID token tells a client who signed in; it opens no API. RFC 9068 gives
/// access tokens a type; issuers that don't write it are told apart by the
/// claims that only ID tokens have (OpenID Connect Core, 2 and 3.3.2.11) and by
/// those in which Keycloak (`typ`) and Cognito (`token_use`) say it.
fn is_access_token(claims: &Claims) -> Result<(), Refusal> {
    let id_only = ["nonce", "at_hash", "c_hash", "s_hash"].iter().any(|name| claims.contains_key(*name));
    let says = |name: &str, access: &[&str]| match claims.get(name) {
        None => true,
        Some(Value::String(says)) => access.iter().any(|word| says.eq_ignore_ascii_case(word)),
        Some(_) => false,
    };
    if id_only || !says("typ", &["Bearer", "JWT", "at+jwt"]) || !says("token_use", &["access"]) {
        return Err(Refusal::NotAccess);
    }
    Ok(())
}

/// The e-mail, if the issuer says that it checked it. A string "true" doesn't.
fn verified_email(claims: &Claims) -> Option<String> {
    let verified = claims.get("email_verified") == Some(&Value::Bool(true));
    let email = claims.get("email").and_then(Value::as_str).filter(|_| verified)?;
    almoner_kernel::text::email(email)
}
