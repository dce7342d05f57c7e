//! Walks every chain and says where it first does not hold.

use sha2::{Digest, Sha256};
use tokio_postgres::{Client, Row};
use uuid::Uuid;

use crate::line::{COLUMNS, Event, WIDTH};

/// How many links are looked at in one query.
const PAGE: i64 = 5_000;

/// The end of a chain: to be kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub organisation: Uuid,
    pub seq: i64,
    pub hash: Vec<u8>,
}

impl Head {
    /// `ORGANISATION SEQ HASH`, as it is printed and read again.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.organisation, self.seq, hex::encode(&self.hash))
    }

    /// Reads a printed head; the line as it is when it is none.
    ///
    /// # Errors
    /// When the line is not a head.
    pub fn parse(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let head = match words[..] {
            [organisation, seq, hash] => (|| {
                Some(Self {
                    organisation: organisation.parse().ok()?,
                    seq: seq.parse().ok()?,
                    hash: hex::decode(hash).ok().filter(|bytes| bytes.len() == 32)?,
                })
            })(),
            _ => None,
        };
        head.ok_or_else(|| line.to_owned())
    }
}

/// What the chain of an organisation is found to be.
#[derive(Clone, Debug)]
pub struct Chain {
    pub organisation: Uuid,
    /// The last link, if there is one.
    pub head: Option<Head>,
    /// Events that wait for their place.
    pub waiting: i64,
    /// Events whose details were taken by a lawful erasure; their hashes still hold.
    pub erased: i64,
    pub fault: Option<Fault>,
}

/// The first thing of a chain that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("link {0} is missing")]
    Gap(i64),
    #[error("link {0} does not follow on the one before")]
    Broken(i64),
    #[error("the event of link {0} is gone")]
    NoEvent(i64),
    #[error("the event of link {0} is not what was chained")]
    Changed(i64),
    #[error("the details of link {0} are not what was chained")]
    Details(i64),
    #[error("the event {0} has no place and does not wait for one")]
    Unchained(Uuid),
    #[error("the chain ends before link {0}, which was kept elsewhere, or holds another link there")]
    Cut(i64),
}

/// Why nothing could be said.
#[derive(Debug, thiserror::Error)]
#[error("reading the audit trail: {0}")]
pub struct VerifyError(#[from] tokio_postgres::Error);

/// Verifies every chain of the database, as the role that owns it, against the anchors that it
/// holds and heads that were kept elsewhere.
///
/// # Errors
/// When the database can't be read.
pub async fn verify(client: &Client, kept: &[Head]) -> Result<Vec<Chain>, VerifyError> {
    client.batch_execute("begin transaction isolation level repeatable read read only").await?;
    let chains = all(client, kept).await;
    client.batch_execute("rollback").await?;
    chains
}

async fn all(client: &Client, kept: &[Head]) -> Result<Vec<Chain>, VerifyError> {
    let mut chains = Vec::new();
    for row in client.query("select id from public.organisations order by id", &[]).await? {
        chains.push(one(client, row.try_get(0)?, kept).await?);
    }
    Ok(chains)
}

async fn one(client: &Client, organisation: Uuid, kept: &[Head]) -> Result<Chain, VerifyError> {
    let count = "select count(*) from private.audit_unchained where organisation_id = $1";
    let waiting = client.query_one(count, &[&organisation]).await?.try_get(0)?;
    let mut chain = Chain { organisation, head: None, waiting, erased: 0, fault: None };
    let mut anchors = anchors(client, organisation).await?;
    anchors.extend(kept.iter().filter(|head| head.organisation == organisation).cloned());
    let page = format!(
        "select c.seq, c.previous, c.hash, d.salt, d.changes::text, e.id is not null, {COLUMNS}
           from private.audit_chain c
           left join public.audit_events e on e.organisation_id = c.organisation_id and e.id = c.event_id
           left join public.audit_details d on d.organisation_id = c.organisation_id and d.event_id = c.event_id
          where c.organisation_id = $1 and c.seq > $2 order by c.seq limit {PAGE}"
    );
    let (mut seq, mut hash) = (0_i64, vec![0_u8; 32]);
    loop {
        let rows = client.query(&page, &[&organisation, &seq]).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            seq += 1;
            match link(row, seq, &hash, &mut chain.erased)? {
                Ok(next) => hash = next,
                Err(fault) => {
                    chain.fault = Some(fault);
                    return Ok(chain);
                }
            }
            if let Some(anchor) = anchors.iter().find(|a| a.seq == seq && a.hash != hash) {
                chain.fault = Some(Fault::Cut(anchor.seq));
                return Ok(chain);
            }
        }
    }
    if seq > 0 {
        chain.head = Some(Head { organisation, seq, hash });
    }
    chain.fault = match anchors.iter().filter(|a| a.seq > seq).map(|a| a.seq).min() {
        Some(cut) => Some(Fault::Cut(cut)),
        None => unchained(client, organisation).await?.map(Fault::Unchained),
    };
    Ok(chain)
}

/// The hash of a link that holds.
fn link(
    row: &Row,
    seq: i64,
    before: &[u8],
    erased: &mut i64,
) -> Result<Result<Vec<u8>, Fault>, tokio_postgres::Error> {
    debug_assert_eq!(row.len(), 6 + WIDTH);
    let (found, previous, hash): (i64, Vec<u8>, Vec<u8>) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    if found != seq {
        return Ok(Err(Fault::Gap(seq)));
    }
    if previous != before {
        return Ok(Err(Fault::Broken(seq)));
    }
    if !row.try_get::<_, bool>(5)? {
        return Ok(Err(Fault::NoEvent(seq)));
    }
    let event = Event::of(row, 6)?;
    if !event.is_linked(seq, before, &hash) {
        return Ok(Err(Fault::Changed(seq)));
    }
    let (salt, changes): (Option<Vec<u8>>, Option<String>) = (row.try_get(3)?, row.try_get(4)?);
    match (salt, changes) {
        (Some(salt), Some(changes)) => {
            let details = Sha256::new().chain_update(&salt).chain_update(changes.as_bytes()).finalize();
            if details.as_slice() != event.details_hash {
                return Ok(Err(Fault::Details(seq)));
            }
        }
        _ => *erased += 1,
    }
    Ok(Ok(hash))
}

async fn anchors(client: &Client, organisation: Uuid) -> Result<Vec<Head>, VerifyError> {
    let sql = "select seq, hash from private.audit_anchors where organisation_id = $1";
    let rows = client.query(sql, &[&organisation]).await?;
    rows.iter().map(|row| Ok(Head { organisation, seq: row.try_get(0)?, hash: row.try_get(1)? })).collect()
}

/// An event that never asked for a place: put there past the triggers.
async fn unchained(client: &Client, organisation: Uuid) -> Result<Option<Uuid>, VerifyError> {
    let sql = "select e.id from public.audit_events e
                where e.organisation_id = $1
                  and not exists (select from private.audit_chain c where c.organisation_id = e.organisation_id and c.event_id = e.id)
                  and not exists (select from private.audit_unchained u where u.organisation_id = e.organisation_id and u.event_id = e.id)
                order by e.id limit 1";
    Ok(client.query_opt(sql, &[&organisation]).await?.map(|row| row.try_get(0)).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn a_head_is_read_as_it_was_printed() {
        let head = Head { organisation: uuid::Uuid::from_u128(7), seq: 12, hash: vec![0xab; 32] };
        assert_eq!(Head::parse(&head.line()), Ok(head));
        for wrong in ["", "x 1 ab", "00000000-0000-0000-0000-000000000007 1 abcd", "a b c d"] {
            assert_eq!(Head::parse(wrong), Err(wrong.to_owned()));
        }
    }
}
