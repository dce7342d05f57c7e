//! Who the caller is behind our own proxies.

use std::net::IpAddr;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::HeaderName;
use http::request::Parts;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The caller's address, as an extension of every request and as an extractor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddr(pub IpAddr);

impl ClientAddr {
    /// The network that limits are counted by: one address on IPv4, one /64 on
    /// IPv6, where a household has as many addresses as it likes.
    pub fn network(self) -> IpAddr {
        network_of(self.0)
    }
}

pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => {
            let bits = u128::from(v6) & !u128::from(u64::MAX);
            std::net::Ipv6Addr::from(bits).into()
        }
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddr {
    type Rejection = crate::Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, crate::Fail> {
        let found = parts.extensions.get::<Self>().copied();
        found.ok_or_else(|| almoner_kernel::Error::internal("the gate did not see this request").into())
    }
}

/// The proxies whose word on a caller's address is believed. Empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hops(Vec<Network>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl Hops {
    /// From addresses and networks: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        texts.into_iter().map(network).collect::<Result<_, _>>().map(Self)
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(address))
    }

    /// `X-Forwarded-For` from its end, as long as proxies of ours speak: each
    /// wrote down whom it saw, what stands before them anybody may have sent.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> =
            headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or("?")).collect();
        let mut told = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while self.contains(client) {
            match told.next().and_then(|text| IpAddr::from_str(text.trim()).ok()) {
                Some(address) => client = address.to_canonical(),
                None => break,
            }
        }
        client
    }
}

fn network(text: &str) -> Result<Network, String> {
    let wrong = || format!("{text:?} is no address or network; write 10.1.2.3, 10.0.0.0/8 or fd00::/8");
    let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| wrong()))?;
    if bits > most { Err(wrong()) } else { Ok(Network { address, bits }) }
}

impl Network {
    fn contains(self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let shift = 32 - u32::from(self.bits);
                (u32::from(a) ^ u32::from(b)).checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let shift = 128 - u32::from(self.bits);
                (u128::from(a) ^ u128::from(b)).checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{FORWARDED_FOR, Hops, network_of};

    fn client(hops: &[&str], peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        headers.insert("forwarded", "for=9.9.9.9".parse().unwrap());
        let hops = Hops::parse(hops.iter().copied()).unwrap();
        hops.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        let ours = &["10.0.0.0/8", "127.0.0.1"][..];
        let table = [
            (&[][..], "7.7.7.7", &["1.1.1.1"][..], "7.7.7.7"),
            (&[][..], "127.0.0.1", &["1.1.1.1"][..], "127.0.0.1"),
            (ours, "7.7.7.7", &["1.1.1.1"][..], "7.7.7.7"),
            (ours, "10.1.2.3", &[][..], "10.1.2.3"),
            (ours, "10.1.2.3", &["1.1.1.1"][..], "1.1.1.1"),
            (ours, "10.1.2.3", &["6.6.6.6, 1.1.1.1"][..], "1.1.1.1"),
            (ours, "10.1.2.3", &["6.6.6.6", "1.1.1.1, 10.0.0.9"][..], "1.1.1.1"),
            (ours, "10.1.2.3", &["6.6.6.6, rubbish"][..], "10.1.2.3"),
            (ours, "10.1.2.3", &["6.6.6.6, 1.1.1.1:80"][..], "10.1.2.3"),
            (ours, "10.1.2.3", &["10.0.0.8, 10.0.0.9"][..], "10.0.0.8"),
            (ours, "::ffff:10.1.2.3", &["2001:db8::1"][..], "2001:db8::1"),
            (ours, "10.1.2.3", &[""][..], "10.1.2.3"),
        ];
        for (hops, peer, lines, expected) in table {
            assert_eq!(client(hops, peer, lines), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn networks() {
        let hops = Hops::parse(["10.0.0.0/8", "fd00::/8", "0.0.0.0/32"]).unwrap();
        for (address, inside) in
            [("10.255.0.1", true), ("11.0.0.1", false), ("fdff::1", true), ("fe00::1", false)]
        {
            assert_eq!(hops.contains(address.parse().unwrap()), inside, "{address}");
        }
        assert!(Hops::parse(["0.0.0.0/0"]).unwrap().contains("9.9.9.9".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "fd00::/129", "ten", "10.0.0.0/", "10.0.0.0/-1", ""] {
            assert!(Hops::parse([wrong]).is_err(), "{wrong}");
        }
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6".parse().unwrap()).to_string(), "2001:db8:1:2::");
        assert_eq!(network_of("::ffff:1.2.3.4".parse().unwrap()).to_string(), "1.2.3.4");
    }
}
