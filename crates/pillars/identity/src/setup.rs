//! A new organisation with its first owner, by the operator's command. It runs as the owner of the
//! schema: no request can make an organisation.

use almoner_kernel::text;
use almoner_keys::{Secret, SecretKind};
use tokio_postgres::Client;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::hidden::Hidden;
use crate::links::{INVITATION_DAYS, Link};

/// What people see instead of our words, until the owner changes them.
const LABELS: [(&str, &str, &str); 5] = [
    ("resident", "Resident", "Residents"),
    ("home", "Home", "Homes"),
    ("rota", "Rota", "Rotas"),
    ("key_worker", "Key worker", "Key workers"),
    ("handover", "Handover", "Handovers"),
];

/// A new organisation and who is to own it.
#[derive(Clone, Debug)]
pub struct NewOrganisation<'a> {
    pub name: &'a str,
    pub owner_email: &'a str,
    pub given_name: &'a str,
    pub family_name: &'a str,
}

/// What was made.
#[derive(Debug)]
pub struct Owner {
    pub organisation: Uuid,
    pub profile: Uuid,
    /// Path and fragment of the one-time link; the installation's address goes before it. Good for
    /// seven days. Show it once: it is stored as a hash only.
    pub path: Hidden,
}

/// What stands in the way, with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("{field} {why}")]
    Field { field: &'static str, why: String },
    #[error("{0:?} is no e-mail address; give one such as asha@example.org")]
    Email(String),
    #[error("the database refused: {0}; check that its migrations are current with `almoner migrate status`")]
    Database(#[from] tokio_postgres::Error),
}

/// Makes the organisation, its words and settings, the invited owner with the right that waits for
/// them, and their link: all of it or nothing.
///
/// Somebody who has an account with that address already accepts with it; everybody else sets a
/// password. Calling it again makes another organisation, as the operator asked.
pub async fn create_owner(client: &mut Client, new: &NewOrganisation<'_>) -> Result<Owner, SetupError> {
    let email = text::email(new.owner_email).ok_or_else(|| SetupError::Email(new.owner_email.to_owned()))?;
    let name = clean("the organisation's name", new.name, 200)?;
    let given = clean("the owner's given name", new.given_name, 100)?;
    let family = clean("the owner's family name", new.family_name, 100)?;
    let secret = Secret::generate(SecretKind::Invite);

    let tx = client.transaction().await?;
    let organisation: Uuid = tx
        .query_typed_one(
            "insert into public.organisations (name) values ($1) returning id",
            &[(&name, Type::TEXT)],
        )
        .await?
        .try_get(0)?;
    for (word, singular, plural) in LABELS {
        tx.execute_typed(
            "insert into public.organisation_labels (organisation_id, word, singular, plural) values ($1, $2, $3, $4)",
            &[(&organisation, Type::UUID), (&word, Type::TEXT), (&singular, Type::TEXT), (&plural, Type::TEXT)],
        )
        .await?;
    }
    let this = [(&organisation as &(dyn tokio_postgres::types::ToSql + Sync), Type::UUID)];
    tx.execute_typed("insert into public.company_settings (organisation_id) values ($1)", &this).await?;
    let profile: Uuid = tx
        .query_typed_one(
            "insert into public.profiles (organisation_id, given_name, family_name, job_title, persona) \
             values ($1, $2, $3, 'org_owner', 'business_owner') returning id",
            &[(&organisation, Type::UUID), (&given, Type::TEXT), (&family, Type::TEXT)],
        )
        .await?
        .try_get(0)?;
    tx.execute_typed(
        "insert into public.profile_private (organisation_id, profile_id, email) values ($1, $2, $3)",
        &[(&organisation, Type::UUID), (&profile, Type::UUID), (&email, Type::TEXT)],
    )
    .await?;
    tx.execute_typed(
        "insert into public.organisation_roles (organisation_id, profile_id, role) values ($1, $2, 'business_owner')",
        &[(&organisation, Type::UUID), (&profile, Type::UUID)],
    )
    .await?;
    let hash = secret.hash().as_bytes().to_vec();
    tx.execute_typed(
        "insert into private.links (hash, kind, organisation_id, profile_id, email, ends_at) \
         values ($1, 'owner_setup', $2, $3, $4, now() + make_interval(days => $5))",
        &[
            (&hash, Type::BYTEA),
            (&organisation, Type::UUID),
            (&profile, Type::UUID),
            (&email, Type::TEXT),
            (&INVITATION_DAYS, Type::INT4),
        ],
    )
    .await?;
    tx.commit().await?;
    Ok(Owner { organisation, profile, path: Hidden::new(Link::Invitation.path(&secret)) })
}

fn clean<'a>(field: &'static str, text: &'a str, max: usize) -> Result<&'a str, SetupError> {
    text::clean(text, max, false)
        .map_err(|refused| SetupError::Field { field, why: format!("is not right: {}", refused.message()) })
}
