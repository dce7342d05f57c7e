//! Mails of a server that runs: they go by the mail server, and nobody waits for it.

use almoner_testkit::smtp::{Encryption, Smtp};

use crate::kit::*;
use crate::own::Own;

const PEOPLE: &str = "
    insert into auth.users (id, email) values
        ('00000000-0000-4000-8000-000000000041', 'asha@example.org'), ('00000000-0000-4000-8000-000000000042', 'ben@example.org');
    insert into private.accounts (id, email, verified_at) select id, email, now() from auth.users";

#[test]
fn a_mail_server_that_hangs_holds_nobody_up() {
    let own = Own::migrated();
    own.sql(PEOPLE);
    let server = Smtp::start(Encryption::None, None);
    let url = format!("smtp://127.0.0.1:{}", server.port());
    let mut command = own.command(&["serve", "--listen", "127.0.0.1:0", "--smtp-url", &url]);
    let mut serving = Running::start(command.env("ALMONER_MAIL_FROM", "Elm Care <care@example.org>"));
    serving.says("serving http://");
    let address = serving.address();
    let forgot = |email: &str| {
        let body = serde_json::json!({ "email": email }).to_string();
        ask(&address, "POST", "/api/v1/session/password-reset", &[], &body).0
    };
    // Its first connection says nothing, ever.
    server.next("CONNECT", "hang");
    assert_eq!(forgot("asha@example.org"), 202);
    eventually("it has been connected to", || server.sessions().len() == 1);
    assert_eq!(forgot("ben@example.org"), 202);
    eventually("the other has gone", || server.taken().len() == 1);
    let mail = server.taken().remove(0);
    assert_eq!(mail.to, ["ben@example.org"]);
    assert_eq!(mail.header("From"), ["\"Elm Care\" <care@example.org>"]);
    assert_eq!(mail.header("Subject"), ["Set a new password"]);
    // Nor does the end wait for it, though it says that there was one.
    serving.interrupt();
    assert_eq!(serving.ended().code(), Some(0), "{}", serving.said);
    assert!(serving.said.contains("stopped before every mail was handed on"), "{}", serving.said);
    assert!(!serving.said.contains("asha@"), "{}", serving.said);
}
