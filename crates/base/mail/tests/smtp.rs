//! Against a real mail server.

use std::borrow::Cow;
use std::time::Duration;

use almoner_mail::MailError::{self, Auth, Permanent, Transient, Unknown};
use almoner_mail::{Encryption, Mail, Message, Patience, SmtpConfig, SmtpMail};
use almoner_testkit::smtp::{self, Smtp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LOGIN: Option<(&str, &str)> = Some(("care@example.org", "open sesame"));

fn message(to: &str) -> Message {
    Message::new(to, "Your invitation", "Open this:\nhttps://care.example.org/x?y=1\n".to_owned())
}

/// How to speak to a server of the test kit.
fn config(server: &Smtp, encryption: Encryption, login: Option<(&str, &str)>) -> SmtpConfig {
    let url = match login {
        Some((user, _)) => format!("smtp://{user}@localhost:{}", server.port()),
        None => format!("smtp://localhost:{}", server.port()),
    };
    let mut config =
        SmtpConfig::parse(&url, login.map(|(_, password)| password), Some("Elm Care <care@example.org>"))
            .unwrap();
    config.encryption = encryption;
    config.authorities = vec![server.certificate()];
    config
}

fn plain(server: &Smtp) -> SmtpMail {
    SmtpMail::new(config(server, Encryption::None, None)).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_whole_by_each_way() {
    for (theirs, ours, login) in [
        (smtp::Encryption::None, Encryption::None, None),
        (smtp::Encryption::None, Encryption::None, LOGIN),
        (smtp::Encryption::StartTls, Encryption::StartTls, LOGIN),
        (smtp::Encryption::Tls, Encryption::Tls, LOGIN),
    ] {
        let server = Smtp::start(theirs, login);
        let mail = SmtpMail::new(config(&server, ours, login)).unwrap();
        mail.check().await.unwrap();
        let message = Message {
            subject: Cow::Owned("Überfällig: Haus Cŵm \u{1f4a7}".to_owned()),
            text: "Grüße,\n.\n.. dots stay\nlast".to_owned().into(),
            ..message("asha@example.org")
        };
        mail.send(message.clone()).await.unwrap();
        let taken = server.taken();
        assert_eq!(taken.len(), 1, "{ours:?}");
        assert_eq!(
            (taken[0].from.as_str(), &taken[0].to[..]),
            ("care@example.org", &["asha@example.org".to_owned()][..])
        );
        assert_eq!(taken[0].header("Message-ID"), [format!("<{}@example.org>", message.id)]);
        assert_eq!(taken[0].header("From"), ["\"Elm Care\" <care@example.org>"]);
        assert_eq!(taken[0].header("Auto-Submitted"), ["auto-generated"]);
        assert!(
            taken[0].text.is_ascii() && taken[0].header("Subject")[0].contains("=?utf-8?"),
            "{}",
            taken[0].text
        );
    }
}

#[tokio::test]
async fn one_connection_is_kept_and_a_dead_one_replaced() {
    let server = Smtp::start(smtp::Encryption::None, None);
    let mail = plain(&server);
    for _ in 0..3 {
        mail.send(message("asha@example.org")).await.unwrap();
    }
    // A refusal of one mail is no reason for a new connection.
    server.next("RCPT", "550 5.1.1 nobody");
    assert!(mail.send(message("ben@example.org")).await.is_err());
    mail.send(message("asha@example.org")).await.unwrap();
    assert_eq!((server.sessions().len(), server.taken().len()), (1, 4));
    // Taken, and the connection cut afterwards: what follows goes over another, once.
    server.next("TEXT", "answer_and_drop");
    mail.send(message("asha@example.org")).await.unwrap();
    mail.send(message("asha@example.org")).await.unwrap();
    assert_eq!((server.sessions().len(), server.taken().len()), (2, 6));
    // It goes away while we are idle: it says so when it is asked.
    server.next("MAIL", "421 4.3.2 shutting down");
    mail.send(message("asha@example.org")).await.unwrap();
    assert_eq!((server.sessions().len(), server.taken().len()), (3, 7));
}

#[tokio::test]
async fn many_at_once_share_a_few_connections() {
    let server = Smtp::start(smtp::Encryption::None, None);
    let mail =
        SmtpMail::new(SmtpConfig { connections: 3, ..config(&server, Encryption::None, None) }).unwrap();
    let mail = std::sync::Arc::new(mail);
    let sending = (0..40).map(|n| {
        let mail = std::sync::Arc::clone(&mail);
        tokio::spawn(async move { mail.send(message(&format!("p{n}@example.org"))).await })
    });
    for sent in sending.collect::<Vec<_>>() {
        sent.await.unwrap().unwrap();
    }
    let mut to: Vec<_> = server.taken().into_iter().flat_map(|taken| taken.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 40);
    assert_eq!(server.sessions().len(), 3);
}

#[tokio::test]
async fn what_each_refusal_means() {
    let server = Smtp::start(smtp::Encryption::None, LOGIN);
    for (step, answer, judged, taken) in [
        ("CONNECT", "421 4.3.2 later", Transient("smtp_closing", None), 0),
        ("CONNECT", "554 5.3.2 no service", Transient("smtp_not_serving", None), 0),
        ("CONNECT", "drop", Transient("smtp_unreachable", None), 0),
        ("EHLO", "drop", Transient("smtp_unreachable", None), 0),
        ("EHLO", "<html>busy</html>", Transient("smtp_unreachable", None), 0),
        ("AUTH", "535 5.7.8 wrong", Auth("smtp_sign_in_refused"), 0),
        ("AUTH", "534 5.7.9 weak", Auth("smtp_sign_in_refused"), 0),
        ("AUTH", "454 4.7.0 later", Transient("smtp_sign_in_busy", None), 0),
        ("MAIL", "530 5.7.0 sign in", Auth("smtp_sign_in_required"), 0),
        ("MAIL", "550 5.7.1 not you", Auth("smtp_sender_refused"), 0),
        ("MAIL", "451 4.3.0 later", Transient("smtp_deferred", None), 0),
        ("RCPT", "450 4.2.1 greylisted", Transient("smtp_recipient_deferred", None), 0),
        ("RCPT", "550 5.1.1 nobody", Permanent("smtp_recipient_refused"), 0),
        ("RCPT", "drop", Transient("smtp_broken", None), 0),
        ("DATA", "451 4.3.0 later", Transient("smtp_message_deferred", None), 0),
        ("DATA", "554 5.6.0 no", Permanent("smtp_message_refused"), 0),
        ("DATA", "drop", Transient("smtp_broken", None), 0),
        ("TEXT", "452 4.3.1 full", Transient("smtp_message_deferred", None), 0),
        ("TEXT", "554 5.7.1 spam", Permanent("smtp_message_refused"), 0),
        // Both look the same from here: the answer is not known.
        ("TEXT", "drop", Unknown("smtp_answer_lost"), 0),
        ("TEXT", "take_and_drop", Unknown("smtp_answer_lost"), 1),
        ("TEXT", "nonsense", Unknown("smtp_answer_lost"), 0),
    ] {
        let before = server.taken().len();
        // A fresh connection each, so that none is made behind the test's back.
        let mail = SmtpMail::new(config(&server, Encryption::None, LOGIN)).unwrap();
        server.next(step, answer);
        assert_eq!(mail.send(message("asha@example.org")).await, Err(judged), "{step} {answer}");
        assert_eq!(server.taken().len() - before, taken, "{step} {answer}");
        mail.send(message("asha@example.org")).await.unwrap_or_else(|e| panic!("after {step} {answer}: {e}"));
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_ends_in_time() {
    let server = Smtp::start(smtp::Encryption::None, LOGIN);
    let patience = Patience { begin: Duration::from_millis(300), answer: Duration::from_millis(300) };
    for (step, judged) in [
        ("CONNECT", Transient("smtp_slow", None)),
        ("AUTH", Transient("smtp_slow", None)),
        ("RCPT", Transient("smtp_slow", None)),
        ("DATA", Transient("smtp_slow", None)),
        ("TEXT", Unknown("smtp_no_answer")),
    ] {
        let config = SmtpConfig { patience, ..config(&server, Encryption::None, LOGIN) };
        let mail = SmtpMail::new(config).unwrap();
        server.next(step, "hang");
        assert_eq!(mail.send(message("asha@example.org")).await, Err(judged), "{step}");
    }
    // Nobody listens at all.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = config(&server, Encryption::None, None);
    config.port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_eq!(
        SmtpMail::new(config).unwrap().send(message("asha@example.org")).await,
        Err(Transient("smtp_unreachable", None))
    );
}

#[tokio::test]
async fn whoever_stops_waiting_leaves_no_mail_half_given() {
    let server = Smtp::start(smtp::Encryption::None, None);
    let mail = plain(&server);
    mail.send(message("asha@example.org")).await.unwrap();
    server.next("RCPT", "hang");
    let given_up =
        tokio::time::timeout(Duration::from_millis(200), mail.send(message("ben@example.org"))).await;
    assert!(given_up.is_err());
    mail.send(message("cleo@example.org")).await.unwrap();
    let to: Vec<_> = server.taken().into_iter().flat_map(|taken| taken.to).collect();
    assert_eq!(to, ["asha@example.org", "cleo@example.org"]);
}

#[tokio::test]
async fn nothing_is_said_in_the_clear_to_a_server_without_encryption() {
    let server = Smtp::start(smtp::Encryption::None, LOGIN);
    let mail = SmtpMail::new(config(&server, Encryption::StartTls, LOGIN)).unwrap();
    assert_eq!(mail.send(message("asha@example.org")).await, Err(Auth("smtp_no_starttls")));
    let said = server.sessions().concat();
    assert_eq!(said, "EHLO example.org\r\n", "no sign-in, no address, no text");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_believed() {
    for (theirs, ours) in
        [(smtp::Encryption::StartTls, Encryption::StartTls), (smtp::Encryption::Tls, Encryption::Tls)]
    {
        let server = Smtp::start(theirs, LOGIN);
        let unknown = SmtpConfig { authorities: Vec::new(), ..config(&server, ours, LOGIN) };
        let mut elsewhere = config(&server, ours, LOGIN);
        elsewhere.host = "127.0.0.1".to_owned();
        for config in [unknown, elsewhere] {
            let mail = SmtpMail::new(config).unwrap();
            assert_eq!(mail.check().await, Err(Auth("smtp_certificate")), "{ours:?}");
        }
        assert!(!server.sessions().concat().contains("AUTH"));
    }
}

#[tokio::test]
async fn a_wrong_password_is_the_channels_trouble_and_not_the_mails() {
    let server = Smtp::start(smtp::Encryption::None, LOGIN);
    let mail = SmtpMail::new(config(&server, Encryption::None, Some(("care@example.org", "wrong")))).unwrap();
    assert_eq!(mail.check().await, Err(Auth("smtp_sign_in_refused")));
    // A server that does not know what signing in is.
    let open = Smtp::start(smtp::Encryption::None, None);
    open.next("EHLO", "250 localhost");
    let mail = SmtpMail::new(config(&open, Encryption::None, LOGIN)).unwrap();
    assert_eq!(mail.check().await, Err(Auth("smtp_no_sign_in")));
}

/// Somebody on the way adds answers of their own to the server's "go ahead" for STARTTLS.
#[tokio::test]
async fn answers_that_came_before_the_encryption_are_not_believed() {
    let server = Smtp::start(smtp::Encryption::StartTls, LOGIN);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = config(&server, Encryption::StartTls, LOGIN);
    let there = server.port();
    config.port = listener.local_addr().unwrap().port();
    let proxy = tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let real = TcpStream::connect(("127.0.0.1", there)).await.unwrap();
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_real, mut to_real) = real.into_split();
        let up = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_real).await });
        let mut buffer = vec![0; 65536];
        while let Ok(read @ 1..) = from_real.read(&mut buffer).await {
            let mut answer = buffer[..read].to_vec();
            if answer.starts_with(b"220 Ready to start TLS") {
                answer.extend_from_slice(b"250-localhost\r\n250 AUTH PLAIN LOGIN\r\n");
            }
            if to_client.write_all(&answer).await.is_err() {
                break;
            }
        }
        up.abort();
    });
    let mail = SmtpMail::new(config).unwrap();
    let sent: Result<(), MailError> = mail.send(message("asha@example.org")).await;
    assert_eq!(sent, Err(Transient("smtp_unreachable", None)));
    assert!(server.taken().is_empty() && !server.sessions().concat().contains("AUTH"));
    drop(mail);
    proxy.abort();
}

#[tokio::test]
async fn a_header_can_not_be_brought_along() {
    let server = Smtp::start(smtp::Encryption::None, None);
    let mail = plain(&server);
    let wrong = [
        Message { to: "a@example.org>\r\nRCPT TO:<b@example.org".to_owned(), ..message("a@example.org") },
        Message { to: "a@example.org\r\nBcc: b@example.org".to_owned(), ..message("a@example.org") },
        Message { subject: Cow::Owned("x\r\nBcc: b@example.org".to_owned()), ..message("a@example.org") },
        Message { text: "x\r\n.\r\nMAIL FROM:<x@y>".to_owned().into(), ..message("a@example.org") },
    ];
    for message in wrong {
        assert!(matches!(mail.send(message).await, Err(Permanent(_))));
    }
    // A line with one dot, which ends a mail, is no end of this one.
    let dots =
        Message { text: "one\n.\nMAIL FROM:<x@example.org>\n".to_owned().into(), ..message("a@example.org") };
    mail.send(dots).await.unwrap();
    assert_eq!(server.taken().len(), 1);
    assert!(server.taken()[0].text.contains("MAIL FROM:<x@example.org>"));
}
