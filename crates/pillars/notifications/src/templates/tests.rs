//! What templates take, and what comes out of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::facts::{Placeholder, Value};
use super::kinds::Source;
use super::{Channel, Facts, Missing, check, file, in_app, kinds, load, say};

const CHANNELS: [Channel; 3] = [Channel::InApp, Channel::Email, Channel::Sms];

fn payload() -> Json {
    json!({ "expires_on": "2026-11-29", "due_at": "2027-06-01T22:05:00.5+00:00", "count": 3, "client_id": "x" })
}

fn facts<'a>(kind: &'a str, payload: &'a Json) -> Facts<'a> {
    Facts {
        kind,
        priority: "high",
        care_home_name: Some("Elm House"),
        organisation_name: Some("Elm Care"),
        time_zone: Some("Europe/London"),
        payload,
        link: Some("https://care.example.org/inbox"),
    }
}

#[test]
fn every_kind_is_told_on_every_channel() {
    load().unwrap_or_else(|error| panic!("{error}"));
    let payload = payload();
    let mut told = String::new();
    for kind in kinds() {
        for channel in CHANNELS {
            let words = say(channel, &facts(kind.name, &payload), None).unwrap();
            assert!(!words.subject.contains('\n') && !words.text.contains(['{', '}']), "{words:?}");
            assert_eq!(words.subject.is_empty(), channel == Channel::Sms, "{words:?}");
            let text = words.text.replace('\n', "/");
            writeln!(told, "{} {channel:?}: {} | {text}", kind.name, words.subject).unwrap();
        }
    }
    insta::assert_snapshot!(told);
}

/// A file that no kind has is a mistake; so is a kind that the database tells of and nobody can say.
#[test]
fn every_file_has_its_kind_and_every_kind_its_file() {
    let here = env!("CARGO_MANIFEST_DIR");
    let names = |folder: String| {
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|file| file.unwrap().path()).collect::<BTreeSet<_>>()
    };
    let files = names(format!("{here}/templates"));
    let stems: BTreeSet<&str> =
        files.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
    let known: BTreeSet<&str> = kinds().map(|kind| kind.name).collect();
    assert_eq!(stems, known);
    let mut told = BTreeSet::new();
    for path in names(format!("{here}/../../../supabase/migrations")) {
        let sql = std::fs::read_to_string(path).unwrap();
        for call in sql.split("'template',").skip(1) {
            // The name, or the names of a case.
            let words = call.split("'entity'").next().unwrap().split('\'').skip(1).step_by(2);
            told.extend(words.filter(|word| word.contains('_') || *word == "digest").map(str::to_owned));
        }
    }
    assert!(told.contains("incident_opened") && told.contains("digest"), "{told:?}");
    let unsaid: Vec<_> = told.iter().filter(|kind| !known.contains(kind.as_str())).collect();
    assert!(unsaid.is_empty(), "no template says {unsaid:?}");
}

#[test]
fn a_kind_that_nobody_knows_is_told_as_such_and_shown_all_the_same() {
    let payload = payload();
    for kind in ["", "incident", "incident_opened ", "../incident_opened", "INCIDENT_OPENED"] {
        for channel in CHANNELS {
            assert_eq!(say(channel, &facts(kind, &payload), None), Err(Missing::Template), "{kind}");
        }
    }
    assert_eq!(Missing::Template.code(), "template_missing");
    assert_eq!(in_app(&facts("bath_broken", &payload), None).subject, "Bath broken");
    assert_eq!(in_app(&facts("", &payload), None).subject, "");
}

#[test]
fn what_a_notification_does_not_say_is_not_made_up() {
    let payload = payload();
    let none = json!({});
    for without in [
        Facts { care_home_name: None, ..facts("incident_opened", &payload) },
        Facts { priority: "CANARY", ..facts("incident_opened", &payload) },
        Facts { link: None, ..facts("incident_opened", &payload) },
        facts("training_expiring", &none),
    ] {
        assert_eq!(say(Channel::Email, &without, None), Err(Missing::Fact), "{without:?}");
    }
    // It is not asked for what it does not speak of.
    let without = Facts { care_home_name: None, ..facts("jobs_dead", &none) };
    assert!(say(Channel::Email, &without, None).is_ok());
}

#[test]
fn values_are_said_as_people_here_say_them() {
    let right = payload();
    let all = facts("x", &right);
    let ours = |placeholder: Placeholder, facts: &Facts<'_>| match placeholder.value(facts) {
        Some(Value::Ours(text)) => text,
        other => format!("{other:?}"),
    };
    assert_eq!(ours(Placeholder::DueOn, &all), "29 November 2026");
    // 22:05 in UTC.
    assert_eq!(ours(Placeholder::DueAt, &all), "23:05 on 1 June 2027");
    let elsewhere = Facts { time_zone: Some("Europe/Paris"), ..all };
    assert_eq!(ours(Placeholder::DueAt, &elsewhere), "00:05 on 2 June 2027");
    assert_eq!(ours(Placeholder::Count, &all), "3");
    // A payload may hold nothing but dates where there should be one.
    for wrong in [
        json!({ "expires_on": "CANARY", "due_at": "CANARY", "count": "CANARY" }),
        json!({ "expires_on": 4_857_773_456_u64 }),
        json!([]),
    ] {
        let all = facts("x", &wrong);
        for placeholder in [Placeholder::DueOn, Placeholder::DueAt, Placeholder::Count] {
            assert_eq!(placeholder.value(&all), None, "{wrong}");
        }
    }
}

#[test]
fn an_organisations_own_words() {
    let payload = payload();
    let facts = facts("incident_opened", &payload);
    check("incident_opened", Channel::Email, "{home}: please look", "At {home}.\r\n\r\n{link}").unwrap();
    let words =
        say(Channel::Email, &facts, Some(("{home}: please look", "At {home}.\r\n\r\n{link}"))).unwrap();
    assert_eq!(words.subject, "Elm House: please look");
    assert_eq!(words.text, "At Elm House.\n\nhttps://care.example.org/inbox");
    // A text message has no subject, though the table has one.
    let words = say(Channel::Sms, &facts, Some(("Short", "Look at {home}"))).unwrap();
    assert_eq!((words.subject.as_str(), words.text.as_str()), ("", "Look at Elm House"));
    // Not to be used any more: ours are told, and nothing stays untold.
    let ours = say(Channel::Email, &facts, None).unwrap();
    assert_eq!(say(Channel::Email, &facts, Some(("{name}", "y"))), Ok(ours));
}

#[test]
fn what_is_wrong_names_field_line_and_placeholder() {
    use Channel::{Email, InApp, Sms};
    let long = "x".repeat(200);
    for (kind, channel, subject, body, field, code, said) in [
        ("nothing", Email, "x", "y", "kind", "reference", "no such kind"),
        (
            "incident_opened",
            Email,
            "x",
            "a\n\n{resident_name}",
            "body",
            "format",
            "Line 3: {resident_name} is no placeholder of incident_opened; it has {home}, {priority}, {link}, {organisation}.",
        ),
        ("incident_opened", Email, "{due_on}", "y", "subject", "format", "{due_on} is no placeholder"),
        ("incident_opened", Email, "x", "a {home", "body", "format", "Line 1: A brace stands alone"),
        ("incident_opened", Email, "x", "a\nb} c", "body", "format", "Line 2: A brace stands alone"),
        ("incident_opened", Email, "x", "{ home }", "body", "format", "{ home } is no placeholder"),
        ("incident_opened", Email, "x", "{{home}}", "body", "format", "{{home} is no placeholder"),
        ("incident_opened", Email, "x\nBcc: y", "y", "subject", "format", "U+000A"),
        ("incident_opened", Email, "x", "y\rz", "body", "format", "U+000D"),
        (
            "incident_opened",
            Email,
            "x",
            "a\n\u{202e}b",
            "body",
            "format",
            "Line 2: Take out the character U+202E",
        ),
        ("incident_opened", Email, "x", "see https://evil.example", "body", "format", "{link}"),
        ("incident_opened", Email, "x", "see www.evil.example", "body", "format", "{link}"),
        ("incident_opened", Email, "", "y", "subject", "required", "says nothing"),
        ("incident_opened", Email, "x", " \n", "body", "required", "says nothing"),
        ("incident_opened", Email, &long, "y", "subject", "too_long", "90 fit"),
        ("incident_opened", InApp, "x", "a\nb", "body", "format", "U+000A"),
        ("incident_opened", Sms, "x", "{home} {home} {home} {home}", "body", "too_long", "160 fit"),
        ("incident_opened", Sms, "x", "caf\u{e9}", "body", "format", "ASCII"),
    ] {
        let wrong = check(kind, channel, subject, body).unwrap_err();
        assert_eq!((wrong.field, wrong.code), (field, code), "{wrong:?}");
        assert!(wrong.message.contains(said), "{wrong:?}");
    }
}

#[test]
fn a_wrong_file_names_its_line() {
    let right = super::kinds::kind("incident_opened").unwrap();
    for (was, is, said) in [
        (
            "{link}",
            "{resident}",
            "templates/incident_opened.toml, line 12, email.text: {resident} is no placeholder",
        ),
        (
            "title = \"New",
            "title = \"{New",
            "templates/incident_opened.toml, line 2, in_app.title: {New incident, {priority} is no",
        ),
        ("[sms]", "[fax]", "templates/incident_opened.toml, line 15, the file: unknown field `fax`"),
        (
            "subject =",
            "subjekt =",
            "templates/incident_opened.toml, line 6, the file: unknown field `subjekt`",
        ),
        ("Please sign in to read it.", &"x".repeat(99), "line 16, sms.text: It can be"),
    ] {
        assert!(right.file.contains(was), "{was}");
        let file = right.file.replacen(was, is, 1).leak();
        let Err(error) = file::read(&Source { file, ..*right }) else { panic!("{was} -> {is}") };
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn a_name_is_never_read_as_a_placeholder() {
    let payload = payload();
    let facts = Facts { care_home_name: Some("{link} {priority}"), ..facts("incident_opened", &payload) };
    let words = say(Channel::Email, &facts, None).unwrap();
    assert_eq!(words.subject, "New incident at {link} {priority}, high priority");
}

/// Each placeholder by its longest value, in a text message.
#[test]
fn a_text_message_fits_into_one() {
    let payload = json!({ "due_on": "2026-09-30", "due_at": "2026-09-30T12:00:00Z", "count": 999_999 });
    let (home, organisation) = ("W".repeat(100), "M.".repeat(100));
    for kind in kinds() {
        let facts = Facts {
            priority: "critical",
            care_home_name: Some(&home),
            organisation_name: Some(&organisation),
            ..facts(kind.name, &payload)
        };
        let words = say(Channel::Sms, &facts, None).unwrap();
        assert!(words.text.chars().count() <= 160 && words.text.is_ascii(), "{}: {}", kind.name, words.text);
        for placeholder in Placeholder::ALL {
            let value = match placeholder.value(&facts).unwrap() {
                Value::Ours(text) => text,
                Value::Theirs(text) => super::escape::word(text, Channel::Sms),
            };
            assert!(value.chars().count() <= placeholder.most(), "{value}");
        }
    }
}

proptest! {
    /// Whatever a home or an organisation is called: one line of a subject, one address, and nothing
    /// that hides or turns letters around.
    #[test]
    fn names_do_no_harm(name in any::<String>(), kind in 0..super::kinds::KINDS.len()) {
        let payload = payload();
        let kind = super::kinds::KINDS[kind].name;
        let facts = Facts { care_home_name: Some(&name), organisation_name: Some(&name), ..facts(kind, &payload) };
        for channel in CHANNELS {
            let words = say(channel, &facts, None).unwrap();
            prop_assert!(!words.subject.chars().any(super::escape::is_odd));
            prop_assert!(!words.text.chars().any(|c| super::escape::is_odd(c) && c != '\n'));
            if channel == Channel::Email {
                let rest = words.text.replace("https://care.example.org/inbox", "");
                prop_assert!(!rest.contains("://") && !words.subject.contains("://"));
                prop_assert!(words.subject.chars().count() <= 200);
            }
        }
    }
}
