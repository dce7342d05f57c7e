//! A place in the order of changes, and the id under which a reader is told of it.

use std::time::Duration;

use almoner_kernel::Result;
use almoner_web::Sealer;
use jiff::Timestamp;
use uuid::Uuid;

/// A change's transaction and its number in it. Transactions end in another order than they begin,
/// so a place is only given out when nothing can come before it any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub xid: i64,
    pub id: i64,
}

/// Changes are kept for a day; whoever was away for nearly as long reads everything anew.
const REMEMBERED: Duration = Duration::from_secs(23 * 3600);
/// Characters of an id; ours have about 120.
const LONGEST: usize = 300;
const BYTES: usize = 24;

/// What an id is bound to: a reader of another organisation can do nothing with it.
fn binding(organisation: Uuid) -> Vec<u8> {
    let mut bytes = b"almoner events 1".to_vec();
    bytes.extend_from_slice(organisation.as_bytes());
    bytes
}

impl Place {
    /// The id of this place. It is sealed: numbers of transactions tell how busy other
    /// organisations are.
    pub fn seal(self, sealer: &dyn Sealer, organisation: Uuid, at: Timestamp) -> Result<String> {
        let mut plain = Vec::with_capacity(BYTES);
        for part in [self.xid, self.id, at.as_second()] {
            plain.extend_from_slice(&part.to_be_bytes());
        }
        sealer.seal(&binding(organisation), &plain)
    }

    /// The place of an id of ours that is young enough to go on from. Anything else is nobody's.
    pub fn open(sealer: &dyn Sealer, organisation: Uuid, text: &str, now: Timestamp) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let plain: [u8; BYTES] = sealer.open(&binding(organisation), text).ok()?.try_into().ok()?;
        let part = |at: usize| plain[at..at + 8].try_into().map(i64::from_be_bytes).ok();
        let told = Timestamp::from_second(part(16)?).ok()?;
        let age = now.duration_since(told);
        let young = age.unsigned_abs() < REMEMBERED;
        young.then_some(Self { xid: part(0)?, id: part(8)? })
    }
}

#[cfg(test)]
mod tests {
    use almoner_keys::Keyring;
    use jiff::{Timestamp, ToSpan};
    use uuid::Uuid;

    use super::Place;
    use crate::Cursors;

    #[test]
    fn an_id_is_of_one_organisation_and_one_day() {
        let sealer = Cursors(Keyring::ephemeral());
        let (mine, now) = (Uuid::new_v4(), Timestamp::now());
        let place = Place { xid: 7_000_000_000, id: 3 };
        let id = place.seal(&sealer, mine, now).unwrap();
        assert_eq!(Place::open(&sealer, mine, &id, now), Some(place));
        assert_eq!(Place::open(&sealer, Uuid::new_v4(), &id, now), None);
        assert_eq!(Place::open(&sealer, mine, &id, now + 22.hours()), Some(place));
        assert_eq!(Place::open(&sealer, mine, &id, now + 24.hours()), None);
        assert_eq!(Place::open(&Cursors(Keyring::ephemeral()), mine, &id, now), None);
        for forged in ["", "'; --", "7000000000:3", &format!("{id}A"), &"v1.".repeat(10_000)] {
            assert_eq!(Place::open(&sealer, mine, forged, now), None, "{forged}");
        }
        let mut other = id.clone().into_bytes();
        let last = other.len() - 3;
        other[last] = if other[last] == b'A' { b'B' } else { b'A' };
        assert_eq!(Place::open(&sealer, mine, std::str::from_utf8(&other).unwrap(), now), None);
    }
}
