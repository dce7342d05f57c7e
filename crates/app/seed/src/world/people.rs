//! People are invited, accept, work, and leave.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::Maker;
use super::organisation::Organisation;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::ledger::{Act, Ledger, Record};
use crate::person::{Grade, Person, Post, Span};
use crate::report::SignIn;
use crate::tables::{
    ACCOUNTS, LINKS, MANAGERS, MEMBERSHIPS, PEOPLE_NAMES, PROFILE_PRIVATE, PROFILES, ROLES, USERS,
};
use crate::value::Value;
use crate::words::{landline, mobile, names, slug};

/// How far somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Accepted the invitation.
    Active,
    /// Has not answered yet.
    Invited,
    /// The invitation was taken back.
    Withdrawn,
    /// Left on that day.
    Left(Day),
}

/// Somebody to be hired.
pub struct Hire {
    title: &'static str,
    persona: &'static str,
    posts: Vec<(Post, Span)>,
    named: Option<(&'static str, &'static str)>,
    invited: Day,
    stage: Stage,
    by: Option<Arc<Person>>,
    /// Somebody who has an account already, with their names.
    known: Option<Known>,
    writes: bool,
}

/// An account and whose it is.
#[derive(Clone, Debug)]
pub struct Known {
    pub account: Uuid,
    pub email: String,
    given: &'static str,
    family: &'static str,
}

impl Hire {
    pub fn new(title: &'static str, persona: &'static str) -> Self {
        Self {
            title,
            persona,
            posts: Vec::new(),
            named: None,
            invited: 0,
            stage: Stage::Active,
            by: None,
            known: None,
            writes: true,
        }
    }

    pub fn post(mut self, post: (Post, Span)) -> Self {
        self.posts.push(post);
        self
    }

    /// With an address that is easy to remember, and what to print beside it.
    pub fn named(mut self, local: &'static str, persona: &'static str) -> Self {
        self.named = Some((local, persona));
        self
    }

    pub fn on(mut self, day: Day) -> Self {
        self.invited = day;
        self
    }

    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    pub fn by(mut self, inviter: &Arc<Person>) -> Self {
        self.by = Some(Arc::clone(inviter));
        self
    }

    pub fn known(mut self, known: Option<Known>) -> Self {
        self.known = known;
        self
    }

    /// Never the author of anything: they may come to be kept from a resident.
    pub fn silent(mut self) -> Self {
        self.writes = false;
        self
    }
}

/// Invites somebody and lets them go as far as their stage says.
pub fn hire(maker: &mut Maker, organisation: &mut Organisation, hire: Hire) -> Arc<Person> {
    hire_known(maker, organisation, hire).0
}

/// The same, and the account that came of it.
pub fn hire_known(
    maker: &mut Maker,
    organisation: &mut Organisation,
    hire: Hire,
) -> (Arc<Person>, Option<Known>) {
    let woman = maker.rng.chance(74);
    let (given, family) = match &hire.known {
        Some(known) => (known.given, known.family),
        None => {
            let (given, family, _) = names::draw(&mut maker.rng, names::STAFF, woman);
            (given, family)
        }
    };
    let email = match &hire.known {
        Some(known) => known.email.clone(),
        None => address(organisation, hire.named.map(|(local, _)| local), given, family),
    };
    let at = if hire.by.is_none() { maker.founded() } else { maker.some_time(hire.invited, 9, 16) };
    let act = match &hire.by {
        Some(by) => maker.ledger.act(at, by),
        None => Ledger::command(at),
    };
    let mut profile = maker.ledger.insert(
        &act,
        &PROFILES,
        organisation.id,
        vec![
            ("status", "invited".into()),
            ("given_name", given.into()),
            ("family_name", family.into()),
            ("job_title", hire.title.into()),
            ("persona", hire.persona.into()),
            ("preferences", Value::Json("{}".into())),
        ],
    );
    let mut posts: Vec<Record> = hire
        .posts
        .iter()
        .map(|(post, span)| insert_post(maker, &act, organisation.id, profile.id, *post, *span))
        .collect();
    let mut private = private_side(maker, organisation, &act, &hire, (profile.id, &email));

    let mut person = Person {
        profile: profile.id,
        account: None,
        name: format!("{given} {family}"),
        posts: hire.posts.clone(),
        writes: hire.writes,
    };
    match hire.stage {
        Stage::Active | Stage::Left(_) => {
            person.account = Some(accept(maker, &hire, at, &mut profile, &email));
        }
        Stage::Invited => invitation(maker, organisation.id, profile.id, &email, at),
        Stage::Withdrawn => {
            let act = maker.ledger.verb(later(at, 26), &organisation.owner, "withdraw");
            maker.ledger.change(&act, &mut profile, vec![("status", "disabled".into())]);
        }
    }
    if let Stage::Left(day) = hire.stage {
        leave(maker, organisation, &hire, day, (&mut profile, &mut posts, &mut person));
    }
    let person = Arc::new(person);
    // The person completes what only they know.
    if person.account.is_some() && maker.rng.chance(40) {
        let act = maker.ledger.act(later(at, 30), &person);
        let values = vec![
            ("phone", mobile(&mut maker.rng).into()),
            ("emergency_contact", format!("{family} at home, {}", landline(&mut maker.rng)).into()),
        ];
        maker.ledger.change(&act, &mut private, values);
    }

    for record in [&profile, &private].into_iter().chain(&posts) {
        maker.ledger.keep(record);
    }
    let name = Value::from(person.name.clone());
    maker
        .ledger
        .plain(&PEOPLE_NAMES, &[organisation.id.into(), person.profile.into(), name, hire.title.into()]);
    if let Some((_, persona)) = hire.named {
        let sign_in = (email.clone(), person.name.clone(), persona, Arc::clone(&person));
        maker.named.push(sign_in);
    }
    let known = person.account.map(|account| Known { account, email, given, family });
    (person, known)
}

fn insert_post(
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

/// Accepts the invitation: from now on there is an account.
fn accept(maker: &mut Maker, hire: &Hire, invited: Timestamp, profile: &mut Record, email: &str) -> Uuid {
    // Within the day, so that nobody acts before they have an account.
    let at = later(invited, if hire.by.is_none() { 1 } else { maker.rng.between(1, 6) });
    let account = if let Some(known) = &hire.known {
        known.account
    } else {
        let account = maker.ledger.id(at);
        let email = Value::from(email.to_owned());
        maker.ledger.plain(
            &USERS,
            &[
                account.into(),
                "authenticated".into(),
                "authenticated".into(),
                email.clone(),
                at.into(),
                Value::Json(r#"{"provider": "email", "providers": ["email"]}"#.into()),
                Value::Json("{}".into()),
                at.into(),
                at.into(),
                false.into(),
                false.into(),
            ],
        );
        let hash = Value::from(maker.password_hash.clone());
        maker.ledger.plain(
            &ACCOUNTS,
            &[
                account.into(),
                email,
                hash,
                Value::Null,
                Value::Null,
                Value::Int(0),
                Value::Null,
                at.into(),
                at.into(),
                at.into(),
            ],
        );
        account
    };
    let act = maker.ledger.stranger(at, "accept");
    maker.ledger.change(&act, profile, vec![("account_id", account.into()), ("status", "active".into())]);
    if hire.by.is_none() {
        link(
            maker,
            "owner_setup",
            (Some(account), profile.organisation, profile.id),
            email,
            (invited, Some(at)),
        );
        let asked = maker.some_time(200, 7, 9);
        let of = (Some(account), profile.organisation, profile.id);
        link(maker, "password_reset", of, email, (asked, Some(later(asked, 0))));
    }
    account
}

/// An open invitation. Its secret was never made, so it opens nothing.
fn invitation(maker: &mut Maker, organisation: Uuid, profile: Uuid, email: &str, at: Timestamp) {
    link(maker, "invitation", (None, organisation, profile), email, (at, None));
}

fn link(
    maker: &mut Maker,
    kind: &'static str,
    (account, organisation, profile): (Option<Uuid>, Uuid, Uuid),
    email: &str,
    (made, used): (Timestamp, Option<Timestamp>),
) {
    let hash = Value::Bytes(maker.ledger.bytes32());
    maker.ledger.plain(
        &LINKS,
        &[
            hash,
            kind.into(),
            account.into(),
            organisation.into(),
            profile.into(),
            email.to_owned().into(),
            made.into(),
            later(made, 7 * 24).into(),
            used.into(),
        ],
    );
}

/// Somebody leaves: their posts end, and the owner disables the profile.
fn leave(
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

fn private_side(
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
        "external_professional" if organisation.staff_numbers % 2 == 0 => {
            (Some("HCPC"), Some(format!("PH{:06}", rng.below(1_000_000))))
        }
        "external_professional" => (Some("SWE"), Some(format!("SW{:06}", rng.below(1_000_000)))),
        _ => (None, None),
    };
    let expires = body.map(|_| maker.calendar.date(TODAY + rng.between(20, 340)));
    let contract = *rng.pick(&[1200, 1850, 2400, 3000, 3750, 3750, 4000]);
    let values: Vec<(&'static str, Value)> = vec![
        ("profile_id", profile.into()),
        ("email", email.to_owned().into()),
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
    maker.ledger.insert(act, &PROFILE_PRIVATE, organisation.id, values)
}

/// An address that nobody of the organisation has yet.
fn address(organisation: &mut Organisation, local: Option<&str>, given: &str, family: &str) -> String {
    let wanted = local.map_or_else(|| format!("{}.{}", slug(given), slug(family)), str::to_owned);
    let mut free = wanted.clone();
    let mut n = 1;
    while !organisation.addresses.insert(free.clone()) {
        n += 1;
        free = format!("{wanted}{n}");
    }
    format!("{free}@{}", organisation.domain)
}

/// So many hours and some minutes later.
fn later(at: Timestamp, hours: i32) -> Timestamp {
    at + jiff::SignedDuration::from_secs(i64::from(hours) * 3600 + 17 * 60)
}

/// Who is worth printing, with the homes in which they have a right at the start.
pub fn sign_in(
    (email, name, persona, person): &(String, String, &'static str, Arc<Person>),
    organisation: &str,
    home_name: impl Fn(Uuid) -> Option<String>,
    now: Timestamp,
) -> SignIn {
    let mut homes: Vec<String> = Vec::new();
    for (post, span) in &person.posts {
        let home = match post {
            Post::Floor { home, .. } | Post::Manager { home, .. } => *home,
            Post::Officer { .. } => continue,
        };
        if let Some(name) = span.holds(now).then(|| home_name(home)).flatten()
            && !homes.contains(&name)
        {
            homes.push(name);
        }
    }
    SignIn { email: email.clone(), name: name.clone(), persona, organisation: organisation.to_owned(), homes }
}

/// A post on a floor.
pub fn floor(home: Uuid, grade: Grade, span: Span) -> (Post, Span) {
    (Post::Floor { home, grade, agency: None }, span)
}

/// A post as manager.
pub fn manager(home: Uuid, kind: &'static str, span: Span) -> (Post, Span) {
    (Post::Manager { home, kind }, span)
}

/// The last day on which somebody can be invited and still accept in the past.
pub const LAST_INVITATION: Day = YESTERDAY - 2;
