//! Tokens that are wrong in their form, algorithm or signature.

use serde_json::json;

use super::{EC, Forged, Good, HS_SECRET, RSA, Signer, base64url, ec_key, public_parts, raw_token};
use crate::issuers::Refusal;

/// RSA's public key in the form that a library might take for an HMAC secret.
fn rsa_pem() -> String {
    use base64::Engine;
    let (n, e) = public_parts(&RSA);
    let integer = |bytes: &[u8]| {
        let mut body = if bytes[0] > 127 { vec![0] } else { vec![] };
        body.extend_from_slice(bytes);
        der(2, &body)
    };
    let key = der(0x30, &[integer(&n), integer(&e)].concat());
    let rsa_encryption = der(0x30, &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0]);
    let spki = der(0x30, &[rsa_encryption, der(3, &[&[0], &key[..]].concat())].concat());
    let text = base64::engine::general_purpose::STANDARD.encode(spki);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"))
}

fn der(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match body.len() {
        length @ 0..=127 => out.push(u8::try_from(length).unwrap()),
        length => {
            out.push(0x82);
            out.extend_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
        }
    }
    out.extend_from_slice(body);
    out
}

/// Algorithms that are not the issuer's, or are one by name only.
pub fn algorithms() -> Vec<Forged> {
    let mut cases = Vec::new();
    for none in ["none", "None", "nOnE", "NONE", ""] {
        cases.push((none, Good::rs().header("alg", none).signed_by(Signer::Bytes(b"x")), Refusal::Algorithm));
        cases.push((none, Good::rs().header("alg", none).signed_by(Signer::Bytes(b"")), Refusal::Signature));
        cases.push((none, Good::hs().header("alg", none).signed_by(Signer::Bytes(b"x")), Refusal::Algorithm));
    }
    for other in ["RS384", "RS512", "PS256", "ES256", "EdDSA", "HS256", "rs256", "RS256 ", "RS256\0"] {
        cases.push((other, Good::rs().header("alg", other).signed_by(Signer::Rsa), Refusal::Algorithm));
    }
    for value in [json!(null), json!(256), json!(["RS256"]), json!({"alg": "RS256"})] {
        cases.push(("alg of a type", Good::rs().header("alg", value).token(), Refusal::Algorithm));
    }
    cases.push(("no alg", Good::rs().without_header("alg").token(), Refusal::Algorithm));
    // HS256 keyed with what everybody knows of the RSA key.
    let pem = rsa_pem();
    let jwk = public_parts(&RSA).0;
    let secrets = [
        pem.clone(),
        format!("{pem}\n"),
        format!("{pem}\r\n"),
        pem.replace('\n', ""),
        base64url(&jwk),
        String::new(),
    ];
    for secret in &secrets {
        let confused = Good::rs().header("alg", "HS256");
        cases.push((
            "HS256 keyed with the public key",
            confused.signed_by(Signer::Hs(secret.as_bytes())),
            Refusal::Algorithm,
        ));
        let unconfused = Good::rs().signed_by(Signer::Hs(secret.as_bytes()));
        cases.push(("the same under the name RS256", unconfused, Refusal::Signature));
    }
    // A secret published as a key of the issuer is not taken.
    let oct = Good::rs().header("kid", "oct").header("alg", "HS256");
    cases.push(("oct", oct.signed_by(Signer::Hs(HS_SECRET.as_bytes())), Refusal::Algorithm));
    // One issuer's algorithm and key under another's name.
    cases.push((
        "ES256 by RS256",
        Good::es().header("alg", "RS256").header("kid", "rs").signed_by(Signer::Rsa),
        Refusal::Algorithm,
    ));
    cases.push((
        "HS256 by ES256",
        Good::hs().header("alg", "ES256").signed_by(Signer::Ec(&EC)),
        Refusal::Algorithm,
    ));
    cases
}

/// Signatures of other bytes, other keys and other lengths.
pub fn signatures() -> Vec<Forged> {
    let order = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
        0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let one = [&[0; 31][..], &[1]].concat();
    let halves = |r: &[u8], s: &[u8]| [r, s].concat();
    let good = p256_signature(&Good::es());
    let der_form = p256::ecdsa::Signature::from_slice(&good).unwrap().to_der().as_bytes().to_vec();
    let mut cases = Vec::new();
    for (name, signature) in [
        ("empty", vec![]),
        ("r = s = 0", vec![0; 64]),
        ("r = 0", halves(&[0; 32], &one)),
        ("s = 0", halves(&one, &[0; 32])),
        ("r = s = 1", halves(&one, &one)),
        ("r = s = order", halves(&order, &order)),
        ("one byte", vec![0]),
        ("63 bytes", good[..63].to_vec()),
        ("65 bytes", [&good[..], &[0]].concat()),
        ("in DER", der_form),
    ] {
        cases.push((name, Good::es().signed_by(Signer::Bytes(&signature)), Refusal::Signature));
    }
    for (name, good) in [("rs", Good::rs()), ("es", Good::es()), ("ed", Good::ed()), ("hs", Good::hs())] {
        let token = good.token();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        // Claims of one token with the signature of another.
        let promoted = good.clone().claim("sub", "3d1a7c55-2b1e-4a4c-9d2f-0a1b2c3d4e5f").token();
        cases.push((
            name,
            format!("{}.{signature}", promoted.rsplit_once('.').unwrap().0),
            Refusal::Signature,
        ));
        for zero in [vec![0; 32], vec![0; 64], vec![0; 256], vec![0xff; 64], vec![1]] {
            cases.push((name, format!("{signed}.{}", base64url(zero)), Refusal::Signature));
        }
        cases.push((name, format!("{signed}."), Refusal::Signature));
    }
    cases.push(("another key", Good::es().signed_by(Signer::Ec(&ec_key("mine"))), Refusal::Signature));
    cases.push(("the key of another id", Good::es().header("kid", "es-2").token(), Refusal::Signature));
    cases.push(("a truncated MAC", truncated_mac(), Refusal::Signature));
    cases
}

/// The signature of a token, as bytes.
pub fn p256_signature(good: &Good) -> Vec<u8> {
    use base64::Engine;
    let token = good.token();
    let signature = token.rsplit_once('.').unwrap().1;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(signature).unwrap()
}

fn truncated_mac() -> String {
    let token = Good::hs().token();
    let (signed, mac) = token.rsplit_once('.').unwrap();
    // 32 base64 characters are 24 whole bytes of the 32.
    format!("{signed}.{}", &mac[..32])
}

/// What is no compact token, or two.
pub fn forms() -> Vec<Forged> {
    let token = Good::es().token();
    let parts: Vec<_> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("{token}") };
    let nested = raw_token(&Good::es().header.to_string(), &token, Signer::Ec(&EC));
    let quoted = raw_token(&Good::es().header.to_string(), &json!(token).to_string(), Signer::Ec(&EC));
    let general =
        json!({"payload": claims, "signatures": [{"protected": header, "signature": signature}]}).to_string();
    let twice_sub =
        Good::es().claims.to_string().replacen('{', r#"{"sub":"3d1a7c55-2b1e-4a4c-9d2f-0a1b2c3d4e5f","#, 1);
    let twice_sub = raw_token(&Good::es().header.to_string(), &twice_sub, Signer::Ec(&EC));
    let twice_role = Good::es().claims.to_string().replacen('{', r#"{"rol\u0065":"service_role","#, 1);
    let twice_role = raw_token(&Good::es().header.to_string(), &twice_role, Signer::Ec(&EC));
    let twice_alg = raw_token(
        r#"{"alg":"none","alg":"ES256","kid":"es"}"#,
        &Good::es().claims.to_string(),
        Signer::Ec(&EC),
    );
    // ES256 signatures have 64 bytes: the last of their 86 characters has four spare bits.
    let stray =
        signature[..85].to_owned() + if signature.ends_with(['A', 'Q', 'g', 'w']) { "B" } else { "C" };
    let cases = vec![
        ("empty", String::new(), Refusal::Malformed),
        ("one part", header.to_owned(), Refusal::Malformed),
        ("two parts", format!("{header}.{claims}"), Refusal::Malformed),
        ("dots alone", "..".to_owned(), Refusal::Malformed),
        ("detached", format!("{header}..{signature}"), Refusal::Malformed),
        ("no header", format!(".{claims}.{signature}"), Refusal::Malformed),
        (
            "encrypted: five parts",
            format!("{header}.{claims}.{claims}.{claims}.{signature}"),
            Refusal::Malformed,
        ),
        ("two dots more", format!("{token}.."), Refusal::Malformed),
        ("one dot more", format!("{token}."), Refusal::Malformed),
        ("a dot before", format!(".{token}"), Refusal::Malformed),
        ("nested", nested, Refusal::Malformed),
        ("nested and quoted", quoted, Refusal::Malformed),
        ("JSON serialisation", general, Refusal::Malformed),
        ("padded header", format!("{header}=.{claims}.{signature}"), Refusal::Malformed),
        ("padded claims", format!("{header}.{claims}=.{signature}"), Refusal::Malformed),
        ("padded signature", format!("{token}=="), Refusal::Malformed),
        ("percent padding", format!("{token}%3D"), Refusal::Malformed),
        ("stray bits in the signature", format!("{header}.{claims}.{stray}"), Refusal::Malformed),
        ("other alphabet", format!("{header}.{claims}.{}", "+/".repeat(43)), Refusal::Malformed),
        ("blank before", format!(" {token}"), Refusal::Malformed),
        ("blank behind", format!("{token} "), Refusal::Malformed),
        ("line feed behind", format!("{token}\n"), Refusal::Malformed),
        ("NUL behind", format!("{token}\0"), Refusal::Malformed),
        ("scheme before", format!("Bearer {token}"), Refusal::Malformed),
        ("not ASCII", "ü.ü.ü".to_owned(), Refusal::Malformed),
        ("longer than a token", "A".repeat(1 << 20), Refusal::TooLong),
        (
            "claims are a list",
            raw_token(&Good::es().header.to_string(), "[]", Signer::Ec(&EC)),
            Refusal::Malformed,
        ),
        (
            "header is a text",
            raw_token("\"ES256\"", &Good::es().claims.to_string(), Signer::Ec(&EC)),
            Refusal::Malformed,
        ),
        ("two subjects", twice_sub, Refusal::Malformed),
        ("two roles, one escaped", twice_role, Refusal::Malformed),
        ("two algorithms", twice_alg, Refusal::Malformed),
    ];
    cases
}
