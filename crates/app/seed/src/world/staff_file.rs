//! What is kept of a person beside their name: their posts, their file, and
//! how both end.

use uuid::Uuid;

use super::Maker;
use super::accounts::later;
use super::organisation::Organisation;
use super::people::Hire;
use crate::calendar::{Day, TODAY};
use crate::ledger::{Act, Ledger, Record};
use crate::person::{Person, Post, Span};
use crate::tables::{MANAGERS, MEMBERSHIPS, PROFILE_PRIVATE, ROLES};
use crate::value::Value;
use crate::words::mobile;

/// Gives somebody a post.
pub fn insert_post(
    maker: &mut Maker,
    act: &Act,
    organisation: Uuid,
    profile: Uuid,
    post: Post,
    span: Span,
) -> Record {
    let valid = Value::Span(span.from, span.to);
    let profile = Value::Id(profile);
    match post {
        Post::Floor { home, grade, agency } => maker.ledger.insert(
            act,
            &MEMBERSHIPS,
            organisation,
            vec![
                ("care_home_id", home.into()),
                ("profile_id", profile),
                ("grade", grade.word().into()),
                ("valid", valid),
                ("agency", agency.into()),
            ],
        ),
        Post::Manager { home, kind } => maker.ledger.insert(
            act,
            &MANAGERS,
            organisation,
            vec![
                ("care_home_id", home.into()),
                ("profile_id", profile),
                ("kind", kind.into()),
                ("valid", valid),
            ],
        ),
        Post::Officer { role } => maker.ledger.insert(
            act,
            &ROLES,
            organisation,
            vec![("profile_id", profile), ("role", role.into()), ("valid", valid)],
        ),
    }
}

/// Somebody leaves: their posts end, and the owner disables the profile.
pub fn leave(
    maker: &mut Maker,
    organisation: &Organisation,
    hire: &Hire,
    day: Day,
    (profile, posts, person): (&mut Record, &mut Vec<Record>, &mut Person),
) {
    let end = maker.calendar.at(day, 0, 0, 0);
    let by = hire.by.as_ref().unwrap_or(&organisation.owner);
    let notice = maker.some_time(day - 8, 9, 17);
    for (record, (_, span)) in posts.iter_mut().zip(&mut person.posts) {
        let act = maker.ledger.act(notice, by);
        span.to = Some(end);
        maker.ledger.change(&act, record, vec![("valid", Value::Span(span.from, span.to))]);
    }
    let at = maker.some_time(day, 8, 12);
    let act = maker.ledger.verb(at, &organisation.owner, "disable");
    maker.ledger.change(&act, profile, vec![("status", "disabled".into())]);
}

/// What only the person, their managers and the owner may read.
pub fn private_side(
    maker: &mut Maker,
    organisation: &mut Organisation,
    act: &Act,
    hire: &Hire,
    (profile, email): (Uuid, &str),
) -> Record {
    let agency = hire.title == "agency_worker";
    let rng = &mut maker.rng;
    organisation.staff_numbers += 1;
    let birth = maker.calendar.date(TODAY - rng.between(19 * 365, 64 * 365));
    let checked = maker.calendar.date(hire.invited - rng.between(2, 30));
    // A visa or a student's term: both cap the week.
    let capped = hire.title == "carer" && rng.chance(12);
    let (body, number) = match hire.title {
        "nurse" => (
            Some("NMC"),
            Some(format!(
                "{:02}{}{:04}E",
                rng.between(85, 99),
                rng.pick(&['A', 'B', 'I']),
                rng.below(10_000)
            )),
        ),
        "external_professional" if organisation.staff_numbers.is_multiple_of(2) => {
            (Some("HCPC"), Some(format!("PH{:06}", rng.below(1_000_000))))
        }
        "external_professional" => (Some("SWE"), Some(format!("SW{:06}", rng.below(1_000_000)))),
        _ => (None, None),
    };
    let expires = body.map(|_| maker.calendar.date(TODAY + rng.between(20, 340)));
    let contract = *rng.pick(&[1200, 1850, 2400, 3000, 3750, 3750, 4000]);
    let values = vec![
        ("phone", rng.chance(70).then(|| mobile(rng)).into()),
        ("staff_number", (!agency).then(|| organisation.staff_numbers.to_string()).into()),
        ("birth_date", birth.into()),
        ("contract_hours", if agency { Value::Null } else { Value::Hundredths(contract) }),
        ("weekly_hours_cap", if capped { Value::Hundredths(2000) } else { Value::Null }),
        ("weekly_hours_cap_reason", capped.then_some("Student visa: 20 hours a week in term.").into()),
        ("right_to_work_until", capped.then(|| maker.calendar.date(TODAY + rng.between(60, 700))).into()),
        ("right_to_work_checked_on", checked.into()),
        ("dbs_certificate_date", maker.calendar.date(hire.invited - rng.between(20, 900)).into()),
        ("dbs_update_service", rng.chance(60).into()),
        ("registration_body", body.into()),
        ("registration_number", number.into()),
        ("registration_expires", expires.into()),
    ];
    // An invitation knows the address; the rest is entered from the file soon after.
    let first = vec![("profile_id", profile.into()), ("email", email.to_owned().into())];
    let mut private = maker.ledger.insert(act, &PROFILE_PRIVATE, organisation.id, first);
    let at = later(act.at, 0);
    let act = match &hire.by {
        Some(by) => maker.ledger.act(at, by),
        None => Ledger::command(at),
    };
    maker.ledger.change(&act, &mut private, values);
    private
}
