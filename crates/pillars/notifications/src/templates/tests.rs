//! What templates take, and what comes out of them.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::facts::Placeholder;
use super::{Channel, Facts, Override, Priority, Templates, Unrendered, Word, Words, file, kinds};

fn facts() -> Facts {
    Facts {
        organisation: "Elm Care".to_owned(),
        home: Some("Elm House".to_owned()),
        priority: Some(Priority::High),
        due_on: Some("2026-11-29".parse().unwrap()),
        due_at: Some("2027-06-01T22:05:00Z".parse().unwrap()),
        time_zone: TimeZone::get("Europe/London").unwrap(),
        count: Some(3),
        link: "https://care.example.org/inbox".to_owned(),
        words: Words::default(),
    }
}

fn own(kind: &str, channel: Channel, heading: &str, text: &str) -> Override {
    Override { kind: kind.to_owned(), channel, heading: heading.to_owned(), text: text.to_owned() }
}

const CHANNELS: [Channel; 3] = [Channel::InApp, Channel::Email, Channel::Sms];

#[test]
fn every_kind_is_told_on_every_channel() {
    let templates = Templates::embedded().unwrap_or_else(|error| panic!("{error}"));
    let mut said = String::new();
    for kind in templates.kinds() {
        for channel in CHANNELS {
            let told = templates.render(channel, kind, &facts(), None).unwrap();
            assert!(!told.heading.contains('\n') && !told.text.contains(['{', '}']), "{told:?}");
            assert_eq!(told.heading.is_empty(), channel == Channel::Sms, "{told:?}");
            said += &format!(
                "{kind} by {}: {} | {}\n",
                channel.as_str(),
                told.heading,
                told.text.replace('\n', "/")
            );
        }
    }
    insta::assert_snapshot!(said);
}

/// A file that no kind has, or that nobody compiles in, is a mistake.
#[test]
fn every_file_has_its_kind() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let kinds: BTreeSet<String> = kinds::KINDS.iter().map(|kind| format!("{}.toml", kind.name)).collect();
    assert_eq!(files, kinds);
}

#[test]
fn a_kind_that_nobody_knows_is_told_as_such() {
    let templates = Templates::embedded().unwrap();
    for kind in ["", "incident", "incident_opened ", "../incident_opened", "INCIDENT_OPENED"] {
        for channel in CHANNELS {
            let told = templates.render(channel, kind, &facts(), None);
            assert_eq!(told, Err(Unrendered::Kind), "{kind}");
        }
    }
    assert_eq!(Unrendered::Kind.code(), "template_missing");
}

#[test]
fn what_a_notification_does_not_say_is_not_made_up() {
    let templates = Templates::embedded().unwrap();
    let without = Facts { home: None, ..facts() };
    assert_eq!(templates.render(Channel::Email, "incident_opened", &without, None), Err(Unrendered::Fact));
    // It is not asked for what it does not speak of.
    assert!(templates.render(Channel::Email, "jobs_dead", &without, None).is_ok());
    let without = Facts { link: String::new(), ..facts() };
    assert_eq!(templates.render(Channel::Email, "jobs_dead", &without, None), Err(Unrendered::Fact));
}

#[test]
fn times_are_the_homes_and_words_the_organisations() {
    let templates = Templates::embedded().unwrap();
    let mut facts = facts();
    facts.words.set(Word::Resident, "client".to_owned(), "clients".to_owned());
    let told = templates.render(Channel::InApp, "incident_overdue", &facts, None).unwrap();
    // 22:05 UTC in June.
    assert!(told.text.contains("by 23:05 on 1 June 2027"), "{told:?}");
    let told = templates.render(Channel::InApp, "document_expiring", &facts, None).unwrap();
    assert_eq!(told.text, "A document of one of your clients at Elm House ends on 29 November 2026.");
    let there =
        own("document_expiring", Channel::InApp, "{word.resident}, {words.home}", "{word.key_worker}");
    let told = templates.render(Channel::InApp, "document_expiring", &facts, Some(&there)).unwrap();
    assert_eq!((told.heading.as_str(), told.text.as_str()), ("client, homes", "key worker"));
}

#[test]
fn an_organisations_own_words() {
    let templates = Templates::embedded().unwrap();
    let good = own("incident_opened", Channel::Email, "{home}: please look", "At {home}.\n\n{link}");
    good.check().unwrap();
    let told = templates.render(Channel::Email, "incident_opened", &facts(), Some(&good)).unwrap();
    assert_eq!(told.heading, "Elm House: please look");
    assert_eq!(told.text, "At Elm House.\n\nhttps://care.example.org/inbox");
    // Of another kind or channel, or not to be used: ours are told, and nothing stays untold.
    let ours = templates.render(Channel::Email, "incident_opened", &facts(), None).unwrap();
    for other in [
        own("task_missed", Channel::Email, "x", "y"),
        own("incident_opened", Channel::InApp, "x", "y"),
        own("incident_opened", Channel::Email, "{name}", "y"),
    ] {
        assert_eq!(
            templates.render(Channel::Email, "incident_opened", &facts(), Some(&other)).unwrap(),
            ours
        );
    }
}

#[test]
fn what_is_wrong_names_place_line_and_placeholder() {
    use Channel::{Email, InApp, Sms};
    let long = "x".repeat(200);
    for (kind, channel, heading, text, field, line, said) in [
        ("nothing", Email, "x", "y", "kind", 1, "no such kind"),
        (
            "incident_opened",
            Email,
            "x",
            "a\n\n{resident_name}",
            "text",
            3,
            "{resident_name} is no placeholder of incident_opened; it has {home}, {priority}, {link}",
        ),
        ("incident_opened", Email, "{due_on}", "y", "heading", 1, "{due_on} is no placeholder"),
        ("incident_opened", Email, "x", "a {home", "text", 1, "a brace stands alone"),
        ("incident_opened", Email, "x", "a\nb} c", "text", 2, "a brace stands alone"),
        ("incident_opened", Email, "x", "{ home }", "text", 1, "{ home } is no placeholder"),
        ("incident_opened", Email, "x", "{{home}}", "text", 1, "{{home} is no placeholder"),
        ("incident_opened", Email, "x\nBcc: y", "y", "heading", 1, "U+000A"),
        ("incident_opened", Email, "x", "y\r\nz", "text", 1, "U+000D"),
        ("incident_opened", Email, "x", "a\n\u{202e}b", "text", 2, "U+202E"),
        ("incident_opened", Email, "x", "see https://evil.example", "text", 1, "{link}"),
        ("incident_opened", Email, "x", "see www.evil.example", "text", 1, "{link}"),
        ("incident_opened", Email, "", "y", "heading", 1, "says nothing"),
        ("incident_opened", Email, "x", " \n", "text", 1, "says nothing"),
        ("incident_opened", Email, &long, "y", "heading", 1, "90 fit"),
        ("incident_opened", InApp, "x", "a\nb", "text", 1, "U+000A"),
        ("incident_opened", Sms, "x", "y", "heading", 1, "leave it empty"),
        ("incident_opened", Sms, "", "{home} {home} {home} {home}", "text", 1, "160 fit"),
        ("incident_opened", Sms, "", "caf\u{e9}", "text", 1, "ASCII"),
    ] {
        let error = own(kind, channel, heading, text).check().unwrap_err();
        assert_eq!((error.field.as_str(), error.line), (field, line), "{error}");
        assert!(error.what.contains(said), "{error}");
        assert!(error.to_string().starts_with(&format!("the organisation's {kind} by ")), "{error}");
    }
}

#[test]
fn a_wrong_file_names_its_line() {
    let kind = kinds::kind("incident_opened").unwrap();
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
        ("Please sign in to read it.", &"x".repeat(99), "line 15, sms.text: it can be"),
    ] {
        assert!(kind.file.contains(was), "{was}");
        let Err(error) = file::read(kind, &kind.file.replacen(was, is, 1)) else { panic!("{was} -> {is}") };
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn a_name_is_never_read_as_a_placeholder() {
    let templates = Templates::embedded().unwrap();
    let facts = Facts { home: Some("{link} {priority}".to_owned()), ..facts() };
    let told = templates.render(Channel::Email, "incident_opened", &facts, None).unwrap();
    assert_eq!(told.heading, "New incident at {link} {priority}, high priority");
}

/// Each placeholder by its longest value, in a text message.
#[test]
fn a_text_message_fits_into_one() {
    let templates = Templates::embedded().unwrap();
    let mut facts = Facts {
        organisation: "M".repeat(100),
        home: Some("W".repeat(100)),
        priority: Some(Priority::Critical),
        due_on: Some("2026-09-30".parse().unwrap()),
        due_at: Some("2026-09-30T12:00:00Z".parse().unwrap()),
        count: Some(u32::MAX),
        ..facts()
    };
    for word in Word::ALL {
        facts.words.set(word, "w".repeat(40), "w".repeat(40));
    }
    for kind in templates.kinds() {
        let told = templates.render(Channel::Sms, kind, &facts, None).unwrap();
        assert!(told.text.chars().count() <= 160 && told.text.is_ascii(), "{kind}: {}", told.text);
    }
    for placeholder in Placeholder::all().filter(|one| *one != Placeholder::Link) {
        let value = match placeholder.value(&facts).unwrap() {
            super::facts::Value::Ours(text) => text,
            super::facts::Value::Theirs(text) => super::escape::word(text, Channel::Sms),
        };
        assert!(value.chars().count() <= placeholder.most(), "{value}");
    }
}

proptest! {
    /// Whatever a home, an organisation or a word is called: one line of a subject, one address, and
    /// nothing that hides or turns letters around.
    #[test]
    fn names_do_no_harm(name in any::<String>(), kind in 0..kinds::KINDS.len()) {
        let templates = Templates::embedded().unwrap();
        let mut facts = Facts { organisation: name.clone(), home: Some(name.clone()), ..facts() };
        facts.words.set(Word::Resident, name.clone(), name.clone());
        for channel in CHANNELS {
            let told = templates.render(channel, kinds::KINDS[kind].name, &facts, None).unwrap();
            prop_assert!(!told.heading.chars().any(super::escape::is_odd));
            prop_assert!(!told.text.chars().any(|c| super::escape::is_odd(c) && c != '\n'));
            if channel == Channel::Email {
                let rest = told.text.replace(&facts.link, "");
                prop_assert!(!rest.contains("://") && !told.heading.contains("://"));
                prop_assert!(told.heading.chars().count() <= 200);
            }
        }
    }
}
