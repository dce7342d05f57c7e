//! Tokens that are wrong in their form, header or signature.

use almoner_keys::forge::{Forged, algorithms, forms, headers, p256_signature, signatures};
use almoner_keys::issuers::Refusal;

use crate::world::{Good, Signer, World};

/// Runs a table against one world, and checks that the key server was asked at
/// most once for each issuer.
async fn all_refused(cases: Vec<Forged>) {
    let world = World::new().await;
    for (name, token, expected) in &cases {
        assert_eq!(world.refusal(token).await, Some(*expected), "{name}");
    }
    let mut paths = world.server.paths();
    let asked = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(asked, paths.len(), "{:?}", world.server.paths());
    // The world is one in which good tokens pass, so the refusals mean something.
    for good in [Good::rs(), Good::es(), Good::ed(), Good::hs()] {
        world.accepts(&good).await;
    }
}

#[tokio::test]
async fn tokens_that_are_forged() {
    for table in [algorithms(), signatures(), headers(), forms()] {
        all_refused(table).await;
    }
}

#[tokio::test]
async fn every_bit_of_a_signature_matters() {
    let world = World::new().await;
    for good in [Good::es(), Good::ed(), Good::hs()] {
        world.accepts(&good).await;
        let signature = p256_signature(&good);
        for bit in 0..signature.len() * 8 {
            let mut altered = signature.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            let token = good.signed_by(Signer::Bytes(&altered));
            assert_eq!(world.refusal(&token).await, Some(Refusal::Signature), "{} bit {bit}", good.header);
        }
    }
}

#[tokio::test]
async fn what_is_well_formed_passes() {
    let world = World::new().await;
    for good in [
        Good::es().without_header("typ"),
        Good::es().header("typ", "jwt"),
        Good::es().header("typ", "at+jwt"),
        Good::es().header("typ", "application/at+jwt"),
        // Names that issuers write and that change nothing.
        Good::es().header("x5t", "abc").header("x5t#S256", "abc"),
        Good::ed().without_header("kid"), // the only key of its kind
        Good::hs().without_header("kid"),
        Good::hs().header("kid", "any name"),
    ] {
        world.accepts(&good).await;
    }
}
