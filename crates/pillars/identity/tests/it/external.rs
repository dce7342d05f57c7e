//! Tokens of other services (A35).

use almoner_keys::issuers::{Algorithm, HmacSecret, IssuerConfig, IssuerKind, KeySource};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::world::{PASSWORD, Tokens, World};

fn secret(name: &str) -> String {
    crate::world::stored(name)
}

fn issuer(name: &str, kind: IssuerKind) -> IssuerConfig {
    IssuerConfig {
        name: name.to_owned(),
        issuer: format!("https://{name}.example"),
        audience: if kind == IssuerKind::Supabase { "authenticated" } else { "almoner" }.to_owned(),
        kind,
        algorithm: Algorithm::HS256,
        keys: KeySource::Hs256 { secret: HmacSecret::new(&secret(name)) },
        require_at_jwt: false,
    }
}

async fn world() -> World {
    let issuers = [
        issuer("a", IssuerKind::Oidc),
        issuer("b", IssuerKind::Oidc),
        issuer("supabase", IssuerKind::Supabase),
    ];
    World::with(|_| {}, &issuers).await
}

/// A token of one of them; `more` adds claims.
fn token(world: &World, name: &str, subject: &str, more: &Value) -> Tokens {
    let now = world.clock.unix();
    let mut claims = json!({ "iss": format!("https://{name}.example"), "aud": "almoner", "sub": subject, "iat": now, "exp": now + 600 });
    for (claim, value) in more.as_object().unwrap() {
        claims[claim] = value.clone();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret(name).as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let access = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    Tokens { access, refresh: String::new(), device: None }
}

fn verified(email: &str) -> Value {
    json!({ "email": email, "email_verified": true })
}

#[tokio::test]
async fn an_account_is_linked_by_its_person_and_by_nothing_else() {
    let world = world().await;
    let account = world.account("asha@example.org").await;
    let elm = world.organisation("Elm").await;
    world.profile(elm, account).await;
    let theirs = token(&world, "a", "s1", &verified("asha@example.org"));
    let choose = |tokens: &Tokens| {
        world.post("/organisation", json!({ "organisation_id": elm })).bearer(tokens).send()
    };
    // The address in it opens nothing.
    choose(&theirs).await.refused(401, "unauthenticated");
    let own = world.signed_in("asha@example.org").await;
    let link = |token: &Tokens, password: &str| {
        world.post("/linked", json!({ "token": token.access, "password": password })).bearer(&own).send()
    };
    for (token, path) in [
        (token(&world, "b", "s1", &json!({ "email": "asha@example.org" })), "token"),
        (
            token(&world, "b", "s1", &json!({ "email": "asha@example.org", "email_verified": "true" })),
            "token",
        ),
        (token(&world, "b", "s1", &verified("eve@example.org")), "token"),
        (own.clone(), "token"),
        (Tokens { access: "x.y.z".to_owned(), ..own.clone() }, "token"),
    ] {
        let got = link(&token, PASSWORD).await.refused(422, "invalid");
        assert_eq!(got.body["error"]["fields"][0]["path"], path);
    }
    link(&theirs, "Eight grey herons 8").await.refused(422, "invalid");
    link(&theirs, PASSWORD).await.ok();
    assert_eq!(world.letter().await.subject, "About your sign-in");
    let got = choose(&theirs).await.ok();
    assert_eq!(
        (&got.data()["sign_in"]["organisation_id"], &got.data()["tokens"]),
        (&json!(elm), &json!(null))
    );
    assert_eq!(got.data()["sign_in"]["account_id"], json!(account));
    // The same subject of another issuer is somebody else.
    choose(&token(&world, "b", "s1", &verified("asha@example.org"))).await.refused(401, "unauthenticated");
    link(&theirs, PASSWORD).await.refused(409, "duplicate");
    assert_eq!(world.whoami(&own).await.data()["linked"][0]["issuer"], "a");
    let unlink = |name: &str| world.post("/linked/remove", json!({ "issuer": name })).bearer(&own).send();
    unlink("b").await.refused(404, "not_found");
    unlink("a").await.ok();
    choose(&theirs).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_link_is_not_taken_over() {
    let world = world().await;
    for email in ["asha@example.org", "eve@example.org"] {
        world.account(email).await;
    }
    let link = async |email: &str| {
        let own = world.signed_in(email).await;
        let theirs = token(&world, "a", "s1", &verified(email));
        world
            .post("/linked", json!({ "token": theirs.access, "password": PASSWORD }))
            .bearer(&own)
            .send()
            .await
    };
    link("asha@example.org").await.ok();
    link("eve@example.org").await.refused(409, "duplicate");
    assert_eq!(world.count("private.account_identities").await, 1);
}

#[tokio::test]
async fn a_person_of_another_service_keeps_their_secrets_there() {
    let world = world().await;
    let user = uuid::Uuid::new_v4();
    world.run(&format!("insert into auth.users (id, email, email_confirmed_at) values ('{user}', 'ben@example.org', now())")).await;
    let supabase = json!({ "aud": "authenticated", "role": "authenticated", "aal": "aal1" });
    let ben = token(&world, "supabase", &user.to_string(), &supabase);
    for path in ["/account", "/sign-ins"] {
        world.get(path).bearer(&ben).send().await.refused(403, "forbidden");
    }
    world
        .post("/authenticator", json!({ "password": PASSWORD }))
        .bearer(&ben)
        .send()
        .await
        .refused(403, "forbidden");
    // They join with the address that Supabase confirmed.
    let elm = world.organisation("Elm").await;
    let (profile, link) = world.invited(elm, "ben@example.org").await;
    let accept = || world.post("/invitation/accept", json!({ "token": link })).bearer(&ben).send();
    world.run("update auth.users set email_confirmed_at = null").await;
    accept().await.refused(403, "forbidden");
    world.run("update auth.users set email_confirmed_at = now()").await;
    let got = accept().await.ok();
    assert_eq!(got.data()["sign_in"]["profile_id"], json!(profile));
    // What the organisation wants of its own people it wants of them.
    world.run("update public.company_settings set second_factor_required = true").await;
    let choose = |tokens: &Tokens| {
        world.post("/organisation", json!({ "organisation_id": elm })).bearer(tokens).send()
    };
    choose(&ben).await.refused(403, "second_factor_required");
    let supabase = json!({ "aud": "authenticated", "role": "authenticated", "aal": "aal2" });
    choose(&token(&world, "supabase", &user.to_string(), &supabase)).await.ok();
}

#[tokio::test]
async fn a_token_of_another_service_in_our_cookie_is_refused() {
    let world = world().await;
    let account = world.account("asha@example.org").await;
    let supabase = json!({ "aud": "authenticated", "role": "authenticated", "aal": "aal2" });
    let planted = token(&world, "supabase", &account.to_string(), &supabase);
    let cookie = format!("__Host-almoner={}", planted.access);
    world
        .post("/organisation", json!({ "organisation_id": account }))
        .header("cookie", &cookie)
        .send()
        .await
        .refused(401, "unauthenticated");
}
