//! What an error of a step means.

use std::error::Error as _;

use lettre::transport::smtp::Error;

use crate::MailError;

/// Where the conversation was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Connection, greeting, encryption.
    Open,
    Auth,
    Sender,
    Recipient,
    /// Asked whether the text may follow.
    Data,
    /// The text was given.
    Text,
}

/// Too long before the text was given: nothing was taken.
pub(super) const SLOW: MailError = MailError::Transient("smtp_slow", None);

/// Judges, and logs the numbers of the server's answer: its words may name people.
pub(super) fn judge(step: Step, error: &Error) -> MailError {
    let judged = match error.status() {
        Some(code) => refused(step, code.into()),
        None => lost(step, error),
    };
    let smtp = error.status().map(u16::from);
    tracing::warn!(
        code = judged.code(),
        ?step,
        smtp,
        enhanced = enhanced(error),
        "the mail server took no mail"
    );
    judged
}

/// The server answered with 4xx or 5xx.
fn refused(step: Step, code: u16) -> MailError {
    let later = |code| MailError::Transient(code, None);
    let now = (400..500).contains(&code);
    match (step, code) {
        // It goes away; said at any step.
        (_, 421) => later("smtp_closing"),
        (Step::Auth, _) if now => later("smtp_sign_in_busy"),
        (Step::Auth, _) => MailError::Auth("smtp_sign_in_refused"),
        (_, 530 | 534 | 535 | 538) => MailError::Auth("smtp_sign_in_required"),
        (Step::Open, _) => later("smtp_not_serving"),
        (Step::Sender, _) if now => later("smtp_deferred"),
        // Too large, which is of this mail.
        (Step::Sender, 552) => MailError::Permanent("smtp_message_refused"),
        // Ours is the same for every mail.
        (Step::Sender, _) => MailError::Auth("smtp_sender_refused"),
        (Step::Recipient, _) if now => later("smtp_recipient_deferred"),
        (Step::Recipient, _) => MailError::Permanent("smtp_recipient_refused"),
        (Step::Data | Step::Text, _) if now => later("smtp_message_deferred"),
        (Step::Data | Step::Text, _) => MailError::Permanent("smtp_message_refused"),
    }
}

/// There is no answer, or none that can be read.
fn lost(step: Step, error: &Error) -> MailError {
    if bad_certificate(error) {
        return MailError::Auth("smtp_certificate");
    }
    match step {
        Step::Text => MailError::Unknown("smtp_answer_lost"),
        Step::Open => MailError::Transient("smtp_unreachable", None),
        _ => MailError::Transient("smtp_broken", None),
    }
}

/// Whether the server's certificate is not one that is trusted for its name.
fn bad_certificate(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(one) = source {
        let inner = one.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        let tls = match inner {
            Some(inner) => inner.downcast_ref::<rustls::Error>(),
            None => one.downcast_ref::<rustls::Error>(),
        };
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        source = one.source();
    }
    false
}

/// The number of RFC 3463 that an answer begins with: `5.1.1`.
fn enhanced(error: &Error) -> Option<String> {
    let said = error.source()?.to_string();
    let number = said.split([' ', '\n']).next()?;
    let parts: Vec<&str> = number.split('.').collect();
    let fits = parts.len() == 3
        && parts.iter().all(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
    fits.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Step, refused};
    use crate::MailError::{Auth, Permanent, Transient};

    #[test]
    fn every_number_at_every_step() {
        use Step::{Data, Open, Recipient, Sender, Text};
        for (step, code, judged) in [
            (Open, 421, Transient("smtp_closing", None)),
            (Open, 554, Transient("smtp_not_serving", None)),
            (Step::Auth, 454, Transient("smtp_sign_in_busy", None)),
            (Step::Auth, 535, Auth("smtp_sign_in_refused")),
            (Step::Auth, 534, Auth("smtp_sign_in_refused")),
            (Sender, 530, Auth("smtp_sign_in_required")),
            (Sender, 451, Transient("smtp_deferred", None)),
            (Sender, 550, Auth("smtp_sender_refused")),
            (Sender, 552, Permanent("smtp_message_refused")),
            (Recipient, 450, Transient("smtp_recipient_deferred", None)),
            (Recipient, 550, Permanent("smtp_recipient_refused")),
            (Recipient, 535, Auth("smtp_sign_in_required")),
            (Data, 451, Transient("smtp_message_deferred", None)),
            (Data, 554, Permanent("smtp_message_refused")),
            (Text, 421, Transient("smtp_closing", None)),
            (Text, 452, Transient("smtp_message_deferred", None)),
            (Text, 554, Permanent("smtp_message_refused")),
        ] {
            assert_eq!(refused(step, code), judged, "{step:?} {code}");
        }
    }
}
