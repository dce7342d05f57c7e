//! Storing what a file adds: many lines to a statement, as the API stores one.

use std::collections::HashMap;

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Call, Json, Parts, Tx};
use almoner_web::Made;
use uuid::Uuid;

use super::line::Allergies;
use super::refer::Addition;
use crate::alerts::{NewAlert, add_alerts};
use crate::clients::{ADD_CLIENTS, AddedClient, NewClient};
use crate::contacts::add_contacts;
use crate::identity;
use crate::stays::{NewStay, admit};
use crate::words::StayStatus;

/// Lines to a statement. A statement has seconds, and a part that is refused is tried again in halves.
const AT_ONCE: usize = 250;

/// How much of the lines is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Everything,
    /// What has to be tried to know whether it can be: an NHS number may be one of a home that the person
    /// does not see. Everything else was compared with what they see.
    WhatOnlyTheDatabaseKnows,
}

/// What became of it.
pub enum Added {
    /// The resident of each line.
    All(HashMap<usize, Uuid>),
    /// The first line that the database refused.
    Refused { line: usize, error: Error },
}

/// Stores lines in the open transaction; `tell` hears how many are done. A refusal that is not about
/// what a line says is an error.
pub async fn add(
    tx: &mut Tx,
    additions: &[Addition],
    extent: Extent,
    source: &str,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<Added> {
    let asks = |one: &&Addition| extent == Extent::Everything || one.has_nhs_number();
    let lines: Vec<&Addition> = additions.iter().filter(asks).collect();
    let mut made = HashMap::with_capacity(lines.len());
    let mut parts = Parts::new(&lines, AT_ONCE);
    while let Some(part) = parts.next(tx).await? {
        match add_part(tx, part, extent, source).await {
            Ok(ids) => made.extend(part.iter().map(|one| one.line).zip(ids)),
            Err(error) if is_about_a_line(&error) || too_slow(&error, part.len()) => {
                if let Some(one) = parts.refused(tx, part).await? {
                    return Ok(Added::Refused { line: one.line, error });
                }
            }
            Err(error) => return Err(error),
        }
        tell(made.len(), lines.len());
    }
    Ok(Added::All(made))
}

/// Two round trips: residents, then what hangs on them.
async fn add_part(tx: &mut Tx, part: &[&Addition], extent: Extent, source: &str) -> Result<Vec<Uuid>> {
    let clients: Vec<NewClient> = part.iter().map(|one| one.client.clone().into()).collect();
    let added = tx.run(ADD_CLIENTS.with((Json(clients.clone()),))).await?;
    let ids = told_apart(clients, added)?;
    let each = || part.iter().zip(&ids).map(|(one, id)| (*one, *id));
    let identities = each().map(|(one, id)| (id, one.client.identity.clone().unwrap_or_default()));
    let mut calls: Vec<Call<Made>> = vec![identity::insert_each(identities.collect())];
    if extent == Extent::Everything {
        let contacts: Vec<_> = each().filter_map(|(one, id)| Some((id, one.contact.clone()?))).collect();
        let alerts: Vec<NewAlert> = each().flat_map(|(one, id)| alerts(one, id, source)).collect();
        let stays: Vec<NewStay> = each().filter_map(|(one, id)| stay(one, id)).collect();
        calls.extend((!contacts.is_empty()).then(|| add_contacts(contacts)));
        calls.extend((!alerts.is_empty()).then(|| add_alerts(alerts)));
        calls.extend((!stays.is_empty()).then(|| admit(stays)));
    }
    tx.run(calls).await?;
    Ok(ids)
}

fn alerts(one: &Addition, id: Uuid, source: &str) -> Vec<NewAlert> {
    match &one.allergies {
        Allergies::NotAsked => Vec::new(),
        Allergies::NoneKnown => vec![NewAlert::none_known(id, source.to_owned())],
        Allergies::These(alerts) => alerts.iter().map(|alert| NewAlert::of(id, alert.clone())).collect(),
    }
}

fn stay(one: &Addition, id: Uuid) -> Option<NewStay> {
    let stay = one.admission?;
    let status = if stay.planned { StayStatus::Planned } else { StayStatus::Live };
    Some(NewStay::of(id, stay.bed, stay.during, stay.kind, status))
}

/// The id of each new resident. What an insert returns has no promised order; residents of whom the
/// same was stored are told apart by nothing yet, so any of their ids will do.
fn told_apart(sent: Vec<NewClient>, added: Vec<AddedClient>) -> Result<Vec<Uuid>> {
    let mut ids: HashMap<NewClient, Vec<Uuid>> = HashMap::with_capacity(added.len());
    for one in added.into_iter().rev() {
        let id = one.id;
        ids.entry(one.into()).or_default().push(id);
    }
    let found = sent.into_iter().map(|one| ids.get_mut(&one).and_then(Vec::pop));
    found.collect::<Option<Vec<Uuid>>>().ok_or_else(|| Error::internal("an insert answered other rows"))
}

/// Whether a refusal is one of what a line says, and not of the service.
fn is_about_a_line(error: &Error) -> bool {
    matches!(
        error.code,
        Code::Invalid
            | Code::Duplicate
            | Code::BedTaken
            | Code::StayOverlaps
            | Code::PersonKnownHere
            | Code::ParentArchived
            | Code::IllegalTransition
            | Code::Forbidden
    )
}

/// A statement that took too long may be in time with fewer lines.
fn too_slow(error: &Error, lines: usize) -> bool {
    error.code == Code::Timeout && lines > 1
}
