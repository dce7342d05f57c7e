//! How often something may be tried, counted in rows so that replicas agree.
//!
//! Attempts are counted before they are judged, so that many at once can't outrun the count, and
//! given back when they were right. What is counted has nothing to do with whether there is such an
//! account. A device that the account has signed in from counts for itself: whoever guesses at an
//! account from elsewhere does not keep its owner out.

use std::net::IpAddr;

use almoner_kernel::{Code, Error, Result};
use almoner_keys::{Keyring, Purpose};
use almoner_pg::{Call, Tx, row, statement};
use uuid::Uuid;

/// Seconds after which a count begins anew.
const WINDOW: f64 = 900.0;

/// Tries in a window. A list of the commonest passwords has thousands of entries; a person needs a few.
const PASSWORDS: i32 = 10;
/// Codes have six digits, three of which are right at a time: five tries leave a chance of 1 in 66,000.
const CODES: i32 = 5;
/// PINs of a person on a shared tablet, and of everybody on it: a home's people come and go at a handover.
const PINS: i32 = 5;
const PINS_OF_DEVICE: i32 = 30;
/// Wrong passwords from one network. A home at shift change is one network, and most of it is right.
const NETWORK: i32 = 100;
/// Mails to one address, so that nobody's mailbox can be filled.
const RESETS: i32 = 3;
const RESETS_OF_NETWORK: i32 = 20;

row! {
    struct Counted { key: String, attempts: i32, wait: i64 }
}

statement! {
    /// Counts one attempt for each key, in their order: two that share keys lock them alike.
    TAKE: (Vec<String>, f64) -> Counted =
        "insert into private.throttles as t (key, window_start, attempts) \
         select decode(k, 'hex'), now(), 1 from unnest($1) with ordinality as u (k, at) order by at \
         on conflict (key) do update set \
            attempts = case when t.window_start > now() - make_interval(secs => $2) then t.attempts + 1 else 1 end, \
            window_start = case when t.window_start > now() - make_interval(secs => $2) then t.window_start else now() end \
         returning encode(t.key, 'hex') as key, t.attempts, \
            ceil(extract(epoch from t.window_start - now()) + $2)::int8 as wait /* not null: key, wait (made of columns that are there) */";
    /// Gives one attempt back.
    GIVE_BACK: (String) -> () =
        "update private.throttles set attempts = greatest(attempts - 1, 0) where key = decode($1, 'hex')";
}

/// Something that may be tried so often.
#[derive(Clone, Debug)]
pub struct Allowance {
    key: String,
    limit: i32,
}

/// Who is trying, before we know whether there is such an account.
#[derive(Clone, Debug)]
pub enum Who<'a> {
    /// The address that was typed, in its stored form.
    Address(&'a str),
    /// The hash of a mark that this very account was given before.
    Device(&'a [u8]),
}

impl Allowance {
    fn new(keyring: &Keyring, limit: i32, parts: &[&[u8]]) -> Self {
        Self { key: hex::encode(keyring.mac(Purpose::RateLimitKey, parts)), limit }
    }

    fn of(keyring: &Keyring, what: &str, limit: i32, who: &Who<'_>) -> Self {
        let (kind, bytes): (&[u8], &[u8]) = match who {
            Who::Address(address) => (b"address", address.as_bytes()),
            Who::Device(hash) => (b"device", hash),
        };
        Self::new(keyring, limit, &[what.as_bytes(), kind, bytes])
    }

    pub fn passwords(keyring: &Keyring, who: &Who<'_>) -> Self {
        Self::of(keyring, "password", PASSWORDS, who)
    }

    pub fn codes(keyring: &Keyring, who: &Who<'_>) -> Self {
        Self::of(keyring, "code", CODES, who)
    }

    /// Passwords and codes that somebody gives who has signed in already: apart from those outside.
    pub fn inside(keyring: &Keyring, account: Uuid) -> Self {
        Self::new(keyring, PASSWORDS, &[b"inside", account.as_bytes()])
    }

    /// Codes of somebody who has signed in already.
    pub fn codes_inside(keyring: &Keyring, account: Uuid) -> Self {
        Self::new(keyring, CODES, &[b"code inside", account.as_bytes()])
    }

    /// PINs of a person on a shared tablet, which is named by the hash of what it shows.
    pub fn pins(keyring: &Keyring, device: &[u8], person: Uuid) -> Self {
        Self::new(keyring, PINS, &[b"pin", device, person.as_bytes()])
    }

    /// PINs of whomever on a shared tablet.
    pub fn pins_of_device(keyring: &Keyring, device: &[u8]) -> Self {
        Self::new(keyring, PINS_OF_DEVICE, &[b"pins of", device])
    }

    pub fn network(keyring: &Keyring, network: Option<IpAddr>) -> Self {
        Self::new(keyring, NETWORK, &[b"network", address(network).as_bytes()])
    }

    pub fn resets(keyring: &Keyring, email: &str) -> Self {
        Self::new(keyring, RESETS, &[b"reset", email.as_bytes()])
    }

    pub fn resets_of_network(keyring: &Keyring, network: Option<IpAddr>) -> Self {
        Self::new(keyring, RESETS_OF_NETWORK, &[b"reset network", address(network).as_bytes()])
    }

    /// The statement that gives one attempt back.
    pub fn give_back(&self) -> Call<()> {
        GIVE_BACK.with((self.key.clone(),))
    }
}

fn address(network: Option<IpAddr>) -> String {
    network.map_or_else(|| "unknown".to_owned(), |ip| ip.to_string())
}

/// Counts an attempt on each, and says how long to wait when one of them is used up. Put what
/// belongs to an account before its network.
pub async fn count(tx: &mut Tx, allowances: &[&Allowance]) -> Result<Option<Error>> {
    let keys = allowances.iter().map(|a| a.key.clone()).collect();
    let counted = tx.run(TAKE.with((keys, WINDOW))).await?;
    let over = |row: &&Counted| allowances.iter().any(|a| a.key == row.key && row.attempts > a.limit);
    let wait = counted.iter().filter(over).map(|row| row.wait).max();
    Ok(wait
        .map(|wait| Error::new(Code::TooManyRequests).retry_after(u64::try_from(wait).unwrap_or(1).max(1))))
}

/// [`count`], and ends the transaction: the count stands whatever comes of the attempt.
pub async fn pass(mut tx: Tx, allowances: &[&Allowance]) -> Result<()> {
    let refused = count(&mut tx, allowances).await?;
    tx.commit().await?;
    refused.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use almoner_keys::Keyring;
    use uuid::Uuid;

    use super::{Allowance, Who};

    #[test]
    fn each_is_counted_apart_and_none_can_be_read_back() {
        let keyring = Keyring::ephemeral();
        let (a, b) = (Who::Address("asha@example.org"), Who::Device(b"asha@example.org"));
        let all = [
            Allowance::passwords(&keyring, &a),
            Allowance::passwords(&keyring, &b),
            Allowance::codes(&keyring, &a),
            Allowance::codes(&keyring, &b),
            Allowance::resets(&keyring, "asha@example.org"),
            Allowance::inside(&keyring, Uuid::from_u128(1)),
            Allowance::codes_inside(&keyring, Uuid::from_u128(1)),
            Allowance::network(&keyring, None),
            Allowance::resets_of_network(&keyring, None),
            Allowance::pins(&keyring, b"tablet", Uuid::from_u128(1)),
            Allowance::pins_of_device(&keyring, b"tablet"),
        ];
        let keys: HashSet<_> = all.iter().map(|one| one.key.clone()).collect();
        assert_eq!(keys.len(), all.len());
        assert_ne!(Allowance::passwords(&Keyring::ephemeral(), &a).key, all[0].key);
    }
}
