//! What the doctor sees: one thing broken at a time.

use std::path::Path;

use almoner_testkit::smtp::{Encryption, Smtp};

use crate::kit::*;
use crate::own::{Own, url};

#[test]
fn the_doctor_finds_what_is_wrong() {
    let own = Own::migrated();
    // With what is there already.
    own.finds(0, &[], &["there is no keyring yet", "schema current", "clock tables agree"]);
    run(&mut almoner(&["doctor", "--data", "/no/such/folder"]))
        .ended(1, &["there is no data folder /no/such/folder yet", "there is no database yet"]);
    assert!(!Path::new("/no/such/folder").exists(), "a look makes nothing");
    // The keyring.
    let keys = own.data.path().join("keys");
    std::fs::create_dir(&keys).unwrap();
    std::fs::write(keys.join("keyring.json"), "{").unwrap();
    own.finds(1, &[], &["keyring.json"]);
    std::fs::remove_file(keys.join("keyring.json")).unwrap();
    own.run(&["keys", "generate"]).ended(0, &["keyring.json", "Back it up"]);
    own.finds(0, &[], &["the keyring with key"]);
    // The mail folder.
    std::fs::write(own.data.path().join("mail"), "in the way").unwrap();
    own.finds(1, &[], &["the mail folder can't be written"]);
    std::fs::remove_file(own.data.path().join("mail")).unwrap();
    // The mail server.
    own.finds(0, &[], &["there is no mail server", "ALMONER_SMTP_URL"]);
    let server = Smtp::start(Encryption::Tls, Some(("care", "sesame")));
    let password = own.data.path().join("password");
    let certificate = own.data.path().join("certificate");
    std::fs::write(&certificate, server.certificate()).unwrap();
    let place = format!("smtps://care@localhost:{}", server.port());
    let tried = |word: &str, authority: bool| {
        std::fs::write(&password, word).unwrap();
        let mut command = own.command(&["doctor", "--mail-from", "care@example.org", "--smtp-url", &place]);
        command.env("ALMONER_SMTP_PASSWORD_FILE", &password);
        if authority {
            command.env("SSL_CERT_FILE", &certificate);
        }
        run(&mut command)
    };
    // With what is always found here.
    for (word, authority, faults, said) in [
        ("sesame\n", true, 0, &["takes our mails"][..]),
        ("canary-secret", true, 1, &["smtp_sign_in_refused", "ALMONER_SMTP_PASSWORD_FILE"]),
        ("sesame", false, 1, &["smtp_certificate", "SSL_CERT_FILE"]),
    ] {
        let found = tried(word, authority);
        found.ended(1, said);
        assert_eq!(found.out.matches('✕').count(), faults + 1, "{}", found.out);
        assert!(!format!("{found:?}").contains("canary-secret"), "{found:?}");
    }
    drop(server);
    tried("sesame", true).ended(1, &["smtp_unreachable", "ALMONER_SMTP_URL"]);
    std::fs::remove_file(&password).unwrap();
    // The sign-in of the server.
    let nobody = format!("host={} port=1 user=almoner_api dbname=x", own.data.path().display());
    run(own.command(&["doctor"]).env("ALMONER_API_DATABASE_URL", &nobody))
        .ended(1, &["no PostgreSQL answers", "Is the server running"]);
    run(own.command(&["doctor"]).env("DATABASE_URL", &nobody))
        .ended(1, &["DATABASE_URL: no PostgreSQL answers"]);
    // An owner for whom policies would hold.
    let name = own.db.name().to_owned();
    let role = format!("owner_{name}");
    own.as_superuser(&format!(
        "create role {role} login in role almoner_owner; grant almoner_owner to {role}"
    ));
    let mut config = url(&own.db.role(&role));
    config += " options='-c role=none'";
    run(own.command(&["doctor"]).env("DATABASE_URL", &config)).ended(1, &["has no BYPASSRLS", "bypassrls"]);
    own.as_superuser(&format!("drop role {role}"));
    // A login with rights of its own; one that no policy binds, and one that can't become anybody.
    own.finds(0, &[], &["almoner_api has no right of its own"]);
    own.sql("grant select on public.clients to almoner_api");
    // The walls name it too.
    own.finds(
        2,
        &[],
        &[
            "grant-login: public.clients",
            "almoner_api, the server's login, has rights of its own on public.clients",
        ],
    );
    own.sql("revoke select on public.clients from almoner_api");
    let login = format!("login_{name}");
    for (attributes, said) in [
        ("bypassrls noinherit", &["is not bound by row level security", "nobypassrls"][..]),
        (
            "inherit createdb",
            &["inherits the rights", "noinherit", "nocreatedb", "may not become almoner_request"],
        ),
    ] {
        own.as_superuser(&format!("create role {login} login {attributes}"));
        let mut command = own.command(&["doctor"]);
        command.env("ALMONER_API_DATABASE_URL", url(&own.db.role(&login)));
        run(&mut command).ended(1, &[&[login.as_str()], said].concat());
        own.as_superuser(&format!("drop role {login}"));
    }
    // A log that would hold what people wrote.
    own.as_superuser(&format!("alter database \"{name}\" set log_parameter_max_length = -1"));
    own.finds(
        0,
        &[],
        &["may write the values of slow statements into its log", "log_parameter_max_length = 0"],
    );
    own.as_superuser(&format!("alter database \"{name}\" reset log_parameter_max_length"));
    // Clock tables of different years: here this program's, with another zone's rules in the place of ours.
    let zones = folder();
    std::fs::create_dir(zones.path().join("Europe")).unwrap();
    std::fs::copy("/usr/share/zoneinfo/Europe/Paris", zones.path().join("Europe/London")).unwrap();
    run(own.command(&["doctor"]).env("TZDIR", zones.path()))
        .ended(1, &["disagree on the clock change of 2027-03-28", "Update tzdata"]);
    // Connections.
    own.finds(0, &["--pool-size", "1000"], &["max_connections is", "ALMONER_POOL_SIZE"]);
    // A table without its walls; a migration that was edited.
    own.sql("create table public.bare (id int)");
    own.finds(1, &[], &["public.bare"]);
    own.sql("drop table public.bare");
    own.sql(
        "update supabase_migrations.almoner_checksums set checksum = 'x'
         where version = (select max(version) from supabase_migrations.almoner_checksums)",
    );
    own.finds(1, &[], &["applied files were edited"]);
}
